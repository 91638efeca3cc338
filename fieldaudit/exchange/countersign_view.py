"""What a closing says to the site, carried to an on-site supervisor so that they can check what they sign.

It is the pack for the site as lines: the closing with its signature, what it says to the site (`closing.covers`), every
line that this covers with salt and payload, of the closed ones the hash alone, and the certificate of who signed. Only
the wording of the questions is head office's own word: the lines hold answers, the form their questions.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import TYPE_CHECKING, Any

from fieldaudit.audit import authority, covering, strictjson
from fieldaudit.audit.audit_view import AuditView
from fieldaudit.audit.events import commitment, line_hash, parse_line, read_payload
from fieldaudit.audit.sheet import Marks, build_sheet
from fieldaudit.audit.site_text import SiteText, Wording, site_text
from fieldaudit.audit.slots import Entry, writes
from fieldaudit.checklist import Session
from fieldaudit.errors import (
    CertificateRefused,
    CountersignBroken,
    CountersignRefused,
    EventRefused,
    PackBefore,
    PackNotWhole,
    SignatureBroken,
)
from fieldaudit.exchange import bounded, membership
from fieldaudit.exchange.client_pack import certificate_of, evidence
from fieldaudit.trust import certificates, keys
from fieldaudit.vault import instruments

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fieldaudit.audit.events import Event
    from fieldaudit.audit.given import CountersignView
    from fieldaudit.exchange.client_pack_lines import Line
    from fieldaudit.vault import Vault

_SITE = "site"
_LONGEST, _PACKED = 8 << 20, 900 << 10  # in memory; as a field of an event, whose payload has at most 1 MiB
_CLOSED = "closing.signed"


def make(vault: Vault, audit: str) -> tuple[str, str, int]:
    """Return what the standing closing says to the site as text of a field, with its hash and version.

    Raises AuditUnknown, AuditNotSigned, PackUncertified, CountersignRefused.
    """
    try:
        found = evidence(vault, audit, _SITE)
    except PackBefore as before:
        raise CountersignRefused(
            reason="the audit was signed by an older program, which did not say what is for the site; amend it"
        ) from before
    except PackNotWhole as lacking:
        raise CountersignRefused(reason="not everything that the signature covers is here") from lacking
    [said] = [one.stored for one in found.statements]
    closed = parse_line(found.closing.line)
    document = {
        "closing": found.closing.line.decode(),
        "signature": base64.b64encode(found.closing.signature or b"").decode("ascii"),
        "signer": certificate_of(vault, closed.seat).decode("ascii"),
        "said": _opened(said.line, said.salt or b"", said.payload or b""),
        "lines": [_shown(line) for line in found.lines],
        "words": _words(vault, audit, found.lines),
    }
    packed = base64.b64encode(zlib.compress(strictjson.dumps(document), 9)).decode("ascii")
    if len(packed) > _PACKED:
        raise CountersignRefused(reason="it says more to the site than one request can carry")
    payload = read_payload(said.payload or b"{}")
    return packed, closed.hash, int(payload["version"])


def read(vault: Vault, asked: CountersignView) -> SiteText:
    """Return what a closing says to the site, once it is shown to be what the auditor's signature covers.

    Raises CountersignBroken.
    """
    try:
        return _read(membership.organisation(vault).authority, asked, _unpacked(asked.field("view")))
    except (LookupError, TypeError, ValueError, AttributeError, EventRefused) as strange:
        raise CountersignBroken(reason="it is malformed") from strange


def _unpacked(text: str) -> dict[str, Any]:
    """Return the document; raises EventRefused, ValueError."""
    try:
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(base64.b64decode(text, validate=True), _LONGEST)
        if unpacking.unconsumed_tail or not unpacking.eof:
            raise EventRefused(reason="it is larger than it may be")
    except (zlib.error, binascii.Error) as broken:
        raise EventRefused(reason="it cannot be unpacked") from broken
    document: dict[str, Any] = bounded.loads(data, _LONGEST)
    return document


def _read(issuer: bytes, asked: CountersignView, document: dict[str, Any]) -> SiteText:
    line = document["closing"].encode()
    _check_signer(issuer, document["signer"].encode("ascii"), line, base64.b64decode(document["signature"]))
    closed = parse_line(line)
    _same(closed.kind == _CLOSED and closed.record == asked.audit, "it is no closing of this audit")
    _same(closed.hash == asked.closing, "it is another closing than the one that is asked about")
    statement, said = _opening(document["said"])
    _same(statement.hash == closed.prev and statement.kind == covering.COVERS, "what it says to the site is not signed")
    _same(said.get("audience") == _SITE, "what it says to the site is not signed")
    lines = list(document["lines"])
    hashes = [one if isinstance(one, str) else line_hash(one["line"].encode()) for one in lines]
    _same(len(set(hashes)) == len(hashes) == said["count"], "an entry is missing, or stands in it twice")
    _same(covering.digest(hashes) == said["lines"], "an entry in it is not one that was signed")
    opened = [_opening(one) for one in lines if not isinstance(one, str)]
    entries = [Entry(event, writes(event, payload)) for event, payload in opened]
    words = {
        str(ref): Wording(str(one["number"]), str(one["label"]), {str(k): str(v) for k, v in one["choices"].items()})
        for ref, one in document["words"].items()
    }
    return site_text(closed.record, closed.hash, said, entries, words)


def _check_signer(issuer: bytes, pem: bytes, line: bytes, signature: bytes) -> None:
    try:
        signer = certificates.check(pem, issuer, certificates.start_of(pem))
        keys.verify(signer.public_pem, signature, line)
    except CertificateRefused as refused:
        raise CountersignBroken(reason="nobody of this organisation signed it") from refused
    except SignatureBroken as broken:
        raise CountersignBroken(reason="the auditor's signature does not fit") from broken
    mine = parse_line(line).seat == signer.seat and authority.allowed(_CLOSED, signer.role)
    _same(mine, "it was not signed by who closed the audit")


def _same(holds: bool, reason: str) -> None:
    if not holds:
        raise CountersignBroken(reason=reason)


def _opening(said: Mapping[str, str]) -> tuple[Event, dict[str, Any]]:
    """Return a line with its payload, which must be the one that the line commits to."""
    event, payload = parse_line(said["line"].encode()), said["payload"].encode()
    fits = commitment(bytes.fromhex(said["salt"]), payload) == event.commit
    _same(fits, "an entry in it is not what was signed")
    return event, read_payload(payload)


def _opened(line: bytes, salt: bytes, payload: bytes) -> dict[str, str]:
    return {"line": line.decode(), "salt": salt.hex(), "payload": payload.decode()}


def _shown(line: Line) -> dict[str, str] | str:
    if line.salt is None or line.payload is None:
        return line.event.hash
    return _opened(line.event.line, line.salt, line.payload)


def _words(vault: Vault, audit: str, lines: Iterable[Line]) -> dict[str, Any]:
    """Return the wording of the questions that the shown lines are about.

    It comes from a session over what is for the site alone, so that no label can quote anything else.
    """
    told = {str(line.said.get("ref", "")) for line in lines}
    cells = [cell for cell in vault.cells(audit) if cell.audience == _SITE and not cell.sealed]
    view = AuditView.of(cells)
    form = instruments.form_of(vault, view.form)
    session = Session.resume(form, view.values, view.rows, record=audit)
    found = {}
    sections = build_sheet(session, Marks(view.skips, view.notes), []).sections
    for row in (row for section in sections for row in section.rows):
        if row.ref in told and row.audience == _SITE:
            choices = {choice.value: choice.label for choice in session.node(row.ref).choices}
            found[row.ref] = {"number": row.number, "label": row.label.strip(), "choices": choices}
    return found
