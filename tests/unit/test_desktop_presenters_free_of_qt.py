"""Presenters are plain Python: this runs each import in a process of its own and looks for Qt."""

import subprocess
import sys
from pathlib import Path

DESKTOP = Path(__file__).parents[2] / "fieldaudit" / "desktop"


def test_no_presenter_loads_qt():
    found = [
        *DESKTOP.rglob("*presenter.py"),
        DESKTOP / "protocols.py",
        DESKTOP / "lines.py",
        DESKTOP / "preferences.py",
    ]
    modules = [".".join(("fieldaudit.desktop", *file.relative_to(DESKTOP).with_suffix("").parts)) for file in found]
    load = f"for name in {modules!r}: importlib.import_module(name)"
    code = f"import importlib, sys\n{load}\nsys.exit('PySide6' in sys.modules)"
    assert len(modules) > 8
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
