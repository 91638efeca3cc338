"""The domain: events and what they come to, findings, actions, severity, score, authority. Pure Python over plain data."""
