"""A list of two-line rows in columns, as on the home screen: for keys first, with words where it is empty."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QSizePolicy,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from fieldaudit.desktop import icons
from fieldaudit.desktop.theme import Tokens, font, tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_PANEL, SPACE_4
from fieldaudit.desktop.widgets.empty_state import EmptyState
from fieldaudit.desktop.widgets.panel import Panel
from fieldaudit.desktop.widgets.row_model import Column, Row, RowModel, visible_columns
from fieldaudit.desktop.widgets.row_painting import paint_cell, row_height

_HEADER = 38
_CHEVRON = 18
_MARK = 3


class RowTable(Panel):
    """Rows in columns; `opened(key)` on Enter or a double click, `chosen(key)` whenever the current row changes.

    `empty` is shown inside the panel while there are no rows. With `fits`, the table is only as high as its rows.
    A single click opens too where `click_opens`. A `quiet` one marks its current row only while it has the focus.
    """

    opened = Signal(str)
    chosen = Signal(str)

    def __init__(  # noqa: PLR0913 - what varies is named by keyword
        self,
        columns: Sequence[Column],
        empty: EmptyState,
        *,
        name: str,
        chevron: bool = True,
        fits: bool = True,
        click_opens: bool = False,
        quiet: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(padding=1, gap=0, parent=parent)
        self._wanted = False
        self._rows = RowModel(self)
        self._view = _RowView(tuple(columns), self._rows, chevron=chevron, quiet=quiet)
        self._view.setAccessibleName(name)
        self._header = _Header(self._view, any(column.title for column in columns))
        filled = QWidget()
        inside = QVBoxLayout(filled)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self._header)
        inside.addWidget(self._view)
        self._empty = empty
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack)  # before it has widgets: a stack without a parent shows its first as a window
        self._stack.addWidget(filled)
        self._stack.addWidget(empty)
        self.setFocusProxy(self._view)
        self._view.entered_row.connect(self.opened)
        self._view.selectionModel().currentChanged.connect(self._current_changed)
        if click_opens:
            self._view.clicked.connect(self._clicked)
        self.setSizePolicy(
            QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum if fits else QSizePolicy.Policy.Expanding
        )
        self.show_rows(())

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Replace the rows; the current one stays current where its key is still there."""
        key = self.current_key()
        self._rows.replace(rows)
        self._stack.setCurrentIndex(0 if rows else 1)
        self._view.setFocusPolicy(Qt.FocusPolicy.StrongFocus if rows else Qt.FocusPolicy.NoFocus)
        if rows:
            self.choose(key if self._rows.find(key) >= 0 else rows[0].key)
        self._view.relayout()
        self.updateGeometry()
        if rows and self._wanted:
            self._wanted = False
            if self.isVisible() and not isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit | QTextEdit):
                self.setFocus(Qt.FocusReason.OtherFocusReason)

    def want_focus(self) -> bool:
        """Take the focus, now or as soon as there are rows; return whether it was now."""
        if self.count():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        self._wanted = True
        return False

    def choose(self, key: str) -> None:
        """Make a row current."""
        line = self._rows.find(key)
        if line >= 0:
            self._view.setCurrentIndex(self._rows.index(line))

    def current_key(self) -> str:
        """Return the key of the current row, or an empty string."""
        row = self._rows.row_of(self._view.currentIndex())
        return row.key if row else ""

    def count(self) -> int:
        """Return how many rows there are."""
        return self._rows.rowCount()

    def rows(self) -> tuple[Row, ...]:
        """Return the rows that are shown."""
        return self._rows.rows()

    def view(self) -> QListView:
        """Return the list view inside."""
        return self._view

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name and signature
        """Return the height of all rows, or of the empty state."""
        if not self._rows.rowCount():
            return QSize(600, self._empty.sizeHint().height() + 2)
        return QSize(600, self._header.height_needed() + row_height() * self._rows.rowCount() + 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name and signature
        """Return room for two rows; further ones are scrolled to."""
        if not self._rows.rowCount():
            return QSize(200, self._empty.minimumSizeHint().height() + 2)
        return QSize(200, self._header.height_needed() + row_height() * min(2, self._rows.rowCount()) + 2)

    def _current_changed(self, index: QModelIndex) -> None:
        row = self._rows.row_of(index)
        self.chosen.emit(row.key if row else "")

    def _clicked(self, index: QModelIndex) -> None:
        row = self._rows.row_of(index)
        if row:
            self.opened.emit(row.key)


class _RowView(QListView):
    """The list itself."""

    entered_row = Signal(str)

    def __init__(self, columns: tuple[Column, ...], rows: RowModel, *, chevron: bool, quiet: bool) -> None:
        super().__init__()
        self.columns, self._rows, self._chevron, self._quiet = columns, rows, chevron, quiet
        self.setModel(rows)
        self.setItemDelegate(_RowDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.viewport().setAutoFillBackground(False)
        self.doubleClicked.connect(self._enter)

    def places(self, width: int) -> list[tuple[Column, QRect]]:
        """Return each visible column with its place, mirrored where the language is."""
        inner = width - 2 * SPACE_4 - (_CHEVRON + SPACE_4 if self._chevron else 0)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        found = []
        for column, left, wide in visible_columns(self.columns, inner):
            start = SPACE_4 + left
            found.append((column, QRect(width - start - wide if mirrored else start, 0, wide, 0)))
        return found

    def marks_current(self) -> bool:
        """Return whether the current row is marked now."""
        return self.hasFocus() or not self._quiet

    def has_chevron(self) -> bool:
        """Return whether a row says that it opens."""
        return self._chevron

    def relayout(self) -> None:
        """Measure the rows anew."""
        self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name and signature
        """Open with Enter; leave the letters to the screen's own keys."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(self.currentIndex())
        elif event.text().strip() and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name and signature
        """Place the columns anew."""
        super().resizeEvent(event)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name and signature
        """Measure anew when text grows."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.relayout()

    def _enter(self, index: QModelIndex) -> None:
        row = self._rows.row_of(index)
        if row:
            self.entered_row.emit(row.key)


class _Header(QWidget):
    """The names of the columns."""

    def __init__(self, view: _RowView, shown: bool) -> None:
        super().__init__()
        self._view = view
        if not shown:
            self.hide()
        self._shown = shown
        self.setFixedHeight(self.height_needed())

    def height_needed(self) -> int:
        """Return its height, nothing where no column has a name."""
        return max(_HEADER, QFontMetrics(font("secondary")).height() + 16) if self._shown else 0

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the names and the line below."""
        tokens, painter = tokens_of(self), QPainter(self)
        painter.setFont(font("secondary"))
        painter.setPen(QColor(tokens.muted))
        side = Qt.AlignmentFlag.AlignLeft  # Qt mirrors it with the painter
        for column, place in self._view.places(self.width()):
            box = QRect(place.left(), 0, place.width(), self.height())
            shown = painter.fontMetrics().elidedText(column.title, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(tokens.hairline))


class _RowDelegate(QStyledItemDelegate):
    """Paints a row: its mark when current, its cells, and a sign that it opens."""

    def __init__(self, view: _RowView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # type: ignore[override]  # noqa: ARG002, N802 - Qt's name and signature
        """Return a row's height."""
        return QSize(100, row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]  # Qt's stub is wider
        """Paint the row."""
        row = index.data(RowModel.ROW)
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        tokens = tokens_of(self._view)
        mirrored = self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft
        painter.save()
        painter.setClipPath(self._shape())
        self._paint_ground(painter, box, state, tokens, mirrored=mirrored)
        for position, (column, place) in enumerate(self._view.places(self._view.viewport().width())):
            cell = row.cells[column.cell if column.cell >= 0 else position]
            paint_cell(
                painter,
                QRect(place.left(), box.top(), place.width(), box.height() - 1),
                cell,
                tokens,
                mirrored=mirrored,
            )
        if self._view.has_chevron():
            left = SPACE_4 if mirrored else box.right() - SPACE_4 - _CHEVRON
            sign = "chevron-left" if mirrored else "chevron-right"
            icons.paint(painter, sign, tokens.ink, QRectF(left, box.center().y() - _CHEVRON / 2, _CHEVRON, _CHEVRON))
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, box: QRect, state: QStyle.StateFlag, tokens: Tokens, *, mirrored: bool
    ) -> None:
        selected = bool(state & QStyle.StateFlag.State_Selected) and self._view.marks_current()
        if selected:
            painter.fillRect(box, QColor(tokens.accent_soft))
            edge = QRect(box.right() - _MARK + 1 if mirrored else box.left(), box.top(), _MARK, box.height())
            painter.fillRect(edge, QColor(tokens.accent))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, QColor(tokens.background))
        if box.bottom() < self._view.viewport().height() - 1:
            painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), QColor(tokens.hairline))
        if selected and self._view.hasFocus():
            painter.fillRect(QRect(box.left(), box.top(), box.width(), 2), QColor(tokens.accent))
            painter.fillRect(QRect(box.left(), box.bottom() - 1, box.width(), 2), QColor(tokens.accent))
            painter.fillRect(
                QRect(box.left() if mirrored else box.right() - 1, box.top(), 2, box.height()), QColor(tokens.accent)
            )

    def _shape(self) -> QPainterPath:
        area = QRectF(self._view.viewport().rect())
        shape = QPainterPath()
        shape.addRoundedRect(area, RADIUS_PANEL - 1, RADIUS_PANEL - 1)
        header = QRectF(area.left(), area.top(), area.width(), RADIUS_PANEL)
        flat = QPainterPath()
        flat.addRect(header)
        return shape.united(flat) if any(column.title for column in self._view.columns) else shape
