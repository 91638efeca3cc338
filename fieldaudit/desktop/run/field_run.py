"""The run screen's use cases on a vault: one open audit, changed only through `field.work`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fieldaudit.desktop.run.cards import Change, EvidenceItem, Header, Hit, Overview, cards_of
from fieldaudit.desktop.run.reading import Beside, count, section_items
from fieldaudit.errors import FindingUnknown
from fieldaudit.exchange.export import export_alert
from fieldaudit.field import conflicts, evidence, findings
from fieldaudit.field.findings import FindingDetails
from fieldaudit.field.work import AuditWork
from fieldaudit.vault import follow_up
from fieldaudit.vault.reading import actions_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fieldaudit.audit.finding_view import FindingView
    from fieldaudit.desktop.run.cards import Item
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
        self._asked: frozenset[str] = frozenset()

    @property
    def work(self) -> AuditWork:
        """The open audit."""
        assert self._work is not None  # noqa: S101 - the screen opens an audit before it asks anything
        return self._work

    # reading

    def open(self, audit: str) -> Overview:
        """Open an audit at its first unanswered question."""
        self._work = AuditWork(self._vault, audit, self._vault.get(f"language/{audit}"))
        self._drafts = self._vault.drafts(audit)
        self._read_findings()
        counted = count(self.work.session, self.work.reading.marks(), self._findings)
        self._asked, lines = counted.asked, counted.lines
        first = next((line.index for line in lines if line.done < line.total), None)
        used = next((line.index for line in lines if line.total), 1)
        return Overview(self._header(), lines, first or used)

    def section(self, index: int) -> tuple[Item, ...]:
        """Return what a section shows."""
        return self._items(index)

    def where(self, ref: str) -> int:
        """Return the section of a question."""
        sections = self.work.sheet().sections
        return next((part.index for part in sections if any(row.ref == ref for row in part.asked)), 0)

    def find(self, words: str) -> tuple[Hit, ...]:
        """Return the questions that apply and hold all these words, or begin with this number."""
        wanted = words.casefold().split()
        hits = []
        for section in self.work.sheet().sections:
            for row in section.asked:
                text = f"{row.number} {row.label}".casefold()
                if all(word in text for word in wanted):
                    hits.append(Hit(section.index, row.ref, row.number, row.label))
        return tuple(hits[:MOST_HITS])

    def next_unanswered(self, section: int, ref: str) -> tuple[int, str] | None:
        """Return the first unanswered question after `ref`, from the start again at the end."""
        session = self.work.session
        rows = [
            (part.index, row)
            for part in self.work.sheet().sections
            for row in part.asked
            if row.ref == ref or not session.node(row.ref).readonly
        ]
        at = next((place for place, (_, row) in enumerate(rows) if row.ref == ref), -1)
        if at < 0:
            at = next((place for place, (index, _) in enumerate(rows) if index >= section), 0) - 1
        around = rows[at + 1 :] + rows[: at + 1]
        return next(((index, row.ref) for index, row in around if row.state in ("open", "missing", "invalid")), None)

    def evidence(self, ref: str) -> tuple[EvidenceItem, ...]:
        """Return a question's attachments."""
        if not self.work.reading.evidence.get(ref):
            return ()
        return tuple(
            EvidenceItem(item.blob, item.name, item.media_type, item.size, item.sha256, item.taken)
            for item in self.work.attachments(ref)
        )

    def picture(self, blob: str) -> bytes:
        """Return an attachment's bytes."""
        return self._vault.read_blob(blob)

    # changing

    def set_language(self, language: str, section: int) -> Change:
        """Show the form in another of its languages, next time too."""
        self.work.set_language(language)
        self._vault.put(f"language/{self.work.id}", language)
        return self._change(section)

    def answer(self, section: int, ref: str, value: str) -> Change:
        """Answer a question."""
        disputed = ref in self.work.reading.conflicts
        saved = self.work.answer(ref, value)
        if disputed:
            self.work.reload()  # the new answer took the place of both
        self._forget_draft(ref)
        return self._change(section, saved)

    def skip(self, section: int, ref: str, reason: str) -> Change:
        """Mark a question as not checked."""
        saved = self.work.skip(ref, reason)
        self._forget_draft(ref)
        return self._change(section, saved)

    def resolve(self, section: int, ref: str, event: str) -> Change:
        """Let one of several answers hold."""
        return self._change(section, conflicts.resolve(self.work, ref, event))

    def note(self, section: int, ref: str, text: str) -> Change:
        """Write the note beside a question."""
        return self._change(section, self.work.note(ref, text))

    def draft(self, ref: str, text: str) -> None:
        """Keep what is half typed."""
        self._vault.put_draft(self.work.id, ref, text)
        self._drafts = {**self._drafts, ref: text} if text else {k: v for k, v in self._drafts.items() if k != ref}

    def add_row(self, section: int, repeat: str) -> Change:
        """Add a row and name its first question."""
        saved = self.work.add_repeat(repeat)
        change = self._change(section, saved)
        row = saved.rows[0] if saved.rows else ""
        first = next((card.ref for card in cards_of(change.items) if row and card.ref.startswith(row + "/")), "")
        return Change(change.time, change.sections, change.items, section=section, ref=first)

    def remove_row(self, section: int, row: str) -> Change:
        """Remove a row."""
        return self._change(section, self.work.remove_repeat(row))

    def undo(self) -> Change:
        """Take back the last answer, skip or note."""
        ref, saved = self.work.undo()
        section = self.where(ref) or 1
        self._read_findings()
        change = self._change(section, saved)
        return Change(change.time, change.sections, change.items, section=section, ref=ref)

    def attach(self, section: int, ref: str, files: Sequence[Path | tuple[str, bytes]]) -> Change:
        """Attach files one by one; the first that is refused ends it, those before it stay."""
        saved = None
        for file in files:
            name, data = file if isinstance(file, tuple) else (file.name, evidence.read_file(file))
            saved = self.work.attach(ref, data, name)
        return self._change(section, saved)

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

    def _header(self) -> Header:
        reading, form = self.work.reading, self.work.session.form
        return Header(
            title=form.title,
            site=reading.site.name,
            day=reading.started[:10],
            announcement=reading.visit.announcement,
            languages=tuple(form.languages),
            language=self.work.session.language or form.default_language,
            signed=self.work.signed,
        )

    def _items(self, index: int) -> tuple[Item, ...]:
        claims = {ref: conflicts.claims(self.work, ref) for ref in self.work.reading.conflicts if self._has(ref)}
        beside = Beside(self._findings, self._actions, self._drafts, self.work.reading.started, claims)
        return section_items(self.work.session, self.work.reading.marks(), index, beside)

    def _has(self, ref: str) -> bool:
        return self.work.session.has(ref)

    def _change(self, section: int, saved: Saved | None = None) -> Change:
        if saved is not None and (saved.raised or saved.withdrawn):
            self._read_findings()
        counted = count(self.work.session, self.work.reading.marks(), self._findings)
        before = self._asked
        self._asked = counted.asked
        came, went = len(counted.asked - before), len(before - counted.asked)
        time = saved.time if saved is not None else ""
        return Change(time, counted.lines, self._items(section), came, went, section)

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
