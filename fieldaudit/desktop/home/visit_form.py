"""What is known of a visit before it begins: how it was announced, its day, when it is due, why, and who goes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from fieldaudit.audit.record_views import ANNOUNCEMENTS
from fieldaudit.desktop import wording
from fieldaudit.desktop.home.day_field import DayField
from fieldaudit.desktop.home.start_presenter import VisitDetails
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_3, SPACE_4
from fieldaudit.desktop.widgets import Button, Flow, TextField, holder


class VisitForm(QWidget):
    """One choice and four fields that may stay empty; `announced(word)` at once, the rest when it is asked for."""

    announced = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._announcements = {word: self._announcement(word) for word in ANNOUNCEMENTS}
        self.date = DayField(self.tr("Day of the visit"), placeholder=self.tr("today"))
        self.due = DayField(self.tr("Due"), placeholder=self.tr("no date"))
        self.purpose = TextField(self.tr("Purpose"))
        self.team = TextField(self.tr("Team"), placeholder=self.tr("only you"))
        choices = Flow(SPACE_2)
        for button in self._announcements.values():
            choices.addWidget(button)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_4)
        grid.setVerticalSpacing(SPACE_3)
        grid.addWidget(holder(choices), 0, 0, 1, 2)
        for place, field in enumerate((self.date, self.due, self.purpose, self.team)):
            grid.addWidget(field, 1 + place // 2, place % 2)
            grid.setColumnStretch(place % 2, 1)

    def read(self) -> dict[str, str] | None:
        """Return what was entered by the names of `VisitDetails`; None where a day is none, which gets the focus."""
        days = {"date": self.date.value(), "due": self.due.value()}
        found = {name: day for name, day in days.items() if day is not None}
        if len(found) < len(days):
            (self.date if days["date"] is None else self.due).edit.setFocus()
            return None
        return found | {"purpose": self.purpose.text(), "team": self.team.text()}

    def fields(self) -> dict[str, QWidget]:
        """Return what is filled in, by name."""
        texts = {"date": self.date, "due": self.due, "purpose": self.purpose, "team": self.team}
        return {**self._announcements, **{name: field.edit for name, field in texts.items()}}

    def show_visit(self, visit: VisitDetails) -> None:
        """Mark how it was announced."""
        for word, button in self._announcements.items():
            button.setChecked(word == visit.announcement)

    def _announcement(self, word: str) -> Button:
        button = Button(wording.announcement(word))
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.clicked.connect(lambda: self.announced.emit(word))
        return button
