"""What the run screen asks of the audit it fills in; all of it is called on the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fieldaudit.desktop.run.audit_lines import Change, Entry, EvidenceItem, Hit, Overview, Unassigned
    from fieldaudit.desktop.run.cards import Item
    from fieldaudit.desktop.run.history import History


@dataclass(frozen=True)
class FindingEdit:
    """What is said about a finding in place; None leaves a count as it is, "" takes it away."""

    finding: str
    affected: str | None = None
    sampled: str | None = None


@dataclass(frozen=True)
class ActionEntry:
    """An action as it is typed: what is to be done, by whom, until when (ISO)."""

    kind: str
    text: str
    owner: str
    due: str


class RunUses(Protocol):
    """One audit, opened by `open`; `section` is always the section on the screen, whose items a change returns anew."""

    def open(self, audit: str) -> Overview:
        """Open an audit and say where work goes on."""

    def section(self, index: int, ref: str = "") -> tuple[Item, ...]:
        """Return what a section shows; the row that `ref` lies in is open."""

    def open_row(self, section: int, row: str, *, opened: bool = True) -> Change:
        """Open a row of many, or fold it; the change's `ref` is its first open question."""

    def contents(self) -> tuple[Entry, ...]:
        """Return every section with its groups, rows and questions, as far as they apply."""

    def media(self, name: str) -> bytes:
        """Return a file that came with the form."""

    def set_language(self, language: str, section: int) -> Change:
        """Show the form in another of its languages."""

    def answer(self, section: int, ref: str, value: str) -> Change:
        """Answer a question ("" takes the answer back)."""

    def skip(self, section: int, ref: str, reason: str) -> Change:
        """Mark a question as not checked."""

    def resolve(self, section: int, ref: str, event: str) -> Change:
        """Let one of several answers hold."""

    def settle_row(self, section: int, row: str, *, keep: bool) -> Change:
        """Bring a removed row back that holds answers its remover had not seen, or leave it removed."""

    def note(self, section: int, ref: str, text: str) -> Change:
        """Write the note beside a question."""

    def go_on(self, section: int) -> Change:
        """Compute on with what is unfinished, about two seconds' worth."""

    def locate(self, section: int, ref: str, point: str) -> Change:
        """Store where a place is that the form has no question for."""

    def draft(self, ref: str, text: str) -> None:
        """Keep what is half typed ("" takes it away)."""

    def add_row(self, section: int, repeat: str) -> Change:
        """Add a row; the change's `ref` is its first question."""

    def remove_row(self, section: int, row: str) -> Change:
        """Remove a row."""

    def undo(self) -> Change:
        """Take back the last change; the result says in which section and question it was, and names it."""

    def redo(self) -> Change:
        """Bring back what was undone last, named in the result."""

    def history(self, ref: str) -> History:
        """Return who said what about a question, and when, the latest first."""

    def evidence(self, ref: str) -> tuple[EvidenceItem, ...]:
        """Return the attachments of a question."""

    def attach(self, section: int, ref: str, files: Sequence[Path | tuple[str, bytes]]) -> Change:
        """Attach files, or pasted (name, bytes); raises PhotoRefused, and those before it stay attached."""

    def unassigned(self) -> Unassigned:
        """Return the files that wait to be assigned to a question."""

    def collect(self, file: Path | tuple[str, bytes]) -> Unassigned:
        """Keep a file until it is assigned; raises PhotoRefused, EvidenceFull."""

    def assign(self, section: int, ref: str, blobs: Sequence[str]) -> Change:
        """Attach files that wait to a question."""

    def discard(self, blob: str) -> Unassigned:
        """Take a file that waits away for good."""

    def detach(self, section: int, ref: str, blob: str, reason: str) -> Change:
        """Take an attachment away, with the reason."""

    def picture(self, blob: str) -> bytes:
        """Return an attachment's bytes."""

    def edit_finding(self, section: int, edit: FindingEdit) -> Change:
        """Record what is said about a finding."""

    def open_action(self, section: int, finding: str, action: ActionEntry) -> Change:
        """Open an action for a finding."""

    def alert(self, finding: str, folder: Path) -> Path:
        """Write the critical alert for head office into a folder; returns the file."""

    def where(self, ref: str) -> int:
        """Return the section of a question that applies, 0 where there is none."""

    def find(self, words: str) -> tuple[Hit, ...]:
        """Return the questions that hold all these words."""

    def next_unanswered(self, section: int, ref: str) -> tuple[int, str] | None:
        """Return section and reference of the next unanswered question, from the start again at the end."""
