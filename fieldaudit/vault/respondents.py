"""The respondents of an audit whose keys were made here: by the name that the audit has for each, never their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fieldaudit.vault.vault import Vault


def names(vault: Vault, audit: str) -> list[str]:
    """Return the names, the first one made first; the audit's own id is the respondent of an audit that has one."""
    with vault.reading() as connection:
        rows = connection.exec_driver_sql("SELECT subject FROM subjects WHERE record = ? ORDER BY rowid", (audit,))
        return [str(row[0]) for row in rows]
