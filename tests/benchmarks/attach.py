"""Frames while a 12-megapixel photo is attached: `python -m tests.benchmarks.attach [--rounds N] [--json]`.

A real vault and the real run screen, drawn offscreen at 60 frames a second: a moving mark is painted at each tick, and
the time between two paintings is measured on the interface's thread. Three cases: at rest, attaching in the background
as the program does it, and, as the control that must fail, the same work on the interface's thread.

`ours` is the time between two frames without what the kernel kept our ready threads waiting for a processor (schedstat;
the worker's too, since the interface may wait for it), and at least the processor's time that the interface itself
took. On a busy machine that still holds what its host took away; so a bare window with the same mark runs beside it in
a process of its own, and a frame that comes late while one of that window's does too is not counted as ours. Exit code
1 when a frame of the background case came more than 33 ms after the one before it, by that measure, in any round, or
when the control dropped none in one.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_HERE = Path(__file__).parent
sys.path[:0] = [str(_HERE.parent / folder) for folder in ("store", "unit", ".")]

_FRAME_MS, _LATEST_MS = 1000 / 60, 33.0
_SIZE = (4000, 3000)
_REST_S = 1.0


def main() -> int:
    options = _options()
    if options.bare:
        return _be_bare()
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
    parser.add_argument("--bare", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _print(rounds: list[dict]) -> None:
    print(f"{'':12}{'frames':>8}{'worst ms':>10}{'ours ms':>9}{'dropped':>9}{'excused':>9}{'attached in ms':>16}")
    for number, one in enumerate(rounds, start=1):
        for case in ("rest", "background", "control"):
            seen = one[case]
            print(
                f"{number} {case:10}{seen['frames']:8}{seen['worst_ms']:10.1f}{seen['ours_ms']:9.1f}{seen['dropped']:9}"
                f"{seen['excused']:9}{seen.get('took_ms', 0):16.0f}"
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

    from fieldaudit.desktop.background import Worker, take_short_turns
    from fieldaudit.desktop.collector import Collector
    from fieldaudit.desktop.run.field_run import FieldRun
    from fieldaudit.desktop.run.presenter import RunPresenter
    from fieldaudit.desktop.run.view import RunScreen

    app = QApplication.instance() or QApplication([])
    photo = _photo(folder)
    with field_desk(folder / "world") as world, _bare() as late_beside:
        audit = start(world).id
        worker, run = Worker(), FieldRun(world.field)
        presenter = RunPresenter(run, worker)
        screen = RunScreen(presenter)
        screen.resize(1366, 768)
        screen.show()
        screen.opened(audit)
        _until(app, lambda: presenter.state.card is not None)
        frames = _Frames(screen, late_beside)
        collector = Collector(app)  # as the program does: no collection on the worker
        take_short_turns()
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


class _Moment(NamedTuple):
    """A moment: the clock, how long our threads were kept waiting so far, the interface's processor time; seconds."""

    clock: float
    waited: float
    used: float

    @classmethod
    def now(cls) -> _Moment:
        return cls(time.perf_counter(), _kept_waiting(), time.thread_time())

    def ours(self, before: _Moment) -> float:
        """Return how many milliseconds since `before` were our own doing."""
        gap = self.clock - before.clock
        return max(self.used - before.used, gap - (self.waited - before.waited)) * 1000


def _kept_waiting() -> float:
    """Return for how many seconds our threads were ready and had no processor; 0 where the system does not tell."""
    waited = 0
    for task in Path("/proc/self/task").glob("*"):
        with suppress(OSError):  # a thread that ended meanwhile
            waited += int((task / "schedstat").read_text().split()[1])
    return waited / 1e9


def _be_bare() -> int:
    """Show a window with nothing but the mark, and print when two of its frames were too far apart, until killed."""
    from PySide6.QtWidgets import QApplication, QWidget

    app = QApplication([])
    window = QWidget()
    window.resize(200, 100)
    window.show()
    frames = _Frames(window, list)
    frames.timer.start()
    before = 0
    while True:
        app.processEvents()
        time.sleep(0.0005)
        for one, other in pairwise(frames.painted[before:]):
            if (other.clock - one.clock) * 1000 > _LATEST_MS:
                print(one.clock, other.clock, flush=True)
        before = max(0, len(frames.painted) - 1)


@contextmanager
def _bare():
    """Run the bare window; yields what returns the (start, end) of its late frames so far."""
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen([sys.executable, "-m", "tests.benchmarks.attach", "--bare"], stdout=said) as beside,
    ):

        def late() -> list[tuple[float, float]]:
            said.seek(0)
            return [(float(start), float(end)) for start, end in (line.split() for line in said if line.endswith("\n"))]

        try:
            yield late
        finally:
            beside.kill()


class _Frames:
    """A mark that moves 60 times a second over the screen, and when it was painted."""

    def __init__(self, screen, late_beside) -> None:
        self.late_beside = late_beside
        from PySide6.QtCore import Qt, QTimer
        from PySide6.QtGui import QColor, QPainter
        from PySide6.QtWidgets import QWidget

        painted = self.painted = []

        class Mark(QWidget):
            def paintEvent(self, _event) -> None:  # noqa: N802 - Qt's name
                painted.append(_Moment.now())
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
        start = _Moment.now()
        work()
        took = (time.perf_counter() - start.clock) * 1000
        while not done() or (control and len(self.painted) < 2):
            app.processEvents()
            time.sleep(0.0005)
        end = time.perf_counter()
        self.timer.stop()
        pairs = list(pairwise([start, *self.painted]))
        late = [(before.clock, after.clock) for before, after in pairs if after.ours(before) > _LATEST_MS]
        time.sleep(0.1)  # until the bare window has said what it has to
        beside = self.late_beside()
        excused = 0 if control else sum(any(one[0] < end and start < one[1] for start, end in beside) for one in late)
        return {
            "frames": len(self.painted),
            "worst_ms": max((after.clock - before.clock) * 1000 for before, after in pairs),
            "ours_ms": max(after.ours(before) for before, after in pairs),
            "dropped": len(late) - excused,
            "excused": excused,
            "took_ms": took if control else (end - start.clock) * 1000 - 500,
        }


if __name__ == "__main__":
    raise SystemExit(main())
