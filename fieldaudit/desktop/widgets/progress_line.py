"""Progress of long work in one line: what is being done, how far, and a way out."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_3
from fieldaudit.desktop.widgets.buttons import QuietButton
from fieldaudit.desktop.widgets.labels import ElidedLabel, Label
from fieldaudit.desktop.widgets.layouts import column, row
from fieldaudit.desktop.widgets.painting import paint_progress


class ProgressBar(QWidget):
    """A thin bar; `set_progress(done, total)`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self.setFixedHeight(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_progress(self, done: int, total: int) -> None:
        """Show `done` of `total`."""
        self._share = done / total if total else 0.0
        self.setAccessibleName(self.tr("{done} of {total}").format(done=done, total=total))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the bar."""
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        paint_progress(QPainter(self), QRectF(self.rect()), self._share, tokens_of(self), mirrored=mirrored)


class ProgressLine(QWidget):
    """What is being done, a bar, the numbers, and Cancel (`cancelled`); hidden while nothing is."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._what, self._numbers, self._bar = ElidedLabel(""), Label("", "secondary", muted=True), ProgressBar()
        self.cancel = QuietButton(self.tr("Cancel"), small=True)
        self.cancel.clicked.connect(self.cancelled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        words = column(row(self._what, None, self._numbers), self._bar, gap=SPACE_2)
        line = row(gap=SPACE_3)
        line.addLayout(words, 1)
        line.addWidget(self.cancel)
        layout.addLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.hide()

    def show_work(self, what: str, progress: tuple[int, int] | None) -> None:
        """Show what is being done and how far it is; a total of 0 is not known yet, None is no work."""
        if progress is None:
            self.hide()
            return
        done, total = progress
        self._what.setText(what)
        self._numbers.setText(self.tr("{done} of {total}").format(done=done, total=total) if total else "")
        self._bar.set_progress(done, total)
        self.show()
