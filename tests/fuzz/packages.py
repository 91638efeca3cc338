"""Fuzzes the reader of packages: `python -m tests.fuzz.packages --changes 10000` or `--minutes 60 [--seed N]`.

Real packages both ways are laid open, changed somewhere between the file and a single value, sealed and mostly signed
anew, and imported into real vaults; everything is undone after each. A find is written once for each place in the code,
as a base, a seed and names of changes; those worth keeping belong in tests/store/hostile_cases.
"""

# ruff: noqa: S311, T201 - breeding, not secrets; it prints what it finds

from __future__ import annotations

import argparse
import hashlib
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parents[1]
STATUS = Path("/proc/self/status")
LIMIT_SECONDS = 20
LARGE_MB = 60


class Slow(Exception):
    """A case that took more of the processor than its limit."""


def _stop(*_):
    raise Slow(f"over {LIMIT_SECONDS} s")


class Fuzzer:
    """Runs cases, counts what came of them, and keeps the finds."""

    def __init__(self, world, finds: Path) -> None:
        from packages_run import run

        self.run, self.world, self.finds = run, world, finds
        self.counts: Counter[str] = Counter()
        self.known: set[str] = set()
        self.started = self.told = time.monotonic()
        self.slowest = self.largest = 0.0

    def one(self, case) -> None:
        _forget_peak()
        began, memory = time.process_time(), _memory()
        signal.setitimer(signal.ITIMER_PROF, LIMIT_SECONDS)
        try:
            self.counts[self.run(self.world, case)] += 1
        except Exception as error:  # noqa: BLE001 - every one is a find
            self.find(error, case)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        self.counts["cases"] += 1
        self.slowest = max(self.slowest, time.process_time() - began)
        self.largest = max(self.largest, _memory() - memory)
        if _memory() - memory > LARGE_MB:
            print(f"LARGE {_memory() - memory} MB more: {case.write()}", flush=True)
        if time.monotonic() - self.told > 60:
            self.tell()

    def find(self, error: BaseException, case) -> None:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/fieldaudit/" in frame.filename]
        spot = f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else str(error)[:40]
        mark = f"{type(error).__name__} {spot}"
        self.counts["finds"] += 1
        if mark in self.known:
            return
        self.known.add(mark)
        name = hashlib.sha256(case.write().encode()).hexdigest()[:12]
        (self.finds / f"{type(error).__name__.lower()}-{name}.json").write_text(case.write(), encoding="utf-8")
        print(f"FIND {mark}: {str(error)[:300]} -> {name} {case.write()}", flush=True)

    def tell(self) -> None:
        self.told = time.monotonic()
        minutes = (self.told - self.started) / 60
        print(
            f"{minutes:.1f} min {dict(self.counts)} slowest {self.slowest:.1f} s, at most {self.largest} MB more",
            flush=True,
        )


def _memory(kind: str = "VmHWM") -> int:
    """Return megabytes in memory: at most since `_forget_peak`, and elsewhere than on Linux at most ever."""
    if not STATUS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return next(int(line.split()[1]) for line in STATUS.read_text().splitlines() if line.startswith(kind)) >> 10


def _forget_peak() -> None:
    if STATUS.exists():
        STATUS.with_name("clear_refs").write_text("5")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--changes", type=int, default=10_000)
    parser.add_argument("--finds", type=Path, default=Path("fuzz-finds"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replay", type=Path, help="a find to run again")
    options = parser.parse_args()
    sys.path[:0] = [str(TESTS / "store"), str(TESTS / "fuzz")]
    signal.signal(signal.SIGPROF, _stop)
    with tempfile.TemporaryDirectory(prefix="fieldaudit-fuzz-") as folder:
        os.environ["FIELDAUDIT_STATE_DIR"] = str(Path(folder) / ".state")
        from hostile_world import open_hostile
        from packages_run import draw, read_case

        with open_hostile(Path(folder) / "world") as world:
            if options.replay:
                from packages_run import run

                print(run(world, read_case(options.replay.read_text())))
                return 0
            options.finds.mkdir(parents=True, exist_ok=True)
            fuzzer, chance = Fuzzer(world, options.finds), random.Random(options.seed)
            while _goes_on(fuzzer, options):
                fuzzer.one(draw(chance))
            fuzzer.tell()
    return int(fuzzer.counts["finds"] > 0)


def _goes_on(fuzzer: Fuzzer, options: argparse.Namespace) -> bool:
    if options.minutes:
        return time.monotonic() - fuzzer.started < options.minutes * 60
    return fuzzer.counts["cases"] < options.changes


if __name__ == "__main__":
    sys.exit(main())
