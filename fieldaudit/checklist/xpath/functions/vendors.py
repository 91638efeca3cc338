"""Functions of real forms that ODK XForms does not name: SurveyCTO's, the Community Health Toolkit's, JavaRosa's."""

from __future__ import annotations

import calendar
import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from fieldaudit.checklist.moments import EPOCH, NAN, Moment, as_moment, from_days, parse_moment
from fieldaudit.checklist.xpath.code import ANY, BOOLEAN, NUMBER, STRING
from fieldaudit.checklist.xpath.functions.registry import alias, function, refuse
from fieldaudit.checklist.xpath.values import Value, numbers, to_string

if TYPE_CHECKING:
    from fieldaudit.checklist.xpath.context import Context

MONTHS = 12
#: What SurveyCTO's rank functions give where there is nothing to rank.
NO_RANK = 999.0


# JavaRosa


@function("depend", ANY, "o o*")
def _depend(value: Value, *_others: Value) -> Value:
    return value


alias("is-selected", "selected")


@function("version", STRING, in_context=True)
def _version(c: Context) -> str:
    return c.env.version


@function("property", STRING, "s", in_context=True)
def _property(c: Context, name: str) -> str:
    return c.env.property(name)


# Community Health Toolkit


def _local(value: Value) -> datetime | None:
    when = from_days(value) if isinstance(value, float) else parse_moment(to_string(value))
    return None if when is None else when.astimezone()


@function("difference-in-months", NUMBER, "o o")
def _difference_in_months(first: Value, last: Value) -> float:
    one, two = _local(first), _local(last)
    if one is None or two is None:
        return NAN
    sign = 1 if one <= two else -1
    early, late = (one, two) if sign > 0 else (two, one)
    whole = (late.year - early.year) * MONTHS + late.month - early.month
    unfinished = (late.day, late.time()) < (early.day, early.time())
    return float(sign * (whole - unfinished))


@function("add-date", ANY, "o n? n? n? n? n?")
def _add_date(
    value: Value, years: float = 0, months: float = 0, days: float = 0, hours: float = 0, minutes: float = 0
) -> Value:
    when = _local(value)
    if when is None:
        return ""
    added = [0 if math.isnan(each) else each for each in (years, months, days, hours, minutes)]
    try:
        moved = _by_months(when.replace(tzinfo=None), math.trunc(added[0] * MONTHS + added[1]))
        moved += timedelta(days=added[2], hours=added[3], minutes=added[4])
        return as_moment(moved.astimezone())
    except (ValueError, OverflowError):
        return Moment(NAN, "")


def _by_months(when: datetime, months: int) -> datetime:
    """Move by whole months; the last day of a month stays where the other month is shorter."""
    year, month = divmod(when.year * MONTHS + when.month - 1 + months, MONTHS)
    day = min(when.day, calendar.monthrange(year, month + 1)[1])
    return when.replace(year=year, month=month + 1, day=day)


@function("parse-timestamp-to-date", ANY, "n")
def _parse_timestamp_to_date(milliseconds: float) -> Value:
    if math.isnan(milliseconds) or math.isinf(milliseconds):
        return ""
    try:
        when = EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return ""
    return when.astimezone().date().isoformat()


# SurveyCTO


@function("lower", STRING, "s")
def _lower(text: str) -> str:
    return text.lower()


@function("upper", STRING, "s")
def _upper(text: str) -> str:
    return text.upper()


@function("linebreak", STRING)
def _linebreak() -> str:
    return "\n"


@function("empty", BOOLEAN, "s")
def _empty(text: str) -> bool:
    return not text


def _items(separator: str, text: str) -> list[str]:
    if not text:
        return []
    return text.split(separator) if separator else list(text)


@function("count-items", NUMBER, "s s")
def _count_items(separator: str, text: str) -> float:
    return float(len(_items(separator, text)))


@function("item-at", STRING, "s s n")
def _item_at(separator: str, text: str, index: float) -> str:
    items = _items(separator, text)
    return items[math.trunc(index)] if 0 <= index < len(items) else ""


@function("item-index", NUMBER, "s s s")
def _item_index(separator: str, text: str, item: str) -> float:
    items = _items(separator, text)
    return float(items.index(item)) if item in items else -1.0


@function("item-present", BOOLEAN, "s s s")
def _item_present(separator: str, text: str, item: str) -> bool:
    return item in _items(separator, text)


@function("de-duplicate", STRING, "s s")
def _de_duplicate(separator: str, text: str) -> str:
    return separator.join(dict.fromkeys(_items(separator, text)))


@function("format-number", STRING, "n")
def _format_number(number: float) -> str:
    if math.isnan(number) or math.isinf(number):
        return ""
    return f"{int(number):,}" if number.is_integer() else f"{number:,}"


@function("rank-index", NUMBER, "n O")
def _rank_index(index: float, values: Value) -> float:
    found = numbers(values)
    if not (1 <= index <= len(found)) or math.isnan(found[math.trunc(index) - 1]):
        return NO_RANK
    own = found[math.trunc(index) - 1]
    return 1.0 + sum(other > own for other in found)


alias("distance-between", "distance")

for _name, _instead in {
    "device-info": "property('deviceid') tells which computer it is",
    "duration": "ask for the meta questions start and end, and take one from the other",
    "extract-signed": "check the signature before the value is typed in",
    "hash": "use digest(text, 'SHA-256')",
    "phone-call-duration": "a computer makes no calls: ask for the minutes",
    "phone-call-log": "a computer makes no calls: ask what was said",
    "plug-in-metadata": "a field plug-in is a program: use one of the usual questions",
    "relevant": "write the condition of that question itself",
    "short-geopoint": "use substring-before() and substring-after() on the geopoint",
    "to-bikram-sambat": "use format-date()",
    "username": "use the meta question username, or property('username')",
    "z-score": "attach the table as a list and use pulldata()",
}.items():
    refuse(_name, _instead)
