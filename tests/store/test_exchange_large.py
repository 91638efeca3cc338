"""Work that is larger than one package is divided into several, in sequence, by the exporter itself."""

from itertools import permutations

import pytest
from exchange_world import PASSPHRASE, add_audit, make_world, open_world

from fieldaudit.exchange import answer, export, limits
from fieldaudit.exchange.incoming import import_package, verify_package


@pytest.fixture
def world(tmp_path):
    make_world(tmp_path / "world")
    with open_world(tmp_path / "world") as opened:
        yield opened


def test_a_large_audit_goes_out_in_several_packages_and_enters_in_any_order(world, monkeypatch):
    monkeypatch.setattr(limits, "FULL", 64 * 1024)
    audit = add_audit(world.field, answers=400)
    first = export.export_audits(world.field, [audit], world.stick)
    sent = first.packages()
    assert len(sent) > 2
    assert [one.sequence for one in sent] == list(range(1, len(sent) + 1))
    assert first.files() == [one.path for one in sent]
    seen = [verify_package(world.office, one.path) for one in sent]
    assert [one.audits for one in seen] == [(audit,)] * len(sent)
    assert max(one.events for one in seen) < 200
    early = [import_package(world.office, one.path).state for one in reversed(sent[1:])]
    assert early.count("earlier_missing") >= 2
    last = import_package(world.office, first.path)
    released = [one.state for one in last.released]
    assert (last.state, len(released), set(released)) == ("taken_in", early.count("earlier_missing"), {"taken_in"})
    assert world.office.streams([audit]) == world.field.streams([audit])
    assert world.office.check() == []
    back = answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE)
    import_package(world.field, back.path)
    assert export.unconfirmed_by_audit(world.field, [audit])[audit] == 0
    assert {row.state for row in export.sent_packages(world.field)} == {"received"}


def test_several_audits_are_spread_and_each_package_names_those_it_is_about(world, monkeypatch):
    monkeypatch.setattr(limits, "FULL_STREAMS", 4)
    audits = [add_audit(world.field, photo=str(number).encode()) for number in range(3)]
    sent = export.export_audits(world.field, audits, world.stick).packages()
    assert [verify_package(world.office, one.path).audits for one in sent] == [(audit,) for audit in audits]
    for order in list(permutations(sent))[-1:]:
        assert [import_package(world.office, one.path).state for one in order] == ["taken_in"] * 3


def test_many_photos_are_spread_over_packages(world, monkeypatch):
    monkeypatch.setattr(limits, "FULL_BLOBS", 1)
    audits = [add_audit(world.field, photo=str(number).encode()) for number in range(2)]
    sent = export.export_audits(world.field, audits, world.stick).packages()
    found = [verify_package(world.office, one.path).attachments for one in sent]
    assert (sum(found), max(found)) == (2, 1)


def test_each_of_several_packages_is_cut_into_parts(world, monkeypatch):
    monkeypatch.setattr(limits, "FULL", 64 * 1024)
    audit = add_audit(world.field, photo=bytes(30_000), answers=400)
    sent = export.export_audits(world.field, [audit], world.stick, max_size=12 * 1024)
    results = [import_package(world.office, path) for path in reversed(sent.files())]
    assert len(sent.files()) > len(sent.packages())
    assert results[-1].state == "taken_in"
    assert world.office.streams([audit]) == world.field.streams([audit])
    assert world.office.check() == []
