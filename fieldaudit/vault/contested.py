"""Where people said things apart and nobody chose yet: one question for a whole list."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fieldaudit.vault.vault import Vault

_AT_ONCE = 500  # parameters of one statement
#: Slots that a person chooses between, as ranges of their names (audit/differences.py, KINDS); an answer and a skip of
#: one question are one thing, several heads that say the same are none, and of a row only whether it is there counts.
_KINDS = ("answer/", "skip/", "note/", "row/", "finding/", "field/")
_RANGES = " OR ".join(f"(w.slot > '{kind}' AND w.slot < '{kind[:-1]}0')" for kind in _KINDS)
_SAID = """CASE WHEN w.slot < 'row/' OR w.slot > 'row0' THEN substr(w.slot, 1, 4) || w.value
    ELSE json_extract(w.value, '$.removed') END"""
# only what has several ends can hold what was said apart: other people's streams, other copies, or a fork
_SEVERAL = "SELECT s.rec FROM tips t JOIN streams s ON s.key = t.stream GROUP BY s.rec HAVING count(*) > 1"
_APART = f"""
    SELECT id, count(*) FROM (
        SELECT r.id AS id FROM writes w JOIN records r ON r.key = w.rec
        WHERE w.rec IN ({_SEVERAL}) AND w.live AND ({_RANGES} OR w.slot IN ('state', 'branch')) {{only}}
        GROUP BY w.rec, CASE WHEN w.slot < 'skip/' OR w.slot > 'skip0' THEN w.slot
            ELSE 'answer' || substr(w.slot, 5) END
        HAVING count(*) > 1 AND count(DISTINCT {_SAID}) > 1)
    GROUP BY id
"""  # noqa: S608 - nothing in it comes from outside
# closings of the last version, where nobody chose one of them
_CLOSINGS = f"""
    SELECT id, count(*) FROM (
        SELECT r.id AS id FROM writes w JOIN records r ON r.key = w.rec
        WHERE w.rec IN ({_SEVERAL}) AND w.live AND w.slot > 'closing/' AND w.slot < 'closing0' {{only}}
          AND 1 <> (SELECT count(DISTINCT json_extract(c.value, '$.closing')) FROM writes c
            WHERE c.rec = w.rec AND c.live AND c.slot = 'closing_choice/' || substr(w.slot, 9))
          AND NOT EXISTS (SELECT 1 FROM writes n WHERE n.rec = w.rec AND n.live AND n.slot > 'closing/'
            AND n.slot < 'closing0' AND CAST(substr(n.slot, 9) AS INTEGER) > CAST(substr(w.slot, 9) AS INTEGER))
        GROUP BY w.rec, w.slot HAVING count(*) > 1)
    GROUP BY id
"""  # noqa: S608 - nothing in it comes from outside
_NAMES = """
    SELECT r.id, w.slot, w.value FROM writes w JOIN records r ON r.key = w.rec
    WHERE r.type = 'audit' AND w.live AND (w.slot IN ('field/visit', 'field/site') OR w.slot IN ({marks}))
"""


def contested(vault: Vault, audits: Sequence[str]) -> frozenset[str]:
    """Return those of `audits` in whose own record something stands beside something else."""
    found: set[str] = set()
    for start in range(0, len(audits), _AT_ONCE):
        found.update(_apart(vault, tuple(audits[start : start + _AT_ONCE])))
    return frozenset(found)


def contested_audits(vault: Vault) -> dict[str, int]:
    """Return every audit in which something differs with how much: in itself, its findings, actions, visit and site."""
    apart = _apart(vault, ())
    types = vault.record_types() if apart else {}
    found = {record: count for record, count in apart.items() if types[record] == "audit"}
    others = {record: count for record, count in apart.items() if record not in found}
    for audit, record in _about(vault, others, types):
        found[audit] = found.get(audit, 0) + others[record]
    return found


def _apart(vault: Vault, only: tuple[str, ...]) -> dict[str, int]:
    """Return how much stands apart in these records, in all where none is named; those without are left out."""
    part = f"AND r.id IN ({', '.join('?' * len(only))})" if only else ""
    with vault.reading() as connection:
        said = connection.exec_driver_sql(_APART.format(only=part), only).all()
        signed = connection.exec_driver_sql(_CLOSINGS.format(only=part), only).all()
    found = Counter({row[0]: row[1] for row in said})
    found.update({row[0]: row[1] for row in signed})
    return dict(found)


def _about(vault: Vault, others: Mapping[str, int], types: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Return which of these records belong to which audits."""
    if not others:
        return ()
    actions = [record for record in others if types[record] == "action"]
    named = [(str(cell.value), record) for record in actions for cell in vault.cells(record, "field/audit")]
    slots = tuple(f"finding/{record}" for record in others)
    for start in range(0, len(slots), _AT_ONCE):
        part = slots[start : start + _AT_ONCE]
        asked = _NAMES.format(marks=", ".join("?" * len(part)))
        with vault.reading() as connection:
            rows = connection.exec_driver_sql(asked, part).all()
        for audit, slot, value in rows:
            record = slot.partition("/")[2] if slot.startswith("finding/") else json.loads(value)
            if record in others:
                named.append((audit, record))
    return dict.fromkeys(named)
