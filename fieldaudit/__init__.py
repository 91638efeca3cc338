"""FieldAudit: field auditing offline, with signed and encrypted packages to head office."""

__version__ = "0.1.0"
