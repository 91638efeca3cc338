"""What people said of a closing, beside its signature: the site's representative and the agency's supervisors.

Read from the lines themselves, not from what stands: nothing that is written later takes one of them away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.audit.audit_view import AuditView
from fieldaudit.audit.given import COUNTERSIGN, CountersignView
from fieldaudit.audit.slots import STATEMENT
from fieldaudit.errors import SignatureBroken
from fieldaudit.trust import certificates, keys
from fieldaudit.vault import bulk, passed_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fieldaudit.audit.events import Event
    from fieldaudit.vault.vault import Vault

SITE, SUPERVISOR = "site", "supervisor"
#: Written on the auditor's computer; by the person's own certified seat; by a seat that nobody vouches for here.
WITNESSED, CERTIFIED, UNCERTIFIED = "witnessed", "certified", "uncertified"
AGREED = "agree"
_SITE_ANSWER, _AUDIT = "closing.site", "field/audit"
_ORDER = ("declined", "dissent", "dispute")
_SUPERVISOR_ROLE = "supervisor"


@dataclass(frozen=True)
class Statement:
    """What one person said of a closing; `answer` is agree, dispute, dissent or declined.

    `party` is site or supervisor. `by` is whose seat wrote it: who says that they saw it, or the person themselves
    where it is `certified`. `picture` is a PNG in base64 or "", `time` UTC and `offset` the writer's minutes from it.
    """

    party: str
    standing: str
    name: str
    function: str
    answer: str
    comment: str
    picture: str
    authority: bool | None
    by: str
    seat: str
    closing: str
    time: str
    offset: str
    event: str

    @property
    def against(self) -> bool:
        """Whether it is no agreement."""
        return self.answer != AGREED


def statements_of(vault: Vault, audit: str, closing: str = "") -> tuple[Statement, ...]:
    """Return what was said of one closing of an audit, or of all its closings, the first one first."""
    found = [_witnessed(vault, event, said) for event, said in _said(vault, audit, (_SITE_ANSWER, STATEMENT))]
    found += from_own_seats(vault, audit)
    here = {one.event for one in found}
    found += [one for one in _passed_on(vault, audit) if one.event not in here]
    chosen = (one for one in found if closing in ("", one.closing))
    return tuple(sorted(chosen, key=lambda one: (one.party != SITE, one.time, one.event)))


def from_own_seats(vault: Vault, audit: str) -> list[Statement]:
    """Return what supervisors who were asked about an audit by this vault's requests wrote, each in their own seat."""
    return [said for request in _requests(vault, audit) for said in of_request(vault, request)]


def of_request(vault: Vault, request: CountersignView) -> list[Statement]:
    """Return what was said in answer to one request."""
    return [
        _from_own_seat(vault, request, event, said)
        for event, said in _said(vault, request.id, (STATEMENT,))
        if (said.get("audit"), said.get("closing")) == (request.audit, request.closing)
    ]


def _requests(vault: Vault, audit: str) -> list[CountersignView]:
    """Return what was asked of supervisors about an audit, without what was sent along to read."""
    with vault.reading() as connection:
        cells = bulk.cells(connection, COUNTERSIGN, (_AUDIT, "field/closing", "field/seat"))
    views = (CountersignView.of(found) for found in cells.values())
    return [view for view in views if view.audit == audit]


def _passed_on(vault: Vault, audit: str) -> list[Statement]:
    """Return what head office passed on of what supervisors said about closings of an audit."""
    closings = {cell.event for cell in vault.cells(audit, "closing/")}
    return [
        _statement(one.event, one.said, SUPERVISOR, CERTIFIED if one.proven else UNCERTIFIED, one.name, one.name)
        for one in passed_on.of_audit(vault, audit)
        if one.said["closing"] in closings
    ]


def against(vault: Vault) -> dict[str, str]:
    """Return the audits to whose standing closing somebody did not agree, with the gravest answer of all."""
    with vault.reading() as connection:
        audits = bulk.cells(connection, "audit", (), ("site_closing/", "statement/"))
        asked = bulk.cells(connection, COUNTERSIGN, ("field/audit",), ("statement/",))
    of_request = {cell.record: str(cell.value) for cells in asked.values() for cell in cells if cell.slot == _AUDIT}
    found: dict[str, dict[str, str]] = {}
    for cell in (cell for cells in (*audits.values(), *asked.values()) for cell in cells if cell.slot != _AUDIT):
        answer = str(cell.value.get("answer", ""))
        if answer != AGREED:
            said = found.setdefault(of_request.get(cell.record, cell.record), {})
            closing = cell.slot.partition("/")[2]
            said[closing] = gravest(said.get(closing, ""), answer)
    for audit in passed_on.audits(vault):
        said = found.setdefault(audit, {})
        for one in (one for one in _passed_on(vault, audit) if one.against):
            said[one.closing] = gravest(said.get(one.closing, ""), one.answer)
    return {
        audit: said[closing] for audit, said in found.items() if (closing := standing_closing(vault, audit)) in said
    }


def gravest(*answers: str) -> str:
    """Return the answer that weighs most against a closing."""
    return max(answers, key=lambda one: _ORDER.index(one) if one in _ORDER else -1)


def standing_closing(vault: Vault, audit: str) -> str:
    """Return the hash of the closing that stands, "" where none does."""
    cells = [*vault.cells(audit, "closing/"), *vault.cells(audit, "amendment/")]
    closing = AuditView.of(cells).closing
    return closing.hash if closing else ""


def _said(vault: Vault, record: str, kinds: Sequence[str]) -> Iterator[tuple[Event, Mapping[str, Any]]]:
    for event in vault.events(record):
        if event.kind in kinds:
            payload = vault.payload(event.hash)
            if isinstance(payload, dict):
                yield event, payload


def _witnessed(vault: Vault, event: Event, said: Mapping[str, Any]) -> Statement:
    """Return what a person said on somebody else's computer: that seat's word for it, whatever it holds."""
    party = SITE if event.kind == _SITE_ANSWER else SUPERVISOR
    return _statement(event, said, party, WITNESSED, _name(vault, event.seat))


def _from_own_seat(vault: Vault, asked: CountersignView, event: Event, said: Mapping[str, Any]) -> Statement:
    by = _name(vault, event.seat)
    proven = event.seat == asked.seat and _is_proven(vault, event)
    return _statement(event, said, SUPERVISOR, CERTIFIED if proven else UNCERTIFIED, by, by)


def _statement(event: Event, said: Mapping[str, Any], party: str, standing: str, by: str, name: str = "") -> Statement:
    authority = {"true": True, "yes": True, "false": False, "no": False}.get(str(said.get("authority", "")).lower())
    return Statement(
        party=party,
        standing=standing,
        name=name or str(said["name"]),
        function=str(said["function"]),
        answer=str(said["answer"]),
        comment=str(said.get("comment", "")),
        picture=str(said.get("signature", "")),
        authority=authority,
        by=by,
        seat=event.seat,
        closing=str(said["closing"]),
        time=event.time,
        offset=event.offset,
        event=event.hash,
    )


def _is_proven(vault: Vault, event: Event) -> bool:
    """Whether the line carries a signature of the seat, which head office certified as a supervisor's."""
    pem, stored = certificate_of(vault, event.seat), vault.stored(event.hash)
    if not pem or stored is None or stored.signature is None:
        return False
    seat, public = certificates.key_in(pem)
    try:
        keys.verify(public, stored.signature, stored.line)
    except SignatureBroken:
        return False
    return seat == event.seat


def certificate_of(vault: Vault, seat: str) -> bytes:
    """Return the certificate that makes a seat a supervisor's here, b"" where none does or it was revoked."""
    rows = [row for row in vault.exchange_log.certificates() if row.seat == seat]
    mine = [row.pem for row in rows if row.role == _SUPERVISOR_ROLE and not row.revoked]
    return mine[-1] if mine else b""


def _name(vault: Vault, seat: str) -> str:
    row = vault.exchange_log.certificate(seat)
    me = vault.get("me") if seat == vault.seat else None
    return row.name if row is not None else str(me["name"]) if me else ""
