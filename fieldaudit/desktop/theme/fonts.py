"""The bundled Noto fonts: loaded once, with a sister for every script that the interface or a form may use."""

from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics
from PySide6.QtWidgets import QApplication, QWidget

from fieldaudit.assets import folder
from fieldaudit.desktop.theme.tokens import BODY_PIXELS, READING_CHARACTERS, TEXT_PIXELS, TextRole

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


def load_fonts() -> None:
    """Give Qt the bundled font files; those it already has are left alone."""
    present = set(QFontDatabase.families())
    if {*FAMILIES, MONO} <= present and "Noto Nastaliq Urdu" in present:
        return
    for file in sorted((folder("resources") / "fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))


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
    made = QFont([MONO, *FAMILIES]) if mono else QFont(list(FAMILIES))
    made.setPixelSize(round(TEXT_PIXELS[role] * scale()))
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return made


def reading_width(widget: QWidget) -> int:
    """Return the width in pixels of a line of at most 75 characters in the widget's font."""
    return QFontMetrics(widget.font()).averageCharWidth() * READING_CHARACTERS
