"""The code book with the protection officer's key: who stands behind the codes that the field sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.errors import NothingRestrictedOpens
from fieldaudit.vault import codebook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fieldaudit.vault import Vault
    from fieldaudit.vault.codebook import Entry


def read(vault: Vault, secret: str, site: str = "", progress: Callable[[int, int], None] | None = None) -> list[Entry]:
    """Return the code book, or its part about a site, as the officer's `secret` opens it; nothing of it is kept.

    Raises NothingRestrictedOpens where there are workers and none opens with this key.
    """
    found = codebook.entries(vault, site, [secret], progress)
    require_some(found)
    return found


def require_some(found: Sequence[Entry]) -> None:
    """Raise NothingRestrictedOpens where a part of the code book is there and none of it opened."""
    if found and not any(entry.sealed for entry in found) and not all(entry.worker.withdrawn for entry in found):
        raise NothingRestrictedOpens(where="the list of workers")
