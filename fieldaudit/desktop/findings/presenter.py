"""The findings of one audit or of all: filtered, one in detail, its actions moved on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from fieldaudit.desktop.presenter import Presenter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fieldaudit.desktop.findings.lines import FindingChange, FindingItem, Step
    from fieldaudit.desktop.protocols import Background
    from fieldaudit.desktop.run.uses import ActionEntry
    from fieldaudit.errors import FieldAuditError

TABS = ("open", "no_action", "closed", "withdrawn")
_RANKS = ("critical", "major", "minor", "observation", "good_practice")


class FindingsUses(Protocol):
    """What the findings screen asks; called on the worker."""

    def findings(self, audit: str) -> Sequence[FindingItem]:
        """Return the findings of an audit, of all audits for ""."""

    def change(self, audit: str, finding: str, change: FindingChange) -> None:
        """Record what is said about a finding."""

    def withdraw(self, audit: str, finding: str, reason: str) -> None:
        """Record that a finding does not stand."""

    def open_action(self, audit: str, finding: str, entry: ActionEntry) -> None:
        """Open an action."""

    def advance(self, audit: str, action: str, step: Step) -> None:
        """Move an action on."""


@dataclass(frozen=True)
class FindingsState:
    """Everything that the screen shows; `tab` is one of TABS or "all"."""

    loaded: bool = False
    audit: str = ""
    items: tuple[FindingItem, ...] = ()
    tab: str = "all"
    words: str = ""
    chosen: str = ""
    error: FieldAuditError | None = None
    detail_error: FieldAuditError | None = None

    def shown(self) -> list[FindingItem]:
        """Return the findings of the tab that match the filter: worst first, then by due date."""
        wanted = self.words.casefold().split()
        found = [
            item
            for item in self.items
            if in_tab(item, self.tab)
            and all(word in f"{item.title} {item.site} {item.clause} {item.owner}".casefold() for word in wanted)
        ]
        return sorted(found, key=lambda item: (bool(item.withdrawn), _rank(item.severity), item.due or "9999"))

    def counts(self) -> dict[str, int]:
        """Return how many findings each tab has."""
        return {tab: sum(in_tab(item, tab) for item in self.items) for tab in ("all", *TABS)}

    @property
    def item(self) -> FindingItem | None:
        """The finding in detail."""
        return next((item for item in self.items if item.id == self.chosen), None)


def in_tab(item: FindingItem, tab: str) -> bool:
    """Return whether a finding belongs to a tab; what was closed in vain is open."""
    if tab == "all":
        return True
    return tab == ("open" if item.stage == "ineffective" else item.stage)


def _rank(severity: str) -> int:
    return _RANKS.index(severity) if severity in _RANKS else len(_RANKS)


class FindingsPresenter(Presenter[FindingsState]):
    """Reads the findings anew after each change."""

    def __init__(self, uses: FindingsUses, background: Background) -> None:
        super().__init__(FindingsState())
        self._uses, self._background = uses, background

    def open(self, audit: str = "", finding: str = "") -> None:
        """Show the findings of an audit ("": of all), one of them chosen."""
        self.change(audit=audit, chosen=finding, loaded=False, error=None, detail_error=None)
        self._read()

    def choose(self, finding: str) -> None:
        """Show a finding in detail."""
        if finding != self.state.chosen:
            self.change(chosen=finding, detail_error=None)

    def show_tab(self, tab: str) -> None:
        """Show another tab, its first finding in detail."""
        self.change(tab=tab)
        self._choose_shown()

    def filter(self, words: str) -> None:
        """Show only what has these words."""
        self.change(words=words)
        self._choose_shown()

    def say(self, change: FindingChange) -> None:
        """Record what is said about the chosen finding."""
        item = self.state.item
        if item is not None:
            self._do(lambda: self._uses.change(item.audit, item.id, change))

    def withdraw(self, reason: str) -> None:
        """Record that the chosen finding does not stand."""
        item = self.state.item
        if item is not None:
            self._do(lambda: self._uses.withdraw(item.audit, item.id, reason))

    def open_action(self, entry: ActionEntry) -> None:
        """Open an action for the chosen finding."""
        item = self.state.item
        if item is not None:
            self._do(lambda: self._uses.open_action(item.audit, item.id, entry))

    def advance(self, action: str, step: Step) -> None:
        """Move an action of the chosen finding on."""
        item = self.state.item
        if item is not None:
            self._do(lambda: self._uses.advance(item.audit, action, step))

    def _do(self, work: Callable[[], None]) -> None:
        self.change(detail_error=None)
        self._background.run(
            work, success=lambda _: self._read(), failure=lambda error: self.change(detail_error=error)
        )

    def _read(self) -> None:
        audit = self.state.audit
        self._background.run(
            lambda: tuple(self._uses.findings(audit)),
            success=self._took,
            failure=lambda error: self.change(loaded=True, error=error),
        )

    def _took(self, items: tuple[FindingItem, ...]) -> None:
        self.change(loaded=True, items=items, error=None)
        self._choose_shown()

    def _choose_shown(self) -> None:
        shown = [item.id for item in self.state.shown()]
        if self.state.chosen not in shown:
            self.change(chosen=shown[0] if shown else "")
