"""What was done with a vault's keys, by whom and when: rows in the encrypted database, never the keys themselves."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fieldaudit.vault.vault import Vault

_LOG = "keys.log"


@dataclass(frozen=True)
class KeyRow:
    """One row: `what` is a word such as `rotated`, `detail` what belongs to it (a slot's kind, a seat)."""

    time: str
    what: str
    detail: str = ""


def note(vault: Vault, what: str, detail: str = "", now: datetime | None = None) -> None:
    """Add a row; it joins the vault's open transaction or makes its own."""
    row = KeyRow(f"{(now or datetime.now(UTC)):%Y-%m-%dT%H:%M:%SZ}", what, detail)
    with vault.transaction():
        vault.put(_LOG, [*(vault.get(_LOG) or []), asdict(row)])


def rows(vault: Vault) -> list[KeyRow]:
    """Return all rows, oldest first."""
    return [KeyRow(**row) for row in vault.get(_LOG) or []]
