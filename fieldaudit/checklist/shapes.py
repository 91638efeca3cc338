"""Expressions that differ only in the places they name are parsed, analysed and compiled once.

A large form says `/data/s1/q5 = 'no'` a thousand times with another question each time. Absolute paths to known places
are taken out of the text; what remains, the shape, is parsed, checked and searched for reads once. It is compiled once
too, over a small document that has nothing but its places: where each place of an expression is one leaf, the
expression runs its shape's closure with its own leaves as that document.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from fieldaudit.checklist.definitions import Definition
from fieldaudit.checklist.reads import VOLATILE, Place, ReadFinder, functions_in, reads_its_node
from fieldaudit.checklist.xpath.code import Call as Closure
from fieldaudit.checklist.xpath.code import Code, Scope
from fieldaudit.checklist.xpath.compiler import compile_expression
from fieldaudit.checklist.xpath.context import Context
from fieldaudit.checklist.xpath.functions.registry import arity_problem
from fieldaudit.checklist.xpath.parser import parse
from fieldaudit.checklist.xpath.syntax import SELF, Call, Chain, Literal, Negate, Path, Syntax, place_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: Stands for a place; a letter that no form uses in a name.
MARK = "ǂ"
_NAME = r"[^\W\d][\w.\-·]*"
#: What was saved last differs from day to day, so a value that came from it is kept.
_LAST_SAVED = Call("instance", (Literal("__last-saved"),))
#: A literal, which stays as it is, or a whole absolute path.
_PIECE = re.compile(rf"""["][^"]*["]|['][^']*[']|(/{_NAME}(?:/{_NAME})*)(?![\w.\-·:]|\s*[/\[(:])""")
#: What may end an operand: a slash after it goes on with a relative path.
_OPERAND_END = re.compile(r"[\w.)\]*·\-/]")
_OPERATOR_END = re.compile(r"(?:.*[^\w.\-·])?(?:and|or|div|mod)|.*[\s(,]-", re.DOTALL)
_LONGEST_OPERATOR = 4
#: How many shapes are kept; a large form has some hundred.
_KEPT = 4_000


class Shape(NamedTuple):
    """An expression with marks for its places.

    `slots` says for each place that is read whether its value is (or only that it exists), `reads_self` whether `.` is
    read; `plain` that nothing else is read, so that no other analysis is needed; `problems` the calls that cannot run.
    """

    text: str
    tree: Syntax
    volatile: bool
    slots: tuple[tuple[int, bool], ...]
    reads_self: bool
    plain: bool
    problems: tuple[str, ...]


class Shaped(NamedTuple):
    """A shape and the places that fill it."""

    shape: Shape
    places: tuple[Definition, ...]

    def tree(self) -> Syntax:
        """Give the syntax tree with the places in it."""
        return fill(self.shape.tree, [place_path(each.ref) for each in self.places]) if self.places else self.shape.tree

    def closure(self, convert: Callable[[Code], Closure], here: Definition | None) -> Closure | None:
        """Give the shape's closure bound to these places, None where only the whole expression can be compiled.

        `convert` turns code into the closure that is wanted. A prefix (`orx:meta`) means what the form says it means,
        so a text with a colon is not shared.
        """
        shape, places = self.shape, self.places
        if not shape.plain or ":" in shape.text or (shape.reads_self and (here is None or here.children)):
            return None
        if not all(place.single and not place.children for place in places):
            return None
        shared = _shared(shape.text, convert)
        return _bound(shared, [place.number for place in places]) if places else shared


class Leaves:
    """The leaves that one expression names, in the stead of the document over which its shape was compiled."""

    __slots__ = ("singles",)

    def __init__(self, singles: list[Any]) -> None:
        self.singles = singles


def _bound(shared: Closure, numbers: list[int]) -> Closure:
    def bound(c: Context) -> Any:
        singles = c.root.singles  # type: ignore[attr-defined]
        leaves: Any = Leaves([singles[number] for number in numbers])
        return shared(Context(c.node, leaves, c.env, c.current))

    return bound


@lru_cache(maxsize=2 * _KEPT)
def _shared(text: str, convert: Callable[[Code], Closure]) -> Closure:
    return convert(_code(text))


@lru_cache(maxsize=_KEPT)
def _code(text: str) -> Code:
    """Compile a shape over a document of its places alone, at a leaf of a repeat's row."""
    shape = shape_of(text)
    document = Definition("")
    for number in range(text.count(MARK)):
        document.add(Definition(f"{MARK}{number}", parent=document)).number = number
    here = document.add(Definition("here", parent=document))
    here.single = False
    return compile_expression(shape.tree, Scope(here, here, document))


def take_out(source: str, known: Mapping[str, Definition]) -> tuple[str, tuple[Definition, ...]]:
    """Give the text of the shape and the places taken out of it, in order."""
    if "/" not in source or MARK in source:
        return source, ()
    places: list[Definition] = []

    def mark(match: re.Match[str]) -> str:
        place = known.get(match[1])
        if place is None or _goes_on(source, match.start()):
            return match[0]
        places.append(place)
        return f"/{MARK}{len(places) - 1}"

    return _PIECE.sub(mark, source), tuple(places)


def _goes_on(source: str, at: int) -> bool:
    """Whether the slash there goes on with a path that began before it."""
    while at and source[at - 1].isspace():
        at -= 1
    if not at or not _OPERAND_END.match(source[at - 1]):
        return False
    return not _OPERATOR_END.fullmatch(source, max(0, at - _LONGEST_OPERATOR), at)


@lru_cache(maxsize=_KEPT)
def shape_of(text: str) -> Shape:
    """Parse and analyse the text of a shape; raises ExpressionError."""
    tree = parse(text)
    finder = _ShapeFinder(Scope())
    finder.visit(tree, finder.top, values=True)
    calls = list(functions_in(tree))
    return Shape(
        text=text,
        tree=tree,
        volatile=any(call.name in VOLATILE or call == _LAST_SAVED for call in calls),
        slots=tuple(dict.fromkeys(finder.slots)),
        reads_self=finder.reads_self,
        plain=finder.plain,
        problems=tuple(problem for call in calls if (problem := arity_problem(call))),
    )


def shape_as_written(source: str) -> Shape:
    """Parse and analyse a text that happens to hold the letter of the marks, so that they stand for nothing."""
    return shape_of(source)._replace(slots=(), reads_self=False, plain=False)


def _slot(path: Path) -> int:
    """Give which place the path stands for, -1 for a path that is written out."""
    if path.absolute and len(path.steps) == 1:
        name = path.steps[0].test.name
        if name.startswith(MARK):
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

    def path(self, path: Path, place: Place, *, values: bool, own: bool = False) -> None:
        slot = _slot(path)
        if slot >= 0:
            self.slots.append((slot, values))
        elif place is self.top and path.base is None and path.steps == (SELF,):
            self.reads_self = self.reads_self or values
        else:
            super().path(path, place, values=values, own=own)

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
        if call.name in {"current", "jr:choice-name", "id"}:
            self.plain = False
        self.reads_self = self.reads_self or (place is self.top and reads_its_node(call))
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
        step._replace(predicates=tuple(fill(each, places) for each in step.predicates)) if step.predicates else step
        for step in path.steps
    )
    base = None if path.base is None else fill(path.base, places)
    return Path(path.absolute, steps, base, tuple(fill(each, places) for each in path.base_predicates))
