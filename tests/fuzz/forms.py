"""Fuzzes the form engine: `python -m tests.fuzz.forms --minutes 60 [--finds FOLDER] [--seed N]`.

With atheris installed the choice of inputs follows coverage, without it they are bred at random. A find is written as
a case file (form and steps) once for each place in the code; those worth keeping belong in tests/unit/fuzz_cases.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

try:
    import atheris
except ImportError:
    atheris = None

LIMIT_SECONDS = 60
LIMIT_BYTES = 3 << 30


class Slow(Exception):
    """A case that ran past its limit."""


def _stop(*_):
    raise Slow(f"over {LIMIT_SECONDS} s")


class Fuzzer:
    """Runs cases, counts what came of them, and keeps the finds."""

    def __init__(self, finds: Path) -> None:
        from tests.fuzz.case import decode
        from tests.fuzz.run import run

        self.decode, self.run = decode, run
        self.finds = finds
        self.counts: Counter[str] = Counter()
        self.known: set[str] = set()
        self.started = self.told = time.monotonic()
        self.slowest = 0.0

    def one(self, data: bytes) -> None:
        case = self.decode(data)
        began = time.monotonic()
        signal.setitimer(signal.ITIMER_REAL, LIMIT_SECONDS)
        try:
            self.counts[self.run(case)] += 1
        except Exception as error:  # noqa: BLE001 - every one is a find
            self.find(error, case)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        self.slowest = max(self.slowest, time.monotonic() - began)
        if time.monotonic() - self.told > 60:
            self.tell()

    def find(self, error: BaseException, case) -> None:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "fieldaudit" in frame.filename]
        spot = f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else "here"
        mark = f"{type(error).__name__} {spot}"
        self.counts["finds"] += 1
        if type(error).__name__ != "Differs" and mark in self.known:
            return
        if type(error).__name__ == "Differs" and self.counts["differs"] >= 20:
            return
        self.counts["differs"] += type(error).__name__ == "Differs"
        self.known.add(mark)
        name = hashlib.sha256(case.write().encode()).hexdigest()[:12]
        (self.finds / f"{type(error).__name__.lower()}-{name}.json").write_text(case.write(), encoding="utf-8")
        print(f"FIND {mark}: {str(error)[:200]} -> {name}", flush=True)  # noqa: T201 - it prints what it finds

    def tell(self) -> None:
        self.told = time.monotonic()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        minutes = (self.told - self.started) / 60
        print(f"{minutes:.0f} min {dict(self.counts)} slowest {self.slowest:.1f} s, {memory} MB", flush=True)  # noqa: T201 - it prints what it finds


def bred(fuzzer: Fuzzer, seconds: float, chance: random.Random) -> None:
    pool = [chance.randbytes(300)]
    while time.monotonic() - fuzzer.started < seconds:
        data = bytearray(chance.choice(pool) if chance.random() < 0.7 else chance.randbytes(chance.randrange(600)))
        for _ in range(chance.randrange(8)):
            if data:
                data[chance.randrange(len(data))] = chance.randrange(256)
        before = fuzzer.counts["ran"]
        fuzzer.one(bytes(data))
        if fuzzer.counts["ran"] > before and len(pool) < 500:
            pool.append(bytes(data))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--finds", type=Path, default=Path("fuzz-finds"))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.finds.mkdir(parents=True, exist_ok=True)
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES, LIMIT_BYTES))
    signal.signal(signal.SIGALRM, _stop)
    if atheris is None:
        fuzzer = Fuzzer(options.finds)
        bred(fuzzer, options.minutes * 60, random.Random(options.seed))  # noqa: S311 - breeding, not secrets
        fuzzer.tell()
        return
    with atheris.instrument_imports(include=["fieldaudit.checklist"]):
        fuzzer = Fuzzer(options.finds)
    seconds = int(options.minutes * 60)
    flags = [f"-max_total_time={seconds}", f"-seed={options.seed}", "-max_len=600", "-timeout=0", "-rss_limit_mb=3000"]
    corpus = options.finds / "corpus"
    corpus.mkdir(exist_ok=True)
    chance = random.Random(options.seed)  # noqa: S311 - breeding, not secrets
    for at in range(200):
        (corpus / f"seed{at}").write_bytes(chance.randbytes(chance.randrange(40, 600)))
    atheris.Setup([sys.argv[0], *flags, str(corpus)], fuzzer.one)
    try:
        atheris.Fuzz()
    finally:
        fuzzer.tell()


if __name__ == "__main__":
    main()
