"""A day in a form: typed as people write it, or picked from a calendar."""

from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtWidgets import QLineEdit

from fieldaudit.desktop import wording
from fieldaudit.desktop.run import typed
from fieldaudit.desktop.run.answers.days import CalendarPopup, month_names
from fieldaudit.desktop.theme.tokens import SPACE_1
from fieldaudit.desktop.widgets import FormField, IconButton, holder, row


class DayField(FormField):
    """A field of one day; what cannot be read as a day stays and says so."""

    def __init__(self, label: str, *, placeholder: str = "") -> None:
        self.edit = QLineEdit()
        super().__init__(label, self.edit)
        self.edit.setPlaceholderText(placeholder)
        self.edit.textEdited.connect(lambda _: self.show_error(None))
        self.edit.editingFinished.connect(self.value)
        self.pick = IconButton("calendar", self.tr("{field}: pick the day from a calendar").format(field=label))
        self.pick.clicked.connect(self._open)
        layout = self.layout()
        if layout is not None:
            layout.replaceWidget(self.edit, holder(row(self.edit, self.pick, gap=SPACE_1)))

    def value(self) -> str | None:
        """Return the day as ISO, "" for none, or None for what is not a day (which is then said)."""
        text = self.edit.text().strip()
        day = typed.read_day(text, wording.today(), month_names()) if text else ""
        self.show_error(self.tr("This is not a day. Write it as 21 Nov 2026.") if day is None else None)
        if day:
            self._put(QDate.fromString(day, Qt.DateFormat.ISODate))
        return day

    def take(self, day: QDate) -> None:
        """Take a day from the calendar."""
        self._put(day)
        self.show_error(None)

    def _put(self, day: QDate) -> None:
        self.edit.setText(QLocale().toString(day, "d MMM yyyy"))

    def _open(self) -> None:
        popup = CalendarPopup(self, self.value() or "")
        popup.calendar.clicked.connect(self.take)
        popup.open_below(self.pick)
