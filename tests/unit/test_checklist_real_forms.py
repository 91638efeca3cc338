"""Forms that others use in the field parse, open, take answers and reopen."""

from __future__ import annotations

from pathlib import Path

import pytest

from fieldaudit.checklist import Session, parse_form

SHARED = Path(__file__).parents[2].parent / "shared"
FORMS = sorted([*(SHARED / "real-forms").glob("*.xml"), *(SHARED / "peers" / "forms" / "xml").glob("*.xml")])


@pytest.mark.skipif(not FORMS, reason="the shared forms are not here")
@pytest.mark.parametrize("path", FORMS or [None], ids=lambda path: path.stem if path else "none")
def test_a_real_form_opens_takes_answers_and_reopens_as_it_was(path):
    session = Session.start(parse_form(path.read_bytes()))
    for ref in sorted(session.rows()):
        if not session.rows()[ref] and ref in {control.ref for control in session.form.walk() if not control.count}:
            session.add_repeat(ref)
    answered = 0
    for node in list(session.nodes()):
        if not session.has(node.stable) or not node.relevant or node.readonly:
            continue
        if node.kind in {"select1", "select"} and node.choices:
            session.answer(node.stable, node.choices[0].value)
            answered += 1
        elif node.kind == "input" and node.type in {"int", "integer", "decimal"}:
            session.answer(node.stable, "1")
            answered += 1
    assert answered
    assert not session.faults
    again = Session.resume(session.form, session.values(), session.rows())
    assert again.values() == session.values()
