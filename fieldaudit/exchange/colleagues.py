"""Colleagues: seats of one's organisation, known by their certificates, which a card or a package of theirs brings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit import authority
from fieldaudit.errors import (
    CardRefused,
    CertificateExpired,
    CertificateRefused,
    ColleagueUnknown,
    FileUnreadable,
    NotCertified,
)
from fieldaudit.exchange import clock, membership, people
from fieldaudit.trust import certificates, keys

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.trust.certificates import SeatCertificate
    from fieldaudit.vault import Vault

PACKAGE = "team_package"  # who may make a package for a colleague, and get one
SUFFIX = ".card"
_NO_FILE_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_ANOTHER = "this organisation did not issue the certificate in it"
_REQUEST = "{name} was not certified yet; they send head office a package first and import the answer"
_NOT_NOW = "the certificate of {name} is valid from {start} to {end}, and not today"
_TURNED = "{name} joined the organisation as {role}, and this is for auditors"


@dataclass(frozen=True)
class Colleague:
    """Somebody of the same organisation; `recipient` is whom a package for them is sealed to."""

    seat: str
    name: str
    role: str
    branch: str
    recipient: str
    until: str

    @property
    def fingerprint(self) -> str:
        """The words that both screens show."""
        return keys.fingerprint(self.seat)


def card_name(name: str) -> str:
    """Return what the file with a person's card is called, on any system."""
    return _NO_FILE_NAME.sub("-", name).strip(" .") + SUFFIX


def own_card(vault: Vault) -> bytes:
    """Return this seat's card: its certificate, nothing secret; raises NotJoined, NotCertified."""
    membership.organisation(vault)
    pem = vault.get(membership.CERTIFICATE)
    if pem is None:
        raise NotCertified
    return str(pem).encode("ascii")


def read_card(vault: Vault, path: Path, now: datetime | None = None) -> Colleague:
    """Return whose card a file is, and keep it; raises CardRefused with the reason, FileUnreadable, NotJoined."""
    try:
        with path.open("rb") as source:
            pem = source.read(certificates.MAX_PEM + 1)
    except OSError as failed:
        raise FileUnreadable(path=path, reason=failed.strerror or "the disk refused") from failed
    found = check(vault, pem, now or clock.now())
    if found.seat == vault.seat:
        raise CardRefused(reason="it is your own")
    with vault.transaction():
        people.keep_certificate(vault, pem, membership.organisation(vault).authority)
    return found


def check(vault: Vault, pem: bytes, now: datetime) -> Colleague:
    """Return the colleague of a certificate, as the newest known of theirs says; raises CardRefused."""
    organisation = membership.organisation(vault)
    _refuse_request(pem)
    try:
        start = certificates.start_of(pem)
        seat = certificates.check(pem, organisation.authority, start)
        newest = people.newest_certificate(vault, seat.seat)
        if newest is not None and certificates.start_of(newest.pem) > start:
            pem = newest.pem
        seat = certificates.check(pem, organisation.authority, now)
    except CertificateExpired as expired:
        raise CardRefused(reason=_NOT_NOW.format(**expired.details)) from expired
    except CertificateRefused as refused:
        raise CardRefused(reason=_ANOTHER if _is_certificate(pem) else "it is no card") from refused
    _refuse_others(vault, seat)
    return _colleague(seat)


def colleagues(vault: Vault, now: datetime | None = None) -> list[Colleague]:
    """Return those who can be in a team: certified, valid today, not revoked, and auditors; by name."""
    found = {}
    for row in vault.exchange_log.certificates():
        if row.seat == vault.seat:
            continue
        try:
            found[row.seat] = check(vault, row.pem, now or clock.now())
        except CardRefused:  # it is listed nowhere; `find` says why where somebody asks for it
            found.pop(row.seat, None)
    return sorted(found.values(), key=lambda one: (one.name, one.seat))


def find(vault: Vault, wanted: str, now: datetime | None = None) -> Colleague:
    """Return the colleague with this name, fingerprint or seat; raises ColleagueUnknown, CardRefused."""
    rows = {row.seat: row for row in vault.exchange_log.certificates() if row.seat != vault.seat}
    matching = [
        row for row in rows.values() if wanted in (row.seat, row.name) or keys.is_fingerprint_of(wanted, row.seat)
    ]
    if len(matching) != 1:
        raise ColleagueUnknown(who=wanted)
    return check(vault, matching[0].pem, now or clock.now())


def trouble(vault: Vault, seat: str, now: datetime | None = None) -> str:
    """Return why no package can be made for a seat now, in one sentence; "" when one can."""
    try:
        find(vault, seat, now)
    except (CardRefused, ColleagueUnknown) as refused:
        return refused.sentence
    return ""


def _refuse_request(pem: bytes) -> None:
    if b"BEGIN CERTIFICATE REQUEST" not in pem:
        return
    try:
        name = certificates.read_request(pem).name
    except CertificateRefused as refused:
        raise CardRefused(reason="it is no card") from refused
    raise CardRefused(reason=_REQUEST.format(name=name))


def _is_certificate(pem: bytes) -> bool:
    try:
        certificates.start_of(pem)
    except CertificateRefused:
        return False
    return True


def _refuse_others(vault: Vault, seat: SeatCertificate) -> None:
    if since := people.revoked_since(vault, seat.seat):
        raise CardRefused(reason=f"the certificate of {seat.name} was revoked on {since[:10]}")
    if not authority.allowed(PACKAGE, seat.role):
        raise CardRefused(reason=_TURNED.format(name=seat.name, role=seat.role))


def _colleague(seat: SeatCertificate) -> Colleague:
    until = f"{seat.not_after:%Y-%m-%d}"
    return Colleague(seat.seat, seat.name, seat.role, seat.branch, seat.recipient, until)
