"""Whatever the order of answers, recalculating step by step equals recalculating from nothing."""

from __future__ import annotations

from checklist_samples import NOON, xform
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldaudit.checklist import Session, parse_form

DATA = """<a/><b/><c/><pick/><sum/><n/><g><x/><y/></g><count/><w jr:template=""><v/><half/><place/><deep/></w>
<k><t/></k><late/>"""
BINDS = """<bind nodeset="/data/a" type="int"/><bind nodeset="/data/b" type="int"/>
<bind nodeset="/data/c" calculate="/data/a + /data/b"/>
<bind nodeset="/data/g" relevant="/data/a &gt; 2"/><bind nodeset="/data/g/y" calculate="concat(../x, '-', /data/c)"/>
<bind nodeset="/data/g/x" relevant="/data/b != 1"/>
<bind nodeset="/data/sum" calculate="sum(/data/w/v[. != ''])"/><bind nodeset="/data/n" calculate="count(/data/w)"/>
<bind nodeset="/data/w/half" calculate="../v div 2"/><bind nodeset="/data/w/place" calculate="position(..)"/>
<bind nodeset="/data/w/deep" calculate="if(../v = /data/a, ../place + /data/sum, '')"/>
<bind nodeset="/data/w/v" type="int" relevant="position(..) &lt; /data/a + 2"/>
<bind nodeset="/data/k/t" calculate="concat(position(..), /data/c)"/>
<bind nodeset="/data/late" calculate="concat(/data/g/y, count(/data/k), /data/pick, /data/w[last()]/half)"/>"""
BODY = """<input ref="/data/a"/><input ref="/data/b"/>
<select1 ref="/data/pick"><itemset nodeset="instance('list')/root/item[from &lt;= /data/a]"><value ref="name"/>
<label ref="name"/></itemset></select1>
<group ref="/data/g"><input ref="/data/g/x"/></group><repeat nodeset="/data/w"><input ref="/data/w/v"/></repeat>
<repeat nodeset="/data/k" jr:count="/data/b"><input ref="/data/k/t"/></repeat>"""
LIST = """<instance id="list"><root><item><name>p</name><from>0</from></item><item><name>q</name><from>3</from></item>
</root></instance>"""
FORM = parse_form(xform(DATA, BINDS, BODY, LIST))

small = st.sampled_from(["", "0", "1", "2", "3", "4"])
steps = st.one_of(
    st.tuples(st.just("answer"), st.sampled_from(["/data/a", "/data/b", "/data/g/x"]), small),
    st.tuples(st.just("pick"), st.sampled_from(["", "p", "q"]), st.just("")),
    st.tuples(st.just("row"), st.integers(0, 5), small),
    st.tuples(st.just("add"), st.just(""), st.just("")),
    st.tuples(st.just("remove"), st.integers(0, 5), st.just("")),
)


def take(session, step):
    kind, what, value = step
    rows = session.rows()["/data/w"]
    if kind == "answer":
        session.answer(what, value)
    elif kind == "pick" and (not what or what in {choice.value for choice in session.node("/data/pick").choices}):
        session.answer("/data/pick", what)
    elif kind == "add":
        session.add_repeat("/data/w")
    elif kind == "row" and rows:
        session.answer(f"/data/w[{what % len(rows) + 1}]/v", value)
    elif kind == "remove" and rows:
        session.remove_repeat(f"/data/w[{what % len(rows) + 1}]")


def picture(session):
    return {
        node.stable: (node.value, node.stored, node.relevant, node.violation, node.choices) for node in session.nodes()
    }


@settings(max_examples=150, deadline=None)
@given(st.lists(steps, max_size=14))
def test_step_by_step_equals_from_nothing(script):
    session = Session.start(FORM, clock=lambda: NOON)
    for step in script:
        take(session, step)
    again = Session.resume(FORM, session.values(), session.rows(), clock=lambda: NOON)
    assert picture(again) == picture(session)
    assert not session.faults


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, max_size=10))
def test_what_is_not_touched_looks_the_same(script):
    session = Session.start(FORM, clock=lambda: NOON)
    before = picture(session)
    for kind, what, value in script:
        if kind == "answer":
            changes = session.answer(what, value)
            after = picture(session)
            differ = {ref for ref in after.keys() & before.keys() if after[ref] != before[ref]}
            assert differ <= changes.touched
            assert {ref for ref in differ if after[ref][1] != before[ref][1]} <= changes.values.keys()
            before = after
        else:
            take(session, (kind, what, value))
            before = picture(session)
