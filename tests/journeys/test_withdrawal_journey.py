"""Two laptops, head office and the officer: what a worker said, and took back, is gone wherever it had come."""

import io

from cipher_pages import all_plain, traces
from exchange_world import PASSPHRASE
from PIL import Image
from team_world import a_team

from fieldaudit.exchange import confirmations
from fieldaudit.exchange.answer import send
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field import consent, roster
from fieldaudit.field.work import AuditWork
from fieldaudit.vault import codebook

SAID, PASSPORT = "/data/voices/said", "/data/voices/holds_passport"
ROSTER = "name,passport no\nKestrel Quarry,KQ7716532\nOsprey Delgado,OD445566\n"


def down(world, vault):
    path = send(world.office, vault.seat, world.stick, passphrase=PASSPHRASE).path
    assert import_package(vault, path).state == "applied"


def sealed_in(vault, audit):
    """Return what is sealed in an audit, without the first line that all age files share."""
    found = [vault.stored(event.hash).sealed for event in vault.events(audit) if event.sealed]
    return {str(number): sealed[24:] for number, sealed in enumerate(found) if sealed}


def held(vault):
    return {path.stem for path in (vault.home / "blobs").iterdir()}


def words(vault, record):
    [one] = confirmations.standing(vault, record)
    return {("here" if m.here else m.name or "head office"): m.state for m in one.machines}


def names(vault, secrets=()):
    return sorted(entry.sealed.get("name", "") for entry in codebook.entries(vault, secrets=secrets))


def test_what_was_withdrawn_is_gone_on_both_laptops_and_at_head_office_and_all_say_so(tmp_path):
    with a_team(tmp_path / "world") as world:
        audit = world.shared()
        work = AuditWork(world.amina, audit)
        work.answer(SAID, "kestrel quarry")
        picture = io.BytesIO()
        Image.new("RGB", (64, 48), "red").save(picture, "JPEG")
        work.attach(PASSPORT, picture.getvalue(), "kestrel.jpg")
        [blob] = [one["blob"] for event, one in world.amina.unsealed(audit) if event.kind == "evidence.attached"]
        file = tmp_path / "roster.csv"
        file.write_text(ROSTER)
        roster.bring_in(world.amina, roster.preview(world.amina, file, world.site))
        world.give(world.amina, world.bilal, audit)
        world.up(world.bilal, audit)  # he relays what she wrote
        world.up(world.amina, audit)
        for vault in (world.amina, world.bilal):
            down(world, vault)
        secrets = sealed_in(world.office, audit)
        for vault in (world.bilal, world.office):
            assert blob in held(vault)
            assert traces(all_plain(vault), secrets) == sorted(secrets)
            assert names(vault) == ["", ""]
        assert names(world.office, [world.officer.secret]) == ["Kestrel Quarry", "Osprey Delgado"]

        event = consent.withdraw_consent(world.amina, audit, reason="asked by telephone").event
        entry = next(one for one in codebook.entries(world.amina) if one.sealed["name"] == "Kestrel Quarry")
        consent.withdraw_consent(world.amina, entry.worker.id, reason="asked by telephone")
        world.up(world.amina, audit)
        assert words(world.office, audit) == {"here": "erased", "Amina Rahman": "erased", "Bilal Haque": "open"}
        assert traces(all_plain(world.office), secrets) == []
        assert blob not in held(world.office)
        down(world, world.bilal)
        assert traces(all_plain(world.bilal), secrets) == []
        assert blob not in held(world.bilal)
        world.up(world.bilal, audit, again=True)  # all that he has: what is gone does not come back
        assert not sealed_in(world.office, audit)
        assert blob not in held(world.office)
        down(world, world.amina)
        for record in (audit, entry.worker.id):
            assert words(world.amina, record) == {"here": "erased", "head office": "erased", "Bilal Haque": "erased"}
        assert names(world.office, [world.officer.secret]) == ["", "Osprey Delgado"]
        assert {one.withdrawal.event for one in confirmations.standing(world.bilal, audit)} == {event}
        for vault in (world.amina, world.bilal, world.office):
            assert vault.check() == []


def test_a_colleague_hears_of_it_from_the_author_before_head_office_does(tmp_path):
    with a_team(tmp_path / "world") as world:
        audit = world.shared()
        work = AuditWork(world.amina, audit)
        work.answer(SAID, "kestrel quarry")
        before = world.write(world.amina, world.bilal, audit)
        consent.withdraw_consent(world.amina, audit, reason="asked by telephone")
        world.give(world.amina, world.bilal, audit)
        assert not sealed_in(world.bilal, audit)
        import_package(world.bilal, before)
        assert not sealed_in(world.bilal, audit)
        world.up(world.bilal, audit)
        assert words(world.office, audit)["Bilal Haque"] == "erased"
        assert words(world.office, audit)["here"] == "erased"
