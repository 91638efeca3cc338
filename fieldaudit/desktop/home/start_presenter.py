"""Starting an audit: which instrument, where, and what is known of the visit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from fieldaudit.desktop.presenter import Presenter
from fieldaudit.desktop.protocols import Background
from fieldaudit.errors import FieldAuditError


@dataclass(frozen=True)
class InstrumentChoice:
    """An instrument that can be started."""

    digest: str
    title: str
    version: str = ""
    questions: int = 0
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class SiteChoice:
    """A site that can be visited."""

    id: str
    name: str
    detail: str = ""


@dataclass(frozen=True)
class VisitDetails:
    """What is known of the visit; days are ISO, "" for today and for no due day; no team means oneself."""

    announcement: str = "unannounced"
    date: str = ""
    purpose: str = ""
    team: str = ""
    due: str = ""


class StartUses(Protocol):
    """What starting an audit needs."""

    def instruments(self) -> Sequence[InstrumentChoice]:
        """Return the installed instruments."""

    def sites(self) -> Sequence[SiteChoice]:
        """Return the known sites."""

    def start(self, instrument: str, site: str, visit: VisitDetails) -> str:
        """Start an audit; return its id."""


@dataclass(frozen=True)
class StartState:
    """What can be chosen, what is chosen."""

    loaded: bool = False
    instruments: tuple[InstrumentChoice, ...] = ()
    sites: tuple[SiteChoice, ...] = ()
    instrument: str = ""
    site: str = ""
    visit: VisitDetails = VisitDetails()
    busy: bool = False
    error: FieldAuditError | None = None

    def ready(self) -> bool:
        """Return whether the audit can be started."""
        return bool(self.instrument and self.site) and not self.busy


class StartPresenter(Presenter[StartState]):
    """Chooses and starts; `started` is called with the audit's id."""

    def __init__(self, uses: StartUses, background: Background, started: Callable[[str], None]) -> None:
        super().__init__(StartState())
        self._uses, self._background, self.started = uses, background, started

    def load(self, site: str = "", instrument: str = "") -> None:
        """Read what can be chosen; `site` and `instrument` are chosen already where one came with them."""
        self._background.run(
            lambda: (tuple(self._uses.instruments()), tuple(self._uses.sites())),
            success=lambda found: self._loaded(*found, site, instrument),
            failure=lambda error: self.change(loaded=True, error=error),
        )

    def choose(self, *, instrument: str | None = None, site: str | None = None) -> None:
        """Choose an instrument or a site."""
        state = self.state
        self.change(
            instrument=state.instrument if instrument is None else instrument,
            site=state.site if site is None else site,
        )

    def describe(self, **details: str) -> None:
        """Say something of the visit, by the names of `VisitDetails`."""
        self.change(visit=replace(self.state.visit, **details))

    def start(self) -> None:
        """Start the audit."""
        state = self.state
        if not state.ready():
            return
        self.change(busy=True, error=None)
        self._background.run(
            lambda: self._uses.start(state.instrument, state.site, state.visit),
            success=self._started,
            failure=lambda error: self.change(busy=False, error=error),
        )

    def _loaded(
        self, instruments: tuple[InstrumentChoice, ...], sites: tuple[SiteChoice, ...], site: str, wanted: str
    ) -> None:
        first = instruments[0].digest if instruments else ""
        instrument = next((one.digest for one in instruments if one.digest == wanted), first)
        chosen = next((one.id for one in sites if one.id == site), sites[0].id if sites else "")
        self.change(loaded=True, instruments=instruments, sites=sites, instrument=instrument, site=chosen, error=None)

    def _started(self, audit: str) -> None:
        self.change(busy=False)
        self.started(audit)
