"""White panels on the warm ground, with a title where they need one; and the facts inside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_PANEL, SPACE_2, SPACE_3, SPACE_4
from fieldaudit.desktop.widgets.labels import Label
from fieldaudit.desktop.widgets.layouts import clear
from fieldaudit.desktop.widgets.painting import rounded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QPaintEvent


class Panel(QWidget):
    """A white box with a hairline; `body` is its layout, `title` its bold first line."""

    def __init__(
        self, title: str = "", *, padding: int = SPACE_4, gap: int = SPACE_3, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(gap)
        if title:
            self.setAccessibleName(title)
            self.body.addWidget(Label(title, bold=True))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint ground and hairline."""
        tokens = tokens_of(self)
        rounded(QPainter(self), QRectF(self.rect()), RADIUS_PANEL, tokens.panel, tokens.hairline)


class Facts(QWidget):
    """Names at the left, values at the right, as in the detail panels; lines of `mono` values are never broken."""

    def __init__(
        self, facts: Iterable[tuple[str, str]] = (), *, mono: Iterable[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE_4)
        self._grid.setVerticalSpacing(SPACE_2)
        self._grid.setColumnStretch(1, 1)
        self.show_facts(facts, mono=mono)

    def show_facts(self, facts: Iterable[tuple[str, str]], *, mono: Iterable[str] = ()) -> None:
        """Replace what is shown by `(name, value)` pairs; those without a value are left out."""
        from fieldaudit.desktop.widgets.fixed_lines import FixedLines  # noqa: PLC0415 - the first page must not wait for it

        clear(self._grid)
        fixed = set(mono)
        for line, (name, value) in enumerate((name, value) for name, value in facts if value):
            shown = FixedLines(value) if name in fixed else Label(value, wrap=True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            shown.setAccessibleName(f"{name}: {value}")
            top = Qt.AlignmentFlag.AlignTop
            shown.setAlignment(top | self._beside_the_names())
            self._grid.addWidget(Label(name, muted=True), line, 0, top)
            self._grid.addWidget(shown, line, 1, top)

    def _beside_the_names(self) -> Qt.AlignmentFlag:
        """Return the names' side, which Qt would else take from each value's own script."""
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignAbsolute
