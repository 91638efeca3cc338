"""Geographic functions (ODK XForms, Geographic Functions), on a sphere of the Earth's equatorial radius."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from fieldaudit.checklist.moments import NAN, text_number
from fieldaudit.checklist.xpath.code import BOOLEAN, NUMBER
from fieldaudit.checklist.xpath.functions.registry import alias, function
from fieldaudit.checklist.xpath.values import Value, strings

if TYPE_CHECKING:
    from fieldaudit.checklist.xpath.context import Context

Point = tuple[float, float]

RADIUS = 6_378_100.0
MAX_LATITUDE = 90
MAX_LONGITUDE = 180
_TRAILING = re.compile(r"(\s*;)+\s*$")


def point(text: str) -> Point | None:
    """Read a geopoint: latitude and longitude in degrees, then altitude and accuracy if given."""
    parts = text.split()
    if not 2 <= len(parts) <= 4:  # noqa: PLR2004 - latitude, longitude, altitude, accuracy
        return None
    latitude, longitude = text_number(parts[0]), text_number(parts[1])
    if not (abs(latitude) <= MAX_LATITUDE and abs(longitude) <= MAX_LONGITUDE):
        return None
    return latitude, longitude


def points(c: Context, texts: list[str]) -> list[Point] | None:
    """Read a trace or shape, or the geopoints of a node-set; None when one of them is no point."""
    c.env.spend(2 * sum(map(len, texts)))  # what reading and measuring a point takes, by its letters
    if len(texts) == 1:
        texts = _TRAILING.sub("", texts[0].strip()).split(";")
    found = [point(text) for text in texts]
    known = [each for each in found if each is not None]
    return known if len(known) == len(found) and len(known) > 1 else None


def _cents(value: float) -> float:
    return abs(math.floor(value * 100 + 0.5) / 100)


@function("area", NUMBER, "O", in_context=True)
def _area(c: Context, value: Value) -> float:
    found = points(c, strings(value))
    if found is None or len(found) < 3:  # noqa: PLR2004 - two points enclose nothing
        return 0.0
    ring = found if found[0] == found[-1] else [*found, found[0]]
    total = sum(
        math.radians(end[1] - start[1]) * (2 + math.sin(math.radians(end[0])) + math.sin(math.radians(start[0])))
        for start, end in pairwise(ring)
    )
    return _cents(total * RADIUS * RADIUS / 2)


alias("enclosed-area", "area")


@function("distance", NUMBER, "O O*", in_context=True)
def _distance(c: Context, *values: Value) -> float:
    found = points(c, [text for value in values for text in strings(value)])
    if found is None:
        return NAN
    return _cents(sum(_length(start, end) for start, end in pairwise(found)))


def _length(start: Point, end: Point) -> float:
    one, two = math.radians(start[0]), math.radians(end[0])
    apart = math.radians(start[1] - end[1])
    cosine = math.sin(one) * math.sin(two) + math.cos(one) * math.cos(two) * math.cos(apart)
    return math.acos(max(-1.0, min(1.0, cosine))) * RADIUS


@function("geofence", BOOLEAN, "s s", in_context=True)
def _geofence(c: Context, place: str, shape: str) -> bool:
    here, ring = point(place), points(c, [shape])
    if here is None or ring is None or ring[0] != ring[-1]:
        return False
    inside = False
    for start, end in pairwise(ring):
        if (end[0] > here[0]) != (start[0] > here[0]) and here[1] < _crossing(start, end, here[0]):
            inside = not inside
    return inside


def _crossing(start: Point, end: Point, latitude: float) -> float:
    return (start[1] - end[1]) * (latitude - end[0]) / (start[0] - end[0]) + end[1]
