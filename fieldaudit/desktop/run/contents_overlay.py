"""The table of contents over the run screen: every section, group, row and question, narrowed by kind and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtCore import Signal as QtSignal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from fieldaudit.desktop import icons, wording
from fieldaudit.desktop.run.contents import matching
from fieldaudit.desktop.run.overlays import Overlay
from fieldaudit.desktop.theme import font, tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_CONTROL, SPACE_2, SPACE_3, TARGET
from fieldaudit.desktop.widgets import CountTabs, Label
from fieldaudit.desktop.widgets.painting import rounded

if TYPE_CHECKING:
    from fieldaudit.desktop.run.audit_lines import Entry

_Index = QModelIndex | QPersistentModelIndex
_LINE, _INDENT, _SIGN = 36, 20, 15
_WIDTH = 760


class ContentsOverlay(Overlay):
    """`found(section, ref)` on Enter or a click; the arrows walk the list from the field too."""

    found = QtSignal(int, str)

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, "", _WIDTH)
        self._entries: tuple[Entry, ...] = ()
        self._kind = "all"
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Narrow by words or a number"))
        self.field.setAccessibleName(self.tr("Narrow the contents"))
        self.field.setMinimumHeight(TARGET)
        self.field.textChanged.connect(lambda _: self._narrow())
        self.field.installEventFilter(self)
        self.kinds = CountTabs(
            [
                ("all", self.tr("All")),
                ("waiting", self.tr("Unanswered")),
                ("required", self.tr("Required")),
                ("findings", self.tr("Findings")),
            ]
        )
        self.kinds.chosen.connect(self._choose_kind)
        self.list = QListView()
        self._model = _Lines(self.list)
        self.list.setModel(self._model)
        self.list.setItemDelegate(_Painter(self.list, self._model))
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMinimumHeight(340)
        self.list.setAccessibleName(self.tr("Contents"))
        self.list.clicked.connect(self._take)
        self.list.activated.connect(self._take)
        self._none = Label(self.tr("Nothing here."), muted=True)
        self.panel.body.setSpacing(SPACE_3)
        for part in (Label(self.tr("Contents"), "title", bold=True), self.kinds, self.field, self._none, self.list):
            self.panel.body.addWidget(part)
        self._none.hide()
        self.setAccessibleName(self.tr("Contents"))

    def open(self) -> None:
        """Show it with all lines."""
        super().open()
        self.field.clear()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        """Show the contents as they are now."""
        self._entries = entries
        asked = [entry for entry in entries if entry.kind == "question"]
        waiting = [entry for entry in asked if entry.waits]
        self.kinds.set_counts(
            {
                "all": len(asked),
                "waiting": len(waiting),
                "required": sum(entry.required for entry in waiting),
                "findings": sum(bool(entry.severity) for entry in asked),
            }
        )
        self._narrow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Walk the list from the field."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                by = 1 if event.key() == Qt.Key.Key_Down else -1
                at = max(0, min(len(self._model.entries) - 1, self.list.currentIndex().row() + by))
                self.list.setCurrentIndex(self._model.index(at))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self.list.currentIndex())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_now()
                return True
        return super().eventFilter(watched, event)

    def _choose_kind(self, kind: str) -> None:
        self._kind = kind
        self._narrow()

    def _narrow(self) -> None:
        found = matching(self._entries, self._kind, self.field.text())
        self._model.show_entries(found)
        self.list.setCurrentIndex(self._model.index(0))
        self._none.setHidden(bool(found))

    def _take(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._model.entries):
            entry = self._model.entries[index.row()]
            self.close_now()
            self.found.emit(entry.section, entry.ref)


class _Lines(QAbstractListModel):
    """The entries as Qt sees them."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self.entries: tuple[Entry, ...] = ()

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and default
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a line's words."""
        if not index.isValid() or index.row() >= len(self.entries):
            return None
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{entry.number} {entry.title}".strip()
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = [entry.number, entry.title, self._said(entry), wording.severity(entry.severity)]
            return ", ".join(part for part in parts if part)
        return None

    def _said(self, entry: Entry) -> str:
        if entry.kind != "question":
            return self.tr("{count} unanswered").format(count=entry.waits) if entry.waits else self.tr("all answered")
        if not entry.waits:
            return self.tr("answered")
        return self.tr("unanswered, required") if entry.required else self.tr("unanswered")


class _Painter(QStyledItemDelegate):
    """Paints a line: indented by what it lies in, with what waits at its end."""

    def __init__(self, view: QListView, model: _Lines) -> None:
        super().__init__(view)
        self._view, self._model = view, model

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002, N802 - Qt's signature
        """Return a line's size."""
        return QSize(0, _LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one line."""
        entry, tokens = self._model.entries[index.row()], tokens_of(self._view)
        box = QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            rounded(painter, box.adjusted(0, 1, 0, -1), RADIUS_CONTROL, tokens.accent_soft)
        elif state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, box.adjusted(0, 1, 0, -1), RADIUS_CONTROL, tokens.background)
        left, right = SPACE_2 + _INDENT * entry.depth, box.right() - SPACE_2
        head = entry.kind != "question"
        right -= self._end(painter, entry, right, box) + SPACE_2
        painter.setFont(font("body", bold=head))
        painter.setPen(QColor(tokens.muted))
        if entry.number:
            wide = painter.fontMetrics().horizontalAdvance(entry.number) + 1
            self._draw(painter, entry.number, left, wide, box)
            left += wide + SPACE_2
        painter.setPen(QColor(tokens.ink))
        words = painter.fontMetrics().elidedText(entry.title, Qt.TextElideMode.ElideRight, max(0, int(right - left)))
        self._draw(painter, words, left, right - left, box)
        painter.restore()

    def _end(self, painter: QPainter, entry: Entry, right: float, box: QRectF) -> float:
        """Paint what waits, or that it is done; returns how wide that is."""
        tokens = tokens_of(self._view)
        if entry.kind != "question":
            painter.setFont(font("secondary"))
            painter.setPen(QColor(tokens.muted))
            words = str(entry.waits) if entry.waits else ""
            wide = painter.fontMetrics().horizontalAdvance(words) + 1
            self._draw(painter, words, right - wide, wide, box)
            return wide
        sign = "circle" if entry.waits else "check"
        colour = tokens.ink if entry.waits and entry.required else tokens.muted
        if entry.severity:
            sign, colour = "flag", tokens.tone(wording.severity_tone(entry.severity)).strong
        wide = _SIGN
        if entry.waits and entry.required:
            words = self.tr("required")
            painter.setFont(font("secondary"))
            painter.setPen(QColor(tokens.ink))
            said = painter.fontMetrics().horizontalAdvance(words) + 1
            self._draw(painter, words, right - said, said, box)
            wide += said + SPACE_2
            right -= said + SPACE_2
        at = QRectF(right - _SIGN, box.center().y() - _SIGN / 2, _SIGN, _SIGN)
        icons.paint(painter, sign, colour, self._placed(at))
        return wide

    def _draw(self, painter: QPainter, words: str, left: float, wide: float, box: QRectF) -> None:
        mirrored = self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        place = self._placed(QRectF(left, box.top(), wide, box.height()))
        painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, words)

    def _placed(self, box: QRectF) -> QRectF:
        if self._view.layoutDirection() != Qt.LayoutDirection.RightToLeft:
            return box
        return QRectF(self._view.viewport().width() - box.right(), box.top(), box.width(), box.height())
