"""A form altered under a known name: both are shown, a person takes it in as a form of its own or puts it away."""

from pathlib import Path

import pytest
from exchange_world import PASSPHRASE, World, make_world, open_world
from test_exchange_forms import XFORM, audit_with

from fieldaudit.errors import FormKeptApart, NoFormWaits, NotHeadOffice, NothingToPutAway, NotYourRole
from fieldaudit.exchange import answer, export, form_twins, membership, published
from fieldaudit.exchange.incoming import import_package
from fieldaudit.exchange.intake import intake_log, take_in
from fieldaudit.headoffice import waiting
from fieldaudit.vault import instruments

OTHER = (
    XFORM.replace("Usable exits", "Exits")
    .replace("</model>", '<bind nodeset="/data/doors" type="int"/></model>')
    .replace("<exits/>", "<exits/><doors/>")
    .replace("</h:body>", '<input ref="/data/doors"><label>Doors</label></input></h:body>')
)


@pytest.fixture
def world(tmp_path: Path):
    make_world(tmp_path / "world")
    with open_world(tmp_path / "world") as opened:
        yield opened


@pytest.fixture
def held(world):
    """Head office knows one form, an audit with another of the same name waits; returns package, audit and digests."""
    here = world.office.add_form(OTHER.encode(), {})
    audit, digest = audit_with(world, XFORM)
    path = export.export_audits(world.field, [audit], world.stick).path
    return path, take_in(world.office, path).package, audit, here, digest


def test_both_forms_are_shown_with_where_they_come_from_and_what_differs(world, held):
    _, package, _, here, digest = held
    [twin] = form_twins.twins(world.office, package[:12])
    assert (twin.id, twin.version) == ("fire", "3")
    assert (twin.known.digest, twin.known.how, twin.known.questions) == (here, form_twins.INSTALLED, 2)
    assert (twin.coming.digest, twin.coming.how, twin.coming.who) == (digest, form_twins.CAME, "Amina Rahman")
    assert twin.known.since
    assert twin.coming.since
    assert [one.label for one in twin.changes.removed] == ["Doors"]
    assert [(one.label, one.aspects) for one in twin.changes.changed] == [("Usable exits", ("words",))]
    assert digest not in world.office.forms()


def test_once_accepted_the_audit_is_in_with_its_own_form_and_no_new_one_can_be_started_with_it(world, held):
    _, package, audit, here, digest = held
    [result] = form_twins.accept(world.office, package)
    assert (result.state, result.package) == ("taken_in", package)
    assert world.office.record_types()[audit] == "audit"
    assert digest in world.office.forms()
    assert [item.digest for item in published.to_use(world.office) if item.id == "fire"] == [here]
    with pytest.raises(FormKeptApart):
        published.publish_form(world.office, digest)
    assert instruments.find(world.office, "fire").digest == here
    row = world.office.exchange_log.package(package, "in")
    assert row is not None
    assert row.detail["forms_accepted"] == [digest]
    assert row.detail["accepted_by"] == membership.member(world.office).name
    assert form_twins.waiting(world.office) == []


def test_what_is_sent_later_with_an_accepted_form_comes_in_by_itself(world, held):
    _, package, *_ = held
    form_twins.accept(world.office, package)
    audit, _ = audit_with(world, XFORM)
    assert take_in(world.office, export.export_audits(world.field, [audit], world.stick).path).state == "taken_in"


def test_a_third_form_of_the_same_name_waits_again(world, held):
    _, package, *_ = held
    form_twins.accept(world.office, package)
    audit, _ = audit_with(world, XFORM.replace("Usable exits", "Ways out"))
    result = take_in(world.office, export.export_audits(world.field, [audit], world.stick).path)
    assert (result.state, result.held) == ("form_altered", True)


def test_put_away_it_waits_no_more_and_comes_back_when_it_is_brought_again(world, held):
    path, package, *_ = held
    row = waiting.put_away(world.office, package[:8])
    assert (row.state, row.detail["was"]) == ("put_away", "form_altered")
    assert waiting.needing(world.office) == []
    assert form_twins.waiting(world.office) == []
    assert take_in(world.office, path).held
    assert [one.state for one in waiting.needing(world.office)] == ["form_altered"]


@pytest.mark.parametrize("typed", ["", "0" * 64, "abc"])
def test_what_does_not_wait_is_said_to_wait_not(world, held, typed):
    with pytest.raises(NoFormWaits):
        form_twins.accept(world.office, typed)
    with pytest.raises(NothingToPutAway):
        waiting.put_away(world.office, typed)
    assert len(intake_log(world.office)) == 1


def test_only_who_gives_out_forms_may_accept_one(world, held):
    _, package, *_ = held
    world.office.put(membership.ME, {**world.office.get(membership.ME), "role": "reviewer"})
    with pytest.raises(NotYourRole):
        form_twins.accept(world.office, package)
    assert form_twins.waiting(world.office) == [package]
    with pytest.raises(NotHeadOffice):
        form_twins.accept(world.field, package)


def test_a_form_that_head_office_gives_out_takes_the_name_in_the_field(world, held):
    _, package, audit, here, digest = held
    form_twins.accept(world.office, package)
    published.publish_form(world.office, here)
    back = answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE)
    assert import_package(world.field, back.path).state == "applied"
    assert [item.digest for item in published.to_use(world.field) if item.id == "fire"] == [here]
    assert instruments.form_of(world.field, digest).id == "fire"
    assert world.field.record_types()[audit] == "audit"


def test_a_package_of_several_accepted_forms_in_parts_is_a_package_like_any_other(world: World, held):
    _, package, *_ = held
    form_twins.accept(world.office, package)
    written = answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE, max_size=8000)
    assert len(written.parts) > 1
    states = [import_package(world.field, part).state for part in reversed(written.parts)]
    assert states[:-1] == ["incomplete"] * (len(states) - 1)
    assert states[-1] == "applied"
