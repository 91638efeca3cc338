"""Rows: adding and removing them, counting them, their ids and what depends on them."""

from __future__ import annotations

from uuid import UUID, uuid5

import pytest
from checklist_samples import inputs, started

from fieldaudit import errors
from fieldaudit.checklist import Session

WORKERS = """<total/><rows/><w jr:template=""><n/><no/><share/></w>"""
BINDS = """<bind nodeset="/data/w/n" type="int"/><bind nodeset="/data/total" calculate="sum(/data/w/n)"/>
<bind nodeset="/data/rows" calculate="count(/data/w)"/><bind nodeset="/data/w/no" calculate="position(..)"/>
<bind nodeset="/data/w/share" calculate="../n div /data/total"/>"""
BODY = (
    """<group ref="/data/w"><label>Worker</label><repeat nodeset="/data/w"><input ref="/data/w/n"/></repeat></group>"""
)


@pytest.fixture
def session():
    return started(WORKERS, BINDS, BODY)


def column(session, name):
    return [node.value for node in session.nodes() if node.template == f"/data/w/{name}"]


def test_a_new_row_has_a_stable_ref_and_what_depends_on_rows_follows(session):
    ref, changes = session.add_repeat("/data/w")
    assert changes.added == (ref,)
    assert UUID(ref.removeprefix("/data/w[").removesuffix("]"))
    assert changes.values["/data/rows"] == "1"
    assert session.positional(f"{ref}/n") == "/data/w[1]/n"
    assert session.stable("/data/w[1]/n") == f"{ref}/n"


def test_an_answer_in_a_row_reaches_the_sums_and_every_row_that_uses_them(session):
    for value in ("3", "1"):
        ref, _ = session.add_repeat("/data/w")
        session.answer(f"{ref}/n", value)
    assert session.node("/data/total").value == "4"
    assert column(session, "share") == ["0.75", "0.25"]


def test_removing_a_row_moves_the_later_ones_up_and_keeps_their_ids(session):
    refs = [session.add_repeat("/data/w")[0] for _ in range(3)]
    for at, ref in enumerate(refs):
        session.answer(f"{ref}/n", str(at))
    changes = session.remove_repeat(refs[0])
    assert changes.removed == (refs[0],)
    assert column(session, "no") == ["1", "2"]
    assert session.stable("/data/w[1]") == refs[1]
    assert session.node("/data/total").value == "3"
    with pytest.raises(errors.AnswerRefused):
        session.node(refs[0])


def test_a_row_id_can_be_given_but_not_twice(session):
    ref, _ = session.add_repeat("/data/w", "abc")
    assert ref == "/data/w[abc]"
    with pytest.raises(errors.AnswerRefused):
        session.add_repeat("/data/w", "abc")


@pytest.mark.parametrize("ref", ["/data/w[1]", "/data/total", "/data/none", "/data"])
def test_only_a_repeat_takes_rows(session, ref):
    with pytest.raises(errors.AnswerRefused):
        session.add_repeat(ref)


def test_counted_rows_follow_their_count_and_have_the_same_ids_on_every_computer():
    record = "11111111-2222-3333-4444-555555555555"
    body = inputs("count") + '<repeat nodeset="/data/w" jr:count="/data/count"><input ref="/data/w/n"/></repeat>'
    session = started("<count/><w><n/></w>", '<bind nodeset="/data/count" type="int"/>', body, record=record)
    assert session.rows() == {"/data/w": []}
    changes = session.answer("/data/count", "2")
    ids = [str(uuid5(UUID(record), f"/data/w|{at}")) for at in (1, 2)]
    assert changes.added == tuple(f"/data/w[{row}]" for row in ids)
    session.answer("/data/w[2]/n", "x")
    assert session.answer("/data/count", "1").removed == (f"/data/w[{ids[1]}]",)
    assert session.answer("/data/count", "").removed == (), "a count that is no number changes nothing"
    with pytest.raises(errors.AnswerRefused):
        session.add_repeat("/data/w")


def test_a_count_beyond_all_reason_stops_at_the_limit():
    body = inputs("count") + '<repeat nodeset="/data/w" jr:count="/data/count"><input ref="/data/w/n"/></repeat>'
    session = started("<count/><w><n/></w>", "", body)
    session.answer("/data/count", "1000000000")
    assert len(session.rows()["/data/w"]) == 10_000


def test_rows_of_the_form_are_there_at_the_start_and_new_ones_come_from_the_template():
    data = """<w jr:template=""><n>new</n></w><w><n>one</n></w><w><n>two</n></w>"""
    session = started(data, "", BODY.replace("Worker", "W"))
    assert column(session, "n") == ["one", "two"]
    session.add_repeat("/data/w")
    assert column(session, "n") == ["one", "two", "new"]


def test_nested_rows_keep_to_their_own_row():
    session = started(
        "<o><sum/><i><n/></i></o>",
        '<bind nodeset="/data/o/sum" calculate="sum(../i/n)"/>',
        '<repeat nodeset="/data/o"><repeat nodeset="/data/o/i"><input ref="/data/o/i/n"/></repeat></repeat>',
    )
    outer, _ = session.add_repeat("/data/o")
    inner, _ = session.add_repeat(f"{outer}/i")
    session.answer("/data/o[1]/i[1]/n", "5")
    session.answer("/data/o[2]/i[1]/n", "1")
    changes = session.answer(f"{inner}/n", "2")
    assert changes.values == {f"{inner}/n": "2", f"{outer}/sum": "3"}
    assert session.node("/data/o[1]/sum").value == "5"


def test_a_row_can_build_on_the_row_before_it():
    session = started(
        "<w><n/><run/></w>",
        """<bind nodeset="/data/w/run"
        calculate="../n + coalesce(/data/w[position() = position(current()/..) - 1]/run, 0)"/>""",
        BODY,
    )
    for at, value in enumerate(("1", "2", "3"), 1):
        if at > 1:
            session.add_repeat("/data/w")
        session.answer(f"/data/w[{at}]/n", value)
    assert column(session, "run") == ["1", "3", "6"]
    session.answer("/data/w[1]/n", "10")
    assert column(session, "run") == ["10", "12", "15"]


def test_new_rows_run_their_actions():
    body = """<repeat nodeset="/data/w"><setvalue event="odk-new-repeat" ref="/data/w/n" value="position(..) * 10"/>
    <input ref="/data/w/n"/></repeat>"""
    session = started("<w><n/></w>", "", body)
    session.add_repeat("/data/w")
    assert column(session, "n") == ["", "20"]


def test_saving_and_reopening_rows_is_the_identity(session):
    for value in ("3", "1", "2"):
        ref, _ = session.add_repeat("/data/w")
        session.answer(f"{ref}/n", value)
    session.remove_repeat("/data/w[2]")
    again = Session.resume(session.form, session.values(), session.rows())
    assert again.values() == session.values()
    assert again.rows() == session.rows()


def test_an_absolute_path_into_the_rows_around_it_means_its_own_row_but_sums_take_all():
    session = started(
        "<w><n/><big/><copy/><all/><if/></w>",
        """<bind nodeset="/data/w/n" type="int"/><bind nodeset="/data/w/big" relevant="/data/w/n &gt; 5"/>
        <bind nodeset="/data/w/copy" calculate="concat(/data/w/n, '!')"/>
        <bind nodeset="/data/w/all" calculate="sum(/data/w/n)"/>
        <bind nodeset="/data/w/if" calculate="if(true(), /data/w/n, 0)"/>""",
        BODY,
    )
    session.add_repeat("/data/w")
    session.answer("/data/w[1]/n", "9")
    session.answer("/data/w[2]/n", "2")
    assert [session.node(f"/data/w[{at}]/big").relevant for at in (1, 2)] == [True, False]
    assert column(session, "copy") == ["9!", "2!"]
    assert column(session, "all") == ["11", "11"]
    assert column(session, "if") == ["9", "2"]


def test_a_translated_label_names_the_row_it_stands_in():
    itext = """<itext><translation lang="en"><text id="q"><value>About <output value="/data/w/n"/></value></text>
    </translation></itext>"""
    body = """<repeat nodeset="/data/w"><input ref="/data/w/n"><label ref="jr:itext('q')"/></input></repeat>"""
    session = started("<w><n/></w>", "", body, itext)
    session.add_repeat("/data/w")
    session.answer("/data/w[1]/n", "Ana")
    session.answer("/data/w[2]/n", "Bo")
    assert [node.label for node in session.nodes() if node.template == "/data/w/n"] == ["About Ana", "About Bo"]


def test_a_count_that_asks_for_its_own_rows_finds_them_blank():
    body = '<repeat nodeset="/data/w" jr:count="/data/w/n"><input ref="/data/w/n"/></repeat>'
    session = started("<w><n>3</n></w>", "", body)
    assert session.rows() == {"/data/w": []}
