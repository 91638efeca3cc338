"""Rows of a repeat folded to one line each: one list, painted where it is seen, however many rows there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QFrame, QListView, QSizePolicy, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from fieldaudit.desktop import icons, wording
from fieldaudit.desktop.theme import font, tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_CONTROL, SPACE_3, SPACE_4, TARGET
from fieldaudit.desktop.widgets.painting import ring, rounded

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import FoldedRows, RowHead
    from fieldaudit.desktop.theme import Tokens

_Index = QModelIndex | QPersistentModelIndex
_ICON = 16


class FoldedList(QListView):
    """`open_asked(row)` on Enter or a click; the arrows walk, past its ends the keyboard goes on (`left(by)`)."""

    open_asked = Signal(str)

    def __init__(self, item: FoldedRows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Rows(item, self)
        self.setModel(self._model)
        self.setItemDelegate(_Line(self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("Rows, folded"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.clicked.connect(self._open)
        self.activated.connect(self._open)
        self.show_item(item)

    def show_item(self, item: FoldedRows) -> None:
        """Show the rows as they are now."""
        self._model.show_rows(item.rows)
        self.setFixedHeight(len(item.rows) * TARGET + 2)
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self._model.index(0))

    def rows(self) -> tuple[RowHead, ...]:
        """Return the rows that are shown."""
        return self._model.rows

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Leave scrolling to the page: this list is always shown whole."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Walk with the arrows and J and K, open with Enter or Space; every other key is the screen's."""
        key = event.key()
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_J: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_K: -1}
        at = self.currentIndex().row()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(0 if key == Qt.Key.Key_Home else len(self._model.rows) - 1)
        elif key in steps and 0 <= at + steps[Qt.Key(key)] < len(self._model.rows):
            self._go(at + steps[Qt.Key(key)])
        else:
            event.ignore()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Paint the line under the pointer anew as it comes and goes."""
        if event.type() in (QEvent.Type.Leave, QEvent.Type.HoverLeave):
            self.viewport().update()
        return super().viewportEvent(event)

    def _go(self, at: int) -> None:
        """Go to a line and let the page around follow."""
        self.setCurrentIndex(self._model.index(at))
        box = self.visualRect(self.currentIndex())
        parent = self.parentWidget()
        while parent is not None:
            follow = getattr(parent, "show_line", None)
            if follow is not None:
                follow(self, box.top(), box.bottom())
                return
            parent = parent.parentWidget()

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.open_asked.emit(self._model.rows[index.row()].ref)


class _Rows(QAbstractListModel):
    """The rows as Qt sees them."""

    def __init__(self, item: FoldedRows, view: QListView) -> None:
        super().__init__(view)
        self.rows = item.rows

    def show_rows(self, rows: tuple[RowHead, ...]) -> None:
        before, self.rows = self.rows, rows
        if len(before) != len(rows):
            self.beginResetModel()
            self.endResetModel()
            return
        for at, (old, new) in enumerate(zip(before, rows, strict=True)):
            if old is not new and old != new:
                self.dataChanged.emit(self.index(at), self.index(at))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and default
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a row's words."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = self.tr("{title}, {done} of {total} answered")
            said = [words.format(title=row.title, done=row.done, total=row.total), row.summary]
            said += [self.tr("{count} findings").format(count=row.flags) if row.flags else ""]
            return ", ".join(part for part in said if part)
        return row.summary or None if role == Qt.ItemDataRole.ToolTipRole else None


class _Line(QStyledItemDelegate):
    """Paints a row: a chevron, its title, its first answers, its findings and how far it is."""

    def __init__(self, view: FoldedList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002, N802 - Qt's signature
        """Return a line as high as a finger needs."""
        return QSize(0, TARGET)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one row."""
        row, tokens = self._view.rows()[index.row()], tokens_of(self._view)
        box = QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, box.adjusted(1, 1, -1, -1), state, tokens)
        inner = box.adjusted(SPACE_3, 0, -SPACE_4, 0)
        sign = "chevron-left" if self._mirrored() else "chevron-right"
        icons.paint(painter, sign, tokens.muted, self._placed(inner.left(), _ICON, box, high=_ICON))
        left, right = inner.left() + _ICON + SPACE_3, inner.right()
        right -= self._words(painter, f"{row.done}/{row.total}", tokens.muted, right, box, bold=False) + SPACE_3
        if row.flags:
            colour = tokens.tone(wording.severity_tone(row.worst or "minor")).strong
            right -= self._words(painter, str(row.flags), colour, right, box, bold=True) + 2
            icons.paint(painter, "flag", colour, self._placed(right - _ICON, _ICON, box, high=_ICON))
            right -= _ICON + SPACE_3
        painter.setFont(font("body", bold=True))
        painter.setPen(QColor(tokens.ink))
        used = self._text(painter, row.title, left, right, box)
        painter.setFont(font("body"))
        painter.setPen(QColor(tokens.muted))
        self._text(painter, row.summary, left + used + SPACE_3, right, box)
        painter.restore()

    def _ground(self, painter: QPainter, box: QRectF, state: QStyle.StateFlag, tokens: Tokens) -> None:
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        rounded(painter, box, RADIUS_CONTROL, tokens.accent_soft if hovered else tokens.panel, tokens.hairline)
        if state & QStyle.StateFlag.State_Selected and self._view.hasFocus():
            ring(painter, box, tokens.accent)

    def _words(self, painter: QPainter, text: str, colour: str, right: float, box: QRectF, *, bold: bool) -> float:
        painter.setFont(font("secondary", bold=bold))
        painter.setPen(QColor(colour))
        wide = painter.fontMetrics().horizontalAdvance(text) + 1
        painter.drawText(self._placed(right - wide, wide, box), Qt.AlignmentFlag.AlignCenter, text)
        return wide

    def _text(self, painter: QPainter, text: str, left: float, right: float, box: QRectF) -> float:
        room = max(0, int(right - left))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        side = Qt.AlignmentFlag.AlignRight if self._mirrored() else Qt.AlignmentFlag.AlignLeft
        painter.drawText(self._placed(left, room, box), side | Qt.AlignmentFlag.AlignVCenter, shown)
        return painter.fontMetrics().horizontalAdvance(shown)

    def _placed(self, left: float, wide: float, box: QRectF, *, high: float = 0) -> QRectF:
        """Return a box in a line, mirrored where the page is."""
        top, tall = (box.center().y() - high / 2, high) if high else (box.top(), box.height())
        if self._mirrored():
            left = self._view.viewport().width() - left - wide
        return QRectF(left, top, wide, tall)

    def _mirrored(self) -> bool:
        return self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft
