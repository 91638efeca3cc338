"""The workers of a site: their codes, a list that is looked at before it is brought in, names while they are shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from fieldaudit.desktop.presenter import Presenter
from fieldaudit.desktop.protocols import Background, Job, Progress
from fieldaudit.errors import Cancelled, FieldAuditError

T = TypeVar("T")
Failure = Callable[[FieldAuditError], None]
Side = Literal["none", "import", "officer"]
FIELDS = ("", "name", "identity", "employee", "nationality", "sex", "birth", "age", "job", "agency", "start")


@dataclass(frozen=True)
class WorkerLine:
    """A worker as everybody sees them who has the record."""

    id: str
    code: str
    age_band: str = ""
    corridor: str = ""
    agency: str = ""
    since: str = ""
    withdrawn: bool = False


@dataclass(frozen=True)
class Workers:
    """The workers of a site; `officer` whether names may be collected, `office` whether this is head office."""

    site: str
    lines: tuple[WorkerLine, ...] = ()
    officer: bool = True
    office: bool = False


@dataclass(frozen=True)
class ListedLine:
    """A worker of the file: the row, who it is in the file, and the code of who has the same identity number here."""

    row: int
    name: str
    same: str = ""
    placed: bool = False

    def __repr__(self) -> str:
        return f"ListedLine(row={self.row})"


@dataclass(frozen=True)
class Preview:
    """What a file would add: its columns with the field of each, its workers, problems (row, column, why), notes."""

    headers: tuple[str, ...]
    fields: tuple[str, ...]
    lines: tuple[ListedLine, ...] = ()
    problems: tuple[tuple[int, str, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Added:
    """How many are new, known and placed here now, here already."""

    new: int
    known: int
    here: int


Shown = Mapping[str, str]  # what stands behind a worker (by id), in one line


class RosterUses(Protocol):
    """What the screen does."""

    def workers(self, site: str) -> Workers:
        """Return the workers of a site, without names."""

    def preview(self, site: str, file: Path, fields: Mapping[int, str], dates: str) -> Preview:
        """Read a list without adding anything."""

    def bring_in(self, separate: frozenset[int], progress: Progress) -> Added:
        """Add what was looked at last, all of it or nothing."""

    def let_go(self) -> None:
        """Forget what was looked at."""

    def names(self, site: str, progress: Progress) -> Shown:
        """Return who the workers are, as far as this seat can open it."""

    def names_for_officer(self, site: str, key: Path, passphrase: str, progress: Progress) -> Shown:
        """Return who the workers are, opened with the officer's key."""


@dataclass(frozen=True)
class RosterState:
    """Everything that the screen shows; `names` is None while names are hidden."""

    site: str = ""
    workers: Workers | None = None
    words: str = ""
    side: Side = "none"
    file: Path | None = None
    preview: Preview | None = None
    fields: Mapping[int, str] = field(default_factory=dict)
    dates: str = ""
    separate: frozenset[int] = frozenset()
    added: Added | None = None
    names: Shown | None = None
    busy: bool = False
    progress: tuple[int, int] = (0, 0)
    error: FieldAuditError | None = None
    form_error: FieldAuditError | None = None

    def __repr__(self) -> str:
        return f"RosterState(site={self.site})"

    def shown(self) -> list[WorkerLine]:
        """Return the workers that match the filter."""
        if self.workers is None:
            return []
        words = self.words.casefold().split()
        names = self.names or {}
        return [
            line
            for line in self.workers.lines
            if all(
                word in f"{line.code} {line.code.replace('-', '')} {line.agency} {names.get(line.id, '')}".casefold()
                for word in words
            )
        ]

    def ready(self) -> bool:
        """Whether what was looked at can be brought in."""
        return self.preview is not None and bool(self.preview.lines) and not self.preview.problems and not self.busy


class RosterPresenter(Presenter[RosterState]):
    """Keeps names no longer than they are shown."""

    def __init__(self, uses: RosterUses, background: Background) -> None:
        super().__init__(RosterState())
        self._uses, self._background = uses, background
        self._job: Job | None = None

    def load(self, site: str) -> None:
        """Read the workers of a site."""
        self.change(site=site, workers=None, names=None)
        self._read()

    def filter(self, words: str) -> None:
        """Show only workers with these words."""
        self.change(words=words)

    def show_side(self, side: Side) -> None:
        """Show the import or the officer's key beside the list; what was looked at is forgotten."""
        self._uses.let_go()
        self.change(side=side, file=None, preview=None, fields={}, dates="", added=None, form_error=None)

    def leave(self) -> None:
        """Forget every name."""
        self._uses.let_go()
        self.change(names=None, preview=None, file=None, side="none", words="", separate=frozenset())

    def look(self, file: Path) -> None:
        """Read a list and show what it would add."""
        self.change(file=file, fields={}, dates="", separate=frozenset(), added=None)
        self._look()

    def take_for(self, place: int, field_: str) -> None:
        """Take a column for another field, and read the list anew."""
        preview = self.state.preview
        if preview is None or preview.fields[place] == field_:
            return
        now = dict(enumerate(preview.fields))
        others = {other: "" for other, said in now.items() if said == field_ and field_}
        self.change(fields={**now, **others, place: field_})
        self._look()

    def order_dates(self, dates: str) -> None:
        """Read dates in digits day first (dmy) or month first (mdy)."""
        if dates != self.state.dates:
            self.change(dates=dates)
            self._look()

    def keep_apart(self, row: int, *, apart: bool) -> None:
        """Say that a worker of the file is not the known one with the same number, or is."""
        rows = self.state.separate
        self.change(separate=rows | {row} if apart else rows - {row})

    def bring_in(self) -> None:
        """Add what the preview shows; not while anything in it is wrong."""
        if not self.state.ready():
            return
        separate = self.state.separate
        self._follow(lambda progress: self._uses.bring_in(separate, progress), self._added, self._form_failed)

    def show_names(self) -> None:
        """Show who the workers are, or hide it."""
        if self.state.names is not None:
            self.change(names=None)
            return
        site = self.state.site
        self._follow(
            lambda progress: self._uses.names(site, progress), lambda found: self._named(site, found), self._failed
        )

    def open_with(self, key: Path, passphrase: str) -> None:
        """Show who the workers are with the protection officer's key."""
        site = self.state.site
        self._follow(
            lambda progress: self._uses.names_for_officer(site, key, passphrase, progress),
            lambda found: self._named(site, found),
            self._form_failed,
        )

    def cancel(self) -> None:
        """Stop what is under way; nothing of it stays."""
        if self._job is not None:
            self._job.cancel()

    def _follow(self, work: Callable[[Progress], T], success: Callable[[T], None], failure: Failure) -> None:
        self.change(busy=True, progress=(0, 1), form_error=None)
        self._job = self._background.follow(
            work, success=success, failure=failure, progress=lambda done, total: self.change(progress=(done, total))
        )

    def _read(self) -> None:
        site = self.state.site
        self._background.run(
            lambda: self._uses.workers(site), success=lambda found: self._loaded(site, found), failure=self._failed
        )

    def _look(self) -> None:
        site, file, fields, dates = self.state.site, self.state.file, self.state.fields, self.state.dates
        if file is None:
            return
        self.change(busy=True, form_error=None)
        self._background.run(
            lambda: self._uses.preview(site, file, fields, dates),
            success=lambda found: self._looked(file, found),
            failure=self._form_failed,
        )

    def _loaded(self, site: str, found: Workers) -> None:
        if site == self.state.site:
            self.change(workers=found, busy=False, error=None)

    def _looked(self, file: Path, found: Preview) -> None:
        if self.state.file == file and self.state.side == "import":
            self.change(preview=found, busy=False)

    def _named(self, site: str, found: Shown) -> None:
        if site == self.state.site and self.shown:
            side: Side = "none" if self.state.side == "officer" else self.state.side
            self.change(names=found, busy=False, progress=(0, 0), error=None, side=side)

    def _added(self, added: Added) -> None:
        self.state = replace(self.state, preview=None, file=None, separate=frozenset())
        self.change(busy=False, progress=(0, 0), added=added, names=None)
        self._read()

    def _failed(self, error: FieldAuditError) -> None:
        self.change(error=None if isinstance(error, Cancelled) else error, busy=False, progress=(0, 0))

    def _form_failed(self, error: FieldAuditError) -> None:
        stopped = isinstance(error, Cancelled)
        preview = self.state.preview if stopped else None
        self.change(form_error=None if stopped else error, busy=False, progress=(0, 0), preview=preview)
