"""Finds what an expression reads, as definitions, so that a change reaches exactly the rules that depend on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fieldaudit.checklist.xpath.functions.registry import takes_own_row
from fieldaudit.checklist.xpath.parser import ExpressionError, parse
from fieldaudit.checklist.xpath.paths import follow, own_row
from fieldaudit.checklist.xpath.syntax import Call, Chain, Literal, Negate, Number, Path, Step, Syntax, place_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fieldaudit.checklist.definitions import Definition
    from fieldaudit.checklist.xpath.code import Scope

VALUE = "value"
ROWS = "rows"
PLACE = "place"

VOLATILE = frozenset({"random", "now", "today", "uuid"})
#: Functions that read the node they are evaluated at when they are given nothing else.
OF_THE_NODE = frozenset({"string", "number", "string-length", "normalize-space"})
_DOWNWARD = frozenset({"child", "self", "attribute", "descendant", "descendant-or-self"})


class Read(NamedTuple):
    """One thing read: the value, the rows or the place of `target`, bound to the same instance down to `anchor`."""

    mode: str
    target: Definition
    anchor: Definition


#: How many definitions working out what one expression reads may look at; ordinary ones look at tens.
MAX_LOOKS = 1_000_000


class Place(NamedTuple):
    """Where a path stands: the definitions it may be at, and the highest one it has climbed to."""

    at: list[Definition]
    anchor: Definition | None
    climbed: bool = True


class ReadsTooMuchError(ExpressionError):
    """An expression, or all of a form's together, that reads more places than can be kept in mind; `ref` names one."""

    def __init__(self, ref: str) -> None:
        self.ref = ref
        super().__init__(f"The rules of {ref or 'the form'} read too many places of the form.")


def reads_of(tree: Syntax, scope: Scope) -> frozenset[Read]:
    """Give what the expression reads when it is evaluated in that scope."""
    finder = ReadFinder(scope)
    finder.visit(tree, _place(scope.here), values=True)
    return frozenset(finder.found)


def reads_of_place(place: Definition, scope: Scope, *, values: bool) -> Iterable[Read]:
    """Give what the path to a place that there is once reads, wherever it stands; `values` whether its value is."""
    if not place.children and scope.root is not None:
        return (Read(VALUE, place, scope.root),) if values else ()
    finder = ReadFinder(scope)
    finder.path(place_path(place.ref), Place([], None), values=values)
    return finder.found


def functions_in(tree: Syntax) -> Iterable[Call]:
    """Yield every call in the expression."""
    match tree:
        case Call(arguments=arguments):
            yield tree
            inner: Iterable[Syntax] = arguments
        case Chain(first=first, rest=rest):
            inner = (first, *(operand for _, operand in rest))
        case Negate(operand=operand):
            inner = (operand,)
        case Path(steps=steps, base=base, base_predicates=predicates):
            inner = (*([] if base is None else [base]), *predicates, *(p for step in steps for p in step.predicates))
        case _:
            inner = ()
    for each in inner:
        yield from functions_in(each)


def reads_its_node(call: Call) -> bool:
    """Whether the call reads the value of the node it is evaluated at without naming it."""
    return call.name == "once" or (not call.arguments and call.name in OF_THE_NODE)


def is_volatile(tree: Syntax) -> bool:
    """Whether the result may differ without any answer having changed."""
    return any(call.name in VOLATILE for call in functions_in(tree))


def _place(here: Definition | None) -> Place:
    return Place([] if here is None else [here], here)


def _higher(one: Definition | None, other: Definition | None) -> Definition | None:
    if one is None or other is None:
        return one or other
    return one if one.depth <= other.depth else other


class ReadFinder:
    """Walks a syntax tree and collects reads."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.found: set[Read] = set()
        self.looks = 0

    def visit(self, tree: Syntax, place: Place, *, values: bool, own: bool = False) -> None:
        """Read what the tree reads at `place`; `values` whether its result is wanted or only that it is there.

        `own` says that one value is wanted, for which a path into the rows around the expression means its own row.
        """
        match tree:
            case Path():
                self.path(tree, place, values=values, own=own)
            case Call():
                self.call(tree, place, values=values)
            case Chain(first=first, rest=rest):
                union = rest[0][0] == "|"
                for operand in (first, *(each for _, each in rest)):
                    self.visit(operand, place, values=values or not union, own=not union)
            case Negate(operand=operand):
                self.visit(operand, place, values=True, own=True)
            case Number() | Literal():
                pass

    def call(self, call: Call, place: Place, *, values: bool) -> None:
        """Read what a call reads."""
        match call.name:
            case "position" if call.arguments:
                self.position(call.arguments[0], place)
            case "count":
                self.visit_all(call.arguments, place, values=False)
            case "current":
                self.end(_place(self.scope.current), values=values)
            case "indexed-repeat":
                self.visit_all(call.arguments[:1] + call.arguments[2::2], place, values=True)
                self.visit_all(call.arguments[1::2], place, values=False)
            case "jr:choice-name":
                self.choice_name(call, place)
            case name:
                if reads_its_node(call):
                    self.end(place, values=True)
                for at, argument in enumerate(call.arguments):
                    self.visit(argument, place, values=True, own=takes_own_row(name, at))

    def visit_all(self, trees: Iterable[Syntax], place: Place, *, values: bool) -> None:
        """Read what each tree reads."""
        for tree in trees:
            self.visit(tree, place, values=values)

    def choice_name(self, call: Call, place: Place) -> None:
        """Read the question that the call names, in quotes or not."""
        for argument in call.arguments:
            if isinstance(argument, Literal):
                try:
                    self.visit(parse(argument.value), place, values=True)
                except ExpressionError:
                    continue
            else:
                self.visit(argument, place, values=True)

    def position(self, argument: Syntax, place: Place) -> None:
        """Read the place of a repeat around the node, or the rows of another."""
        end = self.walk(argument, place) if isinstance(argument, Path) else None
        if end is None:
            self.visit(argument, place, values=False)
            return
        for definition in end.at:
            if definition.repeated:
                mode = PLACE if end.climbed else ROWS
                self.found.add(Read(mode, definition, definition if end.climbed else end.anchor or definition))

    def path(self, path: Path, place: Place, *, values: bool, own: bool = False) -> None:
        """Read what a path ends at, and what its predicates read."""
        row = own_row(path, self.scope) if own else None
        end = self.walk(path, place) if row is None else Place([row.target], row.above, climbed=False)
        if end is not None:
            self.end(end, values=values)

    def end(self, end: Place, *, values: bool) -> None:
        """Read the values of the leaves at a place."""
        if not values or end.anchor is None:
            return
        for definition in end.at:
            leaves = [each for each in definition.walk() if not each.children]
            for leaf in leaves:
                self.found.add(Read(VALUE, leaf, end.anchor))
                self.rows_between(definition, leaf, end.anchor)

    def rows_between(self, above: Definition, leaf: Definition, anchor: Definition) -> None:
        """Read the rows of the repeats between a place and a leaf below it."""
        for step in leaf.ancestors():
            if step is above:
                return
            if step.repeated:
                self.found.add(Read(ROWS, step, anchor))

    def start(self, path: Path, place: Place) -> Place | None:
        """Give where a path starts, None when it does not start in the record."""
        if path.base is None:
            if path.absolute:
                return Place([self.scope.root] if self.scope.root else [], self.scope.root, climbed=False)
            return Place(list(place.at), place.anchor, place.climbed)
        if isinstance(path.base, Call) and path.base.name == "current":
            return _place(self.scope.current)
        if isinstance(path.base, Path):
            return self.walk(path.base, place)
        self.visit(path.base, place, values=not path.steps)
        return Place([], place.anchor)

    def walk(self, path: Path, place: Place) -> Place | None:
        """Follow a path to its end."""
        at = self.start(path, place)
        if at is None:
            return None
        for predicate in path.base_predicates:
            self.visit(predicate, at, values=True)
        for step in path.steps:
            at = self.step(step, at)
            for predicate in step.predicates:
                self.visit(predicate, Place(at.at, at.anchor, climbed=False), values=True)
        return at

    def step(self, step: Step, place: Place) -> Place:
        """Follow one step."""
        found: list[Definition] = []
        self.look(len(place.at))
        known = step.axis == "child" and step.test.kind == "name"
        for definition in place.at:
            if known:
                child = follow(step, definition, self.scope)
                found.extend([] if child is None else [child])
            else:
                found.extend(self.looked_at(step, definition))
        found = list(dict.fromkeys(found)) if len(found) > 1 else found  # "*/.." would double them at each step
        if step.axis in _DOWNWARD:
            self.rows_below(step, place, found)
            climbed = place.climbed and step.axis == "self"
            return Place(found, place.anchor, climbed)
        top = found[0] if found and step.axis == "parent" else None
        if step.axis != "parent":
            top = self.scope.root if step.axis not in {"following-sibling", "preceding-sibling"} else _parent(place.at)
            for each in found:
                if each.repeated and top is not None:
                    self.found.add(Read(ROWS, each, top))
        return Place(found, _higher(place.anchor, top), place.climbed and step.axis == "parent")

    def looked_at(self, step: Step, definition: Definition) -> Iterable[Definition]:
        """Yield the definitions that a step from there may mean."""
        for each in _axis(step.axis, definition):
            self.look(1)
            if self.matches(step, each):
                yield each

    def look(self, count: int) -> None:
        """Take `count` of the definitions that may be looked at; raises ReadsTooMuchError when none are left."""
        self.looks += count
        if self.looks > MAX_LOOKS:
            raise ReadsTooMuchError("" if self.scope.here is None else self.scope.here.ref)

    def rows_below(self, step: Step, place: Place, found: list[Definition]) -> None:
        """Read the rows of the repeats that a step goes down into."""
        if step.axis == "self" or place.anchor is None:
            return
        passed = set(found)
        if step.axis.startswith("descendant"):
            passed.update(each for start in place.at for each in start.walk() if each is not start)
        for each in passed:
            if each.repeated:
                self.found.add(Read(ROWS, each, place.anchor))

    def matches(self, step: Step, definition: Definition) -> bool:
        """Whether the node test of a step holds for a definition."""
        test = step.test
        if test.kind in {"any", "node"}:
            return True
        if test.kind == "prefix":
            return definition.ns == self.scope.namespaces.get(test.name, test.name)
        if test.kind != "name":
            return test.kind == "text" and not definition.children
        prefix, _, local = test.name.rpartition(":")
        uri = self.scope.namespaces.get(prefix) if prefix else None
        if uri is None:
            return definition.name == test.name
        return definition.ns == uri and definition.name.rpartition(":")[2] == local


def _parent(at: list[Definition]) -> Definition | None:
    return at[0].parent if at else None


def _axis(axis: str, definition: Definition) -> Iterable[Definition]:  # noqa: PLR0911 - one line for each axis
    parent = definition.parent
    match axis:
        case "self":
            return [definition]
        case "child":
            return definition.children
        case "attribute":
            return definition.attributes
        case "parent":
            return [] if parent is None else [parent]
        case "ancestor" | "ancestor-or-self":
            chain = list(definition.ancestors())
            return chain if axis == "ancestor-or-self" else chain[1:]
        case "descendant" | "descendant-or-self":
            return [each for each in definition.walk() if axis == "descendant-or-self" or each is not definition]
        case "following-sibling" | "preceding-sibling":
            return [] if parent is None else parent.children
        case _:
            top = list(definition.ancestors())[-1]
            return list(top.walk())
