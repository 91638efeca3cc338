"""The bundled Noto fonts: loaded once, with a sister for every script that the interface or a form may use."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics
from PySide6.QtWidgets import QApplication

from fieldaudit.assets import folder
from fieldaudit.desktop.theme.tokens import BODY_PIXELS, READING_CHARACTERS, TEXT_PIXELS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from fieldaudit.desktop.theme.tokens import TextRole

FAMILIES = (
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Bengali",
    "Noto Sans Devanagari",
    "Noto Sans Myanmar",
    "Noto Sans Thai",
    "Noto Sans Khmer",
    "Noto Sans Ethiopic",
)
MONO = "Noto Sans Mono"
_LOADED = "fieldaudit fonts"


def load_fonts() -> None:
    """Give Qt the bundled fonts for Latin, Greek and Cyrillic; those it has already are left alone."""
    _load("NotoSans-*.ttf")


def load_sisters() -> None:
    """Give Qt the bundled fonts of the other scripts and of equal widths, once the first page is there."""
    _load("*.ttf")


def _load(pattern: str) -> None:
    application = QApplication.instance()
    loaded = set(application.property(_LOADED) or []) if application else set()
    for file in sorted((folder("resources") / "fonts").glob(pattern)):
        if file.name not in loaded:
            QFontDatabase.addApplicationFont(str(file))
            loaded.add(file.name)
    if application:
        application.setProperty(_LOADED, sorted(loaded))
    _made.cache_clear()  # those made before may lack a script


def body_font(scale: float = 1.0) -> QFont:
    """Return the application's font: body size in pixels times `scale` (the person's text size)."""
    font = QFont(list(FAMILIES))
    font.setPixelSize(round(BODY_PIXELS * scale))
    return font


def scale() -> float:
    """Return how much larger than designed the person wants text (1.0 as designed)."""
    pixels = QApplication.font().pixelSize()
    return pixels / BODY_PIXELS if pixels > 0 else 1.0


def font(role: TextRole = "body", *, bold: bool = False, mono: bool = False) -> QFont:
    """Return the font of a text role at the person's text size."""
    return QFont(_made(round(TEXT_PIXELS[role] * scale()), bold, mono))  # its own: whoever asks may change it


@cache
def _made(pixels: int, bold: bool, mono: bool) -> QFont:
    """Make a font once: every paint asks for some, and putting the list of families together is what takes time."""
    made = QFont([MONO, *FAMILIES]) if mono else QFont(list(FAMILIES))
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return made


def reading_width(widget: QWidget) -> int:
    """Return the width in pixels of a line of at most 75 characters in the widget's font."""
    return QFontMetrics(widget.font()).averageCharWidth() * READING_CHARACTERS
