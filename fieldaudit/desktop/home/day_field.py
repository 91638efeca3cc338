"""A day in a form: typed as people write it, or picked from a calendar."""

from PySide6.QtCore import QDate, QEvent, QLocale, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit

from fieldaudit.desktop import icons, wording
from fieldaudit.desktop.run import typed
from fieldaudit.desktop.run.answers.days import CalendarPopup, month_names
from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.widgets import TextField


class DayField(TextField):
    """A field of one day; what cannot be read as a day stays and says so."""

    def __init__(self, label: str, *, placeholder: str = "") -> None:
        super().__init__(label, placeholder=placeholder)
        self._pick = QAction(self.tr("Pick the day from a calendar"), self)
        self._pick.triggered.connect(self._open)
        self.edit.addAction(self._pick, QLineEdit.ActionPosition.TrailingPosition)
        self.edit.editingFinished.connect(self.value)
        self._tint()

    def value(self) -> str | None:
        """Return the day as ISO, "" for none, or None for what is not a day (which is then said)."""
        text = self.text()
        day = typed.read_day(text, wording.today(), month_names()) if text else ""
        self.show_error(self.tr("This is not a day. Write it as 21 Nov 2026.") if day is None else None)
        if day:
            self._put(QDate.fromString(day, Qt.DateFormat.ISODate))
        return day

    def take(self, day: QDate) -> None:
        """Take a day from the calendar."""
        self._put(day)
        self.show_error(None)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name and signature
        """Tint the sign anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_pick"):
            self._tint()

    def _tint(self) -> None:
        self._pick.setIcon(icons.icon("calendar", tokens_of(self).muted, 20))

    def _put(self, day: QDate) -> None:
        self.set_text(QLocale().toString(day, "d MMM yyyy"))

    def _open(self) -> None:
        popup = CalendarPopup(self, self.value() or "")
        popup.calendar.clicked.connect(self.take)
        popup.open_below(self.edit)
