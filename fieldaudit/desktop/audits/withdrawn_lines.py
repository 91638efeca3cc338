"""Withdrawn consents as lines: whose, when, and what each machine says of it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Said = Literal["erased", "removed", "open"]


@dataclass(frozen=True)
class MachineLine:
    """What one machine says; `name` is its person, "" for this one (`here`) and for head office (`office`).

    `since` is when it said so first, `why` why this one cannot say so yet (traces, waits), `lost` that nobody expects
    it to.
    """

    name: str
    said: Said
    since: date | None = None
    here: bool = False
    office: bool = False
    lost: bool = False
    why: str = ""


@dataclass(frozen=True)
class WithdrawnLine:
    """One withdrawal: whose (a code, or the audit), when it was said, and the machines that may hold it."""

    about: str
    when: date
    machines: tuple[MachineLine, ...]

    @property
    def open(self) -> int:
        """How many machines have not confirmed it."""
        return sum(machine.said == "open" for machine in self.machines)
