"""Several packages at once: one commit, and each is judged as if it had come alone."""

import base64
import gc
import json
from types import SimpleNamespace

import pytest
from exchange_world import add_audit, make_world, open_world
from hypothesis import given
from hypothesis import strategies as st

from fieldaudit.audit.events import NewEvent, StoredEvent, write_payload
from fieldaudit.errors import DiskFull, EventRefused, PackageNotAllowed
from fieldaudit.exchange import arrival, batch, export, limits, parts, staging
from fieldaudit.exchange.intake import intake_log, take_in
from fieldaudit.headoffice.intake import take_in_all
from fieldaudit.vault import driver


@pytest.fixture
def world(tmp_path):
    make_world(tmp_path / "world")
    with open_world(tmp_path / "world") as opened:
        yield opened


def packages(world, count):
    audits = [add_audit(world.field, photo=str(number).encode()) for number in range(count)]
    return audits, [export.export_audits(world.field, [audit], world.stick).path for audit in audits]


def test_several_packages_go_in_by_one_commit(world, monkeypatch):
    audits, paths = packages(world, 3)
    said, run = [], driver.run

    def noting(connection, statement, values=()):
        said.append(statement.split()[0])
        return run(connection, statement, values)

    with monkeypatch.context() as noted:
        noted.setattr(driver, "run", noting)
        assert [result.state for result in take_in_all(world.office, paths)] == ["taken_in"] * 3
    changes = [words for words in " ".join(said).split("COMMIT") if "INSERT" in words]
    assert len(changes) == 1
    assert world.office.streams(audits) == world.field.streams(audits)
    assert world.office.check() == []
    assert list((world.office.home / "quarantine").iterdir()) == []


def test_a_bad_one_among_them_is_refused_alone_and_one_that_comes_twice_is_a_duplicate(world, tmp_path):
    _, paths = packages(world, 3)
    bad = tmp_path / "bad.fap"
    bad.write_bytes(paths[1].read_bytes()[:-3000])
    found = take_in_all(world.office, [paths[0], bad, paths[0], tmp_path / "away.fap", paths[2]])
    assert [getattr(one, "state", "unreadable") for one in found] == [
        "taken_in",
        "damaged",
        "duplicate",
        "unreadable",
        "taken_in",
    ]
    assert sorted(row.state for row in intake_log(world.office)) == ["damaged", "taken_in", "taken_in"]


def test_a_later_package_before_its_earlier_one_waits_and_follows(world, monkeypatch):
    monkeypatch.setattr(limits, "FULL", 48 * 1024)
    audit = add_audit(world.field, answers=200)
    sent = export.export_audits(world.field, [audit], world.stick).packages()
    found = take_in_all(world.office, [one.path for one in reversed(sent)])
    states = [one.state for result in found for one in (result, *result.released)]
    assert states.count("taken_in") == len(sent)
    assert world.office.streams([audit]) == world.field.streams([audit])
    assert world.office.check() == []


def test_what_is_too_much_to_hold_goes_in_by_several_commits(world, monkeypatch):
    audits, paths = packages(world, 3)
    monkeypatch.setattr(limits, "BATCH_WEIGHT", 1)
    seen = []
    found = take_in_all(world.office, paths, lambda done, total: seen.append((done, total)))
    assert [one.state for one in found] == ["taken_in"] * 3
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert world.office.streams(audits) == world.field.streams(audits)


def test_a_disk_that_refuses_leaves_nothing_of_a_batch(world, monkeypatch):
    _, paths = packages(world, 2)
    before = sorted((world.office.home / "blobs").iterdir())
    with monkeypatch.context() as full:
        full.setattr(staging, "sync_file", lambda _: (_ for _ in ()).throw(DiskFull()))
        with pytest.raises(DiskFull):
            list(batch.import_packages(world.office, paths))
    with monkeypatch.context() as full:
        full.setattr(batch.attachments, "settle", lambda _: (_ for _ in ()).throw(DiskFull()))
        with pytest.raises(DiskFull):
            list(batch.import_packages(world.office, paths))
    assert (world.office.record_types(), intake_log(world.office)) == ({}, [])
    assert sorted((world.office.home / "blobs").iterdir()) == before
    assert [one.state for one in take_in_all(world.office, paths)] == ["taken_in"] * 2


def test_together_and_one_by_one_end_in_the_same_state(world, tmp_path):
    audits, paths = packages(world, 2)
    world.field.append([NewEvent(audits[0], "audit", "answer.set", {"ref": "/data/q0", "value": "again"})])
    paths.append(export.export_audits(world.field, audits[:1], world.stick).path)
    make_world(tmp_path / "other")
    with open_world(tmp_path / "other") as other:
        take_in_all(world.office, paths)
        for path in paths:
            take_in(other.office, path)
        for audit in audits:
            assert world.office.cells(audit) == other.office.cells(audit)
        assert world.office.streams(audits) == other.office.streams(audits)


TEXT = st.text(max_size=30) | st.sampled_from(
    ['{"ref":"/data/q","value":"é \\" \\\\ \\u0041"}', '"', "\\", "\n", "\x00"]
)


@given(
    salt=st.binary(min_size=32, max_size=32), text=TEXT, sealed=st.binary(max_size=9), signature=st.binary(max_size=9)
)
def test_a_carriage_reads_the_same_whichever_way_it_is_read(salt, text, sealed, signature):
    payload = text.encode() or None
    event = StoredEvent(
        b"line", salt if payload else None, payload, None if payload else sealed or None, signature or None
    )
    written = parts._write_carriage(event)
    assert parts._read_carriage(b"line", written) == parts._any_carriage(b"line", written) == event
    spaced = json.dumps(json.loads(written), ensure_ascii=True).encode()
    assert parts._usual_carriage(b"line", spaced) is None
    assert parts._read_carriage(b"line", spaced) == event
    assert base64.b64decode(json.loads(written)["sealed"]) == (event.sealed or b"")


def test_a_carriage_in_another_script_needs_no_other_reader():
    event = StoredEvent(b"line", b"s" * 32, '{"ref":"/data/q","value":"কারখানা"}'.encode())
    written = parts._write_carriage(event)
    assert parts._usual_carriage(b"line", written) == event
    spoilt = written.replace("কা".encode(), b"\xff")
    assert parts._usual_carriage(b"line", spoilt) is None
    with pytest.raises(EventRefused):
        parts._read_carriage(b"line", spoilt)


def test_asking_the_log_changes_nothing(world, monkeypatch):
    _, [path] = packages(world, 1)
    take_in(world.office, path)
    said, run = [], driver.run

    def noting(connection, statement, values=()):
        said.append(statement.split()[0])
        return run(connection, statement, values)

    monkeypatch.setattr(driver, "run", noting)
    [row] = intake_log(world.office)
    log = world.office.exchange_log
    assert log.package(row.digest, "in") == row
    assert [receipt.package for receipt in log.receipts()] == [row.digest]
    assert set(said) == {"SELECT"}


def states(*said):
    """Return actions' events that say these states, by one supervisor."""
    for state in said:
        event = SimpleNamespace(seat="0" * 32, type="action", kind="action.state")
        yield event, StoredEvent(b"line", b"s" * 32, write_payload({"state": state}))


def test_what_one_entry_may_say_the_next_of_its_kind_may_not():
    by_one = SimpleNamespace(role_of=lambda _seat, role: role)
    arrival.check_authority(by_one, states("open", "open", "submitted"), "supervisor")
    arrival.check_authority(by_one, states("open", "closed"), "auditor")
    with pytest.raises(PackageNotAllowed):
        arrival.check_authority(by_one, states("open", "open", "closed"), "supervisor")


def test_the_collector_runs_again_after_a_batch_whatever_became_of_it(world, monkeypatch):
    _, paths = packages(world, 2)
    seen = list[bool]()

    def full(*_):
        seen.append(gc.isenabled())
        raise DiskFull

    monkeypatch.setattr(batch, "_store", full)
    was_on = gc.isenabled()  # a window that a test before opened collects by itself
    gc.enable()
    try:
        with pytest.raises(DiskFull):
            take_in_all(world.office, paths)
        assert seen == [False]
        assert gc.isenabled()
    finally:
        if not was_on:
            gc.disable()
