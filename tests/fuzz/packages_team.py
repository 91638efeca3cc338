"""Fuzzes what colleagues bring: `python -m tests.fuzz.packages_team --minutes 20 [--seed N]`.

Two bases: a colleague's package for the lead, and the lead's package for head office with the colleague's streams
relayed. They are changed as in tests.fuzz.packages and signed anew by who sends them; everything is undone after each.
"""

# ruff: noqa: S311, T201 - breeding, not secrets; it prints what it finds

from __future__ import annotations

import argparse
import hashlib
import os
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--finds", type=Path, default=Path("fuzz-finds"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replay", type=Path, help="a find to run again")
    options = parser.parse_args()
    sys.path[:0] = [str(TESTS / "store"), str(TESTS / "fuzz")]
    with tempfile.TemporaryDirectory(prefix="fieldaudit-fuzz-") as folder:
        os.environ["FIELDAUDIT_STATE_DIR"] = str(Path(folder) / ".state")
        from packages_run import draw, read_case
        from packages_team_run import BASES, open_bases, run

        with open_bases(Path(folder) / "world") as bases:
            if options.replay:
                print(run(bases, read_case(options.replay.read_text())))
                return 0
            options.finds.mkdir(parents=True, exist_ok=True)
            chance, counts, known = random.Random(options.seed), Counter(), set()
            end = time.monotonic() + options.minutes * 60
            while time.monotonic() < end:
                drawn = draw(chance)
                case = type(drawn)(chance.choice(BASES), "own", drawn.seed, drawn.changes)
                try:
                    counts[run(bases, case)] += 1
                except Exception as error:  # noqa: BLE001 - every one is a find
                    counts["finds"] += 1
                    tell(error, case, known, options.finds)
                counts["cases"] += 1
                if counts["cases"] % 200 == 0:
                    print(dict(counts), flush=True)
            print(dict(counts), flush=True)
    return int(counts["finds"] > 0)


def tell(error: Exception, case, known: set[str], finds: Path) -> None:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/fieldaudit/" in frame.filename]
    mark = f"{type(error).__name__} {frames[-1].name if frames else str(error)[:40]}"
    if mark not in known:
        known.add(mark)
        name = hashlib.sha256(case.write().encode()).hexdigest()[:12]
        (finds / f"team-{name}.json").write_text(case.write(), encoding="utf-8")
        print(f"FIND {mark}: {str(error)[:300]} -> {name} {case.write()}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
