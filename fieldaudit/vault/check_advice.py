"""What the findings of `fieldaudit vault check` mean together, and what to do about each kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Advice:
    """A kind of finding: what it means in one sentence, and what to do."""

    what: str
    next_step: str


@dataclass(frozen=True)
class Group:
    """The findings of one kind, as `vault.check` says them."""

    advice: Advice
    found: tuple[str, ...]


_PAGES = Advice(
    "The file that holds everything is damaged.",
    "Record nothing more here. Restore the newest copy on another disk, and keep this one: head office may still read "
    "from it. A disk that damages files should be replaced.",
)
_LIFE = Advice(
    "This is not what this computer wrote last: the folder was put back or exchanged.",
    "If you put back a copy of the folder yourself, nothing else is wrong. If you did not, tell head office first.",
)
_ENTRIES = Advice(
    "Entries were altered, moved or taken away behind the program.",
    "Do not go on with these audits, and tell head office. What was sent, and any copy made before, still holds them.",
)
_SIGNATURES = Advice(
    "A signature does not fit what was signed.",
    "Pass on no report of this audit. Compare it with head office and with the printed closing: they have what was "
    "signed.",
)
_SENT = Advice(
    "What counts as received by head office is not what its receipts say.",
    "Send everything again whole (in a terminal: fieldaudit export --again --to FOLDER), and tell head office.",
)
_FILES = Advice(
    "Files of attachments are missing or altered.",
    "Attach them again where you still have the photo or the recording. Otherwise restore a copy that was made before, "
    "or ask head office for what was sent.",
)
_WITHDRAWN = Advice(
    "Files of withdrawn attachments are missing or altered.",
    "Nothing is lost: their keys were erased with the consent, and nobody could open them any more.",
)
_FORMS = Advice(
    "A form is not the one that was installed.",
    "Install it again from its file, or take in head office's next package, and name the audits that use it to head "
    "office.",
)
_TRACES = Advice(
    "Something was erased, and its last traces still wait to be overwritten.",
    "Free some disk space, then lock the program and open it again: it goes on by itself.",
)
_OF_ENTRIES = (
    r"Line \d+ (of|in record) .+ (was altered|lies in the wrong place|does not follow the line before it|"
    r"is not a line of a journal: .*|carries another payload than it commits to)"
    r"|The ends of the streams |The numbers or times of |The \w+ \S+ cannot be replayed: |Not all entries of "
    r"|What is shown of |The index of the history of |What replaces what in |What the entries of "
    r"|Nothing is left of the history of |A restricted entry of |A key for restricted entries of "
    r"|The key of the attachment "
)
#: In the order in which they matter; the first that fits a sentence counts, and what fits none is about entries.
_KINDS: tuple[tuple[str, Advice], ...] = (
    (r"The database is damaged: ", _PAGES),
    (r"The history in this vault is not ", _LIFE),
    (_OF_ENTRIES, _ENTRIES),
    (r"Closing \d+ of ", _SIGNATURES),
    (r"Line \d+ in record \S+(, which a receipt confirms| counts as confirmed)", _SENT),
    (r"The file of the attachment [0-9a-f]+, which was withdrawn ", _WITHDRAWN),
    (r"The file of the attachment ", _FILES),
    (r"The form \S+ was altered", _FORMS),
    (r"Last traces of what was erased wait", _TRACES),
)


def grouped(problems: Iterable[str]) -> tuple[Group, ...]:
    """Return the findings by what they mean, the gravest kind first."""
    found: dict[Advice, list[str]] = {advice: [] for _, advice in _KINDS}
    for problem in problems:
        found[advice_for(problem) or _ENTRIES].append(problem)
    return tuple(Group(advice, tuple(sentences)) for advice, sentences in found.items() if sentences)


def advice_for(problem: str) -> Advice | None:
    """Return what a sentence of the check means, None for one that this module does not know."""
    return next((advice for pattern, advice in _KINDS if re.match(pattern, problem)), None)
