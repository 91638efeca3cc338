"""Which audits hold answers that people gave apart and nobody chose from yet: one question for a whole list."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldaudit.vault.vault import Vault

_AT_ONCE = 500  # parameters of one statement
_CONTESTED = """
    SELECT DISTINCT id FROM (
        SELECT r.id AS id FROM records r JOIN writes w ON w.rec = r.key
        WHERE r.id IN ({marks}) AND w.live
          AND ((w.slot > 'answer/' AND w.slot < 'answer0') OR (w.slot > 'skip/' AND w.slot < 'skip0'))
        GROUP BY r.id, substr(w.slot, instr(w.slot, '/')) HAVING count(*) > 1)
"""


def contested(vault: Vault, audits: Sequence[str]) -> frozenset[str]:
    """Return those of `audits` in which a question has several answers (or a skip beside one)."""
    found: set[str] = set()
    with vault.reading() as connection:
        for start in range(0, len(audits), _AT_ONCE):
            part = tuple(audits[start : start + _AT_ONCE])
            asked = _CONTESTED.format(marks=", ".join("?" * len(part)))
            found.update(connection.exec_driver_sql(asked, part).scalars())
    return frozenset(found)
