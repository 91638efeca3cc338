"""Settings that say whom to trust are remembered by a digest in the state folder, beside the incarnation's own file.

The journal's reach notices entries that are gone; a page of settings that was put back to its older ciphertext is sound
for SQLCipher, and with it somebody who was revoked would be believed again. Before a change of these settings commits,
the file holds the digests of what was and of what will be; after it, of what is: a crash in between raises no alarm.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from fieldaudit.vault import driver, files

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sqlalchemy import Connection

# the organisation and its head office, this seat's role, the protection officer, who is revoked, who helps to recover
KEYS = (
    "headoffice",
    "keys.office_recipient",
    "me",
    "officer.known",
    "officer_recipient",
    "organisation",
    "revocation.trusted",
    "revocations",
)
SUFFIX = ".trust"
_TAG = b"fieldaudit trust 1\n"
_CHANGED = "trust.changed"
_SHAPE = re.compile(rb"([0-9a-f]{64}\n){1,2}")
_VALUES = f"SELECT key, value FROM meta WHERE key IN ({', '.join('?' * len(KEYS))}) ORDER BY key"  # noqa: S608 - marks


def place_of(incarnation: Path) -> Path:
    """Return where the digest lies, beside the file of this life."""
    return incarnation.with_name(incarnation.name + SUFFIX)


def changing(connection: Connection, keys: Iterable[str]) -> None:
    """Note in the open transaction that settings change, where these are among them."""
    if not set(keys).isdisjoint(KEYS):
        connection.info[_CHANGED] = True


def before_commit(connection: Connection, incarnation: Path) -> None:
    """Name what will be beside what was, durably, where the open transaction changes what is remembered."""
    if connection.info.get(_CHANGED):
        known = _read(place_of(incarnation))
        _write(place_of(incarnation), dict.fromkeys([*known[-1:], _digest(connection)]))


def after_commit(connection: Connection, incarnation: Path) -> None:
    """Name what is alone."""
    if connection.info.pop(_CHANGED, False):
        settle(connection, incarnation)


def settle(connection: Connection, incarnation: Path) -> None:
    """Take the settings as they are for those of this life."""
    now, place = _digest(connection), place_of(incarnation)
    if _read(place) != [now]:
        _write(place, [now])


def holds(connection: Connection, incarnation: Path) -> bool:
    """Whether the settings are those that were written on this computer, as far as it remembers any."""
    known = _read(place_of(incarnation))
    return not known or _digest(connection) in known


def _digest(connection: Connection) -> str:
    found = driver.run(connection, _VALUES, KEYS).fetchall()
    text = "".join(f"{len(value.encode())} {key}\n{value}\n" for key, value in found)
    return hashlib.sha256(_TAG + text.encode()).hexdigest()


def _read(path: Path) -> list[str]:
    with suppress(FileNotFoundError):
        data = path.read_bytes()
        return data.decode("ascii").split() if _SHAPE.fullmatch(data) else []
    return []


def _write(path: Path, digests: Iterable[str]) -> None:
    """Keep digests; where the state folder cannot be written to, no setting is refused for it."""
    try:
        files.write(path, "".join(f"{digest}\n" for digest in digests).encode("ascii"))
    except OSError:
        with suppress(OSError):
            path.unlink(missing_ok=True)  # an older one would raise a false alarm at the next opening
