"""The watched folder in one line: which it is, whether it is there, and the way to stop watching."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QSizePolicy

from fieldaudit.desktop.intake.presenter import Watched
from fieldaudit.desktop.theme.tokens import SPACE_2, Tone
from fieldaudit.desktop.widgets import Button, ElidedLabel, Panel, Pill, row

_PADDING = 8


class WatchLine(Panel):
    """Hidden while nothing is watched; `chosen(folder)` for another one, `stopped` to watch none."""

    chosen = Signal(object)
    stopped = Signal()

    def __init__(self) -> None:
        super().__init__(padding=_PADDING)
        self._pill = Pill("")
        self._folder = ElidedLabel("", muted=True)
        self._folder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.change = Button(self.tr("Another folder…"), "plain", small=True)
        self.change.clicked.connect(self.choose)
        self.stop = Button(self.tr("Stop watching"), "plain", small=True)
        self.stop.clicked.connect(self.stopped)
        line = row(self._pill, gap=SPACE_2)
        line.addWidget(self._folder, 1)
        line.addWidget(self.change)
        line.addWidget(self.stop)
        self.body.addLayout(line)
        self._watched: Watched | None = None
        self.hide()

    def show_watched(self, watched: Watched | None) -> None:
        """Show the folder and whether it can be read now."""
        self._watched = watched
        tone: Tone = "major"
        self.setVisible(watched is not None)
        if watched is None:
            return
        if watched.away:
            words, icon = self.tr("Watched folder is not there"), "triangle-alert"
            tip = self.tr("What comes into it is taken in once it is there again.")
        elif watched.trouble:
            words, icon = self.tr("Watched folder cannot be read"), "triangle-alert"
            tip = watched.trouble
        else:
            words, tone, icon = self.tr("Watching"), "good", "folder-open"
            tip = self.tr("Packages in it are taken in by themselves, and stay where they are.")
        self._pill.show_state(words, tone, icon=icon)
        self._folder.setText(str(watched.folder))
        self.setToolTip(tip)
        self.setAccessibleName(f"{words}: {watched.folder}. {tip}")

    def choose(self) -> None:
        """Ask for the folder."""
        before = str(self._watched.folder) if self._watched else ""
        folder = QFileDialog.getExistingDirectory(self, self.tr("Which folder should be watched?"), before)
        if folder:
            self.chosen.emit(Path(folder))
