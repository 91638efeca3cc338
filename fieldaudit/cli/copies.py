"""`fieldaudit vault backup`, `vault restore` and `purge`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fieldaudit.cli.opened import open_home
from fieldaudit.cli.output import counted
from fieldaudit.cli.progress import on_terminal
from fieldaudit.cli.secrets import home_of, passphrase, read_secret
from fieldaudit.errors import NothingToPurge
from fieldaudit.exchange import copies
from fieldaudit.field import purging
from fieldaudit.vault import Vault, keyfile

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from fieldaudit.cli.output import Output
    from fieldaudit.vault.keyfile import KeyFile


def backup(options: argparse.Namespace, output: Output) -> None:
    """Write one encrypted backup file, or the copy of the day into a folder, and read it back."""
    out = Path(options.out)
    with open_home(options) as vault:
        if out.is_dir():
            place = copies.Place(out, options.elsewhere)
            made = copies.copy_into(vault, place, on_terminal(output))
        else:
            made = copies.copy_to(vault, out, carried=options.elsewhere, progress=on_terminal(output))
    if made.damaged:
        output.say(f"{made.damaged} attachments of the vault are damaged or missing; older copies were kept.")
    if made.waiting:
        output.say(f"{made.waiting} packages wait to be taken in and are not in it; keep their files until they are.")
    if not made.elsewhere:
        output.say("It lies on the vault's own disk: move it to another one (--elsewhere says that you always do).")
    output.result(
        {
            "backup": str(made.file),
            "size": made.size,
            "elsewhere": made.elsewhere,
            "damaged": made.damaged,
            "waiting": made.waiting,
        },
        f"Backed up to {made.file} and read back.",
    )


def restore(options: argparse.Namespace, output: Output) -> None:
    """Restore a backup into an empty home; its passphrase is the backup's own."""
    home = home_of(options)
    Vault.restore(Path(options.file), home, _unlock(options), on_terminal(output))
    if options.unchecked:
        output.say("Nobody has checked that the copy is whole: open it, then run: fieldaudit vault check")
    output.result(
        {"home": str(home), "checked": not options.unchecked},
        f"Restored to {home}. It opens with the passphrase it had.",
    )


def purge(options: argparse.Namespace, output: Output) -> None:
    """Remove from this computer what head office has in a verified backup of its own; without --yes only say what."""
    with open_home(options) as vault:
        found = purging.candidates(vault)
        unknown = set(options.audit) - {item.audit for item in found}
        if unknown:
            raise NothingToPurge(reason=f"head office has not confirmed {min(unknown)}")
        named = [item for item in found if not options.audit or item.audit in options.audit]
        allowed = ("", purging.OPEN_ACTIONS) if options.open_actions else ("",)
        going = [item for item in named if item.hindrance in allowed]
        if options.yes and (going or options.audit):
            chosen = going if not options.audit else named
            purging.purge_audits(
                vault, [item.audit for item in chosen], on_terminal(output), open_actions=options.open_actions
            )
        for item in going if options.yes else named:
            output.result(
                {
                    "audit": item.audit,
                    "site": item.site,
                    "date": item.date,
                    "size": item.size,
                    "purged": options.yes,
                    "hindrance": item.hindrance,
                },
                f"{item.date}  {item.site}  {item.form_title}  {counted(item.attachments, 'attachment')}  {item.audit}"
                + (f"  stays: {item.hindrance.replace('_', ' ')}" if item.hindrance else ""),
            )
    size = sum(item.size for item in going)
    words = "Removed" if options.yes else "Can be removed (say --yes to do so)"
    output.say(f"{words}: {counted(len(going), 'audit')}, {size / 1e6:.1f} MB.")


def _unlock(options: argparse.Namespace) -> Callable[[KeyFile], bytes] | None:
    """Return how the backup's key file is opened, so that all is checked before it is placed; None: not now."""
    if options.unchecked:
        return None
    if options.recovery_file:
        words = read_secret(Path(options.recovery_file))
        return lambda keys: keyfile.unlock_by_recovery(keys, words)
    secret = passphrase(options)
    return lambda keys: keyfile.unlock(keys, secret)
