"""What a form may ask of the computer and its user, and where it is: preloads, property(), places nothing asks for."""

import pytest
from field_world import field_desk

from fieldaudit.desktop.run.cards import PlaceAsk
from fieldaudit.desktop.run.field_run import FieldRun
from fieldaudit.errors import AnswerRefused
from fieldaudit.field import audits
from fieldaudit.field.work import AuditWork
from fieldaudit.vault import instruments
from fieldaudit.vault.reading import properties_of, read_audit

FORM = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
  xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms">
<h:head><h:title>Asks</h:title><model><instance><data id="asks" version="1"><who/><device/><said/><start-place/><a/>
<gate jr:template=""><name/><spot/></gate></data></instance>
<bind nodeset="/data/who" jr:preload="property" jr:preloadParams="username"/>
<bind nodeset="/data/device" jr:preload="property" jr:preloadParams="deviceid"/>
<bind nodeset="/data/said" calculate="concat(property('username'), ' ', /data/a)"/>
<bind nodeset="/data/start-place" type="geopoint"/><bind nodeset="/data/gate/spot" type="geopoint"/>
<odk:setgeopoint event="odk-instance-first-load" ref="/data/start-place"/></model></h:head>
<h:body><group><label>First</label><input ref="/data/a"><label>A</label></input></group>
<group><label>Gates</label><repeat nodeset="/data/gate">
<odk:setgeopoint event="odk-new-repeat" ref="/data/gate/spot"/>
<input ref="/data/gate/name"><label>Name</label></input></repeat></group></h:body></h:html>"""
PLACE = "/data/start-place"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("asks")
    with field_desk(folder / "world") as made:
        file = folder / "asks.xml"
        file.write_text(FORM, encoding="utf-8")
        instruments.install(made.field, file)
        yield made


@pytest.fixture
def audit(world):
    return audits.start_audit(world.field, "asks", world.site, audits.NewVisit())


def places(items):
    return [item for item in items if isinstance(item, PlaceAsk)]


def test_a_form_learns_who_fills_it_in_and_on_which_seat(world, audit):
    work = AuditWork(world.field, audit)
    device = f"fieldaudit:{world.field.seat}"
    assert [work.session.node(f"/data/{name}").value for name in ("who", "device")] == ["Amina Rahman", device]
    work.answer("/data/a", "x")
    assert read_audit(world.field, audit).session.node("/data/said").value == "Amina Rahman x"


def test_whoever_reads_an_audit_computes_with_the_one_who_began_it(world, audit):
    view = read_audit(world.field, audit).view
    assert properties_of(view) == {"username": "Amina Rahman", "deviceid": f"fieldaudit:{world.field.seat}"}


def test_a_place_without_a_question_is_asked_for_once_quietly_and_stays_to_be_corrected(world, audit):
    run = FieldRun(world.field)
    before = run.open(audit).sections
    [asked] = places(run.section(1))
    assert (asked.ref, asked.name, asked.value) == (PLACE, "start place", "")
    change = run.locate(1, PLACE, "23.81 90.41")
    assert change.sections == before
    assert [item.value for item in places(change.items)] == ["23.81 90.41"]
    again = FieldRun(world.field)
    again.open(audit)
    assert [item.value for item in places(again.section(1))] == ["23.81 90.41"]
    again.locate(1, PLACE, "1.0 2.0")
    assert read_audit(world.field, audit).view.values[PLACE] == "1.0 2.0"
    undone = again.undo()
    assert undone.ref == PLACE


def test_what_is_no_position_is_refused_in_one_sentence_and_nothing_changes(world, audit):
    work = AuditWork(world.field, audit)
    with pytest.raises(AnswerRefused, match="it is not a latitude and longitude"):
        work.locate(PLACE, "somewhere")
    with pytest.raises(AnswerRefused, match="does not ask where it is"):
        work.locate("/data/a", "1 2")
    assert work.unasked_places() == [PLACE]


def test_the_place_of_a_row_is_asked_for_in_its_section_after_reopening_too(world, audit):
    run = FieldRun(world.field)
    run.open(audit)
    change = run.add_row(2, "/data/gate")
    names = [item.name for item in places(change.items)]
    assert names == ["spot 1"]
    run.open(audit)
    assert [item.name for item in places(run.section(2))] == names
    assert [item.ref for item in places(run.section(1))] == [PLACE]
