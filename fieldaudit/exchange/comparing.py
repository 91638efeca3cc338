"""What people said apart about an audit and what belongs to it, side by side, and the choice that settles it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fieldaudit.audit import authority, differences
from fieldaudit.audit.cells import registers
from fieldaudit.audit.differences import Difference
from fieldaudit.audit.events import NewEvent, Subject
from fieldaudit.audit.severity import worst
from fieldaudit.errors import AnswerRefused, ChoiceRefused
from fieldaudit.exchange import choosing, membership
from fieldaudit.exchange.compared import Branch, Comparison, Decision, Line, Side
from fieldaudit.exchange.related import records_of
from fieldaudit.vault.history import People, told
from fieldaudit.vault.listing import PROGRESS
from fieldaudit.vault.opening import readable_cells
from fieldaudit.vault.reading import findings_of, read_audit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fieldaudit.audit.cells import Cell
    from fieldaudit.audit.differences import Ending
    from fieldaudit.audit.finding_view import FindingView
    from fieldaudit.audit.history import Said
    from fieldaudit.audit.sheet import SheetRow
    from fieldaudit.checklist import Session
    from fieldaudit.vault import Vault
    from fieldaudit.vault.reading import AuditReading

_ROWS = "site"  # the audience of rows, as they are added and removed
_TYPES = ("audit", "visit", "site", "party", "finding", "action", "interview")


@dataclass(frozen=True)
class _Record:
    """A record with its events, and the ends of those who wrote to it from several copies."""

    id: str
    type: str
    told: tuple[Said, ...]
    differing: tuple[Difference, ...]
    endings: tuple[Ending, ...]
    cells: tuple[Cell, ...]


def compare(vault: Vault, audit: str) -> Comparison:
    """Return what differs; raises AuditUnknown, FormMissing."""
    return _Comparing(vault, audit).comparison()


def key_of(vault: Vault, audit: str, typed: str) -> str:
    """Return the key of the one difference about this question (in any spelling of its reference), field or key."""
    found = _Comparing(vault, audit)
    session = found.reading.session
    ref = session.stable(typed) if session.has(typed) else typed
    keys = [one.key for one in found.every() if ref in (one.key, one.about)]
    if len(keys) != 1:
        raise ChoiceRefused(reason=f"{typed} names {'no difference' if not keys else 'several differences'} here")
    return keys[0]


def picks_of_branch(comparison: Comparison, name: str) -> list[tuple[str, str]]:
    """Return what to choose so that this copy holds wherever the other says otherwise; raises ChoiceRefused."""
    branch = next((one for one in comparison.branches if one.name == name), None)
    if branch is None:
        raise ChoiceRefused(reason=f"there is no copy {name}")
    found = []
    for line in comparison.lines:
        letters = [side.branch for side in line.sides if side.seat == branch.seat]
        mine = next((side for side in line.sides if side.branch == name), None)
        if mine is not None and not line.refused and any(letter not in ("", name) for letter in letters):
            found.append((line.key, mine.event))
    if not found:
        raise ChoiceRefused(reason=f"copy {name} says nothing that differs and can be decided here")
    return found


def decide(vault: Vault, audit: str, picks: Sequence[tuple[str, str]], reason: str = "") -> list[str]:
    """Let the chosen sides hold, all in one transaction; returns the events that say so.

    `picks` are a difference's key and the event of the side that holds. Raises ChoiceRefused; nothing is changed then.
    """
    found = _Comparing(vault, audit)
    every = {one.key: one for one in found.every()}
    made = []
    for key, event in picks:
        difference = every.get(key)
        chosen = next((side for side in difference.sides if side.event == event), None) if difference else None
        if difference is None or chosen is None:
            raise ChoiceRefused(reason="it was settled meanwhile, or other answers came")
        new = found.choice(difference, chosen, reason.strip())
        if refused := found.refused(new):
            raise ChoiceRefused(reason=refused)
        made.append(new)
    return [event.hash for event in vault.append(made, puts={PROGRESS + audit: None})]


def take_back(vault: Vault, audit: str, event: str) -> None:
    """Undo a choice of this seat, so that all sides stand again; raises ChoiceRefused."""
    decision = own_decision(vault, audit, event)
    kind = _Comparing(vault, audit).types.get(decision.record, "audit")
    audience = "site"  # a payload that says only "undo" is no secret of anybody's
    vault.append(
        [NewEvent(decision.record, kind, "event.cancelled", {"reason": "undo"}, audience, cancels=event)],
        puts={PROGRESS + audit: None},
    )


def own_decision(vault: Vault, audit: str, event: str) -> Decision:
    """Return a choice that stands and that this seat may take back; raises ChoiceRefused."""
    decision = next((one for one in _Comparing(vault, audit).choices() if one.event == event), None)
    if decision is None:
        raise ChoiceRefused(reason="that choice does not stand any more")
    if not decision.mine:
        raise ChoiceRefused(reason=f"{decision.who or 'another person'} chose it, and only they can take it back")
    return decision


class _Comparing:
    """An audit with the records that belong to it, read once."""

    def __init__(self, vault: Vault, audit: str) -> None:
        self._vault, self.audit = vault, audit
        self.reading: AuditReading = read_audit(vault, audit)
        self.people = People(vault)
        known = vault.record_types()
        self.types = {record: known.get(record, "") for record in records_of(vault, audit)}
        self._records = [self._record(record, kind) for record, kind in self.types.items() if kind in _TYPES]
        self._role = membership.member(vault).role

    def every(self) -> Iterator[Difference]:
        """Give everything that differs."""
        for record in self._records:
            yield from record.differing

    def comparison(self) -> Comparison:
        """Put it into words."""
        rows = {row.ref: row for section in self.reading.sheet().sections for row in section.rows}
        findings = findings_of(self._vault, self.reading.view)
        branches = self._branches()
        lines = [self._line(record, one, rows, findings) for record in self._records for one in record.differing]
        apart = {side.event for line in lines for side in line.sides}  # two choices that stand apart decide nothing
        open_closing = any(line.what == "closing" for line in lines)
        decisions = [
            one
            for one in self._all_choices(rows, findings)
            if one.event not in apart and not (open_closing and one.what == "closing_choice")
        ]
        deciding = [{side.branch for side in line.sides} for line in lines]
        return Comparison(
            self.audit,
            self.reading.view.field("form_title") or self.reading.session.form.title,
            self.reading.site.name,
            tuple(lines),
            tuple(replace(one, decides=sum(one.name in letters for letters in deciding)) for one in branches),
            tuple(sorted(decisions, key=lambda one: one.time, reverse=True)),
        )

    def choices(self) -> list[Decision]:
        """Return every choice that stands, also one beside another."""
        rows = {row.ref: row for section in self.reading.sheet().sections for row in section.rows}
        return self._all_choices(rows, findings_of(self._vault, self.reading.view))

    def _all_choices(self, rows: Mapping[str, SheetRow], findings: Sequence[FindingView]) -> list[Decision]:
        return [made for record in self._records for made in self._decisions(record, rows, findings)]

    def choice(self, difference: Difference, chosen: Cell, reason: str) -> NewEvent:
        """Return the event by which one side holds, in place of all."""
        record = next(one for one in self._records if one.id == difference.record)
        sealed = any(side.audience == "restricted" for side in difference.sides)
        if (
            difference.what == "row"
        ):  # that a row is there everybody knows; why is not told where what it holds is sealed
            reason, sealed = "" if sealed else reason, False
        kind, payload, replaced = choosing.said(difference, chosen, reason, record.cells)
        return NewEvent(
            record.id,
            record.type,
            kind,
            payload,
            "restricted" if sealed else _ROWS if difference.what == "row" else chosen.audience,
            replaces=tuple(dict.fromkeys(replaced)),
            form=self.reading.view.form if record.type == "audit" else "",
            seal_to=Subject(self.audit, self.audit) if sealed else None,
        )

    def refused(self, event: NewEvent) -> str:
        """Return why this seat cannot say an event, "" where it can."""
        claims = authority.claims(event.kind, event.type, event.payload)
        return "" if all(authority.allowed(claim, self._role) for claim in claims) else "the field decides this"

    def _record(self, record: str, kind: str) -> _Record:
        said = tuple(told(self._vault, record, audit=self.audit))
        cells = tuple(readable_cells(self._vault, record, self.audit))
        if record == self.audit:
            differing = differences.of_audit(self.reading.view)
        else:
            differing = differences.of_record(record, registers(cells))
        endings = differences.endings(each.event for each in said)
        return _Record(record, kind, said, tuple(differing), tuple(endings), cells)

    def _branches(self) -> list[Branch]:
        own = next(record for record in self._records if record.id == self.audit)
        mine = (self._vault.seat, self._vault.incarnation)
        return [
            Branch(
                ending.name,
                self.people.name(ending.seat),
                ending.seat,
                len(ending.own),
                ending.own[0].time,
                ending.own[-1].time,
                here=(ending.seat, ending.own[-1].inc) == mine,
            )
            for ending in own.endings
            if ending.own
        ]

    def _line(
        self, record: _Record, one: Difference, rows: Mapping[str, SheetRow], findings: Sequence[FindingView]
    ) -> Line:
        severities = self._severities(one)
        counts, why = differences.counting(one, severities)
        letters = {event.hash: ending.name for ending in record.endings for event in ending.own}
        refused = self.refused(self.choice(one, one.sides[0], ""))
        row = rows.get(one.about)
        chosen = {each.event.hash for each in record.told if choosing.is_choice(each)}
        return Line(
            one.key,
            record.id,
            record.type,
            one.what,
            one.about,
            row.number if row else "",
            self._label(one, row, findings),
            tuple(
                Side(
                    cell.event,
                    *self._words(one, cell),
                    self.people.name(cell.seat),
                    cell.seat,
                    cell.time,
                    letters.get(cell.event, ""),
                    severities.get(cell.event, ""),
                    cell.event == counts,
                    *_signed(cell),
                    choice=cell.event in chosen,
                    mine=cell.event in chosen and cell.seat == self._vault.seat,
                )
                for cell in one.sides
            ),
            why,
            refused,
            tuple(self._evidence(one)),
            tuple((found.title, found.severity) for found in findings if self._hangs(found, one)),
        )

    def _severities(self, one: Difference) -> dict[str, str]:
        """Return what each answer would raise if it held; the session is only for this and is kept nowhere."""
        session = self.reading.session
        if one.what == "finding":
            return {cell.event: str(cell.value.get("severity", "")) for cell in one.sides if choosing.stands(cell)}
        if one.what != "answer" or not session.has(one.about):
            return {}
        before = session.node(one.about).value
        found = {}
        for cell in one.sides:
            value = "" if cell.slot.startswith("skip/") else str(cell.value)
            found[cell.event] = _raised(session, one.about, value)
        _try(session, one.about, before)
        return found

    def _words(self, one: Difference, cell: Cell) -> tuple[str, str]:  # noqa: PLR0911 - one for each kind of side
        if cell.slot.startswith("skip/"):
            return str(cell.value), "skipped"
        if cell.slot.startswith("row/"):
            return "", "removed" if differences.removes(cell) else "kept"
        if one.what == "finding":
            said = cell.value.get("title", "") if choosing.stands(cell) else cell.value["withdrawn"]
            return str(said), "value" if choosing.stands(cell) else "withdrawn"
        if one.what == "state":
            return str(cell.value["state"]), "value"
        if one.what in ("closing", "closing_choice"):
            signed = cell.event if one.what == "closing" else cell.value["closing"]
            return next((made.outcome for made in self.reading.view.closings if made.hash == signed), ""), "closing"
        ref = cell.slot.partition("/")[2]
        if cell.slot.startswith("answer/") and self.reading.session.has(ref):
            return _in_words(self.reading.session, ref, str(cell.value)), "kept" if one.what == "row" else "value"
        return str(cell.value), "kept" if one.what == "row" else "value"

    def _label(self, one: Difference, row: SheetRow | None, findings: Sequence[FindingView]) -> str:
        if row is not None:
            return row.label
        if one.what in ("closing", "closing_choice"):
            return self._closing_label(one)
        if one.what in ("row", "answer", "note"):
            repeat = one.about.rpartition("[")[0] if one.what == "row" else one.about
            return repeat.rpartition("/")[2].replace("_", " ")
        title = next((found.title for found in findings if found.id in (one.record, one.about)), "")
        return title if one.what == "finding" else one.about.replace("_", " ") or one.what

    def _closing_label(self, one: Difference) -> str:
        """Return the version, and of a choice whose closing it was."""
        [cell, *_] = one.sides
        by = next((made.seat for made in self.reading.view.closings if made.hash == cell.value.get("closing")), "")
        return ", ".join(filter(None, (f"version {one.about}", self.people.name(by) if by else "")))

    def _evidence(self, one: Difference) -> Iterator[tuple[str, str]]:
        for slot, heads in self.reading.view.slots.items():
            if slot.startswith(f"evidence/{one.about}/"):
                for cell in heads:
                    if not cell.value.get("removed"):
                        yield str(cell.value["name"]), self.people.name(cell.seat)

    def _hangs(self, finding: FindingView, one: Difference) -> bool:
        if finding.withdrawn or one.what not in ("answer", "note", "row"):
            return False
        if one.what == "row":
            return finding.ref.startswith(one.about + "/")
        return _rests(self.reading.session, finding.ref, one.about)

    def _decisions(
        self, record: _Record, rows: Mapping[str, SheetRow], findings: Sequence[FindingView]
    ) -> Iterator[Decision]:
        said = {each.event.hash: each for each in record.told}
        done = set()
        for cell in record.cells:
            each = said.get(cell.event)
            if each is None or each.payload is None or cell.event in done or not choosing.is_choice(each):
                continue
            done.add(cell.event)
            about = cell.slot.partition("/")[2]
            row = rows.get(about)
            one = Difference(record.id, cell.slot, cell.slot.partition("/")[0], about, (cell,))
            yield Decision(
                cell.event,
                record.id,
                row.number if row else "",
                self._label(one, row, findings),
                next(filter(None, self._words(one, cell))),
                self.people.name(cell.seat),
                cell.time,
                str(each.payload.get("chosen") or each.payload.get("reason") or ""),
                cell.seat == self._vault.seat,
                one.what,
            )


def _signed(cell: Cell) -> tuple[str, int | None]:
    """Return why an audit was closed so, and its score in percent, of a closing; nothing of other sides."""
    if not cell.slot.startswith("closing/"):
        return "", None
    score = cell.value.get("score")
    percent = score.get("percent") if isinstance(score, dict) else None
    return str(cell.value["reason"]), percent if isinstance(percent, int) else None


def _rests(session: Session, finding: str, ref: str) -> bool:
    """Whether the finding at one question rests on the answer to another, or the same."""
    if finding == ref:
        return True
    rule = session.node(finding).bind.audit if session.has(finding) else None
    return rule is not None and rule.finding is not None and ref.rpartition("/")[2] in rule.finding.source


def _raised(session: Session, ref: str, value: str) -> str:
    """Return the worst severity of what an answer raises, "" for nothing."""
    _try(session, ref, value)
    found = (one for one in session.findings() if one.verdict == "noncompliant" and _rests(session, one.ref, ref))
    return worst(one.severity for one in found)


def _try(session: Session, ref: str, value: str) -> None:
    with suppress(AnswerRefused):  # one that the form does not take any more raises what the answer before did
        session.answer(ref, value)


def _in_words(session: Session, ref: str, value: str) -> str:
    """Return a value in the words of its question's choices."""
    node = session.node(ref)
    words = {choice.value: choice.label or choice.value for choice in node.choices}
    said = value.split() if node.kind in ("select", "rank") else [value]
    return ", ".join(words.get(each, each) for each in said)
