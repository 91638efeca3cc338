"""Tabs that say how many wait behind each."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from fieldaudit.desktop.theme import font, tokens_of
from fieldaudit.desktop.theme.tokens import SPACE_1, TARGET
from fieldaudit.desktop.widgets.layouts import Flow
from fieldaudit.desktop.widgets.painting import ring, rounded

_SIDE, _GAP, _BADGE = 14, 8, 20


class CountTabs(QWidget):
    """Tabs by name; `chosen(name)` when a person picks one. Arrow keys walk along them; they go on below if need be."""

    chosen = Signal(str)

    def __init__(self, tabs: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs = {name: _Tab(words, self) for name, words in tabs}
        self._group = QButtonGroup(self)
        layout = Flow(SPACE_1, self)
        for name, tab in self._tabs.items():
            self._group.addButton(tab)
            layout.addWidget(tab)
            tab.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
            tab.walked.connect(self._walk)
            tab.toggled.connect(lambda _: self._keep_one_tab_stop())
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def choose(self, name: str) -> None:
        """Mark a tab without telling."""
        self._tabs[name].setChecked(True)

    def current(self) -> str:
        """Return the name of the marked tab, or an empty string."""
        return next((name for name, tab in self._tabs.items() if tab.isChecked()), "")

    def tab(self, name: str) -> QAbstractButton:
        """Return a tab's button."""
        return self._tabs[name]

    def set_counts(self, counts: dict[str, int]) -> None:
        """Show how many wait behind each tab."""
        for name, count in counts.items():
            self._tabs[name].set_count(count)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the line that the tabs stand on."""
        QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, QColor(tokens_of(self).hairline))

    def _keep_one_tab_stop(self) -> None:
        """Let Tab reach the chosen tab alone, however it was chosen; the arrow keys reach the others."""
        for tab in self._tabs.values():
            tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus if tab.isChecked() else Qt.FocusPolicy.ClickFocus)

    def _walk(self, step: int) -> None:
        names = list(self._tabs)
        name = names[(names.index(self.current()) + step) % len(names)]
        self._tabs[name].setFocus(Qt.FocusReason.OtherFocusReason)
        self._tabs[name].click()


class _Tab(QAbstractButton):
    """One tab: its words and its number."""

    walked = Signal(int)

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._count: int | None = None
        self.setText(words)
        self.setAccessibleName(words)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_count(self, count: int) -> None:
        """Show a number; it is part of the accessible name."""
        self._count = count
        self.setAccessibleName(f"{self.text()}, {count}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name and signature
        """Return the size at bold weight, so that choosing moves nothing."""
        width = QFontMetricsF(font("body", bold=True)).horizontalAdvance(self.text()) + 2 * _SIDE
        return QSize(round(width + (self._badge_width() + _GAP if self._count is not None else 0)), TARGET)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name and signature
        """Walk with the arrow keys, in the reading direction."""
        towards = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if towards is None:
            super().keyPressEvent(event)
            return
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.walked.emit(-towards if mirrored else towards)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint words, number, and the line under the chosen one."""
        tokens, painter = tokens_of(self), QPainter(self)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        inner = QRectF(self.rect()).adjusted(_SIDE, 0, -_SIDE, 0)
        painter.setFont(self._font())
        painter.setPen(QColor(tokens.ink if self.isChecked() or self.underMouse() else tokens.muted))
        side = Qt.AlignmentFlag.AlignLeft  # Qt mirrors it with the painter
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._count is not None:
            width = self._badge_width()
            words = QFontMetricsF(self._font()).horizontalAdvance(self.text())
            left = inner.right() - words - _GAP - width if mirrored else inner.left() + words + _GAP
            badge = QRectF(left, inner.center().y() - _BADGE / 2, width, _BADGE)
            rounded(painter, badge, _BADGE / 2, tokens.hairline)
            painter.setFont(font("secondary", bold=self.isChecked()))
            painter.setPen(QColor(tokens.ink if self.isChecked() else tokens.muted))
            painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(self._count))
        if self.isChecked():
            painter.fillRect(QRectF(0, self.height() - 3, self.width(), 3), QColor(tokens.accent))
        if self.hasFocus():
            ring(painter, QRectF(self.rect()).adjusted(0, 2, 0, -4), tokens.accent)

    def _badge_width(self) -> float:
        return max(_BADGE + 2, QFontMetricsF(font("secondary", bold=True)).horizontalAdvance(str(self._count)) + 14)

    def _font(self) -> QFont:
        return font("body", bold=self.isChecked())
