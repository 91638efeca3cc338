"""Cold start to a usable unlock screen, beside a bare PySide6 window, in one run: `python -m tests.benchmarks.start [RUNS]`.

Both are whole processes, started in turn; each prints when its window has been shown and painted. The figure is the ratio of medians.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

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
from fieldaudit.desktop.app import main
sys.exit(main(Path(sys.argv[1]), quit_when_shown=True))
"""


def timed(arguments):
    """Run one process to its end and return its wall-clock seconds."""
    environment = os.environ | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", *arguments], check=True, env=environment)
    return time.perf_counter() - start


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as folder:
        timed([BARE]), timed([OURS, folder])
        pairs = [(timed([BARE]), timed([OURS, folder])) for _ in range(runs)]
    bare, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(b / a for a, b in pairs)
    print(
        json.dumps(
            {
                "runs": runs,
                "bare_seconds": round(bare, 3),
                "fieldaudit_seconds": round(ours, 3),
                "ratio": round(ratio, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
