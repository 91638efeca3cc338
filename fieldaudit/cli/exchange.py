"""`fieldaudit alert`, `export`, `import`, `verify`, `send`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from fieldaudit.cli import packs
from fieldaudit.cli.opened import open_home
from fieldaudit.cli.output import counted
from fieldaudit.cli.secrets import home_of, key_passphrase, passphrase
from fieldaudit.errors import FileUnreadable
from fieldaudit.exchange import gathering, people
from fieldaudit.exchange.answer import send as send_package
from fieldaudit.exchange.batch import import_packages as import_all
from fieldaudit.exchange.client_pack_verify import is_pack
from fieldaudit.exchange.export import export_alert, export_audits
from fieldaudit.exchange.incoming import verify_package
from fieldaudit.field import outbox
from fieldaudit.headoffice.waiting import renewed
from fieldaudit.vault import Vault

if TYPE_CHECKING:
    import argparse

    from fieldaudit.cli.output import Output
    from fieldaudit.exchange.incoming import Writer
    from fieldaudit.exchange.results import TakenIn
    from fieldaudit.exchange.writer import Written

_ASKED = "If head office asks for them, write it once more with --again AUDIT."


def alert(options: argparse.Namespace, output: Output) -> None:
    """Write a signed package with one finding of an audit that is not signed yet."""
    with open_home(options) as vault:
        written = export_alert(vault, options.finding, Path(options.to))
    say_written(written, output)


def export(options: argparse.Namespace, output: Output) -> None:
    """Sign and encrypt audits to head office."""
    with open_home(options) as vault:
        if options.again is None:
            written = export_audits(vault, options.audit, Path(options.to), max_size=options.max_size)
        else:
            written = outbox.send_again(vault, Path(options.to), options.again, max_size=options.max_size)
    for package in written.packages():
        say_written(package, output, _ASKED)


def say_written(written: Written, output: Output, step: str = "", to: str = "head office") -> None:
    """Say where a package is and for whom, and whose entries did not go along; `step` is what to do then."""
    for name in written.left_out:
        output.say(f"Entries by {name} are not in it: their certificate was revoked or has ended. {step}".rstrip())
    output.result(
        {
            "package": str(written.path),
            "manifest_sha256": written.manifest_sha256,
            "sequence": written.sequence,
            "size": written.size,
            **({"parts": [str(path) for path in written.parts]} if written.parts else {}),
        },
        f"Wrote {written.path}{_and_parts(written)} for {to}, {written.size:,} bytes, number {written.sequence}.",
    )


def _and_parts(written: Written) -> str:
    more = len(written.parts) - 1
    return "" if more < 1 else f" and {more} more parts" if more > 1 else " and 1 more part"


def import_packages(options: argparse.Namespace, output: Output) -> int:
    """Verify and take in packages and their parts, or apply what head office sent; 1 when any was refused or waits."""
    accepted: dict[str, bool] = {}
    with open_home(options) as vault:
        for path, result in import_all(vault, [Path(name) for name in options.package]):
            if isinstance(result, FileUnreadable):
                output.refuse(result)
                accepted[str(path)] = False
                continue
            accepted[result.part_of or str(path)] = result.accepted
            for item in (result, *result.released):
                _say_taken_in(str(path), item, output)
    return int(not all(accepted.values()))


def list_parts(options: argparse.Namespace, output: Output) -> None:
    """List the packages of which parts wait for others."""
    with open_home(options) as vault:
        for found in gathering.waiting_sets(vault.home):
            missing = gathering.missing_words(found.missing)
            output.result(
                {"set": found.id, "here": list(found.here), "count": found.count, "size": found.size},
                f"{found.id}: {len(found.here)} of {found.count} parts are here; missing: {missing}.",
            )


def drop_parts(options: argparse.Namespace, output: Output) -> None:
    """Throw away the parts of a package that will never be complete."""
    with open_home(options) as vault:
        gathering.throw_away(vault, options.set)
    output.result({"set": options.set, "state": gathering.THROWN_AWAY}, f"{options.set}: thrown away.")


def _say_taken_in(name: str, item: TakenIn, output: Output) -> None:
    output.result(
        {
            "file": name,
            "package": item.package,
            "state": item.state,
            "reason": item.reason,
            "next_step": item.next_step,
            "sender": item.sender,
            "fingerprint": item.fingerprint,
            "sequence": item.sequence,
            "audits": list(item.audits),
        },
        f"{name}: {item.state}. {item.reason} {item.next_step}".rstrip(),
    )


def verify(options: argparse.Namespace, output: Output) -> None:
    """Say who signed what in a package, without importing it; refused with its state when it does not hold."""
    if is_pack(Path(options.package)):
        packs.verify(options, output)
        return
    with open_home(options) as vault:
        found = verify_package(vault, Path(options.package))
    output.result(
        asdict(found),
        f"Number {found.sequence} by {found.sender} ({found.role or 'not certified yet'}), made {found.made}.\n"
        f"Organisation: {found.organisation}\nFingerprint: {found.fingerprint}\n"
        f"{found.purpose}: {counted(len(found.audits), 'audit')}, {counted(found.events, 'change')}, "
        f"{counted(found.attachments, 'attachment')}.\n"
        f"{''.join(_writer_words(one) for one in found.relayed)}Everything verifies.",
    )


def _writer_words(one: Writer) -> str:
    """Say who else wrote in a package, on whose word, and what of theirs would wait."""
    waits = f"; {one.waits} of them would wait: {one.why}" if one.waits else ""
    return (
        f"{one.events} of them by {one.name} ({one.role}), certified by {one.certified_by} until {one.until}{waits}.\n"
        f"  Fingerprint: {one.fingerprint}\n"
    )


def send(options: argparse.Namespace, output: Output) -> None:
    """Write what waits for a seat: receipts, its certificate, revocations."""
    own = passphrase(options)
    with Vault.open(home_of(options), own) as vault:
        secret = key_passphrase(options, "ca", own)
        written = send_package(
            vault,
            options.to,
            Path(options.out),
            passphrase=secret,
            everything=options.everything,
            max_size=options.max_size,
        )
        say_written(written, output, to=people.find_seat(vault, options.to).name)
        for item in renewed(vault):
            output.say(f"{item.package[:12]}: {item.state}. {item.reason}")
