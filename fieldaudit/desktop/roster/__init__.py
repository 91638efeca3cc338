"""The workers of a site by their codes: bringing in a list with the names sealed, and the code book."""
