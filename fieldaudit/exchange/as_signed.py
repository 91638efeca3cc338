"""A line that head office passes on in a message, with what it says, as its author signed it: checked by its reader."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from fieldaudit.audit.events import SALT_SIZE, commitment, parse_line, read_payload
from fieldaudit.audit.slots import writes
from fieldaudit.errors import CertificateRefused, EventRefused, SignatureBroken
from fieldaudit.exchange.documents import read_document
from fieldaudit.trust import certificates, keys

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fieldaudit.audit.events import Event, StoredEvent

_MALFORMED = (KeyError, TypeError, ValueError, AttributeError)


def written(stored: StoredEvent, pem: str) -> dict[str, str]:
    """Return a line with its payload, its author's signature and certificate, so that anybody can check it."""
    return {
        "line": stored.line.decode(),
        "salt": (stored.salt or b"").hex(),
        "payload": (stored.payload or b"").decode(),
        "signature": base64.b64encode(stored.signature or b"").decode("ascii"),
        "certificate": pem,
    }


def read_message(kind: str, document: bytes, lists: Iterable[str]) -> dict[str, Any]:
    """Return the values of a message that carries such lines in `lists` to one seat; raises EventRefused."""
    values = read_document(kind, document)
    texts = all(isinstance(values.get(key), str) for key in ("organisation", "seat", "time"))
    if not texts or not all(isinstance(values.get(key), list) for key in lists):
        raise EventRefused(reason="it is malformed")
    return values


def read(proof: Any) -> tuple[Event, dict[str, Any]]:
    """Return a line with its payload: signed with the key of the certificate beside it, which is that of its seat.

    Whether anybody issued that certificate is not looked at. Raises EventRefused.
    """
    try:
        line, salt, payload = proof["line"].encode(), bytes.fromhex(proof["salt"]), proof["payload"].encode()
        event, said = parse_line(line), read_payload(payload)
        seat, public = certificates.key_in(proof["certificate"].encode("ascii"))
        keys.verify(public, base64.b64decode(proof["signature"], validate=True), line)
        writes(event, said)
    except (SignatureBroken, CertificateRefused, *_MALFORMED) as strange:
        raise EventRefused(reason="it is not as its author signed it") from strange
    if event.seat != seat or len(salt) != SALT_SIZE or commitment(salt, payload) != event.commit:
        raise EventRefused(reason="it is not as its author signed it")
    return event, said
