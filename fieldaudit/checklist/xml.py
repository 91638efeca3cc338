"""Reads XML from strangers: no DTD, no entities, no network, bounded depth and size."""

from __future__ import annotations

import io
import re
from typing import TypeGuard

from lxml import etree

from fieldaudit import errors
from fieldaudit.checklist.tree import TreeNode

MAX_DEPTH = 100
MAX_BYTES = 64 * 1024 * 1024
MAX_TAGS = 2_000_000
XML_NS = "http://www.w3.org/XML/1998/namespace"

#: Whether an element lies deeper than MAX_DEPTH; the parser itself stops at 256 levels.
_TOO_DEEP = etree.XPath("boolean(/" + "*/" * MAX_DEPTH + "*)")
_DOCTYPE = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:\s|<\?[^>]*>|<!--[^>]*-->)*<!DOCTYPE")


def read_xml(data: bytes, name: str = "The form") -> etree._Element:
    """Parse `data`; raises errors.XmlRefused in one sentence when it is broken, too deep, or has a document type."""
    return read_with_namespaces(data, name)[0]


def read_with_namespaces(data: bytes, name: str = "The form") -> tuple[etree._Element, dict[str, str]]:
    """Parse `data` as `read_xml` does; gives the namespace prefixes of the whole document too, the first of each."""
    if len(data) > MAX_BYTES:
        raise errors.XmlRefused(name=name, reason=f"it is larger than {MAX_BYTES // 2**20} MB")
    if data.count(b"<") > MAX_TAGS:
        raise errors.XmlRefused(name=name, reason=f"it has more than {MAX_TAGS} tags")
    if _DOCTYPE.match(data):
        raise errors.XmlRefused(name=name, reason="it has a document type declaration, which could hide entities")
    try:
        return _parse(data, name)
    except etree.XMLSyntaxError as error:
        reason = error.msg or "nothing is in it"
        raise errors.XmlRefused(name=name, reason=f"it is not well-formed XML ({reason})") from error


def _parse(data: bytes, name: str) -> tuple[etree._Element, dict[str, str]]:
    namespaces: dict[str, str] = {}
    events = etree.iterparse(
        io.BytesIO(data), events=("start-ns",), resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False,
    )  # fmt: skip
    for _, (prefix, uri) in events:
        namespaces.setdefault(prefix, uri)
    root = events.root
    if root.getroottree().docinfo.doctype:
        raise errors.XmlRefused(name=name, reason="it has a document type declaration, which could hide entities")
    if _TOO_DEEP(root):
        raise errors.XmlRefused(name=name, reason=f"its elements nest more than {MAX_DEPTH} levels deep")
    return root, namespaces


def to_tree(element: etree._Element, *, whitespace: bool = True) -> TreeNode:
    """Copy an lxml element into the light tree below a document; `whitespace` keeps blank text between elements."""
    document = TreeNode("document")
    document.append(_copy(element, whitespace))
    return document


def _copy(element: etree._Element, whitespace: bool) -> TreeNode:
    above, _, name = str(element.tag).rpartition("}")
    prefix = element.prefix
    node = TreeNode("element", f"{prefix}:{name}" if prefix else name, above[1:])
    if element.attrib:
        node.attributes = [_attribute(element, str(key), str(value), node) for key, value in element.items()]
    if not len(element):
        node.text = element.text or ""
        return node
    _append_text(node, element.text, whitespace)
    for child in element:
        node.append(_copy_child(child, whitespace))
        _append_text(node, child.tail, whitespace)
    if len(node.children) == 0:
        node.text = element.text or ""
    return node


def _copy_child(child: etree._Element, whitespace: bool) -> TreeNode:
    if _is_element(child):
        return _copy(child, whitespace)
    target = getattr(child, "target", None)
    return TreeNode("comment" if target is None else "pi", f"?{target}" if target else "", text=child.text or "")


def _is_element(child: etree._Element) -> TypeGuard[etree._Element]:
    """Tell an element from a comment or processing instruction, whose tag is a function."""
    return isinstance(child.tag, str)


def _append_text(node: TreeNode, text: str | None, whitespace: bool) -> None:
    if text and (whitespace or text.strip()):
        node.append(TreeNode("text", text=text))


def _attribute(element: etree._Element, key: str, value: str, parent: TreeNode) -> TreeNode:
    name = etree.QName(key)
    prefix = "xml" if name.namespace == XML_NS else _prefix(element, name.namespace)
    written = f"{prefix}:{name.localname}" if prefix else name.localname
    return TreeNode("attribute", written, name.namespace or "", parent, value)


def _prefix(element: etree._Element, namespace: str | None) -> str:
    if namespace is None:
        return ""
    return next((prefix for prefix, uri in element.nsmap.items() if uri == namespace and prefix), "")
