"""Lines as rows of a table, worded once for every screen."""

from datetime import date

from PySide6.QtCore import QCoreApplication

from fieldaudit.desktop import wording
from fieldaudit.desktop.lines import AuditLine
from fieldaudit.desktop.widgets import Badge, Cell, Column, Row


def audit_columns() -> list[Column]:
    """Return the columns of a list of audits."""
    return [
        Column(QCoreApplication.translate("lines", "Site"), 200, 3),
        Column(QCoreApplication.translate("lines", "Instrument"), 190, 3),
        Column(QCoreApplication.translate("lines", "Progress"), 120, 1),
        Column(QCoreApplication.translate("lines", "Findings"), 130, 1),
        Column(QCoreApplication.translate("lines", "Due"), 110, 1),
    ]


def audit_row(line: AuditLine, today: date) -> Row:
    """Return an audit as a row of `audit_columns`."""
    return Row(
        line.id,
        (
            Cell(line.site, " · ".join(part for part in (line.party, line.place) if part), bold=True),
            Cell(line.instrument, _how(line)),
            Cell(progress=(line.answered, line.total)) if line.total else Cell(wording.NOTHING, muted=True),
            Cell(badges=_badges(line)),
            Cell(wording.due(line.due, today) if line.due else wording.NOTHING, muted=line.due is None),
        ),
    )


def _badges(line: AuditLine) -> tuple[Badge, ...]:
    """Return what somebody has to see first, then findings as far as there is room."""
    first = (*differs_badge(line), *against_badge(line))
    return (*first, *finding_badges(line)[: 1 if first else None])


def differs_badge(line: AuditLine) -> tuple[Badge, ...]:
    """Return the mark of an audit in which people said things apart and nobody chose between them."""
    if not line.differs:
        return ()
    words = QCoreApplication.translate("lines", "{count} to compare").format(count=line.differs)
    return (Badge(words, "major", "git-fork"),)


def finding_badges(line: AuditLine) -> tuple[Badge, ...]:
    """Return the worst severity with its count, and how many more there are."""
    counts = [(severity, line.findings[severity]) for severity in wording.SEVERITIES if line.findings.get(severity)]
    if not counts:
        return (Badge(QCoreApplication.translate("lines", "none")),)
    worst, count = counts[0]
    first = Badge(f"{count} {wording.severity(worst)}", wording.severity_tone(worst))
    more = sum(number for _, number in counts[1:])
    return (first, Badge(f"+{more}")) if more else (first,)


def against_badge(line: AuditLine) -> tuple[Badge, ...]:
    """Return the mark of an audit whose closing somebody did not agree to."""
    return (Badge(wording.against(line.against), "major"),) if line.against else ()


def _how(line: AuditLine) -> str:
    parts = [wording.announcement(line.announcement)] if line.announcement else []
    if line.started is not None:
        parts.append(QCoreApplication.translate("lines", "started {when}").format(when=wording.near_day(line.started)))
    if line.who:
        parts.append(line.who)
    return " · ".join(parts)
