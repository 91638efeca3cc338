"""Places on the earth as people type or paste them, in degrees or in degrees, minutes and seconds."""

from __future__ import annotations

import re
from dataclasses import dataclass

_POINT = re.compile(r"[;\n]+")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_DEGREES = re.compile(
    r"""(?P<before>[NSEW])?\s*(?P<sign>[-+])?(?P<degrees>\d+(?:\.\d+)?)\s*(?:°|º|deg)\s*
    (?:(?P<minutes>\d+(?:\.\d+)?)\s*['\u2019\u2032]\s*)?(?:(?P<seconds>\d+(?:\.\d+)?)\s*(?:["\u201d\u2033]|'')\s*)?(?P<after>[NSEW])?""",
    re.VERBOSE | re.IGNORECASE,
)
_LETTERED = re.compile(r"(?:([NSEW])\s*(\d+(?:\.\d+)?))|(?:(\d+(?:\.\d+)?)\s*([NSEW]))", re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+\s+[-+]?\d+,\d+")
_SIXTY = 60
_PAIR, _WHOLE = 2, 4
_MOST_LATITUDE, _MOST_LONGITUDE = 90, 180
_LEAST = {"geotrace": 2, "geoshape": 3}


@dataclass(frozen=True)
class Wrong:
    """Why a place is none: `kind` says which sentence, `line` in which of several points (0: the only one)."""

    kind: str
    line: int = 0


def read_point(text: str) -> str | Wrong:
    """Return a typed place as an ODK point, `latitude longitude altitude accuracy`, unknown ones 0."""
    words = text.strip().replace("\u2212", "-")
    found = _degrees(words) or _lettered(words) or _plain(words)
    if found is None:
        return Wrong("shape")
    latitude, longitude, *rest = found
    if abs(float(latitude)) > _MOST_LATITUDE:
        return Wrong("latitude")
    if abs(float(longitude)) > _MOST_LONGITUDE:
        return Wrong("longitude")
    whole = [latitude, longitude, *rest, "0", "0"][:_WHOLE]
    return " ".join(str(float(number)) for number in whole)  # as the engine keeps it


def read_points(text: str, kind: str) -> str | Wrong:
    """Return the points of a `geotrace` or `geoshape`, one a line; a shape is closed where it was not."""
    points: list[str] = []
    for number, line in enumerate((line for line in _POINT.split(text) if line.strip()), start=1):
        point = read_point(line)
        if isinstance(point, Wrong):
            return Wrong(point.kind, number)
        points.append(point)
    if len(set(points)) < _LEAST[kind]:
        return Wrong(kind)
    if kind == "geoshape" and points[0] != points[-1]:
        points.append(points[0])
    return "; ".join(points)


def write_points(value: str, kind: str) -> str:
    """Return the points of a value, one a line, without what is not known; a shape's last is its first, left out."""
    points = [write_point(point) for point in value.split(";") if point.strip()]
    if kind == "geoshape" and len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return "\n".join(points)


def write_point(value: str) -> str:
    """Return a point without altitude and accuracy that are not known."""
    numbers = [number.removesuffix(".0") for number in value.split()]
    while len(numbers) > _PAIR and numbers[-1] == "0":
        numbers.pop()
    return " ".join(numbers)


def _plain(words: str) -> list[str] | None:
    if _DECIMAL_COMMA.fullmatch(words):
        words = words.replace(",", ".")
    parts = [part for part in re.split(r"[\s,]+", words) if part]
    if not _PAIR <= len(parts) <= _WHOLE or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    return [part.lstrip("+") for part in parts]


def _degrees(words: str) -> list[str] | None:
    found = list(_DEGREES.finditer(words))
    rest = _DEGREES.sub("", words).strip(" ,")
    if len(found) != _PAIR or rest:
        return None
    sides = [(match["before"] or match["after"] or "").upper() for match in found]
    numbers = []
    for match in found:
        minutes, seconds = float(match["minutes"] or 0), float(match["seconds"] or 0)
        if minutes >= _SIXTY or seconds >= _SIXTY:
            return None
        number = float(match["degrees"]) + minutes / _SIXTY + seconds / _SIXTY**2
        numbers.append(-number if match["sign"] == "-" else number)
    return _ordered(sides, numbers)


def _lettered(words: str) -> list[str] | None:
    found = list(_LETTERED.finditer(words))
    if len(found) != _PAIR or _LETTERED.sub("", words).strip(" ,"):
        return None
    sides = [(match[1] or match[4]).upper() for match in found]
    return _ordered(sides, [float(match[2] or match[3]) for match in found])


def _ordered(sides: list[str], numbers: list[float]) -> list[str] | None:
    """Put latitude first; south and west are negative."""
    signed = [-number if side in ("S", "W") else number for side, number in zip(sides, numbers, strict=True)]
    if sides[0] in ("E", "W"):
        if sides[1] in ("E", "W"):
            return None
        signed.reverse()
    elif sides[1] in ("N", "S") or (sides[0] and not sides[1]):
        return None
    return [f"{number:.7f}".rstrip("0").rstrip(".") for number in signed]
