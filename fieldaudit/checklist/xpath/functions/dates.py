"""Date and time functions (ODK XForms, Date and Time Functions)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fieldaudit.checklist.moments import NAN, Moment, as_moment, days, from_days, parse_moment
from fieldaudit.checklist.xpath.code import ANY, NUMBER, STRING
from fieldaudit.checklist.xpath.functions.calendar_names import month, weekday
from fieldaudit.checklist.xpath.functions.registry import alias, function
from fieldaudit.checklist.xpath.values import Value, to_string

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from fieldaudit.checklist.xpath.context import Context

_UNPADDED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(T.*)?", re.ASCII)
_TIME = re.compile(r"(\d{2}:\d{2}(?::[0-5]\d(?:\.\d+)?)?(?:Z|[-+]\d{2}:\d{2})?)", re.ASCII)

_DATE_PARTS: Mapping[str, Callable[[datetime, str], str]] = {
    "%Y": lambda when, _: f"{when.year:04}",
    "%y": lambda when, _: f"{when.year:04}"[2:],
    "%m": lambda when, _: f"{when.month:02}",
    "%n": lambda when, _: str(when.month),
    "%b": lambda when, language: month(when.month, language),
    "%d": lambda when, _: f"{when.day:02}",
    "%e": lambda when, _: str(when.day),
    "%a": lambda when, language: weekday(when.weekday(), language),
}
_TIME_PARTS: Mapping[str, Callable[[datetime, str], str]] = {
    **_DATE_PARTS,
    "%H": lambda when, _: f"{when.hour:02}",
    "%h": lambda when, _: str(when.hour),
    "%M": lambda when, _: f"{when.minute:02}",
    "%S": lambda when, _: f"{when.second:02}",
    "%3": lambda when, _: f"{when.microsecond // 1000:03}",
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


def _formatted(c: Context, text: str, form: str, parts: Mapping[str, Callable[[datetime, str], str]]) -> str:
    when = parse_moment(text)
    if when is None:
        return ""
    local, language = when.astimezone(), c.env.language()
    return re.sub("%.", lambda match: parts[match[0]](local, language) if match[0] in parts else match[0], form)


@function("format-date", STRING, "s s", in_context=True)
def _format_date(c: Context, text: str, form: str) -> str:
    return _formatted(c, text, form, _TIME_PARTS)


@function("format-date-time", STRING, "s s", in_context=True)
def _format_date_time(c: Context, text: str, form: str) -> str:
    return _formatted(c, text, form, _TIME_PARTS)
