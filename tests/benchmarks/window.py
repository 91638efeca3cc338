"""The run screen's speed: adding rows and answering, beside bare widgets: `python -m tests.benchmarks.window [--json]`.

A vault with the repeat form and the long form of the peers (`../shared/peers/forms`, or forms of the same shape where
it is absent) is opened in the real screen. Per step: `press` until what was pressed is painted, `vault` the background
thread's work (recalculate, write durably, read what the section shows), `outcome` until what came of it is painted.
`bare` is a plain QScrollArea that adds, or changes, a QFrame with a QLabel and a QLineEdit among as many such frames.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1] / "store"))

from field_world import field_desk
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from fieldaudit.desktop import theme
from fieldaudit.desktop.run.field_run import FieldRun
from fieldaudit.desktop.run.plan import Plan
from fieldaudit.desktop.run.presenter import RunPresenter
from fieldaudit.desktop.run.view import RunScreen
from fieldaudit.field import audits
from fieldaudit.vault import instruments
from tests.benchmarks import audit_form

PEERS = Path(__file__).parents[3] / "shared" / "peers" / "forms" / "xml"
SIZES, EACH = (10, 100, 500), 15
FRAME_MS = 16


class Clocked:
    """The background, its work done when it is asked for: so each part of a step is timed by itself."""

    def __init__(self):
        self.waiting = []

    def run(self, work, *, success, failure):
        self.waiting.append((work, success))

    def work(self):
        """Do all that waits; returns what then shows it."""
        waiting, self.waiting = self.waiting, []
        return [(success, work()) for work, success in waiting]

    def finish(self):
        while self.waiting:
            for success, result in self.work():
                success(result)


def settle(app, clock=None):
    for _ in range(4):
        if clock is not None:
            clock.finish()
        app.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def timed(app, clock, step):
    """Give milliseconds: until the step is painted, the vault's work, until its outcome is painted; the step's CPU."""
    marks, before = [time.perf_counter()], time.thread_time()
    step()
    app.processEvents()
    spent = (time.thread_time() - before) * 1000
    marks.append(time.perf_counter())
    outcomes = clock.work()
    marks.append(time.perf_counter())
    for success, result in outcomes:
        success(result)
    app.processEvents()
    marks.append(time.perf_counter())
    settle(app, clock)
    return [*((after - before) * 1000 for before, after in pairwise(marks)), spent]


def summary(steps):
    press, vault, outcome, cpu = (sorted(each) for each in zip(*steps, strict=True))
    return {
        "press": round(statistics.median(press), 1),
        "press_cpu": round(statistics.median(cpu), 1),
        "press_p95": round(press[int(len(press) * 0.95)], 1),
        "over_a_frame": sum(each > FRAME_MS for each in press),
        "vault": round(statistics.median(vault), 1),
        "outcome": round(statistics.median(outcome), 1),
        "n": len(press),
    }


class BarePage(QScrollArea):
    """As many plain frames as the page holds questions."""

    def __init__(self, count):
        super().__init__()
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.fields = []
        for _ in range(count):
            self.add()
        self.setWidgetResizable(True)
        self.setWidget(inside)
        self.resize(1294, 712)
        self.show()

    def add(self):
        frame, field = QFrame(), QLineEdit()
        row = QHBoxLayout(frame)
        row.addWidget(QLabel("A question of a few words that is asked here"))
        row.addWidget(field)
        self.column.addWidget(frame)
        self.fields.append(field)


def bare(app, count):
    """Give the milliseconds of adding to, and of changing, a page of plain frames."""
    clock, page = Clocked(), BarePage(count)
    settle(app)
    changed = [timed(app, clock, lambda at=at: page.fields[at % count].setText("7"))[0] for at in range(EACH)]
    added = [timed(app, clock, page.add)[0] for _ in range(EACH)]
    page.close()
    page.deleteLater()
    settle(app)
    return {"change": round(statistics.median(changed), 1), "add": round(statistics.median(added), 1)}


def form_file(folder, name, made):
    peer = PEERS / f"{name}.xml"
    if peer.exists():
        return peer
    path = folder / f"{name}.xml"
    path.write_bytes(made())
    return path


def opened(app, world, form, sections=0):
    uses, clock = FieldRun(world.field), Clocked()
    audit = audits.start_audit(world.field, form.id, world.site, audits.NewVisit())
    screen = RunScreen(RunPresenter(uses, clock))
    screen.resize(1294, 712)
    screen.show()
    screen.opened({"audit": audit, "section": sections, "ref": ""})
    settle(app, clock)
    return screen, screen._presenter, clock, uses


def close(app, screen):
    screen.close()
    screen.deleteLater()
    settle(app)


def rows_figures(app, world, form, sizes):
    """Add rows to 10, 100, 500 and answer in the last ones each time."""
    found = {}
    screen, presenter, clock, uses = opened(app, world, form)
    repeat = next(iter(uses.work.session.rows()))
    section = next(iter(Plan(uses.work.session.form).sections_of(repeat)))
    for size in sizes:
        while len(uses.work.session.rows()[repeat]) < size - EACH:
            uses.work.add_repeat(repeat)
        presenter.open(uses.work.id, section)
        settle(app, clock)
        adds = [timed(app, clock, lambda: presenter.add_row(repeat)) for _ in range(EACH)]
        answers = []
        for row in uses.work.session.rows_at(repeat)[-EACH:]:
            presenter.go(section, f"{row}/w3")
            settle(app, clock)
            answers.append(timed(app, clock, lambda row=row: presenter.answer(f"{row}/w3", "10", stay=True)))
        held = len(screen.page.findChildren(QWidget))
        found[size] = {"add": summary(adds), "answer": summary(answers), "widgets": held, "bare": bare(app, size)}
    close(app, screen)
    return found


def questions_figures(app, world, form):
    """Enter sections of the long form and answer their choices, each of which shows or hides other questions."""
    screen, presenter, clock, uses = opened(app, world, form)
    answers, entering = [], []
    for line in presenter.state.sections[:8]:
        entering.append(timed(app, clock, lambda line=line: presenter.go(line.index)))
        for card in [one for one in presenter.state.items if any(o.value == "no" for o in getattr(one, "options", ()))][
            :5
        ]:
            presenter.choose(card.ref)
            settle(app, clock)
            answers += [
                timed(app, clock, lambda ref=card.ref, value=value: presenter.answer(ref, value, stay=True))
                for value in ("no", "yes")
            ]
    asked = len(uses.work.session.form.controls)
    close(app, screen)
    return {"controls": asked, "answer": summary(answers), "enter": summary(entering), "bare": bare(app, 50)}


def measure(sizes):
    app = QApplication([])
    theme.apply(app, "light")
    with tempfile.TemporaryDirectory() as folder, field_desk(Path(folder) / "desk") as world:
        rep = instruments.install(world.field, form_file(Path(folder), "rep500", audit_form.rows))
        long = instruments.install(world.field, form_file(Path(folder), "q1000", lambda: audit_form.questions(1000)))
        return {"rows": rows_figures(app, world, rep, sizes), "questions": questions_figures(app, world, long)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    asked = parser.parse_args()
    figures = measure(asked.sizes)
    if asked.json:
        print(json.dumps(figures))
        return
    for size, found in figures["rows"].items():
        print(f"{size:>5} rows, {found['widgets']} widgets alive on the page")
        for what, bare_one in (("add", "add"), ("answer", "change")):
            print(f"      {what:<7}{line(found[what])}  bare {found['bare'][bare_one]} ms")
    found = figures["questions"]
    print(f"{found['controls']:>5} controls")
    for what in ("answer", "enter"):
        print(f"      {what:<7}{line(found[what])}  bare {found['bare']['change']} ms")


def line(found):
    return (
        f"press to paint {found['press']} ms (CPU {found['press_cpu']}, p95 {found['press_p95']}, "
        f"over {FRAME_MS} ms: {found['over_a_frame']} of {found['n']}), "
        f"vault {found['vault']} ms, outcome to paint {found['outcome']} ms,"
    )


if __name__ == "__main__":
    main()
