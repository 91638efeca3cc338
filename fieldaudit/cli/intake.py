"""`fieldaudit intake`: what came to head office, forms that were altered under a known name, and putting away."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from fieldaudit.cli.opened import open_home
from fieldaudit.exchange import form_twins
from fieldaudit.exchange.intake import intake_log
from fieldaudit.headoffice import waiting

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from fieldaudit.checklist.form_changes import Changed
    from fieldaudit.cli.output import Output
    from fieldaudit.exchange.form_twins import Twin, TwinSide
    from fieldaudit.vault import PackageRow

_HOW = {
    form_twins.BUNDLED: "comes with the program",
    form_twins.GIVEN_OUT: "given out by {who} on {since}",
    form_twins.INSTALLED: "installed here on {since}",
    form_twins.CAME: "came from {who}, {since}",
}


def list_packages(options: argparse.Namespace, output: Output) -> None:
    """Print what needs a person, with `--all` everything that came; the newest first."""
    with open_home(options) as vault:
        rows = intake_log(vault) if options.all else waiting.needing(vault)
    for row in rows:
        output.result(_row_json(row), _row_words(row))
    if not rows:
        output.say("Nothing came yet." if options.all else "Nothing needs you.")


def forms(options: argparse.Namespace, output: Output) -> None:
    """Show both forms of one name of a package that waits, and what differs between them."""
    with open_home(options) as vault:
        found = form_twins.twins(vault, options.package)
    for twin in found:
        output.result(asdict(twin), "\n".join(_twin_words(twin)))


def accept_form(options: argparse.Namespace, output: Output) -> None:
    """Take in a waiting package with its own form, which is kept for these audits and offered for no new one."""
    with open_home(options) as vault:
        results = form_twins.accept(vault, options.package)
    for item in results:
        output.result({"package": item.package, "state": item.state}, f"{item.package[:12]}: {item.reason}")
    if not results:
        output.say("It is kept as a form of its own, but the package waits on; see: fieldaudit intake list")


def put_away(options: argparse.Namespace, output: Output) -> None:
    """Wait for a package no longer; the log keeps why, and brought again it is looked at anew."""
    with open_home(options) as vault:
        row = waiting.put_away(vault, options.package)
    output.result({"package": row.digest, "state": row.state}, f"{row.digest[:12]}: put away.")


def _row_json(row: PackageRow) -> dict[str, object]:
    return {
        "package": row.digest,
        "state": row.state,
        "reason": row.reason,
        "next_step": row.detail.get("next_step", ""),
        "sender": row.detail.get("sender", ""),
        "sequence": row.number,
        "file": row.detail.get("file", ""),
        "time": row.time,
    }


def _row_words(row: PackageRow) -> str:
    who = str(row.detail.get("sender", "")) or "unknown sender"
    number = f"number {row.number}" if row.number else str(row.detail.get("file", ""))
    said = f"{row.digest[:12]}  {row.state}  {who}, {number}, {row.time}\n  {row.reason}"
    step = str(row.detail.get("next_step", ""))
    return f"{said} {step}".rstrip()


def _twin_words(twin: Twin) -> Iterator[str]:
    yield f"{twin.id} {twin.version}: two forms with one name and version"
    yield f"  here:   {_side_words(twin.known)}"
    yield f"  coming: {_side_words(twin.coming)}"
    for word, changed in (
        ("added", twin.changes.added),
        ("removed", twin.changes.removed),
        ("changed", twin.changes.changed),
    ):
        for one in changed:
            yield f"  {word}: {_changed_words(one)}"
    if twin.changes.elsewhere:
        yield "  no question differs; title, lists, media or settings do"


def _side_words(side: TwinSide) -> str:
    came = _HOW[side.how].format(who=side.who, since=side.since[:16].replace("T", " "))
    return f"{side.title}, {side.questions} questions, {came}; used by {side.audits} audits  {side.digest[:16]}"


def _changed_words(one: Changed) -> str:
    return f"{one.label} ({one.ref})" + (f": {', '.join(one.aspects)}" if one.aspects else "")
