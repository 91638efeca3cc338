"""Runs one fuzz case; whatever is not a refusal in the program's own words, or a difference on reopening, is a find."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice

from fieldaudit import errors
from fieldaudit.checklist import Session, parse_form, read_instance

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
#: How many places are looked at, since a count may make ten thousand.
MOST = 60
#: What makes two runs of one form differ by right.
_BY_RIGHT = ("random", "uuid")


class Differs(Exception):
    """A reopened record that is not the one that was saved."""


def run(case) -> str:
    """Run a case; gives `refused`, `stopped` or `ran`."""
    try:
        form = parse_form(case.xform.encode("utf-8", "replace"))
    except errors.FormRefused:
        return "refused"
    session = Session.start(form, clock=lambda: NOON)
    look(session)
    for step in case.steps:
        session = take(form, session, *step)
        look(session)
    session.findings()
    session.instance_xml()
    read_instance(form, session.instance_xml())
    if session.faults:
        return "stopped"
    reopen(form, case, session)
    return "ran"


def take(form, session, kind, what, value):
    try:
        if kind == "answer":
            session.answer(place(session, what), value)
        elif kind == "add":
            session.add_repeat(what)
        elif kind == "remove":
            rows = session.rows().get("/data/w", [])
            if rows:
                session.remove_repeat(f"/data/w[{rows[len(value) % len(rows)]}]")
        elif kind == "language":
            session.set_language("fr")
        elif kind == "reopen":
            return Session.resume(form, session.values(), session.rows(), clock=lambda: NOON)
    except errors.AnswerRefused:
        return session
    return session


def place(session, leaf):
    """Give the first place of the leaf, or a ref that means none."""
    return next((node.ref for node in session.nodes() if node.template == f"/data/{leaf}"), f"/data/{leaf}")


def picture(session):
    nodes = islice(session.nodes(), MOST)
    return {node.stable: (node.value, node.relevant, node.violation, node.choices) for node in nodes}


def look(session):
    for node in islice(session.nodes(), MOST):
        _ = (
            node.label,
            node.hint,
            node.short_label,
            node.guidance,
            node.media,
            node.message,
            node.required,
            node.choices,
        )


def reopen(form, case, session):
    settles = not any(rule.circular or rule.reads_itself for rule in form.graph.rules)
    if not settles or any(word in case.xform for word in _BY_RIGHT):
        return
    again = Session.resume(form, session.values(), session.rows(), clock=lambda: NOON, language=session.language)
    if again.faults:
        return
    one, other = picture(session), picture(again)
    if one != other:
        ref = next(ref for ref in (*one, *other) if one.get(ref) != other.get(ref))
        raise Differs(f"{ref}: {one.get(ref)} became {other.get(ref)}")
