"""What people said apart, side by side: one is chosen to hold, and the choice can be taken back."""
