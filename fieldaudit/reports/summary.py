"""What was found, counted by section of the checklist and severity."""

from reportlab.lib.enums import TA_CENTER
from reportlab.platypus import Flowable

from fieldaudit.reports import theme
from fieldaudit.reports.blocks import Piece, empty, heading, table
from fieldaudit.reports.data import SEVERITIES, Coverage, Finding, ReportData, Section, coverage
from fieldaudit.reports.wording import Wording

_COLUMNS = (*SEVERITIES, "unable")
_FIRST, _EACH = 50.0, 52.0
_HEAD = theme.style(7, bold=True, colour=theme.MUTED, align=TA_CENTER)


def summary(data: ReportData, words: Wording) -> list[Flowable]:
    """Give the section's flowables."""
    start = heading(words("summary"), "summary", room=160)
    if not data.sections and not data.findings:
        return [*start, empty(words("no_findings"))]
    standing = [finding for finding in data.findings if not finding.withdrawn]
    rows = [
        _row(_title(title, words), coverage(_named(data, title)), found) for title, found in _grouped(data, standing)
    ]
    total = _row(words("total"), coverage(data.sections), standing, bold=True)
    first = theme.WIDTH - _FIRST - len(_COLUMNS) * _EACH
    return [*start, table(_head(words), [*rows, total], [first, _FIRST, *[_EACH] * len(_COLUMNS)], figures=True)]


def _title(title: str, words: Wording) -> str:
    return title or words("other_section")


def _head(words: Wording) -> list[Piece]:
    labels = [*(words.of("severity", severity) for severity in SEVERITIES), words("unable_short")]
    return [(words("section"), theme.HEAD), (words("answers"), _HEAD), *((label, _HEAD) for label in labels)]


def _grouped(data: ReportData, standing: list[Finding]) -> list[tuple[str, list[Finding]]]:
    """Sections in the checklist's order, then those that only findings name."""
    titles = dict.fromkeys([section.title for section in data.sections] + [finding.section for finding in standing])
    return [(title, [finding for finding in standing if finding.section == title]) for title in titles]


def _named(data: ReportData, title: str) -> tuple[Section, ...]:
    return tuple(section for section in data.sections if section.title == title)


def _row(title: str, counts: Coverage, findings: list[Finding], *, bold: bool = False) -> list[list[Piece]]:
    plain, centre = (theme.CELL_BOLD, theme.CELL_CENTRE_BOLD) if bold else (theme.CELL, theme.CELL_CENTRE)
    checked = f"{counts.answered}/{counts.total}" if counts.total else ""
    found = [sum(f.severity == severity and f.verdict != "unable" for f in findings) for severity in SEVERITIES]
    figures = [str(count) if count else "·" for count in (*found, counts.unable)]
    return [[(title, plain)], [(checked, centre)], *([(figure, centre)] for figure in figures)]
