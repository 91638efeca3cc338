"""Choices as regions of a drawing (image-map), with the same choices below it for the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldaudit.desktop.run.answers.base import WholeLine
from fieldaudit.desktop.run.answers.choices import ChoiceButtons, Toggles
from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_CONTROL
from fieldaudit.desktop.widgets import row
from fieldaudit.desktop.widgets.painting import rounded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fieldaudit.desktop.run.cards import Card

_SIZE = QSize(420, 280)
_SOLID, _FRAME = 16, 6
MOST_BYTES = 1_000_000


class MapOfChoices(QWidget):
    """`pressed(value)`; regions are elements of the drawing whose `id` is a choice's value."""

    pressed = Signal(str)

    def __init__(self, drawing: QSvgRenderer, values: Iterable[str]) -> None:
        super().__init__()
        self._drawing = drawing
        self._masks: dict[str, QImage] = {}
        self._chosen: frozenset[str] = frozenset()
        self.regions = tuple(value for value in values if drawing.elementExists(value))
        self.setFixedSize(_SIZE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Drawing; its regions are the choices below it"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_chosen(self, values: Iterable[str]) -> None:
        """Mark these regions."""
        self._chosen = frozenset(values)
        self.update()

    def region_at(self, at: QPointF) -> str:
        """Return the choice at a point, "" where there is none; what lies on top wins."""
        for value in reversed(self.regions):
            mask = self._mask(value)
            if mask.rect().contains(at.toPoint()) and mask.pixelColor(at.toPoint()).alpha() > _SOLID:
                return value
        return ""

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose the region."""
        value = self.region_at(event.position())
        if value:
            self.pressed.emit(value)
        else:
            super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the drawing on white, as it was drawn for, and what is chosen over it."""
        tokens, painter = tokens_of(self), QPainter(self)
        rounded(painter, QRectF(self.rect()), RADIUS_CONTROL, "#FFFFFF", tokens.border)
        self._drawing.render(painter, self._place())
        for value in self.regions:
            if value in self._chosen:
                painter.drawImage(0, 0, _tinted(self._mask(value)))

    def _place(self) -> QRectF:
        whole = QRectF(self.rect()).adjusted(_FRAME, _FRAME, -_FRAME, -_FRAME)
        size = self._drawing.viewBoxF().size().scaled(whole.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(QPointF(0, 0), size)
        place.moveCenter(whole.center())
        return place

    def _mask(self, value: str) -> QImage:
        """Return the region alone, as large as this widget."""
        if value not in self._masks:
            image = QImage(self.size(), QImage.Format.Format_ARGB32_Premultiplied)
            image.fill(Qt.GlobalColor.transparent)
            painter = QPainter(image)
            box, place = self._drawing.viewBoxF(), self._place()
            scale = place.width() / box.width()
            found = self._drawing.transformForElement(value).mapRect(self._drawing.boundsOnElement(value))
            at = QRectF(
                place.x() + (found.x() - box.x()) * scale,
                place.y() + (found.y() - box.y()) * scale,
                found.width() * scale,
                found.height() * scale,
            )
            self._drawing.render(painter, value, at)
            painter.end()
            self._masks[value] = image
        return self._masks[value]


class ImageMapOne(ChoiceButtons):
    """One region."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self.map = _put_map(self, card)
        self.map.pressed.connect(self._chosen)
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        """Mark the region too."""
        super().show_card(card)
        if hasattr(self, "map"):
            self.map.show_chosen([card.value])

    def _chosen(self, value: str) -> None:
        self.map.show_chosen([value])
        super()._chosen(value)


class ImageMapMany(Toggles):
    """Several regions."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self.map = _put_map(self, card)
        self.map.pressed.connect(lambda value: self._buttons[value].click())
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        """Mark the regions too."""
        super().show_card(card)
        if hasattr(self, "map"):
            self.map.show_chosen(card.value.split())


def drawing_of(card: Card) -> QSvgRenderer | None:
    """Return the drawing of a question, None where there is none, it cannot be read, or no choice is in it."""
    if not card.picture or len(card.picture) > MOST_BYTES:
        return None
    drawing = QSvgRenderer()
    if b"<svg" not in card.picture or not drawing.load(QByteArray(card.picture)):
        return None
    return drawing if any(drawing.elementExists(option.value) for option in card.options) else None


def _put_map(answer: ChoiceButtons | Toggles, card: Card) -> MapOfChoices:
    """Put the drawing before the choices."""
    drawing = drawing_of(card) or QSvgRenderer()
    drawing.setParent(answer)
    made = MapOfChoices(drawing, [option.value for option in card.options])
    flow = answer.flow
    items = [item for item in iter(lambda: flow.takeAt(0), None) if item is not None]
    line = WholeLine()
    line.setLayout(row(made, None))
    flow.addWidget(line)
    for item in items:
        flow.addItem(item)
    return made


def _tinted(mask: QImage) -> QImage:
    made = mask.copy()
    painter = QPainter(made)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(made.rect(), QColor(11, 93, 78, 190))
    painter.end()
    return made
