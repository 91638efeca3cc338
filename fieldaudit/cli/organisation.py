"""`fieldaudit org`, `officer`, `invite`, `join`, `certify`, `revoke`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fieldaudit.cli.opened import open_home
from fieldaudit.cli.output import counted
from fieldaudit.cli.secrets import home_of, key_passphrase, passphrase, read_secret
from fieldaudit.exchange import enrol, membership, people
from fieldaudit.exchange.incoming import certify_and_release
from fieldaudit.headoffice import lost, seats
from fieldaudit.vault import Vault

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from fieldaudit.cli.output import Output


def create(options: argparse.Namespace, output: Output) -> None:
    """Set up a head office; its recovery sheet is shown once, on the terminal."""
    secret = passphrase(options, new=True)
    apart = key_passphrase(options, "ca", "") or None
    made = enrol.create_organisation(home_of(options), options.name, secret, authority_passphrase=apart)
    output.result(
        {"organisation": made.name, "fingerprint": made.fingerprint, "recovery_sheet": made.sheet},
        f"Head office of {made.name} is set up.\nFingerprint: {made.fingerprint}\n\n"
        f"Print this sheet now; it is not kept anywhere:\n\n{made.sheet}",
    )


def list_people(options: argparse.Namespace, output: Output) -> None:
    """Print everybody who was invited or works here, with the fingerprint that other commands know them by."""
    with open_home(options) as vault:
        membership.require_head_office(vault)
        unknown = [
            (seat.name, "", "", people.WAITING, seat.fingerprint, False) for seat in people.waiting(vault).values()
        ]
        known = [
            (row.name, row.role, row.branch, row.state, row.fingerprint, row.to_send) for row in seats.list_seats(vault)
        ]
    for values in (*unknown, *known):
        said = dict(zip(("name", "role", "branch", "state", "fingerprint", "to_send"), values, strict=True))
        who = ", ".join(str(part) for part in values[:4] if part)
        waits = ", something waits to be sent" if said["to_send"] else ""
        output.result(said, f"{who}{waits}\n  {said['fingerprint'] or 'the invitation was not used yet'}")
    if not (unknown or known):
        output.say("Nobody was invited yet. Invite somebody with: fieldaudit invite --help")


def create_officer(options: argparse.Namespace, output: Output) -> None:
    """Make the protection officer's key in a file under a passphrase of its own."""
    with open_home(options) as vault:
        secret = key_passphrase(options, "officer", "") or passphrase(options, new=True)
        made = enrol.create_officer(vault, Path(options.out), secret)
    output.result(
        {"fingerprint": made.fingerprint, "recipient": made.recipient, "file": str(made.path)},
        f"The protection officer's key is in {made.path}; keep it with the officer alone.\n"
        f"Fingerprint: {made.fingerprint}",
    )


def invite(options: argparse.Namespace, output: Output) -> None:
    """Write an invitation and show its six words, once."""
    with open_home(options) as vault:
        made = enrol.invite(vault, options.name, options.role, options.branch, Path(options.out))
    output.result(
        {"code": made.code, "file": str(made.path), "expires": made.expires},
        f"Invitation for {options.name}: {made.path}\n"
        f"Say these six words by another way than the file travels:\n\n    {made.code}\n",
    )


def join(options: argparse.Namespace, output: Output) -> None:
    """Make a vault and a seat from an invitation; work can start at once."""
    code = read_secret(Path(options.code_file))
    made = enrol.join(home_of(options), Path(options.file), code, passphrase(options, new=True))
    output.result(
        {
            "fingerprint": made.fingerprint,
            "organisation": made.organisation,
            "name": made.name,
            "role": made.role,
            "branch": made.branch,
        },
        f"Welcome, {made.name}: {made.role}, {made.branch}, {made.organisation}.\n"
        f"Fingerprint of this computer: {made.fingerprint}",
    )


def certify(options: argparse.Namespace, output: Output) -> None:
    """Certify the seat with a fingerprint, and take in what waited for it; the certificate travels next."""
    secret = passphrase(options)
    with Vault.open(home_of(options), secret) as vault:
        apart = key_passphrase(options, "ca", secret)
        seat, released = certify_and_release(
            vault, options.fingerprint, apart, role=options.role, branch=options.branch
        )
    output.result(
        {"fingerprint": seat.fingerprint, "name": seat.name, "role": seat.role, "taken_in": len(released)},
        f"Certified {seat.name} as {seat.role}; {len(released)} packages that waited were taken in.",
    )


def revoke(options: argparse.Namespace, output: Output) -> None:
    """Trust nothing more from the seat with a fingerprint than what is here; say what its laptop held.

    With `--out` the packages that tell the others are written, with `--invitation` the person is invited anew.
    """
    secret = passphrase(options)
    with Vault.open(home_of(options), secret) as vault:
        held = lost.held_by(vault, options.fingerprint)
        seat = enrol.revoke(vault, options.fingerprint)
        output.say(f"Revoked {seat.name}.")
        apart = key_passphrase(options, "ca", secret)
        told = lost.tell_others(vault, Path(options.out), apart) if options.out else []
        again = lost.invite_again(vault, held.seat, Path(options.invitation)) if options.invitation else None
    code = again.code if again else ""
    output.result(
        {
            "fingerprint": seat.fingerprint,
            "name": seat.name,
            "audits": [audit for audit, _, _ in held.audits],
            "entries": held.entries,
            "restricted": held.restricted,
            "last_package": held.last_package,
            "told": [str(one.path) for one in told],
            "code": code,
        },
        "\n".join(_said_of_loss(held, len(told), code)),
    )


def _said_of_loss(held: lost.Held, told: int, code: str) -> Iterator[str]:
    yield f"{counted(held.entries, 'entry', 'entries')} in {counted(len(held.audits), 'audit')} stay trusted here."
    yield f"The last package came {held.last_package or 'never'}; what was written after it is not here."
    yield f"The laptop could open what respondents said in {counted(held.restricted, 'audit')}."
    yield (
        f"Wrote {counted(told, 'package')} for the others, who are told by them."
        if told
        else "Tell the others with: fieldaudit send"
    )
    if code:
        yield f"Say these six words by another way than the new invitation travels:\n\n    {code}\n"


def trust(options: argparse.Namespace, output: Output) -> None:
    """Take in a package of a revoked person that was made before the loss, as you know from elsewhere."""
    with open_home(options) as vault:
        results = lost.trust(vault, options.package)
    for item in results:
        output.result({"package": item.package, "state": item.state}, f"{item.package[:12]}: {item.reason}")
