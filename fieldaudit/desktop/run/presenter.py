"""The run screen's logic: what is being saved, what an answer does next, rows, evidence, findings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fieldaudit.desktop.run.cards import Card, cards_of
from fieldaudit.desktop.run.collecting import RunCollecting
from fieldaudit.desktop.run.moving import local_clock
from fieldaudit.errors import AnswerRefused, FieldAuditError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from fieldaudit.desktop.run.audit_lines import Change
    from fieldaudit.desktop.run.cards import Item
    from fieldaudit.desktop.run.uses import ActionEntry, FindingEdit


class RunPresenter(RunCollecting):
    """Fills in one audit. Whatever is pressed shows at once; "Saved" comes only after the journal has it."""

    # answering

    def answer(self, ref: str, value: str, *, stay: bool = False) -> None:
        """Answer a question: it shows at once, is saved behind, and moves on unless it is a finding or `stay`."""
        self.settle()
        ticket = self._held.answer(ref, value, self.state.items)
        refused = {other: error for other, error in self.state.refused.items() if other != ref}
        self.change(items=self._held.over(self.state.items), asking="", refused=refused)
        self._save(ref, value, ticket, stay=stay)

    def _save(self, ref: str, value: str, ticket: int, *, stay: bool) -> None:
        section = self.state.section
        self._run(
            lambda: self._uses.answer(section, ref, value),
            lambda change: self._answered(ref, ticket, change, stay=stay),
            failure=lambda error: self._not_taken(ref, ticket, error),
        )

    def resolve(self, ref: str, event: str) -> None:
        """Let one of several answers hold."""
        section = self.state.section
        self._run(lambda: self._uses.resolve(section, ref, event), lambda change: self._changed(change, by=ref))

    def settle_row(self, row: str, keep: bool) -> None:
        """Bring back a removed row that holds answers its remover had not seen, or leave it removed."""
        section = self.state.section
        self._run(lambda: self._uses.settle_row(section, row, keep=keep), self._changed)

    def ask_reason(self, ref: str) -> None:
        """Ask, at the question, why it was not checked ("": ask no longer)."""
        self.change(asking=ref)

    def skip(self, ref: str, reason: str) -> None:
        """Mark a question as not checked."""
        section = self.state.section
        self._run(
            lambda: self._uses.skip(section, ref, reason),
            lambda change: self._skipped(ref, change),
            failure=lambda error: self.change(refused={**self.state.refused, ref: error}),
        )

    def note(self, ref: str, text: str) -> None:
        """Write the note beside a question; one that cannot be saved stays and is saved with the next change."""
        section = self.state.section
        self._held.let_note_go(ref)

        def failed(error: FieldAuditError) -> None:
            self._held.keep_note(ref, text, lambda: self.note(ref, text))
            self.change(items=self._held.over(self.state.items), error=error)

        self._run(lambda: self._uses.note(section, ref, text), self._changed, failure=failed)

    def locate(self, ref: str, point: str) -> None:
        """Store where a place is that the form has no question for."""
        section = self.state.section
        self._run(lambda: self._uses.locate(section, ref, point), self._changed)

    def draft(self, ref: str, text: str) -> None:
        """Keep what is half typed."""
        self._run(lambda: self._uses.draft(ref, text), lambda _: None)

    def undo(self) -> None:
        """Keep the row that is being removed, or take back the last change and go to it."""
        if self.state.removing:
            self.change(removing="")
            return
        self._run(self._uses.undo, self._undone)

    def redo(self) -> None:
        """Bring back what was undone last, and go to it."""
        self.settle()
        self._run(self._uses.redo, self._undone)

    def ask_history(self, ref: str) -> None:
        """Read the history of a question, to show it."""
        self.change(history=None)
        if ref:
            self._run(lambda: self._uses.history(ref), lambda found: self.change(history=found))

    def close_history(self) -> None:
        """Show it no longer."""
        self.change(history=None)

    # rows

    def add_row(self, repeat: str) -> None:
        """Add a row to a repeat and go to its first question."""
        self.settle()
        section = self.state.section
        self._run(lambda: self._uses.add_row(section, repeat), self._row_added)

    def remove_row(self, row: str) -> None:
        """Take a row off the screen; the next thing that one does removes it for good, until then Undo keeps it."""
        self.settle()
        self.change(removing=row)
        if self.state.current.startswith(row + "/"):
            self.choose(self._beside(row))

    # evidence

    def attach(self, files: Sequence[Path | tuple[str, bytes]], ref: str = "") -> None:
        """Attach files or pasted pictures to a question, the one that one is at unless it is named."""
        section, ref = self.state.section, ref or self.state.current
        if not ref:
            return
        self.change(photo_error=None)
        self._run(
            lambda: self._uses.attach(section, ref, files),
            lambda change: self._attached(ref, change),
            failure=lambda error: self._photo_refused(ref, error),
        )

    def detach(self, blob: str, reason: str) -> None:
        """Take an attachment of the current question away."""
        section, ref = self.state.section, self.state.current
        self._run(
            lambda: self._uses.detach(section, ref, blob, reason),
            lambda change: self._attached(ref, change),
            failure=lambda error: self._photo_refused(ref, error),
        )

    def picture(self, blob: str, done: Callable[[bytes], None]) -> None:
        """Read an attachment's bytes and hand them on."""
        self._run(lambda: self._uses.picture(blob), lambda data: done(data) if self.shown else None)

    # findings

    def edit_finding(self, edit: FindingEdit) -> None:
        """Record how many were affected of how many seen."""
        section = self.state.section
        self._run(lambda: self._uses.edit_finding(section, edit), self._changed)

    def open_action(self, finding: str, action: ActionEntry) -> None:
        """Open an action for a finding."""
        section = self.state.section
        self._run(lambda: self._uses.open_action(section, finding, action), self._changed)

    def alert(self, finding: str, folder: Path) -> None:
        """Write the critical alert for head office."""
        self._run(lambda: self._uses.alert(finding, folder), lambda file: self.change(alerted=file))

    # what comes back

    def _answered(self, ref: str, ticket: int, change: Change, *, stay: bool) -> None:
        self._held.let_go(ref, ticket)
        before = self.state.current
        if ref in self.state.refused:
            self.change(refused={other: error for other, error in self.state.refused.items() if other != ref})
        self._changed(change, by=ref)
        card = next((card for card in cards_of(self.state.items) if card.ref == ref), None)
        if card is not None and not stay and not card.failing and before == ref and card.state == "answered":
            self.step(1)

    def _not_taken(self, ref: str, ticket: int, error: FieldAuditError) -> None:
        held = self._held.let_go(ref, ticket)
        if isinstance(error, AnswerRefused):  # what was typed stays there to be corrected
            items = self._with(ref, lambda card: replace(card, state="invalid"))
            self.change(items=items, refused={**self.state.refused, ref: error}, error=None)
            return
        if held is None:
            self.change(error=error)
        elif held.typed:
            self._held.keep(ref, held, lambda: self._save(ref, held.value, held.ticket, stay=True))
            self.change(refused={**self.state.refused, ref: error}, error=error)
        else:
            self.change(items=self._with(ref, lambda _: held.before), error=error)

    def _skipped(self, ref: str, change: Change) -> None:
        self.change(asking="" if self.state.asking == ref else self.state.asking)
        self._changed(change, by=ref)
        if self.state.current == ref:
            self.step(1)

    def _undone(self, change: Change) -> None:
        self._held.forget()
        if change.section == self.state.section:
            self._changed(change)
            self.choose(change.ref)
        else:
            self.change(sections=change.sections, saved=local_clock(change.time), unfinished=change.unfinished)
            self.go(change.section, change.ref)
        self.change(thing=change.thing)

    def _row_added(self, change: Change) -> None:
        self._changed(change)
        self.choose(change.ref)

    def _attached(self, ref: str, change: Change) -> None:
        self._changed(change)
        if self.state.current == ref:
            self._read_evidence(ref)

    def _photo_refused(self, ref: str, error: FieldAuditError) -> None:
        self.change(photo_error=error)
        if self.state.current == ref:
            self._read_evidence(ref)

    # helpers

    def _with(self, ref: str, changed: Callable[[Card], Card]) -> tuple[Item, ...]:
        """Return the items with one card changed."""
        items = self.state.items
        return tuple(changed(item) if isinstance(item, Card) and item.ref == ref else item for item in items)
