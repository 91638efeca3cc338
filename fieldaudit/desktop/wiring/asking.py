"""What head office asks about single answers, beside the answers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from fieldaudit.audit.given import NOTE, SETTLED, NoteView
from fieldaudit.exchange import membership

if TYPE_CHECKING:
    from fieldaudit.desktop.audits.presenter import AnswerLine
    from fieldaudit.vault import Vault


class Asking:
    """The questions about one audit that are not settled, by answer; whether more can be asked here."""

    def __init__(self, vault: Vault, audit: str) -> None:
        """Read them."""
        self._can_ask = membership.is_head_office(vault)
        self._asked: dict[str, list[str]] = defaultdict(list)
        notes = (NoteView.of(vault.cells(row.id)) for row in vault.records(NOTE))
        for note in sorted(notes, key=lambda one: (one.asked, one.id)):
            if note.audit == audit and note.state != SETTLED:
                self._asked[note.ref].append(_worded(note))

    def about(self, line: AnswerLine) -> AnswerLine:
        """Return an answer with what is asked about it."""
        return replace(line, asked="\n".join(self._asked.get(line.ref, ())), can_ask=self._can_ask and bool(line.ref))


def _worded(note: NoteView) -> str:
    translate = QCoreApplication.translate
    asked = translate("audit", "Asked: {text}").format(text=note.field("text"))
    reply = note.field("reply")
    return asked + (" " + translate("audit", "Reply: {text}").format(text=reply) if reply else "")
