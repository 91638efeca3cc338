"""The packages that came, and what to do about those that wait."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from fieldaudit.desktop.backup.lines import OnlyLine
from fieldaudit.desktop.presenter import Presenter
from fieldaudit.desktop.protocols import Background, Job, Progress
from fieldaudit.errors import FieldAuditError

SETTLED: frozenset[str] = frozenset({"taken_in", "duplicate", "thrown_away", "put_away"})


@dataclass(frozen=True)
class PackageLine:
    """A package in the list, with everything that its detail shows.

    `sentence` says why it is in this state; `facts` are further named values; `audits` those in it, by id and title;
    `in_parts` says that parts of it wait for others, `held` that a sealed copy waits to be taken in. `about` is of whom
    the next step speaks, by name and fingerprint, where that is not the sender.
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
    held: bool = False
    about: tuple[str, str] = ("", "")

    def needs_you(self) -> bool:
        """Whether a person has to do something about it."""
        return self.state not in SETTLED

    def can_be_put_away(self) -> bool:
        """Whether a person may say that it is waited for no longer."""
        return self.needs_you() and self.state != "two_versions" and not self.in_parts


@dataclass(frozen=True)
class Watched:
    """The folder that is watched; `away` when it is not there now, `trouble` is why it cannot be read."""

    folder: Path
    away: bool = False
    trouble: str = ""


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

    def put_away(self, package: str) -> None:
        """Wait for a package no longer; raises NothingToPutAway."""

    def retry(self) -> None:
        """Look once more at everything that waits."""

    def only_here(self) -> OnlyLine:
        """Return what is nowhere but on this laptop."""

    def watched(self) -> Watched | None:
        """Return the folder that is watched and whether it is there, or None."""

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
    watched: Watched | None = None
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
        return sum(line.needs_you() for line in self.packages)


class IntakePresenter(Presenter[IntakeState]):
    """Takes in what is dropped and what appears in the watched folder."""

    def __init__(self, uses: IntakeUses, background: Background) -> None:
        super().__init__(IntakeState())
        self._uses, self._background = uses, background
        self._job: Job | None = None
        self._next: list[Path] = []
        self._from_watched = False

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
        """Take in files; those that come while others are taken in have their turn after them."""
        if self.state.working:
            self._next += files
        elif files:
            self._take_in(files)

    def _take_in(self, files: Sequence[Path], said: FieldAuditError | None = None) -> None:
        self._follow(lambda progress: self._uses.take_in(files, progress), len(files), said)

    def cancel(self) -> None:
        """Stop after the file under way, and leave what was to follow; a watched folder would begin anew at once."""
        self._next.clear()
        if self._job is not None:
            self._job.cancel()
        if self._from_watched:
            self.watch(None)

    def throw_away(self) -> None:
        """Remove the parts that wait of the chosen package, and wait for it no longer."""
        line = self.state.package()
        if line is not None and line.in_parts and not self.state.working:
            self._background.run(
                lambda: self._uses.throw_away(line.id), success=lambda _: self.load(), failure=self._failed
            )

    def put_away(self) -> None:
        """Wait for the chosen package no longer."""
        line = self.state.package()
        if line is not None and line.can_be_put_away() and not self.state.working:
            self._background.run(
                lambda: self._uses.put_away(line.id), success=lambda _: self._left_out(line), failure=self._done
            )

    def _left_out(self, line: PackageLine) -> None:
        """Go on to the next that needs a person, unless another was chosen meanwhile."""
        places = [one.id for one in self.state.packages if one.needs_you()]
        if self.state.chosen == line.id and line.id in places[:-1]:
            self.change(chosen=places[places.index(line.id) + 1])
        self.load()

    def retry(self) -> None:
        """Look once more at everything that waits."""
        if not self.state.working:
            self._follow(lambda _: self._uses.retry(), 1)

    def watch(self, folder: Path | None) -> None:
        """Watch a folder, or none."""
        self._background.run(lambda: self._uses.watch(folder), success=lambda _: self.load(), failure=self._failed)

    def look_into_watched(self) -> None:
        """Take in what is new in the watched folder; called now and then. Trouble with it is said once, beside it."""
        if self.state.watched is not None and not self.state.working:
            self._background.run(self._look, success=lambda found: self._looked(*found), failure=self._failed)

    def _look(self) -> tuple[Watched | None, Sequence[Path]]:
        watched = self._uses.watched()
        there = watched is not None and not watched.away and not watched.trouble
        return watched, self._uses.arrived() if there else ()

    def _looked(self, watched: Watched | None, files: Sequence[Path]) -> None:
        if watched != self.state.watched:
            self.change(watched=watched)
        self._arrived(files)

    def _arrived(self, files: Sequence[Path]) -> None:
        if files and not self.state.working:
            self._follow(self._uses.take_in_arrived, len(files))
            self._from_watched = self.state.working

    def _loaded(self, packages: tuple[PackageLine, ...], watched: Watched | None, only: OnlyLine) -> None:
        chosen = self.state.chosen
        if not any(line.id == chosen for line in packages):
            first = next((line for line in packages if line.needs_you()), packages[0] if packages else None)
            chosen = first.id if first else ""
        self.change(loaded=True, packages=packages, watched=watched, only=only, chosen=chosen)

    def _follow(self, work: Callable[[Progress], None], count: int, said: FieldAuditError | None = None) -> None:
        self.change(working=True, progress=(0, count), error=said)
        self._job = self._background.follow(
            work,
            success=lambda _: self._done(None),
            failure=self._done,
            progress=lambda done, total: self.change(progress=(done, total)),
        )

    def _done(self, error: FieldAuditError | None) -> None:
        """Go on with the files that came meanwhile, else read the list anew; what went wrong stays said."""
        said, following = error or self.state.error, self._next
        self._next, self._from_watched = [], False
        self.change(working=False, error=said)
        if following:
            self._take_in(following, said)
        else:
            self.load()

    def _failed(self, error: FieldAuditError) -> None:
        self.change(working=False, loaded=True, error=error)
