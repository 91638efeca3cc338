"""Ids that two machines make alike (event-format.md, Deterministic ids)."""

import hashlib
import hmac
import uuid


def finding_id(audit: str, ref: str) -> str:
    """Return the id of the finding that the rule of the question with this stable ref raises in `audit`."""
    return str(uuid.uuid5(uuid.UUID(audit), f"finding|{ref}"))


def restricted_finding_id(subject_secret: str, ref: str) -> str:
    """Return a finding's id that nobody without the subject's age secret can guess (UUID version 8)."""
    key = hashlib.sha256(b"fieldaudit subject 1\n" + subject_secret.encode()).digest()
    digest = bytearray(hmac.digest(key, f"finding|{ref}".encode(), "sha256")[:16])
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(digest)))
