"""The packages that came, and what to do about those that wait."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal, Protocol

from fieldaudit.desktop.backup.lines import OnlyLine
from fieldaudit.desktop.presenter import Presenter
from fieldaudit.desktop.protocols import Background, Job, Progress
from fieldaudit.errors import FieldAuditError

IntakeStateName = Literal[
    "taken_in", "two_versions", "unknown_signer", "revoked", "damaged", "incomplete", "newer", "duplicate", "refused"
]
SETTLED: frozenset[str] = frozenset({"taken_in", "duplicate", "thrown_away"})


@dataclass(frozen=True)
class PackageLine:
    """A package in the list, with everything that its detail shows.

    `sentence` says why it is in this state; `facts` are further named values; `audits` those in it, by id and title;
    `in_parts` says that parts of it wait for others.
    """

    id: str
    state: str
    title: str
    detail: str
    when: datetime
    sentence: str = ""
    next_step: str = ""
    who: str = ""
    fingerprint: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    audits: tuple[tuple[str, str], ...] = ()
    in_parts: bool = False


class IntakeUses(Protocol):
    """What intake does."""

    def packages(self) -> Sequence[PackageLine]:
        """Return what came, newest first."""

    def take_in(self, files: Sequence[Path], progress: Progress) -> None:
        """Verify, stage and accept files; a refusal is a row in the list, never an exception for the others."""

    def arrived(self) -> Sequence[Path]:
        """Return what is new in the watched folder."""

    def take_in_arrived(self, progress: Progress) -> None:
        """Take in what is new in the watched folder."""

    def throw_away(self, package: str) -> None:
        """Remove the parts that wait of a package that will never be complete."""

    def only_here(self) -> OnlyLine:
        """Return what is nowhere but on this laptop."""

    def watched(self) -> Path | None:
        """Return the folder that is watched, or None."""

    def watch(self, folder: Path | None) -> None:
        """Watch a folder from now on, or none."""


@dataclass(frozen=True)
class IntakeState:
    """Everything that the screen shows."""

    loaded: bool = False
    packages: tuple[PackageLine, ...] = ()
    chosen: str = ""
    working: bool = False
    progress: tuple[int, int] = (0, 0)
    watched: Path | None = None
    only: OnlyLine = field(default_factory=OnlyLine)
    error: FieldAuditError | None = None

    def package(self) -> PackageLine | None:
        """Return the chosen package."""
        return next((line for line in self.packages if line.id == self.chosen), None)

    def taken_in_on(self, day: date) -> int:
        """Return how many were taken in on a day."""
        return sum(
            line.state in ("taken_in", "two_versions") and line.when.astimezone().date() == day
            for line in self.packages
        )

    def waiting(self) -> int:
        """Return how many need a person."""
        return sum(line.state not in SETTLED for line in self.packages)


class IntakePresenter(Presenter[IntakeState]):
    """Takes in what is dropped and what appears in the watched folder."""

    def __init__(self, uses: IntakeUses, background: Background) -> None:
        super().__init__(IntakeState())
        self._uses, self._background = uses, background
        self._job: Job | None = None

    def load(self) -> None:
        """Read the list anew."""
        self._background.run(
            lambda: (tuple(self._uses.packages()), self._uses.watched(), self._uses.only_here()),
            success=lambda found: self._loaded(*found),
            failure=self._failed,
        )

    def choose(self, package: str) -> None:
        """Show one in the detail."""
        if package != self.state.chosen:
            self.change(chosen=package)

    def take_in(self, files: Sequence[Path]) -> None:
        """Take in files."""
        if not files or self.state.working:
            return
        self._follow(lambda progress: self._uses.take_in(files, progress), len(files))

    def cancel(self) -> None:
        """Stop after the file under way."""
        if self._job is not None:
            self._job.cancel()

    def throw_away(self) -> None:
        """Remove the parts that wait of the chosen package, and wait for it no longer."""
        line = self.state.package()
        if line is not None and line.in_parts and not self.state.working:
            self._background.run(
                lambda: self._uses.throw_away(line.id), success=lambda _: self.load(), failure=self._failed
            )

    def watch(self, folder: Path | None) -> None:
        """Watch a folder, or none."""
        self._background.run(lambda: self._uses.watch(folder), success=lambda _: self.load(), failure=self._failed)

    def look_into_watched(self) -> None:
        """Take in what is new in the watched folder; called now and then."""
        if self.state.watched is not None and not self.state.working:
            self._background.run(self._uses.arrived, success=self._arrived, failure=self._failed)

    def _arrived(self, files: Sequence[Path]) -> None:
        if files and not self.state.working:
            self._follow(self._uses.take_in_arrived, len(files))

    def _loaded(self, packages: tuple[PackageLine, ...], watched: Path | None, only: OnlyLine) -> None:
        chosen = self.state.chosen
        if not any(line.id == chosen for line in packages):
            first = next((line for line in packages if line.state not in SETTLED), packages[0] if packages else None)
            chosen = first.id if first else ""
        self.change(loaded=True, packages=packages, watched=watched, only=only, chosen=chosen)

    def _follow(self, work: Callable[[Progress], None], count: int) -> None:
        self.change(working=True, progress=(0, count), error=None)
        self._job = self._background.follow(
            work,
            success=lambda _: self._taken_in(),
            failure=self._not_taken_in,
            progress=lambda done, total: self.change(progress=(done, total)),
        )

    def _not_taken_in(self, error: FieldAuditError) -> None:
        self.change(working=False, error=error)
        self.load()

    def _taken_in(self) -> None:
        self.change(working=False)
        self.load()

    def _failed(self, error: FieldAuditError) -> None:
        self.change(working=False, loaded=True, error=error)
