"""Who has no audit yet asks for a certificate all the same: a colleague cannot share one with them before."""

import pytest
from exchange_world import PASSPHRASE, add_audit, make_world, open_world

from fieldaudit.errors import NothingToSend
from fieldaudit.exchange import answer, colleagues, people
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field import outbox


@pytest.fixture
def world(tmp_path):
    make_world(tmp_path)
    with open_world(tmp_path) as opened:
        yield opened


def test_a_package_about_nothing_brings_the_request_and_the_answer_the_certificate(world):
    assert outbox.outbox(world.field).asks
    path = export_audits(world.field, [], world.stick).path
    assert not outbox.outbox(world.field).asks  # it is on its way
    taken = import_package(world.office, path)
    assert (taken.state, taken.events, taken.audits) == ("taken_in", 0, ())
    assert taken.reason == "It brought nothing by Amina Rahman that was not here."
    assert people.seats(world.office)[world.field.seat].state == people.ADMITTED
    back = answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE)
    assert import_package(world.field, back.path).accepted
    assert b"BEGIN CERTIFICATE" in colleagues.own_card(world.field)
    with pytest.raises(NothingToSend):
        export_audits(world.field, [], world.stick)


def test_an_audit_that_is_ready_is_sent_rather_than_nothing(world):
    audit = add_audit(world.field)
    path = export_audits(world.field, [audit], world.stick).path
    assert import_package(world.office, path).audits == (audit,)
