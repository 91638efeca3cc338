"""The team of an audit: who leads, who does which section, what waits to be handed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from fieldaudit.desktop.presenter import Presenter

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.desktop.protocols import Background, Job, Progress
    from fieldaudit.errors import FieldAuditError


@dataclass(frozen=True)
class PersonLine:
    """Somebody in the team; `trouble` says why no package can be made for them, `news` that one should be."""

    seat: str
    name: str
    fingerprint: str
    me: bool = False
    leads: bool = False
    left: bool = False
    sent: datetime | None = None
    came: datetime | None = None
    news: bool = False
    trouble: str = ""


@dataclass(frozen=True)
class SectionLine:
    """A section of the form; `seat` is who does it, "" anybody."""

    ref: str
    number: int
    title: str
    seat: str = ""


@dataclass(frozen=True)
class CardLine:
    """A colleague whose card is here and who is not in the team."""

    seat: str
    name: str
    branch: str
    fingerprint: str


@dataclass(frozen=True)
class TeamPage:
    """Everything about one audit's team; `mine` says that this seat leads or may begin, `signed` that it is closed."""

    audit: str
    site: str
    instrument: str
    card: str  # what the file with the own card is called
    own_fingerprint: str
    certified: bool
    mine: bool = True
    signed: bool = False
    lead: str = ""
    people: tuple[PersonLine, ...] = ()
    sections: tuple[SectionLine, ...] = ()
    others: tuple[CardLine, ...] = ()


@dataclass(frozen=True)
class Handed:
    """A package that was written: its files, for whom, how large, and whose entries are not in it."""

    name: str
    files: tuple[Path, ...]
    size: int
    left_out: tuple[str, ...] = ()


class TeamUses(Protocol):
    """What the screen does."""

    def page(self, audit: str) -> TeamPage:
        """Return the team of an audit."""

    def read_card(self, file: Path) -> CardLine:
        """Return whose card a file is; raises CardRefused, FileUnreadable."""

    def save_card(self, file: Path) -> None:
        """Write this seat's own card; raises NotCertified, FileUnwritable."""

    def share(self, audit: str, seat: str) -> None:
        """Bring a colleague in; raises TeamRefused, CardRefused."""

    def allocate(self, audit: str, ref: str, seat: str) -> None:
        """Give a section to somebody, "" to everybody; raises TeamRefused."""

    def hand_over(self, audit: str, seat: str) -> None:
        """Let somebody else lead; raises TeamRefused."""

    def take_over(self, audit: str, reason: str) -> None:
        """Lead from now on; raises TeamRefused, ReasonMissing."""

    def leave(self, audit: str, seat: str) -> None:
        """Let somebody leave the team; raises TeamRefused."""

    def write(self, audit: str, seat: str, folder: Path, progress: Progress) -> Handed:
        """Write what somebody does not have into a folder; raises TeamRefused, CardRefused, FileUnwritable."""


@dataclass(frozen=True)
class TeamState:
    """Everything that the screen shows; `card` was read just now and is not brought in yet."""

    audit: str = ""
    loaded: bool = False
    team: TeamPage | None = None
    card: CardLine | None = None
    asking: bool = False
    busy: bool = False
    writing: str = ""
    progress: tuple[int, int] = (0, 0)
    handed: Handed | None = None
    saved: Path | None = None
    error: FieldAuditError | None = None


class TeamPresenter(Presenter[TeamState]):
    """Reads one audit's team, does one thing at a time, and reads it anew."""

    def __init__(self, uses: TeamUses, background: Background) -> None:
        super().__init__(TeamState())
        self._uses, self._background = uses, background
        self._job: Job | None = None

    def open(self, audit: str) -> None:
        """Show the team of an audit."""
        if audit != self.state.audit:
            self.change(audit=audit, loaded=False, team=None, card=None, asking=False, handed=None, saved=None)
        self.change(error=None)
        self._load()

    def _load(self) -> None:
        audit = self.state.audit
        self._background.run(lambda: self._uses.page(audit), success=self._loaded, failure=self._failed)

    def _loaded(self, page: TeamPage) -> None:
        if page.audit == self.state.audit:
            self.change(loaded=True, busy=False, team=page)

    def read_card(self, file: Path) -> None:
        """Look at a colleague's card."""
        self.change(card=None, error=None)
        self._background.run(
            lambda: self._uses.read_card(file),
            success=lambda card: self.change(card=card),
            failure=self._failed,
        )

    def choose(self, seat: str) -> None:
        """Look at a colleague whose card came before, or with "" at nobody."""
        others = self.state.team.others if self.state.team else ()
        self.change(card=next((one for one in others if one.seat == seat), None), error=None)

    def save_card(self, file: Path) -> None:
        """Write this seat's own card."""
        self.change(saved=None, error=None)
        self._background.run(
            lambda: self._uses.save_card(file),
            success=lambda _: self.change(saved=file),
            failure=self._failed,
        )

    def bring_in(self) -> None:
        """Bring the person of the card in: both compared the words."""
        card, audit = self.state.card, self.state.audit
        if card is not None:
            self._do(lambda: self._uses.share(audit, card.seat))

    def allocate(self, ref: str, seat: str) -> None:
        """Give a section to somebody."""
        audit = self.state.audit
        self._do(lambda: self._uses.allocate(audit, ref, seat))

    def hand_over(self, seat: str) -> None:
        """Let somebody else lead."""
        audit = self.state.audit
        self._do(lambda: self._uses.hand_over(audit, seat))

    def ask_lead(self) -> None:
        """Ask why the lead is taken over, or ask no longer."""
        self.change(asking=not self.state.asking, error=None)

    def take_over(self, reason: str) -> None:
        """Lead from now on."""
        audit = self.state.audit
        self._do(lambda: self._uses.take_over(audit, reason))

    def leave(self, seat: str) -> None:
        """Let somebody leave."""
        audit = self.state.audit
        self._do(lambda: self._uses.leave(audit, seat))

    def write(self, seat: str, folder: Path) -> None:
        """Write the package for somebody."""
        if self.state.writing or self.state.busy:
            return
        audit = self.state.audit
        self.change(writing=seat, progress=(0, 1), handed=None, error=None)
        self._job = self._background.follow(
            lambda progress: self._uses.write(audit, seat, folder, progress),
            success=self._written,
            failure=self._failed,
            progress=lambda done, total: self.change(progress=(done, total)),
        )

    def cancel(self) -> None:
        """Stop writing."""
        if self._job is not None:
            self._job.cancel()

    def dismiss(self) -> None:
        """Put the last outcome away."""
        self.change(handed=None, saved=None, error=None)

    def _do(self, work: Callable[[], None]) -> None:
        if self.state.busy or self.state.writing:
            return
        self.change(busy=True, error=None, handed=None)
        self._background.run(work, success=lambda _: self._done(), failure=self._failed)

    def _done(self) -> None:
        self.change(card=None, asking=False)
        self._load()

    def _written(self, handed: Handed) -> None:
        self.change(writing="", handed=handed)
        self._load()

    def _failed(self, error: FieldAuditError) -> None:
        self.change(busy=False, writing="", loaded=True, error=error)
        if self.state.team is not None:
            self._reload_quietly()

    def _reload_quietly(self) -> None:
        """Show what stands: a list that was turned goes back to it."""
        audit = self.state.audit
        self._background.run(
            lambda: self._uses.page(audit), success=self._loaded, failure=lambda error: self.change(error=error)
        )
