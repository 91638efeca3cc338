"""Home: the audits at hand by how far they are, the actions that are due, and starting an audit."""
