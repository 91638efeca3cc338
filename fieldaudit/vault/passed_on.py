"""Statements of supervisors that head office passed on to whoever holds the audit, kept as their authors signed them.

They lie beside the journal: they are lines of a record that is head office's and the supervisor's. What was verified
before it was kept is verified again whenever it is read, but for who issued the certificate.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.audit.events import parse_line, read_payload
from fieldaudit.errors import SignatureBroken
from fieldaudit.trust import certificates, keys
from fieldaudit.vault import bulk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldaudit.audit.events import Event
    from fieldaudit.vault.vault import Vault

_KEPT = "statement/"  # AUDIT/EVENT: whatever removes the audit from this computer removes them with it
_PARTS = ("line", "salt", "payload", "signature", "certificate")
_REVOKED = "revocations"


@dataclass(frozen=True)
class Passed:
    """A statement with what it says; `name` is the holder's by their certificate.

    `proven` says whether its signature fits and the seat was not revoked since.
    """

    event: Event
    said: Mapping[str, Any]
    name: str
    proven: bool


def keep(vault: Vault, audit: str, event: str, name: str, proof: Mapping[str, str]) -> bool:
    """Keep a verified statement about an audit; whether it is new here. One that is here stays as it is."""
    key = f"{_KEPT}{audit}/{event}"
    if vault.get(key) is not None:
        return False
    vault.put(key, {"name": name, **{part: proof[part] for part in _PARTS}})
    return True


def known(vault: Vault) -> list[str]:
    """Return the events of all statements that were passed on to this vault."""
    return sorted(key.partition("/")[2] for key in _rows(vault))


def audits(vault: Vault) -> list[str]:
    """Return the audits about which statements were passed on to this vault."""
    return list(dict.fromkeys(key.partition("/")[0] for key in _rows(vault)))


def of_audit(vault: Vault, audit: str) -> list[Passed]:
    """Return what was passed on about one audit."""
    revoked = {row["seat"] for row in (vault.get(_REVOKED) or {"revoked": ()})["revoked"]}
    return [_passed(json.loads(row), revoked) for row in _rows(vault, f"{audit}/").values()]


def _rows(vault: Vault, prefix: str = "") -> dict[str, str]:
    with vault.reading() as connection:
        return bulk.settings(connection, _KEPT + prefix)


def _passed(kept: Mapping[str, str], revoked: set[str]) -> Passed:
    line = kept["line"].encode()
    event = parse_line(line)
    seat, public = certificates.key_in(kept["certificate"].encode("ascii"))
    try:
        keys.verify(public, base64.b64decode(kept["signature"]), line)
        fits = seat == event.seat
    except SignatureBroken:
        fits = False
    return Passed(event, read_payload(kept["payload"].encode()), kept["name"], fits and event.seat not in revoked)
