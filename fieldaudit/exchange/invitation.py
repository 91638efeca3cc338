"""The invitation file: an age file under a six-word code that is said by another way than the file travels.

It fixes name, role and branch, carries head office's authority and recipient, so that the seat knows whom to trust and
to send to, and a secret by which the seat's signing request proves that it answers this invitation.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fieldaudit.errors import EventRefused, InvitationRefused, InvitationWordsWrong, SealBroken, WrongPassphrase
from fieldaudit.exchange.chosen_file import read_small
from fieldaudit.exchange.documents import read_document, write_document
from fieldaudit.trust import sealing, words

if TYPE_CHECKING:
    from pathlib import Path

_SECRET_BYTES, _ID_BYTES = 32, 16
_HEX = re.compile(r"[0-9a-f]+")


@dataclass(frozen=True)
class Invitation:
    """What an invitation says; `officer` is the protection officer's age recipient or empty, `expires` a UTC time."""

    id: str
    secret: str
    name: str
    role: str
    branch: str
    authority: str
    headoffice_seat: str
    headoffice: str
    officer: str
    expires: str
    recovery: str = ""
    recovery_signature: str = ""


def new_id() -> str:
    """Draw an invitation's id."""
    return secrets.token_hex(_ID_BYTES)


def new_secret() -> str:
    """Draw an invitation's secret, in hex."""
    return secrets.token_hex(_SECRET_BYTES)


def write_invitation(invitation: Invitation) -> tuple[bytes, str]:
    """Return the sealed file and its six-word code."""
    code = words.six_words()
    document = write_document("invitation", asdict(invitation))
    return sealing.seal_with_passphrase(document, code), code


def read_invitation(path: Path, code: str, now: datetime) -> Invitation:
    """Open an invitation; raises InvitationRefused or FileUnreadable."""
    try:
        sealed = read_small(path, InvitationRefused)
        data = read_document("invitation", sealing.unseal_with_passphrase(sealed, words.normalise(code)))
    except WrongPassphrase as wrong:
        raise InvitationWordsWrong(reason="the six words do not fit this file") from wrong
    except (SealBroken, EventRefused) as broken:
        raise InvitationRefused(reason="the file is damaged or is not an invitation") from broken
    invitation = _read(data)
    if datetime.fromisoformat(invitation.expires) < now.astimezone(UTC):
        raise InvitationRefused(reason=f"it expired on {invitation.expires[:10]}")
    return invitation


def _read(data: dict[str, Any]) -> Invitation:
    names = {field.name for field in fields(Invitation)}
    needed = names - {"recovery", "recovery_signature"}  # older ones name no recovery recipient
    if not needed <= set(data) <= names or not all(isinstance(value, str) for value in data.values()):
        raise InvitationRefused(reason="the file is damaged or is not an invitation")
    if not _HEX.fullmatch(data["id"]) or not _HEX.fullmatch(data["secret"]):
        raise InvitationRefused(reason="the file is damaged or is not an invitation")
    return Invitation(**data)
