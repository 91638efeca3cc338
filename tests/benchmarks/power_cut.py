"""Cut the power in what the program does: `python -m tests.benchmarks.power_cut [CUTS] [--operation NAME] [--json]`.

Every operation of tests/store/crash_operations.py is done by the program itself under strace, and its disk is cut off
at random moments, CUTS in all (1,000 by default), half of them under each model of tests/store/cut_disk.py. After each
cut the program opens what is left: nothing acknowledged is lost, replay equals the projections, nothing is half in.
The controls, the same answers with PRAGMA synchronous NORMAL and OFF in the test alone, must lose some, or this fails.
"""

import argparse
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))

from crash_operations import OPERATIONS
from cut_disk import MODELS
from power_cuts import cut, recorded

CONTROLS = ("NORMAL", "OFF")
CONTROL_CUTS = 20


def measure(names, cuts, seed, say):
    """Cut each operation its share of times; returns one row for each operation, and one for each control."""
    share = max(1, round(cuts / len(names) / len(MODELS)))
    rows = []
    for name in names:
        rows.append(_row(name, "FULL", [share] * len(MODELS), seed))
        say(rows[-1])
    for setting in CONTROLS if "answers" in names else ():
        rows.append(_row("answers", setting, [CONTROL_CUTS // len(MODELS)] * len(MODELS), seed))
        say(rows[-1])
    return rows


def _row(name, setting, shares, seed):
    begun = time.monotonic()
    with recorded(name, "" if setting == "FULL" else setting) as recording:
        found = [cut(recording, share, seed, model) for share, model in zip(shares, MODELS, strict=True)]
    losses = [f"{one.model}: {loss}" for one in found for loss in one.losses]
    return {
        "operation": name,
        "synchronous": setting,
        "calls": found[0].calls,
        "cuts": sum(one.cuts for one in found),
        "acknowledged": sum(one.acknowledged for one in found),
        "losses": len(losses),
        "examples": losses[:5],
        "seconds": round(time.monotonic() - begun),
    }


def table(row):
    """Return a row as a line for a person."""
    line = "{operation:14}{synchronous:8}{calls:6} calls {cuts:5} cuts {acknowledged:7} acknowledged {losses:4} losses"
    return "\n".join([line.format(**row) + f" {row['seconds']:5} s", *(f"    {one}" for one in row["examples"])])


def failed(rows):
    """Whether anything was lost that must not be, or a control lost nothing."""
    return any(bool(row["losses"]) != (row["synchronous"] != "FULL") for row in rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cuts", nargs="?", type=int, default=1000)
    parser.add_argument("--operation", action="append", choices=OPERATIONS, help="only this one (again for more)")
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    names = options.operation or list(OPERATIONS)
    rows = measure(names, options.cuts, options.seed, lambda row: options.json or print(table(row), flush=True))
    if options.json:
        print(json.dumps(rows))
    sys.exit(failed(rows))


if __name__ == "__main__":
    main()
