"""A list whose lines are high enough to hit, with a border and ticks that show in both themes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtWidgets import QListWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from fieldaudit.desktop import icons
from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_CONTROL
from fieldaudit.desktop.widgets.painting import rounded

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QPainter

LINE = 40
_BETWEEN = 12


class TallList(QListWidget):
    """Scrolls up and down only; words that are long go on in the next line."""

    def __init__(self) -> None:
        super().__init__()
        self._border = ""
        self.setItemDelegate(_TallLines(self))
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        tokens = tokens_of(self)
        if self._border != tokens.border:
            self._border = tokens.border
            self.setStyleSheet(
                f"QListView {{ border: 1px solid {tokens.border}; border-radius: {RADIUS_CONTROL}px; padding: 3px; }}"
                f"QListView:focus {{ border: 2px solid {tokens.accent}; padding: 2px; }}"
            )


class _TallLines(QStyledItemDelegate):
    """Gives the lines at least 40 px and paints their ticks."""

    def __init__(self, of: TallList) -> None:
        super().__init__(of)
        self._of = of

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802 - Qt's name
        """Return the size of a line with all its words."""
        size = super().sizeHint(option, index)
        return QSize(size.width(), max(LINE, size.height() + _BETWEEN))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the line, and its tick over the style's own, which is hard to see in the dark."""
        super().paint(painter, option, index)
        if index.data(Qt.ItemDataRole.CheckStateRole) is None:
            return
        whole = QStyleOptionViewItem(option)
        self.initStyleOption(whole, index)
        at = self._of.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, whole, self._of)
        box, tokens = QRectF(at).adjusted(-1, -1, 1, 1), tokens_of(self._of)
        ticked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked
        painter.save()
        rounded(painter, box, 3, tokens.accent if ticked else tokens.panel, tokens.accent if ticked else tokens.border)
        if ticked:
            icons.paint(painter, "check", tokens.on_accent, box.adjusted(1, 1, -1, -1))
        painter.restore()
