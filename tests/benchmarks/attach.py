"""Frames while a 12-megapixel photo is attached: `python -m tests.benchmarks.attach [--rounds N] [--json]`.

A real vault and the real run screen, drawn offscreen at 60 frames a second: a moving mark is painted at each tick, and
the time between two paintings is measured on the interface's thread. Three cases: at rest, attaching in the background
as the program does it, and, as the control that must fail, the same work on the interface's thread.

`ours` is the time between two frames without what the kernel kept the interface's ready thread waiting for a processor
(schedstat), which on a busy machine is other programs' doing. It still holds what the worker was kept waiting for while
the interface waited for it. Exit code 1 when a frame of the background case came more than 33 ms after the one before
it, by that measure, in any round, or when the control dropped none in one.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_HERE = Path(__file__).parent
sys.path[:0] = [str(_HERE.parent / folder) for folder in ("store", "unit", ".")]

_FRAME_MS, _LATEST_MS = 1000 / 60, 33.0
_SIZE = (4000, 3000)
_REST_S = 1.0


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FIELDAUDIT_STATE_DIR"] = str(Path(folder) / "state")
        rounds = list(_rounds(Path(folder), options.rounds))
    if options.json:
        print(json.dumps(rounds))
    else:
        _print(rounds)
    late = any(one["background"]["dropped"] for one in rounds)
    return int(late or any(not one["control"]["dropped"] for one in rounds))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _print(rounds: list[dict]) -> None:
    print(f"{'':12}{'frames':>8}{'worst ms':>10}{'ours ms':>9}{'dropped':>9}{'attached in ms':>16}")
    for number, one in enumerate(rounds, start=1):
        for case in ("rest", "background", "control"):
            seen = one[case]
            print(
                f"{number} {case:10}{seen['frames']:8}{seen['worst_ms']:10.1f}{seen['ours_ms']:9.1f}{seen['dropped']:9}"
                f"{seen.get('took_ms', 0):16.0f}"
            )
    print(f"photo: {rounds[0]['photo_mb']:.1f} MB, {_SIZE[0]}x{_SIZE[1]} pixels")


def _photo(folder: Path) -> Path:
    """Write a photo as large as a camera's: noise keeps the file from shrinking."""
    from PIL import Image

    picture = Image.merge("RGB", [Image.effect_noise(_SIZE, 60) for _ in range(3)])
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=72)
    path = folder / "exit.jpg"
    path.write_bytes(out.getvalue())
    return path


def _rounds(folder: Path, count: int):
    from field_world import field_desk, start
    from PySide6.QtWidgets import QApplication

    from fieldaudit.desktop.background import Worker
    from fieldaudit.desktop.collector import Collector
    from fieldaudit.desktop.run.field_run import FieldRun
    from fieldaudit.desktop.run.presenter import RunPresenter
    from fieldaudit.desktop.run.view import RunScreen

    app = QApplication.instance() or QApplication([])
    photo = _photo(folder)
    with field_desk(folder / "world") as world:
        audit = start(world).id
        worker, run = Worker(), FieldRun(world.field)
        presenter = RunPresenter(run, worker)
        screen = RunScreen(presenter)
        screen.resize(1366, 768)
        screen.show()
        screen.opened(audit)
        _until(app, lambda: presenter.state.card is not None)
        frames = _Frames(screen)
        collector = Collector(app)  # as the program does: no collection on the worker
        for _ in range(count):
            yield {
                "photo_mb": photo.stat().st_size / 1e6,
                "rest": frames.during(app, lambda: None, _rest),
                "background": frames.during(app, lambda: presenter.attach([photo]), lambda: _attached(presenter)),
                "control": frames.during(
                    app, lambda: run.attach(1, presenter.state.current, [photo]), lambda: lambda: True, control=True
                ),
            }
        screen.tray.wait()
        collector.stop()
        worker.close()


def _rest():
    end = time.perf_counter() + _REST_S
    return lambda: time.perf_counter() > end


def _attached(presenter):
    """Return a test for: the photo is recorded, its thumbnail is shown, and a little longer."""
    before, seen = len(presenter.state.evidence), []

    def done() -> bool:
        if len(presenter.state.evidence) > before and not seen:
            seen.append(time.perf_counter())
        return bool(seen) and time.perf_counter() > seen[0] + 0.5

    return done


def _until(app, done) -> None:
    end = time.perf_counter() + 60
    while not done():
        app.processEvents()
        time.sleep(0.001)
        if time.perf_counter() > end:
            raise TimeoutError


def _kept_waiting() -> float:
    """Return for how many seconds this thread was ready and had no processor; 0 where the system does not tell."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9
    except OSError:
        return 0.0


class _Frames:
    """A mark that moves 60 times a second over the screen, and when it was painted."""

    def __init__(self, screen) -> None:
        from PySide6.QtCore import Qt, QTimer
        from PySide6.QtGui import QColor, QPainter
        from PySide6.QtWidgets import QWidget

        painted = self.painted = []

        class Mark(QWidget):
            def paintEvent(self, _event) -> None:  # noqa: N802 - Qt's name
                painted.append((time.perf_counter(), _kept_waiting()))
                QPainter(self).fillRect(len(painted) % 60, 0, 4, 4, QColor("black"))

        self.mark = Mark(screen)
        self.mark.setGeometry(0, 0, 64, 4)
        self.mark.show()
        self.timer = QTimer(screen, interval=round(_FRAME_MS))
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.timeout.connect(self.mark.update)

    def during(self, app, work, when, *, control: bool = False) -> dict:
        """Return what the frames were while `work` was done."""
        self.timer.start()
        _until(app, _rest())
        self.painted.clear()
        done = when()
        start, waited = time.perf_counter(), _kept_waiting()
        work()
        took = (time.perf_counter() - start) * 1000
        while not done() or (control and len(self.painted) < 2):
            app.processEvents()
            time.sleep(0.0005)
        end = time.perf_counter()
        self.timer.stop()
        times = [(start, waited), *self.painted]
        gaps = [(after[0] - before[0]) * 1000 for before, after in pairwise(times)]
        ours = [gap - (after[1] - before[1]) * 1000 for gap, (before, after) in zip(gaps, pairwise(times), strict=True)]
        return {
            "frames": len(self.painted),
            "worst_ms": max(gaps),
            "ours_ms": max(ours),
            "dropped": sum(gap > _LATEST_MS for gap in ours),
            "took_ms": took if control else (end - start) * 1000 - 500,
        }


if __name__ == "__main__":
    raise SystemExit(main())
