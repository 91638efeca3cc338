"""A desk: the places one role works at, and what the window needs to know about the vault behind them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fieldaudit.desktop.backup.lines import CopyFacts, OnlyLine

if TYPE_CHECKING:
    from fieldaudit.desktop.backup.daily import DailyUses
    from fieldaudit.desktop.navigation.shell import Place


@dataclass(frozen=True)
class StatusFacts:
    """What the status line says: who works here, how many audits wait for a receipt, what is only here, the copies."""

    who: str
    role: str
    branch: str
    only_here: int = 0
    to_send: int = 0
    last_receipt: datetime | None = None
    only: OnlyLine = field(default_factory=OnlyLine)
    copies: CopyFacts = field(default_factory=CopyFacts)
    disk: tuple[str, ...] = ()


@dataclass(frozen=True)
class Desk:
    """Everything about an opened vault: `places` with the first one first, its status, its memory of where one was.

    `only` is what of its status the next step may have changed: what is only here; None where nothing was written.
    `typed` is what was half typed in forms, by record and form; `keep_typed(record, form, text)` writes it.
    """

    places: "tuple[Place, ...]"
    first: str
    head_office: bool
    status: Callable[[], StatusFacts]
    remembered: Callable[[], Any]
    remember: Callable[[Any], None]
    close: Callable[[], None]
    home: Path
    daily: "DailyUses | None" = None
    noticed: "Callable[[], Sequence[str]]" = tuple
    typed: Mapping[tuple[str, str], str] = field(default_factory=dict)
    keep_typed: Callable[[str, str, str], None] | None = None
    only: Callable[[], OnlyLine | None] = lambda: None
