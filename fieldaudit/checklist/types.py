"""The data types of binds: the lexical form in which a value is kept, or blank when it is no value of the type.

ODK XForms, Data Types; whole numbers lose their fraction as in ODK Collect.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from fieldaudit.checklist.moments import parse_moment
from fieldaudit.checklist.xpath.functions.geo import point

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_INT = 2_147_483_647
MIN_INT = -2_147_483_648
_MAX_INT_DIGITS = 10
MIN_TRACE = 2
MIN_SHAPE = 3

_DECIMAL = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?", re.ASCII)
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?"
_OFFSET = r"(?:Z|[-+](?:0\d|1[0-4]):[0-5]\d)?"
_TIME = re.compile(rf"{_CLOCK}{_OFFSET}", re.ASCII)
_DATETIME = re.compile(rf"\d{{4}}-\d{{2}}-\d{{2}}T{_CLOCK}{_OFFSET}", re.ASCII)
_TRAILING = re.compile(r";\s*$")
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T\d{2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?)?)?", re.ASCII)


def _decimal(text: str) -> Decimal | None:
    text = text.strip()
    if not _DECIMAL.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _int(text: str) -> str:
    number = _decimal(text)
    if number is None or number.adjusted() > _MAX_INT_DIGITS:  # writing out thousands of digits takes seconds
        return ""
    whole = math.trunc(number)
    return str(whole) if MIN_INT <= whole <= MAX_INT else ""


def canonical_decimal(text: str) -> str:
    """Give a number with at least one digit on either side of the point (XML Schema, canonical decimal)."""
    number = _decimal(text)
    if number is None:
        return ""
    plain = format(Decimal(repr(float(number))), "f")
    return plain if "." in plain else f"{plain}.0"


def _date(text: str) -> str:
    match = _DATE.fullmatch(text)
    return match[1] if match and parse_moment(match[1]) else ""


def _datetime(text: str) -> str:
    return text if _DATETIME.fullmatch(text) and parse_moment(text) else ""


def _time(text: str) -> str:
    return text if _TIME.fullmatch(text) else ""


def _geopoint(text: str) -> str:
    parts = [canonical_decimal(part) for part in text.split()]
    return " ".join(parts) if point(text) and all(parts) else ""


def _line(text: str) -> list[str]:
    """Give the points of a line, nothing when one of them is none."""
    points = [_geopoint(part) for part in _TRAILING.sub("", text).split(";")]
    return points if all(points) else []


def _ends_meet(points: list[str]) -> bool:
    return points[0].split()[:2] == points[-1].split()[:2]


def _geotrace(text: str) -> str:
    points = _line(text)
    return ";".join(points) if len(points) >= MIN_TRACE and not _ends_meet(points) else ""


def _geoshape(text: str) -> str:
    points = _line(text)
    return ";".join(points) if len(points) >= MIN_SHAPE and _ends_meet(points) else ""


_TYPES: Mapping[str, Callable[[str], str]] = {
    "int": _int,
    "integer": _int,
    "decimal": canonical_decimal,
    "date": _date,
    "dateTime": _datetime,
    "time": _time,
    "geopoint": _geopoint,
    "geotrace": _geotrace,
    "geoshape": _geoshape,
}


def lexical(kind: str, text: str) -> str:
    """Give `text` as a value of the bind type `kind`, blank when it is none."""
    convert = _TYPES.get(kind)
    return text if convert is None or not text else convert(text)
