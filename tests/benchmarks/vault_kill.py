"""Kill `fieldaudit fill` and `import` with SIGKILL at random moments: `python -m tests.benchmarks.vault_kill [KILLS]`.

300 of each by default, in rounds of 30 on a fresh home (verifying a journal that only grows would take ever longer).
After each kill all that tests/store/kill_world.py holds must hold, or this ends with the assertion that does not.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))

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


def main():
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    killed, confirmed = rounds(fill_and_kill, kills)
    print(json.dumps({"fill_tried": kills, "fill_killed": killed, "steps_confirmed": confirmed, "lost": 0}), flush=True)
    killed, gone_in = rounds(import_and_kill, kills)
    print(json.dumps({"import_tried": kills, "import_killed": killed, "had_gone_in": gone_in, "half_in": 0}))


if __name__ == "__main__":
    main()
