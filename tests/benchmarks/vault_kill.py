"""Kill what the program does with SIGKILL at random moments: `python -m tests.benchmarks.vault_kill [KILLS]`.

`fieldaudit fill` and `import` 300 times each by default, in rounds of 30 on a fresh home (verifying a journal that only
grows would take ever longer); then the operations of tests/store/crash_operations.py, KILLS over all of them. After
each kill all that tests/store/kill_world.py and crash_operations.py hold must hold, or this ends with the assertion
that does not. `--operations` and `--commands` do one half alone, `--operation NAME` that one alone.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))

from crash_kills import kill
from crash_operations import OPERATIONS
from kill_world import fill_and_kill, import_and_kill

ROUND = 30


def rounds(what, kills):
    """Return (rounds' kills, what was confirmed or had gone in) over rounds of thirty."""
    killed = done = 0
    for seed in range(0, kills, ROUND):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["FIELDAUDIT_STATE_DIR"] = str(Path(folder) / "state")
            more, confirmed = what(Path(folder) / "world", min(ROUND, kills - seed), seed)
        killed, done = killed + more, done + confirmed
    return killed, done


def commands(kills):
    """Kill `fill` and `import` that many times each."""
    killed, confirmed = rounds(fill_and_kill, kills)
    print(json.dumps({"fill_tried": kills, "fill_killed": killed, "steps_confirmed": confirmed, "lost": 0}), flush=True)
    killed, gone_in = rounds(import_and_kill, kills)
    print(
        json.dumps({"import_tried": kills, "import_killed": killed, "had_gone_in": gone_in, "half_in": 0}), flush=True
    )


def operations(names, kills):
    """Kill each operation its share of times."""
    share = max(1, round(kills / len(names)))
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            killed, acknowledged = kill(name, Path(folder).resolve(), share, seed=4)
        row = {"operation": name, "tried": share, "killed": killed, "acknowledged": acknowledged, "lost": 0}
        print(json.dumps(row), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kills", nargs="?", type=int, default=300)
    half = parser.add_mutually_exclusive_group()
    half.add_argument("--commands", action="store_true", help="only fill and import")
    half.add_argument("--operations", action="store_true", help="only the operations")
    half.add_argument("--operation", action="append", choices=OPERATIONS, help="only this one (again for more)")
    options = parser.parse_args()
    if not options.operations and not options.operation:
        commands(options.kills)
    if not options.commands:
        operations(options.operation or list(OPERATIONS), options.kills)


if __name__ == "__main__":
    main()
