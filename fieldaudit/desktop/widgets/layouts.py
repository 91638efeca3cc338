"""Rows, columns, pages that scroll, and a row that wraps: the few layouts that screens are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_4, SPACE_6

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import (
        QLayoutItem,
    )

Item = QWidget | QLayout | int | None
_L = TypeVar("_L", bound=QBoxLayout)


def row(*items: Item, gap: int = SPACE_2, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Return a layout side by side; an int is that much space, None takes what is left."""
    return _fill(QHBoxLayout(), items, gap, margins)


def column(*items: Item, gap: int = SPACE_4, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Return a layout one below the other; an int is that much space, None takes what is left."""
    return _fill(QVBoxLayout(), items, gap, margins)


def holder(layout: QLayout, parent: QWidget | None = None) -> QWidget:
    """Return a bare widget that holds a layout."""
    made = QWidget(parent)
    made.setLayout(layout)
    return made


def clear(layout: QLayout) -> None:
    """Remove everything a layout holds."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


class Sheet(QWidget):
    """What a page scrolls: as high as it is at its width, not as at its narrowest, with every line broken."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name and signature
        """Leave the height to `heightForWidth` where lines are broken."""
        hint, layout = super().minimumSizeHint(), self.layout()
        return QSize(hint.width(), 0) if layout is not None and layout.hasHeightForWidth() else hint


def page(content: QLayout, *, margins: tuple[int, int, int, int] = (SPACE_6, 20, SPACE_6, SPACE_6)) -> QScrollArea:
    """Return a scroll area around a page's layout; it scrolls only up and down and never takes focus itself."""
    inner = Sheet()
    content.setContentsMargins(*margins)
    inner.setLayout(content)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area


def narrow_page(content: QLayout, *, width: int = 760) -> QScrollArea:
    """Return a page whose content is no wider than lines are read well."""
    inner = holder(content)
    inner.setMaximumWidth(width)
    across = row(inner, None)
    across.setStretch(0, 100)
    return page(across)


def _fill(layout: _L, items: Sequence[Item], gap: int, margins: tuple[int, int, int, int]) -> _L:
    layout.setSpacing(gap)
    layout.setContentsMargins(*margins)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)
    return layout


class Flow(QLayout):
    """A row that goes on in the next line where there is no room, in the reading direction."""

    def __init__(self, gap: int = SPACE_2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name and signature
        """Take an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name and signature
        """Return an item or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name and signature
        """Remove and return an item or None."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name and signature
        """Return that it takes no more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name and signature
        """Return that its height follows its width."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name and signature
        """Return the height for a width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's name and signature
        """Place the items."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name and signature
        """Return the least size."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name and signature
        """Return the size of the largest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        parent = self.parentWidget()
        mirrored = parent is not None and parent.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x, y, line = 0, 0, 0
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            size = item.sizeHint()
            if item.expandingDirections() & Qt.Orientation.Horizontal and size.width() > rect.width():
                size.setWidth(rect.width())
                if item.hasHeightForWidth():
                    size.setHeight(item.heightForWidth(rect.width()))
            if x and x + size.width() > rect.width():
                x, y, line = 0, y + line + self._gap, 0
            if move:
                left = rect.right() + 1 - x - size.width() if mirrored else rect.x() + x
                item.setGeometry(QRect(QPoint(left, rect.y() + y), size))
            x, line = x + size.width() + self._gap, max(line, size.height())
        return y + line
