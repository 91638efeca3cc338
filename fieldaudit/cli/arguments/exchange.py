"""The arguments of packages: out, in, what waits, and between colleagues."""

from __future__ import annotations

from typing import Any

from fieldaudit.cli import exchange, intake, team
from fieldaudit.cli.arguments.adding import add_command, add_group, add_max_size


def add_exchange(commands: Any) -> None:
    """Add packages in and out."""
    alert = add_command(commands, "alert", exchange.alert, "send one finding of an unsigned audit at once")
    alert.add_argument("finding", metavar="FINDING")
    alert.add_argument("--to", required=True, metavar="OUT")
    export = add_command(commands, "export", exchange.export, "sign and encrypt audits to head office")
    what = export.add_mutually_exclusive_group()
    what.add_argument(
        "--audit", nargs="+", default=[], metavar="ID", help="which; without any: what asks for your certificate"
    )
    what.add_argument(
        "--again", nargs="*", metavar="ID", help="all that was sent before, whole, though head office confirmed it"
    )
    export.add_argument("--to", required=True, metavar="OUT")
    add_max_size(export)
    add_command(commands, "import", exchange.import_packages, "verify and take in packages").add_argument(
        "package", nargs="+"
    )
    group = add_group(commands, "parts", "packages that came in parts and lack some: list, drop")
    add_command(group, "list", exchange.list_parts, "list them, with the parts that are missing")
    add_command(group, "drop", exchange.drop_parts, "throw away what will never be complete").add_argument("set")
    add_command(commands, "verify", exchange.verify, "say who signed what, without importing").add_argument("package")
    send = add_command(
        commands, "send", exchange.send, "head office to field: receipts, certificates, revocations, forms"
    )
    send.add_argument("--to", required=True, metavar="FINGERPRINT", help="whose computer: `status` lists them")
    send.add_argument("--out", required=True, metavar="OUT")
    send.add_argument("--all", dest="everything", action="store_true", help="also what they said that they have")
    add_max_size(send)


def add_intake(commands: Any) -> None:
    """Add what waits at head office."""
    group = add_group(commands, "intake", "what came to head office and waits: list, forms, accept-form, put-away")
    listed = add_command(group, "list", intake.list_packages, "list what needs a person, and why")
    listed.add_argument("--all", action="store_true", help="everything that ever came")
    words = "two forms with one name: where they come from, and what differs"
    add_command(group, "forms", intake.forms, words).add_argument("package", metavar="PACKAGE")
    words = "take a package in with its own form, which no new audit is started with"
    add_command(group, "accept-form", intake.accept_form, words).add_argument("package", metavar="PACKAGE")
    words = "wait for a package no longer; brought again it is looked at anew"
    add_command(group, "put-away", intake.put_away, words).add_argument("package", metavar="PACKAGE")


_TOGETHER = """\
how it goes, once head office certified both of you (before that: fieldaudit export --to FOLDER, and import the answer):
  your colleague   fieldaudit team card FOLDER              their card, carried to you
  you, the lead    fieldaudit team show CARD                compare the eight words by voice
                   fieldaudit team share AUDIT CARD --section 2 3
                   fieldaudit team send AUDIT NAME --out FOLDER
  your colleague   fieldaudit import PACKAGE, fieldaudit fill AUDIT, fieldaudit team send AUDIT YOUR_NAME --out FOLDER
  you              fieldaudit import PACKAGE, fieldaudit sign AUDIT, fieldaudit export --audit AUDIT --to FOLDER
packages go back and forth as often as you like, in any order; whoever leads signs for all.
"""


def add_team(commands: Any) -> None:
    """Add one audit by several people."""
    group = add_group(commands, "team", "one audit by several people, without head office near", _TOGETHER)
    card = add_command(group, "card", team.card, "write your card for a colleague: your certificate, nothing secret")
    card.add_argument("out", metavar="OUT", help="a folder, where it gets your name, or a file")
    show = add_command(group, "show", team.show, "whose card a file is, or who does what in an audit")
    show.add_argument("what_of", metavar="AUDIT_OR_CARD", help="an audit's id, or a colleague's card")
    share = add_command(group, "share", team.share, "bring a colleague into an audit and give them sections")
    share.add_argument("audit", metavar="AUDIT")
    share.add_argument("person", metavar="PERSON", help="their card's file, their name or their fingerprint")
    share.add_argument(
        "--section", nargs="+", default=[], metavar="N", help="numbers of sections, as `audits show` lists them"
    )
    lead = add_command(group, "lead", team.lead, "let somebody else lead and close, or `me` with a reason")
    lead.add_argument("audit", metavar="AUDIT")
    lead.add_argument("person", metavar="PERSON", help="their name, or `me` to take over")
    lead.add_argument("--reason", default="", metavar="TEXT", help="why you take over; it stays in the history")
    leave = add_command(group, "leave", team.leave, "let somebody be in the team no more (`me`: yourself)")
    leave.add_argument("audit", metavar="AUDIT")
    leave.add_argument("person", metavar="PERSON", help="their name, or `me`")
    send = add_command(group, "send", team.send, "write what a colleague does not have of an audit, sealed to them")
    send.add_argument("audit", metavar="AUDIT")
    send.add_argument("person", metavar="PERSON", help="their name or their fingerprint")
    send.add_argument("--out", required=True, metavar="OUT")
    send.add_argument("--again", action="store_true", help="all of it, as if they had nothing")
    add_max_size(send)
