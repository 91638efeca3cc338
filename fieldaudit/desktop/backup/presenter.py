"""Copies of everything: where they go, when the last was made, and making one now."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from fieldaudit.desktop.backup.lines import OnlyLine
from fieldaudit.desktop.presenter import Presenter
from fieldaudit.desktop.protocols import Background, Job, Progress
from fieldaudit.errors import FieldAuditError


@dataclass(frozen=True)
class CopyLine:
    """A copy that was read back: when, its file, its size; `elsewhere` is false on the vault's own disk.

    `waiting` counts the packages that wait to be taken in and are not in it.
    """

    when: datetime
    file: Path
    size: int
    elsewhere: bool
    damaged: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class Standing:
    """Where copies go every day, if anywhere, the last copy, and what is only here.

    `same_disk` says that the place goes with the laptop when that is lost, unless a person carries copies away from it.
    """

    folder: Path | None = None
    there: bool = True
    same_disk: bool = False
    carried: bool = False
    last: CopyLine | None = None
    only: OnlyLine = field(default_factory=OnlyLine)


class BackupUses(Protocol):
    """What the screen of copies needs."""

    def standing(self) -> Standing:
        """Return how the copies stand."""

    def choose(self, folder: Path | None, carried: bool) -> None:
        """Copy to this folder every day, or nowhere."""

    def copy(self, folder: Path, carried: bool, progress: Progress) -> CopyLine:
        """Write a copy into a folder and read it back."""


@dataclass(frozen=True)
class BackupState:
    """Everything that the screen shows."""

    loaded: bool = False
    standing: Standing = Standing()
    copying: bool = False
    progress: tuple[int, int] = (0, 1)
    made: CopyLine | None = None
    error: FieldAuditError | None = None


class BackupPresenter(Presenter[BackupState]):
    """Copies on a worker of its own, so that answers never wait for a stick."""

    def __init__(
        self, uses: BackupUses, background: Background, copier: Background, copied: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__(BackupState())
        self._uses, self._background, self._copier, self._copied = uses, background, copier, copied
        self._job: Job | None = None

    def load(self) -> None:
        """Read how the copies stand."""
        self._background.run(
            self._uses.standing,
            success=lambda standing: self.change(loaded=True, standing=standing),
            failure=lambda error: self.change(loaded=True, error=error),
        )

    def choose(self, folder: Path | None, *, carried: bool = False) -> None:
        """Copy to this folder every day from now on, or nowhere."""
        self._background.run(
            lambda: self._uses.choose(folder, carried),
            success=lambda _: self._chosen(),
            failure=lambda error: self.change(error=error),
        )

    def copy(self, folder: Path) -> None:
        """Make a copy in a folder now."""
        if self.state.copying:
            return
        carried = self.state.standing.carried and folder == self.state.standing.folder
        self.change(copying=True, progress=(0, 1), made=None, error=None)
        self._job = self._copier.follow(
            lambda progress: self._uses.copy(folder, carried, progress),
            success=self._made,
            failure=self._failed,
            progress=lambda done, total: self.change(progress=(done, total)),
        )

    def cancel(self) -> None:
        """Stop copying; what was there before stays."""
        if self._job is not None:
            self._job.cancel()

    def dismiss(self) -> None:
        """Put the last message away."""
        self.change(made=None, error=None)

    def _chosen(self) -> None:
        self.change(error=None)
        self.load()
        self._copied()

    def _made(self, made: CopyLine) -> None:
        self.change(copying=False, made=made)
        self.load()
        self._copied()

    def _failed(self, error: FieldAuditError) -> None:
        self.change(copying=False, error=error)
        self.load()
