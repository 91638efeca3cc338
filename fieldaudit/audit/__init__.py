"""The domain in pure Python: events and what they come to, findings, actions, severity, score, authority."""
