"""The arguments of the vault: its keys, its copies, making room."""

from __future__ import annotations

from typing import Any

from fieldaudit.cli import copies, keys, store
from fieldaudit.cli.arguments.adding import add_command, add_group


def add_keys(commands: Any) -> None:
    """Add what opens the vault."""
    group = add_group(commands, "keys", "what opens the vault: passphrase, recovery, keychain, travel, a new key")
    add_command(group, "list", keys.list_slots, "list what opens the vault, and what was done with its keys")
    _change(group)
    add_command(group, "rotate", keys.rotate, "give the database a new key")
    sheet = add_command(group, "sheet", keys.sheet, "make a printed recovery sheet, or try the one that was printed")
    sheet.add_argument("--out", metavar="FILE", help="write it as text instead of showing it")
    sheet.add_argument("--words-file", metavar="FILE", help="try these words instead of making a sheet")
    shares = add_command(group, "shares", keys.shares, "the key of the printed sheet as three shares, any two open")
    shares.add_argument("--words-file", required=True, metavar="FILE", help="the words of the sheet")
    shares.add_argument("--out", required=True, metavar="FOLDER")
    back = add_command(group, "recover", keys.recover, "a new passphrase by the printed sheet, also after a journey")
    back.add_argument("--words-file", required=True, metavar="FILE", help="words of the sheet or of two shares")
    back.add_argument("--new-passphrase-file", metavar="FILE")
    ask = add_command(group, "recover-request", keys.recover_request, "ask head office to open this vault")
    ask.add_argument("--out", required=True, metavar="FILE")
    reply = add_command(group, "recover-answer", keys.recover_answer, "answer such a request, at head office")
    reply.add_argument("file", metavar="REQUEST")
    reply.add_argument("--words-file", required=True, metavar="FILE", help="the six words as you heard them")
    reply.add_argument("--out", required=True, metavar="FILE")
    opening = add_command(group, "recover-open", keys.recover_open, "open the vault by head office's answer")
    opening.add_argument("file", metavar="ANSWER")
    opening.add_argument("--words-file", required=True, metavar="FILE", help="the six words of the request")
    opening.add_argument("--new-passphrase-file", metavar="FILE")
    chain = add_command(group, "keychain", keys.use_keychain, "let this computer's keychain open the vault, or not")
    chain.add_argument("switch", choices=("on", "off"))
    travel = add_command(group, "travel", keys.travel, "seal the vault for travel: only the chosen recovery opens it")
    travel.add_argument("--keep", required=True, choices=("sheet", "office"))
    travel.add_argument("--words-file", metavar="FILE", help="the words of the printed sheet, with --keep sheet")
    travel.add_argument("--confirm", default="", metavar="SENTENCE", help="seal this laptop")


def add_store(commands: Any) -> None:
    """Add the vault, its copies, and making room."""
    group = add_group(commands, "vault", "the encrypted store: check, backup, restore, passphrase")
    add_command(group, "check", store.check, "verify the journal, the projections and the blobs")
    backup = add_command(group, "backup", copies.backup, "write one encrypted backup file and read it back")
    backup.add_argument("out", metavar="OUT", help="a file, or a folder that keeps the last two")
    backup.add_argument("--elsewhere", action="store_true", help="you carry it to another disk than the vault's own")
    restore = add_command(group, "restore", copies.restore, "restore a backup into --home")
    restore.add_argument("file", metavar="FILE")
    restore.add_argument("--recovery-file", metavar="FILE", default="", help="check it by the words of the sheet")
    restore.add_argument("--unchecked", action="store_true", help="its passphrase is not at hand: check it later")
    _change(group)
    purge = add_command(
        commands, "purge", copies.purge, "remove from here what head office keeps in a backup of its own"
    )
    purge.add_argument("audit", metavar="AUDIT", nargs="*", help="only these; without any, all that may go")
    purge.add_argument("--open-actions", action="store_true", help="those with open actions too")
    purge.add_argument("--yes", action="store_true", help="remove them; without it they are only listed")


def _change(group: Any) -> None:
    change = add_command(group, "passphrase", store.passphrase, "change the passphrase")
    change.add_argument("--new-passphrase-file", metavar="FILE")
