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
    words = word_lists.recovery_words()
    if authority_key.exists(vault.home):
        authority_key.put_sheet(vault.home, passphrase, words, cost)
    else:
        keys.check_passphrase(vault, passphrase)
    vault.change_keys(lambda known, key: known.with_slot(keys.sheet_slot(key, words, cost)))
    keys_log.note(vault, "slot made", keyfile.SHEET, now)
    organisation, fingerprint, made, holder = _about(vault, now)
    return Sheet(recovery_sheet(organisation, fingerprint, words, made, holder), words)


def share_sheets(vault: Vault, words: str, *, now: datetime | None = None) -> tuple[str, ...]:
    """Return three sheets with a share each of the key of a sheet that was tried, any two of which stand for it."""
    from fieldaudit.trust import shares  # noqa: PLC0415 - read when somebody wants shares, not at every start

    organisation, fingerprint, made, holder = _about(vault, now)
    return shares.share_sheets(organisation, fingerprint, words, made, holder)


def _about(vault: Vault, now: datetime | None) -> tuple[str, str, str, str]:
    me, belongs = membership.member(vault), membership.organisation(vault)
    fingerprint = seats.fingerprint(belongs.id if me.head_office else me.seat)
    return belongs.name, fingerprint, f"{now or clock.now():%d %B %Y}".lstrip("0"), "" if me.head_office else me.name
