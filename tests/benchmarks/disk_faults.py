"""Fail the program's own calls to the disk: `python -m tests.benchmarks.disk_faults [FAULTS] [--operation NAME]`.

EIO, ENOSPC and EROFS from strace, at random calls of every operation of tests/store/crash_operations.py, once or from
then on, FAULTS in all (200 by default). Each must be told in a sentence about the disk, and lose nothing acknowledged.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))

from crash_operations import OPERATIONS
from disk_faults import meet


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("faults", nargs="?", type=int, default=200)
    parser.add_argument("--operation", action="append", choices=OPERATIONS, help="only this one (again for more)")
    parser.add_argument("--seed", type=int, default=4)
    options = parser.parse_args()
    names, lost = options.operation or list(OPERATIONS), 0
    for name in names:
        met = meet(name, max(1, round(options.faults / len(names))), options.seed)
        row = {"operation": name, "faults": met.faults, "refused": met.refused, "losses": len(met.losses)}
        print(json.dumps(row | {"examples": met.losses[:5]}), flush=True)
        lost += len(met.losses)
    sys.exit(bool(lost))


if __name__ == "__main__":
    main()
