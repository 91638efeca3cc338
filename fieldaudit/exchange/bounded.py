"""What strangers send and would unfold to far more memory than bytes: refused before it is read, or stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fieldaudit.audit import strictjson
from fieldaudit.errors import EventRefused, PackageDamaged, PackageTooFull
from fieldaudit.exchange import limits
from fieldaudit.vault import fullness

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fieldaudit.audit.events import StoredEvent, StreamPart
    from fieldaudit.vault import Vault

_MARKS = (b"[", b"{", b",", b":")


def loads(data: bytes, longest: int, most: int = limits.VALUES) -> Any:
    """Return the JSON value in at most `longest` bytes that hold about `most` values; raises EventRefused.

    An empty list takes three bytes here and sixty in memory, so it is the values that must be counted.
    """
    if len(data) > longest or _values(data) > most:
        raise EventRefused(reason="it is longer, or holds more values, than it may")
    return strictjson.loads(data)


def _values(data: bytes) -> int:
    return sum(map(data.count, _MARKS))


def check_payloads(events: Iterable[StoredEvent]) -> None:
    """Raise PackageDamaged where all that the events of a package say holds more values than a package may."""
    left = limits.VALUES
    for event in events:
        left -= _values(event.payload) if event.payload else 0
        if left < 0:
            raise PackageDamaged(reason="it holds more values than a package may")


def check_records(vault: Vault, parts: Iterable[StreamPart]) -> None:
    """Raise PackageTooFull where a record, with the parts that just came in, holds more than one may.

    Nothing of the package stays after that: the transaction is the caller's.
    """
    most = fullness.Most(limits.RECORD_SAID, limits.RECORD_STANDING, limits.RECORD_BYTES, limits.RECORD_VALUES)
    with vault.reading() as connection:
        if fullness.fuller(connection, {part.record for part in parts}, most):
            raise PackageTooFull
