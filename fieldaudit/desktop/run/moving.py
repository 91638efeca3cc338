"""Opening an audit and moving through it: sections, questions, rows; and what a saved change does to the screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from fieldaudit.desktop.presenter import Presenter
from fieldaudit.desktop.run.cards import Card, FoldedRows, cards_of
from fieldaudit.desktop.run.held import Held
from fieldaudit.desktop.run.state import RunState, Why

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldaudit.desktop.protocols import Background
    from fieldaudit.desktop.run.audit_lines import Change, EvidenceItem, Overview
    from fieldaudit.desktop.run.cards import Item
    from fieldaudit.desktop.run.uses import RunUses
    from fieldaudit.errors import FieldAuditError


class RunMoving(Presenter[RunState]):
    """Where one is in an audit, and what comes back from the background."""

    def __init__(self, uses: RunUses, background: Background) -> None:
        super().__init__(RunState())
        self._uses, self._background = uses, background
        self._held = Held()
        self._going_on = self._left = False

    # opening and moving

    def open(self, audit: str, section: int = 0, ref: str = "") -> None:
        """Open an audit, at the given question or where work goes on."""
        self.state = RunState(audit=audit)
        self._left = False
        self._held.forget()
        self.change()
        self._run(
            lambda: self._uses.open(audit), lambda found: self._opened(found, section, ref), failure=self._unopened
        )

    def leave(self) -> None:
        """Remove the row that waits for it and compute no more: another screen may work on the audit now."""
        self.settle()
        self._left = True

    def go(self, section: int, ref: str = "") -> None:
        """Go to a section, and to a question in it."""
        if section == self.state.section and self.state.items and (not ref or self._is_here(ref)):
            self.choose(ref)
            return
        self.settle()
        self._leave_section()
        self.change(section=section, asking="", why=None)
        self._run(lambda: self._uses.section(section, ref), lambda items: self._entered(section, items, ref))

    def step_section(self, by: int, *, check: bool = False) -> None:
        """Go to the next used section or back; with `check`, wrong answers are shown first and one stays."""
        wrong = self._wrong()
        if check and wrong and not self.state.inspecting:
            self._leave_section()
            self.choose(wrong[0])
            return
        used = [line.index for line in self.state.sections if line.total]
        ahead = [index for index in used if index > self.state.section] if by > 0 else []
        behind = [index for index in used if index < self.state.section] if by < 0 else []
        if ahead or behind:
            self.go(ahead[0] if ahead else behind[-1])

    def choose(self, ref: str) -> None:
        """Be at a question of this section ("": its first)."""
        cards = cards_of(self.state.items)
        chosen = next((card for card in cards if card.ref == ref), cards[0] if cards else None)
        if chosen is None or chosen.ref == self.state.current:
            return
        page = next((number for number, page in enumerate(self.state.pages) if chosen in page), 0)
        self.change(current=chosen.ref, page=page, evidence=(), photo_error=None)
        self._read_evidence(chosen.ref)

    def step(self, by: int) -> None:
        """Go to the next question or back; past the end of the section nothing moves."""
        stops = [item for item in self.state.items if _is_stop(item)]
        at = next((at for at, item in enumerate(stops) if item.ref == self.state.current), -1)
        if not 0 <= at + by < len(stops):
            return
        following = stops[at + by]
        if isinstance(following, FoldedRows):
            self.open_row(following.rows[0 if by > 0 else -1].ref, last=by < 0)
        else:
            self.choose(following.ref)

    def open_row(self, row: str, *, last: bool = False) -> None:
        """Open a folded row at its first unanswered question, or at its last one."""
        self.settle()
        section = self.state.section

        def took(change: Change) -> None:
            self._changed(change)
            inside = [card.ref for card in cards_of(change.items) if card.answerable and card.ref.startswith(row + "/")]
            self.choose(inside[-1] if last and inside else change.ref)

        self._run(lambda: self._uses.open_row(section, row), took)

    def fold_row(self, row: str) -> None:
        """Fold an open row to its line."""
        section = self.state.section

        def took(change: Change) -> None:
            if self.state.current.startswith(row + "/"):
                self.change(current="", evidence=())
            self._changed(change)

        self._run(lambda: self._uses.open_row(section, row, opened=False), took)

    def turn_page(self, page: int) -> None:
        """Show another page of a long section, at its first question."""
        cards = cards_of(self.state.pages[page])
        if cards:
            self.choose(cards[0].ref)

    def next_unanswered(self) -> None:
        """Go to the next unanswered question, wherever it is."""
        section, ref = self.state.section, self.state.current
        self._run(
            lambda: self._uses.next_unanswered(section, ref),
            lambda found: self.go(*found) if found is not None else None,
        )

    def set_language(self, language: str) -> None:
        """Show the form in another of its languages."""
        section, header = self.state.section, self.state.header
        self.change(header=replace(header, language=language))
        self._run(lambda: self._uses.set_language(language, section), self._took_language)

    def list_contents(self) -> None:
        """Read the table of contents as it is now."""
        self._run(self._uses.contents, lambda found: self.change(contents=found))

    def form_file(self, name: str, done: Callable[[bytes], None]) -> None:
        """Read a file that came with the form and hand it on."""
        self._run(lambda: self._uses.media(name), lambda data: done(data) if self.shown else None)

    def find(self, words: str) -> None:
        """Look for questions by their words."""
        if not words.strip():
            self.change(hits=())
            return
        self._run(lambda: self._uses.find(words), lambda hits: self.change(hits=hits))

    def settle(self) -> None:
        """Remove the row that waits for it."""
        row, section = self.state.removing, self.state.section
        if row:
            self.change(removing="")
            self._run(lambda: self._uses.remove_row(section, row), lambda change: self._changed(change, by=""))

    # what comes back

    def _opened(self, found: Overview, section: int, ref: str) -> None:
        self.change(
            loading=False,
            header=found.header,
            sections=found.sections,
            unfinished=found.unfinished,
            unassigned=found.unassigned,
            error=None,
            items=(),
            current="",
        )
        if ref and not section:
            self._run(lambda: self._uses.where(ref), lambda index: self._begin(index or found.section, ref))
        else:
            self._begin(section or found.section, ref or (found.ref if section in (0, found.section) else ""))

    def _begin(self, section: int, ref: str) -> None:
        self.change(section=section)
        self._run(lambda: self._uses.section(section, ref), lambda items: self._entered(section, items, ref))

    def _unopened(self, error: FieldAuditError) -> None:
        self.change(loading=False, error=error)

    def _entered(self, section: int, items: tuple[Item, ...], ref: str) -> None:
        if section != self.state.section:
            return
        self.change(items=self._held.over(items), current="", page=0, evidence=(), asking="", refused={}, removing="")
        first = next((card.ref for card in cards_of(items) if card.answerable and not card.done), "")
        self.choose(ref or first)
        self._go_on()

    def _changed(self, change: Change, by: str = "") -> None:
        moved = change.added or change.removed
        number = next((card.number for card in cards_of(self.state.items) if card.ref == by), "")
        items = self._held.over(change.items) if change.section in (0, self.state.section) else self.state.items
        self.change(
            sections=change.sections,
            items=items,
            saved=local_clock(change.time) or self.state.saved,
            why=Why(change.added, change.removed, number) if moved and number else None if by else self.state.why,
            unfinished=change.unfinished,
            thing=None,
            error=None,
        )
        self._held.save_again()
        self._go_on()

    def _go_on(self) -> None:
        """Let what is unfinished be computed, one step at a time, so that whatever is pressed comes in between."""
        if not self.state.unfinished or self._going_on or self._left or not self.shown:
            return
        self._going_on = True
        audit, section = self.state.audit, self.state.section
        self._run(
            lambda: self._uses.go_on(section),
            lambda change: self._went_on(audit, change),
            failure=lambda error: self._went_on(audit, None, error),
        )

    def _went_on(self, audit: str, change: Change | None, error: FieldAuditError | None = None) -> None:
        self._going_on = False
        if audit != self.state.audit:
            return
        if change is not None:
            self._changed(change)
        else:
            self.change(error=error)  # the next change tries again

    def _took_language(self, change: Change) -> None:
        self._changed(change)

    def _read_evidence(self, ref: str) -> None:
        def took(found: tuple[EvidenceItem, ...]) -> None:
            if self.state.current == ref:
                self.change(evidence=found)

        self._run(lambda: self._uses.evidence(ref), took)

    # helpers

    def _is_here(self, ref: str) -> bool:
        """Return whether a question is among the items, not in a folded row."""
        return any(card.ref == ref for card in cards_of(self.state.items))

    def _wrong(self) -> list[str]:
        cards = cards_of(self.state.items)
        return [card.ref for card in cards if card.state == "invalid" or card.ref in self.state.refused]

    def _leave_section(self) -> None:
        self.change(inspected=self.state.inspected | {self.state.section})

    def _beside(self, row: str) -> str:
        """Return the question after a row, or the last one before it."""
        refs = [card.ref for card in cards_of(self.state.items) if card.answerable]
        inside = [place for place, ref in enumerate(refs) if ref.startswith(row + "/")]
        outside = [*refs[inside[-1] + 1 :], *reversed(refs[: inside[0]])] if inside else refs
        return outside[0] if outside else ""

    def _run(
        self,
        work: Callable[[], object],
        success: Callable[..., None],
        failure: Callable[[FieldAuditError], None] | None = None,
    ) -> None:
        self._background.run(work, success=success, failure=failure or (lambda error: self.change(error=error)))


def _is_stop(item: Item) -> bool:
    """Return whether one stops at an item when stepping through."""
    return isinstance(item, FoldedRows) or (isinstance(item, Card) and item.answerable)


def local_clock(moment: str) -> str:
    """Return a UTC moment as this machine's clock time, `14:02:31`; "" for none."""
    return datetime.fromisoformat(moment).astimezone().strftime("%H:%M:%S") if moment else ""
