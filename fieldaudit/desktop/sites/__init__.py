"""Sites: the list, one site with its history, adding one, and bringing in many from a CSV file."""
