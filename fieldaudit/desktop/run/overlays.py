"""What lies over the run screen for a moment: all keys, and finding a question by its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_3, SPACE_6, TARGET
from fieldaudit.desktop.widgets import KeyCap, Label, Panel, row

if TYPE_CHECKING:
    from fieldaudit.desktop.run.audit_lines import Hit

_VEIL = 110
_FIND_MS = 120


class Overlay(QWidget):
    """A panel over a veil; Escape or a click beside it closes it (`closed`)."""

    closed = Signal()

    def __init__(self, over: QWidget, title: str, width: int) -> None:
        super().__init__(over)
        self._over = over
        self.panel = Panel(title, padding=SPACE_6)
        self.panel.setFixedWidth(width)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_6, 56, SPACE_6, SPACE_6)
        layout.addWidget(self.panel, 0, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        over.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show it over the whole screen."""
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_now(self) -> None:
        """Take it away."""
        self.hide()
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay as large as the screen."""
        if event.type() == QEvent.Type.Resize and watched is self._over:
            self.setGeometry(self._over.rect())
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Close with Escape or `?`; nothing goes through to what lies below."""
        if event.key() == Qt.Key.Key_Escape or event.text() == "?":
            self.close_now()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Close on a click beside the panel."""
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.close_now()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the veil."""
        veil = QColor("#000000")
        veil.setAlpha(_VEIL)
        QPainter(self).fillRect(QRectF(self.rect()), veil)


class KeysOverlay(Overlay):
    """All keys of the run screen."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, "", 620)
        self.panel.body.addWidget(Label(self.tr("Keys"), "title", bold=True))
        self.panel.body.addWidget(
            Label(
                self.tr("They act while no text is being typed; Escape leaves a text."),
                "secondary",
                muted=True,
                wrap=True,
            )
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_6)
        grid.setVerticalSpacing(SPACE_2)
        keys = self._keys()
        half = (len(keys) + 1) // 2
        for place, (caps, words) in enumerate(keys):
            line, side = place % half, 2 * (place // half)
            grid.addLayout(row(*(KeyCap(cap) for cap in caps), None, gap=4), line, side)
            grid.addWidget(Label(words, "secondary", wrap=True), line, side + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self.panel.body.addLayout(grid)
        self.setAccessibleName(self.tr("Keys"))

    def _keys(self) -> list[tuple[tuple[str, ...], str]]:
        return [
            (("1", "…", "9"), self.tr("choose the answer at that place")),
            (("J", "K"), self.tr("next, previous question")),
            (("Ctrl ↑", "Ctrl ↓"), self.tr("previous, next section")),
            (("Ctrl G",), self.tr("next unanswered question")),
            (("Enter",), self.tr("go into the answer")),
            (("Del",), self.tr("take the answer away")),
            (("F",), self.tr("go into the finding")),
            (("P",), self.tr("add photos or files")),
            (("Ctrl V",), self.tr("paste a photo")),
            (("U",), self.tr("go to the files not assigned yet")),
            (("T",), self.tr("write a note")),
            (("H",), self.tr("show guidance")),
            (("C",), self.tr("contents")),
            (("Ctrl Z",), self.tr("undo the last thing")),
            (("Ctrl Shift Z",), self.tr("bring it back")),
            (("Alt H",), self.tr("history of the question")),
            (("/",), self.tr("find a question")),
            (("Ctrl Enter",), self.tr("review and sign")),
            (("F9",), self.tr("cover the screen (not a lock)")),
            (("Ctrl L",), self.tr("lock")),
        ]


class FindOverlay(Overlay):
    """A question found by its words: `looked_for(words)` while typing, `found(section, ref)` on Enter or a click."""

    looked_for = Signal(str)
    found = Signal(int, str)

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, "", 620)
        self._hits: tuple[Hit, ...] = ()
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Find a question by its words or its number"))
        self.field.setAccessibleName(self.tr("Find a question"))
        self.field.setMinimumHeight(TARGET)
        self.list = QListWidget()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setAccessibleName(self.tr("Questions found"))
        self.list.setWordWrap(True)
        self.list.setFixedHeight(320)
        self._none = Label(self.tr("No question has these words."), muted=True)
        self._wait = QTimer(self, singleShot=True, interval=_FIND_MS)
        self._wait.timeout.connect(lambda: self.looked_for.emit(self.field.text()))
        self.field.textEdited.connect(lambda _: self._wait.start())
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(lambda _: self._take())
        self.panel.body.setSpacing(SPACE_3)
        for part in (self.field, self._none, self.list):
            self.panel.body.addWidget(part)
        self._none.hide()

    def open(self) -> None:
        """Show it with an empty field."""
        super().open()
        self.field.clear()
        self.show_hits(())
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_hits(self, hits: tuple[Hit, ...]) -> None:
        """Show what was found."""
        if hits == self._hits and self.list.count() == len(hits):
            self._none.setHidden(bool(hits) or not self.field.text().strip())
            return
        self._hits = hits
        self.list.clear()
        for hit in hits:
            self.list.addItem(QListWidgetItem(f"{hit.number}  {hit.label}"))
        if hits:
            self.list.setCurrentRow(0)
        self._none.setHidden(bool(hits) or not self.field.text().strip())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Walk the list from the field."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                by = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + by)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_now()
                return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the veil; the chosen line takes the soft accent."""
        super().paintEvent(event)
        tokens = tokens_of(self)
        palette = self.list.palette()
        if palette.color(palette.ColorRole.Highlight).name() != tokens.accent_soft.lower():
            palette.setColor(palette.ColorRole.Highlight, QColor(tokens.accent_soft))
            palette.setColor(palette.ColorRole.HighlightedText, QColor(tokens.ink))
            self.list.setPalette(palette)

    def _take(self) -> None:
        at = self.list.currentRow()
        if 0 <= at < len(self._hits):
            hit = self._hits[at]
            self.close_now()
            self.found.emit(hit.section, hit.ref)
