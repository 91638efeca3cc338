"""Reads texts: labels and hints with outputs, translations, and messages (ODK XForms, Languages)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.checklist.model import Parts, Text
from fieldaudit.checklist.parsing.expressions import ITEXT, Maker, itext_id
from fieldaudit.checklist.parsing.names import attribute, elements, first, local

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import etree

    from fieldaudit.checklist.definitions import Definition


#: More outputs than any text has.
MAX_PARTS = 1_000


def read_parts(element: etree._Element, here: Definition | None, maker: Maker) -> Parts:
    """Give the literal pieces and outputs of an element."""
    if not len(element):
        return (element.text,) if element.text else ()
    if len(element) > MAX_PARTS:
        place = here.ref if here else "a translation"
        maker.trouble.refuse(f"A text of {place} has more than {MAX_PARTS} outputs.", "Split the text.", place)
        return ()
    parts: list[object] = [element.text or ""]
    for child in element:
        if local(child) == "output":
            source = attribute(child, "value") or attribute(child, "ref")
            output = maker.make(source, here, f"an output of {here.ref if here else 'a translation'}")
            if output is not None:
                parts.append(output)
        parts.append(child.tail or "")
    return tuple(part for part in parts if part != "")  # type: ignore[misc]


def read_text(element: etree._Element | None, here: Definition | None, maker: Maker) -> Text | None:
    """Read a label or hint."""
    if element is None:
        return None
    ref = attribute(element, "ref")
    own = read_parts(element, here, maker)
    if not ref:
        return Text(own)
    known = ITEXT.fullmatch(ref)
    if known is not None:
        return Text(own, maker.text_id(known[1], here))
    expression = maker.make(ref, here, f"the label of {here.ref if here else 'a choice'}")
    if expression is None:
        return None
    text_id = itext_id(expression)
    return Text((expression,)) if text_id is None else Text(own, text_id)


def read_message(source: str, here: Definition, maker: Maker) -> Text | None:
    """Read a message attribute: a text, or `jr:itext('id')`."""
    if not source:
        return None
    known = ITEXT.fullmatch(source)
    if known is not None:
        return Text((), maker.text_id(known[1], here))
    if source.strip().startswith("jr:itext("):
        expression = maker.make(source, here, f"a message of {here.ref}")
        text_id = None if expression is None else itext_id(expression)
        if text_id is not None:
            return Text((), text_id)
    return Text((source,))


def read_translations(model: etree._Element, maker: Maker) -> tuple[dict[str, Mapping[str, Mapping[str, Parts]]], str]:
    """Give the translations by language and the default language, blank when there are none."""
    found: dict[str, Mapping[str, Mapping[str, Parts]]] = {}
    default = ""
    itext = first(model, "itext")
    for translation in [] if itext is None else elements(itext, "translation"):
        language = attribute(translation, "lang")
        found[language] = {text.get("id", ""): _forms(text, maker) for text in translation.iterchildren("{*}text")}
        if translation.get("default") is not None and attribute(translation, "default") != "false()":
            default = default or language
    return found, default or next(iter(found), "")


def _forms(text: etree._Element, maker: Maker) -> dict[str, Parts]:
    forms: dict[str, Parts] = {}
    for value in text:
        form = value.get("form", "")
        if form not in forms and local(value) == "value":
            forms[form] = read_parts(value, None, maker)
    return forms
