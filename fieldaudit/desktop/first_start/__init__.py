"""First start: join an organisation, set up a head office, or look around with sample data."""
