"""Version 1: the tables of FieldAudit 0.1.0, with which vaults began."""

revision = "1"
down_revision = None
