"""A desk: the places one role works at, and what the window needs to know about the vault behind them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fieldaudit.desktop.navigation.shell import Place


@dataclass(frozen=True)
class StatusFacts:
    """What the status line says: who works here, how many audits are only here, the last receipt (field) or backup."""

    who: str
    role: str
    branch: str
    only_here: int = 0
    to_send: int = 0
    last_receipt: datetime | None = None


@dataclass(frozen=True)
class Desk:
    """Everything about an opened vault: `places` with the first one first, its status, its memory of where one was."""

    places: "tuple[Place, ...]"
    first: str
    head_office: bool
    status: Callable[[], StatusFacts]
    remembered: Callable[[], Any]
    remember: Callable[[Any], None]
    close: Callable[[], None]
    home: Path
