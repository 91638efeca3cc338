"""What the workers' screen shows and does: workers by code, a list that is looked at, names that were opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from fieldaudit.desktop.audits.withdrawn_lines import WithdrawnLine
from fieldaudit.desktop.protocols import Progress

FIELDS = ("", "name", "identity", "employee", "nationality", "sex", "birth", "age", "job", "agency", "start")
ANOTHER = "*"  # a respondent of the audit who has no name there yet


@dataclass(frozen=True)
class WorkerLine:
    """A worker as everybody sees them who has the record.

    `own` says that this seat can erase who it is, `author` who brought them in where it is another. `same` are the
    codes of who is the same person; `left` says that one of those took their consent back, and this one stands still.
    """

    id: str
    code: str
    age_band: str = ""
    corridor: str = ""
    agency: str = ""
    since: str = ""
    withdrawn: bool = False
    own: bool = False
    author: str = ""
    same: tuple[tuple[str, str], ...] = ()
    left: bool = False


@dataclass(frozen=True)
class Workers:
    """The workers of a site; `officer` whether names may be collected, `office` whether this is head office.

    `persons` are how many they are where several codes are one. In an `audit` (its `instrument` to name it by),
    `respondents` are those that it has, its own id first, and `linked` says which of them is which worker.
    """

    site: str
    lines: tuple[WorkerLine, ...] = ()
    officer: bool = True
    office: bool = False
    persons: int = 0
    instrument: str = ""
    respondents: tuple[str, ...] = ()
    linked: Mapping[str, str] = field(default_factory=dict)


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
    notes: tuple[str, ...] = field(default=(), repr=False)  # one may hold a name


@dataclass(frozen=True)
class Added:
    """How many are new, known and placed here now, here already."""

    new: int
    known: int
    here: int


@dataclass(frozen=True)
class Alike:
    """Two workers who are probably one person: ids and codes, and why (identity, or name and birth)."""

    one: str
    other: str
    codes: tuple[str, str]
    why: str


Shown = Mapping[str, str]  # what stands behind a worker (by id), in one line


@dataclass(frozen=True)
class Opened:
    """What a key opened: who the workers are, which are probably one person, and whose interviews the audit has."""

    names: Shown
    alike: tuple[Alike, ...] = ()
    linked: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Opened({len(self.names)})"


class RosterUses(Protocol):
    """What the screen does; `audit` is "" where the site is looked at without one."""

    def site_of(self, audit: str) -> str:
        """Return the site of an audit; raises AuditUnknown."""

    def workers(self, site: str, audit: str) -> Workers:
        """Return the workers of a site, without names."""

    def preview(self, site: str, file: Path, fields: Mapping[int, str], dates: str) -> Preview:
        """Read a list without adding anything."""

    def bring_in(self, separate: frozenset[int], progress: Progress) -> Added:
        """Add what was looked at last, all of it or nothing."""

    def let_go(self) -> None:
        """Forget what was looked at."""

    def close_book(self) -> None:
        """Forget whom a key opened."""

    def names(self, site: str, progress: Progress) -> Shown:
        """Return who the workers are, as far as this seat can open it."""

    def names_for_officer(self, site: str, audit: str, key: Path, passphrase: str, progress: Progress) -> Opened:
        """Return who the workers are, opened with the officer's key."""

    def link(self, audit: str, worker: str, respondent: str) -> None:
        """Say which worker a respondent of the audit is; ANOTHER makes a new respondent."""

    def take_back(self, audit: str, respondent: str) -> None:
        """Say that it is not known which worker a respondent is."""

    def forget(self, worker: str, reason: str) -> Sequence[WithdrawnLine]:
        """Erase who a worker is; return what each machine says of it. Raises NothingToErase, ErasureUnfinished."""

    def say_same(self, one: str, other: str, *, same: bool) -> None:
        """Record that two codes are one person, or that they are two."""
