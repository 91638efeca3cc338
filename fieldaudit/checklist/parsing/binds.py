"""Reads binds with their logic, and our audit attributes (ODK XForms, Bindings; docs on writing forms)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from fieldaudit.checklist.model import DEFAULT_AUDIENCE, Audit, Bind, Parts
from fieldaudit.checklist.moments import text_number
from fieldaudit.checklist.parsing.names import FA, JR, attribute, elements, written_attributes
from fieldaudit.checklist.parsing.texts import read_message
from fieldaudit.checklist.xpath.values import number_text

if TYPE_CHECKING:
    from lxml import etree

    from fieldaudit.checklist.definitions import Definition
    from fieldaudit.checklist.expressions import Expression
    from fieldaudit.checklist.parsing.expressions import Maker

Translations = Mapping[str, Mapping[str, Mapping[str, Parts]]]

_OURS = f"{{{FA}}}"
_REQUIRED_MESSAGE = f"{{{JR}}}requiredMsg"
_CONSTRAINT_MESSAGE = f"{{{JR}}}constraintMsg"
_PRELOAD = f"{{{JR}}}preload"
_PRELOAD_PARAMETER = f"{{{JR}}}preloadParams"


def read_binds(model: etree._Element, maker: Maker, translations: Translations) -> dict[str, Bind]:
    """Give the binds by ref; each definition has one, those without a bind element the plain one."""
    written: dict[str, etree._Element] = {}
    definitions: dict[str, Definition] = {}
    for element in elements(model, "bind"):
        nodeset = attribute(element, "nodeset") or attribute(element, "ref")
        definition = maker.resolve(nodeset, maker.document.children[0])
        if definition is None:
            maker.trouble.warnings.append(f"A bind is for {nodeset}, which the form's data does not have.")
            continue
        written[definition.ref] = _merged(written.get(definition.ref), element)
        definitions[definition.ref] = definition
    binds: dict[str, Bind] = {}
    for definition in maker.document.walk():
        parent = definition.parent
        audience = DEFAULT_AUDIENCE if parent is None else binds[parent.ref].audience
        binds[definition.ref] = _bind(definition, written.get(definition.ref), audience, maker, translations)
    return binds


def _merged(before: etree._Element | None, element: etree._Element) -> etree._Element:
    """Let several binds for one place act as one; what an earlier one says stands."""
    if before is None:
        return element
    for name, value in element.attrib.items():
        if before.get(name) is None:
            before.set(name, value)
    return before


def _bind(
    definition: Definition, element: etree._Element | None, audience: str, maker: Maker, translations: Translations
) -> Bind:
    if element is None:
        return Bind(definition.ref, audience=audience)
    written = written_attributes(element)
    audience = written.get(f"{_OURS}audience") or audience

    def expression(name: str) -> Expression | None:
        source = written.get(name)
        if not source or source.isspace():
            return None
        return maker.make(source, definition, f"{name.removeprefix(_OURS)} of {definition.ref}")

    return Bind(
        ref=definition.ref,
        type=written.get("type", "").rpartition(":")[2] or "string",
        relevant=expression("relevant"),
        required=expression("required"),
        readonly=expression("readonly"),
        constraint=expression("constraint"),
        calculate=expression("calculate"),
        required_message=read_message(written.get(_REQUIRED_MESSAGE, ""), definition, maker),
        constraint_message=read_message(written.get(_CONSTRAINT_MESSAGE, ""), definition, maker),
        preload=written.get(_PRELOAD, ""),
        preload_parameter=written.get(_PRELOAD_PARAMETER, ""),
        audit=_audit(written, expression, audience, translations),
        audience=audience,
    )


def _audit(
    written: Mapping[str, str],
    expression: Callable[[str], Expression | None],
    audience: str,
    translations: Translations,
) -> Audit | None:
    if _OURS not in "".join(written):
        return None

    def ours(name: str) -> str:
        return written.get(_OURS + name, "")

    weight = text_number(ours("weight"))
    return Audit(
        finding=expression(f"{_OURS}finding"),
        severity=expression(f"{_OURS}severity"),
        affected=expression(f"{_OURS}affected"),
        sampled=expression(f"{_OURS}sampled"),
        due_days=expression(f"{_OURS}due-days"),
        owner=expression(f"{_OURS}owner"),
        clause=ours("clause"),
        risk=ours("risk"),
        weight=weight if number_text(weight) else None,
        evidence=ours("evidence"),
        audience=audience,
        advice=_advice(ours("advice"), translations),
    )


def _advice(source: str, translations: Translations) -> dict[str, str]:
    """Give the advice by language; a plain text stands for every language."""
    if not source.startswith("jr:itext("):
        return {"": source} if source else {}
    text_id = source.removeprefix("jr:itext(").rstrip(")").strip("'\" ")
    found = {}
    for language, texts in translations.items():
        parts = texts.get(text_id, {}).get("", ())
        if parts:
            found[language] = "".join(part for part in parts if isinstance(part, str))
    return found
