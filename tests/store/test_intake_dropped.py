"""Whatever is dropped at head office is looked at: junk and folders are told as such, and stopping is told truly."""

import os
from pathlib import Path

import pytest
from exchange_world import add_audit, make_world, open_world

from fieldaudit.desktop.wiring.field_uses import ExchangeUses
from fieldaudit.desktop.wiring.office_uses import IntakeUses
from fieldaudit.errors import Cancelled, FilesUnreadable, FileUnreadable, IntakeStopped, WatchedIntakeStopped
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.intake import intake_log
from fieldaudit.headoffice import intake


@pytest.fixture
def world(tmp_path: Path):
    make_world(tmp_path / "world")
    with open_world(tmp_path / "world") as opened:
        yield opened


def packages(world, count: int) -> list[Path]:
    return [export_audits(world.field, [add_audit(world.field)], world.stick).path for _ in range(count)]


class Report:
    """Progress that a person stops after some files."""

    def __init__(self, most: int = 1000) -> None:
        self.most, self.seen = most, []

    def report(self, done: int, total: int) -> None:
        self.seen.append((done, total))
        if done >= self.most:
            raise Cancelled


@pytest.mark.parametrize("data", [b"", b"x", bytes(range(256)) * 20, b"\xff\xd8\xff" + bytes(2000)])
def test_another_kind_of_file_is_told_to_be_no_package(world, data):
    path = world.stick / "holiday.jpg"
    path.write_bytes(data)
    [result] = intake.take_in_all(world.office, [path])
    assert (result.state, result.held) == ("damaged", False)
    assert "no FieldAudit package" in result.reason
    assert "file you meant" in result.next_step


def test_a_package_whose_end_is_missing_is_still_told_to_be_damaged(world):
    [path] = packages(world, 1)
    path.write_bytes(path.read_bytes()[:2000])
    [result] = intake.take_in_all(world.office, [path])
    assert "ends before" in result.reason


def test_links_in_a_circle_pipes_folders_without_packages_and_names_too_long_keep_no_package_out(world):
    [good] = packages(world, 1)
    odd = world.stick / "odd"
    odd.mkdir()
    (odd / "there").symlink_to(odd / "back")
    (odd / "back").symlink_to(odd / "there")
    os.mkfifo(odd / "pipe.fap")
    (odd / "empty").mkdir()
    around = odd / "around"
    around.mkdir()
    (around / "again.fap").symlink_to(around)
    dropped = [odd / "there", odd / "pipe.fap", odd / "empty", around, odd / ("x" * 300), good]
    found = intake.take_in_all(world.office, dropped)
    assert [isinstance(one, FileUnreadable) for one in found] == [True] * 5 + [False]
    assert "folder without packages" in found[2].sentence
    assert found[5].state == "taken_in"
    assert len(intake_log(world.office)) == 1


def test_of_several_that_cannot_be_read_the_count_is_told_with_the_first(world):
    [good] = packages(world, 1)
    with pytest.raises(FilesUnreadable) as told:
        IntakeUses(world.office).take_in([world.stick / "away", good, world.stick / "gone"], Report())
    assert "2 of the files" in told.value.sentence
    assert "away" in told.value.sentence
    assert [row.state for row in intake_log(world.office)] == ["taken_in"]


def test_stopping_between_two_files_says_how_far_it_came_and_keeps_what_is_in(world):
    files = packages(world, 3)
    with pytest.raises(IntakeStopped) as stopped:
        IntakeUses(world.office).take_in(files, Report(most=2))
    assert "2 of 3" in stopped.value.sentence
    assert "Nothing was changed" not in stopped.value.next_step
    assert "taken_in" in [row.state for row in intake_log(world.office)]
    IntakeUses(world.office).take_in(files, Report())
    assert {row.state for row in intake_log(world.office)} <= {"taken_in", "duplicate"}
    assert len([one for one in world.office.record_types().values() if one == "audit"]) == 3


def test_stopping_in_the_field_too_says_how_far_it_came(world):
    files = [world.stick / name for name in ("a.fap", "b.fap", "c.fap")]
    for path in files:
        path.write_bytes(b"x")
    with pytest.raises(IntakeStopped) as stopped:
        ExchangeUses(world.field).receive(files, Report(most=1))
    assert "1 of 3" in stopped.value.sentence


def test_stopping_what_a_watched_folder_brought_says_that_it_is_watched_no_longer(world):
    for path in packages(world, 2):
        os.utime(path, (1, 1))
    intake.watch(world.office, world.stick)
    with pytest.raises(WatchedIntakeStopped) as stopped:
        IntakeUses(world.office).take_in_arrived(Report(most=1))
    assert "watched no longer" in stopped.value.next_step
