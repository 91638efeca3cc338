"""The dependency graph of a form: its rules in an order in which each comes after those it depends on.

Rules that settle values, relevance and rows run when something they read changes. The others (constraint, required,
readonly, texts, choices, audit rules) are evaluated when they are looked at; the graph only says that they may differ.
"""

from __future__ import annotations

from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from fieldaudit.checklist.reads import PLACE, ROWS, VALUE, Read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fieldaudit.checklist.data import DataNode
    from fieldaudit.checklist.definitions import Definition
    from fieldaudit.checklist.expressions import Expression

RELEVANT = "relevant"
CALCULATE = "calculate"
COUNT = "count"
CHOICES = "choices"
LAZY = "lazy"
AUDIT = "audit"

#: Kinds that run by themselves.
EAGER = frozenset({RELEVANT, CALCULATE, COUNT, CHOICES})


#: Places of a circle that are written out; a person reads no more.
MAX_WRITTEN = 50


class CircleError(Exception):
    """Rules that depend on each other in a circle; `refs` starts and ends with the same place."""

    def __init__(self, refs: Sequence[str]) -> None:
        self.refs = tuple(refs)
        left_out = len(refs) - MAX_WRITTEN
        written = refs if left_out <= 0 else [*refs[: MAX_WRITTEN - 1], f"… {left_out} more …", refs[-1]]
        super().__init__(" → ".join(written))


class Rule:
    """One rule: what it settles, for which definition, and in which turn. `reach` is where its nodes are found."""

    __slots__ = ("circular", "definition", "expression", "kind", "reads", "reads_itself", "turn", "volatile")

    def __init__(
        self,
        kind: str,
        definition: Definition,
        expression: Expression | None,
        reads: frozenset[Read],
        *,
        volatile: bool = False,
    ) -> None:
        self.kind = kind
        self.definition = definition
        self.expression = expression
        self.reads = reads
        self.volatile = volatile
        self.turn = -1
        self.reads_itself = False
        self.circular = False

    @property
    def reach(self) -> Definition:
        """The definition on whose nodes the rule runs: a repeat's count runs once for all of its rows."""
        parent = self.definition.parent
        return parent if self.kind == COUNT and parent is not None else self.definition


class Route:
    """How a change finds the nodes of a rule: climb from the changed node, then go down through these slots."""

    __slots__ = ("climb", "number", "rule", "slots")

    def __init__(self, rule: Rule, climb: int, anchor: Definition) -> None:
        target = rule.reach
        self.rule = rule
        self.number = target.number if target.single else -1
        self.climb = climb
        self.slots = () if target.single else path_down(target, anchor)

    def nodes(self, origin: DataNode, singles: Sequence[DataNode | None]) -> list[DataNode]:
        """Give the nodes of the rule that a change at `origin` concerns."""
        if self.number >= 0:
            single = singles[self.number]
            return [] if single is None else [single]
        node: DataNode | None = origin
        for _ in range(self.climb):
            node = None if node is None else node.parent
        return [] if node is None else descend(node, self.slots)


def descend(node: DataNode, slots: Iterable[tuple[int, str]]) -> list[DataNode]:
    """Give the nodes below `node` that the slots lead to."""
    found = [node]
    for slot, kind in slots:
        if kind == "child":
            found = [each.slots[slot] for each in found]  # type: ignore[misc]
        elif kind == "rows":
            found = [row for each in found for row in each.slots[slot]]  # type: ignore[union-attr]
        else:
            found = [each.attributes[slot] for each in found]  # type: ignore[misc]
    return found


def path_down(target: Definition, anchor: Definition) -> tuple[tuple[int, str], ...]:
    """Give the slots from a node of `anchor` down to those of `target`."""
    down = []
    for step in target.ancestors():
        if step is anchor:
            break
        down.append((step.slot, "rows" if step.repeated else "attribute" if step.attribute else "child"))
    return tuple(reversed(down))


class Graph(NamedTuple):
    """The rules by turn, and for each definition (by number) the routes to what a change of it concerns."""

    rules: tuple[Rule, ...] = ()
    all_rules: tuple[Rule, ...] = ()
    values: Mapping[int, tuple[Route, ...]] = MappingProxyType({})
    rows: Mapping[int, tuple[Route, ...]] = MappingProxyType({})
    places: Mapping[int, tuple[Route, ...]] = MappingProxyType({})
    by_definition: Mapping[int, Mapping[str, Rule]] = MappingProxyType({})
    inside: Mapping[int, tuple[Rule, ...]] = MappingProxyType({})

    def rule(self, kind: str, definition: Definition) -> Rule | None:
        """Give the rule of that kind for the definition."""
        return self.by_definition.get(definition.number, {}).get(kind)


def build_graph(rules: Iterable[Rule], definitions: Sequence[Definition]) -> Graph:
    """Order the rules and lay the routes; raises CircleError."""
    every = tuple(rules)
    eager = _in_order([rule for rule in every if rule.kind in EAGER])
    for turn, rule in enumerate(eager):
        rule.turn = turn
    by_definition: dict[int, dict[str, Rule]] = {}
    for rule in eager:
        by_definition.setdefault(rule.definition.number, {})[rule.kind] = rule
    routes = _routes(every)
    return Graph(
        rules=tuple(eager),
        all_rules=every,
        values=routes[VALUE],
        rows=routes[ROWS],
        places=routes[PLACE],
        by_definition=by_definition,
        inside=_inside(eager, definitions),
    )


def _routes(rules: Iterable[Rule]) -> dict[str, dict[int, tuple[Route, ...]]]:
    """Give the routes by what is read and by the number of the definition that is read."""
    found: dict[str, dict[int, dict[tuple[int, int], Route]]] = {VALUE: {}, ROWS: {}, PLACE: {}}
    for rule in rules:
        for mode, target, anchor in rule.reads:
            origin = target.parent if mode == ROWS else target
            if origin is not None:
                meeting = _meeting(anchor, origin, rule.reach)
                climb = origin.depth - meeting.depth
                found[mode].setdefault(target.number, {})[id(rule), climb] = Route(rule, climb, meeting)
    return {
        mode: {number: tuple(routes.values()) for number, routes in by_number.items()}
        for mode, by_number in found.items()
    }


def _meeting(anchor: Definition, origin: Definition, reach: Definition) -> Definition:
    """Give the lowest place, `anchor` or above, that holds both: a sideways axis may name one that does not."""
    if anchor.depth == 0:
        return anchor
    both = {*origin.ancestors()} & {*reach.ancestors()}
    return next(place for place in anchor.ancestors() if place in both)


def _inside(rules: Sequence[Rule], definitions: Sequence[Definition]) -> dict[int, tuple[Rule, ...]]:
    """Give for each repeat the rules that run on nodes within one of its rows."""
    repeats = {definition.number: definition for definition in definitions if definition.repeated}
    found: dict[int, list[Rule]] = {number: [] for number in repeats}
    for rule in rules:
        if not rule.reach.single:
            for above in rule.reach.ancestors():
                if above.repeated:
                    found[above.number].append(rule)
    return {number: tuple(inside) for number, inside in found.items()}


def _in_order(rules: list[Rule]) -> list[Rule]:
    """Sort so that each rule follows those it depends on, keeping document order where it may."""
    before = _predecessors(rules)
    done: dict[int, bool] = {}
    ordered: list[Rule] = []
    for start in rules:
        if id(start) not in done:
            _visit(start, before, done, ordered)
    return ordered


def _visit(start: Rule, before: Mapping[int, list[Rule]], done: dict[int, bool], ordered: list[Rule]) -> None:
    path: list[tuple[Rule, Iterator[Rule]]] = [(start, iter(before[id(start)]))]
    done[id(start)] = False
    while path:
        rule, rest = path[-1]
        following = next((each for each in rest if not done.get(id(each), False)), None)
        if following is None:
            done[id(rule)] = True
            ordered.append(rule)
            path.pop()
        elif id(following) in done:
            _close_circle([each for each, _ in path], following)
        else:
            done[id(following)] = False
            path.append((following, iter(before[id(following)])))


def _close_circle(path: list[Rule], again: Rule) -> None:
    """Refuse a circle of calculations; one of relevance alone, or through a count of rows, runs until it is stable."""
    at = next(index for index, rule in enumerate(path) if rule is again)
    circle = path[at:]
    kinds = {rule.kind for rule in circle}
    if COUNT not in kinds and CALCULATE in kinds:
        raise CircleError([again.definition.ref, *(rule.definition.ref for rule in reversed(circle))])
    for rule in circle:
        rule.circular = True


def _predecessors(rules: list[Rule]) -> dict[int, list[Rule]]:
    """Give for each rule those that settle what it reads, or whether and where it runs."""
    own: dict[int, dict[str, Rule]] = {}
    for rule in rules:
        own.setdefault(rule.definition.number, {})[rule.kind] = rule
    standing: dict[int, tuple[Rule, ...]] = {}
    found: dict[int, list[Rule]] = {}
    for rule in rules:
        needed: dict[int, Rule] = {}
        reads = rule.reads
        for read in sorted(reads, key=_by_number) if len(reads) > 1 else reads:
            for writer in _writers(read, own, standing):
                if writer is rule and rule.kind in {CALCULATE, CHOICES}:
                    rule.reads_itself = True
                elif writer.definition is not rule.definition or not _settles_itself(writer, rule):
                    needed[id(writer)] = writer
        start = rule.reach if rule.kind == COUNT else rule.definition
        needed.update((id(each), each) for each in _standing(start, own, standing) if each is not rule)
        found[id(rule)] = list(needed.values())
    return found


def _by_number(read: Read) -> int:
    return read.target.number


def _settles_itself(writer: Rule, rule: Rule) -> bool:
    """Whether a rule reading its own place would only wait for a later rule of the same place."""
    order = (RELEVANT, CHOICES, CALCULATE)
    if writer.kind in order and rule.kind in order:
        return writer is not rule and order.index(writer.kind) >= order.index(rule.kind)
    return False


def _writers(
    read: Read, own: Mapping[int, Mapping[str, Rule]], standing: dict[int, tuple[Rule, ...]]
) -> Iterator[Rule]:
    around = _standing(read.target, own, standing)
    if read.mode != VALUE:
        return (rule for rule in around if rule.kind == COUNT)
    kinds = own.get(read.target.number)
    return chain((kinds[kind] for kind in (CALCULATE, CHOICES) if kind in kinds), around) if kinds else iter(around)


def _standing(
    definition: Definition, own: Mapping[int, Mapping[str, Rule]], known: dict[int, tuple[Rule, ...]]
) -> tuple[Rule, ...]:
    """Give the rules that say whether a place stands: relevance and counts, its own and those above it."""
    found = known.get(definition.number)
    if found is None:
        parent, kinds = definition.parent, own.get(definition.number, {})
        above = () if parent is None else _standing(parent, own, known)
        found = known[definition.number] = (*(kinds[kind] for kind in (RELEVANT, COUNT) if kind in kinds), *above)
    return found
