"""Devices: who has a seat, inviting people, certifying them, and writing what goes back to them."""
