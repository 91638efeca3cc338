"""How hard a passphrase is to guess, by zxcvbn's estimate of the guesses that a person with dictionaries needs.

An estimate that helps to choose, never a promise. The estimator is loaded by the first passphrase that is measured.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Strength = Literal["short", "guessable", "weak", "fair", "strong"]

LEAST = 10
_MEASURED = 100  # characters that the estimator looks at; more can only be stronger
_LEVELS: tuple[Strength, ...] = ("guessable", "guessable", "weak", "fair", "strong")
_HUMP = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True)
class Measured:
    """How strong a passphrase is, and the estimator's remark on it as a word of its own, "" when it has none.

    A remark is such as `dates-are-often-easy-to-guess`; whoever shows it has the sentence for it.
    """

    strength: Strength
    remark: str = ""


def measure(passphrase: str, hints: Sequence[str] = ()) -> Measured:
    """Return how strong `passphrase` is; `hints` are words that someone who knows its owner tries first."""
    text = unicodedata.normalize("NFC", passphrase)
    if len(text.strip()) < LEAST:
        return Measured("short")
    from zxcvbn_rs_py import zxcvbn  # noqa: PLC0415 - its dictionaries must not be loaded before they are needed

    found: Any = zxcvbn(_storable(text[:_MEASURED]), [_storable(hint) for hint in hints if hint.strip()])
    warning = found.feedback.warning if found.feedback else None
    return Measured(_LEVELS[int(found.score)], _word(warning) if warning is not None else "")


def _word(warning: object) -> str:
    name = repr(warning).rpartition(".")[2]
    return _HUMP.sub("-", name).lower()


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")  # half a pair of surrogates is no letter
