"""A row of a table shows a name in a script that is higher than the program's own letters, whole."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from fieldaudit.desktop.theme import LIGHT, font, load_sisters
from fieldaudit.desktop.widgets import Cell, Label
from fieldaudit.desktop.widgets.row_painting import paint_cell, row_height

WIDTH = 400


def ink(paint) -> int:
    """Return how many points of a picture carry ink."""
    image = QImage(WIDTH, 3 * row_height(), QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    paint(painter)
    painter.end()
    return sum(image.pixelColor(x, y).value() < 200 for x in range(WIDTH) for y in range(image.height()))


def freely(painter, name):
    painter.setFont(font("body"))
    painter.setPen(QColor(LIGHT.ink))
    painter.drawText(0, row_height(), name)


@pytest.mark.parametrize("name", ["شركة النسيج المتحدة", "ကချင်ပြည်နယ် စက်ရုံ", "Nadi Textiles"])
def test_no_line_of_a_name_is_cut_off(window, name):
    window(Label(name))  # in the program's theme
    load_sisters()
    row = QRect(0, row_height(), WIDTH, row_height())
    whole = ink(lambda painter: freely(painter, name))
    assert whole > 0
    assert ink(lambda painter: paint_cell(painter, row, Cell(name), LIGHT, mirrored=False)) == whole
