"""`fieldaudit pack`, and `fieldaudit verify` of such a pack."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from fieldaudit.cli.opened import open_home
from fieldaudit.exchange import membership
from fieldaudit.exchange.client_pack import write_pack
from fieldaudit.exchange.client_pack_verify import verify_pack
from fieldaudit.reports import audit_report
from fieldaudit.reports.gather import gather

if TYPE_CHECKING:
    import argparse

    from fieldaudit.cli.output import Output
    from fieldaudit.exchange.client_pack import Packed


def pack(options: argparse.Namespace, output: Output) -> None:
    """Write a signed audit as evidence for the site or the client."""
    with open_home(options) as vault:
        name = membership.organisation(vault).name
        data = gather(vault, options.audit, options.audience, options.language, organisation=name)
        report = audit_report(data, options.audience)
        made = write_pack(vault, options.audit, options.audience, report, Path(options.output))
    output.result(_values(made), _words(made))


def _values(made: Packed) -> dict[str, object]:
    held = made.contents
    return {
        "file": str(made.path),
        "size": made.size,
        "audience": held.audience,
        "lines": held.lines,
        "shown": held.shown,
        "photos": held.photos,
        "left_out": list(held.left_out),
        "answers": list(held.answers),
        "authority_sha256": made.authority,
    }


def _words(made: Packed) -> str:
    held = made.contents
    out = ", ".join(held.left_out) or "none"
    return (
        f"Wrote {made.path}, {made.size:,} bytes, for the {held.audience}.\n"
        f"In it: the report, {held.shown} of {held.lines} entries in words, {held.photos} photos without camera data, "
        "the closing with its signature, the certificates.\n"
        "Not in it: what is for other readers, what was taken back before the closing, and what rests on interviews "
        "with fewer than five people.\n"
        f"Files that stay out: {out}.\n"
        f"What the site said of the closing, each time: {', '.join(held.answers) or 'nothing'}.\n"
        f"Tell the reader this by another way, to compare (SHA-256 of authority.pem):\n{made.authority}"
    )


def verify(options: argparse.Namespace, output: Output) -> None:
    """Say who signed the audit in a client pack, and who made it; refused when anything in it does not hold."""
    with open_home(options) as vault:
        found = verify_pack(vault, Path(options.package))
    since = "".join(f"Since then head office withdrew the certificate of {name}.\n" for name in found.withdrawn)
    output.result(
        asdict(found),
        f"Client pack for the {found.audience}, of audit {found.audit} of {found.organisation}.\n"
        f"Closed by {found.signer}; closing hash {found.closing}.\n"
        f"Made by {found.maker}, {found.made}; {found.photos} photos.\n"
        f"What the site said of it, each time: {', '.join(found.answers) or 'nothing that is here'}.\n"
        f"{since}Everything verifies.",
    )
