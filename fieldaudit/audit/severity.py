"""How severe a finding is: a proposal that only goes up by itself, and the clocks that start with it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from fieldaudit import assets
from fieldaudit.errors import SeverityRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SEVERITIES = ("good_practice", "observation", "minor", "major", "critical")
RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}
_RISING = SEVERITIES[1:]
_QUARTER = 4

REPEAT = "repeat"
ABOVE_A_QUARTER = "above_a_quarter"


@dataclass(frozen=True)
class Clocks:
    """Days from the finding until it is contained, planned and closed; None where the severity sets none."""

    contain_days: int | None
    plan_days: int | None
    close_days: int | None


def rank(severity: str) -> int:
    """Return where a severity stands, from 0 (good practice); -1 for none or an unknown one."""
    return RANK.get(severity, -1)


def worst(severities: Iterable[str]) -> str:
    """Return the worst of `severities`, "" when there is none."""
    return max(severities, key=rank, default="")


def propose(
    rule_severity: str, affected: int | None, sampled: int | None, *, repeat: bool
) -> tuple[str, tuple[str, ...]]:
    """Return the proposed severity and why it is above the rule's: one step on repeat or above a quarter affected."""
    reasons = []
    if repeat:
        reasons.append(REPEAT)
    if affected is not None and sampled and affected * _QUARTER > sampled:
        reasons.append(ABOVE_A_QUARTER)
    if not reasons or rule_severity not in _RISING:
        return rule_severity, ()
    return _RISING[min(_RISING.index(rule_severity) + 1, len(_RISING) - 1)], tuple(reasons)


def check_change(proposed: str, chosen: str, reason: str) -> None:
    """Raise SeverityRefused unless `chosen` is a severity and, where it is below `proposed`, has a written reason."""
    if chosen not in SEVERITIES:
        raise SeverityRefused(severity=chosen, reason="there is no such severity")
    if rank(chosen) < rank(proposed) and not reason.strip():
        raise SeverityRefused(severity=chosen, reason=f"it is lower than the proposed {proposed}, without a reason")


def parse_clocks(lines: Iterable[str]) -> dict[str, Clocks]:
    """Read the reference table: severity, contain_days, plan_days, close_days (days, or blank), source."""
    found = {}
    for row in csv.DictReader(lines):
        days = [int(row[name]) if row[name] else None for name in ("contain_days", "plan_days", "close_days")]
        found[row["severity"]] = Clocks(*days)
    return found


@cache
def _bundled_clocks() -> Mapping[str, Clocks]:
    path = assets.folder("resources") / "reference" / "severity-clocks.csv"
    return parse_clocks(path.read_text(encoding="utf-8").splitlines())


def clocks(severity: str, table: Mapping[str, Clocks] | None = None) -> Clocks:
    """Return a severity's clocks from `table`, or from the one that comes with the program."""
    known = _bundled_clocks() if table is None else table
    return known.get(severity, Clocks(None, None, None))
