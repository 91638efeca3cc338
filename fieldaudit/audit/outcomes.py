"""How an audit ends: complete, partial, refused, stopped or void, and what each needs before it can be signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

OUTCOMES = ("complete", "partial", "refused", "stopped", "void")


@dataclass(frozen=True)
class Standing:
    """What is open in an audit: stable refs of questions, ids of findings."""

    unanswered: Sequence[str] = ()  # required, relevant, neither answered nor "not checked" with a reason
    invalid: Sequence[str] = ()  # answered against the form's constraint
    criticals_without_action: Sequence[str] = ()
    conflicts: Sequence[str] = ()  # slots that two people wrote without knowing of each other


@dataclass(frozen=True)
class Problem:
    """One thing that keeps an audit from being signed: a code, what it is about, and a sentence."""

    code: str
    about: str
    sentence: str


def missing(outcome: str, reason: str, standing: Standing) -> list[Problem]:
    """Return everything that is missing for signing with this outcome, nothing when it can be signed."""
    if outcome not in OUTCOMES:
        return [Problem("outcome", outcome, "Choose an outcome: " + ", ".join(OUTCOMES) + ".")]
    if outcome != "complete":
        return [] if reason.strip() else [Problem("reason", outcome, f"Write why the outcome is {outcome}.")]
    return [
        *(Problem("required", ref, "Answer it, or mark it not checked with a reason.") for ref in standing.unanswered),
        *(Problem("invalid", ref, "Correct the answer; the form does not accept it.") for ref in standing.invalid),
        *(
            Problem("action", finding, "Open an action for this critical finding.")
            for finding in standing.criticals_without_action
        ),
        *(Problem("conflict", slot, _conflict(slot)) for slot in standing.conflicts),
    ]


def _conflict(slot: str) -> str:
    if slot.startswith("row/"):
        return "Answers were given in a row while somebody else removed it: bring it back, or leave it removed."
    return "Decide which of the answers holds."
