"""The arguments of an audit from its start to its report, and of respondents' consent."""

from __future__ import annotations

from typing import Any

from fieldaudit.audit.outcomes import OUTCOMES
from fieldaudit.audit.record_views import ANNOUNCEMENTS
from fieldaudit.cli import audits, comparing, consent, consent_status, history, packs
from fieldaudit.cli.arguments.adding import add_command, add_group

_STEPS = (
    'One step a line: {"set": "/data/fire/drill", "to": "yes"}, {"add": "/data/floor"} for a further row, '
    '{"remove": ROW}, {"attach": "/data/fire/photo", "file": "exit.jpg"}, {"skip": REF, "reason": "..."}, '
    '{"note": REF, "text": "..."}. '
    "`fieldaudit --json audits show AUDIT` names every question's reference."
)


def add_audits(commands: Any) -> None:
    """Add what is done with an audit from its start to its report."""
    group = add_group(commands, "audits", "audits: new, list, show, amend")
    new = add_command(group, "new", audits.new, "start an audit")
    new.add_argument("--form", required=True, metavar="ID")
    new.add_argument("--site", required=True, metavar="SITE")
    new.add_argument("--announcement", choices=ANNOUNCEMENTS, default="announced")
    add_command(group, "list", audits.list_all, "list audits")
    add_command(group, "show", audits.show, "show one audit with every question").add_argument("audit", metavar="ID")
    _comparing(group)
    amend = add_command(group, "amend", audits.amend, "open a signed audit again; it is signed as a new version")
    amend.add_argument("audit", metavar="ID")
    amend.add_argument("--reason", required=True)
    fill = add_command(commands, "fill", audits.fill, "answer from JSON lines on standard input")
    fill.add_argument("audit", metavar="AUDIT")
    fill.epilog = _STEPS
    sign = add_command(commands, "sign", audits.sign, "sign an audit, or list what is missing")
    sign.add_argument("audit", metavar="AUDIT")
    sign.add_argument("--outcome", required=True, choices=OUTCOMES)
    sign.add_argument("--reason", default="", help="why, for every outcome but complete")
    past = add_command(commands, "history", history.show, "who changed what and when, and the audit at a past moment")
    past.add_argument("audit", metavar="AUDIT")
    past.add_argument("ref", metavar="REF", nargs="?", default="", help="one question or row; without it all changes")
    past.add_argument("--at", metavar="MOMENT", default="", help="the answers as of a day and time, or of a change")
    report = add_command(commands, "report", audits.report, "write an audit's report as PDF")
    report.add_argument("audit", metavar="AUDIT")
    report.add_argument("--for", dest="audience", choices=("site", "client", "headoffice"), default="site")
    report.add_argument("--language", default="en")
    report.add_argument("-o", "--output", required=True, metavar="FILE.pdf")
    pack = add_command(commands, "pack", packs.pack, "write a signed audit as evidence for outsiders")
    pack.add_argument("audit", metavar="AUDIT")
    pack.add_argument("--for", dest="audience", choices=("site", "client"), required=True)
    pack.add_argument("--language", default="en")
    pack.add_argument("-o", "--output", required=True, metavar="FILE.zip")


def _comparing(group: Any) -> None:
    compare = add_command(group, "compare", comparing.compare, "what people said apart in an audit, side by side")
    compare.add_argument("audit", metavar="ID")
    resolve = add_command(group, "resolve", comparing.resolve, "let one side hold; everybody who has the audit follows")
    resolve.add_argument("audit", metavar="ID")
    which = resolve.add_mutually_exclusive_group(required=True)
    which.add_argument("--ref", default="", metavar="REF", help="the question, row or field, or a difference's key")
    which.add_argument("--copy", default="", metavar="A", help="all that this copy of a vault says where it differs")
    resolve.add_argument("--side", default="", metavar="N", help="the number of the side that holds, or its event")
    resolve.add_argument("--reason", default="", metavar="TEXT")
    back = add_command(group, "unresolve", comparing.unresolve, "take back a choice of this seat")
    back.add_argument("audit", metavar="ID")
    back.add_argument("decision", metavar="DECISION", help="the event that says it, from `audits compare`")


def add_consent(commands: Any) -> None:
    """Add what is done with respondents' consent."""
    group = add_group(commands, "consent", "respondents' consent: withdraw, status")
    command = add_command(group, "withdraw", consent.withdraw, "erase what a respondent said, by a signed event")
    command.add_argument("audit", metavar="AUDIT")
    command.add_argument("subject", metavar="SUBJECT", nargs="?", default="", help="the respondent's code in the audit")
    command.add_argument("--reason", required=True, help="why, without naming anybody")
    command.add_argument("--keep-unassigned", action="store_true", help="keep files not assigned to a question yet")
    status = add_command(group, "status", consent_status.status, "which machines have erased what was withdrawn")
    status.add_argument("audit", metavar="AUDIT", nargs="?", default="", help="only of this audit")
