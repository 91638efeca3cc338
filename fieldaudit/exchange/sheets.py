"""Printing a recovery sheet for any vault; at head office the same words open the certificate key too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.exchange import authority_key, clock, membership
from fieldaudit.trust import keys as seats
from fieldaudit.trust import words as word_lists
from fieldaudit.trust.recovery import recovery_sheet
from fieldaudit.vault import keyfile, keys, keys_log

if TYPE_CHECKING:
    from datetime import datetime

    from fieldaudit.trust.slots import Cost
    from fieldaudit.vault import Vault


@dataclass(frozen=True)
class Sheet:
    """The page to print and its words; neither is kept anywhere."""

    text: str
    words: str


def make_sheet(vault: Vault, passphrase: str, *, cost: Cost | None = None, now: datetime | None = None) -> Sheet:
    """Make a sheet in place of a former one; head office gives the `passphrase` of its certificate key.

    Raises WrongPassphrase with nothing changed, NotJoined.
    """
    me, belongs = membership.member(vault), membership.organisation(vault)
    words = word_lists.recovery_words()
    if authority_key.exists(vault.home):
        authority_key.put_sheet(vault.home, passphrase, words, cost)
    else:
        keys.check_passphrase(vault, passphrase)
    vault.change_keys(lambda known, key: known.with_slot(keys.sheet_slot(key, words, cost)))
    keys_log.note(vault, "slot made", keyfile.SHEET, now)
    fingerprint = seats.fingerprint(belongs.id if me.head_office else me.seat)
    made = f"{now or clock.now():%d %B %Y}".lstrip("0")
    text = recovery_sheet(belongs.name, fingerprint, words, made, "" if me.head_office else me.name)
    return Sheet(text, words)
