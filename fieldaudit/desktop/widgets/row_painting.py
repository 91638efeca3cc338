"""How a cell of a row is painted."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from fieldaudit.desktop.theme import Tokens, font
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets.painting import paint_pill, paint_progress, pill_size
from fieldaudit.desktop.widgets.row_model import Badge, Cell

_BAR_WIDTH, _BAR_HEIGHT = 110, 6
_PADDING = 18
_BETWEEN = 3  # two lines of pills


def row_height() -> int:
    """Return the height of a row of two lines at the person's text size."""
    return QFontMetrics(font("body")).height() + QFontMetrics(font("secondary")).height() + _PADDING + 4


def paint_cell(painter: QPainter, box: QRect, cell: Cell, tokens: Tokens, *, mirrored: bool) -> None:
    """Paint a cell into `box`."""
    if cell.badges:
        _paint_badges(painter, box, cell, tokens, mirrored=mirrored)
    elif cell.progress:
        _paint_progress(painter, box, cell.progress, tokens, mirrored=mirrored)
    else:
        _paint_lines(painter, box, cell, tokens)


def _paint_lines(painter: QPainter, box: QRect, cell: Cell, tokens: Tokens) -> None:
    first, second = font("body", bold=cell.bold), font("secondary")
    high, low = QFontMetrics(first).height(), QFontMetrics(second).height() if cell.second else 0
    top = box.top() + (box.height() - high - low) // 2
    # Qt mirrors the side with the painter; scripts that are higher than the font's own lines stay whole
    side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
    painter.setFont(first)
    painter.setPen(QColor(tokens.muted if cell.muted else tokens.ink))
    painter.drawText(QRect(box.left(), top, box.width(), high), side, _fit(first, cell.text, box.width()))
    if cell.second:
        painter.setFont(second)
        painter.setPen(QColor(tokens.muted))
        painter.drawText(QRect(box.left(), top + high, box.width(), low), side, _fit(second, cell.second, box.width()))


def _fit(used: object, text: str, width: int) -> str:
    return QFontMetrics(used).elidedText(text, Qt.TextElideMode.ElideRight, width)  # type: ignore[call-overload, no-any-return]  # a QFont


def _paint_progress(
    painter: QPainter, box: QRect, progress: tuple[int, int], tokens: Tokens, *, mirrored: bool
) -> None:
    done, total = progress
    used = font("body")
    high = QFontMetrics(used).height()
    top = box.top() + (box.height() - high - _BAR_HEIGHT - 4) // 2
    side = Qt.AlignmentFlag.AlignLeft  # Qt mirrors it with the painter
    painter.setFont(used)
    painter.setPen(QColor(tokens.ink))
    painter.drawText(QRect(box.left(), top, box.width(), high), side, f"{done} / {total}")
    wide = min(_BAR_WIDTH, box.width())
    left = box.right() + 1 - wide if mirrored else box.left()
    bar = QRectF(left, top + high + 2, wide, _BAR_HEIGHT)
    paint_progress(painter, bar, done / total if total else 0, tokens, mirrored=mirrored)


def _paint_badges(painter: QPainter, box: QRect, cell: Cell, tokens: Tokens, *, mirrored: bool) -> None:
    """Paint pills side by side, and below each other where there is no room for their words."""
    lines = [list(cell.badges)] if cell.wide_badge else _badge_lines(cell.badges, box.width(), box.height())
    high = _badge_size(cell.badges[0])[1]
    top = box.top() + (box.height() - len(lines) * high - (len(lines) - 1) * _BETWEEN) / 2
    for badges in lines:
        used = 0.0
        for badge in badges:
            width = _badge_size(badge)[0]
            wide = float(box.width()) if cell.wide_badge else min(width, box.width() - used)
            if wide < high:
                break
            left = box.right() + 1 - used - wide if mirrored else box.left() + used
            place = QRectF(left, top, wide, high)
            paint_pill(painter, place, badge.text, badge.tone, tokens, sign=badge.icon, mirrored=mirrored)
            used += wide + SPACE_2
        top += high + _BETWEEN


def _badge_lines(badges: Sequence[Badge], width: int, height: int) -> list[list[Badge]]:
    """Return pills by lines: a new one where the next has no room, as long as the row is high enough for it."""
    lines, used = list[list[Badge]](), 0.0
    for badge in badges:
        wide, high = _badge_size(badge)
        room = (len(lines) + 1) * high + len(lines) * _BETWEEN <= height
        if not lines or (used + wide > width and room):
            lines.append([])
            used = 0.0
        lines[-1].append(badge)
        used += wide + SPACE_2
    return lines


def _badge_size(badge: Badge) -> tuple[float, float]:
    return pill_size(badge.text, sign=bool(badge.icon))
