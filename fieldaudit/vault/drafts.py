"""What is half typed: one overwritten row for each question of a record, no event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.vault import driver

if TYPE_CHECKING:
    from fieldaudit.vault.vault import Vault


def keep(vault: Vault, record: str, ref: str, text: str) -> None:
    """Keep what is half typed at `ref`, in place of what was there; "" takes it away."""
    with vault.transaction() as connection:
        driver.run(connection, "DELETE FROM drafts WHERE record = ? AND ref = ?", (record, ref))
        if text:
            driver.run(connection, "INSERT INTO drafts (record, ref, text) VALUES (?, ?, ?)", (record, ref, text))


def of(vault: Vault, record: str) -> dict[str, str]:
    """Return what is half typed in a record, by ref."""
    with vault.reading() as connection:
        return dict(driver.run(connection, "SELECT ref, text FROM drafts WHERE record = ?", (record,)).fetchall())
