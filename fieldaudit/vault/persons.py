"""Which workers' codes are one person: said at head office by who could open both, and counted by it once.

Two seats that bring in the same list draw two codes for everybody on it. What was said is a record of two workers of
its own, in clear and without a name; each code stays what it is (decision 22).
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.vault import bulk, records

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fieldaudit.audit.cells import Cell
    from fieldaudit.audit.events import NewEvent
    from fieldaudit.vault.codebook import Worker
    from fieldaudit.vault.vault import Vault

SAME_PERSON = "same_person"
SAME, APART = "same", "apart"


@dataclass(frozen=True)
class Word:
    """What was said of two workers: that they are one person (`same`) or two; by whom, when (UTC), in which records."""

    workers: frozenset[str]
    same: bool
    by: str
    time: str
    records: tuple[str, ...]


def words(vault: Vault) -> list[Word]:
    """Return what stands of each two, the first that was said first; where it is said otherwise too, two stay two."""
    with vault.reading() as connection:
        said = bulk.cells(connection, SAME_PERSON, [], ["field/"])
    pairs = defaultdict[frozenset[str], list["Cell"]](list)
    for cells in said.values():
        pair = frozenset(str(cell.value) for cell in cells if cell.slot in ("field/one", "field/other"))
        pairs[pair] += cells
    found = [_word(pair, cells) for pair, cells in pairs.items() if len(pair) == 2]  # noqa: PLR2004 - a pair
    return sorted(found, key=lambda word: (word.time, sorted(word.workers)))


def _word(pair: frozenset[str], cells: list[Cell]) -> Word:
    said = {str(cell.value) for cell in cells if cell.slot == "field/said"}
    by = sorted({str(cell.value) for cell in cells if cell.slot == "field/by"})
    where = tuple(sorted({cell.record for cell in cells}))
    return Word(pair, said == {SAME}, ", ".join(by), max(cell.time for cell in cells), where)


def say(vault: Vault, pair: frozenset[str], *, same: bool, by: str) -> list[NewEvent]:
    """Return the events that say of two workers that they are one person, or two, in place of what stands."""
    one, other = sorted(pair)
    fields = {"one": one, "other": other, "said": SAME if same else APART, "by": by}
    known = [record for word in words(vault) if word.workers == pair for record in word.records]
    if not known:
        return [records.created(records.new_id(), SAME_PERSON, "", fields)]
    return [records.fields_set(vault, record, SAME_PERSON, fields) for record in known]


def groups(vault: Vault) -> dict[str, frozenset[str]]:
    """Return all workers who are one person with others, with everybody of them, by each."""
    found: dict[str, frozenset[str]] = {}
    for word in words(vault):
        if word.same:
            whole = frozenset.union(word.workers, *(found.get(worker, frozenset()) for worker in word.workers))
            found |= dict.fromkeys(whole, whole)
    return found


def count(workers: Iterable[Worker], together: Mapping[str, frozenset[str]]) -> int:
    """Return how many persons these workers are."""
    return len({together.get(worker.id, frozenset((worker.id,))) for worker in workers})


def same_identity(text: str) -> str:
    """Return an identity number as two are compared: capitals and digits alone."""
    return "".join(one for one in unicodedata.normalize("NFKC", text).upper() if one.isalnum())
