"""How much stands in a record here: whoever opens it holds all of that in memory at once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.vault import driver

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

# the values inside a value: each takes far more memory than bytes, and only those that are objects hold any
_INSIDE = (
    "CASE WHEN substr(w.value, 1, 1) = '{' THEN octet_length(w.value)"
    " - octet_length(replace(replace(replace(w.value, ',', ''), ':', ''), '[', '')) ELSE 0 END"
)
_MORE = (
    "SELECT r.id FROM records r JOIN writes w ON w.rec = r.key"
    " WHERE r.id IN (SELECT value FROM json_each(?)) GROUP BY r.key HAVING COUNT(*) > ? OR TOTAL(w.live) > ?"
    " OR TOTAL(w.live * (octet_length(w.slot) + octet_length(w.value))) > ?"
)
_FULLER = f"{_MORE} OR TOTAL(w.live * ({_INSIDE})) > ?"


_SETTINGS = "SELECT TOTAL(octet_length(value)) FROM meta WHERE key >= ? AND key < ?"


@dataclass(frozen=True)
class Most:
    """What a record may hold: all that its events ever said, the heads that stand, their bytes, the values in them."""

    said: int
    standing: int
    size: int
    values: int


def fuller(connection: Connection, records: Iterable[str], most: Most) -> list[str]:
    """Return which of these records hold more than that."""
    # each value inside takes a byte at least: what has fewer bytes than that, as nearly all have, needs no closer look
    first = json.dumps(list(records)), most.said, most.standing, min(most.size, most.values)
    large = driver.column(connection, _MORE, first)
    if not large:
        return []
    return driver.column(connection, _FULLER, (json.dumps(large), most.said, most.standing, most.size, most.values))


def of_settings(connection: Connection, prefix: str) -> int:
    """Return how many bytes the settings hold whose keys start so."""
    return int(driver.value(connection, _SETTINGS, (prefix, prefix + chr(0x10FFFF))))
