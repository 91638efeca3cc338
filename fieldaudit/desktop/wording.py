"""Dates, sizes and the domain's words as people read them, in the window's language."""

import re
from datetime import date, datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale, Qt
from PySide6.QtGui import QGuiApplication

from fieldaudit.desktop.theme import Tone

NOTHING = "\N{EN DASH}"
"""Stands in a column where there is nothing to say."""

_APART, _TOGETHER, _BREAK = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}", "\N{ZERO WIDTH SPACE}"
_UNBROKEN = re.compile(r"\S{24}(?=\S)")
_SOON, _WEEK = 14, 7
_LARGE = 10_000_000
_SEVERITY_TONES: dict[str, Tone] = {
    "critical": "critical",
    "major": "major",
    "minor": "minor",
    "observation": "information",
    "good_practice": "good",
}
SEVERITIES = tuple(_SEVERITY_TONES)


def day(when: date) -> str:
    """Return a day as `21 Nov`, with the year where it is another one."""
    shape = "d MMM" if when.year == datetime.now().astimezone().year else "d MMM yyyy"
    return QLocale().toString(QDate(when.year, when.month, when.day), shape)


def near_day(when: date) -> str:
    """Return a day as `today` or `yesterday`, or as `21 Nov`."""
    days = (datetime.now().astimezone().date() - when).days
    if days == 0:
        return QCoreApplication.translate("wording", "today")
    return QCoreApplication.translate("wording", "yesterday") if days == 1 else day(when)


def long_day(when: date) -> str:
    """Return a day as `Saturday 21 November`."""
    return QLocale().toString(QDate(when.year, when.month, when.day), "dddd d MMMM")


def moment(when: datetime) -> str:
    """Return a moment as `21 Nov 14:40` in the machine's zone, `today 14:40` for today."""
    local = when.astimezone()
    clock = local.strftime("%H:%M")
    if local.date() == datetime.now().astimezone().date():
        return QCoreApplication.translate("wording", "today {clock}").format(clock=clock)
    return f"{day(local.date())} {clock}"


def due(when: date | None, today: date) -> str:
    """Return a due date in words: `today`, `tomorrow`, `in 3 days`, `overdue 2 days`, or the day."""
    if when is None:
        return QCoreApplication.translate("wording", "no date")
    days = (when - today).days
    near = {
        0: QCoreApplication.translate("wording", "today"),
        1: QCoreApplication.translate("wording", "tomorrow"),
        -1: QCoreApplication.translate("wording", "overdue 1 day"),
    }
    if days in near:
        return near[days]
    if days < 0:
        return QCoreApplication.translate("wording", "overdue {days} days").format(days=-days)
    if days <= _SOON:
        return QCoreApplication.translate("wording", "in {days} days").format(days=days)
    return day(when)


def due_tone(when: date | None, today: date) -> Tone:
    """Return the tone of a due date: overdue, today, soon, or far."""
    if when is None:
        return "neutral"
    days = (when - today).days
    return "critical" if days < 0 else "information" if days == 0 else "minor" if days <= _WEEK else "neutral"


def size(count: int) -> str:
    """Return a number of bytes as `38 MB`."""
    return QLocale().formattedDataSize(count, 1 if count < _LARGE else 0, QLocale.DataSizeFormat.DataSizeSIFormat)


def capital(words: str) -> str:
    """Return words as they begin a line of their own."""
    return words[:1].upper() + words[1:]


def severity(word: str) -> str:
    """Return a severity as people read it."""
    words = {
        "critical": QCoreApplication.translate("wording", "critical"),
        "major": QCoreApplication.translate("wording", "major"),
        "minor": QCoreApplication.translate("wording", "minor"),
        "observation": QCoreApplication.translate("wording", "observation"),
        "good_practice": QCoreApplication.translate("wording", "good practice"),
    }
    return words.get(word, word)


def severity_tone(word: str) -> Tone:
    """Return the tone of a severity."""
    return _SEVERITY_TONES.get(word, "neutral")


def role(word: str) -> str:
    """Return a role as people read it."""
    words = {
        "auditor": QCoreApplication.translate("wording", "auditor"),
        "supervisor": QCoreApplication.translate("wording", "supervisor"),
        "reviewer": QCoreApplication.translate("wording", "reviewer"),
        "administrator": QCoreApplication.translate("wording", "administrator"),
        "headoffice": QCoreApplication.translate("wording", "head office"),
    }
    return words.get(word, word)


def announcement(word: str) -> str:
    """Return how a visit was announced, as people read it."""
    words = {
        "announced": QCoreApplication.translate("wording", "announced"),
        "semi-announced": QCoreApplication.translate("wording", "semi-announced"),
        "unannounced": QCoreApplication.translate("wording", "unannounced"),
    }
    return words.get(word, word)


def today() -> date:
    """Return the day on this machine."""
    return datetime.now().astimezone().date()


def outcome(word: str) -> str:
    """Return an audit's outcome as people read it."""
    words = {
        "complete": QCoreApplication.translate("wording", "complete"),
        "partial": QCoreApplication.translate("wording", "partial"),
        "refused": QCoreApplication.translate("wording", "access refused"),
        "stopped": QCoreApplication.translate("wording", "stopped for safety"),
        "void": QCoreApplication.translate("wording", "void"),
    }
    return words.get(word, word)


def statement(word: str) -> str:
    """Return what somebody said of a closing as people read it."""
    words = {
        "agree": QCoreApplication.translate("wording", "agrees"),
        "dispute": QCoreApplication.translate("wording", "disputes"),
        "dissent": QCoreApplication.translate("wording", "dissents"),
        "declined": QCoreApplication.translate("wording", "was asked, declined to sign"),
    }
    return words.get(word, word)


def against(word: str) -> str:
    """Return how a closing stands to which somebody did not agree."""
    words = {
        "dispute": QCoreApplication.translate("wording", "disputed"),
        "dissent": QCoreApplication.translate("wording", "dissent"),
        "declined": QCoreApplication.translate("wording", "not signed"),
    }
    return words.get(word, word)


def standing(word: str, by: str) -> str:
    """Return whose word a statement is: that of who saw it, or the person's own, from their own computer."""
    words = {
        "witnessed": QCoreApplication.translate("wording", "witnessed by {by}").format(by=by or NOTHING),
        "certified": QCoreApplication.translate("wording", "certified, signed from their own computer"),
        "uncertified": QCoreApplication.translate("wording", "from an own computer that is not certified here"),
    }
    return words.get(word, word)


def country(code: str) -> str:
    """Return the name of a country by its two letters; anything else as it was written."""
    territory = QLocale.codeToTerritory(code)
    return code if territory == QLocale.Country.AnyTerritory else QLocale.territoryToString(territory)


def isolated(text: str) -> str:
    """Return a text that keeps its own direction among others."""
    return f"{_APART}{text}{_TOGETHER}"


def breakable(text: str) -> str:
    """Return a text whose longest words may be broken, so that a page need not grow wider for them."""
    return _UNBROKEN.sub(f"\\g<0>{_BREAK}", text)


def fingerprint(words: str) -> str:
    """Return a fingerprint one group to a line, so that it can be read aloud and compared."""
    return "\n".join(words.split())


def code(text: str) -> str:
    """Return a code so that it reads from left to right between words that do not: its groups would change places."""
    if QGuiApplication.layoutDirection() == Qt.LayoutDirection.LeftToRight:
        return text
    return f"\N{LEFT-TO-RIGHT ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"
