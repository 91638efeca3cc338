"""What a presenter may ask of the window, free of Qt, so that presenters are tested without one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from fieldaudit.errors import FieldAuditError

T = TypeVar("T")
Failure = Callable[[FieldAuditError], None]


class Progress(Protocol):
    """Given to long work: it says how far it is, and learns that the person gave up."""

    def report(self, done: int, total: int) -> None:
        """Say that `done` of `total` units are done; raises `errors.Cancelled` once the person cancelled."""


class Job(Protocol):
    """Work that was handed over."""

    def cancel(self) -> None:
        """Ask the work to stop at its next report of progress; its outcome is then a `errors.Cancelled`."""


class Background(Protocol):
    """One worker for all that touches the vault: work runs in the order it was given, off the interface thread."""

    def run(self, work: Callable[[], T], *, success: Callable[[T], None], failure: Failure) -> Job:
        """Do `work`; then call `success` with its result or `failure` with its error, on the interface thread."""

    def follow(
        self,
        work: Callable[[Progress], T],
        *,
        success: Callable[[T], None],
        failure: Failure,
        progress: Callable[[int, int], None],
    ) -> Job:
        """Do long `work` that reports its progress: `progress(done, total)` is called on the interface thread."""
