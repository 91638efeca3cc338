"""What a person sets for the window."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from fieldaudit.desktop.preferences import Preferences
from fieldaudit.desktop.presenter import Presenter
from fieldaudit.errors import FieldAuditError


@dataclass(frozen=True)
class About:
    """What the program and this vault are: named values in reading order."""

    facts: tuple[tuple[str, str], ...] = ()
    licences: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class SettingsState:
    """The preferences, and why they could not be kept."""

    preferences: Preferences
    error: FieldAuditError | None = None


class SettingsPresenter(Presenter[SettingsState]):
    """Keeps each change at once and applies it."""

    def __init__(
        self, preferences: Preferences, keep: Callable[[Preferences], None], applied: Callable[[Preferences], None]
    ) -> None:
        """`keep` writes them down (may raise a FieldAuditError), `applied` puts them on the window."""
        super().__init__(SettingsState(preferences))
        self._keep, self._applied = keep, applied

    def set(self, **changes: object) -> None:
        """Change language, theme or text_scale."""
        preferences = replace(self.state.preferences, **changes)  # type: ignore[arg-type]  # the view passes what the field holds
        if preferences == self.state.preferences:
            return
        error: FieldAuditError | None = None
        try:
            self._keep(preferences)
        except FieldAuditError as problem:
            error = problem
        self.change(preferences=preferences, error=error)
        self._applied(preferences)
