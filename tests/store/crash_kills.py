"""Killing each operation of crash_operations.py with SIGKILL at random moments, and what must hold after each of them.

A warm process that has loaded the program forks one child for each kill, so that the moments fall into the work; each
child works on a copy of the prepared homes, in one place, and its marks come through a pipe.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from bisect import bisect
from contextlib import contextmanager
from pathlib import Path

from crash_operations import OPERATIONS, in_state_of
from cut_recording import MARK, from_the_checkout
from quick_keys import quick_keys

_LAUNCHER = """
import importlib, os, sys
from contextlib import suppress
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import crash_operations, quick_keys
quick_keys.install()
print("ready", flush=True)
for line in iter(sys.stdin.readline, ""):
    if line.startswith("load"):
        for module in line.split()[1:]:
            with suppress(Exception):
                importlib.import_module(module)
        continue
    name, folder, output, how = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if not child:
        handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        getattr(crash_operations, how)(name, Path(folder), handle)
        os._exit(0)
    print(child, flush=True)
    sys.stdin.readline()  # until it is waited for, its number stays its own
    print(os.waitpid(child, 0)[1], flush=True)
"""


class Launcher:
    """Does one operation at a time in a process that can be killed."""

    def __init__(self):
        words = [sys.executable, "-B", "-c", _LAUNCHER, str(Path(__file__).parent)]
        self._process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=from_the_checkout()
        )
        self._process.stdout.readline()

    def run(self, name, folder, output, meanwhile=None, *, how="act"):
        """Do the operation; returns how the process ended, as the system says it, and what it had marked.

        `meanwhile(child)` is called at its beginning: a child that has ended is not waited for yet, its number stays.
        """
        output.unlink(missing_ok=True)
        self._say("\t".join((name, str(folder), str(output), how)))
        child = int(self._process.stdout.readline())
        if meanwhile is not None:
            meanwhile(child)
        self._say("wait")
        return int(self._process.stdout.readline()), _marks(output)

    def load(self, modules):
        """Load modules, so that no child has to: a random moment is to meet the work, not its beginnings."""
        self._say(" ".join(["load", *modules]))

    def _say(self, line):
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def close(self):
        self._process.communicate()


def _marks(output):
    whole = output.read_bytes().split(b"\n")[:-1] if output.exists() else []
    return [json.loads(line.removeprefix(MARK)) for line in whole]


@contextmanager
def launcher():
    made = Launcher()
    try:
        yield made
    finally:
        made.close()


def kill(name, folder, kills, seed):
    """Kill an operation that many times; returns how many were killed, and how many steps they had acknowledged."""
    with launcher() as runner:
        return kill_in(runner, name, folder, kills, seed)


def kill_in(runner, name, folder, kills, seed):
    """Do so in the children of a launcher that is there.

    A child that ended before its moment is judged too and does not count; after four tries for each kill it is enough.
    """
    dice, killed, acknowledged = random.Random(seed), 0, 0  # noqa: S311 - chooses moments
    world, before = folder / "world", folder / "before"
    with in_state_of(world), quick_keys():
        OPERATIONS[name].prepare(before)
        moments = _moments(runner, name, folder)
        for _ in range(4 * kills):
            if killed == kills:
                break
            _anew(before, world)
            kill_it = _at(moments, dice.uniform(0, moments[-1]), folder / "marks")
            status, marks = runner.run(name, world, folder / "marks", kill_it)
            assert status in (0, signal.SIGKILL)
            OPERATIONS[name].hold(world, marks)
            killed, acknowledged = killed + bool(status), acknowledged + len(marks)
    return killed, acknowledged


def _at(moments, moment, output):
    """Return a way to kill at a moment of the work, measured from the step before it: by now it may be slower."""
    step = bisect(moments, moment)
    seconds = moment - (moments[step - 1] if step else 0)

    def kill_it(child):
        limit = time.monotonic() + 60
        while time.monotonic() < limit and len(_marks(output)) < step:
            time.sleep(0.002)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)

    return kill_it


def _anew(before, world):
    shutil.rmtree(world, ignore_errors=True)
    shutil.copytree(before, world)


def _moments(runner, name, folder):
    """Return after how many seconds each step is acknowledged when nothing disturbs, and all modules are loaded."""
    runner.load(_undisturbed(runner, name, folder, "act_and_list")[1].pop()["modules"])
    begun, marks = _undisturbed(runner, name, folder, "act")
    OPERATIONS[name].hold(folder / "world", marks)
    return [one["at"] - begun for one in marks]


def _undisturbed(runner, name, folder, how):
    _anew(folder / "before", folder / "world")
    begun = time.monotonic()
    status, marks = runner.run(name, folder / "world", folder / "marks", how=how)
    assert not status
    return begun, marks
