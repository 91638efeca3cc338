"""The score beside the open criticals: how much of what was checked and applies is met, and what no score outweighs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_COUNTED = ("compliant", "noncompliant", "unable")


class Verdict(Protocol):
    """What the form's rules say about one question (checklist.Raised)."""

    @property
    def ref(self) -> str:
        """Stable reference."""

    @property
    def verdict(self) -> str:
        """Verdict of the rule."""

    @property
    def severity(self) -> str:
        """Severity when it is noncompliant."""


@dataclass(frozen=True)
class Score:
    """Points of possible points; `percent` is rounded down and None when nothing was checked."""

    points: Decimal
    possible: Decimal
    percent: int | None
    open_criticals: int

    def payload(self) -> dict[str, str | int | None]:
        """Return the score as a closing event holds it: no floats."""
        return {
            "points": str(self.points),
            "possible": str(self.possible),
            "percent": self.percent,
            "open_criticals": self.open_criticals,
        }


def score(verdicts: Iterable[Verdict], weights: Mapping[str, float | None]) -> Score:
    """Weigh verdicts; `weights` by stable reference, 1 where there is none.

    What could not be verified counts as possible and earns nothing; what was not answered or does not apply counts
    neither way.
    """
    points = possible = Decimal(0)
    criticals = 0
    for item in verdicts:
        if item.verdict not in _COUNTED:
            continue
        given = weights.get(item.ref)
        weight = Decimal(1) if given is None else Decimal(str(given))
        possible += weight
        points += weight if item.verdict == "compliant" else 0
        criticals += item.verdict == "noncompliant" and item.severity == "critical"
    percent = int((100 * points / possible).to_integral_value(ROUND_DOWN)) if possible else None
    return Score(points, possible, percent, criticals)
