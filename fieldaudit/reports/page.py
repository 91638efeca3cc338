"""What stands on every page: header, page n of N, the closing's hash or that nobody signed, and the draft's mark."""

from typing import Any

from reportlab.pdfgen.canvas import Canvas

from fieldaudit.reports import theme
from fieldaudit.reports.cover import BAND
from fieldaudit.reports.data import Profile, ReportData
from fieldaudit.reports.fonts import REGULAR, register
from fieldaudit.reports.text import draw_text
from fieldaudit.reports.wording import Wording

_TOTAL = "total-pages"
_TOTAL_WIDTH = 22.0
_FOOT = 34.0
_SIZE = 7.5


class PagedCanvas(Canvas):  # type: ignore[misc] # ReportLab has no types
    """A canvas whose pages may show how many there are: a form that is filled in when the last is done."""

    def save(self) -> None:
        """Write the number of pages, then the document."""
        self.beginForm(_TOTAL, 0, -3, _TOTAL_WIDTH, 10)
        self.setFont(REGULAR, _SIZE)
        self.setFillColor(theme.MUTED)
        self.drawString(0, 0, str(self.getPageNumber() - 1))
        self.endForm()
        super().save()


class PageFrame:
    """Draws the parts of a page that repeat."""

    def __init__(self, data: ReportData, audience: Profile, words: Wording) -> None:
        self.data, self.words = data, words
        self.profile = words(f"profile.{audience}")

    def cover(self, canvas: Canvas, document: Any) -> None:
        """Give the first page: the band with the organisation and whom the report is for."""
        self._both(canvas, document)
        bottom = theme.PAGE_HEIGHT - BAND
        canvas.setFillColor(theme.RAIL)
        canvas.rect(0, bottom, theme.PAGE_WIDTH, BAND, stroke=0, fill=1)
        middle = bottom + BAND / 2
        half = theme.WIDTH / 2
        name = theme.style(13, bold=True, colour=theme.WHITE)
        draw_text(canvas, self.data.organisation, (theme.MARGIN, middle + 3), name, half)
        draw_text(canvas, self.words("report"), (theme.MARGIN, middle - 13), theme.style(9, colour=theme.ON_RAIL), half)
        right = theme.style(11, bold=True, colour=theme.WHITE, align=2)
        draw_text(canvas, self.profile, (theme.PAGE_WIDTH - theme.MARGIN, middle - 4), right, half)

    def later(self, canvas: Canvas, document: Any) -> None:
        """Every other page: one line of what this is and for whom."""
        self._both(canvas, document)
        y = theme.PAGE_HEIGHT - 38
        data = self.data
        what = " · ".join(part for part in (data.organisation, data.form_title, data.site.name) if part)
        draw_text(canvas, what, (theme.MARGIN, y), theme.style(8, colour=theme.MUTED), theme.WIDTH - 130)
        right = theme.style(8, bold=True, colour=theme.ACCENT, align=2)
        draw_text(canvas, self.profile, (theme.PAGE_WIDTH - theme.MARGIN, y), right, 120)
        self._rule(canvas, y - 8)

    def _both(self, canvas: Canvas, document: Any) -> None:
        if self.data.closing is None:
            self._watermark(canvas)
        self._rule(canvas, _FOOT + 14)
        quiet = theme.style(_SIZE, colour=theme.MUTED)
        closing = self.data.closing
        if closing is None:
            strong = theme.style(_SIZE, bold=True)
            draw_text(canvas, self.words("unsigned"), (theme.MARGIN, _FOOT), strong, theme.WIDTH / 2)
        else:
            stamp = f"{self.words('closing_hash')} {closing.hash}"
            draw_text(canvas, stamp, (theme.MARGIN, _FOOT), theme.style(6.8, colour=theme.MUTED), theme.WIDTH - 90)
        if closing is not None:
            organisation = self.data.organisation
            draw_text(
                canvas, organisation, (theme.MARGIN, _FOOT - 10), theme.style(6.8, colour=theme.MUTED), theme.WIDTH - 90
            )
        self._number(canvas, self.words("page", page=document.page), quiet)

    def _number(self, canvas: Canvas, words: str, style: Any) -> None:
        total_at = theme.PAGE_WIDTH - theme.MARGIN - 12
        style.alignment = 2
        # A right-aligned string loses nothing of its last space, which parts the two numbers.
        draw_text(canvas, words, (total_at, _FOOT), style, 120)
        canvas.saveState()
        canvas.translate(total_at, _FOOT)
        canvas.doForm(_TOTAL)
        canvas.restoreState()

    def _watermark(self, canvas: Canvas) -> None:
        word = self.words("draft")
        register(theme.BODY_BOLD.fontName)
        canvas.saveState()
        canvas.setFillColor(theme.WATERMARK)
        canvas.translate(theme.PAGE_WIDTH / 2, theme.PAGE_HEIGHT / 2)
        canvas.rotate(50)
        canvas.setFont(theme.BODY_BOLD.fontName, 120 if len(word) < 7 else 92)  # noqa: PLR2004 - letters
        canvas.drawCentredString(0, -40, word)
        canvas.restoreState()

    @staticmethod
    def _rule(canvas: Canvas, y: float) -> None:
        canvas.setStrokeColor(theme.HAIRLINE)
        canvas.setLineWidth(0.5)
        canvas.line(theme.MARGIN, y, theme.PAGE_WIDTH - theme.MARGIN, y)
