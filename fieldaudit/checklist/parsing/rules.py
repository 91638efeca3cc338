"""Turns binds and controls into the rules of the dependency graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from fieldaudit.checklist.expressions import Expression
from fieldaudit.checklist.graph import AUDIT, CALCULATE, CHOICES, COUNT, LAZY, RELEVANT, Rule
from fieldaudit.checklist.model import SELECTIONS, Audit, Bind, Control, Parts, Text
from fieldaudit.checklist.reads import VALUE, Read
from fieldaudit.checklist.xpath.syntax import Literal

if TYPE_CHECKING:
    from fieldaudit.checklist.definitions import Definition

Translations = Mapping[str, Mapping[str, Mapping[str, Parts]]]

Filters = Mapping[int, frozenset[Read]]

_CONSTANT = frozenset({"true()", "false()", ""})


def rules_of(
    definitions: Iterable[Definition],
    binds: Mapping[str, Bind],
    controls: Iterable[Control],
    translations: Translations,
) -> Iterator[Rule]:
    """Yield every rule of the form."""
    controls = tuple(controls)
    filters = _filters(controls)
    locks: dict[int, tuple[Expression, ...]] = {}
    for definition in definitions:
        bind = binds[definition.ref]
        locked = _locks(definition, bind, locks)
        if bind.relevant is not None:
            yield _rule(RELEVANT, definition, bind.relevant, filters)
        if bind.calculate is not None:
            yield _rule(CALCULATE, definition, bind.calculate, filters)
        yield from _lazy(definition, (bind.required, bind.constraint, *locked), filters)
        if bind.audit is not None and bind.audit.finding is not None:
            yield Rule(AUDIT, definition, bind.audit.finding, _audit_reads(definition, bind.audit, filters))
    spoken = _outputs_by_id(translations)
    for control in controls:
        yield from _control_rules(control, spoken, filters)


def _locks(definition: Definition, bind: Bind, known: dict[int, tuple[Expression, ...]]) -> tuple[Expression, ...]:
    """Give the conditions under which a place is read-only: its own and those of the groups around it."""
    around = () if definition.parent is None else known.get(definition.parent.number, ())
    found = around if bind.readonly is None else (*around, bind.readonly)
    known[definition.number] = found
    return found


def _filters(controls: Iterable[Control]) -> Filters:
    """Give what the choices of each question depend on, by the number of its definition."""
    return {
        control.definition.number: control.itemset.nodes.reads
        for control in controls
        if control.definition is not None and control.itemset is not None and control.itemset.nodes.reads
    }


def _reads(expression: Expression, filters: Filters) -> frozenset[Read]:
    """Give what an expression reads; one that names a choice reads what the choices of its question depend on too."""
    if not filters or "jr:choice-name" not in expression.source:
        return expression.reads
    return expression.reads.union(
        Read(each.mode, each.target, min(read.anchor, each.anchor, key=lambda anchor: anchor.depth))
        for read in expression.reads
        if read.mode == VALUE
        for each in filters.get(read.target.number, ())
    )


def _rule(kind: str, definition: Definition, expression: Expression, filters: Filters) -> Rule:
    return Rule(kind, definition, expression, _reads(expression, filters), volatile=expression.volatile)


def _lazy(definition: Definition, expressions: Iterable[Expression | None], filters: Filters) -> Iterator[Rule]:
    reads: set[Read] = set()
    for expression in expressions:
        if expression is not None and expression.source not in _CONSTANT:
            reads |= _reads(expression, filters)
    if reads:
        yield Rule(LAZY, definition, None, frozenset(reads))


def _audit_reads(definition: Definition, audit: Audit, filters: Filters) -> frozenset[Read]:
    reads = {Read(VALUE, leaf, definition) for leaf in definition.walk() if not leaf.children}
    every = (audit.finding, audit.severity, audit.owner, audit.due_days, audit.affected, audit.sampled)
    for expression in every:
        if expression is not None:
            reads |= _reads(expression, filters)
    return frozenset(reads)


def _outputs_by_id(translations: Translations) -> dict[str, list[Expression]]:
    """Give the outputs of every translated text that has any, by its id."""
    found: dict[str, list[Expression]] = {}
    for texts in translations.values():
        for text_id, forms in texts.items():
            for parts in forms.values():
                if len(parts) != 1 or not isinstance(parts[0], str):
                    found.setdefault(text_id, []).extend(part for part in parts if isinstance(part, Expression))
    return found


def _control_rules(control: Control, spoken: Mapping[str, list[Expression]], filters: Filters) -> Iterator[Rule]:
    definition = control.definition
    if definition is None:
        return
    if control.count is not None:
        yield _rule(COUNT, definition, control.count, filters)
    if control.itemset is not None:
        yield _rule(CHOICES if control.kind in SELECTIONS else LAZY, definition, control.itemset.nodes, filters)
    yield from _lazy(definition, _outputs(control, spoken), filters)


def _outputs(control: Control, spoken: Mapping[str, list[Expression]]) -> Iterator[Expression]:
    """Yield the outputs in the texts of a control, as they read from its place."""
    bind = control.bind
    for text in (control.label, control.hint, bind.constraint_message, bind.required_message):
        if text is not None and (text.parts or spoken):
            yield from _text_outputs(text, spoken)


def _text_outputs(text: Text, spoken: Mapping[str, list[Expression]]) -> Iterator[Expression]:
    yield from (part for part in text.parts if isinstance(part, Expression))
    text_id = text.text_id
    found = None if text_id is None else spoken.get(text_id.source)
    if found and text_id is not None and isinstance(text_id.tree, Literal):
        for part in found:
            yield Expression(part.source, part.made, text_id.scope)
