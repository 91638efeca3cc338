"""Reading and signing what a closing says to the site, and asking for it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, Protocol

from fieldaudit.desktop.presenter import Presenter
from fieldaudit.desktop.statements.lines import OwnEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from fieldaudit.desktop.given.lines import Choice
    from fieldaudit.desktop.protocols import Background
    from fieldaudit.desktop.statements.lines import AskedLine, DoLine, Reading, ToSignLine
    from fieldaudit.errors import FieldAuditError

Page = Literal["closings", "actions"]
PAGES: tuple[Page, ...] = ("closings", "actions")


class OwnUses(Protocol):
    """What a supervisor does; called on the worker."""

    def closings(self) -> Sequence[ToSignLine]:
        """Return what one was asked to sign."""

    def actions(self) -> Sequence[DoLine]:
        """Return what one is to carry out."""

    def unsent(self) -> int:
        """Return how many statements and actions head office does not have yet."""

    def read(self, request: str) -> Reading:
        """Return what a closing says to the site."""

    def sign(self, request: str, entry: OwnEntry) -> None:
        """Agree or dissent."""

    def move(self, action: str, state: str, note: str) -> None:
        """Say how far an action is."""

    def write(self, folder: Path) -> Path:
        """Write the package for head office."""


@dataclass(frozen=True)
class OwnState:
    """Everything that a supervisor's screen shows.

    `reading` is the chosen closing's, `missing` names fields that are not filled in once Sign was pressed, `wrote` the
    package that was written last.
    """

    loaded: bool = False
    page: Page = "closings"
    closings: tuple[ToSignLine, ...] = ()
    actions: tuple[DoLine, ...] = ()
    chosen: str = ""
    reading: Reading | None = None
    entry: OwnEntry = field(default_factory=OwnEntry)
    missing: frozenset[str] = frozenset()
    unsent: int = 0
    wrote: Path | None = None
    busy: bool = False
    error: FieldAuditError | None = None

    def closing(self) -> ToSignLine | None:
        """Return the chosen closing."""
        return next((line for line in self.closings if line.id == self.chosen), None)

    def action(self) -> DoLine | None:
        """Return the chosen action."""
        return next((line for line in self.actions if line.id == self.chosen), None)

    def ids(self) -> list[str]:
        """Return what the page lists."""
        lines: Sequence[ToSignLine | DoLine] = self.closings if self.page == "closings" else self.actions
        return [line.id for line in lines]

    @property
    def can_sign(self) -> bool:
        """Whether the chosen closing was read and waits."""
        line = self.closing()
        return line is not None and line.waits and self.reading is not None and not self.busy


class OwnPresenter(Presenter[OwnState]):
    """Reads the lists and the chosen closing, and signs it once it is whole. `signed` is called after that."""

    def __init__(self, uses: OwnUses, background: Background) -> None:
        super().__init__(OwnState())
        self._uses, self._background = uses, background
        self.signed: Callable[[], None] = lambda: None

    def load(self, chosen: str = "") -> None:
        """Read everything anew; `chosen` is the line to stand on."""
        self._background.run(
            lambda: (tuple(self._uses.closings()), tuple(self._uses.actions()), self._uses.unsent()),
            success=lambda found: self._loaded(found, chosen),
            failure=self._failed,
        )

    def show_page(self, page: Page) -> None:
        """Show the closings or the actions."""
        self.change(page=page, error=None)
        self._stand(self.state.chosen)

    def choose(self, line: str) -> None:
        """Stand on a line; what was typed about another one is left."""
        if line and line != self.state.chosen:
            self._stand(line)

    def say(self, **fields: object) -> None:
        """Change some fields of the statement."""
        entry = replace(self.state.entry, **fields)  # type: ignore[arg-type]  # the view's fields are the entry's
        self.change(entry=entry, missing=self.state.missing - frozenset(fields))

    def sign(self) -> None:
        """Sign what was read, or name what is missing."""
        request, entry = self.state.chosen, self.state.entry
        missing = missing_fields(entry)
        self.change(missing=missing, error=None)
        if not missing and self.state.can_sign:
            self._do(lambda: self._uses.sign(request, entry), self.signed)

    def move(self, state: str, note: str) -> None:
        """Say how far the chosen action is."""
        action = self.state.chosen
        if not self.state.busy:
            self._do(lambda: self._uses.move(action, state, note), lambda: None)

    def write(self, folder: Path) -> None:
        """Write what head office does not have into a package."""
        if self.state.busy:
            return
        self.change(busy=True, error=None)
        self._background.run(lambda: self._uses.write(folder), success=self._written, failure=self._failed)

    def _do(self, work: Callable[[], object], done: Callable[[], None]) -> None:
        self.change(busy=True, error=None)
        self._background.run(work, success=lambda _: self._done(done), failure=self._failed)

    def _done(self, done: Callable[[], None]) -> None:
        self.change(busy=False, entry=OwnEntry(), wrote=None)
        done()
        self.load(self.state.chosen)

    def _written(self, path: Path) -> None:
        self.change(busy=False, wrote=path)

    def _loaded(self, found: tuple[tuple[ToSignLine, ...], tuple[DoLine, ...], int], chosen: str) -> None:
        closings, actions, unsent = found
        self.change(loaded=True, closings=closings, actions=actions, unsent=unsent)
        page = "actions" if any(line.id == chosen for line in actions) else self.state.page
        page = "actions" if not closings and actions and not chosen else page
        self.change(page=page)
        self._stand(chosen or self.state.chosen)

    def _stand(self, wanted: str) -> None:
        ids = self.state.ids()
        chosen = wanted if wanted in ids else ids[0] if ids else ""
        another = chosen != self.state.chosen
        self.change(
            chosen=chosen,
            reading=None if another else self.state.reading,
            entry=OwnEntry() if another else self.state.entry,
            missing=frozenset(),
        )
        if self.state.page == "closings" and chosen and self.state.reading is None:
            self._background.run(
                lambda: self._uses.read(chosen),
                success=lambda reading: self._read(chosen, reading),
                failure=self._failed,
            )

    def _read(self, request: str, reading: Reading) -> None:
        if request == self.state.chosen:
            self.change(reading=reading, error=None)

    def _failed(self, error: FieldAuditError) -> None:
        self.change(loaded=True, busy=False, error=error)


def missing_fields(entry: OwnEntry) -> frozenset[str]:
    """Return the fields that a whole statement needs and this one lacks."""
    missing = {name for name in ("answer", "function") if not getattr(entry, name).strip()}
    if entry.answer == "dissent" and not entry.comment.strip():
        missing.add("comment")
    return frozenset(missing)


class OfficeUses(Protocol):
    """What head office does; called on the worker."""

    def asked(self) -> Sequence[AskedLine]:
        """Return every request."""

    def choices(self) -> tuple[Sequence[Choice], Sequence[Choice]]:
        """Return which closings one can ask about, and whom."""

    def ask(self, audit: str, seat: str) -> str:
        """Ask a supervisor; return the request."""

    def withdraw(self, request: str) -> None:
        """Take a request back."""


@dataclass(frozen=True)
class OfficeState:
    """Everything that head office's screen shows; `adding` while one chooses whom to ask about what."""

    loaded: bool = False
    lines: tuple[AskedLine, ...] = ()
    chosen: str = ""
    adding: bool = False
    closings: tuple[Choice, ...] = ()
    people: tuple[Choice, ...] = ()
    audit: str = ""
    busy: bool = False
    error: FieldAuditError | None = None

    def line(self) -> AskedLine | None:
        """Return the chosen request."""
        return next((line for line in self.lines if line.id == self.chosen), None)


class OfficePresenter(Presenter[OfficeState]):
    """Lists the requests and makes new ones."""

    def __init__(self, uses: OfficeUses, background: Background) -> None:
        super().__init__(OfficeState())
        self._uses, self._background = uses, background

    def load(self, chosen: str = "") -> None:
        """Read everything anew."""
        self._background.run(
            lambda: tuple(self._uses.asked()), success=lambda lines: self._loaded(lines, chosen), failure=self._failed
        )

    def choose(self, line: str) -> None:
        """Stand on a request."""
        if line and line != self.state.chosen:
            self.change(chosen=line, adding=False, error=None)

    def begin(self, audit: str = "") -> None:
        """Read what one can ask about and whom, and show the form; `audit` is the one to stand on."""
        self._background.run(self._uses.choices, success=lambda found: self._begun(*found, audit), failure=self._failed)

    def give_up(self) -> None:
        """Ask nobody."""
        self.change(adding=False, error=None)

    def ask(self, audit: str, seat: str) -> None:
        """Ask."""
        if self.state.busy:
            return
        self.change(busy=True, error=None)
        self._background.run(lambda: self._uses.ask(audit, seat), success=self._asked, failure=self._failed)

    def withdraw(self) -> None:
        """Take the chosen request back."""
        line = self.state.line()
        if line is None or not line.stands or self.state.busy:
            return
        self.change(busy=True, error=None)
        self._background.run(
            lambda: self._uses.withdraw(line.id), success=lambda _: self._asked(line.id), failure=self._failed
        )

    def _asked(self, request: str) -> None:
        self.change(busy=False, adding=False)
        self.load(request)

    def _begun(self, closings: Sequence[Choice], people: Sequence[Choice], audit: str) -> None:
        self.change(adding=True, closings=tuple(closings), people=tuple(people), audit=audit, error=None)

    def _loaded(self, lines: tuple[AskedLine, ...], chosen: str) -> None:
        ids, wanted = [line.id for line in lines], chosen or self.state.chosen
        self.change(loaded=True, lines=lines, chosen=wanted if wanted in ids else ids[0] if ids else "")

    def _failed(self, error: FieldAuditError) -> None:
        self.change(loaded=True, busy=False, error=error)
