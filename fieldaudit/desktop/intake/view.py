"""Intake as it is seen."""

from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.backup.words import reminder
from fieldaudit.desktop.intake.detail_view import PackageDetail
from fieldaudit.desktop.intake.presenter import IntakePresenter, IntakeState
from fieldaudit.desktop.intake.states import badge
from fieldaudit.desktop.intake.watch_line import WatchLine
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.theme.tokens import SPACE_6
from fieldaudit.desktop.widgets import (
    Cell,
    Column,
    DropZone,
    EmptyState,
    ProgressLine,
    QuietButton,
    Row,
    RowTable,
    column,
    row,
)

_LOOK_EVERY_MS = 5000
_ZONE_HEIGHT = 60


class IntakeScreen(Screen):
    """A drop zone above the list, one package in detail beside it."""

    def __init__(self, presenter: IntakePresenter) -> None:
        super().__init__("")
        self._presenter = presenter
        self.bar.set_title(self.tr("Intake"))
        self._watch = self.bar.add(QuietButton(self.tr("Watch a folder…"), icon="folder-open", small=True))
        self.watching = WatchLine()
        self.watching.chosen.connect(presenter.watch)
        self.watching.stopped.connect(lambda: presenter.watch(None))
        self._watch.clicked.connect(self.watching.choose)
        self.zone = DropZone(
            self.tr("Drop packages here, or"),
            self.tr("choose files"),
            pattern=self.tr("Packages (*.fap);;All files (*)"),
        )
        self.zone.setMinimumHeight(_ZONE_HEIGHT)
        self.zone.files.connect(presenter.take_in)
        self._progress = ProgressLine()
        self._progress.cancelled.connect(presenter.cancel)
        self._empty = EmptyState("inbox", self.tr("Reading…"))
        self.table = RowTable(
            [Column("", 220), Column("", 200, 1), Column("", 110, 0, 520)],
            self._empty,
            name=self.tr("Packages"),
            chevron=False,
        )
        self.table.chosen.connect(presenter.choose)
        self.detail = PackageDetail()
        self.detail.setFixedWidth(392)
        self.detail.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.detail.go.connect(self.go)
        self.detail.threw_away.connect(presenter.throw_away)
        self.detail.put_away.connect(presenter.put_away)
        self.detail.retried.connect(presenter.retry)
        self.detail.add_files.connect(self.zone.button.click)
        both = row(gap=20, margins=(SPACE_6, 20, SPACE_6, 20))
        both.addLayout(column(self.zone, self.watching, self._progress, self.table, None, gap=14), 1)
        both.addWidget(self.detail)
        self.set_content(both)
        self._clock = QTimer(self, interval=_LOOK_EVERY_MS)
        self._clock.timeout.connect(presenter.look_into_watched)
        self._clock.start()
        self._packages, self._reminded = 0, False
        self.banner.action.connect(lambda: self.go.emit("backup", None))
        self.banner.dismissed.connect(self._dismissed)
        presenter.show_in(self._show)

    def opened(self, argument: object = None) -> None:
        """Read the list anew; an argument is the package to stand on."""
        if isinstance(argument, str):
            self._presenter.choose(argument)
        self._presenter.load()

    def first_focus(self) -> QWidget:
        """Begin in the list, or at the drop zone while it is empty."""
        return self.table if self.table.count() else self.zone.button

    def _say(self, state: IntakeState) -> None:
        """Say what went wrong, else until it is closed that something has been only here for days."""
        if state.error is None and state.only.remind and not self._reminded:
            self.banner.say("major", *reminder(state.only), button=self.tr("Copy everything…"))
        else:
            self.banner.show_error(state.error)

    def _dismissed(self) -> None:
        self._reminded = True

    def _show(self, state: IntakeState) -> None:
        self._say(state)
        today = state.taken_in_on(datetime.now().astimezone().date())
        waiting = state.waiting()
        words = [self.tr("{count} taken in today").format(count=today)]
        if waiting:
            words.append(self.tr("1 needs you") if waiting == 1 else self.tr("{count} need you").format(count=waiting))
        self.bar.set_title(self.tr("Intake"), " · ".join(words) if state.packages else "")
        self._watch.setHidden(state.watched is not None)
        self._watch.setToolTip(self.tr("Packages that appear in a folder are taken in by themselves"))
        self.watching.show_watched(state.watched)
        if state.working:
            self._empty.say(self.tr("Taking in…"), self.tr("What came is listed once all of it was looked at."))
        elif state.loaded:
            self._empty.say(
                self.tr("Nothing came yet"), self.tr("Drop the first package above. What is verified enters by itself.")
            )
        rows = [
            Row(
                line.id,
                (
                    Cell(badges=(badge(line.state),), wide_badge=True),
                    Cell(line.title, line.detail, bold=True),
                    Cell(wording.moment(line.when), muted=True),
                ),
            )
            for line in state.packages
        ]
        if rows != list(self.table.rows()):
            self.table.show_rows(rows)
        self.table.choose(state.chosen)
        self.detail.show_package(state.package())
        self.detail.setVisible(bool(state.packages))
        self._progress.show_work(self.tr("Verifying and taking in"), state.progress if state.working else None)
        if len(state.packages) != self._packages:
            self._packages = len(state.packages)
            self.status_stale.emit()
