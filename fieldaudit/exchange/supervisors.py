"""What an on-site supervisor is to have of head office's entries: chosen one by one, never by leaving things out.

Their own logs, what is assigned to them (audits and actions), questions about their logs, and closings to countersign.
Everything else, a visit that is still to come above all, has no line, no id and no size in their packages
(docs/threat-model.md, Supervisors; docs/decisions/0019-what-supervisors-get.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.audit import actions
from fieldaudit.audit.audit_view import AuditView
from fieldaudit.audit.events import NewEvent, parse_line
from fieldaudit.audit.given import COUNTERSIGN, NOTE, TASK, TaskView
from fieldaudit.audit.record_views import SiteView
from fieldaudit.exchange import countersign
from fieldaudit.exchange.countersign_request import SUPERVISOR
from fieldaudit.trust import keys
from fieldaudit.vault import bulk, records, written

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from typing import Any

    from fieldaudit.audit.actions import ActionView
    from fieldaudit.audit.events import StoredEvent
    from fieldaudit.exchange.people import Seat
    from fieldaudit.vault import Vault

ROLE, SITE = SUPERVISOR, countersign.SITE
ACTION = "action"
_GIVEN = (TASK, NOTE)  # addressed to them, whatever their audience
_PLACE = ("site", "party")
_RESTATED = ("kind", "text", "owner", "due")


def own_audits(vault: Vault, seat: str) -> list[str]:
    """Return the audits that a seat began: a line that it wrote into somebody else's does not make it theirs."""
    return [audit for audit in written.wrote_in(vault, seat, "audit") if _began(vault, audit, seat)]


def _began(vault: Vault, audit: str, seat: str) -> bool:
    made = {event.seat for event in vault.events(audit) if event.kind == "record.created"}
    return made == {seat}


def records_for(vault: Vault, seat: Seat) -> dict[str, str]:
    """Return the records about which a supervisor hears, each with the time up to which (UTC), "" for no end.

    Of a site and its company they hear what head office said when it assigned something there, nothing later.
    """
    found: dict[str, str] = {}
    logs = own_audits(vault, seat.id)
    for audit in logs:
        raised = AuditView.of(vault.cells(audit)).findings
        found |= dict.fromkeys(
            (audit, *(one for one in raised if set(written.naming_finding(vault, one)) <= set(logs))), ""
        )
    about = [record for record in _saying(vault, ACTION, "audit", set(found)) if _is_about(vault, record, found, seat)]
    found |= dict.fromkeys((*_saying(vault, NOTE, "audit", set(found)), *about), "")
    types = vault.record_types()
    for record in _saying(vault, TASK, "seat", {seat.id}):
        found[record] = ""
        site = TaskView.of(vault.cells(record)).site
        given = max((cell.time for cell in vault.cells(record, "field/seat")), default="")
        for place in (one for one in (site, SiteView.of(vault.cells(site)).party) if one in types):
            found[place] = max(found.get(place, ""), given)
    found |= dict.fromkeys(_saying(vault, COUNTERSIGN, "seat", {seat.id}), "")
    return found | {action.id: "" for action in assigned_actions(vault, seat)}


def _is_about(vault: Vault, action: str, logs: Container[str], seat: Seat) -> bool:
    """Whether an action is about one of these logs by another's word, or was opened by this supervisor alone.

    That they write so into somebody else's action makes it not theirs to hear of.
    """
    others = [cell for cell in vault.cells(action, "field/audit") if cell.seat != seat.id]
    opened = {event.seat for event in vault.events(action) if event.kind == "action.opened"}
    return opened == {seat.id} or any(str(cell.value) in logs for cell in others)


def _saying(vault: Vault, kind: str, field: str, values: set[str]) -> list[str]:
    """Return the records of a kind that say one of these values in a field."""
    with vault.reading() as connection:
        cells = bulk.cells(connection, kind, (f"field/{field}",))
    return [record for record, found in cells.items() if values & {str(cell.value) for cell in found}]


def owns(owner: str, name: str, seat: str) -> bool:
    """Whether the owner of an action, as it was written, is this person: their name, seat or fingerprint."""
    written_as = " ".join(owner.split()).casefold()
    known = {" ".join(name.split()).casefold(), seat}
    return bool(written_as) and (written_as in known or keys.is_fingerprint_of(owner.strip(), seat))


def assigned_actions(vault: Vault, seat: Seat) -> list[ActionView]:
    """Return the actions that this person owns, of audits that were closed, as far as they are for the site."""
    with vault.reading() as connection:
        owners = bulk.cells(connection, ACTION, ("field/owner",))
    # whom an action was given to says another than themselves
    theirs = [
        id_
        for id_, heads in owners.items()
        if any(one.seat != seat.id and owns(str(one.value), seat.name, seat.id) for one in heads)
    ]
    found = []
    for record in theirs:
        cells = [cell for cell in vault.cells(record) if cell.audience == SITE and not cell.sealed]
        action = actions.view(cells)
        if action.text and owns(action.owner, seat.name, seat.id) and _was_closed(vault, action.audit):
            found.append(action)
    return found


def _was_closed(vault: Vault, audit: str) -> bool:
    return bool(vault.cells(audit, "closing/"))


def prepare(vault: Vault, seat: Seat) -> None:
    """Say in head office's own words what a supervisor is to have and others wrote, before a package to them."""
    countersign.renew(vault, seat)
    vault.append(list(_restated(vault, seat)))


def has_news(vault: Vault, seat: Seat, news: Container[str]) -> bool:
    """Whether any of the records that head office wrote in lately is theirs to hear of, a site's own aside."""
    return bool(news) and any(record in news for record, until in records_for(vault, seat).items() if not until)


def is_due(vault: Vault, seat: Seat) -> bool:
    """Whether `prepare` would say anything."""
    return any(True for _ in countersign.asked_again(vault, seat)) or any(True for _ in _restated(vault, seat))


def _restated(vault: Vault, seat: Seat) -> Iterator[NewEvent]:
    """Yield what others said of this person's actions, as head office says it; what is in conflict waits."""
    for action in assigned_actions(vault, seat):
        known = {vault.seat, seat.id}
        fields = {
            name: str(heads[0].value)
            for name in _RESTATED
            if (heads := action.slots.get(f"field/{name}", ())) and _is_others(heads, known)
        }
        if "text" in fields:
            fields |= _context(vault, action)
        if fields:
            slots = [f"field/{name}" for name in fields]
            replaces = records.standing(vault.cells(action.id), slots)
            yield NewEvent(action.id, ACTION, "field.set", {"fields": fields}, SITE, replaces)
        state = action.slots.get("state", ())
        if state and _is_others(state, known):
            payload = dict(state[0].value)
            yield NewEvent(action.id, ACTION, "action.state", payload, SITE, (state[0].event,))


def _is_others(heads: Sequence[Any], known: set[str]) -> bool:
    """Whether one person said it, and neither head office nor the supervisor."""
    return len(heads) == 1 and heads[0].seat not in known


def _context(vault: Vault, action: ActionView) -> dict[str, str]:
    """Return where an action is to be carried out and about what finding, where that is for the site."""
    view = AuditView.of(vault.cells(action.audit))
    site = SiteView.of(vault.cells(view.field("site")))
    finding = view.findings.get(action.finding)
    about = finding.title if finding is not None and finding.audience == SITE else ""
    named = {"site_name": site.name if site.audience == SITE else "", "about": about}
    return {name: text for name, text in named.items() if text}


def visible(events: Sequence[StoredEvent], kind: str, until: str) -> list[tuple[StoredEvent, bool]]:
    """Return the lines of one stream up to the last that a supervisor may read, each with whether they may.

    Those between keep their lines, without payload, since the chain needs them; where none may be read there is none.
    """
    told: list[tuple[StoredEvent, bool]] = []
    for stored in events:
        event = parse_line(stored.line)
        if until and kind in _PLACE and event.time > until:
            break
        told.append((stored, kind in _GIVEN or event.audience == SITE))
    last = max((place for place, (_, may) in enumerate(told) if may), default=-1)
    return told[: last + 1]


def revocations(known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the list of the revoked for a supervisor: its heads name records of others' visits."""
    return {**known, "revoked": [{**row, "heads": []} for row in known["revoked"]]}
