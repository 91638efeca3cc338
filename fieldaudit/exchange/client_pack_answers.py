"""What the site's representative said of a closing, each time: a later answer names those before it, and is signed.

So whoever shows one shows what was said before it (docs/client-pack.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit.events import parse_line, read_payload

if TYPE_CHECKING:
    from fieldaudit.audit.events import Event, StoredEvent
    from fieldaudit.vault import Vault

FOLDER = "closing/answers"


@dataclass(frozen=True)
class Answer:
    """One answer: its line, with what it says."""

    event: Event
    stored: StoredEvent
    said: str

    def files(self, number: int, certificate: bytes) -> dict[str, bytes]:
        """Return its files in a pack; signature and certificate only where there are both."""
        proof = {".sig": self.stored.signature or b"", ".pem": certificate}
        parts = {".line": self.stored.line, ".salt": self.stored.salt or b"", ".payload": self.stored.payload or b""}
        parts |= proof if all(proof.values()) else {}
        return {f"{name(number)}{end}": data for end, data in parts.items()}


def name(number: int) -> str:
    """Return what the files of an answer are called, but for their ends; the first is number 1."""
    return f"{FOLDER}/{number:04d}"


def of(vault: Vault, audit: str, closing: str) -> tuple[Answer, ...]:
    """Return what the site said of one closing of an audit, the first answer first; those not erased."""
    found = []
    for cell in vault.cells(audit, f"site_closing/{closing}"):
        stored = vault.stored(cell.event)
        if stored is not None and stored.payload is not None:
            said = str(read_payload(stored.payload).get("answer", ""))
            found.append(Answer(parse_line(stored.line), stored, said))
    return tuple(sorted(found, key=lambda one: (one.event.lamport, one.event.seat, one.event.inc, one.event.seq)))


def earlier(vault: Vault, audit: str, closing: str) -> dict[str, list[str]]:
    """Return what a further answer says of those before it: nothing where there are none."""
    before = [one.event.hash for one in of(vault, audit, closing)]
    return {"earlier": before} if before else {}
