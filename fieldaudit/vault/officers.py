"""When the protection officer's key changes: each respondent's next restricted entry begins a key for the new one.

What was sealed before stays as it is. Its author still opens it: the former keys stay in the vault.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.vault import subjects

if TYPE_CHECKING:
    from fieldaudit.audit.events import Subject
    from fieldaudit.vault.vault import Vault


def begin_new_keys(vault: Vault) -> None:
    """Seal nothing more to the respondents' keys that the former officer can open."""
    with vault.transaction() as connection:
        subjects.begin_new(connection)


def first_secret(vault: Vault, subject: Subject) -> str:
    """Return the secret of a respondent's first key that this seat made: ids of findings stay when the key changes."""
    vault.subject_identity(subject)
    with vault.reading() as connection:
        return subjects.kept(connection, subject)[0]
