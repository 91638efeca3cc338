"""What `fieldaudit keys list` says, in plain words: the ways into a vault, and what was done with its keys."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from fieldaudit.trust.keys import fingerprint
from fieldaudit.vault import keyfile

if TYPE_CHECKING:
    from fieldaudit.vault.keys import SlotRow
    from fieldaudit.vault.keys_log import KeyRow

WAYS = {
    keyfile.PASSPHRASE: "passphrase",
    keyfile.SHEET: "printed recovery sheet",
    keyfile.OFFICE: "head office",
    keyfile.KEYCHAIN: "this computer's keychain",
}
_DONE = {
    "passphrase changed": "the passphrase was changed",
    "rotated": "the vault got a new key, which the same passphrase opens",
    "recovered": "opened by the answer of head office, with a new passphrase and a new key",
    "recovered by the sheet": "opened by the words of the printed sheet, which set a new passphrase",
    "sealed for travel": "sealed for travel",
    "slot made": "another way in was made",
    "slot removed": "a way in was taken away",
    "recovery answered": "head office opened the vault of somebody who asked for it",
}
_MADE = {
    keyfile.SHEET: "a printed recovery sheet was made",
    keyfile.OFFICE: "head office was given a way in, for the day when you ask for it",
    keyfile.KEYCHAIN: "this computer's keychain was let open the vault",
}


def slot(row: SlotRow) -> str:
    """Return one line about a way in: what it is, what a guess at it costs, and when it was tried."""
    memory, _, rest = row.cost.partition(", ")
    cost = f"each guess takes {memory} of memory, {rest.replace(', ', ' and ')}" if row.cost else ""
    tried = f"tried on {_local(row.tried)}" if row.tried else ""
    return "  ".join(word for word in (WAYS.get(row.kind, row.kind), cost, tried) if word)


def told(row: KeyRow) -> str:
    """Return one line of the log: when, by this computer's clock, and what was done."""
    return f"{_local(row.time)}  {_done(row)}"


def _done(row: KeyRow) -> str:
    done = _DONE.get(row.what, row.what)
    if row.what == "slot made":
        return _MADE.get(row.detail, done)
    if row.what == "slot removed":
        return f"{done}: {WAYS.get(row.detail, row.detail)}"
    if row.what == "sealed for travel":
        return f"{done}: only this opens it: {WAYS.get(row.detail, row.detail)}"
    if row.what == "recovered" and row.detail:
        return f"{done}; the printed sheet of before opens nothing any more"
    if row.what == "recovery answered" and row.detail:
        seat = row.detail.split()[0]
        return f"head office opened the vault of the person with the fingerprint {fingerprint(seat)}"
    return done


def _local(time: str) -> str:
    return f"{datetime.fromisoformat(time).astimezone():%Y-%m-%d %H:%M}"
