"""The verdicts of finding rules: unknown inputs never give "compliant"."""

from __future__ import annotations

import pytest
from checklist_samples import started

ITEMS = "".join(f"<item><label>{value}</label><value>{value}</value></item>" for value in ("yes", "no", "unable", "na"))
BODY = f"""<select1 ref="/data/exit">{ITEMS}</select1><select1 ref="/data/occupied">{ITEMS}</select1>
<input ref="/data/people"/><input ref="/data/ask"/>"""
BINDS = """<bind nodeset="/data/exit" relevant="/data/ask != 'skip'" fa:clause="1910.37" fa:weight="2.5"
 fa:audience="site"
 fa:finding=". = 'no' and /data/occupied != 'na'" fa:severity="if(/data/occupied = 'yes', 'critical', 'major')"
 fa:affected="/data/people" fa:owner="'site manager'" fa:due-days="7" fa:advice="Unlock it."/>"""


@pytest.fixture
def session():
    return started("<exit/><occupied/><people/><ask/>", BINDS, BODY)


def verdict(session):
    (found,) = session.findings()
    return found.verdict


def test_a_blank_question_is_unanswered_and_an_irrelevant_one_irrelevant(session):
    assert verdict(session) == "unanswered"
    session.answer("/data/ask", "skip")
    assert verdict(session) == "irrelevant"


@pytest.mark.parametrize(
    ("exit_", "occupied", "expected"),
    [
        ("no", "yes", "noncompliant"),
        ("no", "na", "compliant"),
        ("yes", "yes", "compliant"),
        ("yes", "", "unable"),
        ("yes", "unable", "unable"),
        ("unable", "yes", "unable"),
        ("na", "yes", "na"),
    ],
)
def test_the_verdict_follows_the_rule_and_what_is_known(session, exit_, occupied, expected):
    session.answer("/data/exit", exit_)
    session.answer("/data/occupied", occupied)
    assert verdict(session) == expected


def test_a_finding_carries_what_the_form_says_of_it(session):
    session.answer("/data/exit", "no")
    session.answer("/data/occupied", "yes")
    session.answer("/data/people", "12")
    (found,) = session.findings()
    assert (found.ref, found.severity, found.owner) == ("/data/exit", "critical", "site manager")
    assert (found.due_days, found.affected, found.sampled) == (7, 12, None)
    session.answer("/data/occupied", "no")
    assert session.findings()[0].severity == "major"


def test_the_audit_columns_of_a_bind_are_read(session):
    node = session.node("/data/exit")
    audit = node.bind.audit
    assert audit is not None
    assert (audit.clause, audit.weight, audit.audience, node.audience) == ("1910.37", 2.5, "site", "site")
    assert audit.advice == {"": "Unlock it."}
    assert session.node("/data/people").audience == "headoffice"


def test_a_group_passes_its_audience_on():
    session = started("<g><a/></g>", '<bind nodeset="/data/g" fa:audience="restricted"/>')
    assert session.node("/data/g/a").audience == "restricted"


def test_a_rule_in_a_repeat_is_judged_in_each_row():
    session = started(
        "<w><n/></w>",
        '<bind nodeset="/data/w/n" type="int" fa:finding=". &gt; 5"/>',
        '<repeat nodeset="/data/w"><input ref="/data/w/n"/></repeat>',
    )
    session.add_repeat("/data/w")
    session.answer("/data/w[1]/n", "9")
    session.answer("/data/w[2]/n", "1")
    assert [each.verdict for each in session.findings()] == ["noncompliant", "compliant"]
    session.remove_repeat("/data/w[1]")
    assert [each.verdict for each in session.findings()] == ["compliant"]
