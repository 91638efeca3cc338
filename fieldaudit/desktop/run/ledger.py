"""How far an audit is: every question counted once, and again only when something about it may have changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldaudit.audit.outline import is_header
from fieldaudit.audit.severity import worst
from fieldaudit.audit.sheet import title_of
from fieldaudit.desktop.run.audit_lines import SectionLine
from fieldaudit.desktop.run.markup import plain
from fieldaudit.desktop.run.plan import Group, Inside, Leaf, Plan, rows_around, walk
from fieldaudit.errors import AnswerRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fieldaudit.audit.finding_view import FindingView
    from fieldaudit.audit.sheet import Marks
    from fieldaudit.checklist import Control, Node, Session
    from fieldaudit.desktop.run.plan import Part, Rows, Spot


@dataclass(frozen=True)
class Mark:
    """What one question counts: whether it applies and takes an answer, is dealt with, is wrong, is a finding."""

    asked: bool = False
    done: bool = False
    wrong: bool = False
    severity: str = ""


@dataclass(frozen=True)
class Tally:
    """Several questions together."""

    done: int = 0
    total: int = 0
    wrong: int = 0
    severities: tuple[str, ...] = ()


_NOTHING = Mark()


@dataclass
class Ledger:
    """Counts one session; `forget` what changed, then ask again. `marks` and `findings` are read when they are used."""

    session: Session
    plan: Plan
    marks: Marks
    findings: Mapping[str, FindingView] = field(default_factory=dict)
    _known: dict[str, Mark] = field(default_factory=dict)
    _rows: dict[str, Tally] = field(default_factory=dict)
    _lines: dict[int, SectionLine] = field(default_factory=dict)
    _before: dict[str, bool] = field(default_factory=dict)
    _fresh: set[str] = field(default_factory=set)

    def forget(self, refs: Iterable[str]) -> None:
        """Count anew what these stable references concern: questions, groups with all in them, rows with theirs."""
        holders = []
        for ref in refs:
            sections = self.plan.sections_of(ref)
            for index in sections:
                self._lines.pop(index, None)
            for row in rows_around(ref):
                self._rows.pop(row, None)
            if ref in self._known:
                self._drop(ref)
            elif sections:
                holders.append(ref + "/")
        if holders:
            below = tuple(holders)
            for ref in [ref for ref in self._known if ref.startswith(below)]:
                self._drop(ref)
            for row in [row for row in self._rows if f"{row}/".startswith(below)]:
                self._rows.pop(row)

    def forget_all(self) -> None:
        """Count everything anew, titles too."""
        for ref in list(self._known):
            self._drop(ref)
        self._rows.clear()
        self._lines.clear()

    def lines(self) -> tuple[SectionLine, ...]:
        """Return the sections, each with how far it is."""
        return tuple(self._line(section.index) for section in self.plan.sections)

    def moved(self) -> tuple[int, int]:
        """Return how many questions came and how many went since this was asked before."""
        came = sum(self._known[ref].asked and not self._before.get(ref, False) for ref in self._fresh)
        went = sum(asked and not self._known.get(ref, _NOTHING).asked for ref, asked in self._before.items())
        self._fresh.clear()
        self._before.clear()
        return came, went

    def of_row(self, rows: Rows, inside: Inside) -> Tally:
        """Return how far a row is."""
        known = self._rows.get(inside.row)
        if known is None:
            known = self._rows[inside.row] = self._tally(rows.parts, inside)
        return known

    def mark(self, ref: str, control: Control) -> Mark:
        """Return what a question counts."""
        known = self._known.get(ref)
        if known is None:
            known = self._known[ref] = self._count(ref, control)
            self._fresh.add(ref)
        return known

    def spots(self, index: int) -> Iterator[Spot]:
        """Yield every question of a section in reading order, whether it applies or not."""
        return walk(self.session, self.plan.of(index), Inside(str(index)))

    def open_spots(self, index: int) -> Iterator[Spot]:
        """Yield the questions of a section that wait for an answer."""
        for spot in self.spots(index):
            mark = self.mark(spot.ref, spot.control)
            if mark.asked and not mark.done:
                yield spot

    def follow(self, before: Ledger | None) -> None:
        """Count everything now; what moved is told beside what an earlier ledger of the same audit knew."""
        self.lines()
        self._before = {ref: mark.asked for ref, mark in before._known.items()} if before else {}  # noqa: SLF001 - its own kind
        if before is None:
            self._fresh.clear()

    # counting

    def _drop(self, ref: str) -> None:
        mark = self._known.pop(ref)
        self._before.setdefault(ref, mark.asked)

    def _line(self, index: int) -> SectionLine:
        known = self._lines.get(index)
        if known is None:
            found = self._tally(self.plan.of(index), Inside(str(index)))
            known = self._lines[index] = SectionLine(
                index=index,
                title=plain(title_of(self.session, self.plan.sections[index - 1])),
                done=found.done,
                total=found.total,
                flags=len(found.severities),
                worst=worst(list(found.severities)),
                invalid=found.wrong,
            )
        return known

    def _tally(self, parts: Sequence[Part], inside: Inside) -> Tally:
        done = total = wrong = 0
        severities: list[str] = []
        for found in self._tallies(parts, inside):
            done += found.done
            total += found.total
            wrong += found.wrong
            severities += found.severities
        return Tally(done, total, wrong, tuple(severities))

    def _tallies(self, parts: Sequence[Part], inside: Inside) -> Iterator[Tally]:
        for part in parts:
            if isinstance(part, Leaf):
                mark = self.mark(inside.ref(part.control), part.control)
                if mark.asked:
                    yield Tally(mark.done, 1, mark.wrong, (mark.severity,) if mark.severity else ())
            elif isinstance(part, Group):
                yield from self._tallies(part.parts, inside)
            else:
                for position, row in enumerate(self.session.rows_at(inside.ref(part.control)), start=1):
                    yield self.of_row(part, inside.within(part, row, position))

    def _count(self, ref: str, control: Control) -> Mark:
        try:
            node = self.session.node(ref)
        except AnswerRefused:  # a control whose place the instance lacks
            return _NOTHING
        if not node.relevant or node.readonly or is_header(control):
            return _NOTHING
        finding = self.findings.get(ref)
        severity = finding.severity if finding is not None and not finding.withdrawn else ""
        done, wrong = self._done(node, ref)
        return Mark(True, done, wrong, severity)

    def _done(self, node: Node, ref: str) -> tuple[bool, bool]:
        if self.marks.opaque and node.audience == "restricted":
            return True, False
        if node.value:
            wrong = node.violation == "constraint"
            return not wrong, wrong
        return ref in self.marks.skips, False
