"""The unlock screen: one focused field between a person and their vault."""
