"""Small XForms for tests of the engine."""

from __future__ import annotations

from datetime import UTC, datetime

from fieldaudit.checklist import Session, parse_form

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def xform(data: str, binds: str = "", body: str = "", model: str = "") -> bytes:
    """Give an XForm around the children of /data."""
    return f"""<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
  xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms"
  xmlns:orx="http://openrosa.org/xforms" xmlns:fa="urn:fieldaudit:forms:1">
<h:head><h:title>Sample</h:title><model>{model if model.startswith("<itext") else ""}
<instance><data id="sample" version="1">{data}</data></instance>
{"" if model.startswith("<itext") else model}{binds}</model></h:head><h:body>{body}</h:body></h:html>""".encode()


def started(data: str, binds: str = "", body: str = "", model: str = "", **options) -> Session:
    """Start a session over such a form, at a fixed time."""
    return Session.start(parse_form(xform(data, binds, body, model)), clock=lambda: NOON, **options)


def inputs(*names: str) -> str:
    """Give an input for each name."""
    return "".join(f'<input ref="/data/{name}"/>' for name in names)
