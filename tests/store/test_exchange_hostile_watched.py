"""The watched folder and what is dropped: files that still grow, a stick that is pulled out, no rights, pipes, many."""

import os
import shutil
from pathlib import Path

import pytest
from exchange_world import PASSPHRASE, add_audit, make_world, open_world

from fieldaudit.errors import FileUnreadable
from fieldaudit.exchange import answer, export
from fieldaudit.exchange.incoming import import_package
from fieldaudit.exchange.intake import intake_log
from fieldaudit.headoffice import intake, waiting


@pytest.fixture
def world(tmp_path):
    make_world(tmp_path)
    with open_world(tmp_path) as opened:
        opened.watched = tmp_path / "watched"
        opened.watched.mkdir()
        intake.watch(opened.office, opened.watched)
        opened.package = export.export_audits(opened.field, [add_audit(opened.field)], opened.stick).path
        yield opened


def put(world, name: str, data: bytes | None = None, *, seconds: float = 1):
    """Put a file into the watched folder, written `seconds` after the epoch."""
    path = world.watched / name
    path.write_bytes(world.package.read_bytes() if data is None else data)
    os.utime(path, (seconds, seconds))
    return path


def states(world) -> list[str]:
    return [result.state for result in intake.take_in_arrived(world.office)]


def test_a_file_that_is_still_being_copied_is_left_until_it_is_whole_and_leaves_no_row(world):
    data = world.package.read_bytes()
    growing = world.watched / "a.fap"
    growing.write_bytes(data[: len(data) // 2])
    assert intake.arrived(world.office) == []
    assert states(world) == []
    assert intake_log(world.office) == []
    growing.write_bytes(data)
    os.utime(growing, (1, 1))
    assert intake.arrived(world.office) == [growing]
    assert states(world) == ["taken_in"]
    assert intake.arrived(world.office) == []


def test_a_file_whose_clock_stood_in_the_future_is_no_growing_one(world):
    put(world, "a.fap", seconds=4_102_444_800)
    assert states(world) == ["taken_in"]


def test_what_was_half_copied_and_then_completed_is_looked_at_again(world):
    data = world.package.read_bytes()
    put(world, "a.fap", data[:700])
    assert states(world) == ["damaged"]
    assert states(world) == []
    put(world, "a.fap", data, seconds=9)
    assert states(world) == ["taken_in"]
    assert sorted(row.state for row in intake_log(world.office)) == ["put_away", "taken_in"]
    assert waiting.needing(world.office) == []


def test_a_stick_that_is_pulled_out_waits_and_says_nothing(world):
    put(world, "a.fap")
    assert states(world) == ["taken_in"]
    shutil.rmtree(world.watched)
    assert intake.arrived(world.office) == []
    assert states(world) == []
    world.watched.mkdir()
    put(world, "a.fap")
    assert states(world) == []


def test_a_file_that_cannot_be_read_now_is_tried_again_and_keeps_no_other_out(world, monkeypatch):
    good, locked = put(world, "a.fap"), put(world, "b.fap", b"x", seconds=0)
    (world.watched / "c.fap").symlink_to(world.watched / "nowhere")
    whole = type(locked).open

    def opened(path, *args, **kwargs):
        if path == locked:
            raise PermissionError(13, "Permission denied")
        return whole(path, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(type(locked), "open", opened)
        unreadable, taken = intake.take_in_arrived(world.office)
    assert isinstance(unreadable, FileUnreadable)
    assert taken.state == "taken_in"
    assert intake.arrived(world.office) == [locked]
    assert good not in intake.arrived(world.office)


def test_a_folder_that_may_not_be_read_is_told_in_one_sentence(world, monkeypatch):
    def iterdir(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(world.watched), "iterdir", iterdir)
    with pytest.raises(FileUnreadable, match="Permission denied"):
        intake.arrived(world.office)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes are of other systems")
def test_a_pipe_under_a_packages_name_is_not_waited_for(world):
    os.mkfifo(world.watched / "a.fap")
    (world.watched / "b.fap").mkdir()
    assert intake.arrived(world.office) == []
    for name in ("a.fap", "b.fap"):
        with pytest.raises(FileUnreadable, match="not a file"):
            import_package(world.office, world.watched / name)


def test_two_hundred_files_of_all_kinds_each_get_one_answer(world):
    data = world.package.read_bytes()
    for number in range(200):
        put(world, f"{number:03d}.fap", [data, data[:300], b"junk", data[:-1]][number % 4], seconds=number)
    results = states(world)
    assert [results.count(state) for state in ("taken_in", "duplicate", "damaged")] == [1, 49, 150]
    assert len(intake_log(world.office)) == 4
    assert states(world) == []
    for path in world.watched.iterdir():
        path.unlink()
    put(world, "last.fap", b"junk", seconds=999)
    states(world)
    assert len(world.office.get(intake.SEEN)) == 1


def test_a_folder_that_is_dropped_stands_for_the_packages_in_it(world):
    put(world, "a.fap")
    put(world, "b.fap", b"x")
    (world.watched / "readme.txt").write_text("no package")
    assert [result.state for result in intake.take_in_all(world.office, [world.watched])] == ["taken_in", "damaged"]
    empty = world.stick / "empty"
    empty.mkdir()
    [unreadable] = intake.take_in_all(world.office, [empty])
    assert isinstance(unreadable, FileUnreadable)


def test_another_damaged_file_under_the_same_name_still_needs_a_person(world):
    data = world.package.read_bytes()
    put(world, "a.fap", data[:700])
    assert states(world) == ["damaged"]
    put(world, "a.fap", data[:900], seconds=9)
    assert states(world) == ["damaged"]
    assert [row.state for row in waiting.needing(world.office)] == ["damaged", "damaged"]


def test_a_name_in_capitals_is_a_package_too(world):
    put(world, "FA-000001.FAP")
    put(world, "holiday.jpg", b"no package")
    assert states(world) == ["taken_in"]


def test_a_folder_that_is_dropped_and_may_not_be_read_is_told_and_keeps_no_file_out(world, monkeypatch):
    usual = Path.iterdir

    def refuse(folder):
        if folder == world.watched:
            raise PermissionError(13, "Permission denied", str(folder))
        return usual(folder)

    monkeypatch.setattr(Path, "iterdir", refuse)
    found = intake.take_in_all(world.office, [world.watched, world.package])
    assert [isinstance(one, FileUnreadable) for one in found] == [True, False]


def test_what_head_office_wrote_itself_to_the_same_stick_needs_nobody(world):
    put(world, "a.fap")
    assert states(world) == ["taken_in"]
    written = answer.send(world.office, world.field.seat, world.watched, passphrase=PASSPHRASE).path
    os.utime(written, (1, 1))
    assert states(world) == ["not_for_me"]
    assert waiting.needing(world.office) == []
    assert [one.state for one in intake.take_in_all(world.office, [written])] == ["not_for_me"]
    assert [row.state for row in waiting.needing(world.office)] == ["not_for_me"]
