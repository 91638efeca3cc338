"""Sites: found, looked back at, added, brought in."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from fieldaudit.desktop.lines import AuditLine, FindingLine
from fieldaudit.desktop.presenter import Presenter
from fieldaudit.desktop.protocols import Background
from fieldaudit.errors import FieldAuditError, NameMissing

Side = Literal["detail", "add", "import"]


@dataclass(frozen=True)
class SiteLine:
    """A site in the list."""

    id: str
    name: str
    party: str = ""
    country: str = ""
    address: str = ""
    kind: str = "workplace"
    jurisdiction: str = ""
    risk: str = ""


@dataclass(frozen=True)
class SiteForm:
    """What a person enters for a new site."""

    name: str
    party: str = ""
    country: str = ""
    address: str = ""
    kind: str = "workplace"


@dataclass(frozen=True)
class History:
    """What happened at a site, newest first."""

    audits: tuple[AuditLine, ...] = ()
    findings: tuple[FindingLine, ...] = ()


@dataclass(frozen=True)
class ImportPreview:
    """What a CSV file would do: names to be added, how many are known already, and each line that cannot be read."""

    new: tuple[SiteForm, ...] = ()
    known: int = 0
    problems: tuple[tuple[int, str], ...] = ()


class SitesUses(Protocol):
    """What the sites screen does."""

    def sites(self) -> Sequence[SiteLine]:
        """Return every site, by name."""

    def history(self, site: str) -> History:
        """Return what happened at a site."""

    def add(self, site: SiteForm) -> str:
        """Add a site; return its id."""

    def preview(self, file: Path) -> ImportPreview:
        """Read a CSV file without adding anything."""

    def bring_in(self, file: Path) -> int:
        """Add the new sites of a CSV file; return how many."""


@dataclass(frozen=True)
class SitesState:
    """Everything the screen shows."""

    loaded: bool = False
    sites: tuple[SiteLine, ...] = ()
    words: str = ""
    chosen: str = ""
    history: History | None = None
    side: Side = "detail"
    file: Path | None = None
    preview: ImportPreview | None = None
    added: int = 0
    busy: bool = False
    error: FieldAuditError | None = None
    form_error: FieldAuditError | None = None

    def shown(self) -> list[SiteLine]:
        """Return the sites that match the filter."""
        words = self.words.casefold().split()
        return [
            site
            for site in self.sites
            if all(word in f"{site.name} {site.party} {site.address} {site.country}".casefold() for word in words)
        ]

    def site(self) -> SiteLine | None:
        """Return the chosen site."""
        return next((site for site in self.sites if site.id == self.chosen), None)


class SitesPresenter(Presenter[SitesState]):
    """Keeps the list and what stands beside it."""

    def __init__(self, uses: SitesUses, background: Background) -> None:
        super().__init__(SitesState())
        self._uses, self._background = uses, background

    def load(self, choose: str = "") -> None:
        """Read the sites anew; `choose` is the one to stand on."""
        self._background.run(
            lambda: tuple(self._uses.sites()), success=lambda sites: self._loaded(sites, choose), failure=self._failed
        )

    def filter(self, words: str) -> None:
        """Show only sites with these words."""
        self.change(words=words)

    def choose(self, site: str) -> None:
        """Stand on a site and read its history."""
        if site == self.state.chosen and self.state.history is not None:
            return
        self.change(chosen=site, history=None)
        if site:
            self._background.run(
                lambda: self._uses.history(site),
                success=lambda history: self._looked_back(site, history),
                failure=self._failed,
            )

    def show_side(self, side: Side) -> None:
        """Show the detail, the form for a new site, or the import."""
        self.change(side=side, form_error=None, file=None, preview=None, added=0)

    def add(self, site: SiteForm) -> None:
        """Add a site and stand on it."""
        if not site.name.strip():
            self.change(form_error=NameMissing(what="a site"))
            return
        self.change(busy=True, form_error=None)
        self._background.run(
            lambda: self._uses.add(site),
            success=self._added,
            failure=lambda error: self.change(busy=False, form_error=error),
        )

    def preview(self, file: Path) -> None:
        """Read a CSV file and show what it would do."""
        self.change(busy=True, file=file, preview=None, form_error=None, added=0)
        self._background.run(
            lambda: self._uses.preview(file),
            success=lambda preview: self.change(busy=False, preview=preview),
            failure=lambda error: self.change(busy=False, form_error=error),
        )

    def bring_in(self) -> None:
        """Add what the preview shows; not while any line is wrong, so that nothing is half done."""
        state = self.state
        if state.file is None or state.preview is None or state.preview.problems or not state.preview.new or state.busy:
            return
        file = state.file
        self.change(busy=True, form_error=None)
        self._background.run(
            lambda: self._uses.bring_in(file),
            success=self._brought_in,
            failure=lambda error: self.change(busy=False, form_error=error),
        )

    def _loaded(self, sites: tuple[SiteLine, ...], choose: str) -> None:
        wanted = choose or self.state.chosen
        chosen = wanted if any(site.id == wanted for site in sites) else sites[0].id if sites else ""
        self.change(loaded=True, sites=sites, error=None, history=None, chosen="")
        self.choose(chosen)

    def _looked_back(self, site: str, history: History) -> None:
        if self.state.chosen == site:
            self.change(history=history)

    def _added(self, site: str) -> None:
        self.change(busy=False, side="detail")
        self.load(site)

    def _brought_in(self, count: int) -> None:
        self.change(busy=False, added=count, preview=None, file=None)
        self.load()

    def _failed(self, error: FieldAuditError) -> None:
        self.change(error=error, loaded=True, busy=False)
