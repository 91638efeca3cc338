"""Who is probably one person under two codes, as the officer's code book tells, and recording what a person decides."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.errors import SamePersonTwice, SamePersonUnseen
from fieldaudit.exchange import membership
from fieldaudit.vault import persons

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from fieldaudit.vault import Vault
    from fieldaudit.vault.codebook import Entry, Worker

IDENTITY, NAME_AND_BIRTH = "identity", "name and birth"
_WHOLE_DAY = len("2001-02-14")


@dataclass(frozen=True)
class Alike:
    """Two workers who are probably one person, and why: the same identity number, or the same name and birth."""

    one: Worker
    other: Worker
    why: str


def alike(vault: Vault, entries: Sequence[Entry]) -> list[Alike]:
    """Return who is probably one person in an opened code book, without those of whom somebody said what holds.

    Of several with one number each is compared with the first by code, so that it stays a short list.
    """
    said = {word.workers for word in persons.words(vault)}
    together = persons.groups(vault)
    found: dict[frozenset[str], Alike] = {}
    for why, keys in ((IDENTITY, _by(entries, _identity)), (NAME_AND_BIRTH, _by(entries, _name_and_birth))):
        for group in keys.values():
            first, *others = group
            for other in others:
                pair = frozenset((first.id, other.id))
                if pair not in said and other.id not in together.get(first.id, ()):
                    found.setdefault(pair, Alike(first, other, why))
    return sorted(found.values(), key=lambda one: (one.why != IDENTITY, one.one.code, one.other.code))


def say(vault: Vault, one: Worker, other: Worker, opened: Collection[str], *, same: bool) -> None:
    """Record that two workers are one person, or two; `opened` are those whom the officer's key just opened.

    A second word takes the place of the first. Raises NotHeadOffice, SamePersonTwice, and SamePersonUnseen for who
    did not open: nobody says it of names that they have not seen.
    """
    membership.require_head_office(vault)
    if one.id == other.id:
        raise SamePersonTwice(code=one.code)
    for worker in (one, other):
        if worker.id not in opened:
            raise SamePersonUnseen(code=worker.code)
    by = membership.member(vault).name
    with vault.transaction():
        vault.append(persons.say(vault, frozenset((one.id, other.id)), same=same, by=by))


def _by(entries: Iterable[Entry], key: Callable[[Mapping[str, str]], str]) -> dict[str, list[Worker]]:
    """Return the workers who share something, by it, each group by code."""
    found = defaultdict[str, list["Worker"]](list)
    for entry in entries:
        shared = key(entry.sealed)
        if shared:
            found[shared].append(entry.worker)
    return {shared: sorted(group, key=lambda one: (one.code, one.id)) for shared, group in found.items()}


def _identity(sealed: Mapping[str, str]) -> str:
    return persons.same_identity(sealed.get("identity", ""))


def _name_and_birth(sealed: Mapping[str, str]) -> str:
    """Return name and day of birth; "" where the list told a year or an age alone, which many share."""
    birth, name = sealed.get("birth", ""), unicodedata.normalize("NFKC", sealed.get("name", "")).casefold()
    return f"{birth} {' '.join(sorted(name.split()))}" if name and len(birth) == _WHOLE_DAY else ""
