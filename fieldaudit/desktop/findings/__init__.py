"""Findings and actions: what was found, what is done about it, who looked afterwards."""
