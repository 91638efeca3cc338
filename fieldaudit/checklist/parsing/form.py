"""Reads a whole XForm (ODK XForms, Structure)."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from fieldaudit import errors
from fieldaudit.checklist.form import Form
from fieldaudit.checklist.graph import CircleError, Graph, Rule, build_graph
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
from fieldaudit.checklist.parsing.names import JR, Trouble, attribute, elements
from fieldaudit.checklist.parsing.rules import rules_of
from fieldaudit.checklist.parsing.secondary import last_saved_names, secondary_instances
from fieldaudit.checklist.parsing.texts import read_translations
from fieldaudit.checklist.reads import ReadsTooMuchError
from fieldaudit.checklist.uninterrupted import uninterrupted
from fieldaudit.checklist.xml import read_with_namespaces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fieldaudit.checklist.definitions import Definition
    from fieldaudit.checklist.model import Bind, Control

#: More than all rules of any form read together.
MAX_READS = 500_000
_NO_ATTACHMENTS: Mapping[str, bytes] = MappingProxyType({})


class Source(NamedTuple):
    """An XForm taken apart: its bytes and attachments, and the elements that are read."""

    xform: bytes
    attachments: Mapping[str, bytes]
    title: str
    namespaces: Mapping[str, str]
    model: etree._Element
    instance: etree._Element
    body: etree._Element


def parse_form(xform: bytes, attachments: Mapping[str, bytes] = _NO_ATTACHMENTS) -> Form:
    """Read an XForm with the files it refers to (by file name or jr:// address); raises errors.FormRefused."""
    return known_form(xform, tuple(sorted(attachments.items())))


@lru_cache(maxsize=2)
def known_form(xform: bytes, attachments: tuple[tuple[str, bytes], ...]) -> Form:
    """Read an XForm; the two read last are kept, since a form never changes and is opened for each of its records."""
    trouble = Trouble()
    with uninterrupted():
        return _read(_source(xform, dict(attachments), trouble), trouble)


def _source(xform: bytes, attachments: Mapping[str, bytes], trouble: Trouble) -> Source:
    try:
        root, declared = read_with_namespaces(xform)
    except errors.XmlRefused as error:
        trouble.refuse(error.sentence, error.next_step)
        raise errors.FormRefused(name="", problems=trouble.problems) from error
    title, model, body = _find(root, "title"), _find(root, "model"), _find(root, "body")
    name = "" if title is None else (title.text or "").strip()
    instance = None if model is None else primary(model)
    if model is None or instance is None:
        trouble.refuse("It has no model with a primary instance.", "Choose a file that is an XForm.")
        raise errors.FormRefused(name=name, problems=trouble.problems)
    namespaces = {"jr": JR, **{prefix: uri for prefix, uri in declared.items() if prefix}}
    empty = etree.Element("body")
    return Source(xform, attachments, name, namespaces, model, instance, empty if body is None else body)


def digest_of(xform: bytes, attachments: Mapping[str, bytes]) -> str:
    """Give the SHA-256 over the XForm and its attachments, names sorted, each with its length."""
    digest = hashlib.sha256()
    for name, data in (("", xform), *sorted(attachments.items())):
        encoded = name.encode()
        digest.update(len(encoded).to_bytes(8, "big") + encoded + len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def _find(root: etree._Element, name: str) -> etree._Element | None:
    return next(root.iter(f"{{*}}{name}"), None)


def _read(source: Source, trouble: Trouble) -> Form:
    seed, added_id = read_seed(source.instance)
    document = define(seed)
    maker = Maker(document, source.namespaces, trouble)
    _note_bind_ids(source.model, maker)
    definitions = mark_repeats(document, find_repeats(source.body, maker))
    if len(definitions) > MAX_DEFINITIONS:
        trouble.refuse(f"It has more than {MAX_DEFINITIONS} places for data.", "Split it.")
        raise errors.FormRefused(name=source.title, problems=trouble.problems)
    translations, default_language = read_translations(source.model, maker)
    binds = read_binds(source.model, maker, translations)
    if added_id:
        binds[added_id] = binds[added_id]._replace(preload="uid")
    controls = BodyReader(maker, binds).read(source.body, document.children[0])
    top = seed.children[0]
    form = Form(
        digest=digest_of(source.xform, source.attachments),
        xform=source.xform,
        attachments=dict(source.attachments),
        id=top.attribute("id"),
        version=top.attribute("version") or top.attribute("orx:version"),
        title=source.title or top.attribute("id"),
        languages=tuple(translations),
        default_language=default_language,
        body=controls,
        binds=binds,
        document=document,
        definitions=definitions,
        seed=seed,
        templates=templates(seed, definitions),
        namespaces=source.namespaces,
        instances=secondary_instances(source.model, source.attachments, seed, trouble),
        translations=translations,
        actions=read_actions(source.model, source.body, maker),
        graph=_graph(definitions, binds, controls, translations, trouble),
        warnings=tuple(trouble.warnings),
        last_saved=last_saved_names(source.model),
    )
    if trouble.problems:
        raise errors.FormRefused(name=form.title, problems=trouble.problems)
    return form


def _note_bind_ids(model: etree._Element, maker: Maker) -> None:
    for bind in elements(model, "bind"):
        if attribute(bind, "id"):
            maker.bind_ids[attribute(bind, "id")] = attribute(bind, "nodeset")


def _bounded(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Yield the rules as long as all that they read can be kept in mind; raises ReadsTooMuchError."""
    reads = 0
    for rule in rules:
        reads += len(rule.reads)
        if reads > MAX_READS:
            raise ReadsTooMuchError(rule.definition.ref)
        yield rule


def _graph(
    definitions: tuple[Definition, ...],
    binds: Mapping[str, Bind],
    controls: tuple[Control, ...],
    translations: Translations,
    trouble: Trouble,
) -> Graph:
    every = chain.from_iterable(control.walk() for control in controls)
    try:
        return build_graph(_bounded(rules_of(definitions, binds, every, translations)), definitions)
    except ReadsTooMuchError as much:
        trouble.refuse(str(much), "Name the questions that its rules need, not all with *.", much.ref)
        return Graph()
    except CircleError as circle:
        message = f"These questions depend on each other in a circle: {circle}."
        trouble.refuse(message, "Change one of their rules so that it no longer needs the next.", circle.refs[0])
        return Graph()
