"""Packages read ahead while those before them are stored: each is judged as if it had come alone."""

import threading
from contextlib import closing

import pytest
from exchange_world import add_audit, make_world, open_world

from fieldaudit.errors import DiskFull, PackageUnknownSigner
from fieldaudit.exchange import ahead, batch, export, intake, limits, staging
from fieldaudit.exchange.intake import intake_log
from fieldaudit.exchange.parts import Unpacked
from fieldaudit.headoffice.intake import take_in_all


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "BATCH", 2)
    make_world(tmp_path / "world")
    with open_world(tmp_path / "world") as opened:
        yield opened


def packages(world, count):
    audits = [add_audit(world.field, photo=str(number).encode()) for number in range(count)]
    return audits, [export.export_audits(world.field, [audit], world.stick).path for audit in audits]


def left_behind(world):
    return list((world.office.home / "quarantine").iterdir())


def states(results):
    return [result.state for result in results]


def callers(monkeypatch, module, name):
    """Return the names of the threads that call a function from now on."""
    real, calls = getattr(module, name), []

    def noting(*given):
        calls.append(threading.current_thread().name)
        return real(*given)

    monkeypatch.setattr(module, name, noting)
    return calls


@pytest.fixture
def finished(monkeypatch):
    """Let whoever stores a batch wait until the next one was read, so that what is read ahead is always used."""
    begin = ahead.Reader.begin

    def and_wait(reader, paths):
        begin(reader, paths)
        reader._pool.submit(int).result()  # its only thread takes one after the other

    monkeypatch.setattr(ahead.Reader, "begin", and_wait)


@pytest.mark.usefixtures("finished")
def test_what_was_read_ahead_is_neither_copied_nor_parsed_again_and_goes_in_whole(world, monkeypatch):
    audits, paths = packages(world, 6)
    copied, read = callers(monkeypatch, staging, "copied"), callers(monkeypatch, intake, "read_streams")
    assert states(take_in_all(world.office, paths)) == ["taken_in"] * 6
    assert (len(copied), copied.count("MainThread"), len(read)) == (6, 2, 2)
    assert world.office.streams(audits) == world.field.streams(audits)
    assert (world.office.check(), left_behind(world)) == ([], [])


@pytest.mark.usefixtures("finished")
def test_a_bad_one_that_was_read_ahead_is_refused_alone_and_one_that_comes_twice_is_a_duplicate(world, tmp_path):
    _, paths = packages(world, 4)
    bad, changed = tmp_path / "bad.fap", tmp_path / "changed.fap"
    bad.write_bytes(paths[2].read_bytes()[:-3000])
    changed.write_bytes(bytes(byte ^ (at == 9000) for at, byte in enumerate(paths[2].read_bytes())))
    found = take_in_all(world.office, [*paths[:2], bad, paths[0], paths[2], changed, paths[3], tmp_path / "away.fap"])
    assert [getattr(one, "state", "unreadable") for one in found] == [
        *("taken_in", "taken_in", "damaged", "duplicate"),
        *("taken_in", "damaged", "taken_in", "unreadable"),
    ]
    assert sorted(row.state for row in intake_log(world.office)) == ["damaged"] * 2 + ["taken_in"] * 4
    assert left_behind(world) == []


@pytest.mark.usefixtures("finished")
def test_nothing_is_parsed_ahead_of_somebody_who_is_not_trusted(world, monkeypatch):
    _, paths = packages(world, 4)

    def nobody(*_):
        raise PackageUnknownSigner(who="Amina", advice="")

    parsed = []
    monkeypatch.setattr(ahead, "read_streams", lambda *given: parsed.append(given))
    monkeypatch.setattr(intake, "check_trusted", nobody)
    assert states(take_in_all(world.office, paths)) == [PackageUnknownSigner.state] * 4
    assert parsed == []
    assert not any(path.is_dir() for path in left_behind(world))


@pytest.mark.usefixtures("finished")
def test_a_disk_that_refuses_while_reading_ahead_keeps_no_package_out(world, monkeypatch):
    audits, paths = packages(world, 4)
    copied = staging.copied

    def refusing(pieces, path):
        if threading.current_thread() is not threading.main_thread():
            raise DiskFull
        return copied(pieces, path)

    monkeypatch.setattr(staging, "copied", refusing)
    assert states(take_in_all(world.office, paths)) == ["taken_in"] * 4
    assert world.office.streams(audits) == world.field.streams(audits)


@pytest.mark.usefixtures("finished")
def test_what_is_wrong_with_streams_read_ahead_is_said_of_their_package_alone(world, monkeypatch):
    _, paths = packages(world, 4)

    def broken(*_):
        raise DiskFull

    monkeypatch.setattr(ahead, "read_streams", broken)
    assert states(take_in_all(world.office, paths)) == ["taken_in"] * 4


@pytest.mark.parametrize(
    ("module", "name", "small", "copied_by_itself"),
    [(limits, "AHEAD_ENVELOPE", 100, 6), (ahead, "Unpacked", lambda _: Unpacked(100), 2)],
    ids=["envelopes", "streams"],
)
@pytest.mark.usefixtures("finished")
def test_what_is_too_much_to_hold_beside_a_batch_is_read_when_it_has_its_turn(
    world, monkeypatch, module, name, small, copied_by_itself
):
    audits, paths = packages(world, 6)
    monkeypatch.setattr(module, name, small)
    copied, read = callers(monkeypatch, staging, "copied"), callers(monkeypatch, intake, "read_streams")
    assert states(take_in_all(world.office, paths)) == ["taken_in"] * 6
    assert (copied.count("MainThread"), len(read)) == (copied_by_itself, 6)
    assert world.office.streams(audits) == world.field.streams(audits)


def test_who_stops_half_way_leaves_nothing_in_the_quarantine_and_no_thread(world):
    _, paths = packages(world, 6)
    with closing(batch.import_packages(world.office, paths)) as coming:
        next(coming)
        assert left_behind(world) != []
    assert left_behind(world) == []
    assert not any(thread.name.startswith("reading ahead") for thread in threading.enumerate())
    assert states(take_in_all(world.office, paths)) == ["duplicate"] * 2 + ["taken_in"] * 4


def test_what_a_crash_left_of_reading_ahead_is_swept_by_the_next_import(world):
    _, paths = packages(world, 1)
    crashed = world.office.home / "quarantine" / "ahead-0123456789abcdef"
    crashed.mkdir(parents=True)
    (crashed / "sealed").write_bytes(b"sealed")
    assert states(take_in_all(world.office, paths)) == ["taken_in"]
    assert left_behind(world) == []
