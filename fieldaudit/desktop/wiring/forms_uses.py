"""Deciding about altered forms, on head office's vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.exchange import form_twins
from fieldaudit.headoffice import waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldaudit.exchange.form_twins import Twin
    from fieldaudit.vault import Vault


class FormsUses:
    """The waiting packages of one vault whose forms were altered under a known name."""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault

    def twins(self, package: str) -> Sequence[Twin]:
        """Return both forms of each name."""
        return form_twins.twins(self._vault, package)

    def may_accept(self) -> bool:
        """Whether this seat decides which forms are in use."""
        return form_twins.may_accept(self._vault)

    def accept(self, package: str) -> bool:
        """Take the package in with its own form; returns whether it is in now."""
        return any(result.package == package for result in form_twins.accept(self._vault, package))

    def put_away(self, package: str) -> None:
        """Wait for the package no longer."""
        waiting.put_away(self._vault, package)
