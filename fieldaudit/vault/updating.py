"""Once after an update: what an older program took in and did not know is shown as if this one had taken it in.

An event of a kind that a program does not know is kept and writes nothing. Which kinds this vault was last opened with
is kept beside it; where they are others, all that writes nothing is looked at again, in one transaction.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from fieldaudit.audit import slots
from fieldaudit.audit.events import parse_line, read_payload
from fieldaudit.errors import DiskFull, DiskTrouble
from fieldaudit.vault import driver, journal, settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from fieldaudit.audit.events import Event
    from fieldaudit.vault.store import Store

_KINDS = "projected.kinds"
_SILENT = (
    "SELECT r.key, r.id, e.key, e.kind FROM records r JOIN writes w ON w.rec = r.key AND w.slot = ''"
    " JOIN events e ON e.key = w.event WHERE e.payload IS NOT NULL ORDER BY r.key, e.key"
)
_CARRIED = "SELECT line, payload FROM events WHERE key = ?"
_COUNTED = "progress/"  # what lists counted of an audit: see listing.py


def project_anew(store: Store) -> int:
    """Show what is known only now, where the kinds of events that this program knows are others than the last time.

    Returns how many events that concerned. Nothing is written where nothing ever came. Where the disk refuses it, the
    next opening does it.
    """
    with suppress(DiskFull, DiskTrouble):
        return _project_anew(store)
    return 0


def _project_anew(store: Store) -> int:
    kinds = sorted(slots.KINDS)
    with store.reading() as connection:
        if settings.get(connection, _KINDS) == kinds or not driver.value(connection, "SELECT 1 FROM records"):
            return 0
    count = 0
    with store.transaction() as connection:
        silent = [row for row in driver.run(connection, _SILENT) if row[-1] in slots.KINDS]
        for (rec, record), found in groupby(silent, key=itemgetter(0, 1)):
            known = list(_known_now(connection, [key for *_, key, _ in found]))
            if known:
                journal.project_anew(connection, rec, known)
                settings.put(connection, {_COUNTED + record: None})
                count += len(known)
        settings.put(connection, {_KINDS: kinds})
    return count


def _known_now(connection: Connection, keys: Iterable[int]) -> Iterator[tuple[int, Event, dict[str, Any]]]:
    for key in keys:
        line, data = driver.run(connection, _CARRIED, (key,)).fetchone()
        event, payload = parse_line(line), read_payload(data)
        if slots.replayed(event, payload):
            yield key, event, payload
