"""Starting audits and listing them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fieldaudit.audit import authority
from fieldaudit.audit.views import SiteView
from fieldaudit.checklist import Session
from fieldaudit.errors import NotYourRole, SiteUnknown
from fieldaudit.exchange import membership, published
from fieldaudit.field import remembered
from fieldaudit.field.recording import Heads, Recorder
from fieldaudit.field.sites import list_sites
from fieldaudit.vault import instruments, records
from fieldaudit.vault.reading import LAST_SAVED, properties

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fieldaudit.audit.events import NewEvent
    from fieldaudit.vault import Vault


@dataclass(frozen=True)
class NewVisit:
    """What is known of a visit when an audit starts; `date` is ISO, "" for today."""

    announcement: str = "announced"
    date: str = ""
    purpose: str = ""
    team: str = ""
    due: str = ""


def find_site(vault: Vault, wanted: str) -> str:
    """Return the id of the site with this id or (only) name; raises SiteUnknown."""
    found = [row.id for row in list_sites(vault) if wanted in (row.id, row.name)]
    if len(found) != 1:
        raise SiteUnknown(site=wanted)
    return found[0]


def start_audit(vault: Vault, form: str, site: str, visit: NewVisit, language: str | None = None) -> str:
    """Start an audit of a site with the form of this id or digest; returns its id.

    Raises NotYourRole, FormUnknown, SiteUnknown.
    """
    role = str((vault.get(membership.ME) or {}).get("role", ""))
    if role and not authority.allowed("answer.set", role):
        raise NotYourRole(role=role, what="audit")
    pinned = instruments.find(vault, published.pinned(vault, form))
    place = SiteView.of(vault.cells(site))
    if not place.name:
        raise SiteUnknown(site=site)
    me = membership.member(vault)
    audit, visit_id = records.new_id(), records.new_id()
    day = visit.date or date.today().isoformat()  # noqa: DTZ011 - the day on the wall of the visit
    visit_fields = {
        "site": site,
        "date": day,
        "announcement": visit.announcement,
        "purpose": visit.purpose,
        "team": visit.team or me.name,
    }
    audit_fields = {
        "visit": visit_id,
        "site": site,
        "form": pinned.digest,
        "form_id": pinned.id,
        "form_version": pinned.version,
        "form_title": pinned.title,
        "auditor": me.name,
        "started": day,
        "due": visit.due,
        "language": language or "",
    }
    about = properties(me.name, vault.seat)
    session = Session.start(pinned, record=audit, language=language, properties=about)
    saved = remembered.last_saved(vault, pinned, session)
    if saved:
        session = Session.start(pinned, record=audit, language=language, properties=about, last_saved=saved)
    made = [
        records.created(visit_id, "visit", me.branch, visit_fields, "site"),
        records.created(audit, "audit", me.branch, audit_fields, "site"),
        *_first_values(session, audit),
    ]
    vault.append(made, puts={LAST_SAVED + audit: saved.decode()} if saved else None)
    return audit


def _first_values(session: Session, audit: str) -> Iterator[NewEvent]:
    """Yield the events for what the form sets by itself when it opens: rows of repeats, defaults, calculations."""
    recorder = Recorder(audit, session.form.digest, Heads({}))
    nodes = list(session.nodes())
    yield from (
        entry.event for entry in recorder.rows_added(session, [node.stable for node in nodes if node.kind == "repeat"])
    )
    filled = [node for node in nodes if node.kind not in ("root", "group", "repeat") and node.value]
    values = {node.stable: node.value for node in filled}
    yield from (entry.event for entry in recorder.computed(values, {node.stable: node.audience for node in filled}))
