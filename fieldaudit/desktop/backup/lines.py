"""What screens show of copies, as plain data."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Doing = Literal["", "copying", "away", "failed"]


@dataclass(frozen=True)
class OnlyLine:
    """What is nowhere but on this laptop; `remind` when that has been so for days."""

    audits: int = 0
    answers: int = 0
    since: datetime | None = None
    remind: bool = False


@dataclass(frozen=True)
class CopyFacts:
    """How the copies stand: what the daily one is `doing`, when the `last` one on another disk was read back."""

    doing: Doing = ""
    last: datetime | None = None
