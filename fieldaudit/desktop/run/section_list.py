"""The sections at the left: how far each is, what failed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from fieldaudit.desktop import icons, wording
from fieldaudit.desktop.theme import Tokens, font, tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_CONTROL, TARGET
from fieldaudit.desktop.widgets.painting import ring, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldaudit.desktop.run.audit_lines import SectionLine

_Index = QModelIndex | QPersistentModelIndex
_SIGN, _FLAG, _SIDE, _GAP, _MARK = 16, 13, 8, 8, 3
_BEFORE_NUMBERS = 4
_MOST_LINES = 3
_SIGNS = {"done": "check", "begun": "circle-dot", "open": "circle", "unused": "minus"}


class SectionList(QListView):
    """`chosen(index)` when a person picks a section; arrow keys walk, Enter picks."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _SectionModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_SectionDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("Sections"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.clicked.connect(self._pick)
        self.activated.connect(self._pick)

    def show_lines(self, lines: Sequence[SectionLine], current: int) -> None:
        """Show the sections and mark the one that is open; where only numbers changed, only those are painted anew."""
        grew = self._model.show_lines(lines)
        self._model.open_section = current
        if grew:
            self.doItemsLayout()
        for row, line in enumerate(lines):
            if line.index == current and self.currentIndex().row() != row:
                self.setCurrentIndex(self._model.index(row))
        self.viewport().update()

    def lines(self) -> tuple[SectionLine, ...]:
        """Return the sections that are shown."""
        return self._model.lines

    def open_section(self) -> int:
        """Return the number of the open section."""
        return self._model.open_section

    def _pick(self, index: QModelIndex) -> None:
        self.chosen.emit(self._model.lines[index.row()].index)


class _SectionModel(QAbstractListModel):
    """The sections as Qt sees them."""

    def __init__(self, view: SectionList) -> None:
        super().__init__(view)
        self.lines: tuple[SectionLine, ...] = ()
        self.open_section = 0

    def show_lines(self, lines: Sequence[SectionLine]) -> bool:
        """Replace the sections; returns whether their titles did not stay the same."""
        before, self.lines = self.lines, tuple(lines)
        if [(line.title, line.who) for line in before] == [(line.title, line.who) for line in lines]:
            for at, (old, new) in enumerate(zip(before, self.lines, strict=True)):
                if old is not new and old != new:
                    self.dataChanged.emit(self.index(at), self.index(at))
            return False
        self.beginResetModel()
        self.endResetModel()
        return True

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and default
        """Return how many sections there are."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a section's words."""
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.spoken(line)
        return None

    def spoken(self, line: SectionLine) -> str:
        """Return a section in words."""
        if not line.total:
            return self.tr("{title}, not used").format(title=line.title)
        said = self.tr("{title}, {done} of {total} answered").format(title=line.title, done=line.done, total=line.total)
        said += self.tr(", {name} does it").format(name=line.who) if line.who else ""
        return said + (self.tr(", {count} findings").format(count=line.flags) if line.flags else "")


class _SectionDelegate(QStyledItemDelegate):
    """Paints a section: sign, title in at most three lines, flags, numbers."""

    def __init__(self, view: SectionList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # type: ignore[override]  # noqa: ARG002, N802 - Qt's name; its stub is wider
        """Return a line's height: as many lines as its words take."""
        line = self._line(index)
        metrics = QFontMetrics(font("body", bold=True))
        lines = len(_lines(line.title, metrics, self._words_width(line)))
        return QSize(100, max(TARGET + 2, metrics.height() * lines + 14 + _whose_height(line)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]  # Qt's stub is wider
        """Paint the section."""
        line, tokens = self._line(index), tokens_of(self._view)
        box = QRectF(option.rect)
        here = line.index == self._view.open_section()
        painter.save()
        self._paint_ground(painter, box.adjusted(0, 1, 0, -1), option, tokens, here=here)
        sign = QRectF(_SIDE, box.center().y() - _SIGN / 2, _SIGN, _SIGN)
        icons.paint(painter, _SIGNS[line.state], tokens.ink, self._placed(sign))
        numbers = self._numbers(line)
        painter.setFont(font("secondary"))
        painter.setPen(QColor(tokens.muted))
        right = self._view.viewport().width() - _SIDE
        wide = painter.fontMetrics().horizontalAdvance(numbers)
        painter.drawText(
            self._placed(QRectF(right - wide - 1, box.top(), wide + 2, box.height())),
            Qt.AlignmentFlag.AlignCenter,
            numbers,
        )
        words_width = self._words_width(line)
        used = self._paint_title(
            painter, line, tokens, QRectF(_SIDE + _SIGN + _GAP, box.top(), words_width, box.height()), here
        )
        if line.flags:
            self._paint_flags(painter, line, tokens, _SIDE + _SIGN + 2 * _GAP + used, box)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, box: QRectF, option: QStyleOptionViewItem, tokens: Tokens, *, here: bool
    ) -> None:
        state: QStyle.StateFlag = option.state
        if here:
            rounded(painter, box, RADIUS_CONTROL, tokens.accent_soft)
            painter.fillRect(self._placed(QRectF(0, box.top() + 4, _MARK, box.height() - 8)), QColor(tokens.accent))
        elif state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, box, RADIUS_CONTROL, tokens.background)
        if state & QStyle.StateFlag.State_Selected and self._view.hasFocus():
            ring(painter, box, tokens.accent)

    def _paint_title(self, painter: QPainter, line: SectionLine, tokens: Tokens, box: QRectF, here: bool) -> float:
        painter.setFont(font("body", bold=here))
        painter.setPen(QColor(tokens.muted if not line.total else tokens.ink))
        metrics = painter.fontMetrics()
        side = Qt.AlignmentFlag.AlignRight if self._mirrored() else Qt.AlignmentFlag.AlignLeft
        bold = QFontMetrics(
            font("body", bold=True)
        )  # lines break where the bold title breaks, so choosing moves nothing
        shown = _lines(line.title, bold, int(box.width()))
        whose = _whose_height(line)
        painter.drawText(
            self._placed(box.adjusted(0, 0, 0, -whose)), side | Qt.AlignmentFlag.AlignVCenter, "\n".join(shown)
        )
        if whose:
            middle = box.center().y() + (len(shown) * metrics.height() - whose) / 2
            self._paint_whose(painter, line.who, tokens, QRectF(box.left(), middle, box.width(), whose))
        return max(metrics.horizontalAdvance(words) for words in shown)

    def _paint_whose(self, painter: QPainter, who: str, tokens: Tokens, box: QRectF) -> None:
        """Name the colleague who does a section, below its title."""
        side = Qt.AlignmentFlag.AlignRight if self._mirrored() else Qt.AlignmentFlag.AlignLeft
        painter.setFont(font("secondary"))
        painter.setPen(QColor(tokens.muted))
        words = painter.fontMetrics().elidedText(who, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(self._placed(box), side | Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_flags(self, painter: QPainter, line: SectionLine, tokens: Tokens, left: float, box: QRectF) -> None:
        colour = tokens.tone(wording.severity_tone(line.worst or "minor")).strong
        painter.setFont(font("secondary", bold=True))
        painter.setPen(QColor(colour))
        wide = painter.fontMetrics().horizontalAdvance(str(line.flags)) + 1
        painter.drawText(
            self._placed(QRectF(left, box.top(), wide, box.height())), Qt.AlignmentFlag.AlignCenter, str(line.flags)
        )
        icons.paint(
            painter, "flag", colour, self._placed(QRectF(left + wide + 1, box.center().y() - _FLAG / 2, _FLAG, _FLAG))
        )

    def _words_width(self, line: SectionLine) -> int:
        small = QFontMetrics(font("secondary", bold=True))
        used = (
            2 * _SIDE
            + _SIGN
            + _GAP
            + _BEFORE_NUMBERS
            + QFontMetrics(font("secondary")).horizontalAdvance(self._numbers(line))
        )
        if line.flags:
            used += small.horizontalAdvance(str(line.flags)) + _FLAG + _GAP + 2
        return max(60, self._view.viewport().width() - used)

    def _numbers(self, line: SectionLine) -> str:
        return f"{line.done}/{line.total}" if line.total else self.tr("not used")

    def _placed(self, box: QRectF) -> QRectF:
        """Return a box mirrored where the window is."""
        if not self._mirrored():
            return box
        return QRectF(self._view.viewport().width() - box.right(), box.top(), box.width(), box.height())

    def _mirrored(self) -> bool:
        return self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _line(self, index: QModelIndex) -> SectionLine:
        return self._view.lines()[index.row()]


def _whose_height(line: SectionLine) -> int:
    """Return how much room the name of a section's colleague takes."""
    return QFontMetrics(font("secondary")).height() if line.who else 0


def _lines(text: str, metrics: QFontMetrics, width: int) -> list[str]:
    """Break a title into at most three lines, the last one shortened where it must be."""
    lines, words = [""], text.split()
    while words:
        longer = f"{lines[-1]} {words[0]}".strip()
        if metrics.horizontalAdvance(longer) <= width or not lines[-1]:
            lines[-1] = longer
            words.pop(0)
        elif len(lines) == _MOST_LINES:
            break
        else:
            lines.append("")
    lines[-1] = " ".join([lines[-1], *words])
    return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in lines]
