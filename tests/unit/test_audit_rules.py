"""Severity, score, actions, outcomes, authority, closing and ids."""

import uuid
from dataclasses import dataclass
from decimal import Decimal

import pytest
from audit_samples import RECORD, STEPS, Story, told
from hypothesis import given
from hypothesis import strategies as st

from fieldaudit.audit import actions, authority, closing, ids, outcomes, severity
from fieldaudit.audit.actions import Verification
from fieldaudit.audit.authority import ROLES, allowed
from fieldaudit.audit.outcomes import OUTCOMES, Standing
from fieldaudit.audit.score import score
from fieldaudit.audit.severity import SEVERITIES, propose, rank
from fieldaudit.errors import ActionRefused, SeverityRefused

# severity


@given(st.sampled_from(SEVERITIES), st.none() | st.integers(0, 100), st.none() | st.integers(0, 100), st.booleans())
def test_a_proposal_never_goes_down_and_never_up_by_more_than_a_step(rule, affected, sampled, repeat):
    proposed, reasons = propose(rule, affected, sampled, repeat=repeat)
    assert 0 <= rank(proposed) - rank(rule) <= 1
    assert bool(reasons) or proposed == rule


@pytest.mark.parametrize(
    ("rule", "affected", "sampled", "repeat", "proposed", "reasons"),
    [
        ("minor", 5, 20, False, "minor", ()),
        ("minor", 6, 20, False, "major", ("above_a_quarter",)),
        ("minor", 6, 20, True, "major", ("repeat", "above_a_quarter")),
        ("observation", None, None, True, "minor", ("repeat",)),
        ("critical", 20, 20, True, "critical", ("repeat", "above_a_quarter")),
        ("good_practice", 20, 20, True, "good_practice", ()),
        ("minor", 3, 0, False, "minor", ()),
        ("minor", 3, None, False, "minor", ()),
        ("", 9, 10, True, "", ()),
    ],
)
def test_repeat_or_more_than_a_quarter_is_one_step_up(rule, affected, sampled, repeat, proposed, reasons):
    assert propose(rule, affected, sampled, repeat=repeat) == (proposed, reasons)


def test_lowering_a_severity_needs_a_written_reason_and_raising_none():
    severity.check_change("major", "critical", "")
    severity.check_change("major", "major", "")
    severity.check_change("major", "minor", "one of twelve doors, opened at once")
    for chosen, reason in [("minor", ""), ("minor", "  "), ("terrible", "because")]:
        with pytest.raises(SeverityRefused):
            severity.check_change("major", chosen, reason)


def test_the_clocks_come_from_the_reference_table():
    for name in SEVERITIES:
        found = severity.clocks(name)
        days = [found.contain_days, found.plan_days, found.close_days]
        assert days == sorted(days, key=lambda day: (day is not None, day or 0))
    assert severity.clocks("critical").contain_days == 1
    table = severity.parse_clocks(["severity,contain_days,plan_days,close_days", "minor,,,60"])
    assert severity.clocks("minor", table).close_days == 60
    assert severity.clocks("major", table).close_days is None


def test_the_worst_of_several_severities():
    assert severity.worst(["minor", "critical", "", "nonsense"]) == "critical"
    assert severity.worst([]) == ""


# score


@dataclass
class Said:
    ref: str
    verdict: str
    severity: str = ""


def test_the_score_counts_what_was_checked_and_names_open_criticals():
    said = [
        Said("/data/a", "compliant"),
        Said("/data/b", "noncompliant", "critical"),
        Said("/data/c", "unable"),
        *(Said(f"/data/{verdict}", verdict) for verdict in ("unanswered", "na", "irrelevant")),
    ]
    result = score(said, {"/data/a": 2.5, "/data/b": None})
    assert (result.points, result.possible, result.percent, result.open_criticals) == (
        Decimal("2.5"),
        Decimal("4.5"),
        55,
        1,
    )
    assert result.payload() == {"points": "2.5", "possible": "4.5", "percent": 55, "open_criticals": 1}


def test_a_score_of_nothing_is_no_percentage():
    assert score([Said("/data/a", "unanswered")], {}).percent is None


# actions

SEEN = Verification("followup", "A. Rahman", "The door opens from inside.")


@pytest.mark.parametrize("state", ["", *actions.STATES])
@pytest.mark.parametrize("following", actions.STATES)
def test_an_action_takes_the_steps_of_the_table_and_no_others(state, following):
    legal = {
        ("", "open"),
        ("open", "in_progress"),
        ("open", "submitted"),
        ("in_progress", "submitted"),
        ("submitted", "closed"),
        ("submitted", "in_progress"),
        ("closed", "ineffective"),
        ("ineffective", "in_progress"),
        ("ineffective", "submitted"),
    }
    if (state, following) in legal:
        actions.check(state, following, note="why", verification=SEEN)
    else:
        with pytest.raises(ActionRefused):
            actions.check(state, following, note="why", verification=SEEN)


@pytest.mark.parametrize(
    "verification",
    [None, Verification("guess", "A", "x"), Verification("desktop", " ", "x"), Verification("desktop", "A", "")],
)
def test_closing_and_reopening_need_a_whole_verification(verification):
    for state, following in [("submitted", "closed"), ("closed", "ineffective")]:
        with pytest.raises(ActionRefused):
            actions.check(state, following, verification=verification)


def test_sending_an_action_back_needs_a_note():
    with pytest.raises(ActionRefused):
        actions.check("submitted", "in_progress")


def test_a_supervisor_submits_an_action_and_does_not_close_it():
    assert actions.allowed_states("open", "supervisor") == ("in_progress", "submitted")
    assert actions.allowed_states("submitted", "supervisor") == ("in_progress",)
    assert actions.allowed_states("submitted", "auditor") == ("closed", "in_progress")
    with pytest.raises(ActionRefused):
        actions.check("submitted", "closed", verification=SEEN, role="supervisor")


# outcomes


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_but_complete_needs_a_reason_and_nothing_else(outcome):
    standing = Standing(unanswered=["/data/p"], criticals_without_action=["f"]) if outcome != "complete" else Standing()
    without = outcomes.missing(outcome, " ", standing)
    assert [problem.code for problem in without] == ([] if outcome == "complete" else ["reason"])
    assert outcomes.missing(outcome, "refused at the gate", standing) == []


def test_complete_needs_every_required_answer_and_an_action_for_every_critical_finding():
    standing = Standing(["/data/p"], ["/data/q"], ["f"], ["answer//data/r"])
    problems = outcomes.missing("complete", "", standing)
    assert [(p.code, p.about) for p in problems] == [
        ("required", "/data/p"),
        ("invalid", "/data/q"),
        ("action", "f"),
        ("conflict", "answer//data/r"),
    ]


def test_an_unknown_outcome_is_a_problem():
    assert [p.code for p in outcomes.missing("great", "x", Standing())] == ["outcome"]


# authority: the whole table, so that a change of it is a change here

EVERYONE = frozenset({"auditor", "supervisor", "reviewer", "administrator", "headoffice"})
FINDINGS = frozenset({"auditor", "supervisor", "reviewer"})
FIELD = frozenset({"auditor", "supervisor"})
FOLLOW_UP = FINDINGS | {"headoffice"}
EXPECTED = {
    **dict.fromkeys(
        ["record.created", "field.set", "conflict.resolved", "closing.chosen", "event.cancelled", "package", "request"],
        EVERYONE,
    ),
    **dict.fromkeys(["answer.set", "answer.skipped", "note.set", "computed", "row.added", "row.removed"], FIELD),
    **dict.fromkeys(["closing.signed", "closing.covers", "closing.site", "closing.statement", "audit.amended"], FIELD),
    **dict.fromkeys(["evidence.attached", "evidence.removed", "finding.raised", "finding.withdrawn"], FINDINGS),
    **dict.fromkeys(["subject.key", "consent.withdrawn", "alert"], FINDINGS),
    **dict.fromkeys(["action.opened", "action.state"], FOLLOW_UP),
    **dict.fromkeys(["action.state:open", "action.state:in_progress", "action.state:submitted"], FOLLOW_UP),
    **dict.fromkeys(["action.state:closed", "action.state:ineffective"], FOLLOW_UP - {"supervisor"}),
    **dict.fromkeys(
        ["receipt", "certificate", "revocation", "purge", "withdrawal", "statement", "invitation"],
        frozenset({"headoffice"}),
    ),
    "form": {"administrator", "headoffice"},
    "answer": {"administrator", "headoffice"},
    "reference": {"administrator", "headoffice"},
    "have": EVERYONE,
    **dict.fromkeys(["team", "team_package", "team_have"], frozenset({"auditor"})),
    "countersign.statement": {"supervisor"},
    "same_person": {"headoffice"},
    **dict.fromkeys(
        ["task", "task.state:withdrawn", "review_note", "countersign"],
        frozenset({"reviewer", "administrator", "headoffice"}),
    ),
    "task.state": EVERYONE,
    **dict.fromkeys(["task.audit", "review_note.reply", "review_note.replied_by"], FIELD),
}


def test_the_table_of_authority_is_this_and_names_every_kind_of_event():
    assert {kind: {role for role in ROLES if allowed(kind, role)} for kind in authority.TABLE} == EXPECTED
    assert authority.unlisted() == set()


@pytest.mark.parametrize("role", [*ROLES, "", "owner", "HEADOFFICE"])
def test_nobody_but_head_office_signs_receipts_certificates_and_revocations(role):
    for kind in ("receipt", "certificate", "revocation", "purge", "withdrawal", "statement", "invitation"):
        assert allowed(kind, role) == (role == "headoffice")


@pytest.mark.parametrize(
    ("kind", "type_", "payload", "claimed"),
    [
        ("answer.set", "audit", {"ref": "/data/q", "value": "1"}, ["answer.set"]),
        ("action.state", "action", {"state": "closed"}, ["action.state", "action.state:closed"]),
        ("record.created", "task", {"branch": "", "fields": {}}, ["record.created", "task"]),
        ("field.set", "task", {"fields": {"audit": "x", "state": ""}}, ["field.set", "task.audit", "task.state"]),
        ("field.set", "task", {"fields": {"audit": "x", "due": "y"}}, ["field.set", "task.audit", "task"]),
        ("field.set", "task", {"fields": []}, ["field.set", "task"]),
        (
            *("field.set", "task", {"fields": {"state": "withdrawn"}}),
            ["field.set", "task.state", "task.state:withdrawn"],
        ),
        (
            *("conflict.resolved", "task", {"slot": "field/state", "value": "withdrawn"}),
            ["conflict.resolved", "task.state", "task.state:withdrawn"],
        ),
        ("field.set", "review_note", {"fields": {"reply": "x"}}, ["field.set", "review_note.reply"]),
        ("record.created", "team", {"branch": "", "fields": {"lead": "x"}}, ["record.created", "team"]),
        ("field.set", "team", {"fields": {"section./data/fire": "x"}}, ["field.set", "team"]),
        ("conflict.resolved", "task", {"slot": "field/seat", "value": "x"}, ["conflict.resolved", "task"]),
        ("conflict.resolved", "review_note", {"slot": "branch", "value": "x"}, ["conflict.resolved", "review_note"]),
        ("event.cancelled", "task", {"reason": "undo"}, ["event.cancelled"]),
        ("field.set", "task", {}, ["field.set"]),
    ],
)
def test_an_event_claims_what_its_payload_says_where_one_side_gives_and_the_other_answers(
    kind, type_, payload, claimed
):
    assert list(authority.claims(kind, type_, payload)) == claimed
    assert set(claimed) <= set(authority.TABLE)


def test_what_the_table_does_not_name_is_refused_to_all():
    assert not any(allowed(kind, role) for kind in ("", "moon.landed", "action.state:gone") for role in ROLES)


# closing


def test_the_digest_over_commitments_is_that_of_what_stands():
    story = Story()
    first = story.say("answer.set", {"ref": "/data/p", "value": "1"})
    alone = closing.commitments([first])
    second = story.say("answer.set", {"ref": "/data/p", "value": "2"}, replaces=[first.hash])
    undo = story.say("event.cancelled", {"reason": "undo"}, cancels=second.hash)
    assert closing.commitments([first, second]) == closing.commitments([second]) != alone
    assert closing.commitments([first, second, undo]) == alone
    computed = story.say("computed", {"values": {"/data/sum": "1"}})
    assert closing.commitments([first, second, undo, computed]) == alone


@given(STEPS, st.randoms())
def test_the_digest_depends_on_neither_order_nor_payloads(steps, shuffle):
    events = [entry.event for entry in told(steps).entries]
    shuffled = list(events)
    shuffle.shuffle(shuffled)
    assert closing.commitments(shuffled) == closing.commitments(events)


def test_a_closing_holds_for_what_its_author_saw_whatever_came_after():
    story = Story()
    story.say("answer.set", {"ref": "/data/p", "value": "1"})
    last = story.say("answer.set", {"ref": "/data/q", "value": "1"})
    events = [entry.event for entry in story.entries]
    heads = [(RECORD, last.seat, last.inc, last.seq, last.hash)]
    said = closing.Closing("complete", "", heads, "", closing.commitments(events), 1, score([], {}))
    payload = said.payload()
    later = story.say("answer.set", {"ref": "/data/p", "value": "2"})
    assert closing.holds(payload, [*events, later])
    assert closing.seen_by([*events, later], heads) == events[::-1]
    assert not closing.holds(payload, events[1:])


# ids


def test_ids_are_the_same_on_every_machine():
    assert ids.finding_id(RECORD, "/data/p") == str(uuid.uuid5(uuid.UUID(RECORD), "finding|/data/p"))
    assert ids.finding_id(RECORD, "/data/p") != ids.finding_id(RECORD, "/data/q")


def test_a_restricted_findings_id_depends_on_the_subjects_secret():
    first, again, other = (ids.restricted_finding_id(secret, "/data/p") for secret in ("S1", "S1", "S2"))
    assert first == again != other
    assert uuid.UUID(first).version == 8
    assert uuid.UUID(first).variant == uuid.RFC_4122
    assert first == "d897a948-ec2e-89ca-888e-ff478b5d9224"
