"""Days by appearance: a month or a year alone, and days in another calendar with the Gregorian one beside."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QCalendar, QDate, QLocale
from PySide6.QtWidgets import QLineEdit

from fieldaudit.desktop.run import calendars, typed
from fieldaudit.desktop.run.answers import appearance
from fieldaudit.desktop.run.answers.days import DayAnswer, month_names
from fieldaudit.desktop.run.answers.texts import TextAnswer, now
from fieldaudit.desktop.theme.tokens import TARGET
from fieldaudit.desktop.widgets import Label

if TYPE_CHECKING:
    from fieldaudit.desktop.run.calendars import Calendar, Precision
    from fieldaudit.desktop.run.cards import Card

UNKNOWN = ("bikram-sambat", "myanmar")
_QT = {"islamic": QCalendar.System.IslamicCivil, "persian": QCalendar.System.Jalali}
_WIDE = {"day": 310, "month": 280, "year": 180}
_MONTHS = 12


class PartOfDay(TextAnswer):
    """A month with its year, or a year, or a day, in the calendar that the appearance names; kept as a Gregorian day.

    An answer keeps its day when its month or year is not changed.
    """

    def __init__(self, card: Card) -> None:
        self._precision: Precision = "day"
        if appearance.asks(card, "month-year"):
            self._precision = "month"
        elif appearance.asks(card, "year"):
            self._precision = "year"
        self._calendar = calendar_of(card)
        super().__init__(card)
        if isinstance(self.field, QLineEdit):
            self.field.setPlaceholderText(self._wanted())
            self.field.setMinimumWidth(0)
            self.field.setFixedWidth(_WIDE[self._precision])
        self._say()

    def add_beside(self) -> None:
        """Put the Gregorian day beside the field, and what is wrong with what is typed."""
        self.beside = Label("", "secondary", muted=True)
        self.beside.setFixedHeight(TARGET)
        self.flow.addWidget(self.beside)
        if isinstance(self.field, QLineEdit):
            self.field.textChanged.connect(lambda _: self._say())

    def show_card(self, card: Card) -> None:
        """Show the day, the Gregorian beside it."""
        super().show_card(card)
        self._say()

    def read(self, text: str) -> str | None:
        """Return the Gregorian day, a month's and a year's first."""
        if not text.strip():
            return ""
        if text == self.show_value(self.card.value):
            return self.card.value
        return self._calendar.read(text, self._precision)

    def show_value(self, value: str) -> str:
        """Return a day in the calendar."""
        day = typed.shown_day(value)
        return self._calendar.write(day, self._precision) if day else value

    def _say(self) -> None:
        value = self.read(self.text())
        foreign = self._calendar.name != "gregorian"
        day = typed.shown_day(value) if value else None
        if value is None and not self._rest.isActive():
            self.beside.setText(self.tr("Write {wanted}.").format(wanted=self._wanted()))
        elif day is not None and foreign:
            said = QLocale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy")
            self.beside.setText(self.tr("{day} Gregorian").format(day=said))
        else:
            self.beside.setText(named(self._calendar.name) if foreign else "")
        self.beside.setHidden(not self.beside.text())

    def _wanted(self) -> str:
        words = {
            "day": self.tr("day month year, such as {day}"),
            "month": self.tr("month year, such as {day}"),
            "year": self.tr("year, such as {day}"),
        }
        return words[self._precision].format(day=self._calendar.write(now().date(), self._precision))


class PlainDay(DayAnswer):
    """A day that is only typed (no-calendar), or whose calendar this program has no table of, which it then says."""

    def add_beside(self) -> None:
        """Say why it is a Gregorian day, where the form asks for another calendar."""
        asked = next((name for name in UNKNOWN if appearance.asks(self.card, name)), "")
        if not asked:
            return
        super().add_beside()
        said = self.tr("{calendar}: not known here. Write the Gregorian day.").format(calendar=named(asked))
        self.note = Label(said, "secondary", muted=True)
        self.note.setFixedHeight(TARGET)
        self.flow.addWidget(self.note)


def calendar_of(card: Card) -> Calendar:
    """Return the calendar that a question's appearance names, the Gregorian one without."""
    if appearance.asks(card, "ethiopian"):
        return calendars.ethiopic()
    if appearance.asks(card, "coptic"):
        return calendars.coptic()
    name = next((name for name in _QT if appearance.asks(card, name)), "gregorian")
    return _of_qt(name, QCalendar(_QT[name]) if name in _QT else QCalendar())


def named(calendar: str) -> str:
    """Return a calendar's name in words."""
    names = {
        "ethiopian": "Ethiopian", "coptic": "Coptic", "islamic": "Islamic (civil)", "persian": "Persian",
        "bikram-sambat": "Bikram Sambat", "myanmar": "Myanmar",
    }  # fmt: skip
    return names.get(calendar, "")


def _of_qt(name: str, calendar: QCalendar) -> Calendar:
    """Return one of Qt's calendars; its months' names in the window's language and in English."""

    def parts(day: date) -> tuple[int, int, int]:
        found = calendar.partsFromDate(QDate(day.year, day.month, day.day))
        return found.year, found.month, found.day

    def made(year: int, month: int, day: int) -> date | None:
        found = calendar.dateFromParts(year, month, day)
        if not found.isValid() or not date.min.year <= found.year() <= date.max.year:
            return None
        return date(found.year(), found.month(), found.day())

    return calendars.Calendar(name, parts, made, month_names() if name == "gregorian" else _months(calendar))


def _months(calendar: QCalendar) -> tuple[tuple[str, ...], ...]:
    both = (QLocale(), QLocale(QLocale.Language.English))
    return tuple(
        tuple(calendar.standaloneMonthName(locale, month) for locale in both) for month in range(1, _MONTHS + 1)
    )
