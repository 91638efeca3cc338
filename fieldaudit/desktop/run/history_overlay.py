"""The history over a screen: of one question, or of a whole audit, from which a past moment can be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from fieldaudit.desktop.run.history_panel import HistoryPanel, at_start
from fieldaudit.desktop.run.overlays import Overlay
from fieldaudit.desktop.theme.tokens import SPACE_3, SPACE_4
from fieldaudit.desktop.widgets import IconButton, Label, row

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from fieldaudit.desktop.run.history import History, HistoryLine

_WIDTH, _BESIDE, _LEAST_HEIGHT, _AROUND = 620, 80, 160, 200


class HistoryOverlay(Overlay):
    """`open_with(history)` shows it; `chosen(line)` asks for the audit as of that change."""

    chosen = Signal(object)

    def __init__(self, over: QWidget, *, choosing: bool = False) -> None:
        super().__init__(over, "", _WIDTH)
        self.panel.body.setSpacing(SPACE_3)
        self._title = Label(self.tr("History"), "title", bold=True)
        cross = IconButton("x", self.tr("Close"), kind="plain", small=True)
        cross.clicked.connect(self.close_now)
        head = row(gap=SPACE_4)
        head.addWidget(at_start(self._title), 1)
        head.addWidget(cross, 0, Qt.AlignmentFlag.AlignTop)
        self.panel.body.addLayout(head)
        self._about = Label("", muted=True, wrap=True)
        self.panel.body.addWidget(at_start(self._about))
        self.list = HistoryPanel(choosing=choosing)
        self.list.chosen.connect(self._choose)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.list)
        self._scroll.viewport().setAutoFillBackground(False)
        self.list.setAutoFillBackground(False)
        self.panel.body.addWidget(self._scroll)
        self.setAccessibleName(self.tr("History"))

    def open_with(self, history: History, title: str = "") -> None:
        """Show a history over the whole screen."""
        about = title or history.title
        self._about.setText(about)
        self._about.setHidden(not about)
        self.list.show_history(history)
        self.setAccessibleName(f"{self.tr('History')}. {about}")
        above = self._about.heightForWidth(_WIDTH - _BESIDE) if about else 0
        room = max(_LEAST_HEIGHT, self._over.height() - _AROUND - above)
        self._scroll.setFixedHeight(min(room, max(_LEAST_HEIGHT, self.list.heightForWidth(_WIDTH - _BESIDE) + SPACE_4)))
        self._scroll.verticalScrollBar().setValue(0)
        self.open()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Close with Escape or Alt+H; the arrow keys and pages scroll."""
        bar = self._scroll.verticalScrollBar()
        steps = {
            Qt.Key.Key_Down: bar.singleStep(),
            Qt.Key.Key_Up: -bar.singleStep(),
            Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_PageUp: -bar.pageStep(),
        }
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and event.key() == Qt.Key.Key_H:
            self.close_now()
        elif event.key() in steps:
            bar.setValue(bar.value() + steps[Qt.Key(event.key())])
        super().keyPressEvent(event)

    def _choose(self, line: HistoryLine) -> None:
        self.close_now()
        self.chosen.emit(line)
