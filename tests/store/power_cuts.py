"""Cutting the power in an operation: recorded once, cut at random moments, and what is left judged by its `hold`."""

import random
import shutil
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from crash_operations import OPERATIONS, in_state_of
from cut_disk import Disk, put_back
from cut_recording import Replay, calls, record
from quick_keys import quick_keys

SCRIPT = Path(__file__).with_name("crash_operations.py")


@dataclass
class Found:
    """What came of cutting one operation."""

    operation: str
    model: str
    cuts: int = 0
    calls: int = 0
    acknowledged: int = 0
    losses: list = field(default_factory=list)


@dataclass
class Recorded:
    """An operation's recording: what it began from, and what the program then did in `world`."""

    name: str
    before: Path
    trace: Path
    world: Path


@contextmanager
def recorded(name, setting=""):
    """Prepare an operation and record it, in memory where the system has such a folder."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as made:
        folder = Path(made).resolve()
        world, before = folder / "world", folder / "before"
        with in_state_of(world), quick_keys():
            OPERATIONS[name].prepare(world)
        shutil.copytree(world, before)
        record([sys.executable, str(SCRIPT), name, str(world), *([setting] if setting else [])], folder / "trace")
        yield Recorded(name, before, folder / "trace", world)


def cut(recording, cuts, seed, model="posix"):
    """Cut the power that many times at random moments of the recording; returns what was found."""
    with in_state_of(recording.world), quick_keys():
        return _cut(recording, cuts, seed, model)


def _cut(recording, cuts, seed, model):
    dice = random.Random(seed)  # noqa: S311 - chooses moments
    moments = _moments(recording)
    found = Found(recording.name, model, calls=moments)
    chosen = sorted(dice.choices(range(moments + 1), k=cuts))
    replay, number = Replay(Disk(recording.before, model), recording.world), 0
    for place, _ in enumerate(_steps(replay, recording), start=0):
        while number < cuts and chosen[number] == place:
            _judge(recording, replay, random.Random(f"{seed}/{number}"), found)  # noqa: S311
            number += 1
    assert number == cuts
    check_reading(recording, replay)
    return found


def _steps(replay, recording):
    """Give the moments between the calls that matter, the first one before any of them."""
    yield None
    for call in calls(recording.trace):
        if replay.step(call) and replay.begun:
            yield call


def _moments(recording):
    return sum(1 for _ in _steps(Replay(Disk(recording.before), recording.world), recording)) - 1


def check_reading(recording, replay):
    """Hold that the recording was understood: without a cut it gives what the program left."""
    for path, data in replay.disk.whole().items():
        place = recording.world.joinpath(*path)
        assert place.is_dir() if data is None else place.read_bytes() == data, f"{place} was read wrongly"


def _judge(recording, replay, dice, found):
    left = replay.disk.cut(dice)
    found.cuts += 1
    found.acknowledged += len(replay.marks)
    aside = recording.world.with_name("aside")
    recording.world.rename(aside)
    try:
        recording.world.mkdir()
        put_back(left, recording.world)
        OPERATIONS[recording.name].hold(recording.world, list(replay.marks))
    except Exception as lost:  # noqa: BLE001 - whatever goes wrong after a cut is a loss
        found.losses.append(f"{type(lost).__name__}: {lost}"[:300])
    finally:
        shutil.rmtree(recording.world, ignore_errors=True)
        aside.rename(recording.world)
