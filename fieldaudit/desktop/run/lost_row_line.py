"""A removed row with answers that its remover had not seen: a person brings it back, or leaves it removed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.run.history_panel import at_start
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_4
from fieldaudit.desktop.widgets import Button, Label, column, row

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import Claim, LostRow


class LostRowLine(QWidget):
    """`settled(row, keep)` once a person says whether the row is there."""

    settled = Signal(str, bool)

    def __init__(self, item: LostRow) -> None:
        super().__init__()
        self._item = item
        self._words = at_start(Label("", tone="major", wrap=True))
        self._answers = at_start(Label("", "secondary", muted=True, wrap=True))
        self.back = Button(self.tr("Bring the row back"), icon="undo-2", small=True)
        self.leave = Button(self.tr("Leave it removed"), small=True)
        self.back.clicked.connect(lambda: self.settled.emit(self._item.ref, True))
        self.leave.clicked.connect(lambda: self.settled.emit(self._item.ref, False))
        parts = column(self._words, self._answers, row(self.back, self.leave, None, gap=SPACE_2), gap=SPACE_2)
        parts.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, SPACE_2)
        self.setLayout(parts)
        self.show_item(item)

    def show_item(self, item: LostRow) -> None:
        """Show what was answered, by whom and when."""
        self._item = item
        said = self.tr("{row}: a row was removed while somebody else answered in it. Is it there?")
        self._words.setText(said.format(row=item.title))
        self._answers.setText("\n".join(self._line(claim) for claim in item.answers))
        self.setAccessibleName(self._words.text())

    def _line(self, claim: Claim) -> str:
        when = wording.moment(datetime.fromisoformat(claim.time)) if claim.time else ""
        who = claim.by or self.tr("someone on another computer")
        return f"{claim.text or self.tr('no answer')} ({', '.join(part for part in (who, when) if part)})"
