"""Runs a case that fuzzing found (tests/fuzz), with the same checks."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run_case(found):
    """Run a form and its steps; raises what the fuzzer would report."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    from tests.fuzz.case import Case
    from tests.fuzz.run import run

    return run(Case(found["xform"], tuple(tuple(step) for step in found["steps"])))
