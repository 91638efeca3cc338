"""An attachment that the carrier cannot open goes where the entries go that name it, and not again once it arrived."""

import pytest
from exchange_world import PASSPHRASE, unpack
from field_deeds import SAID, SEEN, photo
from team_world import VOICES, a_team

from fieldaudit.exchange import answer, relay
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field.consent import withdraw_consent
from fieldaudit.field.work import AuditWork
from fieldaudit.vault.check_advice import advice_for


@pytest.fixture
def world(tmp_path):
    """Amina has what a worker told Bilal, with a photo that she cannot open."""
    with a_team(tmp_path) as made:
        made.audit = made.shared([VOICES])
        his = AuditWork(made.bilal, made.audit)
        his.answer(SAID, "They keep my passport.")
        his.attach(SAID, photo("blue"), "slip.png")
        made.give(made.bilal, made.amina, made.audit)
        yield made


def files_sent(world, **how) -> list[str]:
    """Return the attachments in what Amina sends now, after something new of Bilal's came."""
    AuditWork(world.bilal, world.audit).answer(SEEN, "7")
    world.give(world.bilal, world.amina, world.audit)
    packages = export_audits(world.amina, [world.audit], world.stick, **how).files()
    return [name for path in packages for name in unpack(path) if name.startswith("blobs/")]


def received(world) -> None:
    """Let head office take it in, and Amina its receipt."""
    assert world.up(world.amina, world.audit).accepted
    path = answer.send(world.office, world.amina.seat, world.stick, passphrase=PASSPHRASE).path
    assert import_package(world.amina, path).accepted


def test_it_is_sent_until_a_receipt_names_its_entry_and_not_after_that(world):
    assert len(files_sent(world)) == 1
    received(world)
    assert files_sent(world) == []


def test_it_is_sent_once_more_where_all_is(world):
    received(world)
    assert len(files_sent(world, again=True)) == 1


def test_one_whose_entry_an_older_program_did_not_note_goes_with_any(world):
    received(world)
    key = f"relay.carried/{world.audit}"
    older = world.amina.get(key)
    older.pop("came")
    world.amina.put(key, older)
    assert len(relay.carried(world.amina, world.audit).blobs) == 1
    assert len(files_sent(world)) == 1


def test_one_that_was_withdrawn_and_could_be_anothers_stays_closed_and_is_called_withdrawn(world):
    """Amina's own photo goes with it: head office cannot tell whose is whose."""
    hers = AuditWork(world.amina, world.audit)
    hers.attach(SAID, photo("red"), "fee.png")
    [blob] = relay.carried(world.amina, world.audit).blobs
    assert world.up(world.amina, world.audit).accepted
    withdraw_consent(world.bilal, world.audit, world.audit, "Asked to.")
    world.give(world.bilal, world.amina, world.audit)
    assert world.up(world.amina, world.audit).accepted
    file = world.office.home / "blobs" / f"{blob}.age"
    assert file.is_file()
    assert blob not in {said.get("blob") for _, said in world.office.unsealed(world.audit, [world.officer.secret])}
    assert world.office.check() == []
    file.unlink()
    [told] = world.office.check()
    assert told == f"The file of the attachment {blob}, which was withdrawn and which nobody opens, is missing."
    assert "Nothing is lost" in advice_for(told).next_step
