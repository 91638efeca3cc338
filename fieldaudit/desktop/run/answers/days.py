"""A day: typed as day month year, or picked from a calendar that opens beside it; and a day with a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QPoint, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QVBoxLayout, QWidget

from fieldaudit.desktop.run import typed
from fieldaudit.desktop.run.answers.texts import TextAnswer, now
from fieldaudit.desktop.widgets import IconButton

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import Card


class DayAnswer(TextAnswer):
    """A day."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        if isinstance(self.field, QLineEdit):
            self.field.setPlaceholderText(self.tr("day month year"))
            self.field.setMinimumWidth(0)
            self.field.setFixedWidth(180)

    def add_beside(self) -> None:
        """Put the calendar's button beside the field."""
        self.calendar_button = IconButton("calendar", self.tr("Pick the day from a calendar"))
        self.calendar_button.clicked.connect(self._pick)
        self.flow.addWidget(self.calendar_button)

    def read(self, text: str) -> str | None:
        """Return the day as ISO."""
        if not text.strip():
            return ""
        return typed.read_day(text, now().date(), month_names())

    def show_value(self, value: str) -> str:
        """Return a day as people write it."""
        day = typed.shown_day(value)
        return QLocale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy") if day else value

    def took_day(self, day: QDate) -> None:
        """Take a day from the calendar."""
        value = day.toString(Qt.DateFormat.ISODate)
        self.set_text(self.show_value(value))
        self._hand_over(stay=True)

    def _pick(self) -> None:
        standing = typed.shown_day(self.card.value)
        popup = CalendarPopup(self, standing.isoformat() if standing else "")
        popup.calendar.clicked.connect(self.took_day)
        popup.open_below(self.calendar_button)


class MomentAnswer(DayAnswer):
    """A day with a time, typed as "21 Nov 2026 14:30"; without a time it is midnight."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        if isinstance(self.field, QLineEdit):
            self.field.setPlaceholderText(self.tr("day month year, hours:minutes"))
            self.field.setFixedWidth(270)

    def read(self, text: str) -> str | None:
        """Return the XForms moment."""
        if not text.strip():
            return ""
        if text == self.show_value(self.card.value):
            return self.card.value
        head, _, tail = text.strip().rpartition(" ")
        clock = typed.read_clock(tail) if ":" in tail else None
        day = super().read(head.rstrip(",") if clock else text)
        return typed.moment(day, clock or "00:00:00.000", now()) if day else None

    def show_value(self, value: str) -> str:
        """Return day and clock as people write them."""
        return f"{super().show_value(value)} {typed.shown_clock(value)}".strip()


class CalendarPopup(QWidget):
    """A month to pick a day from; closes when one is picked or one clicks elsewhere."""

    def __init__(self, parent: QWidget, chosen: str) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.calendar = QCalendarWidget()
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setFirstDayOfWeek(QLocale().firstDayOfWeek())
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, QTextCharFormat())
        if chosen:
            self.calendar.setSelectedDate(QDate.fromString(chosen, Qt.DateFormat.ISODate))
        self.calendar.clicked.connect(lambda _: self.close())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self.calendar)

    def open_below(self, anchor: QWidget) -> None:
        """Open under the button that asked for it."""
        self.move(anchor.mapToGlobal(QPoint(0, anchor.height() + 4)))
        self.show()
        self.calendar.setFocus()


def month_names() -> tuple[tuple[str, ...], ...]:
    """Return the names of each month in the window's language and in English."""
    languages = (QLocale(), QLocale(QLocale.Language.English))
    shapes = (QLocale.FormatType.LongFormat, QLocale.FormatType.ShortFormat)
    return tuple(
        tuple(locale.monthName(month, shape) for locale in languages for shape in shapes) for month in range(1, 13)
    )
