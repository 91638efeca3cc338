"""Text of any script as flowables and as single lines: plain text goes ReportLab's way, the rest is shaped."""

import unicodedata
from functools import lru_cache
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import FILL_NON_ZERO, Canvas
from reportlab.platypus import Flowable, Paragraph

from fieldaudit.reports.fonts import BOLD, Face, face, register
from fieldaudit.reports.shaping import Line, lay_out

_SHAPED_LEADING = 1.6  # Burmese and Khmer stack above and below
_INVISIBLE = 3
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ALPHABETS = ((0, 0x0590), (0x1D00, 0x2E80))  # Latin, Greek, Cyrillic, Armenian and the signs used with them
_LONGEST_LINE = 300  # characters; no line of a page holds more
_ELLIPSIS = "…"


def clean(text: str) -> str:
    """Normalise what a person typed: composed letters, plain line breaks, nothing that cannot be drawn.

    Marks that turn a stretch of text around are dropped: they could make a report read differently from its data.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    "))
    return "".join(c for c in text if c == "\n" or (c not in _DIRECTION_MARKS and _drawable(c)))


def is_plain(text: str) -> bool:
    """Whether Noto Sans alone, a glyph for a letter from left to right, writes this text right."""
    characters = face("", bold=False).characters
    return all(c == "\n" or (_one_to_one(ord(c)) and ord(c) in characters) for c in text)


def text(value: str, style: ParagraphStyle) -> Flowable:
    """Give a flowable for `value` as typed (no markup in it is obeyed)."""
    value = clean(value)
    if is_plain(value):
        register(style.fontName)
        return Paragraph(escape(value).replace("\n", "<br/>"), style)
    return ShapedText(value, style)


class ShapedText(Flowable):  # type: ignore[misc] # ReportLab has no types
    """A paragraph of any script, drawn as glyph outlines over invisible text that can be found and copied."""

    def __init__(self, value: str | list[Line], style: ParagraphStyle) -> None:
        """Take cleaned text, or lines that were laid out before a page ended."""
        super().__init__()
        self.value = value
        self.style = style
        self.leading = max(style.leading, style.fontSize * _SHAPED_LEADING)
        self._lines: list[Line] = []
        self._width = 0.0

    def wrap(self, available: float, _height: float) -> tuple[float, float]:
        """Lay the text out in the width that there is."""
        room = available - self.style.leftIndent - self.style.rightIndent
        if isinstance(self.value, list):
            self._lines = self.value
        elif not self._lines or self._width != available:
            self._lines = lay_out(self.value, self.style.fontSize, room, bold=self.style.fontName == BOLD)
        self._width = available
        return available, len(self._lines) * self.leading

    def split(self, available: float, height: float) -> list[Flowable]:
        """Cut between lines."""
        self.wrap(available, height)
        fit = int(height // self.leading)
        if fit <= 0 or fit >= len(self._lines):
            return [] if fit <= 0 else [self]
        return [ShapedText(self._lines[:fit], self.style), ShapedText(self._lines[fit:], self.style)]

    def draw(self) -> None:
        """Draw each line at the side where its paragraph starts."""
        y = len(self._lines) * self.leading
        for line in self._lines:
            room = self._width - self.style.rightIndent
            right = line.rtl or self.style.alignment == TA_RIGHT
            x = room - line.width if right else self.style.leftIndent
            draw_line(self.canv, line, x, y - (self.leading + self.style.fontSize * 0.7) / 2, self.style)
            y -= self.leading

    def getSpaceBefore(self) -> float:  # noqa: N802 - ReportLab's name
        """Space above, from the style."""
        return float(self.style.spaceBefore)

    def getSpaceAfter(self) -> float:  # noqa: N802 - ReportLab's name
        """Space below, from the style."""
        return float(self.style.spaceAfter)


def draw_text(canvas: Canvas, value: str, place: tuple[float, float], style: ParagraphStyle, width: float) -> float:
    """Draw one line of text, shortened to `width` points, at its left end or, when right aligned, its right end.

    Returns the width drawn.
    """
    value = clean(value[:_LONGEST_LINE]).replace("\n", " ")
    x, y = place
    if not is_plain(value):
        line = lay_out(value, style.fontSize, width, bold=style.fontName == BOLD)[0]
        draw_line(canvas, line, x - line.width if style.alignment == TA_RIGHT else x, y, style)
        return line.width
    register(style.fontName)
    value = _shortened(value, style, width)
    canvas.setFont(style.fontName, style.fontSize)
    canvas.setFillColor(style.textColor)
    (canvas.drawRightString if style.alignment == TA_RIGHT else canvas.drawString)(x, y, value)
    return float(pdfmetrics.stringWidth(value, style.fontName, style.fontSize))


def draw_line(canvas: Canvas, line: Line, x: float, y: float, style: ParagraphStyle) -> None:
    """Draw a shaped line with its baseline's left end at `x`, `y`."""
    for glyph in line.glyphs:
        _define(canvas, glyph.face, glyph.id)
    canvas.saveState()
    canvas.setFillColor(style.textColor)
    for glyph in line.glyphs:
        scale = style.fontSize / glyph.face.units
        if _outline(glyph.face, glyph.id):
            canvas.saveState()
            canvas.transform(scale, 0, 0, scale, x + glyph.x, y + glyph.y)
            canvas.doForm(_form(glyph.face, glyph.id))
            canvas.restoreState()
    for chunk in line.chunks:
        _draw_invisible(canvas, chunk.text, chunk.face.name, style.fontSize, (x + chunk.x, y, chunk.width))
    canvas.restoreState()


def _draw_invisible(canvas: Canvas, value: str, font: str, size: float, box: tuple[float, float, float]) -> None:
    """Lay characters over the stretch that their glyphs cover, stretched to fit it exactly."""
    register(font)
    x, y, width = box
    natural = pdfmetrics.stringWidth(value, font, size)
    layer = canvas.beginText(x, y)
    layer.setFont(font, size)
    layer.setTextRenderMode(_INVISIBLE)
    if natural > 0 and width > 0:
        layer.setHorizScale(100 * width / natural)
    layer.textOut(value)
    layer.setHorizScale(100)
    layer.setTextRenderMode(0)
    canvas.drawText(layer)


def _form(typeface: Face, glyph: int) -> str:
    return f"{typeface.name}.{glyph}"


def _define(canvas: Canvas, typeface: Face, glyph: int) -> None:
    """Put a glyph's outline into the document once, as a form in font units."""
    steps = _outline(typeface, glyph)
    if not steps or canvas.hasForm(_form(typeface, glyph)):
        return
    xs = [value for _, points in steps for value in points[0::2]]
    ys = [value for _, points in steps for value in points[1::2]]
    canvas.beginForm(_form(typeface, glyph), min(xs), min(ys), max(xs), max(ys))
    path = canvas.beginPath()
    for step, points in steps:
        getattr(path, step)(*points)
    canvas.drawPath(path, stroke=0, fill=1, fillMode=FILL_NON_ZERO)
    canvas.endForm()


@lru_cache(maxsize=4096)
def _outline(typeface: Face, glyph: int) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """Give a glyph's outline as path steps in font units, curves as cubics; empty for a space."""
    pen = _Pen()
    typeface.font.draw_glyph_with_pen(glyph, pen)
    return tuple(pen.steps)


class _Pen:
    """Collects what HarfBuzz draws, in the words of a ReportLab path."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, tuple[float, ...]]] = []
        self._at = (0.0, 0.0)

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - the pen protocol's names
        self._step("moveTo", point)

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._step("lineTo", point)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._step("curveTo", *points)

    def qCurveTo(self, control: tuple[float, float], end: tuple[float, float]) -> None:  # noqa: N802
        first = _third(self._at, control)
        self._step("curveTo", first, _third(end, control), end)

    def closePath(self) -> None:  # noqa: N802
        self.steps.append(("close", ()))

    def endPath(self) -> None:  # noqa: N802
        """Nothing: HarfBuzz closes every contour."""

    def _step(self, step: str, *points: tuple[float, float]) -> None:
        self.steps.append((step, tuple(value for point in points for value in point)))
        self._at = points[-1]


def _third(anchor: tuple[float, float], control: tuple[float, float]) -> tuple[float, float]:
    """Give a cubic's control point: two thirds of the way from an end to the quadratic's."""
    return anchor[0] + (control[0] - anchor[0]) * 2 / 3, anchor[1] + (control[1] - anchor[1]) * 2 / 3


def _shortened(value: str, style: ParagraphStyle, width: float) -> str:
    if pdfmetrics.stringWidth(value, style.fontName, style.fontSize) <= width:
        return value
    while value and pdfmetrics.stringWidth(value + _ELLIPSIS, style.fontName, style.fontSize) > width:
        value = value[:-1]
    return value.rstrip() + _ELLIPSIS


def _drawable(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cs", "Cn", "Co"}


def _one_to_one(code: int) -> bool:
    in_range = any(low <= code < high for low, high in _ALPHABETS)
    return in_range and not unicodedata.combining(chr(code)) and unicodedata.category(chr(code)) != "Cf"
