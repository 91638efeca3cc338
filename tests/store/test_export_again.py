"""Head office lost what it had confirmed: everything is sent again, and nothing is there twice."""

import shutil

import pytest
from exchange_world import PASSPHRASE, add_audit, make_world, open_world

from fieldaudit.audit.events import NewEvent
from fieldaudit.errors import NothingToSend
from fieldaudit.exchange import answer
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.incoming import import_package
from fieldaudit.exchange.intake import take_in
from fieldaudit.field import outbox
from fieldaudit.vault import Vault


@pytest.fixture
def folder(tmp_path):
    make_world(tmp_path / "world")
    return tmp_path / "world"


def confirm(world):
    back = answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE)
    assert import_package(world.field, back.path).state == "applied"


def test_what_head_office_confirmed_and_lost_is_sent_again_and_what_waited_for_it_follows(folder):
    shutil.copytree(folder / "office", folder / "older")
    with open_world(folder) as world:
        audits = [add_audit(world.field), add_audit(world.field)]
        for audit in audits:
            assert take_in(world.office, export_audits(world.field, [audit], world.stick).path).accepted
        confirm(world)
        with pytest.raises(NothingToSend):
            export_audits(world.field, audits, world.stick)
        assert outbox.sent_audits(world.field) == tuple(audits)
        world.field.append([NewEvent(audits[0], "audit", "answer.set", {"ref": "/data/late", "value": "1"})])
        later = export_audits(world.field, [audits[0]], world.stick)
        whole = {head.record: head for head in world.field.streams(audits)}
    with Vault.open(folder / "older", PASSPHRASE) as restored, Vault.open(folder / "field", PASSPHRASE) as field:
        assert take_in(restored, later.path).state == "earlier_missing"
        taken = take_in(restored, outbox.send_again(field, folder / "stick").path)
        assert (taken.state, [item.state for item in taken.released]) == ("taken_in", ["taken_in"])
        assert {head.record: head for head in restored.streams(audits)} == whole
        assert restored.check() == []


def test_one_audit_is_sent_again_and_head_office_that_lost_nothing_takes_it_for_known(folder):
    with open_world(folder) as world:
        audits = [add_audit(world.field), add_audit(world.field)]
        assert take_in(world.office, export_audits(world.field, audits, world.stick).path).accepted
        confirm(world)
        before = world.office.streams(audits)
        written = outbox.send_again(world.field, world.stick, audits[1:])
        assert take_in(world.office, written.path).state == "taken_in"
        assert world.office.streams(audits) == before
        assert world.field.exchange_log.packages("out")[0].detail["audits"] == audits[1:]


def test_with_nothing_sent_before_there_is_nothing_to_send_again(folder):
    with open_world(folder) as world:
        add_audit(world.field)
        with pytest.raises(NothingToSend):
            outbox.send_again(world.field, world.stick)
