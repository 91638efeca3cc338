"""The power is cut, a process killed, a disk refuses: a handful of each, and the model of the disk by itself.

The full figures: python -m tests.benchmarks.power_cut, vault_kill and disk_faults.
"""

import os
import random
import shutil
import subprocess

import pytest
from crash_kills import kill_in, launcher
from crash_operations import OPERATIONS
from cut_disk import MODELS, Disk, File, Folder, put_back
from cut_recording import calls
from disk_faults import meet_in
from power_cuts import cut, recorded

NEVER, ALWAYS = 0.0, 1.0


def can_trace():
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False).returncode == 0


traced = pytest.mark.skipif(not can_trace(), reason="the system has no strace, or does not allow it")
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system knows neither fork nor SIGKILL")


@pytest.fixture(scope="module")
def runner():
    with launcher() as one:
        yield one


@pytest.fixture
def answers():
    with recorded("answers") as recording:  # one for each test: refusing disks change what it left
        yield recording


@traced
def test_whatever_a_power_cut_leaves_holds_all_answers_that_were_acknowledged(answers):
    for model in MODELS:
        found = cut(answers, 4, seed=1, model=model)
        assert (found.cuts, found.losses) == (4, [])
        assert found.acknowledged


@traced
def test_whatever_a_power_cut_leaves_of_a_rotation_opens_and_is_whole():
    with recorded("rotation") as recording:
        for model in MODELS:
            found = cut(recording, 4, seed=1, model=model)
            assert (found.cuts, found.losses) == (4, [])
        (recording.world / "known.json").write_text("something else")
        with pytest.raises(AssertionError, match="was read wrongly"):  # without a cut it is what the program left
            cut(recording, 0, seed=1)


@traced
@pytest.mark.parametrize("setting", ["NORMAL", "OFF"])
def test_a_database_that_syncs_less_loses_answers_that_were_shown_as_saved(setting):
    with recorded("answers", setting) as recording:
        assert any("acknowledged" in loss for loss in cut(recording, 6, seed=1).losses)


@traced
def test_whatever_call_the_disk_refuses_it_is_said_and_nothing_acknowledged_is_lost(answers, runner):
    met = meet_in(answers, runner, 3, seed=2)
    assert (met.faults, met.losses) == (3, [])
    assert met.refused


@forks
@pytest.mark.parametrize("name", ["purge"])
def test_whatever_moment_a_process_is_killed_at_replay_says_what_the_projections_say(name, tmp_path, runner):
    killed, _ = kill_in(runner, name, tmp_path.resolve(), 3, seed=5)  # it asserts after each
    assert killed


def test_every_operation_is_prepared_done_and_judged():
    assert {"answers", "rotation", "migration", "intake", "purge", "restore"} <= set(OPERATIONS)


# --- the model of the disk


@pytest.fixture
def root(tmp_path):
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "old").write_bytes(b"old")
    return tmp_path / "root"


def left(disk, keep):
    """Return what is left when each open change is kept with the chance `keep`, as one dictionary of names."""

    class Dice(random.Random):
        def choice(self, _):
            return keep

        def random(self):
            return 0.75

        def randint(self, low, high):
            return high if keep else low

    return {"/".join(path): data for path, data in disk.cut(Dice()).items()}


@pytest.mark.parametrize("model", MODELS)
def test_a_write_is_lost_before_its_sync_and_there_after_it(root, model):
    disk = Disk(root, model)
    file = disk.find(("old",))
    file.pending.append((0, b"new"))
    assert left(disk, NEVER) == {"old": b"old"}
    assert left(disk, ALWAYS) == {"old": b"new"}
    disk.sync(file)
    assert left(disk, NEVER) == {"old": b"new"}


def test_a_write_may_be_torn_at_sectors_only():
    file = File(bytes(1200))
    file.pending.append((100, b"x" * 1000))
    seen = {file.after_cut(random.Random(seed), 0.0) for seed in range(60)}  # noqa: S311 - chooses sectors
    pieces = [range(100, 512), range(512, 1024), range(1024, 1100)]
    assert len(seen) == 8
    assert all(len({data[place] for place in piece}) == 1 for data in seen for piece in pieces)


def test_a_name_is_durable_by_a_sync_of_its_folder_and_in_an_ordered_file_system_by_any(root):
    for model, by_file in (("posix", False), ("ordered", True)):
        disk = Disk(root, model)
        made = File()
        disk.rename((("new",), made))
        made.pending.append((0, b"data"))
        disk.sync(made)
        assert ("new" in left(disk, NEVER)) is by_file
        disk.sync(disk.root)
        assert left(disk, NEVER)["new"] == b"data"


def test_a_rename_is_there_whole_or_not_at_all_and_a_lost_folder_takes_all_of_it_along(root):
    disk = Disk(root)
    disk.rename((("old",), None), (("renamed",), disk.find(("old",))))
    assert [sorted(left(disk, keep)) for keep in (NEVER, ALWAYS)] == [["old"], ["renamed"]]
    disk.rename((("folder",), Folder()))
    disk.rename((("folder", "inner"), File(b"data")))
    disk.sync(disk.find(("folder",)))
    assert "folder/inner" not in left(disk, NEVER)
    disk.sync(disk.root)
    assert left(disk, NEVER)["folder/inner"] == b"data"


def test_what_a_cut_left_is_put_back_as_files(root, tmp_path):
    put_back({("a",): None, ("a", "b"): b"data", ("c",): b""}, tmp_path / "again")
    assert (tmp_path / "again" / "a" / "b").read_bytes() == b"data"
    assert (tmp_path / "again" / "c").read_bytes() == b""


def test_a_number_that_one_thread_closes_and_another_opens_meanwhile_is_the_new_file(tmp_path):
    trace = tmp_path / "trace"
    new, old = (b"/root/new".hex("x"), b"/root/old".hex("x"))
    new, old = ("\\x" + name.replace("x", "\\x") for name in (new, old))
    trace.write_text(
        f"1     close(5<{old}> <unfinished ...>\n"
        f'2     openat(AT_FDCWD<{old}>, "{new}", O_WRONLY|O_CREAT, 0600) = 5<{new}>\n'
        "1     <... close resumed>)              = 0\n"
    )
    assert [call.name for call in calls(trace)] == ["close", "openat"]
