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
from contextlib import contextmanager
from pathlib import Path

from crash_operations import OPERATIONS
from cut_recording import MARK
from power_cuts import in_state_of, remembered_keys

_LAUNCHER = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import crash_operations
print("ready", flush=True)
for line in iter(sys.stdin.readline, ""):
    name, folder, output = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if not child:
        crash_operations.act(name, Path(folder), os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        os._exit(0)
    print(child, flush=True)
    sys.stdin.readline()  # until it is waited for, its number stays its own
    print(os.waitpid(child, 0)[1], flush=True)
"""


class Launcher:
    """Does one operation at a time in a process that can be killed."""

    def __init__(self):
        words = [sys.executable, "-c", _LAUNCHER, str(Path(__file__).parent)]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._process.stdout.readline()

    def run(self, name, folder, output, wait=None):
        """Do the operation, killed once `wait` returns; returns whether it was killed, and what it had marked."""
        output.unlink(missing_ok=True)
        self._say("\t".join((name, str(folder), str(output))))
        child = int(self._process.stdout.readline())
        if wait is not None:
            wait(output)
            os.kill(child, signal.SIGKILL)  # one that has ended by itself is not waited for yet, and stays as it is
        self._say("wait")
        status = int(self._process.stdout.readline())
        assert os.WIFSIGNALED(status) or status == 0
        return os.WIFSIGNALED(status), _marks(output)

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
    """Kill an operation that many times; returns how many were killed, and how many steps they had acknowledged.

    A child that ended before its moment is judged too and does not count; after four tries for each kill it is enough.
    """
    dice, killed, acknowledged = random.Random(seed), 0, 0  # noqa: S311 - chooses moments
    world, before = folder / "world", folder / "before"
    with in_state_of(world), remembered_keys(), launcher() as runner:
        OPERATIONS[name].prepare(before)
        longest, steps = _how_long(runner, name, folder)
        for _ in range(4 * kills):
            if killed == kills:
                break
            _anew(before, world)
            step = dice.randint(0, steps - 1)
            wait = _after(step, dice.uniform(0, longest / steps if step else longest))
            was, marks = runner.run(name, world, folder / "marks", wait)
            OPERATIONS[name].hold(world, marks)
            killed, acknowledged = killed + was, acknowledged + len(marks)
    return killed, acknowledged


def _after(step, seconds):
    """Return a way to wait for so many steps to be acknowledged, and then a while."""

    def wait(output):
        limit = time.monotonic() + 60
        while time.monotonic() < limit and len(_marks(output)) < step:
            time.sleep(0.002)
        time.sleep(seconds)

    return wait


def _anew(before, world):
    shutil.rmtree(world, ignore_errors=True)
    shutil.copytree(before, world)


def _how_long(runner, name, folder):
    """Return how many seconds the operation takes undisturbed, and how many steps it acknowledges."""
    _anew(folder / "before", folder / "world")
    begun = time.monotonic()
    was, marks = runner.run(name, folder / "world", folder / "marks")
    taken = time.monotonic() - begun
    assert not was
    OPERATIONS[name].hold(folder / "world", marks)
    return taken, len(marks)
