"""Reads a whole XForm (ODK XForms, Structure)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from types import MappingProxyType

from lxml import etree

from fieldaudit import errors
from fieldaudit.checklist.definitions import Definition
from fieldaudit.checklist.form import Form
from fieldaudit.checklist.graph import CircleError, Graph, build_graph
from fieldaudit.checklist.model import Bind, Control
from fieldaudit.checklist.parsing.actions import read_actions
from fieldaudit.checklist.parsing.binds import Translations, read_binds
from fieldaudit.checklist.parsing.body import BodyReader, find_repeats
from fieldaudit.checklist.parsing.expressions import Maker
from fieldaudit.checklist.parsing.instance import (
    MAX_DEFINITIONS,
    define,
    mark_repeats,
    primary,
    read_seed,
    templates,
)
from fieldaudit.checklist.parsing.names import JR, Trouble, attribute, elements, local
from fieldaudit.checklist.parsing.rules import rules_of
from fieldaudit.checklist.parsing.secondary import secondary_instances
from fieldaudit.checklist.parsing.texts import read_translations
from fieldaudit.checklist.xml import read_xml

_NO_ATTACHMENTS: Mapping[str, bytes] = MappingProxyType({})


def parse_form(xform: bytes, attachments: Mapping[str, bytes] = _NO_ATTACHMENTS) -> Form:
    """Read an XForm with the files it refers to (by file name or jr:// address); raises errors.FormRefused."""
    root = _root(xform)
    model, body = _find(root, "model"), _find(root, "body")
    instance = None if model is None else primary(model)
    trouble = Trouble()
    if model is None or instance is None:
        trouble.refuse("It has no model with a primary instance.", "Choose a file that is an XForm.")
        raise errors.FormRefused(name=_title(root), problems=trouble.problems)
    return _read(xform, attachments, root, model, body if body is not None else etree.Element("body"), trouble)


def digest_of(xform: bytes, attachments: Mapping[str, bytes]) -> str:
    """Give the SHA-256 over the XForm and its attachments, names sorted, each with its length."""
    digest = hashlib.sha256()
    for name, data in (("", xform), *sorted(attachments.items())):
        encoded = name.encode()
        digest.update(len(encoded).to_bytes(8, "big") + encoded + len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def _root(xform: bytes) -> etree._Element:
    try:
        return read_xml(xform)
    except errors.XmlRefused as error:
        trouble = Trouble()
        trouble.refuse(error.sentence, error.next_step)
        raise errors.FormRefused(name="", problems=trouble.problems) from error


def _find(root: etree._Element, name: str) -> etree._Element | None:
    return next((each for each in root.iter() if local(each) == name), None)


def _title(root: etree._Element) -> str:
    title = _find(root, "title")
    return "" if title is None else (title.text or "").strip()


def _namespaces(root: etree._Element) -> dict[str, str]:
    found = {"jr": JR}
    for element in root.iter():
        if isinstance(element.tag, str):
            for prefix, uri in element.nsmap.items():
                if prefix:
                    found.setdefault(prefix, uri)
    return found


def _read(
    xform: bytes,
    attachments: Mapping[str, bytes],
    root: etree._Element,
    model: etree._Element,
    body: etree._Element,
    trouble: Trouble,
) -> Form:
    seed, added_id = read_seed(next(elements(model, "instance")))
    document = define(seed)
    namespaces = _namespaces(root)
    maker = Maker(document, namespaces, trouble)
    _note_bind_ids(model, maker)
    definitions = mark_repeats(document, find_repeats(body, maker))
    if len(definitions) > MAX_DEFINITIONS:
        trouble.refuse(f"It has more than {MAX_DEFINITIONS} places for data.", "Split it.")
        raise errors.FormRefused(name=_title(root), problems=trouble.problems)
    translations, default_language = read_translations(model, maker)
    binds = read_binds(model, maker, translations)
    if added_id:
        binds[added_id] = replace(binds[added_id], preload="uid")
    controls = BodyReader(maker, binds).read(body, document.children[0])
    actions = read_actions(model, body, maker)
    instances = secondary_instances(model, attachments, trouble)
    graph = _graph(definitions, binds, controls, translations, trouble)
    top = seed.children[0]
    title = _title(root)
    if trouble.problems:
        raise errors.FormRefused(name=title or top.attribute("id"), problems=trouble.problems)
    return Form(
        digest=digest_of(xform, attachments),
        xform=xform,
        attachments=dict(attachments),
        id=top.attribute("id"),
        version=top.attribute("version") or top.attribute("orx:version"),
        title=title or top.attribute("id"),
        languages=tuple(translations),
        default_language=default_language,
        body=controls,
        binds=binds,
        document=document,
        definitions=definitions,
        seed=seed,
        templates=templates(seed, definitions),
        namespaces=namespaces,
        instances=instances,
        translations=translations,
        actions=actions,
        graph=graph,
        warnings=tuple(trouble.warnings),
    )


def _note_bind_ids(model: etree._Element, maker: Maker) -> None:
    for bind in elements(model, "bind"):
        if attribute(bind, "id"):
            maker.bind_ids[attribute(bind, "id")] = attribute(bind, "nodeset")


def _graph(
    definitions: tuple[Definition, ...],
    binds: Mapping[str, Bind],
    controls: tuple[Control, ...],
    translations: Translations,
    trouble: Trouble,
) -> Graph:
    every = chain.from_iterable(control.walk() for control in controls)
    try:
        return build_graph(rules_of(definitions, binds, every, translations), definitions)
    except CircleError as circle:
        message = f"These questions depend on each other in a circle: {circle}."
        trouble.refuse(message, "Change one of their rules so that it no longer needs the next.", circle.refs[0])
        return Graph()
