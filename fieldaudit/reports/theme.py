"""How a report looks: the interface's light colours, the page's measures and the text styles."""

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle

from fieldaudit.reports.fonts import BOLD, REGULAR

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 46.0
TOP = 66.0
BOTTOM = 62.0
WIDTH = PAGE_WIDTH - 2 * MARGIN
GAP = 8.0

PANEL = HexColor("#F5F6F4")
WHITE = HexColor("#FFFFFF")
HAIRLINE = HexColor("#D5D9D3")
BORDER = HexColor("#808880")
INK = HexColor("#1B211C")
MUTED = HexColor("#566058")
RAIL = HexColor("#12312A")
ON_RAIL = HexColor("#DCE7E2")
ACCENT = HexColor("#0B5D4E")
WATERMARK = HexColor("#E9EBE7")

_INFORMATION = (HexColor("#1F4F8F"), HexColor("#E6EEF9"))
_NEUTRAL = (MUTED, PANEL)
_TONES = {
    "critical": (HexColor("#A3151F"), HexColor("#FBE9E9")),
    "major": (HexColor("#9A4A00"), HexColor("#FDF0E1")),
    "minor": (HexColor("#6B5900"), HexColor("#FAF4D6")),
    "observation": _INFORMATION,
    "good_practice": (HexColor("#1D6B3A"), HexColor("#E4F3E8")),
    "unable": _NEUTRAL,
}


def tone(severity: str) -> tuple[Color, Color]:
    """Give the strong and the soft colour of a severity (or `unable`); never the only sign of it."""
    return _TONES.get(severity, _NEUTRAL)


def style(size: float = 9, *, bold: bool = False, colour: Color = INK, align: int = 0, **more: float) -> ParagraphStyle:
    """Give a text style; `more` are ReportLab's spaceBefore, spaceAfter, leftIndent."""
    leading = more.pop("leading", size * 1.38)
    return ParagraphStyle(
        f"{size}{bold}{colour.hexval()}",
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=leading,
        textColor=colour,
        alignment=align,
        **more,
    )


BODY = style()
BODY_MUTED = style(colour=MUTED)
BODY_BOLD = style(bold=True)
SMALL = style(7.5, colour=MUTED)
CELL = style(8.5)
CELL_BOLD = style(8.5, bold=True)
CELL_MUTED = style(8.5, colour=MUTED)
CELL_CENTRE = style(8.5, align=TA_CENTER)
CELL_CENTRE_BOLD = style(8.5, bold=True, align=TA_CENTER)
HEAD = style(8, bold=True, colour=MUTED)
RIGHT_SMALL = style(7.5, colour=MUTED, align=TA_RIGHT)
TITLE = style(26, bold=True, leading=32)
SUBTITLE = style(15, leading=21)
H1 = style(17, bold=True, spaceAfter=8)
H2 = style(11.5, bold=True, spaceBefore=6, spaceAfter=5)
