"""Cold start to the first page, beside a bare PySide6 window, in one run: `python -m tests.benchmarks.start [RUNS]`.

Ours is what a person starts: the launcher, and the window in its own process.
Once with an empty home (the first start) and once with a vault (unlock). Both are whole processes, started in turn;
each ends once its window has been shown and painted. The figure is the median of the pairs' ratios.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BARE = """
from PySide6.QtWidgets import QApplication, QLabel
from PySide6.QtCore import QTimer
app = QApplication([])
window = QLabel('bare')
window.resize(1366, 768)
window.show()
QTimer.singleShot(0, app.quit)
app.exec()
"""

OURS = """
import sys
from pathlib import Path
from fieldaudit import launcher

def window():
    from fieldaudit.desktop.opening import open_window
    return open_window(Path(sys.argv[1]), quit_when_shown=True)

launcher.guard()
sys.exit(launcher.keep(window, sys.argv[1:]))
"""


def environment_in(folder):
    """Return the surroundings of an installed program: modules are compiled once, into `folder`."""
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    platform = os.environ.get("QT_QPA_PLATFORM", "offscreen")
    return usual | {"QT_QPA_PLATFORM": platform, "PYTHONPYCACHEPREFIX": str(Path(folder) / "bytecode")}


def timed(arguments, environment):
    """Run one process to its end and return its wall-clock seconds."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", *arguments], check=True, env=environment)
    return time.perf_counter() - start


def a_vault(folder):
    """Make a head office's home in a folder, as cheaply as its keys can be derived: unlocking is not measured."""
    from fieldaudit.exchange import enrol
    from fieldaudit.trust.slots import CHEAP

    home = Path(folder) / "home"
    with tempfile.TemporaryDirectory() as state:
        os.environ["FIELDAUDIT_STATE_DIR"] = state
        enrol.create_organisation(home, "Bench", "lantern river copper walnut", cost=CHEAP)
    return home


def compared(home, runs, environment):
    """Return the medians of both processes in seconds and the median of their ratios, started in turn."""
    both = ([BARE], [OURS, str(home)])
    for arguments in both:
        timed(arguments, environment)  # neither is measured with a cold disk
    pairs = [tuple(timed(arguments, environment) for arguments in both) for _ in range(runs)]
    bare, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(b / a for a, b in pairs)
    return {"bare_seconds": round(bare, 3), "fieldaudit_seconds": round(ours, 3), "ratio": round(ratio, 2)}


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as folder:
        homes = {"first_start": Path(folder) / "empty", "unlock": a_vault(folder)}
        environment = environment_in(folder)
        print(json.dumps({"runs": runs} | {page: compared(home, runs, environment) for page, home in homes.items()}))


if __name__ == "__main__":
    main()
