"""A change that takes too long keeps its answer, says what is not computed yet, and the next steps finish it."""

from __future__ import annotations

import pytest
from checklist_samples import inputs, started

from fieldaudit.checklist import state

LEAVES = [f"q{at}" for at in range(12)]
#: Each takes about a hundred thousand steps: 300 rows are looked at once for each of them.
SLOW = "count(/data/r[count(/data/r) &gt; 0]) + /data/a"
ROWS = "".join("<r><v>1</v></r>" for _ in range(300))
BINDS = "".join(f'<bind nodeset="/data/{leaf}" calculate="{SLOW}"/>' for leaf in LEAVES)
TOTAL = '<bind nodeset="/data/total" calculate="sum(/data/*[starts-with(name(), \'q\')])"/>'
AFTER = '<bind nodeset="/data/last" calculate="/data/q11 + 1"/>'
FINDING = '<bind nodeset="/data/f" fa:finding="/data/last &lt; 0"/>'
BODY = (
    '<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/copy" value="/data/last"/></input>'
    + inputs("f")
    + '<repeat nodeset="/data/r"><input ref="/data/r/v"/></repeat>'
)


@pytest.fixture
def session():
    data = f"<a>0</a><f>yes</f><copy/>{''.join(f'<{leaf}/>' for leaf in LEAVES)}<total/><last/>{ROWS}"
    return started(data, BINDS + TOTAL + AFTER + FINDING, BODY)


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(state, "MAX_ALL_STEPS", 200_000)


def finished(session):
    for turn in range(100):
        if not session.unfinished():
            return turn
        session.recompute()
    return None


@pytest.mark.usefixtures("few")
def test_the_answer_is_kept_and_what_is_not_computed_is_named(session):
    changes = session.answer("/data/a", "5")
    assert changes.unfinished
    assert session.node("/data/a").value == "5"
    assert session.unfinished()
    (fault,) = session.faults.values()
    assert "took too long" in fault
    assert next(iter(session.faults)) == session.unfinished()[0]


def test_going_on_gives_what_one_unbounded_change_gives(session, few):
    _ = few
    session.answer("/data/a", "5")
    assert finished(session) >= 2
    assert not session.faults
    assert session.node("/data/last").value == "306"
    assert session.node("/data/copy").value == "306", "an action waited until what it reads was computed"


@pytest.mark.usefixtures("few")
def test_the_next_answer_goes_on_too_and_comes_out_right(session):
    session.answer("/data/a", "5")
    session.answer("/data/a", "7")
    finished(session)
    assert {session.node(f"/data/{leaf}").value for leaf in LEAVES} == {"307"}
    assert session.node("/data/copy").value == "308"


def test_a_finding_that_follows_from_what_is_not_computed_is_never_compliant(session, monkeypatch):
    (before,) = session.findings()
    assert before.verdict == "compliant"
    monkeypatch.setattr(state, "MAX_ALL_STEPS", 200_000)
    session.answer("/data/a", "-900")
    (during,) = session.findings()
    assert during.verdict == "unable"
    finished(session)
    (after,) = session.findings()
    assert after.verdict == "noncompliant"


def test_a_finding_whose_rule_takes_too_long_is_unable():
    slow = "count(//*[count(//*[count(//*) &gt; 1]) &gt; 1]) &gt; 99999"
    session = started(
        f"<f>yes</f>{ROWS}", f'<bind nodeset="/data/f" fa:finding="{slow}"/>', BODY.replace("/data/a", "/data/f")
    )
    (found,) = session.findings()
    assert found.verdict == "unable"
    assert "too long" in session.faults["/data/f"]


def test_rows_that_a_count_has_still_to_make_follow(monkeypatch):
    body = inputs("n") + '<repeat nodeset="/data/r" jr:count="/data/n"><input ref="/data/r/v"/></repeat>'
    session = started('<n/><r jr:template=""><v/></r>', "", body)
    monkeypatch.setattr(state, "MAX_ALL_STEPS", 2_000)
    assert session.answer("/data/n", "200").unfinished
    assert 0 < len(session.rows()["/data/r"]) < 200
    finished(session)
    assert len(session.rows()["/data/r"]) == 200
    assert not session.faults


def test_opening_a_form_that_takes_too_long_opens_it_and_goes_on(monkeypatch):
    monkeypatch.setattr(state, "MAX_ALL_STEPS", 200_000)
    data = f"<a>1</a><f>yes</f><copy/>{''.join(f'<{leaf}/>' for leaf in LEAVES)}<total/><last/>{ROWS}"
    first = '<setvalue event="odk-instance-first-load" ref="/data/copy" value="/data/last"/>'
    session = started(data, BINDS + AFTER + first, BODY)
    assert session.unfinished()
    assert session.node("/data/copy").value == ""
    finished(session)
    assert session.node("/data/copy").value == "302"


def test_a_question_answered_over_its_calculation_reopens_as_it_was():
    from fieldaudit.checklist import Session

    binds = '<bind nodeset="/data/b" calculate="/data/a" readonly="/data/z = \'\'"/>'
    session = started("<a>1</a><b/><z>open</z>", binds, inputs("a", "b", "z"))
    session.answer("/data/b", "mine")
    again = Session.resume(session.form, session.values(), session.rows())
    assert again.node("/data/b").value == "mine"


def test_relevance_that_reads_its_own_place_is_settled_on_opening():
    binds = '<bind nodeset="/data/b" calculate="\'\'" relevant=". != \'\'"/>'
    session = started("<b>1</b>", binds, inputs("b"))
    assert not session.node("/data/b").relevant


def test_what_each_of_many_rows_says_about_all_rows_is_marked_once():
    data = '<n/><all/><r jr:template=""><v/><w/></r>'
    binds = (
        '<bind nodeset="/data/r/v" calculate="/data/n"/><bind nodeset="/data/r/w" calculate="sum(/data/r[1]/v) + 1"/>'
    )
    body = inputs("n") + '<repeat nodeset="/data/r" jr:count="/data/n"><input ref="/data/r/v"/></repeat>'
    session = started(data, binds, body)
    session.answer("/data/n", "3000")
    assert finished(session) == 0
    assert session.node("/data/r[3000]/w").value == "3001"
