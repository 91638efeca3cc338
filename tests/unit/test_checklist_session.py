"""A session: what an answer changes, and what it may be."""

from __future__ import annotations

import pytest
from checklist_samples import inputs, started, xform

from fieldaudit import errors
from fieldaudit.checklist import Session, parse_form

YES_NO = "<item><label>Yes</label><value>yes</value></item><item><label>No</label><value>no</value></item>"


def test_an_answer_recalculates_what_depends_on_it_and_says_so():
    session = started(
        "<a/><b/><total/>",
        '<bind nodeset="/data/a" type="int"/><bind nodeset="/data/total" calculate="/data/a + 1"/>',
        inputs("a", "b"),
    )
    changes = session.answer("/data/a", "4")
    assert changes.values == {"/data/a": "4", "/data/total": "5"}
    assert {"/data/a", "/data/total"} <= changes.touched
    assert "/data/b" not in changes.touched


def test_a_group_that_becomes_irrelevant_blanks_its_values_for_others_but_keeps_them():
    session = started(
        "<ask/><g><a/></g><copy/>",
        """<bind nodeset="/data/g" relevant="/data/ask = 'yes'"/>
        <bind nodeset="/data/copy" calculate="/data/g/a"/>""",
        inputs("ask") + '<group ref="/data/g"><input ref="/data/g/a"/></group>',
    )
    assert not session.node("/data/g/a").relevant
    session.answer("/data/ask", "yes")
    session.answer("/data/g/a", "x")
    assert session.node("/data/copy").value == "x"
    changes = session.answer("/data/ask", "no")
    assert changes.values == {"/data/ask": "no", "/data/copy": ""}
    assert session.node("/data/g/a").value == ""
    assert session.node("/data/g/a").stored == "x"
    session.answer("/data/ask", "yes")
    assert session.node("/data/copy").value == "x"


def test_readonly_is_inherited_and_refuses_answers():
    session = started(
        "<g><a>1</a></g>",
        '<bind nodeset="/data/g" readonly="true()"/>',
        '<group ref="/data/g"><input ref="/data/g/a"/></group>',
    )
    assert session.node("/data/g/a").readonly
    with pytest.raises(errors.AnswerRefused):
        session.answer("/data/g/a", "2")
    assert session.node("/data/g/a").value == "1"


def test_a_constraint_holds_for_values_and_required_for_blanks():
    session = started(
        "<a/>",
        """<bind nodeset="/data/a" type="int" required="true()" constraint=". &lt; 10"
        jr:constraintMsg="Too many" jr:requiredMsg="Say how many"/>""",
        inputs("a"),
    )
    node = session.node("/data/a")
    assert (node.violation, node.message) == ("required", "Say how many")
    session.answer("/data/a", "12")
    assert (node.violation, node.message) == ("constraint", "Too many")
    session.answer("/data/a", "9")
    assert (node.violation, node.message) == (None, "")


@pytest.mark.parametrize(
    ("kind", "good", "stored", "bad"),
    [
        ("int", "12.7", "12", "many"),
        ("int", "-3", "-3", "99999999999"),
        ("decimal", "1.50", "1.5", "1,5"),
        ("decimal", "7", "7.0", "seven"),
        ("date", "2026-02-28", "2026-02-28", "2026-02-30"),
        ("time", "09:30:00", "09:30:00", "9:30"),
        ("dateTime", "2026-02-28T09:30:00Z", "2026-02-28T09:30:00Z", "2026-02-28"),
        ("geopoint", "1.5 2 0", "1.5 2.0 0.0", "100 200"),
        ("geotrace", "1 2;3 4;", "1.0 2.0;3.0 4.0", "1 2;1 2"),
        ("geoshape", "1 2;3 4;1 2", "1.0 2.0;3.0 4.0;1.0 2.0", "1 2;3 4;5 6"),
    ],
)
def test_a_value_is_kept_in_the_form_of_its_type_or_refused(kind, good, stored, bad):
    session = started("<a/>", f'<bind nodeset="/data/a" type="{kind}"/>', inputs("a"))
    session.answer("/data/a", good)
    assert session.node("/data/a").value == stored
    with pytest.raises(errors.AnswerRefused):
        session.answer("/data/a", bad)
    assert session.node("/data/a").value == stored


@pytest.mark.parametrize("ref", ["/data/none", "/data", "/data/calculated", "data/a", "", "/data/a[1]"])
def test_only_questions_take_answers(ref):
    session = started("<a/><calculated/>", "", inputs("a"))
    with pytest.raises(errors.AnswerRefused):
        session.answer(ref, "x")


CITIES = """<instance id="cities"><root>
<item><name>ny</name><label>New York</label><country>us</country></item>
<item><name>la</name><label>Los Angeles</label><country>us</country></item>
<item><name>mx</name><label>Mexico City</label><country>mx</country></item></root></instance>"""
CITY = """<select1 ref="/data/city"><itemset nodeset="instance('cities')/root/item[country = /data/country]">
<value ref="name"/><label ref="label"/></itemset></select1>"""


def test_choices_follow_their_filter_and_a_selection_out_of_reach_is_hidden_not_lost():
    session = started("<country/><city/>", "", inputs("country") + CITY, CITIES)
    session.answer("/data/country", "us")
    assert [choice.label for choice in session.node("/data/city").choices] == ["New York", "Los Angeles"]
    session.answer("/data/city", "la")
    session.answer("/data/country", "mx")
    assert session.node("/data/city").value == ""
    session.answer("/data/country", "us")
    assert session.node("/data/city").value == "la"


def test_a_choice_that_is_not_offered_is_refused():
    session = started("<country/><city/>", "", inputs("country") + CITY, CITIES)
    session.answer("/data/country", "us")
    with pytest.raises(errors.AnswerRefused):
        session.answer("/data/city", "mx")


def test_several_selections_are_kept_in_the_order_of_the_choices():
    session = started("<a/>", "", f'<select ref="/data/a">{YES_NO}</select>')
    session.answer("/data/a", "no yes")
    assert session.node("/data/a").value == "yes no"
    with pytest.raises(errors.AnswerRefused):
        session.answer("/data/a", "yes maybe")


ITEXT = """<itext><translation lang="en" default="true()"><text id="q"><value>Hello <output value="/data/a"/></value>
<value form="guidance">Ask slowly</value></text>
<text id="h"><value>Hint</value><value form="guidance">Look</value></text></translation>
<translation lang="es"><text id="q"><value>Hola <output value="/data/a"/></value></text></translation>
</itext>"""


def test_texts_follow_the_language_and_the_values_in_them():
    body = """<input ref="/data/a"><label ref="jr:itext('q')"/><hint ref="jr:itext('h')"/></input>"""
    session = started("<a>you</a>", "", body, ITEXT)
    node = session.node("/data/a")
    assert (session.language, node.label, node.hint, node.guidance) == ("en", "Hello you", "Hint", "Look")
    session.set_language("es")
    session.answer("/data/a", "mundo")
    assert node.label == "Hola mundo"
    assert node.hint == "Hint", "what is not translated is shown in the form's own language"
    with pytest.raises(errors.AnswerRefused):
        session.set_language("fr")


def test_actions_run_on_first_load_and_on_changes():
    session = started(
        "<a/><b/><c/>",
        """<setvalue event="odk-instance-first-load" ref="/data/a" value="'first'"/>""",
        """<input ref="/data/b">
        <setvalue event="xforms-value-changed" ref="/data/c" value="concat(/data/b, '!')"/></input>
        <input ref="/data/c"/>""",
    )
    assert session.node("/data/a").value == "first"
    assert session.answer("/data/b", "go").values == {"/data/b": "go", "/data/c": "go!"}
    session.answer("/data/c", "own")
    assert session.node("/data/c").value == "own"


def test_actions_that_set_each_other_off_are_stopped_and_noted():
    session = started(
        "<a>0</a><b>0</b>",
        "",
        """<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/b" value="/data/a + 1"/></input>
        <input ref="/data/b"><setvalue event="xforms-value-changed" ref="/data/a" value="/data/b + 1"/></input>""",
    )
    session.answer("/data/a", "1")
    assert "circle" in next(iter(session.faults.values()))


def test_preloads_fill_the_record_when_it_begins():
    session = started(
        "<start/><who/><end/><meta><instanceID/></meta>",
        """<bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>
        <bind nodeset="/data/who" jr:preload="property" jr:preloadParams="username"/>
        <bind nodeset="/data/end" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>
        <bind nodeset="/data/meta/instanceID" jr:preload="uid"/>""",
        properties={"username": "ana"},
    )
    assert session.node("/data/start").value.startswith("2026-11-21T")
    assert session.node("/data/who").value == "ana"
    assert session.node("/data/meta/instanceID").value.startswith("uuid:")
    assert session.node("/data/end").value == ""
    assert "/data/end" in session.finish().values


def test_an_expression_that_fails_counts_as_blank_and_is_noted():
    session = started("<a/><b/>", """<bind nodeset="/data/b" calculate="regex(/data/a, '(')"/>""", inputs("a"))
    session.answer("/data/a", "x")
    assert session.node("/data/b").value == ""
    assert "regular expression" in session.faults["/data/b"]


def test_resuming_gives_back_what_was_saved_even_what_chance_made():
    binds = """<bind nodeset="/data/chance" calculate="random()"/><bind nodeset="/data/twice" calculate="/data/a * 2"/>
    <bind nodeset="/data/hidden" relevant="/data/a = 9"/>"""
    session = started("<a>1</a><hidden/><chance/><twice/>", binds, inputs("a", "hidden"))
    session.answer("/data/a", "9")
    session.answer("/data/hidden", "kept")
    session.answer("/data/a", "3")
    again = Session.resume(session.form, session.values(), session.rows())
    assert again.values() == session.values()
    again.answer("/data/a", "9")
    assert again.node("/data/hidden").value == "kept"


def test_a_value_without_a_place_is_reported_not_lost():
    session = started("<a/>", "", inputs("a"))
    again = Session.resume(session.form, {"/data/a": "1", "/data/gone": "2"}, {})
    assert again.unplaced == {"/data/gone": "2"}


def test_the_submission_holds_what_is_relevant():
    session = started("<a>1</a><b>2</b>", '<bind nodeset="/data/b" relevant="/data/a = 2"/>', inputs("a", "b"))
    written = session.instance_xml()
    assert b"<a>1</a>" in written
    assert b"<b>" not in written
    assert b'id="sample"' in written


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"not xml",
        b"<a/>",
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>',
        b"<a>" * 200_000,
        xform("<a/>", '<bind nodeset="/data/a" calculate="1 +"/>'),
        xform("<a/>", '<bind nodeset="/data/a" calculate="explode(1)"/>'),
        xform("<a/>", f'<bind nodeset="/data/a" calculate="{"(" * 5000}1{")" * 5000}"/>'),
    ],
)
def test_a_form_that_is_broken_or_hostile_is_refused_with_its_problem(xml):
    with pytest.raises(errors.FormRefused) as refusal:
        parse_form(xml)
    assert len(str(refusal.value)) < 700


def test_calculations_in_a_circle_are_refused_with_the_circle_written_out():
    binds = """<bind nodeset="/data/a" calculate="/data/b + 1"/><bind nodeset="/data/b" calculate="/data/c"/>
    <bind nodeset="/data/c" calculate="/data/a"/>"""
    with pytest.raises(errors.FormRefused) as refusal:
        parse_form(xform("<a/><b/><c/>", binds))
    said = str(refusal.value)
    assert said.count("→") == 3
    assert all(ref in said for ref in ("/data/a", "/data/b", "/data/c"))


def test_a_group_whose_relevance_asks_for_a_question_within_it_is_no_circle_of_calculations():
    """Three real forms have it; ODK Validate refuses them, naming every question that reads from the group.

    ODK XForms, Bind Attributes, says of `relevant` only that it may be an XPath expression; what stands still after it
    is settled once more has a meaning, and what does not is stopped with its place named.
    """
    binds = """<bind nodeset="/data/inputs" relevant="./source = 'user'"/>
    <bind nodeset="/data/source" calculate="../inputs/source"/>"""
    body = '<group ref="/data/inputs"><input ref="/data/inputs/source"/></group>'
    session = started("<inputs><source>user</source></inputs><source/>", binds, body)
    assert session.node("/data/source").value == "user"
    session.answer("/data/inputs/source", "other")
    assert not session.node("/data/inputs").relevant
    assert session.node("/data/source").value == ""
    assert not session.faults
    session = started("<inputs><source/></inputs><source/>", binds.replace("'user'", "''"), body)
    session.answer("/data/inputs/source", "x")
    assert "circle" in session.faults["/data/inputs"]


def test_the_digest_depends_on_every_byte_and_every_attachment():
    one = parse_form(xform("<a/>"))
    assert one.digest == parse_form(xform("<a/>")).digest
    assert one.digest != parse_form(xform("<b/>")).digest
    assert one.digest != parse_form(xform("<a/>"), {"list.csv": b"name\na"}).digest
    assert parse_form(xform("<a/>"), {"b": b"1", "a": b"2"}).digest == (
        parse_form(xform("<a/>"), {"a": b"2", "b": b"1"}).digest
    )
