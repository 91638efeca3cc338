"""A disk that refuses one call, or every one from then on: the real program, its calls failed by strace.

SQLite alone uses pwrite64 and fdatasync, our own files write and fsync: so a fault meets the write-ahead log and the
checkpoint, or attachments, key files, backups, packages and folders. Whatever is refused, the program says so in a
sentence about the disk, and what is left is held as after a crash: everything acknowledged is there.
"""

import json
import random
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from crash_operations import OPERATIONS
from cut_recording import MARK, calls, from_the_checkout
from power_cuts import SCRIPT, recorded, remembered_keys

CALLS = ("pwrite64", "fdatasync", "write", "fsync", "ftruncate", "rename", "mkdir", "unlink")
ERRORS = {"EIO": CALLS, "ENOSPC": ("pwrite64", "write", "fsync", "ftruncate", "mkdir"), "EROFS": ("rename", "mkdir")}
NOT_THE_CAUSE = ("NotAVault", "NoVaultHere", "VaultInUse", "WrongPassphrase", "Unexpected", "EventRefused")


@dataclass
class Met:
    """How many faults an operation met, what the program said, and what was lost or said wrongly."""

    operation: str
    faults: int = 0
    refused: Counter = field(default_factory=Counter)
    losses: list = field(default_factory=list)


def meet(name, faults, seed):
    """Meet that many faults, at random calls of an operation; returns what came of it."""
    met, dice = Met(name), random.Random(seed)  # noqa: S311 - chooses calls
    with recorded(name) as recording, remembered_keys():
        counted = Counter(call.name for call in _after_begin(recording.trace))
        chances = [(error, call) for error, some in ERRORS.items() for call in some if counted[call]]
        for _ in range(faults):
            error, call = dice.choice(chances)
            when = f"{dice.randint(1, counted[call])}{dice.choice(['', '+'])}"
            shutil.rmtree(recording.world)
            shutil.copytree(recording.before, recording.world)
            _one(met, recording.world, f"{call}:error={error}:when={when}")
    return met


def _after_begin(trace):
    """Give the calls after the operation's first mark; before it the program only loads, and calls none of these."""
    begun = False
    for call in calls(trace):
        if begun and call.name in CALLS:
            yield call
        begun = begun or MARK.hex() in call.words.replace("\\x", "")


def _one(met, world, fault):
    met.faults += 1
    words = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={','.join(CALLS)}", "-e", f"inject={fault}"]
    script = [sys.executable, "-B", str(SCRIPT), met.operation, str(world), "FAULTY"]
    done = subprocess.run([*words, *script], capture_output=True, check=False, env=from_the_checkout())
    marks = [json.loads(line.removeprefix(MARK)) for line in done.stdout.splitlines()][1:]
    said = [one for one in marks if "refused" in one]
    met.refused.update(one["refused"] for one in said)
    try:
        assert not done.returncode, done.stderr.decode()[-400:]
        assert not any(one["refused"] in NOT_THE_CAUSE for one in said), said
        OPERATIONS[met.operation].hold(Path(world), [one for one in marks if "refused" not in one])
    except Exception as lost:  # noqa: BLE001 - whatever goes wrong after a fault is a loss
        met.losses.append(f"{fault}: {type(lost).__name__}: {lost}"[:600])
