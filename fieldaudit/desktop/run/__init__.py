"""Run: an audit being filled in, a section at a time."""
