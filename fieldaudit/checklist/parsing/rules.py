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

_CONSTANT = frozenset({"true()", "false()", ""})


def rules_of(
    definitions: Iterable[Definition],
    binds: Mapping[str, Bind],
    controls: Iterable[Control],
    translations: Translations,
) -> Iterator[Rule]:
    """Yield every rule of the form."""
    for definition in definitions:
        bind = binds[definition.ref]
        if bind.relevant is not None:
            yield _rule(RELEVANT, definition, bind.relevant)
        if bind.calculate is not None:
            yield _rule(CALCULATE, definition, bind.calculate)
        yield from _lazy(definition, (bind.required, bind.readonly, bind.constraint))
        if bind.audit is not None and bind.audit.finding is not None:
            yield Rule(AUDIT, definition, bind.audit.finding, _audit_reads(definition, bind.audit))
    spoken = _outputs_by_id(translations)
    for control in controls:
        yield from _control_rules(control, spoken)


def _rule(kind: str, definition: Definition, expression: Expression) -> Rule:
    return Rule(kind, definition, expression, expression.reads, expression.volatile)


def _lazy(definition: Definition, expressions: Iterable[Expression | None]) -> Iterator[Rule]:
    reads: set[Read] = set()
    for expression in expressions:
        if expression is not None and expression.source not in _CONSTANT:
            reads |= expression.reads
    if reads:
        yield Rule(LAZY, definition, None, frozenset(reads))


def _audit_reads(definition: Definition, audit: Audit) -> frozenset[Read]:
    reads = {Read(VALUE, leaf, definition) for leaf in definition.walk() if not leaf.children}
    every = (audit.finding, audit.severity, audit.owner, audit.due_days, audit.affected, audit.sampled)
    for expression in every:
        if expression is not None:
            reads |= expression.reads
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


def _control_rules(control: Control, spoken: Mapping[str, list[Expression]]) -> Iterator[Rule]:
    definition = control.definition
    if definition is None:
        return
    if control.count is not None:
        yield _rule(COUNT, definition, control.count)
    if control.itemset is not None:
        rule = _rule(CHOICES if control.kind in SELECTIONS else LAZY, definition, control.itemset.nodes)
        yield rule
    yield from _lazy(definition, _outputs(control, spoken))


def _outputs(control: Control, spoken: Mapping[str, list[Expression]]) -> Iterator[Expression]:
    """Yield the outputs in the texts of a control, as they read from its place."""
    for text in (control.label, control.hint, control.bind.constraint_message, control.bind.required_message):
        if text is not None:
            yield from _text_outputs(text, spoken)


def _text_outputs(text: Text, spoken: Mapping[str, list[Expression]]) -> Iterator[Expression]:
    yield from (part for part in text.parts if isinstance(part, Expression))
    if text.text_id is None or not isinstance(text.text_id.tree, Literal):
        return
    for part in spoken.get(text.text_id.tree.value, ()):
        yield Expression(part.source, part.made, text.text_id.scope)
