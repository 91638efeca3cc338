"""Two forms with one name: what a waiting package brings beside what is known here, and what a person decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from fieldaudit.desktop.presenter import Presenter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fieldaudit.desktop.protocols import Background
    from fieldaudit.errors import FieldAuditError
    from fieldaudit.exchange.form_twins import Twin


class FormsUses(Protocol):
    """What deciding about altered forms needs."""

    def twins(self, package: str) -> Sequence[Twin]:
        """Return both forms of each name; raises NoFormWaits, PackageRefused."""

    def may_accept(self) -> bool:
        """Whether this seat decides which forms are in use."""

    def accept(self, package: str) -> bool:
        """Take the package in with its own form; returns whether it is in now."""

    def put_away(self, package: str) -> None:
        """Wait for the package no longer."""


@dataclass(frozen=True)
class FormsState:
    """Everything that the screen shows; `done` is what was decided."""

    package: str = ""
    loaded: bool = False
    twins: tuple[Twin, ...] = ()
    may_accept: bool = False
    busy: bool = False
    done: Literal["", "taken_in", "waits", "put_away"] = ""
    error: FieldAuditError | None = None


class FormsPresenter(Presenter[FormsState]):
    """Shows the forms of one package, takes it in or leaves it out."""

    def __init__(self, uses: FormsUses, background: Background) -> None:
        super().__init__(FormsState())
        self._uses, self._background = uses, background

    def open(self, package: str) -> None:
        """Read the forms of a waiting package."""
        self.change(**vars(FormsState(package=package)))
        self._background.run(
            lambda: (tuple(self._uses.twins(package)), self._uses.may_accept()),
            success=lambda found: self.change(loaded=True, twins=found[0], may_accept=found[1]),
            failure=lambda error: self.change(loaded=True, error=error),
        )

    def accept(self) -> None:
        """Take the package in with its own form."""
        package = self.state.package
        if self.state.may_accept and self.state.twins:
            self._decide(lambda: "taken_in" if self._uses.accept(package) else "waits")

    def put_away(self) -> None:
        """Leave the package out."""
        package = self.state.package

        def work() -> Literal["put_away"]:
            self._uses.put_away(package)
            return "put_away"

        self._decide(work)

    def _decide(self, work: Callable[[], Literal["taken_in", "waits", "put_away"]]) -> None:
        if self.state.busy or self.state.done or not self.state.package:
            return
        self.change(busy=True, error=None)
        self._background.run(
            work,
            success=lambda done: self.change(busy=False, done=done),
            failure=lambda error: self.change(busy=False, error=error),
        )
