"""The adapter that ../shared/conformance/run.py drives the checklist engine through (its README.md says how)."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from fieldaudit import errors
from fieldaudit.checklist import Node, Session, parse_form, read_instance
from fieldaudit.checklist.xml import read_xml, to_tree
from fieldaudit.checklist.xpath import Context, Environment, compile_expression, parse
from fieldaudit.checklist.xpath.code import Code, Scope, condition_call, number_call, string_call
from fieldaudit.checklist.xpath.context import local_now

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldaudit.checklist.tree import TreeNode

DOCTYPE = re.compile(r"<!DOCTYPE[^>]*>")
NAMESPACES = {
    "h": "http://www.w3.org/1999/xhtml",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "jr": "http://openrosa.org/javarosa",
    "ev": "http://some-namespace.com/nss",
}
RESULTS: dict[str, Callable[[Code], Callable[[Context], Any]]] = {
    "boolean": condition_call,
    "number": number_call,
    "string": string_call,
}


@lru_cache(maxsize=256)
def _document(xml: str) -> TreeNode:
    return to_tree(read_xml(DOCTYPE.sub("", xml).encode()))


def _at(document: TreeNode, path: str) -> TreeNode:
    if path == "/":
        return document
    found: list[TreeNode] = compile_expression(parse(path)).call(Context(document, document, Environment()))
    return found[0]


def _texts(document: TreeNode) -> dict[str, str]:
    """The plain texts of the document's default language."""
    translations = [node for node in document.walk() if node.name == "translation"]
    default = [node for node in translations if any(each.name == "default" for each in node.attributes)]
    found: dict[str, str] = {}
    for text in (default or translations or [document])[0].children:
        plain = [value for value in text.children if value.name == "value" and not value.attribute("form")]
        if plain:
            found[text.attribute("id")] = plain[0].value()
    return found


def evaluate(xml: str, context: str, root: str, expr: str, kind: str, now: str | None = None) -> bool | float | str:
    """Evaluate one expression in a document."""
    document = _document(xml)
    texts = _texts(document)
    instances = {node.attribute("id"): node for node in document.walk() if node.name == "instance"}
    env = Environment(instance=instances.get, itext=lambda text_id: texts.get(text_id, ""))
    if now is not None:
        moment = datetime.fromisoformat(now)
        env.now = lambda: moment
    code = compile_expression(parse(expr), Scope(namespaces=NAMESPACES))
    result: bool | float | str = RESULTS[kind](code)(Context(_at(document, context), _at(document, root), env))
    return result


def start(
    form_xml: str,
    resources: dict[str, dict[str, str]],
    restore: str | None,
    clock: Callable[[], datetime] = local_now,
) -> Session:
    """Open a filling-in of a form, or continue a saved one."""
    form = parse_form(form_xml.encode(), {address: each["text"].encode() for address, each in resources.items()})
    if restore is None:
        return Session.start(form, clock=clock)
    values, rows = read_instance(form, restore.encode())
    return Session.resume(form, values, rows)


def state(session: Session) -> dict[str, dict[str, Any]]:
    """Give the state of every node by reference."""
    return {each.ref: _state(each) for each in session.nodes()}


def _state(each: Node) -> dict[str, Any]:
    return {
        "rel": each.relevant,
        "ro": each.readonly,
        "req": each.required,
        "v": each.value,
        "viol": each.violation,
        "msg": each.message,
        "label": each.label,
        "hint": each.hint,
        "choices": [[choice.value, choice.label] for choice in each.choices],
    }


def value(session: Session, ref: str) -> str:
    """Give one node's value."""
    return session.node(ref).value


def node(session: Session, ref: str) -> dict[str, Any]:
    """Give one node's state."""
    return _state(session.node(ref))


def answer(session: Session, ref: str, value: str | None) -> None:
    """Answer a question; what is no value of its type leaves it blank, as in the recorded engine."""
    target = session.node(ref)
    given = value or ""
    if target.kind == "trigger":
        given = "OK" if given in {"1", "true", "OK"} else ""
    try:
        session.answer(ref, given)
    except errors.AnswerRefused:
        if target.readonly:
            raise
        session.answer(ref, "")


def add_repeat(session: Session, ref: str) -> None:
    """Append a row to the repeat at `ref`."""
    session.add_repeat(ref)


def remove_repeat(session: Session, ref: str) -> None:
    """Remove the row at `ref`."""
    session.remove_repeat(ref)


def set_language(session: Session, language: str) -> None:
    """Change the language."""
    session.set_language(language)
