"""A filling-in of a form: answers go in, and what each of them changes comes out."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Self
from uuid import UUID, uuid4

from fieldaudit import errors
from fieldaudit.checklist import actions, findings, lateness, options, recalculation, rows, submission, texts
from fieldaudit.checklist.answers import accept
from fieldaudit.checklist.data import DataNode, DocumentNode, positional_ref, stable_ref
from fieldaudit.checklist.model import QUESTIONS
from fieldaudit.checklist.node import Node, is_readonly
from fieldaudit.checklist.reads import functions_in
from fieldaudit.checklist.references import find, find_repeat
from fieldaudit.checklist.state import Log, State, instances
from fieldaudit.checklist.types import lexical
from fieldaudit.checklist.uninterrupted import uninterrupted
from fieldaudit.checklist.xml import read_xml, to_tree
from fieldaudit.checklist.xpath.context import MAX_STEPS, Environment, local_now
from fieldaudit.checklist.xpath.lexer import ExpressionError
from fieldaudit.checklist.xpath.values import to_string

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from fieldaudit.checklist.expressions import Expression
    from fieldaudit.checklist.findings import Raised
    from fieldaudit.checklist.form import Form
    from fieldaudit.checklist.tree import TreeNode

NO_RECORD = "00000000-0000-0000-0000-000000000000"
_NONE: Mapping[str, str] = MappingProxyType({})
_SPOKEN = frozenset({"jr:itext", "jr:choice-name", "format-date", "format-date-time"})


@dataclass(frozen=True, slots=True)
class Changes:
    """What one step changed.

    `values` holds by stable ref every stored value that changed, the answered one and the computed ones; a value that
    became irrelevant is kept and not listed. `touched` holds every place of which something may look different now,
    `added` and `removed` the rows, all by stable ref. `unfinished` says that the step took too long: what was answered
    is kept, and what is not computed yet (`Session.unfinished`) follows with the next step or `Session.recompute`.
    """

    values: dict[str, str]
    touched: frozenset[str]
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unfinished: bool = False


class Session:
    """A live instance of a form. Every ref may carry positions (`/data/rep[2]/q`) or row ids."""

    def __init__(self, state: State) -> None:
        self._state = state

    @classmethod
    def start(  # noqa: PLR0913 - what surrounds a record: clock, language, properties, place
        cls,
        form: Form,
        *,
        clock: Callable[[], datetime] = local_now,
        language: str | None = None,
        properties: Mapping[str, str] = _NONE,
        record: str = NO_RECORD,
        last_saved: bytes = b"",
        locate: Callable[[], str] = str,
    ) -> Self:
        """Begin a new instance, with preloads and the actions of the first load.

        `last_saved` is the record of this form that was saved last, as an ODK submission; `locate` gives where the
        computer is as a geopoint, blank where it cannot tell.
        """
        state = _state(form, clock, language, properties, record)
        state.locate = locate
        _remember(state, last_saved)
        with uninterrupted():
            _build(state, {})
            actions.preload(state)
            recalculation.settle_all(state)
            actions.first_load(state)
            actions.run_due(state)
        state.changing = False
        state.log = Log()
        return cls(state)

    @classmethod
    def resume(  # noqa: PLR0913 - what is continued, and the same options as start
        cls,
        form: Form,
        values: Mapping[str, str],
        rows: Mapping[str, Sequence[str]],
        *,
        clock: Callable[[], datetime] = local_now,
        language: str | None = None,
        properties: Mapping[str, str] = _NONE,
        record: str = NO_RECORD,
        last_saved: bytes = b"",
    ) -> Self:
        """Continue an instance: `values` by stable ref, computed ones included, and `rows` by stable repeat ref.

        A repeat that `rows` does not name has the rows of the form. A computed value that depends on the clock or on
        chance stays as it was recorded; all others are computed again. Values without a place are in `unplaced`.
        """
        state = _state(form, clock, language, properties, record)
        _remember(state, last_saved)
        with uninterrupted():
            _build(state, rows)
            unplaced = _restore(state, values)
            actions.ensure_instance_id(state)
            recalculation.settle_all(state)
            state.kept.clear()
            actions.still_unlocated(state)
            actions.later_load(state)
            actions.run_due(state)
        state.changing = False
        state.log = Log()
        session = cls(state)
        session.unplaced = unplaced
        return session

    unplaced: Mapping[str, str] = _NONE

    @property
    def form(self) -> Form:
        """The form that is being filled in."""
        return self._state.form

    @property
    def language(self) -> str:
        """The language of labels, choices and messages."""
        return self._state.language

    @property
    def faults(self) -> Mapping[str, str]:
        """The expressions that failed, by the ref where they did, each counted as blank; and what is not computed."""
        return {**self._state.faults, **lateness.fault(self._state)}

    def unfinished(self) -> list[str]:
        """Give by stable ref the places whose rules have still to run, since the steps before took too long."""
        return [stable_ref(node) for node in lateness.waiting(self._state)]

    def recompute(self) -> Changes:
        """Go on with what is not computed yet; `Changes.unfinished` says whether there is still more."""
        self._state.begin()
        return self._settle()

    def set_language(self, language: str) -> Changes:
        """Change the language; raises errors.AnswerRefused when the form does not have it."""
        if self.form.languages and language not in self.form.languages:
            raise errors.AnswerRefused(ref=self.form.title, reason=f"it has no language “{language}”")
        self._state.language = language
        self._begin()
        for rule in self.form.graph.rules:
            tree = None if rule.expression is None else rule.expression.tree
            if tree is not None and any(call.name in _SPOKEN for call in functions_in(tree)):
                recalculation.mark(self._state, rule, instances(self._state.document, rule.reach))
        return self._settle()

    def nodes(self) -> Iterator[Node]:
        """Yield every node in document order, irrelevant ones too."""
        for data in self._state.document.walk():
            if isinstance(data, DataNode) and data.parent is not None:
                yield Node(self._state, data)

    def node(self, ref: str) -> Node:
        """Give one node; raises errors.AnswerRefused when there is none."""
        return Node(self._state, self._find(ref))

    def has(self, ref: str) -> bool:
        """Whether the instance has a place at `ref`."""
        return find(self._state, ref) is not None

    def answer(self, ref: str, value: str) -> Changes:
        """Store an answer, "" to clear it; raises errors.AnswerRefused, and then nothing has changed."""
        data = find(self._state, ref)
        with self._state.together():
            stored = accept(self._state, ref, data, value)
        self._begin()
        if data is not None:
            recalculation.write(self._state, data, stored)
        return self._settle()

    def add_repeat(self, ref: str, row_id: str | None = None) -> tuple[str, Changes]:
        """Append a row to the repeat at `ref`; gives its stable ref. Raises errors.AnswerRefused."""
        place = find_repeat(self._state, ref)
        if place is None:
            raise errors.AnswerRefused(ref=ref, reason="the form has no such repeat")
        parent, definition = place
        control = self.form.controls.get(definition.number)
        if control is not None and control.count is not None:
            raise errors.AnswerRefused(ref=ref, reason="the form counts its rows itself")
        if len(parent.rows(definition)) >= rows.MAX_ROWS:
            raise errors.AnswerRefused(ref=ref, reason=f"it has {rows.MAX_ROWS} rows already")
        if rows.is_full(self._state):
            raise errors.AnswerRefused(ref=ref, reason="the record has as many rows as it may have")
        row = row_id or str(uuid4())
        if row in self._state.rows:
            raise errors.AnswerRefused(ref=ref, reason="there is a row with that id already")
        self._begin()
        node = rows.add_row(self._state, parent, definition, row)
        return stable_ref(node), self._settle()

    def remove_repeat(self, ref: str) -> Changes:
        """Remove the row at `ref`; raises errors.AnswerRefused."""
        data = self._find(ref)
        if not data.definition.repeated or data.parent is None:
            raise errors.AnswerRefused(ref=ref, reason="it is not a row of a repeat")
        siblings = data.parent.rows(data.definition)
        at = next(index for index, sibling in enumerate(siblings) if sibling is data)
        self._begin()
        rows.remove_rows(self._state, data.parent, data.definition, at, 1)
        return self._settle()

    def rows_at(self, ref: str) -> list[str]:
        """Give the rows of the repeat at `ref` by stable ref, in order; none where there is no such repeat."""
        place = find_repeat(self._state, ref)
        if place is None:
            return []
        parent, definition = place
        above = f"{stable_ref(parent)}/{definition.name}"
        return [f"{above}[{row.row}]" for row in parent.rows(definition)]

    def evaluate(self, expression: Expression, ref: str) -> str | float | bool:
        """Evaluate an expression in the context of the node at `ref`; raises errors.ExpressionFailed."""
        try:
            self._state.env.steps = MAX_STEPS
            value = expression.value(self._state.context(self._find(ref)))
        except ExpressionError as error:
            raise errors.ExpressionFailed(expression=expression.source, ref=ref, reason=error) from error
        return to_string(value) if isinstance(value, list) else value

    def unlocated(self) -> list[str]:
        """Give by stable ref the blank places that the form wants located and the computer could not."""
        nodes = self._state.unlocated
        return [stable_ref(node) for node in nodes if node.alive and not node.raw]

    def locate(self, ref: str, point: str) -> Changes:
        """Store the geopoint that a person gives for a place in `unlocated()`; raises errors.AnswerRefused."""
        node = self._find(ref)
        stored = lexical("geopoint", point)
        if node not in self._state.unlocated or not stored:
            reason = "it is not a latitude and longitude" if not stored else "the form does not ask where it is"
            raise errors.AnswerRefused(ref=ref, reason=reason)
        self._begin()
        recalculation.write(self._state, node, stored)
        return self._settle()

    def findings(self) -> list[Raised]:
        """Give the state of every finding rule at every place."""
        with self._state.together():
            return findings.raised(self._state)

    def finish(self) -> Changes:
        """Note the end of the filling-in where the form asks for it."""
        self._begin()
        actions.finish(self._state)
        return self._settle()

    def stable(self, ref: str) -> str:
        """Give the ref with row ids."""
        return stable_ref(self._find(ref))

    def positional(self, ref: str) -> str:
        """Give the ref with positions."""
        return positional_ref(self._find(ref))

    def values(self) -> dict[str, str]:
        """Give every stored value by stable ref, as `resume` takes them."""
        leaves = (node for node in self._state.document.walk() if isinstance(node, DataNode) and not node.slots)
        return {stable_ref(leaf): leaf.raw for leaf in leaves}

    def rows(self) -> dict[str, list[str]]:
        """Give the row ids of every repeat by stable ref, as `resume` takes them."""
        found: dict[str, list[str]] = {}
        for node in self._state.document.walk():
            if isinstance(node, DataNode):
                for definition in node.definition.children:
                    if definition.repeated:
                        found[f"{stable_ref(node)}/{definition.name}"] = [row.row for row in node.rows(definition)]
        return found

    def instance_xml(self) -> bytes:
        """Write the relevant part of the instance as an ODK submission."""
        return submission.write_instance(self._state)

    def _find(self, ref: str) -> DataNode:
        data = find(self._state, ref)
        if data is None:
            raise errors.AnswerRefused(ref=ref, reason="the form has no such place")
        return data

    def _begin(self) -> None:
        """Give a step its bounds, and finish first what the steps before have left."""
        state = self._state
        state.begin()
        if state.late:
            recalculation.settle(state)
            actions.run_due(state)

    def _settle(self) -> Changes:
        state = self._state
        recalculation.settle(state)
        actions.run_due(state)
        state.changing = False
        log, state.log = state.log, Log()
        return Changes(
            values={stable_ref(node): node.raw for node in log.values},
            touched=frozenset(stable_ref(node) for node in log.touched),
            added=tuple(log.added),
            removed=tuple(log.removed),
            unfinished=lateness.is_late(state),
        )


def _state(
    form: Form, clock: Callable[[], datetime], language: str | None, properties: Mapping[str, str], record: str
) -> State:
    document = DocumentNode(form.document, len(form.definitions))
    env = Environment(instance=form.instances.get, now=clock)
    chosen = language if language in form.languages else form.default_language
    state = State(form, document, env, chosen or "", UUID(record), properties, rows.set_count)

    def itext(text_id: str) -> str:
        return texts.render_id(state, text_id, state.context(document))

    def choice_label(node: TreeNode, value: str) -> str:
        return options.choice_label(state, node, value)

    env.itext, env.choice_label = itext, choice_label
    env.language = lambda: state.language
    env.property, env.version = lambda name: actions.property_of(state, name), form.version
    state.begin()
    document.charge = lambda count: env.spend(count) if state.running else None
    return state


def _remember(state: State, last_saved: bytes) -> None:
    """Let the secondary instances that stand for the record saved last be that record."""
    if not last_saved or not state.form.last_saved:
        return
    saved = to_tree(read_xml(last_saved, "The record that was saved last"), whitespace=False)
    names, others = state.form.last_saved, state.form.instances
    state.env.instance = lambda name: saved if name in names else others.get(name)


def _build(state: State, kept_rows: Mapping[str, Sequence[str]]) -> None:
    rows.fill(state, state.document, state.form.seed, kept_rows)
    for node in state.document.walk():
        if isinstance(node, DataNode) and not node.slots and node.raw:
            node.show(options.visible(state, node))


def _is_asked(state: State, node: DataNode) -> bool:
    """Whether a person may have answered over what was calculated: not where nothing can make it writable."""
    control = state.form.controls.get(node.definition.number)
    if control is None or control.kind not in QUESTIONS:
        return False
    rules = (state.form.bind_list[step.number].readonly for step in node.definition.ancestors())
    return any(rule is not None and rule.reads for rule in rules) or not is_readonly(state, node)


def _restore(state: State, values: Mapping[str, str]) -> dict[str, str]:
    """Put the values back; gives those that have no place."""
    placed = set()
    for ref, node in _leaves(state.document):
        value = values.get(ref)
        if value is not None:
            placed.add(ref)
            _put(state, node, value)
    unplaced: dict[str, str] = {}
    for ref in values.keys() - placed:
        found = find(state, ref)
        if found is None or found.slots:
            unplaced[ref] = values[ref]
        else:
            _put(state, found, values[ref])
    return unplaced


def _leaves(top: DataNode) -> Iterator[tuple[str, DataNode]]:
    """Yield the leaves with their stable refs."""
    pending: list[tuple[str, DataNode]] = [("", top)]
    while pending:
        above, node = pending.pop()
        for attribute in node.attributes:
            yield f"{above}/@{attribute.name}", attribute  # type: ignore[misc]
        if not node.slots:
            yield above, node
        for child in node.children:
            ref = f"{above}/{child.name}[{row}]" if (row := child.row) else f"{above}/{child.name}"  # type: ignore[attr-defined]
            pending.append((ref, child))  # type: ignore[arg-type]


def _put(state: State, node: DataNode, value: str) -> None:
    definition = node.definition
    raw = lexical(state.form.bind_list[definition.number].type, value)
    state.held += len(raw) - len(node.raw)
    node.raw = raw
    node.show(options.visible(state, node))
    rule = state.form.graph.rule("calculate", definition)
    if rule is not None and ((rule.volatile and node.raw) or _is_asked(state, node)):
        state.kept.add(node)
