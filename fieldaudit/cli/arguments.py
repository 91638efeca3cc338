"""The commands and their arguments; each names the function that carries it out."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from fieldaudit import __version__
from fieldaudit.cli import (
    audits,
    comparing,
    consent,
    consent_status,
    copies,
    demo,
    exchange,
    forms,
    given,
    history,
    intake,
    keys,
    officer,
    organisation,
    packs,
    roster,
    sites,
    sizes,
    statements,
    status,
    store,
    team,
)

if TYPE_CHECKING:
    from collections.abc import Callable

ROLES = ("auditor", "supervisor", "reviewer", "administrator")
ANNOUNCEMENTS = ("announced", "semi-announced", "unannounced")
OUTCOMES = ("complete", "partial", "refused", "stopped", "void")


def build_parser() -> argparse.ArgumentParser:
    """Return the whole command line."""
    parser = argparse.ArgumentParser(
        prog="fieldaudit",
        description="Field auditing offline. Without a command, the desktop opens.",
        parents=[_common(first=True)],
    )
    parser.add_argument("--version", action="version", version=f"FieldAudit {__version__}")
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _demo(commands)
    _forms(commands)
    _organisation(commands)
    _sites(commands)
    _roster(commands)
    _audits(commands)
    _consent(commands)
    _command(commands, "status", status.show, "who works here, what is only on this computer, what waits")
    _exchange(commands)
    _intake(commands)
    _team(commands)
    _given(commands)
    _statements(commands)
    _store(commands)
    _keys(commands)
    return parser


def _common(*, first: bool = False) -> argparse.ArgumentParser:
    """Return the options that every command takes, before or after its name."""
    common = argparse.ArgumentParser(add_help=False)
    default: Any = None if first else argparse.SUPPRESS
    common.add_argument(
        "--json", action="store_true", default=False if first else argparse.SUPPRESS, help="one JSON object per line"
    )
    common.add_argument("--home", metavar="DIR", default=default, help="the folder that holds your vault")
    common.add_argument("--passphrase-file", metavar="FILE", default=default, help="read the passphrase from this file")
    common.add_argument(
        "--key-passphrase-file",
        metavar="KEY=FILE",
        action="append",
        default=default,
        help="passphrase of a separate key: ca=FILE or officer=FILE",
    )
    return common


def _command(commands: Any, name: str, run: Callable[..., int | None], text: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text, parents=[_common()])
    made.set_defaults(run=run)
    return made


def _group(commands: Any, name: str, text: str) -> Any:
    made = commands.add_parser(name, help=text, description=text)
    return made.add_subparsers(dest="what", metavar="WHAT", required=True)


def _demo(commands: Any) -> None:
    command = _command(
        commands, "demo", demo.run, "play the whole loop between an auditor and head office, without a screen"
    )
    command.add_argument("out", metavar="OUT", help="a folder that does not exist yet")
    command.add_argument("--form", metavar="FILE", help="use this form instead of the bundled workplace inspection")
    _command(
        commands, "self-test", demo.self_test, "check this installation: libraries, fonts, encryption, a round trip"
    )


def _forms(commands: Any) -> None:
    group = _group(commands, "forms", "instruments: list, add, check, test")
    _command(group, "list", forms.list_forms, "bundled and installed instruments")
    _command(group, "add", forms.add, "install an instrument").add_argument("file")
    check = _command(group, "check", forms.check, "check an XLSForm or XForm and name every problem")
    check.add_argument("file")
    check.add_argument(
        "--repair", metavar="OUT.xlsx", help="write a copy in which what is certain is mended, and list it"
    )
    _command(group, "test", forms.test, "run a form's scenarios").add_argument("folder")


def _organisation(commands: Any) -> None:
    create = _command(_group(commands, "org", "head office"), "create", organisation.create, "set up a head office")
    create.add_argument("--name", required=True)
    officers = _group(commands, "officer", "the protection officer")
    made = _command(officers, "create", organisation.create_officer, "make the protection officer's key")
    made.add_argument("--out", required=True, metavar="FILE")
    read = _command(officers, "read", officer.read, "open the restricted entries of an audit with the officer's key")
    read.add_argument("audit", metavar="AUDIT")
    read.add_argument("--key", required=True, metavar="FILE", help="the officer's key file")
    read.add_argument("--save", metavar="FOLDER", help="also save its restricted files there, readable by anyone")
    book = _command(officers, "codebook", officer.code_book, "show who is behind each code with the officer's key")
    book.add_argument("--key", required=True, metavar="FILE", help="the officer's key file")
    book.add_argument("--site", default="", metavar="SITE")
    invite = _command(commands, "invite", organisation.invite, "write an invitation and show its six words once")
    invite.add_argument("--name", required=True)
    invite.add_argument("--role", required=True, choices=ROLES)
    invite.add_argument("--branch", required=True)
    invite.add_argument("--out", required=True, metavar="FILE")
    join = _command(commands, "join", organisation.join, "join an organisation by its invitation")
    join.add_argument("file")
    join.add_argument("--code-file", required=True, metavar="CODE", help="a file that holds the six words")
    certify = _command(commands, "certify", organisation.certify, "certify a seat, or give it another role or branch")
    certify.add_argument("fingerprint")
    certify.add_argument("--role", choices=ROLES)
    certify.add_argument("--branch")
    revoke = _command(commands, "revoke", organisation.revoke, "revoke a seat, as after a laptop was lost")
    revoke.add_argument("fingerprint")
    revoke.add_argument("--out", default="", metavar="OUT", help="write the packages that tell everyone else")
    revoke.add_argument("--invitation", default="", metavar="FILE", help="invite the person anew, same role and branch")
    trust = _command(commands, "trust", organisation.trust, "take in what a revoked person made before the loss")
    trust.add_argument("package", help="the beginning of the package's digest, from the intake log")


def _sites(commands: Any) -> None:
    group = _group(commands, "sites", "sites and parties")
    add = _command(group, "add", sites.add, "add a site")
    add.add_argument("--name", required=True)
    add.add_argument("--party", default="")
    add.add_argument("--country", default="")
    _command(group, "import", sites.import_csv, "add sites from a CSV file").add_argument("file")
    _command(group, "list", sites.list_all, "list sites")


def _roster(commands: Any) -> None:
    group = _group(commands, "roster", "workers: bring in a list, codes, the code book, interviews, forget one")
    bring = _command(group, "import", roster.import_csv, "bring in a list of workers from a CSV file, names sealed")
    bring.add_argument("file", metavar="FILE.csv")
    where = bring.add_mutually_exclusive_group(required=True)
    where.add_argument("--site", default="", metavar="SITE", help="where they work")
    where.add_argument("--audit", default="", metavar="AUDIT", help="at the site of this audit")
    bring.add_argument("--preview", action="store_true", help="only say what it would add")
    bring.add_argument(
        "--column", action="append", default=[], type=roster.column, metavar="FIELD=HEADER", help="as name=Full Name"
    )
    bring.add_argument("--dates", choices=("dmy", "mdy"), default="", help="the order of day and month in digits")
    bring.add_argument(
        "--separate", type=int, nargs="+", default=[], metavar="ROW", help="not the known worker of the same number"
    )
    _command(group, "list", roster.list_workers, "workers by their codes").add_argument("--site", default="")
    book = _command(group, "codebook", roster.code_book, "show who is behind each code, on this screen")
    book.add_argument("--site", default="")
    met = _command(group, "interview", roster.interview, "say, sealed, which worker was interviewed in an audit")
    met.add_argument("audit", metavar="AUDIT")
    met.add_argument("code", metavar="CODE", nargs="?", default="", help="without it the audit's interviews are listed")
    met.add_argument("--respondent", default="", metavar="SUBJECT", help="the respondent's code in the audit")
    forget = _command(group, "forget", roster.forget, "erase who is behind a code after consent was withdrawn")
    forget.add_argument("code", metavar="CODE")
    forget.add_argument("--reason", required=True, help="why, without naming anybody")


def _audits(commands: Any) -> None:
    group = _group(commands, "audits", "audits: new, list, show, amend")
    new = _command(group, "new", audits.new, "start an audit")
    new.add_argument("--form", required=True, metavar="ID")
    new.add_argument("--site", required=True, metavar="SITE")
    new.add_argument("--announcement", choices=ANNOUNCEMENTS, default="announced")
    _command(group, "list", audits.list_all, "list audits")
    _command(group, "show", audits.show, "show one audit with every question").add_argument("audit", metavar="ID")
    _comparing(group)
    amend = _command(group, "amend", audits.amend, "open a signed audit again; it is signed as a new version")
    amend.add_argument("audit", metavar="ID")
    amend.add_argument("--reason", required=True)
    _command(commands, "fill", audits.fill, "answer from JSON lines on standard input").add_argument(
        "audit", metavar="AUDIT"
    )
    sign = _command(commands, "sign", audits.sign, "sign an audit, or list what is missing")
    sign.add_argument("audit", metavar="AUDIT")
    sign.add_argument("--outcome", required=True, choices=OUTCOMES)
    sign.add_argument("--reason", default="", help="why, for every outcome but complete")
    past = _command(commands, "history", history.show, "who changed what and when, and the audit at a past moment")
    past.add_argument("audit", metavar="AUDIT")
    past.add_argument("ref", metavar="REF", nargs="?", default="", help="one question or row; without it all changes")
    past.add_argument("--at", metavar="MOMENT", default="", help="the answers as of a day and time, or of a change")
    report = _command(commands, "report", audits.report, "write an audit's report as PDF")
    report.add_argument("audit", metavar="AUDIT")
    report.add_argument("--for", dest="audience", choices=("site", "client", "headoffice"), default="site")
    report.add_argument("--language", default="en")
    report.add_argument("-o", "--output", required=True, metavar="FILE.pdf")
    pack = _command(commands, "pack", packs.pack, "write a signed audit as evidence for outsiders")
    pack.add_argument("audit", metavar="AUDIT")
    pack.add_argument("--for", dest="audience", choices=("site", "client"), required=True)
    pack.add_argument("--language", default="en")
    pack.add_argument("-o", "--output", required=True, metavar="FILE.zip")


def _comparing(group: Any) -> None:
    compare = _command(group, "compare", comparing.compare, "what people said apart in an audit, side by side")
    compare.add_argument("audit", metavar="ID")
    resolve = _command(group, "resolve", comparing.resolve, "let one side hold; everybody who has the audit follows")
    resolve.add_argument("audit", metavar="ID")
    which = resolve.add_mutually_exclusive_group(required=True)
    which.add_argument("--ref", default="", metavar="REF", help="the question, row or field, or a difference's key")
    which.add_argument("--copy", default="", metavar="A", help="all that this copy of a vault says where it differs")
    resolve.add_argument("--side", default="", metavar="N", help="the number of the side that holds, or its event")
    resolve.add_argument("--reason", default="", metavar="TEXT")
    back = _command(group, "unresolve", comparing.unresolve, "take back a choice of this seat")
    back.add_argument("audit", metavar="ID")
    back.add_argument("decision", metavar="DECISION", help="the event that says it, from `audits compare`")


def _consent(commands: Any) -> None:
    group = _group(commands, "consent", "respondents' consent: withdraw, status")
    command = _command(group, "withdraw", consent.withdraw, "erase what a respondent said, by a signed event")
    command.add_argument("audit", metavar="AUDIT")
    command.add_argument("subject", metavar="SUBJECT", nargs="?", default="", help="the respondent's code in the audit")
    command.add_argument("--reason", required=True, help="why, without naming anybody")
    command.add_argument("--keep-unassigned", action="store_true", help="keep files not assigned to a question yet")
    status = _command(group, "status", consent_status.status, "which machines have erased what was withdrawn")
    status.add_argument("audit", metavar="AUDIT", nargs="?", default="", help="only of this audit")


def _exchange(commands: Any) -> None:
    alert = _command(commands, "alert", exchange.alert, "send one finding of an unsigned audit at once")
    alert.add_argument("finding", metavar="FINDING")
    alert.add_argument("--to", required=True, metavar="OUT")
    export = _command(commands, "export", exchange.export, "sign and encrypt audits to head office")
    what = export.add_mutually_exclusive_group(required=True)
    what.add_argument("--audit", nargs="+", metavar="ID")
    what.add_argument(
        "--again", nargs="*", metavar="ID", help="all that was sent before, whole, though head office confirmed it"
    )
    export.add_argument("--to", required=True, metavar="OUT")
    export.add_argument(
        "--max-size", type=sizes.size, default=0, metavar="SIZE", help="cut into parts of at most this size, as 20MB"
    )
    _command(commands, "import", exchange.import_packages, "verify and take in packages").add_argument(
        "package", nargs="+"
    )
    group = _group(commands, "parts", "packages that came in parts and lack some: list, drop")
    _command(group, "list", exchange.list_parts, "list them, with the parts that are missing")
    _command(group, "drop", exchange.drop_parts, "throw away what will never be complete").add_argument("set")
    _command(commands, "verify", exchange.verify, "say who signed what, without importing").add_argument("package")
    send = _command(commands, "send", exchange.send, "head office to field: receipts, certificates, revocations, forms")
    send.add_argument("--to", required=True, metavar="DEVICE")
    send.add_argument("--out", required=True, metavar="OUT")
    send.add_argument("--all", dest="everything", action="store_true", help="also what they said that they have")
    send.add_argument(
        "--max-size", type=sizes.size, default=0, metavar="SIZE", help="cut into parts of at most this size, as 20MB"
    )


def _intake(commands: Any) -> None:
    group = _group(commands, "intake", "what came to head office and waits: list, forms, accept-form, put-away")
    listed = _command(group, "list", intake.list_packages, "list what needs a person, and why")
    listed.add_argument("--all", action="store_true", help="everything that ever came")
    words = "two forms with one name: where they come from, and what differs"
    _command(group, "forms", intake.forms, words).add_argument("package", metavar="PACKAGE")
    words = "take a package in with its own form, which no new audit is started with"
    _command(group, "accept-form", intake.accept_form, words).add_argument("package", metavar="PACKAGE")
    words = "wait for a package no longer; brought again it is looked at anew"
    _command(group, "put-away", intake.put_away, words).add_argument("package", metavar="PACKAGE")


def _team(commands: Any) -> None:
    group = _group(commands, "team", "one audit by several people, without head office near")
    card = _command(group, "card", team.card, "write your card for a colleague: your certificate, nothing secret")
    card.add_argument("out", metavar="OUT")
    show = _command(group, "show", team.show, "whose card a file is, or who does what in an audit")
    show.add_argument("what_of", metavar="AUDIT_OR_CARD")
    share = _command(group, "share", team.share, "bring a colleague into an audit and give them sections")
    share.add_argument("audit", metavar="AUDIT")
    share.add_argument("person", metavar="PERSON", help="their card's file, their name or their fingerprint")
    share.add_argument(
        "--section", nargs="+", default=[], metavar="N", help="numbers of sections, as `audits show` lists them"
    )
    lead = _command(group, "lead", team.lead, "let somebody else lead and close, or `me` with a reason")
    lead.add_argument("audit", metavar="AUDIT")
    lead.add_argument("person", metavar="PERSON")
    lead.add_argument("--reason", default="", metavar="TEXT")
    leave = _command(group, "leave", team.leave, "let somebody be in the team no more (`me`: yourself)")
    leave.add_argument("audit", metavar="AUDIT")
    leave.add_argument("person", metavar="PERSON")
    send = _command(group, "send", team.send, "write what a colleague does not have of an audit, sealed to them")
    send.add_argument("audit", metavar="AUDIT")
    send.add_argument("person", metavar="PERSON", help="their name or their fingerprint")
    send.add_argument("--out", required=True, metavar="OUT")
    send.add_argument("--again", action="store_true", help="all of it, as if they had nothing")
    send.add_argument("--max-size", type=sizes.size, default=0, metavar="SIZE", help="cut into parts, as 20MB")


def _given(commands: Any) -> None:
    tasks = _group(commands, "tasks", "assignments: assign, list, withdraw, start")
    assign = _command(tasks, "assign", given.assign, "assign an audit to a person")
    for name in ("to", "site", "form", "due"):
        assign.add_argument(f"--{name}", required=True, metavar=name.upper())
    assign.add_argument("--start", default="", metavar="DAY", help="the visit begins here at the earliest")
    assign.add_argument("--end", default="", metavar="DAY", help="the visit ends here at the latest")
    assign.add_argument("--announcement", choices=ANNOUNCEMENTS, default="announced")
    assign.add_argument("--purpose", default="")
    _command(tasks, "list", given.list_tasks, "list assignments")
    _command(tasks, "withdraw", given.withdraw, "take an assignment back").add_argument("task", metavar="TASK")
    _command(tasks, "start", given.start, "start the audit that was assigned").add_argument("task", metavar="TASK")
    questions = _group(commands, "questions", "questions about answers: ask, list, reply, settle")
    ask = _command(questions, "ask", given.ask, "return an audit with a question about an answer")
    ask.add_argument("audit", metavar="AUDIT")
    ask.add_argument("ref", metavar="REF", nargs="?", default="")
    ask.add_argument("--text", required=True)
    listed = _command(questions, "list", given.list_questions, "list questions and replies")
    listed.add_argument("audit", metavar="AUDIT", nargs="?", default="")
    answer = _command(questions, "reply", given.reply, "reply to a question")
    answer.add_argument("question", metavar="QUESTION")
    answer.add_argument("--text", required=True)
    _command(questions, "settle", given.settle, "settle a question").add_argument("question", metavar="QUESTION")
    publish = _group(commands, "publish", "forms and reference tables that everyone is to use")
    form = _command(publish, "form", given.publish_form, "give out a form")
    form.add_argument("form", metavar="FILE_OR_ID")
    form.add_argument("--supervisors", action="store_true", default=None, help="on-site supervisors get it, too")
    table = _command(publish, "table", given.publish_table, "give out a reference table")
    table.add_argument("name", metavar="NAME")
    table.add_argument("file", metavar="FILE.csv")
    _command(publish, "list", given.list_published, "which ones are in use here")


def _change(group: Any) -> None:
    change = _command(group, "passphrase", store.passphrase, "change the passphrase")
    change.add_argument("--new-passphrase-file", metavar="FILE")


def _keys(commands: Any) -> None:
    group = _group(commands, "keys", "what opens the vault: passphrase, recovery, keychain, travel, a new key")
    _command(group, "list", keys.list_slots, "list what opens the vault, and what was done with its keys")
    _change(group)
    _command(group, "rotate", keys.rotate, "give the database a new key")
    sheet = _command(group, "sheet", keys.sheet, "make a printed recovery sheet, or try the one that was printed")
    sheet.add_argument("--out", metavar="FILE", help="write it as text instead of showing it")
    sheet.add_argument("--words-file", metavar="FILE", help="try these words instead of making a sheet")
    shares = _command(group, "shares", keys.shares, "the key of the printed sheet as three shares, any two open")
    shares.add_argument("--words-file", required=True, metavar="FILE", help="the words of the sheet")
    shares.add_argument("--out", required=True, metavar="FOLDER")
    back = _command(group, "recover", keys.recover, "a new passphrase by the printed sheet, also after a journey")
    back.add_argument("--words-file", required=True, metavar="FILE", help="words of the sheet or of two shares")
    back.add_argument("--new-passphrase-file", metavar="FILE")
    ask = _command(group, "recover-request", keys.recover_request, "ask head office to open this vault")
    ask.add_argument("--out", required=True, metavar="FILE")
    reply = _command(group, "recover-answer", keys.recover_answer, "answer such a request, at head office")
    reply.add_argument("file", metavar="REQUEST")
    reply.add_argument("--words-file", required=True, metavar="FILE", help="the six words as you heard them")
    reply.add_argument("--out", required=True, metavar="FILE")
    opening = _command(group, "recover-open", keys.recover_open, "open the vault by head office's answer")
    opening.add_argument("file", metavar="ANSWER")
    opening.add_argument("--words-file", required=True, metavar="FILE", help="the six words of the request")
    opening.add_argument("--new-passphrase-file", metavar="FILE")
    chain = _command(group, "keychain", keys.use_keychain, "let this computer's keychain open the vault, or not")
    chain.add_argument("switch", choices=("on", "off"))
    travel = _command(group, "travel", keys.travel, "seal the vault for travel: only the chosen recovery opens it")
    travel.add_argument("--keep", required=True, choices=("sheet", "office"))
    travel.add_argument("--words-file", metavar="FILE", help="the words of the printed sheet, with --keep sheet")
    travel.add_argument("--confirm", default="", metavar="SENTENCE", help="seal this laptop")


def _statements(commands: Any) -> None:
    group = _group(commands, "statements", "what people say of a closing: ask, list, show, sign, witness, site, send")
    ask = _command(group, "ask", statements.ask, "ask a supervisor to countersign a closing, from their own seat")
    ask.add_argument("audit", metavar="AUDIT")
    ask.add_argument("--of", required=True, metavar="DEVICE", help="the supervisor's fingerprint")
    listed = _command(group, "list", statements.list_all, "what was said of an audit's closings, or what is asked")
    listed.add_argument("audit", metavar="AUDIT", nargs="?", default="")
    _command(group, "show", statements.show, "what a closing says to the site").add_argument("request")
    sign = _command(group, "sign", statements.sign, "agree with a closing or dissent, from your own seat")
    sign.add_argument("request")
    _said(sign, ("agree", "dissent"))
    witness = _command(group, "witness", statements.witness, "record what a supervisor says on this computer")
    site = _command(group, "site", statements.site, "record what the site's representative says")
    for command, answers in ((witness, ("agree", "dissent", "declined")), (site, ("agree", "dispute", "declined"))):
        command.add_argument("audit", metavar="AUDIT")
        command.add_argument("--name", default="", help="who declined need not have given one")
        _said(command, answers)
    site.add_argument("--authority", action="store_true", help="they have the authority to carry the actions out")
    sent = _command(group, "send", statements.send, "sign and encrypt to head office what you said, without an audit")
    sent.add_argument("--to", required=True, metavar="OUT")
    actions = _group(commands, "actions", "actions assigned to you from audits of others: list, move")
    _command(actions, "list", statements.list_actions, "list them")
    move = _command(actions, "move", statements.move_action, "say how far one is")
    move.add_argument("action", metavar="ACTION")
    move.add_argument("--state", required=True, choices=("in_progress", "submitted"))
    move.add_argument("--note", default="", metavar="TEXT")


def _said(command: argparse.ArgumentParser, answers: tuple[str, ...]) -> None:
    command.add_argument("--answer", required=True, choices=answers)
    command.add_argument("--function", required=True, metavar="TEXT")
    command.add_argument("--comment", default="", metavar="TEXT")
    command.add_argument("--signature", default="", metavar="FILE.png", help="the handwritten signature")


def _store(commands: Any) -> None:
    group = _group(commands, "vault", "the encrypted store: check, backup, restore, passphrase")
    _command(group, "check", store.check, "verify the journal, the projections and the blobs")
    backup = _command(group, "backup", copies.backup, "write one encrypted backup file and read it back")
    backup.add_argument("out", metavar="OUT", help="a file, or a folder that keeps the last two")
    backup.add_argument("--elsewhere", action="store_true", help="you carry it to another disk than the vault's own")
    restore = _command(group, "restore", copies.restore, "restore a backup into --home")
    restore.add_argument("file", metavar="FILE")
    restore.add_argument("--recovery-file", metavar="FILE", default="", help="check it by the words of the sheet")
    restore.add_argument("--unchecked", action="store_true", help="its passphrase is not at hand: check it later")
    _change(group)
    purge = _command(commands, "purge", copies.purge, "remove from here what head office keeps in a backup of its own")
    purge.add_argument("audit", metavar="AUDIT", nargs="*", help="only these; without any, all that may go")
    purge.add_argument("--open-actions", action="store_true", help="those with open actions too")
    purge.add_argument("--yes", action="store_true", help="remove them; without it they are only listed")
