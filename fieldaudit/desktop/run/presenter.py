"""The run screen's logic: where one is, what is being saved, what an answer does next."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from fieldaudit.desktop.presenter import Presenter
from fieldaudit.desktop.run.cards import Card, Header, RowHead, cards_of, pages_of
from fieldaudit.desktop.run.held import Held
from fieldaudit.errors import AnswerRefused, FieldAuditError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from fieldaudit.desktop.protocols import Background
    from fieldaudit.desktop.run.cards import Change, EvidenceItem, Hit, Item, Overview, SectionLine
    from fieldaudit.desktop.run.uses import ActionEntry, FindingEdit, RunUses


@dataclass(frozen=True)
class Why:
    """Why the counter moved by more than one: questions that came or went, and the number of the one that did it."""

    added: int
    removed: int
    by: str


@dataclass(frozen=True)
class RunState:
    """Everything that the run screen shows. `refused` are values that were not taken, by reference."""

    loading: bool = True
    audit: str = ""
    header: Header = field(default_factory=lambda: Header(""))
    sections: tuple[SectionLine, ...] = ()
    section: int = 0
    items: tuple[Item, ...] = ()
    page: int = 0
    current: str = ""
    asking: str = ""
    evidence: tuple[EvidenceItem, ...] = ()
    saved: str = ""
    why: Why | None = None
    removing: str = ""
    inspected: frozenset[int] = frozenset()
    refused: Mapping[str, FieldAuditError] = field(default_factory=dict)
    photo_error: FieldAuditError | None = None
    hits: tuple[Hit, ...] = ()
    alerted: Path | None = None
    error: FieldAuditError | None = None

    @property
    def pages(self) -> tuple[tuple[Item, ...], ...]:
        """The section cut into pages of at most 50 questions."""
        return pages_of(self.items)

    @property
    def shown(self) -> tuple[Item, ...]:
        """The items of the page on the screen, without the questions of a row that is being removed."""
        page = self.pages[min(self.page, len(self.pages) - 1)]
        if not self.removing:
            return page
        return tuple(item for item in page if isinstance(item, RowHead) or not item.ref.startswith(self.removing + "/"))

    @property
    def card(self) -> Card | None:
        """The question that one is at."""
        return next((card for card in cards_of(self.items) if card.ref == self.current), None)

    @property
    def line(self) -> SectionLine | None:
        """The section that one is in."""
        return next((line for line in self.sections if line.index == self.section), None)

    @property
    def answered(self) -> tuple[int, int]:
        """How many questions of the whole audit are dealt with, and how many apply."""
        return sum(line.done for line in self.sections), sum(line.total for line in self.sections)

    @property
    def findings(self) -> int:
        """How many findings stand."""
        return sum(line.flags for line in self.sections)

    @property
    def inspecting(self) -> bool:
        """Whether this section's errors are shown: it was left once."""
        return self.section in self.inspected


class RunPresenter(Presenter[RunState]):
    """Fills in one audit. Whatever is pressed shows at once; "Saved" comes only after the journal has it."""

    def __init__(self, uses: RunUses, background: Background) -> None:
        super().__init__(RunState())
        self._uses, self._background = uses, background
        self._held = Held()

    # opening and moving

    def open(self, audit: str, section: int = 0, ref: str = "") -> None:
        """Open an audit, at the given question or where work goes on."""
        self.state = RunState(audit=audit)
        self._held.forget()
        self.change()
        self._run(
            lambda: self._uses.open(audit), lambda found: self._opened(found, section, ref), failure=self._unopened
        )

    def go(self, section: int, ref: str = "") -> None:
        """Go to a section, and to a question in it."""
        if section == self.state.section and self.state.items:
            self.choose(ref)
            return
        self.settle()
        self._leave_section()
        self.change(section=section, asking="", why=None)
        self._run(lambda: self._uses.section(section), lambda items: self._entered(section, items, ref))

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
        refs = [card.ref for card in cards_of(self.state.items) if card.answerable]
        at = refs.index(self.state.current) if self.state.current in refs else -1
        if 0 <= at + by < len(refs):
            self.choose(refs[at + by])

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

    def find(self, words: str) -> None:
        """Look for questions by their words."""
        if not words.strip():
            self.change(hits=())
            return
        self._run(lambda: self._uses.find(words), lambda hits: self.change(hits=hits))

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

    def draft(self, ref: str, text: str) -> None:
        """Keep what is half typed."""
        self._run(lambda: self._uses.draft(ref, text), lambda _: None)

    def undo(self) -> None:
        """Keep the row that is being removed, or take back the last change and go to it."""
        if self.state.removing:
            self.change(removing="")
            return
        self._run(self._uses.undo, self._undone)

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

    def settle(self) -> None:
        """Remove the row that waits for it."""
        row, section = self.state.removing, self.state.section
        if row:
            self.change(removing="")
            self._run(lambda: self._uses.remove_row(section, row), lambda change: self._changed(change, by=""))

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

    def _opened(self, found: Overview, section: int, ref: str) -> None:
        self.change(loading=False, header=found.header, sections=found.sections, error=None, items=(), current="")
        if ref and not section:
            self._run(lambda: self._uses.where(ref), lambda index: self._begin(index or found.section, ref))
        else:
            self._begin(section or found.section, ref or (found.ref if section in (0, found.section) else ""))

    def _begin(self, section: int, ref: str) -> None:
        self.change(section=section)
        self._run(lambda: self._uses.section(section), lambda items: self._entered(section, items, ref))

    def _unopened(self, error: FieldAuditError) -> None:
        self.change(loading=False, error=error)

    def _entered(self, section: int, items: tuple[Item, ...], ref: str) -> None:
        if section != self.state.section:
            return
        self.change(items=self._held.over(items), current="", page=0, evidence=(), asking="", refused={}, removing="")
        first = next((card.ref for card in cards_of(items) if card.answerable and not card.done), "")
        self.choose(ref or first)

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

    def _changed(self, change: Change, by: str = "") -> None:
        moved = change.added or change.removed
        number = next((card.number for card in cards_of(self.state.items) if card.ref == by), "")
        items = self._held.over(change.items) if change.section in (0, self.state.section) else self.state.items
        self.change(
            sections=change.sections,
            items=items,
            saved=local_clock(change.time) or self.state.saved,
            why=Why(change.added, change.removed, number) if moved and number else None if by else self.state.why,
            error=None,
        )
        self._held.save_again()

    def _undone(self, change: Change) -> None:
        self._held.forget()
        if change.section == self.state.section:
            self._changed(change)
            self.choose(change.ref)
        else:
            self.change(sections=change.sections, saved=local_clock(change.time))
            self.go(change.section, change.ref)

    def _row_added(self, change: Change) -> None:
        self._changed(change)
        self.choose(change.ref)

    def _took_language(self, change: Change) -> None:
        self._changed(change)

    def _attached(self, ref: str, change: Change) -> None:
        self._changed(change)
        if self.state.current == ref:
            self._read_evidence(ref)

    def _photo_refused(self, ref: str, error: FieldAuditError) -> None:
        self.change(photo_error=error)
        if self.state.current == ref:
            self._read_evidence(ref)

    def _read_evidence(self, ref: str) -> None:
        def took(found: tuple[EvidenceItem, ...]) -> None:
            if self.state.current == ref:
                self.change(evidence=found)

        self._run(lambda: self._uses.evidence(ref), took)

    # helpers

    def _with(self, ref: str, changed: Callable[[Card], Card]) -> tuple[Item, ...]:
        """Return the items with one card changed."""
        items = self.state.items
        return tuple(changed(item) if isinstance(item, Card) and item.ref == ref else item for item in items)

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


def local_clock(moment: str) -> str:
    """Return a UTC moment as this machine's clock time, `14:02:31`; "" for none."""
    return datetime.fromisoformat(moment).astimezone().strftime("%H:%M:%S") if moment else ""
