"""Rows and words of assignments, questions, forms and tables, the same at both desks."""

from datetime import date

from PySide6.QtCore import QCoreApplication

from fieldaudit.desktop import wording
from fieldaudit.desktop.given.lines import GivenLine, QuestionLine, TaskLine
from fieldaudit.desktop.widgets import Badge, Cell, Row


def task_row(line: TaskLine, today: date) -> Row:
    """Return an assignment as a row."""
    return Row(
        line.id,
        (
            Cell(line.site, line.form, bold=True),
            Cell(line.name or line.by, wording.announcement(line.announcement)),
            Cell(badges=(task_badge(line),)),
            Cell(_due(line, today), muted=line.due is None),
        ),
    )


def _due(line: TaskLine, today: date) -> str:
    if line.due is None:
        return wording.NOTHING
    return wording.due(line.due, today) if line.state in ("open", "started") else wording.day(line.due)


def question_row(line: QuestionLine) -> Row:
    """Return a question as a row."""
    return Row(
        line.id,
        (
            Cell(line.text, line.label or QCoreApplication.translate("given", "The audit as a whole"), bold=True),
            Cell(line.site, line.who),
            Cell(badges=(question_badge(line),)),
            Cell("", muted=True),
        ),
    )


def given_row(line: GivenLine) -> Row:
    """Return a form or table as a row."""
    translate = QCoreApplication.translate
    number = translate("given", "no. {number}").format(number=line.number) if line.number else ""
    own = Badge(
        translate("given", "the program's own") if line.kind == "table" else translate("given", "not given out")
    )
    return Row(
        line.id,
        (
            Cell(name_of(line), _version_of(line), bold=True),
            Cell(translate("given", "Instrument") if line.kind == "form" else translate("given", "Reference table")),
            Cell(badges=(Badge(number, "good", "check") if number else own,)),
            Cell(wording.near_day(line.since) if line.since else wording.NOTHING, muted=line.since is None),
        ),
    )


def name_of(line: GivenLine) -> str:
    """Return what a form or table is called."""
    translate = QCoreApplication.translate
    tables = {
        "severity-clocks": translate("given", "Severity clocks"),
        "clauses": translate("given", "Clause library"),
        "risks": translate("given", "Risks"),
        "owners": translate("given", "Functions that own findings"),
        "jurisdictions": translate("given", "Jurisdictions"),
    }
    return tables.get(line.name, line.name)


def _version_of(line: GivenLine) -> str:
    """Return a form's version in words."""
    return QCoreApplication.translate("given", "version {version}").format(version=line.version) if line.version else ""


def task_badge(line: TaskLine) -> Badge:
    """Return the pill of an assignment's state."""
    translate = QCoreApplication.translate
    if line.state == "open" and not line.sent:
        return Badge(translate("given", "To send"), "information", "send")
    known = {
        "open": Badge(translate("given", "Assigned"), "information", "hourglass"),
        "started": Badge(translate("given", "Started"), "good", "pen-line"),
        "signed": Badge(translate("given", "Signed"), "good", "check"),
        "withdrawn": Badge(translate("given", "Withdrawn"), "neutral", "x"),
    }
    return known.get(line.state, Badge(line.state))


def question_badge(line: QuestionLine) -> Badge:
    """Return the pill of a question's state."""
    translate = QCoreApplication.translate
    known = {
        "open": Badge(translate("given", "Open"), "major", "message-square"),
        "answered": Badge(translate("given", "Answered"), "information", "check"),
        "settled": Badge(translate("given", "Settled"), "good", "circle-check"),
    }
    return known.get(line.state, Badge(line.state))


def window_of(line: TaskLine) -> str:
    """Return between which days the visit is to be."""
    translate = QCoreApplication.translate
    if line.start and line.end:
        return translate("given", "{start} to {end}").format(start=wording.day(line.start), end=wording.day(line.end))
    if line.start:
        return translate("given", "from {start}").format(start=wording.day(line.start))
    return translate("given", "until {end}").format(end=wording.day(line.end)) if line.end else ""
