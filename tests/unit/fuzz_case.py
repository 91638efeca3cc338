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


def run_bytes(data):
    """Run the structured case that the bytes stand for."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    from tests.fuzz.case import decode
    from tests.fuzz.run import run

    return run(decode(b"\x02" + data))
