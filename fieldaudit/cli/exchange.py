"""`fieldaudit alert`, `export`, `import`, `verify`, `send`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from fieldaudit.cli.opened import open_home
from fieldaudit.cli.secrets import home_of, key_passphrase, passphrase
from fieldaudit.exchange.answer import send as send_package
from fieldaudit.exchange.export import export_alert, export_audits
from fieldaudit.exchange.incoming import import_package, verify_package
from fieldaudit.vault import Vault

if TYPE_CHECKING:
    import argparse

    from fieldaudit.cli.output import Output
    from fieldaudit.exchange.results import TakenIn
    from fieldaudit.exchange.writer import Written


def alert(options: argparse.Namespace, output: Output) -> None:
    """Write a signed package with one finding of an audit that is not signed yet."""
    with open_home(options) as vault:
        written = export_alert(vault, options.finding, Path(options.to))
    _say_written(written, output)


def export(options: argparse.Namespace, output: Output) -> None:
    """Sign and encrypt audits to head office."""
    with open_home(options) as vault:
        written = export_audits(vault, options.audit, Path(options.to))
    _say_written(written, output)


def _say_written(written: Written, output: Output) -> None:
    output.result(
        {
            "package": str(written.path),
            "manifest_sha256": written.manifest_sha256,
            "sequence": written.sequence,
            "size": written.size,
        },
        f"Wrote {written.path}, {written.size:,} bytes, number {written.sequence}.",
    )


def import_packages(options: argparse.Namespace, output: Output) -> int:
    """Verify and take in packages, or apply what head office sent; 1 when any was refused."""
    refused = 0
    with open_home(options) as vault:
        for name in options.package:
            result = import_package(vault, Path(name))
            refused += not result.accepted
            for item in (result, *result.released):
                _say_taken_in(name, item, output)
    return int(refused > 0)


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
    with open_home(options) as vault:
        found = verify_package(vault, Path(options.package))
    output.result(
        asdict(found),
        f"Number {found.sequence} by {found.sender} ({found.role or 'not certified yet'}), made {found.made}.\n"
        f"Organisation: {found.organisation}\nFingerprint: {found.fingerprint}\n"
        f"{found.purpose}: {len(found.audits)} audits, {found.events} changes, {found.attachments} attachments.\n"
        "Everything verifies.",
    )


def send(options: argparse.Namespace, output: Output) -> None:
    """Write what waits for a seat: receipts, its certificate, revocations."""
    own = passphrase(options)
    with Vault.open(home_of(options), own) as vault:
        secret = key_passphrase(options, "ca", own)
        written = send_package(vault, options.to, Path(options.out), passphrase=secret)
    _say_written(written, output)
