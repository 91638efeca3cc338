"""What a colleague signed is kept as it came and carried on: many packages of theirs, a vault of theirs put back."""

import pytest
from exchange_world import PASSPHRASE
from field_deeds import CLEAR, SAID, SEEN, photo
from team_world import a_team

from fieldaudit.audit.audit_view import AuditView
from fieldaudit.exchange import answer, relay
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field.consent import withdraw_consent
from fieldaudit.field.sites import NewSite, add_site
from fieldaudit.field.work import AuditWork
from fieldaudit.headoffice import given
from fieldaudit.vault import Vault


@pytest.fixture
def world(tmp_path):
    with a_team(tmp_path) as made:
        made.audit = made.shared()
        yield made


def kept(vault, audit, seat):
    return vault.get(f"relay/{audit}/{seat}")


def test_many_packages_of_a_colleague_are_carried_under_their_last_signature_alone(world):
    for count in range(4):
        AuditWork(world.bilal, world.audit).answer(SEEN, str(count))
        world.give(world.bilal, world.amina, world.audit)
    assert len(kept(world.amina, world.audit, world.bilal.seat)) == 1
    written = export_audits(world.amina, [world.audit], world.stick)
    assert len(written.packages()) == 1


def test_what_is_too_much_for_one_signature_goes_on_under_the_next_in_another_package(world, monkeypatch):
    monkeypatch.setattr(relay, "_MERGED", 0)
    for count in range(3):
        AuditWork(world.bilal, world.audit).answer(SEEN, str(count))
        world.give(world.bilal, world.amina, world.audit)
    assert len(kept(world.amina, world.audit, world.bilal.seat)) == 3
    written = export_audits(world.amina, [world.audit], world.stick)
    assert len(written.packages()) == 3
    states = [import_package(world.office, path).state for path in reversed(written.files())]
    assert states == ["earlier_missing", "earlier_missing", "taken_in"]  # the others followed by themselves
    assert AuditView.of(world.office.cells(world.audit)).answers[SEEN] == "2"


def test_a_colleague_whose_vault_was_put_back_loses_nothing_of_what_they_handed_over(world):
    world.bilal.backup(world.stick / "bilal.fab")
    AuditWork(world.bilal, world.audit).answer(SEEN, "4")
    world.give(world.bilal, world.amina, world.audit)
    world.bilal.close()
    home = world.folder / "bilal-again"
    Vault.restore(world.stick / "bilal.fab", home)
    with Vault.open(home, PASSPHRASE) as again:
        AuditWork(again, world.audit).answer(CLEAR, "yes")
        world.give(again, world.amina, world.audit)
        world.give(world.amina, again, world.audit)
        found = AuditView.of(world.amina.cells(world.audit)).answers
        assert (found[SEEN], found[CLEAR]) == ("4", "yes")
        assert AuditView.of(again.cells(world.audit)).answers == found  # his own, back from his colleague
        written = export_audits(world.amina, [world.audit], world.stick)
        for path in written.files():
            assert import_package(world.office, path).state == "taken_in"
        assert world.office.cells(world.audit) == world.amina.cells(world.audit)


def test_a_site_that_head_office_wrote_goes_along_as_head_office_signed_it(world):
    site = add_site(world.office, NewSite("Nadi Textiles", "Nadi Group", "BD", "Gazipur"))
    assert world.up(world.amina, world.audit).state == "taken_in"
    digest = world.amina.forms()[0]
    world.office.add_form(*world.amina.form(digest))
    task = given.NewTask(world.amina.seat, site, digest, "2026-12-20")
    given.assign(world.office, task)
    path = answer.send(world.office, world.amina.seat, world.stick, passphrase=PASSPHRASE).path
    assert import_package(world.amina, path).accepted
    world.site = site
    audit = world.shared()
    assert {cell.value for cell in world.bilal.cells(site, "field/name")} == {"Nadi Textiles"}
    assert world.bilal.records("task") == []
    assert world.up(world.bilal, audit).state == "taken_in"


def test_what_was_withdrawn_is_erased_at_the_colleague_too(world):
    work = AuditWork(world.bilal, world.audit)
    work.answer(SAID, "They keep my passport.")
    work.attach(SAID, photo("blue"), "slip.png")
    world.give(world.bilal, world.amina, world.audit)
    withdraw_consent(world.bilal, world.audit, world.audit, "Asked to.")
    world.give(world.bilal, world.amina, world.audit)
    sealed = [world.amina.stored(event.hash) for event in world.amina.events(world.audit) if event.kind == "answer.set"]
    assert all(stored.sealed is None for stored in sealed)
    assert world.up(world.amina, world.audit).state == "taken_in"
    assert AuditView.of(world.office.cells(world.audit)).withdrawn
