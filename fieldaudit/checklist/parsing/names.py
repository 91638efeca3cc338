"""The namespaces of an XForm and small helpers over its elements."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from fieldaudit.checklist.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

XFORMS = "http://www.w3.org/2002/xforms"
JR = "http://openrosa.org/javarosa"
ORX = "http://openrosa.org/xforms"
ODK = "http://www.opendatakit.org/xforms"
FA = "urn:fieldaudit:forms:1"


class Trouble:
    """Collects what is wrong with a form while it is read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.warnings: list[str] = []

    def refuse(self, message: str, advice: str, place: str = "") -> None:
        """Note a problem that keeps the form from being used."""
        self.problems.append(Problem("form", None, place, message, advice))


@lru_cache(maxsize=1_000)
def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def local(element: etree._Element) -> str:
    """Give the local name, blank for comments and processing instructions."""
    return _local(element.tag)


def elements(parent: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Give the child elements, only those of the given local names if any are given."""
    return parent.iterchildren(*[f"{{*}}{name}" for name in names or "*"])


def first(parent: etree._Element, name: str) -> etree._Element | None:
    """Give the first child element of that local name."""
    return next(parent.iterchildren(f"{{*}}{name}"), None)


def written_attributes(element: etree._Element) -> dict[str, str]:
    """Give all attributes by qualified name."""
    return dict(element.items())  # type: ignore[arg-type]


def attribute(element: etree._Element, name: str, namespace: str = "") -> str:
    """Give an attribute's value, blank when it is missing."""
    return str(element.get(f"{{{namespace}}}{name}" if namespace else name) or "")
