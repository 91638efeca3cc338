"""The kind of event by which somebody says what they think of a closing: its slot, its rules, and who may write it."""

import pytest
from audit_samples import Story

from fieldaudit.audit import authority
from fieldaudit.audit.cells import from_entries
from fieldaudit.audit.history import Said, changes
from fieldaudit.audit.site_text import SiteAnswered, Wording, site_text
from fieldaudit.audit.slots import STATEMENT
from fieldaudit.audit.steps import SIGNING
from fieldaudit.audit.views import audit_view
from fieldaudit.errors import EventRefused

CLOSING = "c" * 64
WORDS = {"closing": CLOSING, "audit": "a", "name": "S. Akter", "function": "supervisor", "comment": "", "signature": ""}


def test_statements_stand_side_by_side_and_are_no_conflict():
    story = Story()
    for answer in ("dissent", "agree"):
        story.say(STATEMENT, WORDS | {"answer": answer}, audience="site")
    view = audit_view(from_entries(story.entries))
    assert sorted(cell.value["answer"] for cell in view.slots[f"statement/{CLOSING}"]) == ["agree", "dissent"]
    assert view.conflicts == {}
    assert STATEMENT in SIGNING


def test_a_statement_takes_the_place_of_nothing():
    story = Story()
    first = story.say(STATEMENT, WORDS | {"answer": "dissent"})
    with pytest.raises(EventRefused, match="takes the place of nothing"):
        story.say(STATEMENT, WORDS | {"answer": "agree"}, replaces=(first.hash,))


@pytest.mark.parametrize("lacking", [*WORDS, "answer"])
def test_a_statement_that_lacks_what_it_needs_is_refused(lacking):
    whole = WORDS | {"answer": "agree"}
    for said in ({name: text for name, text in whole.items() if name != lacking}, whole | {lacking: 7}):
        with pytest.raises(EventRefused):
            Story().say(STATEMENT, said)


@pytest.mark.parametrize(
    ("kind", "record_type", "role", "may"),
    [
        (STATEMENT, "audit", "auditor", True),
        (STATEMENT, "audit", "reviewer", False),
        (STATEMENT, "countersign", "supervisor", True),
        (STATEMENT, "countersign", "auditor", False),
        (STATEMENT, "countersign", "headoffice", False),
        (STATEMENT, "task", "supervisor", False),
        ("record.created", "countersign", "headoffice", True),
        ("record.created", "countersign", "supervisor", False),
        ("field.set", "countersign", "supervisor", False),
        ("answer.set", "countersign", "supervisor", False),
    ],
)
def test_who_may_say_what_in_which_record(kind, record_type, role, may):
    payload = WORDS | {"answer": "agree", "fields": {"seat": "x"}}
    claims = authority.claims(kind, record_type, payload)
    assert all(authority.allowed(claim, role) for claim in claims) == may


def test_history_tells_who_said_what_of_a_closing():
    story = Story()
    event = story.say(STATEMENT, WORDS | {"answer": "declined", "name": ""}, audience="site")
    [change] = changes([Said(event, WORDS | {"answer": "declined", "name": ""})])
    assert (change.became.what, change.became.text, change.became.answer) == ("statement", "supervisor", "declined")


def test_what_a_closing_says_to_the_site_is_worded_as_its_choices_are():
    story = Story()
    story.say("answer.set", {"ref": "/data/exits", "value": "a b"}, audience="site")
    story.say("answer.skipped", {"ref": "/data/drill", "reason": "the power was off"}, audience="site")
    story.say("note.set", {"ref": "/data/other", "text": "seen"}, audience="site")
    record = story.entries[0].event.record
    said = {"outcome": "partial", "reason": "late", "version": 2, "evidence": [["x", "y"]]}
    words = {"/data/exits": Wording("1", "Exits", {"a": "Front", "b": "Back"})}
    text = site_text(record, CLOSING, said, story.entries, words)
    assert (text.outcome, text.version, text.files, text.findings) == ("partial", 2, 1, ())
    assert text.answers == (
        SiteAnswered("1", "Exits", "Front, Back"),
        SiteAnswered("", "/data/drill", "", "the power was off"),
        SiteAnswered("", "/data/other", "", "", "seen"),
    )
