"""Views: what stands, what is in conflict, and that the worse one counts."""

import pytest
from audit_samples import RECORD, Story

from fieldaudit.audit.cells import from_entries
from fieldaudit.audit.views import (
    PartyView,
    action_view,
    audit_view,
    finding_view,
    overall_state,
    party_view,
    site_view,
    visit_view,
)

FINDING = "11111111-2222-4333-8444-555555555555"


def view(story):
    return audit_view(from_entries(story.entries))


def raised(severity="major", **more):
    return {"finding": FINDING, "ref": "/data/exits", "verdict": "noncompliant", "severity": severity} | {
        "title": "Exits",
        "clause": "ETI 3.1",
        "risk": "fire",
        "owner": "site",
        "due": "2026-12-21",
        "affected": None,
        "sampled": None,
        "advice": "Unlock it.",
        "rule_severity": "major",
        "reasons": [],
        **more,
    }


def the_finding(story, own=()):
    slots = audit_view(from_entries(story.entries)).slots
    return finding_view(FINDING, slots[f"finding/{FINDING}"], own)


def test_records_of_fields_are_read_by_name():
    story = Story()
    made = story.say(
        "record.created", {"branch": "dhaka", "fields": {"name": "Mill", "roles": "client supplier"}}, audience="site"
    )
    party = party_view(from_entries(story.entries))
    assert (party.id, party.branch, party.audience, party.name, party.roles) == (
        RECORD,
        "dhaka",
        "site",
        "Mill",
        ("client", "supplier"),
    )
    assert (party.country, party.heads("field/name"), party.heads("field/x")) == ("", (made.hash,), ())
    site = site_view([])
    assert (site.id, site.name, site.party, site.kind, site.address, site.jurisdiction, site.risk) == ("",) * 7
    visit = visit_view([])
    assert (visit.site, visit.announcement, visit.previous, visit.audience) == ("", "", "", "headoffice")


def test_a_field_that_two_people_set_shows_the_later_one_and_keeps_both():
    story = Story()
    story.say("field.set", {"fields": {"name": "A"}})
    story.say("field.set", {"fields": {"name": "B"}}, seat=1)
    party = PartyView.of(from_entries(story.entries))
    assert party.name == "B"
    assert {cell.value for cell in party.conflicts["field/name"]} == {"A", "B"}


def test_answers_skips_notes_and_computed_values_are_by_reference():
    story = Story()
    story.say("answer.set", {"ref": "/data/p", "value": "1"})
    story.say("answer.set", {"ref": "/data/blank", "value": ""})
    story.say("answer.skipped", {"ref": "/data/q", "reason": "locked"})
    story.say("note.set", {"ref": "/data/p", "text": "seen twice"})
    story.say("computed", {"values": {"/data/sum": "3"}})
    audit = view(story)
    assert audit.answers == {"/data/p": "1"}
    assert audit.values == {"/data/p": "1", "/data/blank": "", "/data/sum": "3"}
    assert (audit.skips, audit.notes, audit.computed) == (
        {"/data/q": "locked"},
        {"/data/p": "seen twice"},
        {"/data/sum": "3"},
    )


def row(story, name, after="", **how):
    return story.say("row.added", {"repeat": "/data/r", "row": name, "after": after}, **how)


def test_rows_stand_after_the_one_they_were_put_after():
    story = Story()
    row(story, "a")
    row(story, "b", "a")
    row(story, "d", "b")
    row(story, "c", "a", seat=1)
    assert view(story).rows == {"/data/r": ("a", "b", "d", "c")}


def remove(story, name, saw=(), **how):
    return story.say("row.removed", {"repeat": "/data/r", "row": name, "saw": list(saw)}, **how)


def test_rows_keep_their_place_when_the_one_before_is_removed_and_come_back_with_an_undo():
    story = Story()
    first = row(story, "a")
    second = row(story, "b", "a")
    row(story, "c", "b")
    row(story, "d", "a")
    remove(story, "b", replaces=[second.hash])
    assert view(story).rows == {"/data/r": ("a", "c", "d")}
    removal = remove(story, "a", replaces=[first.hash])
    assert view(story).rows == {"/data/r": ("c", "d")}
    story.say("event.cancelled", {"reason": "undo"}, cancels=removal.hash)
    assert view(story).rows == {"/data/r": ("a", "c", "d")}


def test_a_row_that_comes_back_by_being_added_again_stands_where_it_was():
    story = Story()
    first = row(story, "a")
    row(story, "b", "a")
    removal = remove(story, "a", replaces=[first.hash])
    row(story, "a", replaces=[removal.hash])
    assert view(story).rows == {"/data/r": ("a", "b")}


def test_rows_that_name_each_other_in_a_circle_are_all_shown():
    story = Story()
    row(story, "a", "b")
    row(story, "b", "a")
    row(story, "c", "c")
    assert sorted(view(story).rows["/data/r"]) == ["a", "b", "c"]


def test_an_answer_that_the_remover_of_its_row_had_not_seen_surfaces():
    story = Story()
    added = row(story, "a")
    seen = story.say("answer.set", {"ref": "/data/r[a]/q", "value": "1"})
    unseen = story.say("answer.set", {"ref": "/data/r[a]/q", "value": "2"}, seat=1)
    remove(story, "a", [seen.hash], replaces=[added.hash])
    audit = view(story)
    assert audit.rows == {"/data/r": ()}
    assert [cell.event for cell in audit.unseen["row//data/r/a"]] == [unseen.hash]


def test_a_row_that_one_person_removed_while_another_added_it_anew_stands():
    story = Story()
    row(story, "a")
    remove(story, "a", seat=1)
    audit = view(story)
    assert audit.rows == {"/data/r": ("a",)}
    assert "row//data/r/a" in audit.conflicts


def test_a_row_that_two_people_made_alike_is_one_row():
    story = Story()
    row(story, "b")
    row(story, "a")
    row(story, "a", seat=1)
    row(story, "b", seat=1)
    assert view(story).rows == {"/data/r": ("b", "a")}


def attach(story, blob, **how):
    payload = {"ref": "/data/exits", "blob": blob, "name": f"{blob}.jpg", "media_type": "image/jpeg", "size": 3}
    return story.say("evidence.attached", payload | {"sha256": "c", "taken": "", "secret": "S", "file": "f"}, **how)


def test_evidence_is_listed_by_question_until_it_is_removed():
    story = Story()
    first = attach(story, "b1")
    second = attach(story, "b2")
    assert [item.name for item in view(story).evidence["/data/exits"]] == ["b1.jpg", "b2.jpg"]
    story.say("evidence.removed", {"ref": "/data/exits", "blob": "b1", "reason": "blurred"}, replaces=[first.hash])
    assert [item.event for item in view(story).evidence["/data/exits"]] == [second.hash]


def test_a_finding_shows_what_its_audit_raised_and_what_its_own_record_says():
    story = Story()
    story.say("finding.raised", raised(affected=3, sampled="10"))
    own = Story(FINDING)
    own.say("field.set", {"fields": {"severity": "critical", "affected": "4", "note": "two floors"}}, type="finding")
    finding = the_finding(story, from_entries(own.entries))
    assert (finding.audit, finding.title, finding.proposed, finding.severity) == (RECORD, "Exits", "major", "critical")
    assert (finding.affected, finding.sampled, finding.note, finding.withdrawn) == (4, 10, "two floors", "")


@pytest.mark.parametrize("order", [("minor", "critical"), ("critical", "minor")])
def test_of_two_severities_set_without_knowing_of_each_other_the_worse_counts(order):
    story = Story()
    for seat, severity in enumerate(order):
        story.say("finding.raised", raised(severity), seat=seat)
    assert the_finding(story).severity == "critical"
    assert f"finding/{FINDING}" in the_finding(story).conflicts
    own = Story(FINDING)
    for seat, severity in enumerate(order):
        own.say("field.set", {"fields": {"severity": severity}}, seat=seat, type="finding")
    assert the_finding(story, from_entries(own.entries)).severity == "critical"


def test_a_finding_is_withdrawn_with_a_reason_and_kept():
    story = Story()
    first = story.say("finding.raised", raised())
    withdrawal = {"finding": FINDING, "ref": "/data/exits", "title": "Exits", "reason": "misread"}
    story.say("finding.withdrawn", withdrawal, replaces=[first.hash])
    assert (the_finding(story).withdrawn, the_finding(story).title) == ("misread", "Exits")
    assert list(view(story).findings) == [FINDING]


def test_a_withdrawal_does_not_undo_a_raising_that_it_did_not_know_of():
    story = Story()
    first = story.say("finding.raised", raised())
    story.say("finding.raised", raised("critical"), seat=1, replaces=[first.hash])
    story.say("finding.withdrawn", {"finding": FINDING, "reason": "misread"}, replaces=[first.hash])
    assert (the_finding(story).withdrawn, the_finding(story).severity) == ("", "critical")


def close(story, version=1, **how):
    payload = {
        "outcome": "complete",
        "reason": "",
        "heads": [],
        "form": "",
        "commitments": "0" * 64,
        "version": version,
    }
    return story.say("closing.signed", payload | {"score": {}}, **how)


def test_an_audit_goes_from_draft_to_signed_and_back_when_it_is_amended():
    story = Story()
    story.say("record.created", {"branch": "", "fields": {"form": "f" * 64, "visit": FINDING}})
    states = [view(story).state]
    story.say("answer.set", {"ref": "/data/p", "value": "1"})
    states.append(view(story).state)
    first = close(story)
    states.append(view(story).state)
    assert view(story).closing.hash == first.hash
    story.say("audit.amended", {"closing": first.hash, "reason": "one floor was missed"})
    states.append(view(story).state)
    assert view(story).amendments == {first.hash: "one floor was missed"}
    second = close(story, 2)
    states.append(view(story).state)
    assert states == ["draft", "in_progress", "signed", "in_progress", "signed"]
    audit = view(story)
    assert [closing.hash for closing in audit.closings] == [first.hash, second.hash]
    assert (audit.signed, audit.next_version, audit.form, audit.visit) == (True, 3, "f" * 64, FINDING)


def test_two_closings_of_one_version_are_both_there():
    story = Story()
    close(story)
    close(story, seat=1)
    assert len(view(story).closings) == 2
    assert "closing/1" in view(story).conflicts


def test_the_sites_own_closing_is_found_by_the_closing_it_answers():
    story = Story()
    closing = close(story)
    payload = {"closing": closing.hash, "name": "A", "function": "manager", "authority": True, "answer": "dispute"}
    story.say("closing.site", payload | {"comment": "", "signature": ""})
    assert view(story).site_closings[closing.hash][0]["answer"] == "dispute"


@pytest.mark.parametrize(
    ("state", "sent", "confirmed", "told"),
    [
        ("in_progress", True, True, "in_progress"),
        ("signed", False, False, "signed"),
        ("signed", True, False, "sent"),
        ("signed", True, True, "confirmed"),
    ],
)
def test_what_was_sent_and_confirmed_is_told_of_signed_audits_only(state, sent, confirmed, told):
    assert overall_state(state, sent=sent, confirmed=confirmed) == told


def open_action(story):
    payload = {"finding": FINDING, "audit": RECORD, "kind": "corrective", "text": "Unlock", "owner": "manager"}
    return story.say("action.opened", payload | {"due": "2026-12-01"}, type="action", audience="site")


def set_state(story, state, verification=None, **how):
    payload = {"state": state, "note": "n", "verification": verification}
    return story.say("action.state", payload, type="action", **how)


def test_an_action_shows_its_state_and_verification():
    story = Story()
    opened = open_action(story)
    action = action_view(from_entries(story.entries))
    assert (action.id, action.state, action.text, action.audience, action.verification) == (
        RECORD,
        "open",
        "Unlock",
        "site",
        None,
    )
    set_state(story, "closed", {"method": "desktop", "by": "A", "seen": "photo"}, replaces=[opened.hash])
    action = action_view(from_entries(story.entries))
    assert (action.state, action.verification.seen, action.text) == ("closed", "photo", "Unlock")


def test_of_two_states_of_an_action_the_one_farthest_from_closed_counts():
    story = Story()
    opened = open_action(story)
    set_state(story, "ineffective", {"method": "desktop", "by": "A", "seen": "x"}, replaces=[opened.hash])
    set_state(story, "closed", {"method": "desktop", "by": "B", "seen": "y"}, replaces=[opened.hash], seat=1)
    action = action_view(from_entries(story.entries))
    assert action.state == "ineffective"
    assert "state" in action.conflicts
