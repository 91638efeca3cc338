"""The arguments of what head office gives out, and of what people say of a closing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fieldaudit.audit.record_views import ANNOUNCEMENTS
from fieldaudit.cli import given, statements
from fieldaudit.cli.arguments.adding import add_command, add_group

if TYPE_CHECKING:
    import argparse


def add_given(commands: Any) -> None:
    """Add what head office gives out: assignments, questions, forms and tables."""
    tasks = add_group(commands, "tasks", "assignments: assign, list, withdraw, start")
    assign = add_command(tasks, "assign", given.assign, "assign an audit to a person")
    for name in ("to", "site", "form", "due"):
        assign.add_argument(f"--{name}", required=True, metavar=name.upper())
    assign.add_argument("--start", default="", metavar="DAY", help="the visit begins here at the earliest")
    assign.add_argument("--end", default="", metavar="DAY", help="the visit ends here at the latest")
    assign.add_argument("--announcement", choices=ANNOUNCEMENTS, default="announced")
    assign.add_argument("--purpose", default="")
    add_command(tasks, "list", given.list_tasks, "list assignments")
    add_command(tasks, "withdraw", given.withdraw, "take an assignment back").add_argument("task", metavar="TASK")
    add_command(tasks, "start", given.start, "start the audit that was assigned").add_argument("task", metavar="TASK")
    questions = add_group(commands, "questions", "questions about answers: ask, list, reply, settle")
    ask = add_command(questions, "ask", given.ask, "return an audit with a question about an answer")
    ask.add_argument("audit", metavar="AUDIT")
    ask.add_argument("ref", metavar="REF", nargs="?", default="")
    ask.add_argument("--text", required=True)
    listed = add_command(questions, "list", given.list_questions, "list questions and replies")
    listed.add_argument("audit", metavar="AUDIT", nargs="?", default="")
    answer = add_command(questions, "reply", given.reply, "reply to a question")
    answer.add_argument("question", metavar="QUESTION")
    answer.add_argument("--text", required=True)
    add_command(questions, "settle", given.settle, "settle a question").add_argument("question", metavar="QUESTION")
    publish = add_group(commands, "publish", "forms and reference tables that everyone is to use")
    form = add_command(publish, "form", given.publish_form, "give out a form")
    form.add_argument("form", metavar="FILE_OR_ID")
    form.add_argument("--supervisors", action="store_true", default=None, help="on-site supervisors get it, too")
    table = add_command(publish, "table", given.publish_table, "give out a reference table")
    table.add_argument("name", metavar="NAME")
    table.add_argument("file", metavar="FILE.csv")
    add_command(publish, "list", given.list_published, "which ones are in use here")


def add_statements(commands: Any) -> None:
    """Add what people say of a closing, and the actions that are theirs."""
    group = add_group(
        commands, "statements", "what people say of a closing: ask, withdraw, list, show, sign, witness, site, send"
    )
    ask = add_command(group, "ask", statements.ask, "ask a supervisor to countersign a closing, from their own seat")
    ask.add_argument("audit", metavar="AUDIT")
    ask.add_argument("--of", required=True, metavar="DEVICE", help="the supervisor's fingerprint")
    taken_back = add_command(group, "withdraw", statements.withdraw, "take such a request back, unless it was signed")
    taken_back.add_argument("request", metavar="REQUEST")
    listed = add_command(group, "list", statements.list_all, "what was said of an audit's closings, or what is asked")
    listed.add_argument("audit", metavar="AUDIT", nargs="?", default="")
    add_command(group, "show", statements.show, "what a closing says to the site").add_argument("request")
    sign = add_command(group, "sign", statements.sign, "agree with a closing or dissent, from your own seat")
    sign.add_argument("request")
    _said(sign, ("agree", "dissent"))
    witness = add_command(group, "witness", statements.witness, "record what a supervisor says on this computer")
    site = add_command(group, "site", statements.site, "record what the site's representative says")
    for command, answers in ((witness, ("agree", "dissent", "declined")), (site, ("agree", "dispute", "declined"))):
        command.add_argument("audit", metavar="AUDIT")
        command.add_argument("--name", default="", help="who declined need not have given one")
        _said(command, answers)
    site.add_argument("--authority", action="store_true", help="they have the authority to carry the actions out")
    sent = add_command(
        group, "send", statements.send, "sign and encrypt to head office what you said, without an audit"
    )
    sent.add_argument("--to", required=True, metavar="OUT")
    actions = add_group(commands, "actions", "actions assigned to you from audits of others: list, move")
    add_command(actions, "list", statements.list_actions, "list them")
    move = add_command(actions, "move", statements.move_action, "say how far one is")
    move.add_argument("action", metavar="ACTION")
    move.add_argument("--state", required=True, choices=("in_progress", "submitted"))
    move.add_argument("--note", default="", metavar="TEXT")


def _said(command: argparse.ArgumentParser, answers: tuple[str, ...]) -> None:
    command.add_argument("--answer", required=True, choices=answers)
    command.add_argument("--function", required=True, metavar="TEXT")
    command.add_argument("--comment", default="", metavar="TEXT")
    command.add_argument("--signature", default="", metavar="FILE.png", help="the handwritten signature")
