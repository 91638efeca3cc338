"""`fieldaudit demo` and `fieldaudit self-test`."""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from fieldaudit import assets
from fieldaudit.demo import play

if TYPE_CHECKING:
    import argparse

    from fieldaudit.cli.output import Output


def run(options: argparse.Namespace, output: Output) -> None:
    """Play the whole loop in a folder and write its summary.json."""
    form = Path(options.form) if options.form else None
    played = play(Path(options.out), form, progress=_progress if sys.stderr.isatty() else None)
    output.result(asdict(played), json.dumps(asdict(played), indent=2, ensure_ascii=False))


def _progress(done: int, total: int) -> None:
    sys.stderr.write(f"\rstep {done} of {total}" + ("\n" if done == total else ""))
    sys.stderr.flush()


def self_test(_options: argparse.Namespace, output: Output) -> int:
    """Check this installation: bundled files, fonts, and the whole loop on real parts in a temporary folder."""
    fonts = sorted((assets.folder("resources") / "fonts").glob("*.ttf"))
    forms = sorted(assets.folder("forms").glob("*/survey.csv"))
    with tempfile.TemporaryDirectory(prefix="fieldaudit-self-test-") as folder:
        played = play(Path(folder) / "loop")
    checks = {
        "fonts": bool(fonts),
        "forms": bool(forms),
        "package_taken_in": played.imported == "taken_in",
        "receipt_applied": played.receipt_applied,
        "report": played.report_pages > 0,
    }
    lines = "\n".join(f"{'ok     ' if good else 'FAILED '} {name}" for name, good in checks.items())
    output.result(checks, lines)
    return int(not all(checks.values()))
