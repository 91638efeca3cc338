"""What differs between two forms is named question by question, and in what; nothing is named where nothing does."""

import pytest

from fieldaudit.checklist import parse_form
from fieldaudit.checklist.form_changes import changes

XFORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:fa="urn:fieldaudit:forms:1">
<h:head><h:title>Fire</h:title><model>
<itext><translation lang="en" default="true()">
<text id="exits"><value>Usable exits</value></text>
<text id="y"><value>Yes</value></text><text id="n"><value>No</value></text>
</translation><translation lang="es"><text id="exits"><value>Salidas</value></text></translation></itext>
<instance><data id="fire" version="3"><floor><exits/><open/></floor><sum/></data></instance>
<instance id="yn"><root><item><name>yes</name><itextId>y</itextId></item>
<item><name>no</name><itextId>n</itextId></item></root></instance>
<bind nodeset="/data/floor" relevant="true()"/>
<bind nodeset="/data/floor/exits" type="int" required="true()" constraint=". &lt; 90"/>
<bind nodeset="/data/floor/open" type="string" fa:finding=". = 'no'" fa:severity="'major'"/>
<bind nodeset="/data/sum" type="int" calculate="/data/floor/exits + 1"/>
</model></h:head>
<h:body><group ref="/data/floor"><input ref="/data/floor/exits"><label ref="jr:itext('exits')"/></input>
<select1 ref="/data/floor/open"><label>Open?</label>
<itemset nodeset="instance('yn')/root/item"><value ref="name"/><label ref="jr:itext(itextId)"/></itemset>
</select1></group>
<input ref="/data/sum"><label>Sum</label></input></h:body></h:html>"""


def found(changed: str, media: dict[str, bytes] | None = None):
    return changes(parse_form(XFORM.encode()), parse_form(changed.encode(), media or {}))


def test_a_form_differs_from_itself_in_nothing():
    same = found(XFORM)
    assert (bool(same), same.elsewhere) == (False, False)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("Usable exits", "Exits that open", {"exits": ("words",)}),
        ("Salidas", "Salidas libres", {"exits": ("words",)}),
        ("<value>No</value>", "<value>Never</value>", {"open": ("choices",)}),
        ("<name>no</name>", "<name>never</name>", {"open": ("choices",)}),
        ('required="true()"', 'required="false()"', {"exits": ("required",)}),
        (". &lt; 90", ". &lt; 99", {"exits": ("allowed",)}),
        ("exits + 1", "exits + 2", {"sum": ("computed",)}),
        ('relevant="true()"', 'relevant="1 = 1"', {"exits": ("asked",), "open": ("asked",)}),
        (". = 'no'", ". != 'yes'", {"open": ("finding",)}),
        ('exits" type="int"', 'exits" type="decimal"', {"exits": ("kind",)}),
    ],
)
def test_each_change_is_named_with_the_question_that_it_is_about(old, new, named):
    assert old in XFORM
    told = found(XFORM.replace(old, new, 1))
    assert {one.ref.rpartition("/")[2]: one.aspects for one in told.changed} == named
    assert (told.added, told.removed, told.elsewhere) == ((), (), False)


def test_what_is_no_question_is_said_to_differ_elsewhere():
    told = found(XFORM.replace("<h:title>Fire", "<h:title>Fire safety"))
    assert (bool(told), told.elsewhere) == (False, True)
    assert found(XFORM, {"map.png": b"picture"}).elsewhere


def test_a_question_more_and_a_question_less_are_named_in_the_main_language():
    without = XFORM.replace("""<input ref="/data/sum"><label>Sum</label></input>""", "")
    assert [one.label for one in found(without).removed] == ["Sum"]
    assert [one.label for one in changes(parse_form(without.encode()), parse_form(XFORM.encode())).added] == ["Sum"]
