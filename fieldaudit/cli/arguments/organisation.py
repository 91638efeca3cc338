"""The arguments of head office, the protection officer, seats, sites and workers."""

from __future__ import annotations

from typing import Any

from fieldaudit.audit.authority import SEAT_ROLES
from fieldaudit.cli import officer, organisation, roster, sites
from fieldaudit.cli.arguments.adding import add_command, add_group


def add_organisation(commands: Any) -> None:
    """Add setting up head office, the protection officer, and seats."""
    group = add_group(commands, "org", "head office: create, people")
    create = add_command(group, "create", organisation.create, "set up a head office")
    create.add_argument("--name", required=True)
    add_command(
        group, "people", organisation.list_people, "who works here, by what fingerprint, and what waits for whom"
    )
    officers = add_group(commands, "officer", "the protection officer")
    made = add_command(officers, "create", organisation.create_officer, "make the protection officer's key")
    made.add_argument("--out", required=True, metavar="FILE")
    read = add_command(officers, "read", officer.read, "open the restricted entries of an audit with the officer's key")
    read.add_argument("audit", metavar="AUDIT")
    read.add_argument("--key", required=True, metavar="FILE", help="the officer's key file")
    read.add_argument("--save", metavar="FOLDER", help="also save its restricted files there, readable by anyone")
    book = add_command(officers, "codebook", officer.code_book, "show who is behind each code with the officer's key")
    book.add_argument("--key", required=True, metavar="FILE", help="the officer's key file")
    book.add_argument("--site", default="", metavar="SITE")
    same = add_command(officers, "same", officer.same, "say that two codes are one person, counted once from then on")
    same.add_argument("codes", nargs=2, metavar="CODE")
    same.add_argument("--key", required=True, metavar="FILE", help="the officer's key file")
    same.add_argument("--apart", action="store_true", help="say that they are two persons")
    invite = add_command(commands, "invite", organisation.invite, "write an invitation and show its six words once")
    invite.add_argument("--name", required=True)
    invite.add_argument("--role", required=True, choices=SEAT_ROLES)
    invite.add_argument("--branch", required=True)
    invite.add_argument("--out", required=True, metavar="FILE")
    join = add_command(commands, "join", organisation.join, "join an organisation by its invitation")
    join.add_argument("file")
    join.add_argument("--code-file", required=True, metavar="CODE", help="a file that holds the six words")
    certify = add_command(
        commands, "certify", organisation.certify, "certify a seat, or give it another role or branch"
    )
    certify.add_argument("fingerprint")
    certify.add_argument("--role", choices=SEAT_ROLES)
    certify.add_argument("--branch")
    revoke = add_command(commands, "revoke", organisation.revoke, "revoke a seat, as after a laptop was lost")
    revoke.add_argument("fingerprint")
    revoke.add_argument("--out", default="", metavar="OUT", help="write the packages that tell everyone else")
    revoke.add_argument("--invitation", default="", metavar="FILE", help="invite the person anew, same role and branch")
    trust = add_command(commands, "trust", organisation.trust, "take in what a revoked person made before the loss")
    trust.add_argument("package", help="the beginning of the package's digest, from the intake log")


def add_sites(commands: Any) -> None:
    """Add sites and their parties."""
    group = add_group(commands, "sites", "sites and parties")
    add = add_command(group, "add", sites.add, "add a site")
    add.add_argument("--name", required=True)
    add.add_argument("--party", default="")
    add.add_argument("--country", default="")
    add_command(group, "import", sites.import_csv, "add sites from a CSV file").add_argument("file")
    add_command(group, "list", sites.list_all, "list sites")


def add_roster(commands: Any) -> None:
    """Add the workers of a site, by code."""
    group = add_group(commands, "roster", "workers: bring in a list, codes, the code book, interviews, forget one")
    bring = add_command(group, "import", roster.import_csv, "bring in a list of workers from a CSV file, names sealed")
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
    add_command(group, "list", roster.list_workers, "workers by their codes").add_argument("--site", default="")
    book = add_command(group, "codebook", roster.code_book, "show who is behind each code, on this screen")
    book.add_argument("--site", default="")
    met = add_command(group, "interview", roster.interview, "say, sealed, which worker was interviewed in an audit")
    met.add_argument("audit", metavar="AUDIT")
    what = met.add_mutually_exclusive_group()
    what.add_argument("code", metavar="CODE", nargs="?", default="", help="without it, a list of the interviews")
    what.add_argument("--take-back", action="store_true", help="it is not known which worker the respondent is")
    met.add_argument("--respondent", default="", metavar="SUBJECT", help="the respondent's code in the audit")
    forget = add_command(group, "forget", roster.forget, "erase who is behind a code after consent was withdrawn")
    forget.add_argument("code", metavar="CODE")
    forget.add_argument("--reason", required=True, help="why, without naming anybody")
