"""Expressions that differ only in the places they name are parsed and analysed once.

A large form says `/data/s1/q5 = 'no'` a thousand times with another question each time. Absolute paths to known places
are taken out of the text; what remains, the shape, is parsed, checked and searched for reads once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fieldaudit.checklist.reads import VOLATILE, Place, ReadFinder, functions_in
from fieldaudit.checklist.xpath.code import Scope
from fieldaudit.checklist.xpath.functions.registry import arity_problem
from fieldaudit.checklist.xpath.parser import parse
from fieldaudit.checklist.xpath.syntax import SELF, Call, Chain, Literal, Negate, Path, Step, Syntax, Test

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Stands for a place; a letter that no form uses in a name.
_MARK = "ǂ"
_NAME = r"[^\W\d][\w.\-·]*"
#: What was saved last differs from day to day, so a value that came from it is kept.
_LAST_SAVED = Call("instance", (Literal("__last-saved"),))
#: What must stay as it is (literals, operators before a path, the middle of a relative path), or a whole absolute path.
_PIECE = re.compile(
    rf"""(?P<kept>"[^"]*"|'[^']*'|\b(?:and|or|div|mod)\b\s*(?=/)|[\w.)\]*·\-]\s*/)
    |(?P<place>/{_NAME}(?:/{_NAME})*)(?![\w.\-·:]|\s*[/\[(:])""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """An expression with marks for its places.

    `slots` says for each place that is read whether its value is (or only that it exists), `reads_self` whether `.` is
    read; `plain` that nothing else is read, so that no other analysis is needed; `problems` the calls that cannot run.
    """

    tree: Syntax
    volatile: bool
    slots: tuple[tuple[int, bool], ...]
    reads_self: bool
    plain: bool
    problems: tuple[str, ...]


class Shaped(NamedTuple):
    """A shape and the places that fill it."""

    shape: Shape
    places: tuple[Path, ...]
    refs: tuple[str, ...]

    def tree(self) -> Syntax:
        """Give the syntax tree with the places in it."""
        return fill(self.shape.tree, self.places) if self.places else self.shape.tree


def take_out(source: str, known: Mapping[str, object]) -> tuple[str, tuple[str, ...]]:
    """Give the text of the shape and the places taken out of it, in order."""
    if "/" not in source or _MARK in source:
        return source, ()
    refs: list[str] = []

    def mark(match: re.Match[str]) -> str:
        ref = match["place"]
        if ref is None or ref not in known:
            return match[0]
        refs.append(ref)
        return f"/{_MARK}{len(refs) - 1}"

    return _PIECE.sub(mark, source), tuple(refs)


def place_path(ref: str) -> Path:
    """Give the path to a place without positions."""
    return Path(absolute=True, steps=tuple(Step("child", Test("name", name)) for name in ref.split("/")[1:]))


@lru_cache(maxsize=4_000)
def shape_of(text: str) -> Shape:
    """Parse and analyse the text of a shape; raises ExpressionError."""
    tree = parse(text)
    finder = _ShapeFinder(Scope())
    finder.visit(tree, finder.top, values=True)
    calls = list(functions_in(tree))
    return Shape(
        tree=tree,
        volatile=any(call.name in VOLATILE or call == _LAST_SAVED for call in calls),
        slots=tuple(dict.fromkeys(finder.slots)),
        reads_self=finder.reads_self,
        plain=finder.plain,
        problems=tuple(problem for call in calls if (problem := arity_problem(call))),
    )


def _slot(path: Path) -> int:
    """Give which place the path stands for, -1 for a path that is written out."""
    if path.absolute and len(path.steps) == 1:
        name = path.steps[0].test.name
        if name.startswith(_MARK):
            return int(name[1:])
    return -1


class _ShapeFinder(ReadFinder):
    """Notes which places a shape reads, and whether it reads anything that depends on where it stands."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self.top = Place([], None)
        self.slots: list[tuple[int, bool]] = []
        self.reads_self = False
        self.plain = True

    def path(self, path: Path, place: Place, *, values: bool) -> None:
        slot = _slot(path)
        if slot >= 0:
            self.slots.append((slot, values))
        elif place is self.top and path.base is None and path.steps == (SELF,):
            self.reads_self = self.reads_self or values
        else:
            super().path(path, place, values=values)

    def position(self, _argument: Syntax, _place: Place) -> None:
        self.plain = False

    def end(self, end: Place, *, values: bool) -> None:
        """Read nothing: what the places stand for is looked up when the shape is filled."""

    def start(self, path: Path, place: Place) -> Place | None:
        depends = path.base is None and (path.absolute or place is self.top)
        if depends or (isinstance(path.base, Call) and path.base.name == "current"):
            self.plain = False
        return super().start(path, place)

    def call(self, call: Call, place: Place, *, values: bool) -> None:
        if call.name in {"current", "jr:choice-name"}:
            self.plain = False
        super().call(call, place, values=values)


def fill(tree: Syntax, places: Sequence[Path]) -> Syntax:
    """Put the places into a shape's tree."""
    match tree:
        case Path():
            return _fill_path(tree, places)
        case Call(name, arguments):
            return Call(name, tuple(fill(argument, places) for argument in arguments))
        case Chain(first, rest):
            return Chain(fill(first, places), tuple((sign, fill(operand, places)) for sign, operand in rest))
        case Negate(operand):
            return Negate(fill(operand, places))
        case _:
            return tree


def _fill_path(path: Path, places: Sequence[Path]) -> Path:
    slot = _slot(path)
    if slot >= 0:
        return places[slot]
    if path.base is None and not any(step.predicates for step in path.steps):
        return path
    steps = tuple(
        replace(step, predicates=tuple(fill(each, places) for each in step.predicates)) if step.predicates else step
        for step in path.steps
    )
    base = None if path.base is None else fill(path.base, places)
    return Path(path.absolute, steps, base, tuple(fill(each, places) for each in path.base_predicates))
