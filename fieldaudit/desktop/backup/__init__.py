"""Copies of everything: made by hand or every day by itself, restored at a first start; removing what is confirmed."""
