"""Node-set functions (ODK XForms, Node-set Functions; XPath 1.0, section 4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.checklist.tree import TreeNode, document_order, local_name
from fieldaudit.checklist.xpath.code import BOOLEAN, NODES, NUMBER, STRING, Code, Scope, nodes_call
from fieldaudit.checklist.xpath.functions.registry import Compile, function, special
from fieldaudit.checklist.xpath.functions.strings import tokens
from fieldaudit.checklist.xpath.lexer import ExpressionError
from fieldaudit.checklist.xpath.values import Value, strings

if TYPE_CHECKING:
    from fieldaudit.checklist.xpath.context import Context
    from fieldaudit.checklist.xpath.syntax import Call

_NAMED = frozenset({"element", "attribute"})


@special("last", NUMBER)
def _last(_call: Call, _scope: Scope, _compile: Compile) -> Code:
    return Code(NUMBER, lambda c: float(c.size))


@special("position", NUMBER, "N?")
def _position(call: Call, scope: Scope, compile_: Compile) -> Code:
    if not call.arguments:
        return Code(NUMBER, lambda c: float(c.position))
    code = compile_(call.arguments[0], scope)
    nodes, one = nodes_call(code), code.one
    if one is not None:
        return Code(NUMBER, lambda c: place(one(c)))
    return Code(NUMBER, lambda c: _place_of_one(nodes(c)))


def _place_of_one(nodes: list[TreeNode]) -> float:
    if len(nodes) > 1:
        raise ExpressionError("“position()” is asked for one node, not for several.")
    return place(nodes[0] if nodes else None)


def place(node: TreeNode | None) -> float:
    """Give the 1-based place of a node among its neighbours of the same name."""
    if node is None:
        return float("nan")
    known: int | None = getattr(node, "position", None)
    if known is not None:
        return float(known)
    siblings = [node] if node.parent is None else node.parent.elements()
    at = next((index for index, sibling in enumerate(siblings) if sibling is node), 0)
    count = 1
    while at and siblings[at - 1].name == node.name:
        at -= 1
        count += 1
    return float(count)


@function("count", NUMBER, "N")
def _count(nodes: list[TreeNode]) -> float:
    return float(len(nodes))


@function("count-non-empty", NUMBER, "N")
def _count_non_empty(nodes: list[TreeNode]) -> float:
    return float(sum(1 for node in nodes if node.value() != ""))


@special("current", NODES)
def _current(_call: Call, scope: Scope, _compile: Compile) -> Code:
    leaf = scope.current is not None and not scope.current.children
    return Code(NODES, lambda c: [c.current], one=lambda c: c.current, leaf=leaf)


@function("instance", NODES, "s", in_context=True)
def _instance(c: Context, name: str) -> list[TreeNode]:
    root = c.env.instance(name)
    return [] if root is None else [root]


#: What looking at one node of the whole record costs of an expression's steps.
_STEPS_PER_NODE = 5


@function("id", NODES, "o", in_context=True)
def _id(c: Context, value: Value) -> list[TreeNode]:
    wanted = {token for text in strings(value) for token in tokens(text)}
    root = c.root
    while root.parent is not None:
        root = root.parent
    found = []
    for node in root.walk():
        c.env.spend(_STEPS_PER_NODE)
        if node.attributes and node.attribute("id") in wanted:
            found.append(node)
    return document_order(found)


def _first(c: Context, nodes: list[TreeNode] | None) -> TreeNode | None:
    if nodes is None:
        return c.node
    return nodes[0] if nodes else None


@function("name", STRING, "N?", in_context=True)
def _name(c: Context, nodes: list[TreeNode] | None = None) -> str:
    node = _first(c, nodes)
    return "" if node is None else node.name.lstrip("?")


@function("local-name", STRING, "N?", in_context=True)
def _local_name(c: Context, nodes: list[TreeNode] | None = None) -> str:
    node = _first(c, nodes)
    return "" if node is None else local_name(node.name.lstrip("?"))


@function("namespace-uri", STRING, "N?", in_context=True)
def _namespace_uri(c: Context, nodes: list[TreeNode] | None = None) -> str:
    node = _first(c, nodes)
    return node.ns if node is not None and node.kind in _NAMED else ""


@function("lang", BOOLEAN, "s", in_context=True)
def _lang(c: Context, wanted: str) -> bool:
    node: TreeNode | None = c.node
    while node is not None:
        language = node.attribute("xml:lang").lower()
        if language:
            return language == wanted.lower() or language.startswith(f"{wanted.lower()}-")
        node = node.parent
    return False
