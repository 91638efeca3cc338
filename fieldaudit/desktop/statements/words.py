"""The words and rows of countersignatures, the same at both desks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from fieldaudit.desktop import wording
from fieldaudit.desktop.widgets import Badge, Cell, Row

if TYPE_CHECKING:
    from datetime import date

    from fieldaudit.desktop.statements.lines import AskedLine, DoLine, ToSignLine


def version_words(version: int) -> str:
    """Return which version was signed."""
    return QCoreApplication.translate("statements", "version {version}").format(version=version)


def to_sign_row(line: ToSignLine) -> Row:
    """Return what one was asked to sign as a row."""
    detail = " · ".join(part for part in (line.form, version_words(line.version)) if part)
    return Row(line.id, (Cell(line.site or line.form, detail, bold=line.waits), Cell(badges=(to_sign_badge(line),))))


def to_sign_badge(line: ToSignLine) -> Badge:
    """Return the mark of a request's state at the one who was asked."""
    translate = QCoreApplication.translate
    if line.answer:
        return answer_badge(line.answer)
    if line.withdrawn:
        return Badge(translate("statements", "withdrawn"), "neutral")
    if line.newer:
        return Badge(translate("statements", "older version"), "neutral")
    return Badge(translate("statements", "to sign"), "information", "pen-line")


def answer_badge(answer: str) -> Badge:
    """Return the mark of an answer."""
    agreed = answer == "agree"
    return Badge(wording.statement(answer), "good" if agreed else "major", "check" if agreed else "circle-alert")


def do_row(line: DoLine, today: date) -> Row:
    """Return an action as a row."""
    due = Badge(wording.due(line.due, today), wording.due_tone(line.due, today)) if line.next else state_badge(line)
    return Row(line.id, (Cell(line.text, line.site, bold=bool(line.next)), Cell(badges=(due,))))


def state_badge(line: DoLine) -> Badge:
    """Return the mark of an action's state."""
    return Badge(state_words(line.state), "good" if line.state in ("submitted", "closed") else "information")


def state_words(state: str) -> str:
    """Return how far an action is."""
    translate = QCoreApplication.translate
    words = {
        "open": translate("statements", "open"),
        "in_progress": translate("statements", "in progress"),
        "submitted": translate("statements", "submitted"),
        "closed": translate("statements", "closed"),
        "ineffective": translate("statements", "not effective"),
    }
    return words.get(state, state)


def asked_row(line: AskedLine) -> Row:
    """Return a request as head office sees it."""
    return Row(
        line.id,
        (
            Cell(line.site or line.form, " · ".join((line.form, version_words(line.version))), bold=True),
            Cell(line.name),
            Cell(badges=(asked_badge(line),)),
            Cell(wording.near_day(line.asked) if line.asked else wording.NOTHING, muted=True),
        ),
    )


def asked_badge(line: AskedLine) -> Badge:
    """Return the mark of a request's state at head office."""
    translate = QCoreApplication.translate
    if line.answer:
        return answer_badge(line.answer)
    if line.state == "withdrawn":
        return Badge(translate("statements", "withdrawn"), "neutral")
    if line.state == "older":
        return Badge(translate("statements", "older version"), "neutral")
    if not line.sent:
        return Badge(translate("statements", "to send"), "information", "send")
    return Badge(translate("statements", "waiting"), "information", "hourglass")
