"""Kinds of questions and what surrounds them: last-saved, places, ranges, ranks and texts (ODK XForms)."""

from __future__ import annotations

import pytest
from checklist_samples import NOON, inputs, started, xform

from fieldaudit import errors
from fieldaudit.checklist import Session, parse_form

LAST = '<instance id="__last-saved" src="jr://instance/last-saved"/>'
FROM_LAST = (
    """<setvalue event="odk-instance-first-load" ref="/data/site" value="instance('__last-saved')/data/site"/>"""
)


def remembering(last_saved):
    binds = """<bind nodeset="/data/before" calculate="instance('__last-saved')/data/site"/>"""
    form = parse_form(xform("<site/><before/>", FROM_LAST + binds, inputs("site"), LAST))
    return form, Session.start(form, clock=lambda: NOON, last_saved=last_saved)


def test_the_record_saved_last_gives_its_answers():
    form, first = remembering(b"")
    assert first.node("/data/site").value == ""
    first.answer("/data/site", "Harbour")
    second = Session.start(form, last_saved=first.instance_xml())
    assert second.node("/data/site").value == "Harbour"
    assert second.node("/data/before").value == "Harbour"
    assert not form.warnings


def test_what_came_from_the_record_saved_last_stays_when_reopened_without_it():
    form, session = remembering(b"<data><site>Harbour</site></data>")
    again = Session.resume(form, session.values(), session.rows())
    assert again.values() == session.values()


def test_a_broken_record_saved_last_is_refused_in_one_sentence():
    with pytest.raises(errors.XmlRefused, match="saved last"):
        remembering(b"<data>")


GEO = """<odk:setgeopoint event="odk-instance-first-load" ref="/data/here"/>
<bind nodeset="/data/here" type="geopoint"/>"""


def test_a_place_that_the_computer_cannot_tell_is_asked_of_a_person():
    session = started("<here/>", GEO)
    assert session.unlocated() == ["/data/here"]
    with pytest.raises(errors.AnswerRefused):
        session.locate("/data/here", "somewhere")
    changes = session.locate("/data/here", "-1.29 36.82 0 0")
    assert changes.values == {"/data/here": "-1.29 36.82 0.0 0.0"}
    assert session.unlocated() == []


def test_a_place_that_the_computer_knows_is_filled_and_no_other_can_be_located():
    session = started("<here/><a/>", GEO, inputs("a"), locate=lambda: "1 2 3 4")
    assert session.node("/data/here").value == "1.0 2.0 3.0 4.0"
    with pytest.raises(errors.AnswerRefused):
        session.locate("/data/a", "1 2 0 0")


def test_a_place_is_asked_for_again_in_each_new_row():
    body = """<repeat nodeset="/data/r"><odk:setgeopoint event="odk-new-repeat" ref="/data/r/here"/>
    <input ref="/data/r/v"/></repeat>"""
    session = started('<r jr:template=""><v/><here/></r>', '<bind nodeset="/data/r/here" type="geopoint"/>', body)
    ref, _ = session.add_repeat("/data/r")
    assert f"{ref}/here" in session.unlocated()


def test_a_form_that_wants_a_place_opens_is_typed_into_and_is_submitted_on_a_computer_that_cannot_tell():
    session = started("<here/><a/>", GEO, inputs("here", "a"))
    assert session.node("/data/here").value == ""
    assert session.node("/data/here").violation is None
    session.answer("/data/here", "-1.29 36.82")
    session.answer("/data/a", "done")
    session.finish()
    assert b"<here>-1.29 36.82</here>" in session.instance_xml()
    assert session.unlocated() == []


TEXTS = """<itext><translation lang="en"><text id="q"><value>The long label</value><value form="short">Short</value>
<value form="image">jr://images/pump.png</value></text>
<text id="h"><value>Hint</value><value form="guidance">Ask twice.</value></text>
</translation></itext>"""


def test_short_forms_guidance_and_media_are_told_apart():
    body = (
        """<input ref="/data/a" appearance="numbers"><label ref="jr:itext('q')"/><hint ref="jr:itext('h')"/></input>"""
    )
    node = started("<a/>", "", body, TEXTS).node("/data/a")
    assert (node.label, node.short_label, node.hint, node.guidance) == ("The long label", "Short", "Hint", "Ask twice.")
    assert node.media == {"image": "pump.png"}
    assert node.appearance == "numbers"


@pytest.mark.parametrize(
    ("given", "stored"), [("0", "0"), ("7", "7"), ("10", "10"), ("11", None), ("-1", None), ("x", None)]
)
def test_a_range_takes_what_lies_between_its_ends(given, stored):
    session = started(
        "<a/>", '<bind nodeset="/data/a" type="int"/>', '<range ref="/data/a" start="0" end="10" step="1"/>'
    )
    if stored is None:
        with pytest.raises(errors.AnswerRefused):
            session.answer("/data/a", given)
    else:
        session.answer("/data/a", given)
        assert session.node("/data/a").value == stored


def test_a_rank_takes_every_choice_once_in_the_order_given():
    items = "".join(f"<item><label>{name}</label><value>{name}</value></item>" for name in "abc")
    session = started(
        "<a/>", '<bind nodeset="/data/a" type="odk:rank"/>', f'<odk:rank ref="/data/a">{items}</odk:rank>'
    )
    session.answer("/data/a", "c a b")
    assert session.node("/data/a").value == "c a b"
    for wrong in ("c a", "c c a", "c a b d"):
        with pytest.raises(errors.AnswerRefused):
            session.answer("/data/a", wrong)


def test_an_answer_over_a_calculation_stays_when_reopened():
    session = started("<a/><b/>", '<bind nodeset="/data/b" calculate="/data/a * 2"/>', inputs("a", "b"))
    session.answer("/data/a", "2")
    session.answer("/data/b", "5")
    again = Session.resume(session.form, session.values(), session.rows())
    assert again.node("/data/b").value == "5"
    again.answer("/data/a", "3")
    assert again.node("/data/b").value == "6"


def test_a_cascade_of_several_conditions_gives_the_items_that_meet_all_of_them():
    items = "".join(
        f"<item><name>v{at}</name><district>d{at % 3}</district><ward>w{at % 4}</ward></item>" for at in range(48)
    )
    body = (
        inputs("d", "w")
        + """<select1 ref="/data/v"><itemset nodeset="instance('list')/root/item[district = /data/d
    and ward = /data/w]"><value ref="name"/><label ref="name"/></itemset></select1>"""
    )
    session = started("<d/><w/><v/>", "", body, f'<instance id="list"><root>{items}</root></instance>')
    assert session.node("/data/v").choices == ()
    session.answer("/data/d", "d1")
    session.answer("/data/w", "w2")
    wanted = [f"v{at}" for at in range(48) if at % 3 == 1 and at % 4 == 2]
    assert [choice.value for choice in session.node("/data/v").choices] == wanted
