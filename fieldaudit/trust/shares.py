"""The recovery key as three shares, any two of which give it back (SLIP-39); one alone says nothing about it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from fieldaudit.errors import SharesRefused, WordsNotCertain
from fieldaudit.trust import pasted, words

if TYPE_CHECKING:
    from collections.abc import Sequence

SHARES, NEEDED = 3, 2
WORDS = 28  # of one share
_GROUP = 4
_BYTES = 26  # the fifteen words of a recovery key are 194 bits; SLIP-39 takes an even number of bytes


def make_shares(recovery: str) -> tuple[str, ...]:
    """Return three shares of a recovery key, each pair of which was tried; raises WordsMistyped."""
    checked = words.check_recovery_words(recovery)
    [made] = generate_mnemonics(1, [(NEEDED, SHARES)], _packed(checked))
    for pair in combinations(made, NEEDED):
        if restore(pair) != checked:
            raise SharesRefused(reason="a pair of them did not give the key back")
    return tuple(made)


def restore(shares: Sequence[str]) -> str:
    """Return the recovery key that any two of the shares make; raises SharesRefused."""
    typed = list(dict.fromkeys(words.normalise(share) for share in shares))
    if len(typed) < NEEDED:
        raise SharesRefused(reason="two different shares are needed, and this is one")
    try:
        secret = combine_mnemonics(typed[:NEEDED])
    except MnemonicError as strange:
        raise SharesRefused(reason=_reason(str(strange))) from strange
    if len(secret) != _BYTES:
        raise SharesRefused(reason="they are shares of something else")
    return words.check_recovery_words(_unpacked(secret))


def restore_typed(text: str) -> str:
    """Return the recovery key of two shares that were typed one after the other, or of their whole pages.

    Raises SharesRefused, WordsNotCertain.
    """
    pages = [run for run in pasted.runs(text) if len(run) == WORDS]
    if pages:
        return restore([" ".join(page) for page in pages])
    typed = words.normalise(text).split()
    if len(typed) % WORDS:
        raise WordsNotCertain(count=len(typed))
    return restore([" ".join(typed[start : start + WORDS]) for start in range(0, len(typed), WORDS)])


def _packed(recovery: str) -> bytes:
    known = {word: place for place, word in enumerate(words.word_list())}
    number = 0
    for word in recovery.split()[: words.DRAWN]:
        number = number * len(known) + known[word]
    return number.to_bytes(_BYTES, "big")


def _unpacked(secret: bytes) -> str:
    number, known = int.from_bytes(secret, "big"), words.word_list()
    drawn: list[str] = []
    for _ in range(words.DRAWN):
        number, place = divmod(number, len(known))
        drawn.append(known[place])
    return words.with_check([*reversed(drawn)])


def _reason(said: str) -> str:
    lowered = said.lower()
    if "word" in lowered:
        return "a word in them is in no share"
    if "checksum" in lowered or "length" in lowered:
        return "a word in one of them is mistyped"
    return "they do not belong together"


def share_sheets(organisation: str, fingerprint: str, recovery: str, made: str, holder: str = "") -> tuple[str, ...]:
    """Return three sheets, any two of which stand for the sheet of this `recovery` key."""
    return tuple(
        _share_sheet(number, share.split(), (organisation, fingerprint, made, holder))
        for number, share in enumerate(make_shares(recovery), start=1)
    )


def _share_sheet(number: int, share: list[str], about: tuple[str, str, str, str]) -> str:
    organisation, fingerprint, made, holder = about
    groups = [
        " ".join(f"{word:<12}" for word in share[at : at + _GROUP]).rstrip() for at in range(0, len(share), _GROUP)
    ]
    lines = [
        f"FIELDAUDIT RECOVERY SHARE {number} OF {SHARES}",
        "",
        f"Organisation   {organisation}",
        *([f"Vault of       {holder}"] if holder else []),
        f"Fingerprint    {fingerprint}",
        f"Made           {made}",
        "",
        f"Share {number}",
        *(f"  {place}   {group}" for place, group in enumerate(groups, start=1)),
        "",
        f"Any {NEEDED} of the {SHARES} shares open everything; this one alone opens nothing.",
        "Give each to another person, on paper. Where the words of the sheet are asked for, type two of them in turn.",
    ]
    return "\n".join(lines) + "\n"
