"""Commands of the program that are killed with SIGKILL, and what must hold after each of them.

A warm process that has loaded the command line forks one child for each command, so that the random moments fall into
the work and not into the start of an interpreter. The child runs `fieldaudit` as it is, its output goes to a file.
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

from cut_recording import from_the_checkout
from exchange_world import PASSPHRASE
from field_world import field_desk, start
from quick_keys import quick_keys

from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.intake import take_in
from fieldaudit.vault import Vault

SEEN = "/data/fire/seen"
STEPS = 5000

LAUNCHER = """
import importlib, json, os, sys
from contextlib import suppress
sys.path.insert(0, sys.argv[1])
import quick_keys
from fieldaudit.cli import main
quick_keys.install()
print("ready", flush=True)
for line in iter(sys.stdin.readline, ""):
    job = json.loads(line)
    for module in job["load"]:
        with suppress(Exception):
            importlib.import_module(module)
    child = os.fork()
    if not child:
        os.dup2(os.open(job["input"], os.O_RDONLY), 0)
        os.dup2(os.open(job["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 1)
        sys.stdin = open(0, encoding="utf-8", closefd=False)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)
        code = main(job["words"])
        sys.stdout.flush()
        if not os.path.exists(job["loaded"]):  # the first command is not killed
            with open(job["loaded"], "w") as file:
                json.dump(sorted(sys.modules), file)
        os._exit(code)
    print(child, flush=True)
    sys.stdin.readline()  # until it is waited for, its number stays its own
    print(os.waitpid(child, 0)[1], flush=True)
"""


class Program:
    """Runs one command at a time in a process that can be killed."""

    def __init__(self, folder):
        self.folder, self._list = folder, folder / "modules"
        (folder / "passphrase").write_text(PASSPHRASE)
        self._launcher = subprocess.Popen(
            [sys.executable, "-c", LAUNCHER, str(Path(__file__).parent)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=from_the_checkout(),
        )
        self._launcher.stdout.readline()  # the program is loaded: what is timed from here on is its work

    def run(self, home, *words, steps=os.devnull, kill=None):
        """Run a command, `kill` it by that function; returns (whether it was killed, the JSON lines that it said)."""
        output = self.folder / "output"
        words = ["--home", str(home), "--passphrase-file", str(self.folder / "passphrase"), "--json", *map(str, words)]
        output.unlink(missing_ok=True)
        job = {"words": words, "input": str(steps), "output": str(output)}
        self._launcher.stdin.write(json.dumps(job | {"load": self._loaded(), "loaded": str(self._list)}) + "\n")
        self._launcher.stdin.flush()
        child = int(self._launcher.stdout.readline())
        if kill is not None:
            kill(output)
            os.kill(child, signal.SIGKILL)  # one that has ended by itself is not waited for yet, and stays as it is
        self._launcher.stdin.write("wait\n")
        self._launcher.stdin.flush()
        status = int(self._launcher.stdout.readline())
        whole = output.read_text().split("\n")[:-1] if output.exists() else []
        return os.WIFSIGNALED(status), [json.loads(line) for line in whole]

    def _loaded(self):
        """Return what a command that came to its end had loaded: no child is to load it again, and be killed there."""
        return json.loads(self._list.read_text()) if self._list.exists() else []

    def close(self):
        self._launcher.communicate()


@contextmanager
def program(folder):
    made = Program(folder)
    try:
        yield made
    finally:
        made.close()


def after(dice, longest, *, saved):
    """Return a way to wait up to `longest` seconds, after the first confirmed step when `saved`."""

    def wait(output):
        limit = time.monotonic() + 30
        while saved and time.monotonic() < limit and not (output.exists() and output.stat().st_size):
            time.sleep(0.002)
        time.sleep(dice.uniform(0, longest))

    return wait


@quick_keys()
def fill_and_kill(folder, kills, seed):
    """Kill `fieldaudit fill` that many times; returns (how many were killed, how many steps they had confirmed)."""
    with field_desk(folder) as world:
        work = start(world)
    dice, killed, confirmed, value = random.Random(seed), 0, 0, 0  # noqa: S311 - chooses moments
    with program(folder) as runner:
        runner.run(folder / "field", "fill", work.id)
        for number in range(kills):
            steps = folder / "steps"
            steps.write_text("".join(json.dumps({"set": SEEN, "to": value + n}) + "\n" for n in range(1, STEPS)))
            wait = after(dice, 0.4, saved=number % 4 != 0)
            was, said = runner.run(folder / "field", "fill", work.id, steps=steps, kill=wait)
            killed, confirmed = killed + was, confirmed + len(said)
            value = check_filled(folder / "field", work.id, value + len(said))
    return killed, confirmed


def check_filled(home, audit, confirmed):
    """Hold that every confirmed step, at most one more, and nothing else is in the vault; returns the last value."""
    with Vault.open(home, PASSPHRASE) as vault:
        assert vault.check() == []
        answers = [event for event in vault.events(audit) if event.kind == "answer.set"]
        values = [int(vault.payload(event.hash)["value"]) for event in answers]
        [shown] = vault.cells(audit, f"answer/{SEEN}") or [None]
    assert values == list(range(1, len(values) + 1))
    assert len(values) in (confirmed, confirmed + 1)
    assert (int(shown.value) if shown else 0) == len(values)
    return len(values)


@quick_keys()
def import_and_kill(folder, kills, seed):
    """Kill `fieldaudit import` that many times, each on a fresh head office; returns (killed, had gone in by then)."""
    with field_desk(folder) as world:
        work = start(world)
        for number in range(40):
            work.answer(SEEN, str(number))
        package = export_audits(world.field, [work.id], world.stick).path
        events = len(world.field.events(work.id))
    dice, killed, gone_in = random.Random(seed), 0, 0  # noqa: S311 - chooses moments
    with program(folder) as runner:
        longest = _how_long(runner, folder, package)
        for _ in range(kills):
            office = _fresh_office(folder)
            was, _ = runner.run(office, "import", package, kill=after(dice, longest, saved=False))
            killed, gone_in = killed + was, gone_in + check_intake(office, work.id, package, events)
    return killed, gone_in


def _fresh_office(folder):
    shutil.rmtree(folder / "copy", ignore_errors=True)
    return shutil.copytree(folder / "office", folder / "copy")


def _how_long(runner, folder, package):
    runner.run(_fresh_office(folder), "import", package)
    begun = time.monotonic()
    was, [said] = runner.run(_fresh_office(folder), "import", package)
    assert (was, said["state"]) == (False, "taken_in")
    return time.monotonic() - begun


def check_intake(office, audit, package, events):
    """Hold that all of the package went in or nothing, and that importing it again completes it; whether it was in."""
    with Vault.open(office, PASSPHRASE) as vault:
        assert vault.check() == []
        log = vault.exchange_log.packages("in")
        assert [row.state for row in log] in ([], ["taken_in"])
        assert len(vault.events(audit)) == (events if log else 0)
        assert take_in(vault, package).state == ("duplicate" if log else "taken_in")
        assert len(vault.events(audit)) == events
        assert vault.check() == []
    return bool(log)
