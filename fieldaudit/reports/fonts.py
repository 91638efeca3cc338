"""The bundled Noto fonts: which one has a character, and how ReportLab and HarfBuzz come to it."""

import threading
from dataclasses import dataclass
from functools import cache
from typing import Any

import uharfbuzz as hb
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from fieldaudit.assets import folder

REGULAR = "NotoSans-Regular"
BOLD = "NotoSans-Bold"

_SCRIPTS = (
    (0x0600, 0x08FF, "Arabic"),
    (0xFB50, 0xFDFF, "Arabic"),
    (0xFE70, 0xFEFF, "Arabic"),
    (0x0900, 0x097F, "Devanagari"),
    (0xA8E0, 0xA8FF, "Devanagari"),
    (0x1CD0, 0x1CFF, "Devanagari"),
    (0x0980, 0x09FF, "Bengali"),
    (0x0E00, 0x0E7F, "Thai"),
    (0x1000, 0x109F, "Myanmar"),
    (0xA9E0, 0xA9FF, "Myanmar"),
    (0xAA60, 0xAA7F, "Myanmar"),
    (0x1200, 0x139F, "Ethiopic"),
    (0x2D80, 0x2DDF, "Ethiopic"),
    (0xAB00, 0xAB2F, "Ethiopic"),
    (0x1780, 0x17FF, "Khmer"),
    (0x19E0, 0x19FF, "Khmer"),
)
_FAMILIES = ("", "Arabic", "Devanagari", "Bengali", "Thai", "Myanmar", "Ethiopic", "Khmer", "Mono")
_registering = threading.Lock()


@dataclass(frozen=True, eq=False)
class Face:
    """One font file: its ReportLab name, its HarfBuzz font (in font units) and the characters it has."""

    name: str
    font: Any
    units: int
    characters: frozenset[int]


@cache
def face(family: str, *, bold: bool) -> Face:
    """Load Noto Sans of a script ("" is Latin); a family without a bold cut gives its regular one."""
    stem = f"NotoSans{family}"
    fonts = folder("resources") / "fonts"
    path = fonts / f"{stem}-{'Bold' if bold else 'Regular'}.ttf"
    if not path.is_file():
        path = fonts / f"{stem}-Regular.ttf"
    loaded = hb.Face(hb.Blob.from_file_path(str(path)))
    return Face(path.stem, hb.Font(loaded), loaded.upem, frozenset(loaded.unicodes))


def face_for(character: str, before: Face | None, *, bold: bool) -> Face:
    """Choose the font for a character: its script's own, then the one in use, then the first that has it."""
    code = ord(character)
    family = next((name for low, high, name in _SCRIPTS if low <= code <= high), None)
    if family is not None and code in (own := face(family, bold=bold)).characters:
        return own
    if before is not None and code in before.characters:
        return before
    candidates = (face(name, bold=bold) for name in _FAMILIES)
    return next((found for found in candidates if code in found.characters), before or face("", bold=bold))


def register(name: str) -> None:
    """Make a bundled font known to ReportLab under its file's stem; safe from any thread, once is enough."""
    with _registering:
        if name not in pdfmetrics.getRegisteredFontNames():
            path = folder("resources") / "fonts" / f"{name}.ttf"
            pdfmetrics.registerFont(TTFont(name, str(path)))
