"""`fieldaudit officer read`: what the protection officer alone may read."""

from __future__ import annotations

import getpass
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fieldaudit.cli.opened import open_home
from fieldaudit.cli.output import write_file
from fieldaudit.cli.progress import on_terminal
from fieldaudit.cli.roster import say_book
from fieldaudit.cli.secrets import key_passphrase
from fieldaudit.errors import PassphraseMissing
from fieldaudit.exchange import enrol
from fieldaudit.field import roster
from fieldaudit.field.audits import find_site
from fieldaudit.headoffice import codebook, restricted, same_person

if TYPE_CHECKING:
    import argparse

    from fieldaudit.cli.output import Output

_LONGEST_ENDING = 5


def read(options: argparse.Namespace, output: Output) -> None:
    """Open the restricted entries of an audit with the officer's key, and save its files where --save says so."""
    with open_home(options) as vault:
        secret = enrol.officer_secret(Path(options.key), _passphrase(options))
        for entry in restricted.read(vault, options.audit, secret):
            said = entry.value if isinstance(entry.value, str) else json.dumps(entry.value, ensure_ascii=False)
            output.result(
                {"record": entry.record, "slot": entry.slot, "value": entry.value, "time": entry.time},
                f"{entry.time[:16]}  {entry.slot}  {said}",
            )
        if options.save:
            folder = Path(options.save)
            folder.mkdir(parents=True, exist_ok=True)
            for blob, (name, data) in restricted.attached(vault, options.audit, secret).items():
                place = folder / f"{blob[:12]}{_ending(name)}"
                write_file(place, data)
                output.result({"file": str(place), "name": name}, f"{name}: saved as {place}, readable by anyone")


def code_book(options: argparse.Namespace, output: Output) -> None:
    """Print who is behind each worker's code, opened with the officer's key, and who is probably one person."""
    with open_home(options) as vault:
        site = find_site(vault, options.site) if options.site else ""
        secret = enrol.officer_secret(Path(options.key), _passphrase(options))
        book = codebook.read(vault, secret, progress=on_terminal(output))
        here = [entry for entry in book if not site or any(one.site == site for one in entry.worker.placements)]
        codebook.require_some(here)
        say_book(here, output)
        inside = {entry.worker.id for entry in here}
        for pair in same_person.alike(vault, book):
            if not inside.isdisjoint((pair.one.id, pair.other.id)):
                codes = [pair.one.code, pair.other.code]
                words = f"{codes[0]} and {codes[1]} are probably one person (the same {pair.why})."
                output.result({"alike": codes, "why": pair.why}, f"{words} Say so: fieldaudit officer same CODE CODE")


def same(options: argparse.Namespace, output: Output) -> None:
    """Record that two codes are one person, or two, once the officer's key has opened who both are."""
    with open_home(options) as vault:
        secret = enrol.officer_secret(Path(options.key), _passphrase(options))
        one, other = (roster.find(vault, code) for code in options.codes)
        opened = {entry.worker.id for entry in codebook.read(vault, secret) if entry.sealed}
        same_person.say(vault, one, other, opened, same=not options.apart)
    said = "are two persons" if options.apart else "are one person, counted once"
    output.result({"codes": [one.code, other.code], "same": not options.apart}, f"{one.code} and {other.code} {said}.")


def _ending(name: str) -> str:
    """Return the ending of a stranger's file name where it is a plain one: nothing else of it chooses a place."""
    ending = name.rpartition(".")[2].lower()
    return f".{ending}" if ending.isascii() and ending.isalnum() and len(ending) <= _LONGEST_ENDING else ""


def _passphrase(options: argparse.Namespace) -> str:
    given = key_passphrase(options, "officer", "")
    if given:
        return given
    if not sys.stdin.isatty():
        raise PassphraseMissing
    return getpass.getpass("Passphrase of the officer's key: ")
