"""Puts the report together and gives it as the bytes of a PDF; the same data gives the same bytes."""

import io
from datetime import UTC

from reportlab import rl_config
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageBreak, PageTemplate

from fieldaudit.reports import theme
from fieldaudit.reports.actions import actions
from fieldaudit.reports.answers import answers
from fieldaudit.reports.cover import cover
from fieldaudit.reports.data import Profile, ReportData
from fieldaudit.reports.findings import findings
from fieldaudit.reports.fonts import REGULAR, register
from fieldaudit.reports.method import method
from fieldaudit.reports.page import PagedCanvas, PageFrame
from fieldaudit.reports.profile import check
from fieldaudit.reports.signatures import signatures
from fieldaudit.reports.summary import summary
from fieldaudit.reports.text import clean
from fieldaudit.reports.wording import Wording

rl_config.useA85 = 0  # ReportLab's default writes streams as text, a quarter larger


def audit_report(data: ReportData, audience: Profile = "site") -> bytes:
    """Write the audit report for `audience` as a PDF.

    `data` must hold that audience's parts only: ReportAudienceMixed is raised otherwise and nothing is written.
    """
    check(data, audience)
    words = Wording(data.language)
    register(REGULAR)  # the canvas writes page numbers in it
    out = io.BytesIO()
    _template(out, data, audience, words).build(_story(data, words), canvasmaker=_canvas(data))
    return out.getvalue()


def _story(data: ReportData, words: Wording) -> list[Flowable]:
    return [
        NextPageTemplate("later"),
        *cover(data, words),
        PageBreak(),
        *method(data, words),
        *summary(data, words),
        *findings(data, words),
        *actions(data, words),
        *answers(data, words),
        *signatures(data, words),
    ]


def _template(out: io.BytesIO, data: ReportData, audience: Profile, words: Wording) -> BaseDocTemplate:
    title = ", ".join(part for part in (words("report"), data.form_title, data.site.name) if part)
    made = BaseDocTemplate(
        out,
        pagesize=(theme.PAGE_WIDTH, theme.PAGE_HEIGHT),
        title=clean(title),
        author=clean(data.closing.name if data.closing else data.organisation),
        subject=words(f"profile.{audience}"),
        creator="FieldAudit",
        producer="FieldAudit",
        lang=words.code,
        invariant=1,
        pageCompression=1,
        allowSplitting=1,
    )
    height = theme.PAGE_HEIGHT - theme.TOP - theme.BOTTOM
    frame = Frame(theme.MARGIN, theme.BOTTOM, theme.WIDTH, height + 8, 0, 0, 0, 0, id="body")
    page = PageFrame(data, audience, words)
    made.addPageTemplates([PageTemplate("cover", [frame], page.cover), PageTemplate("later", [frame], page.later)])
    return made


def _canvas(data: ReportData) -> type[PagedCanvas]:
    """Give a canvas that dates the document by its signature or visit: no wall clock enters the file."""
    moment = data.closing.time.astimezone(UTC) if data.closing else data.visit.day
    stamp = f"D:{moment:%Y%m%d%H%M%S}Z" if moment else "D:20000101000000Z"

    class Dated(PagedCanvas):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)
            self.setDateFormatter(lambda *_: stamp)

    return Dated
