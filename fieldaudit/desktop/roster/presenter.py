"""The workers of a site: their codes, a list that is looked at before it is brought in, names while they are shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeVar

from fieldaudit.desktop.audits.withdrawn_lines import WithdrawnLine
from fieldaudit.desktop.presenter import Presenter
from fieldaudit.desktop.protocols import Background, Job, Progress
from fieldaudit.desktop.roster.lines import Added, Alike, Opened, Preview, RosterUses, Shown, WorkerLine, Workers
from fieldaudit.errors import Cancelled, FieldAuditError

T = TypeVar("T")
Failure = Callable[[FieldAuditError], None]
Side = Literal["none", "import", "officer", "worker", "alike"]


@dataclass(frozen=True)
class RosterState:
    """Everything that the screen shows; `names` is None while names are hidden.

    `worker` is the one that is looked at, `asking` that it is asked whether to erase who they are, and `forgotten`
    what each machine says once it was done. `alike` are opened with the officer's key and go with the names.
    """

    site: str = ""
    audit: str = ""
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
    alike: tuple[Alike, ...] = ()
    linked: Mapping[str, str] = field(default_factory=dict)
    worker: str = ""
    asking: bool = False
    forgotten: tuple[WithdrawnLine, ...] = ()
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

    def line(self) -> WorkerLine | None:
        """Return the worker that is looked at."""
        lines = self.workers.lines if self.workers is not None else ()
        return next((line for line in lines if line.id == self.worker), None)

    def respondents(self) -> Mapping[str, str]:
        """Return which respondents of the audit are which worker, as far as this seat or the key used reads it."""
        return {**self.linked, **(self.workers.linked if self.workers is not None else {})}

    def ready(self) -> bool:
        """Whether what was looked at can be brought in."""
        return self.preview is not None and bool(self.preview.lines) and not self.preview.problems and not self.busy


_HIDDEN: Mapping[str, object] = {"names": None, "alike": (), "linked": {}}
_NOBODY: Mapping[str, object] = {"worker": "", "asking": False, "forgotten": ()}


class RosterPresenter(Presenter[RosterState]):
    """Keeps names no longer than they are shown."""

    def __init__(self, uses: RosterUses, background: Background) -> None:
        super().__init__(RosterState())
        self._uses, self._background = uses, background
        self._job: Job | None = None

    def load(self, site: str) -> None:
        """Read the workers of a site."""
        self._uses.close_book()
        self.change(site=site, audit="", workers=None, error=None, **_HIDDEN)
        self._read()

    def load_for(self, audit: str) -> None:
        """Read the workers of the site where an audit is done."""
        self._uses.close_book()
        self.change(site="", audit=audit, workers=None, error=None, **_HIDDEN)
        self._background.run(
            lambda: self._uses.site_of(audit), success=lambda site: self._placed(audit, site), failure=self._failed
        )

    def _placed(self, audit: str, site: str) -> None:
        if audit == self.state.audit:
            self.change(site=site)
            self._read()

    def filter(self, words: str) -> None:
        """Show only workers with these words."""
        self.change(words=words)

    def show_side(self, side: Side) -> None:
        """Show the import, the officer's key or who is alike beside the list; what was looked at is forgotten."""
        self._uses.let_go()
        self.change(side=side, file=None, preview=None, fields={}, dates="", added=None, form_error=None, **_NOBODY)

    def leave(self) -> None:
        """Forget every name."""
        self._uses.let_go()
        self._uses.close_book()
        self.change(preview=None, file=None, side="none", words="", separate=frozenset(), **_HIDDEN, **_NOBODY)

    def look_at(self, worker: str) -> None:
        """Show one worker beside the list."""
        self.show_side("worker")
        self.change(worker=worker)

    def link(self, respondent: str) -> None:
        """Say that the worker who is looked at is this respondent of the audit."""
        audit, worker = self.state.audit, self.state.worker
        if audit and worker:
            self._do(lambda: self._uses.link(audit, worker, respondent))

    def take_back(self, respondent: str) -> None:
        """Say that it is not known which worker a respondent of the audit is."""
        audit = self.state.audit
        self._do(lambda: self._uses.take_back(audit, respondent))

    def ask_forget(self, *, asking: bool) -> None:
        """Ask whether to erase who the worker is, or ask no longer."""
        self.change(asking=asking, form_error=None)

    def forget(self, reason: str) -> None:
        """Erase who the worker is that is looked at."""
        worker = self.state.worker
        if not worker or not self.state.asking or self.state.busy:
            return
        self.change(busy=True, form_error=None)
        self._background.run(
            lambda: tuple(self._uses.forget(worker, reason)),
            success=lambda said: self._forgotten(worker, said, None),
            failure=lambda error: self._forgotten(worker, (), error),
        )

    def _forgotten(self, worker: str, said: Sequence[WithdrawnLine], error: FieldAuditError | None) -> None:
        """Show what is left; a failure is shown over it, since what was erased may be gone all the same."""
        names = self.state.names
        kept = None if names is None else {id_: text for id_, text in names.items() if id_ != worker}
        self.change(busy=False, asking=error is not None, forgotten=tuple(said), form_error=error, names=kept)
        self._read()

    def say_same(self, one: str, other: str, *, same: bool) -> None:
        """Record that two codes are one person, or that they are two."""
        left = tuple(pair for pair in self.state.alike if {pair.one, pair.other} != {one, other})
        self._do(lambda: self._uses.say_same(one, other, same=same), lambda: self.change(alike=left))

    def _do(self, work: Callable[[], None], done: Callable[[], None] | None = None) -> None:
        """Do something with one worker and read all anew."""
        if self.state.busy:
            return
        self.change(busy=True, form_error=None)
        self._background.run(work, success=lambda _: self._done(done), failure=self._form_failed)

    def _done(self, done: Callable[[], None] | None) -> None:
        if done is not None:
            done()
        self.change(busy=False)
        self._read()

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
            self._uses.close_book()
            self.change(side="none" if self.state.side == "alike" else self.state.side, **_HIDDEN)
            return
        site = self.state.site
        self._follow(
            lambda progress: self._uses.names(site, progress),
            lambda found: self._named(site, Opened(found)),
            self._failed,
        )

    def open_with(self, key: Path, passphrase: str) -> None:
        """Show who the workers are with the protection officer's key."""
        site, audit = self.state.site, self.state.audit
        self._follow(
            lambda progress: self._uses.names_for_officer(site, audit, key, passphrase, progress),
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
        site, audit = self.state.site, self.state.audit
        self._background.run(
            lambda: self._uses.workers(site, audit),
            success=lambda found: self._loaded(site, found),
            failure=self._failed,
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

    def _named(self, site: str, found: Opened) -> None:
        if site == self.state.site and self.shown:
            side: Side = self.state.side
            if side == "officer":
                side = "alike" if found.alike else "none"
            self.change(
                names=found.names,
                alike=found.alike,
                linked=found.linked,
                busy=False,
                progress=(0, 0),
                error=None,
                side=side,
            )

    def _added(self, added: Added) -> None:
        self._uses.close_book()
        self.state = replace(self.state, preview=None, file=None, separate=frozenset())
        self.change(busy=False, progress=(0, 0), added=added, **_HIDDEN)
        self._read()

    def _failed(self, error: FieldAuditError) -> None:
        self.change(error=None if isinstance(error, Cancelled) else error, busy=False, progress=(0, 0))

    def _form_failed(self, error: FieldAuditError) -> None:
        stopped = isinstance(error, Cancelled)
        preview = self.state.preview if stopped else None
        self.change(form_error=None if stopped else error, busy=False, progress=(0, 0), preview=preview)
