"""Parts of a closing as the site and a supervisor see it: a finding with its actions, and what people said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt

from fieldaudit.desktop import wording
from fieldaudit.desktop.review.words import party, said_standing, said_title, said_tone
from fieldaudit.desktop.run.typed import shown_day
from fieldaudit.desktop.theme.tokens import SPACE_1, SPACE_2, SPACE_3
from fieldaudit.desktop.widgets import Facts, Label, Panel, Pill, column, row

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout

    from fieldaudit.desktop.review.points import SaidLine, SiteFinding


def finding_panel(finding: SiteFinding) -> Panel:
    """Return a finding with its severity, where it was seen, and what is to be done."""
    panel = Panel(gap=SPACE_2)
    words = wording.capital(wording.severity(finding.severity))
    pill = Pill(words, wording.severity_tone(finding.severity), icon="flag")
    head = row(gap=SPACE_3)
    head.addWidget(Label(finding.title, "question", wrap=True), 1)
    head.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)
    panel.body.addLayout(head)
    if finding.note:
        panel.body.addWidget(Label(finding.note, wrap=True))
    panel.body.addWidget(Facts(_facts(finding)))
    return panel


def _facts(finding: SiteFinding) -> list[tuple[str, str]]:
    due = shown_day(finding.due)
    seen = _say("{n} of {m}").format(n=finding.seen[0], m=finding.seen[1]) if finding.seen else ""
    facts = [
        (_say("Seen at"), seen),
        (_say("Clause"), finding.clause),
        (_say("Owner"), wording.capital(finding.owner)),
        (_say("Close by"), wording.day(due) if due else ""),
    ]
    for text, owner, until in finding.actions:
        by = shown_day(until)
        said = " · ".join(part for part in (text, owner, wording.day(by) if by else "") if part)
        facts.append((_say("Action"), said))
    return facts


def said_lines(line: SaidLine) -> QVBoxLayout:
    """Return whose answer it is, what they said, the comment whole, and in whose word it stands."""
    pill = Pill(party(line.party), said_tone(line), icon="circle-alert" if line.against else "check")
    found = column(row(pill, None), Label(said_title(line), wrap=True), gap=SPACE_1)
    if line.comment:
        found.addWidget(Label(line.comment, wrap=True))
    found.addWidget(Label(said_standing(line), "secondary", muted=True, wrap=True))
    return found


def said_panel(line: SaidLine) -> Panel:
    """Return what somebody said of a closing, as a panel of its own."""
    panel = Panel(gap=SPACE_1)
    panel.body.addLayout(said_lines(line))
    return panel


def _say(text: str) -> str:
    return QCoreApplication.translate("ClosingScreen", text)
