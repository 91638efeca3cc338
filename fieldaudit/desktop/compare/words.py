"""Differences, sides and choices in words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from fieldaudit.desktop import wording
from fieldaudit.desktop.run.markup import plain

if TYPE_CHECKING:
    from fieldaudit.exchange.compared import Branch, Comparison, Decision, Line, Side

_translate = QCoreApplication.translate


def who(name: str) -> str:
    """Return a name, or that it is not known."""
    return name or _translate("compare", "someone on another computer")


def when(time: str) -> str:
    """Return an ISO moment as people read it."""
    return wording.moment(datetime.fromisoformat(time)) if time else ""


def about(line: Line | Decision) -> str:
    """Return what a line is about: number and text of its question, or the field's name."""
    if line.what in ("closing", "closing_choice"):
        return _translate("compare", "Closing, {version}").format(version=line.label)
    return f"{line.number} {wording.capital(plain(line.label))}".strip()


def kind(line: Line) -> str:
    """Return what differs."""
    words = {
        "answer": _translate("compare", "answer"),
        "note": _translate("compare", "note"),
        "row": _translate("compare", "row"),
        "finding": _translate("compare", "finding"),
        "state": _translate("compare", "action"),
        "closing": _translate("compare", "closing"),
    }
    return words.get(line.what, _translate("compare", "entry"))


def said(side: Side) -> str:
    """Return what a side says."""
    if side.form == "skipped":
        return _translate("compare", "Not checked: {reason}").format(reason=side.text)
    if side.form == "removed":
        return _translate("compare", "Row removed")
    if side.form == "withdrawn":
        return _translate("compare", "Withdrawn: {reason}").format(reason=side.text)
    if side.form == "closing":
        return wording.outcome(side.text)
    if side.form == "kept":
        return side.text or _translate("compare", "Row kept")
    return side.text or _translate("compare", "no answer")


def decided(made: Decision) -> str:
    """Return what was chosen."""
    return wording.outcome(made.text) if made.what == "closing_choice" else made.text


def why(line: Line) -> str:
    """Return why one of the sides counts now."""
    if line.what == "closing":
        return _translate("compare", "Until somebody decides, the later one stands. Both stay in the history.")
    words = {
        "worse": _translate("compare", "Until somebody decides, the worse one counts for findings."),
        "kept": _translate("compare", "Until somebody decides, what was said in the row is kept."),
        "not_done": _translate("compare", "Until somebody decides, the state farther from closed counts."),
    }
    return words.get(line.why, _translate("compare", "Until somebody decides, the later one is shown."))


def copy_name(letter: str) -> str:
    """Return how a copy is called."""
    return _translate("compare", "Copy {letter}").format(letter=letter)


def branch(one: Branch) -> str:
    """Return a copy of a vault in one line."""
    shape = _translate("compare", "{count} entries of its own, {since} to {until}")
    text = shape.format(count=one.entries, since=when(one.since), until=when(one.until))
    return f"{text} · {_translate('compare', 'this computer')}" if one.here else text


def counted(found: Comparison | None) -> str:
    """Return how much differs, for the title."""
    if found is None:
        return _translate("compare", "Reading…")
    count = len(found.lines)
    some = _translate("compare", "{count} things differ").format(count=count)
    much = {0: _translate("compare", "nothing differs"), 1: _translate("compare", "1 thing differs")}.get(count, some)
    return " · ".join(part for part in (found.title, found.site, much) if part)
