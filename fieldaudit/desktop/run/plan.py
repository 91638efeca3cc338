"""A section's controls with their numbers, worked out once per form; references come by joining, never by searching."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit.outline import leaf_count, outline, template

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fieldaudit.audit.outline import Section
    from fieldaudit.checklist import Control, Form, Session


@dataclass(frozen=True)
class Leaf:
    """A question; `number` is its place within what holds it."""

    control: Control
    number: int


@dataclass(frozen=True)
class Group:
    """A group, with or without a reference of its own."""

    control: Control
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Rows:
    """A repeat: what each of its rows holds, and how many questions that are."""

    control: Control
    number: int
    parts: tuple[Part, ...]
    leaves: int

    @property
    def fixed(self) -> bool:
        """Whether a person neither adds rows nor removes them."""
        return self.control.count is not None or self.control.fixed_rows


Part = Leaf | Group | Rows


@dataclass(frozen=True)
class Spot:
    """A question as it stands: its stable reference, its number ("3.6", in rows "3.6.2.1") and its control."""

    ref: str
    number: str
    control: Control


class Plan:
    """The sections of a form and where each of their questions is."""

    def __init__(self, form: Form) -> None:
        self.sections: tuple[Section, ...] = outline(form)
        self.parts: tuple[tuple[Part, ...], ...] = tuple(_parts(section.controls, [0]) for section in self.sections)
        self.leaves: dict[str, int] = {}
        self.holders: dict[str, frozenset[int]] = {}
        for section in self.sections:
            for control in (inner for top in section.controls for inner in top.walk()):
                if not control.ref:
                    continue
                if control.kind not in ("group", "repeat"):
                    self.leaves[control.ref] = section.index
                for holder in above(control.ref):
                    self.holders[holder] = self.holders.get(holder, frozenset()) | {section.index}

    def of(self, index: int) -> tuple[Part, ...]:
        """Return what a section holds."""
        return self.parts[index - 1]

    def sections_of(self, ref: str) -> frozenset[int]:
        """Return the sections that a stable reference of a question, a group or a row concerns."""
        plain = template(ref) if "[" in ref else ref
        index = self.leaves.get(plain)
        return frozenset([index]) if index is not None else self.holders.get(plain, frozenset())


def _parts(controls: Sequence[Control], numbers: list[int]) -> tuple[Part, ...]:
    found: list[Part] = []
    for control in controls:
        if control.kind == "group":
            found.append(Group(control, _parts(control.children, numbers)))
            continue
        numbers[0] += 1
        number = numbers[0]
        if control.kind == "repeat":
            found.append(Rows(control, number, _parts(control.children, [0]), leaf_count(control)))
        else:
            found.append(Leaf(control, number))
    return tuple(found)


def above(ref: str) -> Iterator[str]:
    """Yield the references of a place and of what it lies in."""
    while ref:
        yield ref
        ref = ref.rpartition("/")[0]


@dataclass(frozen=True)
class Inside:
    """Where one is in the tree of parts: a row (or "") with its template's length, and the number before the dot."""

    prefix: str
    row: str = ""
    stem: int = 0

    def ref(self, control: Control) -> str:
        """Return the stable reference of a control in this row."""
        return self.row + control.ref[self.stem :]

    def number(self, part: Leaf | Rows) -> str:
        """Return the number of a question or of a repeat."""
        return f"{self.prefix}.{part.number}"

    def within(self, rows: Rows, row: str, position: int) -> Inside:
        """Return the inside of one of a repeat's rows."""
        return Inside(f"{self.number(rows)}.{position}", row, len(rows.control.ref))


def walk(session: Session, parts: Sequence[Part], inside: Inside) -> Iterator[Spot]:
    """Yield every question below, those of all rows too, whether they apply or not."""
    for part in parts:
        if isinstance(part, Leaf):
            yield Spot(inside.ref(part.control), inside.number(part), part.control)
        elif isinstance(part, Group):
            yield from walk(session, part.parts, inside)
        else:
            for position, row in enumerate(session.rows_at(inside.ref(part.control)), start=1):
                yield from walk(session, part.parts, inside.within(part, row, position))


def rows_around(ref: str) -> Iterator[str]:
    """Yield the rows that a stable reference is or lies in, outermost first."""
    at = ref.find("]")
    while at >= 0:
        yield ref[: at + 1]
        at = ref.find("]", at + 1)
