"""A disk that refuses one call, or every one from then on: the real program, its calls failed by strace.

SQLite alone uses pwrite64 and fdatasync, our own files write and fsync: so a fault meets the write-ahead log and the
checkpoint, or attachments, key files, backups, packages and folders. Whatever is refused, the program says so in a
sentence about the disk, and what is left is held as after a crash: everything acknowledged is there.

A warm process forks a child for each fault, and strace attaches to that child before it begins.
"""

import random
import shutil
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from crash_kills import launcher
from crash_operations import OPERATIONS, UNTRACED, in_state_of
from cut_recording import MARK, calls
from power_cuts import recorded
from quick_keys import quick_keys

CALLS = ("pwrite64", "fdatasync", "write", "fsync", "ftruncate", "rename", "mkdir", "unlink")
ERRORS = {"EIO": CALLS, "ENOSPC": ("pwrite64", "write", "fsync", "ftruncate", "mkdir"), "EROFS": ("rename", "mkdir")}
ENDED = "State:\tZ"
OF_THE_DISK = {
    "DiskFull",
    "DiskTrouble",
    "DiskReadOnly",
    "FileUnwritable",
    "BackupNoRoom",
    "KeyNotRotated",
    "DiskFullReading",
    "DiskTroubleReading",
}


@dataclass
class Met:
    """How many faults an operation met, what the program said, and what was lost or said wrongly."""

    operation: str
    faults: int = 0
    refused: Counter = field(default_factory=Counter)
    losses: list = field(default_factory=list)


def meet(name, faults, seed):
    """Meet that many faults, at random calls of an operation; returns what came of it."""
    with recorded(name) as recording, launcher() as runner:
        return meet_in(recording, runner, faults, seed)


def meet_in(recording, runner, faults, seed):
    """Meet that many faults, at random calls of a recorded operation."""
    met, dice = Met(recording.name), random.Random(seed)  # noqa: S311 - chooses calls
    with in_state_of(recording.world), quick_keys():
        counted = Counter(call.name for call in _after_begin(recording.trace))
        chances = [(error, call) for error, some in ERRORS.items() for call in some if counted[call]]
        for _ in range(faults):
            error, call = dice.choice(chances)
            when = f"{dice.randint(1, counted[call])}{dice.choice(['', '+'])}"
            meet_one(met, runner, recording, f"{call}:error={error}:when={when}")
    return met


def _after_begin(trace):
    """Give the calls after the operation's first mark; before it the program only loads, and calls none of these."""
    begun = False
    for call in calls(trace):
        if begun and call.name in CALLS:
            yield call
        begun = begun or MARK.hex() in call.words.replace("\\x", "")


def _attached(words, status):
    """Start strace and return it once it watches; a child that has not allowed it yet turns it away."""
    for _ in range(50):
        tracer = subprocess.Popen(words, stderr=subprocess.DEVNULL)
        while tracer.poll() is None:
            if UNTRACED not in status.read_text():
                return tracer
            time.sleep(0.002)
        if ENDED in status.read_text():
            return tracer
        time.sleep(0.1)
    raise AssertionError("strace could not attach")


def meet_one(met, runner, recording, fault):
    """Do the operation anew with one fault, in the words of strace."""
    shutil.rmtree(recording.world)
    shutil.copytree(recording.before, recording.world)
    words = ["strace", "-qq", "-f", "-o", "/dev/null", "-e", f"trace={','.join(CALLS)}", "-e", f"inject={fault}", "-p"]
    tracers = []  # the one that has attached
    status, marks = runner.run(
        met.operation,
        recording.world,
        recording.world.with_name("marks"),
        lambda child: tracers.append(_attached([*words, str(child)], Path(f"/proc/{child}/status"))),
        how="act_on_a_faulty_disk",
    )
    tracers[0].wait()
    said = [one for one in marks if "refused" in one]
    met.faults += 1
    met.refused.update(one["refused"] for one in said)
    try:
        assert not status, status
        assert {one["refused"] for one in said} <= OF_THE_DISK, said
        OPERATIONS[met.operation].hold(recording.world, [one for one in marks if "refused" not in one])
    except Exception as lost:  # noqa: BLE001 - whatever goes wrong after a fault is a loss
        met.losses.append(f"{fault}: {type(lost).__name__}: {lost}"[:900])
