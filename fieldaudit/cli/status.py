"""`fieldaudit status`: who works here, what is only on this computer, what waits, and how old the last copy is."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from fieldaudit.cli.opened import open_home
from fieldaudit.cli.output import counted
from fieldaudit.exchange import copies, membership
from fieldaudit.exchange.answer import due
from fieldaudit.field import outbox
from fieldaudit.headoffice import waiting

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from fieldaudit.cli.output import Output
    from fieldaudit.exchange.membership import Member
    from fieldaudit.vault import Vault
    from fieldaudit.vault.only_here import OnlyHere

_FEW = 5


def show(options: argparse.Namespace, output: Output) -> None:
    """Say in a few lines how things stand."""
    with open_home(options) as vault:
        me, only = membership.member(vault), copies.only_on_this_computer(vault)
        last = copies.last_copy(vault, elsewhere=True)
        more = _at_head_office(vault) if me.head_office else _in_the_field(vault)
    copied = last.time if last else ""
    words = [
        _who(me),
        f"Fingerprint of this computer: {me.fingerprint}",
        _only(only),
        f"Last copy on another disk: {copied or 'none'}.",
        *_said(more),
    ]
    output.result(
        {
            "name": me.name,
            "role": me.role,
            "fingerprint": me.fingerprint,
            "only_here": asdict(only),
            "copied": copied,
            **more,
        },
        "\n".join(words),
    )


def _at_head_office(vault: Vault) -> dict[str, Any]:
    to = [{"name": seat.name, "fingerprint": seat.fingerprint} for seat in due(vault)]
    return {"to_send": len(to), "to": to, "waiting": len(waiting.needing(vault))}


def _in_the_field(vault: Vault) -> dict[str, Any]:
    box = outbox.outbox(vault)
    return {"ready": len(box.ready), "not_confirmed": box.only_here, "last_receipt": box.last_receipt}


def _who(me: Member) -> str:
    role = "head office" if me.head_office else me.role
    return ", ".join(dict.fromkeys(part for part in (me.name, role, me.branch, me.organisation) if part))


def _only(found: OnlyHere) -> str:
    if not found.entries:
        return "Nothing is only on this computer."
    what = counted(found.audits, "audit") if found.audits else counted(found.entries, "entry", "entries")
    answers = f" ({counted(found.answers, 'answer')})" if found.answers else ""
    return f"Only on this computer: {what}{answers}, since {found.since}."


def _said(more: dict[str, Any]) -> Iterator[str]:
    if "to_send" in more:
        yield f"{counted(int(more['to_send']), 'person', 'people')} to send something to."
        for one in more["to"][:_FEW]:
            yield f"  {one['name']}: fieldaudit send --to {one['fingerprint']!r} --out FOLDER"
        if more["to_send"] > _FEW:
            yield f"  and {more['to_send'] - _FEW} more"
        yield f"{counted(int(more['waiting']), 'package')} at intake in need of you."
        return
    yield f"{counted(int(more['ready']), 'audit')} signed and not confirmed."
    yield f"Last receipt: {more['last_receipt'] or 'none yet'}."
