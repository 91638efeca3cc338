"""`fieldaudit roster`: bring in lists of workers, and the code book of who is behind which code."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from fieldaudit.cli.opened import open_home
from fieldaudit.cli.progress import on_terminal
from fieldaudit.errors import RosterRefused
from fieldaudit.field import consent, interviews, roster
from fieldaudit.field.audits import find_site
from fieldaudit.vault import codebook, persons

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fieldaudit.cli.output import Output
    from fieldaudit.vault import Vault
    from fieldaudit.vault.codebook import Entry, Worker

_PROBLEMS_SAID = 20


def column(text: str) -> tuple[str, str]:
    """Return a field and the header of its column, from FIELD=HEADER."""
    field, equals, header = text.partition("=")
    if not equals or not header:
        raise argparse.ArgumentTypeError("write FIELD=HEADER, as name=Full Name")
    return field.strip(), header


def import_csv(options: argparse.Namespace, output: Output) -> int:
    """Bring in a list of workers at a site, or only say what it would add."""
    with open_home(options) as vault:
        site = _site(vault, options)
        seen = _seen(vault, options, site)
        _say(seen, output)
        if options.preview or seen.problems:
            return _previewed(seen, output, refused=not options.preview)
        added = roster.bring_in(vault, seen, set(options.separate), on_terminal(output))
    output.result(
        {"new": added.new, "known": added.known, "here": added.here, "codes": list(added.codes)},
        f"{added.new} new, {added.known} known and placed here now, {added.here} here already."
        f" The names are sealed. {options.file} still holds them in clear: delete it, and where it came from.",
    )
    return 0


def _site(vault: Vault, options: argparse.Namespace) -> str:
    if options.site:
        return find_site(vault, options.site)
    return interviews.site_of(vault, options.audit)


def _seen(vault: Vault, options: argparse.Namespace, site: str) -> roster.Preview:
    seen = roster.preview(vault, Path(options.file), site, roster.Choices(dates=options.dates))
    if not options.column:
        return seen
    fields = roster.by_header(seen.headers, dict(options.column))
    return roster.preview(vault, Path(options.file), site, roster.Choices(fields, options.dates))


def _say(seen: roster.Preview, output: Output) -> None:
    """Say what was assumed and which column is taken for what."""
    if seen.assumed:
        output.say(f"Read as {seen.encoding}: nothing in the file says so.")
    for header, field in zip(seen.headers, seen.fields, strict=True):
        output.say(f"  {header}: {field or 'left out'}")
    for note in seen.notes:
        output.say(note)


def _previewed(seen: roster.Preview, output: Output, *, refused: bool) -> int:
    for line in seen.lines if not seen.problems else ():
        known = f"the worker {line.same}" if line.same else "new"
        here = ", here already" if line.placed else ""
        output.result({"row": line.row, "same": line.same, "placed": line.placed}, f"row {line.row}: {known}{here}")
    for problem in seen.problems[:_PROBLEMS_SAID]:
        where = f"row {problem.row}, column {problem.column}" if problem.column else f"row {problem.row}"
        said = {"row": problem.row, "column": problem.column, "problem": problem.reason}
        output.result(said, f"{where}: {problem.reason}")
    if not seen.problems:
        return 0
    if "name" not in seen.fields:
        output.say("Say which column holds the names with: --column name=HEADER")
    if refused:
        first = seen.problems[0]
        raise RosterRefused(row=first.row, column=first.column, reason=first.reason, count=len(seen.problems))
    return 1


def list_workers(options: argparse.Namespace, output: Output) -> None:
    """Print the workers by their codes, without names."""
    with open_home(options) as vault:
        found = codebook.workers(vault, find_site(vault, options.site) if options.site else "")
        together = persons.groups(vault)
        codes = {worker.id: worker.code for worker in codebook.workers(vault)} if together else {}
    for worker in found:
        same = sorted(codes[id_] for id_ in together.get(worker.id, ()) if id_ != worker.id and id_ in codes)
        also = f"  the same person as {', '.join(same)}" if same else ""
        output.result({**_clear(worker), "same": same}, _in_words(worker) + also)
    count = persons.count(found, together)
    if count != len(found):
        output.say(f"{len(found)} codes are {count} persons.")
    if not found:
        output.say("No worker is known here. Bring in a list with: fieldaudit roster import FILE.csv --site SITE")


def code_book(options: argparse.Namespace, output: Output) -> None:
    """Print who is behind each code, as far as this seat can open it."""
    with open_home(options) as vault:
        site = find_site(vault, options.site) if options.site else ""
        say_book(codebook.entries(vault, site, progress=on_terminal(output)), output)


def say_book(found: Iterable[Entry], output: Output) -> None:
    """Print a code book on this screen."""
    nothing = True
    for entry in found:
        nothing = False
        name = entry.sealed.get("name") or ("erased" if entry.worker.withdrawn else "sealed for somebody else")
        more = ", ".join(text for key, text in entry.sealed.items() if key != "name" and text)
        output.result({**_clear(entry.worker), **entry.sealed}, f"{entry.worker.code}  {name}  {more}".rstrip())
    if nothing:
        output.say("No worker is known here.")


def forget(options: argparse.Namespace, output: Output) -> None:
    """Erase who is behind a code, by a signed event that travels."""
    with open_home(options) as vault:
        worker = roster.find(vault, options.code)
        done = consent.withdraw_consent(vault, worker.id, reason=options.reason)
    output.result(
        {"worker": worker.id, "code": worker.code, "entries": done.entries, "event": done.event},
        f"Erased who {worker.code} is. Backups made before still hold it: destroy them."
        f" Who else has erased it: fieldaudit consent status {worker.id}",
    )


def interview(options: argparse.Namespace, output: Output) -> None:
    """Say by the code which worker was interviewed in an audit, or list whose interviews there are."""
    with open_home(options) as vault:
        if options.take_back:
            interviews.take_back(vault, options.audit, options.respondent)
            output.result({"audit": options.audit, "worker": ""}, "Taken back.")
            return
        before = {one.respondent: one.code for one in interviews.linked(vault, options.audit)}
        if options.code:
            found = [interviews.link(vault, options.audit, options.code, options.respondent)]
            replaced = before.get(found[0].respondent, found[0].code)
            if replaced != found[0].code:
                output.say(f"In place of {replaced}. Another respondent of the audit is named with --respondent NAME.")
        else:
            found = interviews.linked(vault, options.audit)
    for one in found:
        said = {"interview": one.id, "code": one.code, "worker": one.worker, "respondent": one.respondent}
        who = f"  respondent {one.respondent}" if one.respondent not in ("", options.audit) else ""
        output.result(said, f"{one.id}  {one.code or 'sealed for somebody else, or erased'}{who}")
    if not found:
        output.say("No interview of this audit is linked to a worker.")


def _clear(worker: Worker) -> dict[str, str]:
    return {"worker": worker.id, "code": worker.code, "age_band": worker.age_band, "corridor": worker.corridor}


def _in_words(worker: Worker) -> str:
    where = ", ".join(f"{one.agency or 'direct hire'} {one.start}".rstrip() for one in worker.placements)
    parts = [worker.code, worker.age_band or "age unknown", worker.corridor or "corridor unknown", where]
    return "  ".join([*parts, "withdrawn"] if worker.withdrawn else parts)
