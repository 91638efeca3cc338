"""Buttons: one filled one per screen, quiet ones, and signs with a name; each may show the key that presses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from fieldaudit.desktop import icons
from fieldaudit.desktop.theme import font, tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_CONTROL, TARGET, TARGET_SMALL
from fieldaudit.desktop.widgets.painting import RING, key_width, paint_key, ring, rounded

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QEnterEvent, QFont, QKeyEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

    from fieldaudit.desktop.theme import Tokens, Tone

Kind = Literal["filled", "quiet", "plain", "danger"]
_SIGN = 20
_GAP = 8
_HOVER = 0.06


class Button(QAbstractButton):
    """A push button: `filled` for the screen's one main action, `quiet` with a border, `plain` without, or `danger`.

    `icon` names a sign before the words, `key` is the legend of the key that presses it (shown, not installed).
    A checked one is filled with its `tone`, or marked as chosen where that is the accent. It fits its words.
    """

    def __init__(  # noqa: PLR0913 - what varies is named by keyword
        self,
        text: str,
        kind: Kind = "quiet",
        *,
        icon: str = "",
        key: str = "",
        tone: Tone = "accent",
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kind: Kind = kind
        self.icon_name, self.key_legend, self.tone, self._small = icon, key, tone, small
        self.setText(text.replace("&", "&&") if "&" in text else text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        """Change the words, and the accessible name with them."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def set_icon(self, name: str) -> None:
        """Change the sign."""
        self.icon_name = name
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name and signature
        """Return the size that shows everything."""
        height = TARGET_SMALL if self._small else TARGET
        metrics = QFontMetricsF(self._font())
        pieces = self._pieces()
        width = sum(wide for _, wide in pieces) + _GAP * (len(pieces) - 1) + 2 * self._side()
        return QSize(max(height, round(width + 0.5)), max(height, round(metrics.height()) + 12))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name and signature
        """Return the same: a button's words are never cut off."""
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name and signature
        """Show that it can be pressed."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name and signature
        """Go back to rest."""
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name and signature
        """Press on Enter as on the space bar: who has come here by Tab expects both."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint ground, ring, sign, words and key."""
        tokens = tokens_of(self)
        fill, ink, border = self._colours(tokens)
        painter = QPainter(self)
        box = QRectF(self.rect())
        rounded(painter, box, RADIUS_CONTROL, fill, border, RING if self.isChecked() else 1)
        if self.hasFocus():
            inset = 2 if self._is_filled() else 0
            inner = box.adjusted(inset, inset, -inset, -inset)
            ring(painter, inner, ink if self._is_filled() else tokens.accent, RADIUS_CONTROL - inset)
        self._paint_content(painter, box, ink, tokens)

    def _paint_content(self, painter: QPainter, box: QRectF, ink: str, tokens: Tokens) -> None:
        order = self._pieces()
        used = sum(width for _, width in order) + _GAP * (len(order) - 1)
        left = box.left() + (box.width() - used) / 2
        middle = box.center().y()
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            order.reverse()
        for kind, width in order:
            place = QRectF(left, box.top(), width, box.height())
            if kind == "icon":
                icons.paint(painter, self.icon_name, ink, QRectF(left, middle - _SIGN / 2, _SIGN, _SIGN))
            elif kind == "text":
                painter.setFont(self._font())
                painter.setPen(QColor(ink))
                painter.drawText(
                    place.adjusted(0, 0, 1, 0), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, self._words()
                )
            else:
                soft = ink if self._is_filled() else tokens.muted
                paint_key(
                    painter, QPointF(left, middle), self.key_legend, soft, soft if self._is_filled() else tokens.border
                )
            left += width + _GAP

    def _pieces(self) -> list[tuple[str, float]]:
        pieces: list[tuple[str, float]] = []
        if self.icon_name:
            pieces.append(("icon", _SIGN))
        if self._words():
            pieces.append(("text", QFontMetricsF(self._font()).horizontalAdvance(self._words())))
        if self.key_legend:
            pieces.append(("key", key_width(self.key_legend)))
        return pieces

    def _colours(self, tokens: Tokens) -> tuple[str | None, str, str | None]:
        if not self.isEnabled() and self.isChecked():  # what was chosen still shows where it cannot be changed
            pair = tokens.tone(self.tone)
            return pair.soft, pair.strong, pair.strong
        if not self.isEnabled():
            return (tokens.hairline, tokens.muted, None) if self._is_filled() else (None, tokens.muted, tokens.hairline)
        if self._is_filled():
            pair = tokens.tone("critical" if self.kind == "danger" else self.tone if self.isChecked() else "accent")
            on = tokens.on_accent if not tokens.dark else tokens.panel
            return _blend(pair.strong, tokens.ink, self._press()), on, None
        if self.isChecked():
            return tokens.accent_soft, tokens.ink, tokens.accent
        ink = tokens.accent if self.kind == "plain" else tokens.ink
        ground = tokens.panel if self.kind == "quiet" else None
        if self._press():
            ground = _blend(tokens.panel, tokens.ink, self._press())
        return ground, ink, tokens.border if self.kind == "quiet" else None

    def _press(self) -> float:
        return 2 * _HOVER if self.isDown() else _HOVER if self.underMouse() else 0.0

    def _is_filled(self) -> bool:
        return self.kind in ("filled", "danger") or (self.isChecked() and self.tone != "accent")

    def _words(self) -> str:
        return self.text().replace("&&", "&")

    def _font(self) -> QFont:
        return font("body", bold=self.kind in ("filled", "danger"))

    def _side(self) -> int:
        return RING + (14 if self._words() else 6)


class PrimaryButton(Button):
    """The screen's one filled button."""

    def __init__(self, text: str, *, icon: str = "", key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, "filled", icon=icon, key=key, parent=parent)


class QuietButton(Button):
    """A button with a border; `small` for bars."""

    def __init__(
        self, text: str, *, icon: str = "", key: str = "", small: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, "quiet", icon=icon, key=key, small=small, parent=parent)


class IconButton(Button):
    """A sign alone; `name` is its accessible name and its tip, `count` the number at its corner (0: none)."""

    def __init__(
        self, icon: str, name: str, *, kind: Kind = "quiet", small: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__("", kind, icon=icon, small=small, parent=parent)
        self._name, self._count = name, 0
        self.setAccessibleName(name)
        self.setToolTip(name)

    def set_count(self, count: int) -> None:
        """Show a number at the corner; it is part of the accessible name too."""
        self._count = count
        self.setAccessibleName(f"{self._name}, {count}" if count else self._name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name and signature
        """Paint the button, then its number."""
        super().paintEvent(event)
        if not self._count:
            return
        tokens, painter = tokens_of(self), QPainter(self)
        spot = QRectF(self.width() - 17, 1, 16, 16)
        rounded(painter, spot, 8, tokens.ink)
        small = font("small", bold=True)
        small.setPixelSize(11)
        painter.setFont(small)
        painter.setPen(QColor(tokens.panel))
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, str(self._count))


def _blend(base: str, other: str, share: float) -> str:
    first, second = QColor(base), QColor(other)
    red, green, blue = (
        round(a + (b - a) * share)
        for a, b in (
            (first.red(), second.red()),
            (first.green(), second.green()),
            (first.blue(), second.blue()),
        )
    )
    return QColor(red, green, blue).name()
