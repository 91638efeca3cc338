"""A cell: one live head of one slot, as the vault stores it and the views read it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fieldaudit.audit.slots import OPAQUE, Entry, heads


@dataclass(frozen=True, slots=True)
class Cell:
    """One head of a slot: its value and who wrote it when; `sealed` cells have no value (slot `sealed/HASH`)."""

    record: str
    slot: str
    value: Any
    event: str
    kind: str
    seat: str
    lamport: int
    time: str
    audience: str

    @property
    def sealed(self) -> bool:
        """Whether the payload cannot be read here."""
        return self.slot.startswith(OPAQUE)


FIELD = "field/"

Register = tuple[Cell, ...]


def registers(cells: Iterable[Cell]) -> dict[str, Register]:
    """Return each slot's heads, the first one being the value to show: the latest by Lamport time, then by hash."""
    found: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        found[cell.slot].append(cell)
    return {slot: in_order(live) for slot, live in found.items()}


def in_order(cells: Iterable[Cell]) -> Register:
    """Return heads as they are shown: the latest by Lamport time first, then by hash."""
    return tuple(sorted(cells, key=lambda cell: (-cell.lamport, cell.event)))


def conflicts(slots: dict[str, Register]) -> dict[str, Register]:
    """Return the slots with several heads."""
    return {slot: register for slot, register in slots.items() if len(register) > 1}


def fields_of(slots: Mapping[str, Register]) -> dict[str, str]:
    """Return the texts of a record's fields by name."""
    return {slot.removeprefix(FIELD): register[0].value for slot, register in slots.items() if slot.startswith(FIELD)}


def from_entries(entries: Iterable[Entry]) -> list[Cell]:
    """Return the cells that a record's events come to, by slot and hash: the pure counterpart of the vault's table."""
    by_hash = {entry.event.hash: entry for entry in entries}
    standing: dict[str, set[str]] = defaultdict(set)
    for slot, live in heads(by_hash.values()).items():
        for head in live:
            standing[head].add(slot)
    found = [cell for head, slots in standing.items() for cell in _cells(by_hash[head], slots)]
    return sorted(found, key=lambda cell: (cell.slot, cell.event))


def _cells(entry: Entry, slots: set[str]) -> Iterator[Cell]:
    """Give the cells of those slots in which an event stands."""
    event = entry.event
    said = event.hash, event.kind, event.seat, event.lamport, event.time, event.audience
    for write in entry.writes:
        if write.slot in slots and not write.clears:
            yield Cell(event.record, write.slot, write.value, *said)
