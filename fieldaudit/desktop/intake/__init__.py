"""Intake: what arrives at head office is verified; what is verified enters by itself, the rest waits with a reason."""
