"""What is half typed in forms that are no questions of an audit: draft rows under refs of their own, no event.

A row belongs to the record that it is about ("" for none), so that what erases a record's drafts takes it along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.vault import drafts

if TYPE_CHECKING:
    from fieldaudit.vault.vault import Vault

_REF = "form:"


def keep(vault: Vault, record: str, form: str, text: str) -> None:
    """Keep what is half typed in a form, in place of what was there; "" takes it away."""
    drafts.keep(vault, record, _REF + form, text)


def kept(vault: Vault) -> dict[tuple[str, str], str]:
    """Return what is half typed in forms, by record and form."""
    with vault.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT record, ref, text FROM drafts WHERE substr(ref, 1, ?) = ?", (len(_REF), _REF)
        )
        return {(row[0], row[1].removeprefix(_REF)): row[2] for row in rows}
