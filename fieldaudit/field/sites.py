"""Sites and the parties they belong to: add, list, bring in from a CSV file, look back at what was found there."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldaudit.audit.views import party_view, site_view
from fieldaudit.errors import FileUnreadable, NameMissing, SitesFileRefused
from fieldaudit.exchange import membership
from fieldaudit.vault import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from fieldaudit.audit.events import NewEvent
    from fieldaudit.vault import Vault

KINDS = ("workplace", "dormitory", "household")
COLUMNS = ("name", "party", "country", "address", "kind", "jurisdiction", "risk")
MOST_ROWS = 5000
MOST_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True)
class NewSite:
    """What a person enters for a site; `party` is the name of the company it belongs to."""

    name: str
    party: str = ""
    country: str = ""
    address: str = ""
    kind: str = "workplace"
    jurisdiction: str = ""
    risk: str = ""


@dataclass(frozen=True)
class SiteRow:
    """What lists show of a site."""

    id: str
    name: str
    party: str
    party_id: str
    country: str
    address: str
    kind: str
    jurisdiction: str
    risk: str


@dataclass(frozen=True)
class CsvPreview:
    """What a CSV file would add: new sites, those already here, and each line that cannot be read with the reason."""

    new: tuple[NewSite, ...] = ()
    known: tuple[NewSite, ...] = ()
    problems: tuple[tuple[int, str], ...] = field(default=())


def list_sites(vault: Vault) -> list[SiteRow]:
    """Return every site, by name."""
    rows = []
    for record in vault.records("site"):
        site = site_view(vault.cells(record.id))
        party = party_view(vault.cells(site.party)) if site.party else None
        rows.append(
            SiteRow(
                record.id,
                site.name,
                party.name if party else "",
                site.party,
                party.country if party else "",
                site.address,
                site.kind,
                site.jurisdiction,
                site.risk,
            )
        )
    return sorted(rows, key=lambda row: (row.name.casefold(), row.id))


def add_site(vault: Vault, site: NewSite) -> str:
    """Add a site, and its party where no party of that name is here yet; returns the site's id."""
    return add_sites(vault, [site])[0]


def add_sites(vault: Vault, sites: Sequence[NewSite]) -> list[str]:
    """Add several sites in one transaction; returns their ids."""
    parties = {party_view(vault.cells(r.id)).name.casefold(): r.id for r in vault.records("party")}
    branch = membership.branch(vault)
    events: list[NewEvent] = []
    made = []
    for site in sites:
        if not site.name.strip():
            raise NameMissing(what="a site")
        party = site.party.strip() or site.name.strip()
        if party.casefold() not in parties:
            parties[party.casefold()] = records.new_id()
            fields = {"name": party, "country": site.country.strip(), "roles": "user_enterprise"}
            events.append(records.created(parties[party.casefold()], "party", branch, fields, "site"))
        made.append(records.new_id())
        events.append(records.created(made[-1], "site", branch, _fields(site, parties[party.casefold()]), "site"))
    vault.append(events)
    return made


def _fields(site: NewSite, party: str) -> dict[str, str]:
    return {
        "name": site.name.strip(),
        "party": party,
        "address": site.address.strip(),
        "kind": site.kind,
        "jurisdiction": site.jurisdiction.strip(),
        "risk": site.risk.strip(),
    }


def preview_csv(vault: Vault, path: Path) -> CsvPreview:
    """Read a CSV file of sites (a header line with at least `name`) without adding anything."""
    known = {(row.name.casefold(), row.party.casefold()) for row in list_sites(vault)}
    new: list[NewSite] = []
    present: list[NewSite] = []
    problems: list[tuple[int, str]] = []
    for number, row in _rows(path):
        site = NewSite(
            **{name: (row.get(name) or "").strip() for name in COLUMNS}
            | {"kind": (row.get("kind") or "workplace").strip().lower()}
        )
        key = (site.name.casefold(), (site.party or site.name).casefold())
        if not site.name:
            problems.append((number, "The name is missing."))
        elif site.kind not in KINDS:
            problems.append((number, f"The kind is {site.kind!r}; write workplace, dormitory or household."))
        elif key in known:
            present.append(site)
        else:
            known.add(key)
            new.append(site)
    return CsvPreview(tuple(new), tuple(present), tuple(problems))


def import_csv(vault: Vault, path: Path) -> CsvPreview:
    """Add the new sites of a CSV file; refuses the whole file with its first problem, so that nothing is half done."""
    preview = preview_csv(vault, path)
    if preview.problems:
        line, reason = preview.problems[0]
        raise SitesFileRefused(line=line, reason=reason, count=len(preview.problems))
    if preview.new:
        add_sites(vault, preview.new)
    return preview


def _rows(path: Path) -> Iterable[tuple[int, dict[str, str]]]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileUnreadable(path=path.name, reason="it is larger than 8 MB")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileUnreadable(path=path.name, reason="it is not UTF-8 text; save it as CSV UTF-8") from None
    except OSError as problem:
        raise FileUnreadable(path=path.name, reason=problem.strerror) from problem
    first = text.partition("\n")[0]
    reader = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ","
    )
    names = [(name or "").strip().lower() for name in reader.fieldnames or []]
    if "name" not in names:
        raise SitesFileRefused(line=1, reason="There is no column called name.", count=1)
    reader.fieldnames = names
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as problem:
        raise SitesFileRefused(line=reader.line_num, reason=f"It is not CSV: {problem}.", count=1) from problem
    if len(rows) > MOST_ROWS:
        raise SitesFileRefused(line=MOST_ROWS + 1, reason=f"It has more than {MOST_ROWS} sites.", count=1)
    return rows
