"""The run screen's use cases on a vault: one open audit, changed only through `field.work`."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from fieldaudit.desktop.run.around import asked_of, evidence_item, lost_rows, places_of, read_header
from fieldaudit.desktop.run.audit_lines import Change, EvidenceItem, Hit, Overview, Unassigned
from fieldaudit.desktop.run.cards import cards_of
from fieldaudit.desktop.run.contents import read_contents
from fieldaudit.desktop.run.history import name_thing, read_history
from fieldaudit.desktop.run.ledger import Ledger
from fieldaudit.desktop.run.markup import plain
from fieldaudit.desktop.run.plan import Plan
from fieldaudit.desktop.run.reading import Beside
from fieldaudit.desktop.run.section_items import Pages
from fieldaudit.errors import FindingUnknown
from fieldaudit.exchange.export import export_alert
from fieldaudit.field import conflicts, evidence, findings
from fieldaudit.field.findings import FindingDetails
from fieldaudit.field.work import AuditWork
from fieldaudit.vault import attachments, drafts, follow_up, tray
from fieldaudit.vault.reading import actions_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fieldaudit.audit.finding_view import FindingView
    from fieldaudit.desktop.run.audit_lines import Entry
    from fieldaudit.desktop.run.cards import Item
    from fieldaudit.desktop.run.history import History
    from fieldaudit.desktop.run.uses import ActionEntry, FindingEdit
    from fieldaudit.field.work import Saved
    from fieldaudit.vault import Vault

MOST_HITS = 50


class FieldRun:
    """`RunUses` on a vault; every method is called on the worker."""

    def __init__(self, vault: Vault) -> None:
        """Have no audit open yet."""
        self._vault = vault
        self._work: AuditWork | None = None
        self._findings: dict[str, FindingView] = {}
        self._actions: Counter[str] = Counter()
        self._drafts: dict[str, str] = {}
        self._pages: Pages | None = None
        self._at = ""

    @property
    def work(self) -> AuditWork:
        """The open audit."""
        assert self._work is not None  # noqa: S101 - the screen opens an audit before it asks anything
        return self._work

    # reading

    def open(self, audit: str) -> Overview:
        """Open an audit at its first unanswered question."""
        self._work = AuditWork(self._vault, audit, self._vault.get(f"language/{audit}"))
        self._drafts = drafts.of(self._vault, audit)
        self._pages, self._at = None, ""
        self._read_findings()
        lines = self._counted().lines()
        first = next((line.index for line in lines if line.done < line.total), None)
        used = next((line.index for line in lines if line.total), 1)
        return Overview(
            read_header(self._vault, self.work),
            lines,
            first or used,
            unfinished=self._unfinished(),
            unassigned=self.unassigned(),
        )

    def section(self, index: int, ref: str = "") -> tuple[Item, ...]:
        """Return what a section shows, with the row open that a question lies in."""
        self._at = ref or self._at
        return self._items(index)

    def open_row(self, section: int, row: str, *, opened: bool = True) -> Change:
        """Open a row of many, or fold it to its line again; the change's `ref` is its first open question."""
        self._at = row if opened else row.rpartition("/")[0]
        change = self._change(section)
        cards = [card for card in cards_of(change.items) if opened and card.answerable and card.ref.startswith(row)]
        first = next((card for card in cards if not card.done), cards[0] if cards else None)
        return replace(change, ref=first.ref if first else "")

    def where(self, ref: str) -> int:
        """Return the section of a question that applies."""
        found = self._counted().plan.sections_of(ref)
        if ref.endswith("]") and not self._has(ref):  # a row that was removed, and is in conflict
            return self._section_of(ref)
        applies = len(found) == 1 and self._has(ref) and self.work.session.node(ref).relevant
        return next(iter(found)) if applies else 0

    def find(self, words: str) -> tuple[Hit, ...]:
        """Return the questions that apply and hold all these words, or begin with this number."""
        wanted = words.casefold().split()
        ledger, hits = self._counted(), list[Hit]()
        for section in ledger.plan.sections:
            for spot in ledger.spots(section.index):
                if not self._has(spot.ref) or not (node := self.work.session.node(spot.ref)).relevant:
                    continue
                text = plain(node.label)
                if all(word in f"{spot.number} {text}".casefold() for word in wanted):
                    hits.append(Hit(section.index, spot.ref, spot.number, plain(node.short_label)))
                    if len(hits) == MOST_HITS:
                        return tuple(hits)
        return tuple(hits)

    def contents(self) -> tuple[Entry, ...]:
        """Return every section with its groups, rows and questions, as far as they apply."""
        return read_contents(self._reader())

    def next_unanswered(self, section: int, ref: str) -> tuple[int, str] | None:
        """Return the first unanswered question after `ref`, from the start again at the end."""
        ledger = self._counted()
        sections = [part.index for part in ledger.plan.sections]
        start = section if section in sections else 1
        here = [spot.ref for spot in ledger.spots(start)]
        behind = frozenset(here[: here.index(ref) + 1]) if ref in here else frozenset()
        order = sections[start - 1 :] + sections[: start - 1]
        waiting = [(index, spot.ref) for index in order for spot in ledger.open_spots(index)]
        return next((found for found in waiting if found[1] not in behind), waiting[0] if waiting else None)

    def evidence(self, ref: str) -> tuple[EvidenceItem, ...]:
        """Return a question's attachments."""
        if not self.work.reading.evidence.get(ref):
            return ()
        return tuple(evidence_item(item) for item in self.work.attachments(ref))

    def picture(self, blob: str) -> bytes:
        """Return an attachment's bytes."""
        return attachments.read(self._vault, blob)

    def media(self, name: str) -> bytes:
        """Return a file that came with the form."""
        return self.work.session.form.attachments[name]

    # changing

    def set_language(self, language: str, section: int) -> Change:
        """Show the form in another of its languages, next time too."""
        self.work.set_language(language)
        self._reader().forget_all()
        self._counted().forget_all()
        self._vault.put(f"language/{self.work.id}", language)
        return self._change(section)

    def answer(self, section: int, ref: str, value: str) -> Change:
        """Answer a question."""
        saved = self.work.answer(ref, value)
        self._forget_draft(ref)
        return self._change(section, saved, ref)

    def skip(self, section: int, ref: str, reason: str) -> Change:
        """Mark a question as not checked."""
        saved = self.work.skip(ref, reason)
        self._forget_draft(ref)
        return self._change(section, saved, ref)

    def resolve(self, section: int, ref: str, event: str) -> Change:
        """Let one of several answers hold."""
        return self._change(section, conflicts.resolve(self.work, ref, event))

    def settle_row(self, section: int, row: str, *, keep: bool) -> Change:
        """Bring a removed row back, or leave it removed."""
        saved = conflicts.settle_row(self.work, row, keep=keep)
        self._read_findings()
        self._at = row if keep else self._at
        return self._change(section, saved)

    def note(self, section: int, ref: str, text: str) -> Change:
        """Write the note beside a question."""
        return self._change(section, self.work.note(ref, text), ref)

    def go_on(self, section: int) -> Change:
        """Compute on with what is unfinished."""
        return self._change(section, self.work.go_on())

    def locate(self, section: int, ref: str, point: str) -> Change:
        """Store where a place is that the form has no question for."""
        return self._change(section, self.work.locate(ref, point), ref)

    def draft(self, ref: str, text: str) -> None:
        """Keep what is half typed."""
        drafts.keep(self._vault, self.work.id, ref, text)
        self._drafts = {**self._drafts, ref: text} if text else {k: v for k, v in self._drafts.items() if k != ref}

    def add_row(self, section: int, repeat: str) -> Change:
        """Add a row and name its first question."""
        saved = self.work.add_repeat(repeat)
        row = saved.rows[0] if saved.rows else ""
        self._at = row or self._at
        change = self._change(section, saved)
        first = next((card.ref for card in cards_of(change.items) if row and card.ref.startswith(row + "/")), "")
        return replace(change, ref=first)

    def remove_row(self, section: int, row: str) -> Change:
        """Remove a row."""
        return self._change(section, self.work.remove_repeat(row))

    def undo(self) -> Change:
        """Take back what this person did last."""
        return self._moved(*self.work.undo())

    def redo(self) -> Change:
        """Bring back what was undone last."""
        return self._moved(*self.work.redo(), back=True)

    def history(self, ref: str) -> History:
        """Return who said what about a question, and when."""
        return read_history(self._vault, self.work.id, self.work.session, ref)

    def _moved(self, ref: str, saved: Saved, *, back: bool = False) -> Change:
        """Go to what was undone or brought back, and name it."""
        self._read_findings()
        there = ref if self._has(ref) else ref.rpartition("[")[0].rpartition("/")[0]
        section = self.where(there) or self._section_of(ref)
        self._at = there
        change = self._change(section, saved)
        thing = name_thing(self.work.session, ref, saved.thing, self._numbers(section), back=back)
        inside = [card.ref for card in cards_of(change.items) if card.ref.startswith(f"{ref}/")]
        return replace(change, added=0, removed=0, ref=inside[0] if inside else ref, thing=thing)

    def _section_of(self, ref: str) -> int:
        return min(self._counted().plan.sections_of(ref), default=1)

    def _numbers(self, section: int) -> dict[str, str]:
        return {spot.ref: spot.number for spot in self._counted().spots(section)}

    def attach(self, section: int, ref: str, files: Sequence[Path | tuple[str, bytes]]) -> Change:
        """Attach files one by one; the first that is refused ends it, those before it stay."""
        saved = None
        for file in files:
            name, data = file if isinstance(file, tuple) else (file.name, evidence.read_file(file))
            saved = self.work.attach(ref, data, name)
        return self._change(section, saved)

    def unassigned(self) -> Unassigned:
        """Return the files that wait to be assigned."""
        waiting = tray.waiting(self._vault, self.work.id)
        return Unassigned(tuple(evidence_item(item) for item in waiting), evidence.used(self._vault, self.work.id))

    def collect(self, file: Path | tuple[str, bytes]) -> Unassigned:
        """Keep a file until it is assigned."""
        name, data = file if isinstance(file, tuple) else (file.name, evidence.read_file(file))
        evidence.put_in_tray(self._vault, self.work.id, data, name)
        return self.unassigned()

    def assign(self, section: int, ref: str, blobs: Sequence[str]) -> Change:
        """Attach files that wait to a question, one by one."""
        saved = None
        for blob in blobs:
            saved = evidence.assign(self.work, blob, ref)
        return self._change(section, saved)

    def discard(self, blob: str) -> Unassigned:
        """Take a file that waits away for good."""
        tray.drop(self._vault, self.work.id, blob)
        return self.unassigned()

    def detach(self, section: int, ref: str, blob: str, reason: str) -> Change:
        """Take an attachment away."""
        return self._change(section, self.work.detach(ref, blob, reason))

    def edit_finding(self, section: int, edit: FindingEdit) -> Change:
        """Record how many were affected of how many seen."""
        details = FindingDetails(affected=_count(edit.affected), sampled=_count(edit.sampled))
        findings.update(self._vault, self._finding(edit.finding), details)
        self._read_findings()
        return self._change(section)

    def open_action(self, section: int, finding: str, action: ActionEntry) -> Change:
        """Open an action for a finding."""
        entry = follow_up.NewAction(action.kind, action.text, action.owner, action.due)
        follow_up.open_action(self._vault, self._finding(finding), entry)
        self._read_findings()
        return self._change(section)

    def alert(self, finding: str, folder: Path) -> Path:
        """Write the critical alert."""
        return export_alert(self._vault, finding, folder).path

    # helpers

    def _items(self, index: int) -> tuple[Item, ...]:
        claims = {ref: conflicts.claims(self.work, ref) for ref in self.work.reading.conflicts if self._has(ref)}
        beside = Beside(
            self._findings,
            self._actions,
            self._drafts,
            self.work.reading.started,
            claims,
            self.work.session.form.attachments,
            asked_of(self._vault, self.work.id),
        )
        places = places_of(self.work, index, self._counted().plan)
        lost = lost_rows(self.work, index, self._section_of)
        return (*self._reader().items(index, beside, self._at), *places, *lost)

    def _has(self, ref: str) -> bool:
        return self.work.session.has(ref)

    def _reader(self) -> Pages:
        """Return what reads the session; it starts anew where the audit was read anew."""
        if self._pages is None or self._pages.session is not self.work.session:
            ledger = Ledger(self.work.session, Plan(self.work.session.form), self.work.reading.marks(), self._findings)
            before = self._pages.ledger if self._pages is not None else None
            self._pages = Pages(ledger)
            ledger.follow(before)
        ledger = self._pages.ledger
        ledger.marks, ledger.findings = self.work.reading.marks(), self._findings
        return self._pages

    def _counted(self) -> Ledger:
        return self._reader().ledger

    def _change(self, section: int, saved: Saved | None = None, ref: str = "") -> Change:
        if saved is not None and (saved.raised or saved.withdrawn):
            self._read_findings()
        if saved is not None:
            self._forget([*saved.touched, *saved.values, *saved.rows, *saved.raised, *saved.withdrawn, ref])
        lines = self._counted().lines()
        came, went = self._counted().moved()
        time = saved.time if saved is not None else ""
        return Change(time, lines, self._items(section), came, went, section, unfinished=self._unfinished())

    def _unfinished(self) -> int:
        return 0 if self.work.signed else len(self.work.unfinished())

    def _forget(self, refs: Sequence[str]) -> None:
        """Count and read anew what changed; where rows came or went, what their repeat lies in too."""
        some = {one for one in refs if one}
        self._counted().forget(some)
        self._reader().forget(some)

    def _read_findings(self) -> None:
        self._findings = {finding.ref: finding for finding in self.work.findings()}
        self._actions = Counter(action.finding for action in actions_of(self._vault, self.work.id))

    def _finding(self, finding: str) -> FindingView:
        found = next((one for one in self._findings.values() if one.id == finding), None)
        if found is None:
            raise FindingUnknown(finding=finding)
        return found

    def _forget_draft(self, ref: str) -> None:
        if ref in self._drafts:
            self.draft(ref, "")


def _count(text: str | None) -> int | None:
    return int(text) if text else None
