"""What screens show of copies, as plain data."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Doing = Literal["", "copying", "away", "failed"]


@dataclass(frozen=True)
class OnlyLine:
    """What is nowhere but on this laptop; `remind` when that has been so for days.

    `entries` counts everything, also what belongs to no audit: sites, people, replies to head office.
    """

    audits: int = 0
    answers: int = 0
    since: datetime | None = None
    remind: bool = False
    entries: int = 0

    def anything(self) -> bool:
        """Whether anything is only here."""
        return bool(self.audits or self.entries)


@dataclass(frozen=True)
class CopyFacts:
    """How the copies stand: what the daily one is `doing`, when the `last` one on another disk was read back."""

    doing: Doing = ""
    last: datetime | None = None
