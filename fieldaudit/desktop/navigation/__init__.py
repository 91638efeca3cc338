"""Screens by name: what a screen is, the places of the program, and the shell that moves between them."""
