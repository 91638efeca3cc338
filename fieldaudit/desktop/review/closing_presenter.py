"""The site's closing: what the representative sees, answers and signs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from fieldaudit.desktop.presenter import Presenter
from fieldaudit.desktop.review.points import SiteEntry

if TYPE_CHECKING:
    from fieldaudit.desktop.protocols import Background
    from fieldaudit.desktop.review.points import Party, SiteView
    from fieldaudit.errors import FieldAuditError


class ClosingUses(Protocol):
    """What a closing with the site asks; called on the worker."""

    def site_view(self, audit: str) -> SiteView:
        """Return the parts that are for the site's eyes."""

    def save(self, audit: str, entry: SiteEntry, party: Party = "site") -> None:
        """Record what the site's representative says, or a supervisor of the agency."""


@dataclass(frozen=True)
class ClosingState:
    """Everything that the screen shows; `missing` names the fields that are not filled in, once Save was pressed."""

    loading: bool = True
    audit: str = ""
    party: Party = "site"
    view: SiteView | None = None
    entry: SiteEntry = field(default_factory=lambda: SiteEntry("", "", authority=False, answer=""))
    missing: frozenset[str] = frozenset()
    saved: bool = False
    busy: bool = False
    error: FieldAuditError | None = None


class ClosingPresenter(Presenter[ClosingState]):
    """Collects what the representative says and records it once it is whole."""

    def __init__(self, uses: ClosingUses, background: Background) -> None:
        super().__init__(ClosingState())
        self._uses, self._background = uses, background

    def open(self, audit: str, party: Party = "site") -> None:
        """Read what the site may see, for its representative or a supervisor of the agency."""
        self.state = ClosingState(audit=audit, party=party)
        self.change()
        self._background.run(
            lambda: self._uses.site_view(audit),
            success=self._read,
            failure=lambda error: self.change(loading=False, error=error),
        )

    def _read(self, view: SiteView) -> None:
        """Show what was read: the site answers a version once, of the agency several supervisors may each speak."""
        answered = self.state.party == "site" and any(line.party == "site" for line in view.said)
        self.change(loading=False, view=view, saved=answered)

    def say(self, **fields: object) -> None:
        """Change some fields of the answer."""
        entry = replace(self.state.entry, **fields)  # type: ignore[arg-type]  # the view's fields are the entry's
        self.change(entry=entry, missing=self.state.missing - frozenset(fields))

    def save(self) -> None:
        """Record the answer, or name what is missing."""
        audit, entry, party = self.state.audit, self.state.entry, self.state.party
        missing = missing_fields(entry)
        self.change(missing=missing, error=None)
        if missing or self.state.busy:
            return
        self.change(busy=True)
        self._background.run(
            lambda: self._uses.save(audit, entry, party),
            success=lambda _: self.change(busy=False, saved=True),
            failure=lambda error: self.change(busy=False, error=error),
        )


def missing_fields(entry: SiteEntry) -> frozenset[str]:
    """Return the fields that a whole answer needs and this one lacks; who declined need not give a name."""
    needed = ("function", "answer") if entry.answer == "declined" else ("name", "function", "answer")
    missing = {name for name in needed if not getattr(entry, name).strip()}
    if entry.answer in ("dispute", "dissent") and not entry.comment.strip():
        missing.add("comment")
    return frozenset(missing)
