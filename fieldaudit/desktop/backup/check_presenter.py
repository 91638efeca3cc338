"""Checking everything on this computer: how far it is, and what it found by what that means."""

from dataclasses import dataclass
from typing import Protocol

from fieldaudit.desktop.presenter import Presenter
from fieldaudit.desktop.protocols import Background, Job, Progress
from fieldaudit.errors import Cancelled, FieldAuditError


@dataclass(frozen=True)
class FoundGroup:
    """Findings of one kind: what they mean, what to do about them, and each in a sentence."""

    what: str
    next_step: str
    found: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """What a check found wrong, the gravest first, and what was `noticed` at openings before."""

    groups: tuple[FoundGroup, ...] = ()
    noticed: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many things are wrong."""
        return sum(len(group.found) for group in self.groups)


class CheckUses(Protocol):
    """What the screen needs."""

    def check(self, progress: Progress) -> Found:
        """Verify everything; changes nothing."""


@dataclass(frozen=True)
class CheckState:
    """Everything that the screen shows; `found` is None before a check ended, `stopped` when a person ended it."""

    checking: bool = False
    progress: tuple[int, int] = (0, 100)
    found: Found | None = None
    stopped: bool = False
    error: FieldAuditError | None = None


class CheckPresenter(Presenter[CheckState]):
    """Checks on a worker of its own, so that the window stays alive; the vault is held as long as it lasts."""

    def __init__(self, uses: CheckUses, background: Background) -> None:
        super().__init__(CheckState())
        self._uses, self._background = uses, background
        self._job: Job | None = None

    def check(self) -> None:
        """Begin, unless a check is under way."""
        if self.state.checking:
            return
        self.change(checking=True, progress=(0, 100), found=None, stopped=False, error=None)
        self._job = self._background.follow(
            self._uses.check,
            success=lambda found: self.change(checking=False, found=found),
            failure=self._failed,
            progress=lambda done, total: self.change(progress=(done, total)),
        )

    def cancel(self) -> None:
        """Stop; nothing was changed."""
        if self._job is not None:
            self._job.cancel()

    def _failed(self, error: FieldAuditError) -> None:
        stopped = isinstance(error, Cancelled)
        self.change(checking=False, stopped=stopped, error=None if stopped else error)
