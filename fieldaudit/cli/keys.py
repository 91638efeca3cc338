"""`fieldaudit keys`: what opens the vault, and changing it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fieldaudit.cli import key_words
from fieldaudit.cli.opened import open_home
from fieldaudit.cli.output import write_file
from fieldaudit.cli.progress import on_terminal
from fieldaudit.cli.secrets import home_of, key_passphrase, new_passphrase, passphrase, read_secret
from fieldaudit.errors import ConfirmationMissing, WordsFileMissing
from fieldaudit.exchange import passphrases, recovery_answer, recovery_request, sheets
from fieldaudit.vault import Vault, keychain, keyfile, keys, keys_log, keys_travel

if TYPE_CHECKING:
    import argparse

    from fieldaudit.cli.output import Output

TRAVEL_SENTENCE = "seal this laptop"
_WAYS = {"sheet": keyfile.SHEET, "office": keyfile.OFFICE}


def list_slots(options: argparse.Namespace, output: Output) -> None:
    """List what opens the vault, and what was done with its keys."""
    with open_home(options) as vault:
        found, log = keys.listed(vault), keys_log.rows(vault)
    for slot in found:
        output.result({"slot": slot.kind, "cost": slot.cost, "tried": slot.tried}, key_words.slot(slot))
    for entry in log:
        output.result({"time": entry.time, "what": entry.what, "detail": entry.detail}, key_words.told(entry))


def rotate(options: argparse.Namespace, output: Output) -> None:
    """Give the database a new key; the printed sheet opens nothing any more."""
    secret = passphrase(options)
    with Vault.open(home_of(options), secret) as vault:
        sheet = bool(vault.keys.of_kind(keyfile.SHEET))
        keys.rotate(vault, secret, progress=on_terminal(output))
    more = " The printed sheet opens nothing any more: print another with: fieldaudit keys sheet" if sheet else ""
    output.result({"rotated": True, "sheet_void": sheet}, f"The vault has a new key.{more}")


def shares(options: argparse.Namespace, output: Output) -> None:
    """Write the key of the printed sheet as three shares, any two of which open what it opens."""
    words = read_secret(Path(options.words_file))
    with Vault.open(home_of(options), passphrase(options)) as vault:
        keys.try_sheet(vault, words)
        pages = sheets.share_sheets(vault, words)
    folder = Path(options.out)
    files = [folder / f"recovery-share-{number}.txt" for number in range(1, len(pages) + 1)]
    for file, page in zip(files, pages, strict=True):
        write_file(file, page.encode())
    output.result(
        {"files": [str(file) for file in files]},
        f"Wrote {len(files)} shares to {folder}: print each on its own sheet, then delete the files.\n"
        "Any two of them, typed one after the other, open what the sheet opens.",
    )


def sheet(options: argparse.Namespace, output: Output) -> None:
    """Make a recovery sheet in place of the former one, or try the one that was printed."""
    secret = passphrase(options)
    with Vault.open(home_of(options), secret) as vault:
        if options.words_file:
            keys.try_sheet(vault, read_secret(Path(options.words_file)))
            output.result({"tried": True}, "The sheet opens this vault.")
            return
        made = sheets.make_sheet(vault, key_passphrase(options, "ca", secret))
    if options.out:
        write_file(Path(options.out), made.text.encode())
    text = f"Written to {options.out}: print it, then delete it." if options.out else made.text
    values = {"file": options.out} if options.out else {"recovery_sheet": made.text}
    output.result(values, f"{text}\nTry it with: fieldaudit keys sheet --words-file FILE")


def recover(options: argparse.Namespace, output: Output) -> None:
    """Set a new passphrase by the words of the printed sheet; a vault that is sealed for travel is back home then."""
    words, new = read_secret(Path(options.words_file)), new_passphrase(options)
    passphrases.recover(home_of(options), words, new)
    output.result({"recovered": True}, "The vault opens with the new passphrase.")


def recover_request(options: argparse.Namespace, output: Output) -> None:
    """Ask head office to open this vault; needs no passphrase."""
    asked = recovery_request.ask(home_of(options), Path(options.out))
    output.result(
        {"file": str(asked.path), "words": asked.words},
        f"Send {asked.path} to head office, and say these six words by telephone:\n\n    {asked.words}\n\n"
        "Write them down: the answer opens with them alone.",
    )


def recover_answer(options: argparse.Namespace, output: Output) -> None:
    """Answer a request, at head office, by the six words that were heard and the passphrase of the certificate key."""
    secret, words = passphrase(options), read_secret(Path(options.words_file))
    apart = key_passphrase(options, "ca", secret)
    with Vault.open(home_of(options), secret) as vault:
        asking = recovery_answer.answer(vault, Path(options.file), words, apart, Path(options.out))
    who = f"{asking.name}, {asking.role}, {asking.branch}" if asking.name else "somebody who never sent a package"
    output.result(
        {"file": options.out, "name": asking.name, "fingerprint": asking.fingerprint, "known": bool(asking.name)},
        f"This opens the vault of {who} ({asking.fingerprint}).\nSend {options.out} only if you called them yourself.",
    )


def recover_open(options: argparse.Namespace, output: Output) -> None:
    """Open the vault by head office's answer, with a new passphrase and a new key."""
    words, new = read_secret(Path(options.words_file)), new_passphrase(options)
    with recovery_request.open_answer(home_of(options), Path(options.file), words, new) as vault:
        void = keys_log.rows(vault)[-1].detail == "sheet void"
    more = " The printed sheet opens nothing any more: print another with: fieldaudit keys sheet" if void else ""
    output.result({"recovered": True, "sheet_void": void}, f"The vault opens with the new passphrase.{more}")


def use_keychain(options: argparse.Namespace, output: Output) -> None:
    """Switch the slot of this computer's keychain on or off."""
    with open_home(options) as vault:
        if options.switch == "on":
            keychain.turn_on(vault)
        else:
            keychain.turn_off(vault)
    on = options.switch == "on"
    text = "Whoever can sign in to this computer as you can open the vault." if on else "The keychain opens it no more."
    output.result({"keychain": on}, text)


def travel(options: argparse.Namespace, output: Output) -> None:
    """Take this laptop's own slots away; asks for the sentence `seal this laptop`."""
    secret = passphrase(options)
    if options.keep == "sheet" and not options.words_file:
        raise WordsFileMissing
    words = read_secret(Path(options.words_file)) if options.words_file else ""
    confirmed = options.confirm
    if not confirmed and sys.stdin.isatty():
        output.say(
            "The passphrase and the keychain will open this vault no more, only " + key_words.WAYS[_WAYS[options.keep]]
        )
        confirmed = input(f"Type '{TRAVEL_SENTENCE}' to go on: ")
    if confirmed.strip().lower() != TRAVEL_SENTENCE:
        raise ConfirmationMissing(words=TRAVEL_SENTENCE)
    with Vault.open(home_of(options), secret) as vault:
        keys_travel.seal_for_travel(vault, _WAYS[options.keep], words, progress=on_terminal(output))
    output.result(
        {"sealed": True, "opens_by": options.keep},
        f"Sealed. Only this opens it: {key_words.WAYS[_WAYS[options.keep]]}.",
    )
