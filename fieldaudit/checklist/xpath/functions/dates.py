"""Date and time functions (ODK XForms, Date and Time Functions)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fieldaudit.checklist.moments import NAN, Moment, as_moment, days, from_days, parse_moment
from fieldaudit.checklist.xpath.code import ANY, NUMBER, STRING
from fieldaudit.checklist.xpath.functions.registry import alias, function
from fieldaudit.checklist.xpath.values import Value, to_string

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from fieldaudit.checklist.xpath.context import Context

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_UNPADDED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(T.*)?", re.ASCII)
_TIME = re.compile(r"(\d{2}:\d{2}(?::[0-5]\d(?:\.\d+)?)?(?:Z|[-+]\d{2}:\d{2})?)", re.ASCII)

_DATE_PARTS: Mapping[str, Callable[[datetime], str]] = {
    "%Y": lambda when: f"{when.year:04}",
    "%y": lambda when: f"{when.year:04}"[2:],
    "%m": lambda when: f"{when.month:02}",
    "%n": lambda when: str(when.month),
    "%b": lambda when: _MONTHS[when.month - 1],
    "%d": lambda when: f"{when.day:02}",
    "%e": lambda when: str(when.day),
    "%a": lambda when: _DAYS[when.weekday()],
}
_TIME_PARTS: Mapping[str, Callable[[datetime], str]] = {
    **_DATE_PARTS,
    "%H": lambda when: f"{when.hour:02}",
    "%h": lambda when: str(when.hour),
    "%M": lambda when: f"{when.minute:02}",
    "%S": lambda when: f"{when.second:02}",
    "%3": lambda when: f"{when.microsecond // 1000:03}",
}


@function("today", NUMBER, in_context=True)
def _today(c: Context) -> Moment:
    now = c.env.now().astimezone()
    return as_moment(parse_moment(now.date().isoformat()))


@function("now", NUMBER, in_context=True)
def _now(c: Context) -> Moment:
    return as_moment(c.env.now().astimezone())


@function("date", ANY, "o")
def _date(value: Value) -> Value:
    if type(value) is bool:
        return ""
    if isinstance(value, float):
        return value if type(value) is Moment else as_moment(from_days(value))
    text = to_string(value)
    return as_moment(_read(text)) if text else ""


alias("date-time", "date")


def _read(text: str) -> datetime | None:
    """Read a date or dateTime whose month and day may lack their zero."""
    match = _UNPADDED.fullmatch(text)
    if match is None:
        return None
    year, month, day, rest = match.groups()
    when = parse_moment(f"{year}-{month:>02}-{day:>02}{rest or ''}")
    return None if when is None else when.astimezone()


def _when(value: Value) -> datetime | None:
    if isinstance(value, float):
        return from_days(value)
    return parse_moment(to_string(value))


@function("decimal-date-time", NUMBER, "o")
def _decimal_date_time(value: Value) -> float:
    when = _when(value)
    return NAN if when is None else days(when)


@function("decimal-time", NUMBER, "s")
def _decimal_time(text: str) -> float:
    when = parse_moment(f"1970-01-01T{text}") if _TIME.fullmatch(text) else None
    if when is None:
        return NAN
    local = when.astimezone()
    seconds = local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6
    return seconds / 86_400


def _formatted(text: str, form: str, parts: Mapping[str, Callable[[datetime], str]]) -> str:
    when = parse_moment(text)
    if when is None:
        return ""
    local = when.astimezone()
    return re.sub("%.", lambda match: parts[match[0]](local) if match[0] in parts else match[0], form)


@function("format-date", STRING, "s s")
def _format_date(text: str, form: str) -> str:
    return _formatted(text, form, _DATE_PARTS)


@function("format-date-time", STRING, "s s")
def _format_date_time(text: str, form: str) -> str:
    return _formatted(text, form, _TIME_PARTS)
