"""Who signed a package, and whether this vault believes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from fieldaudit.errors import (
    CertificateExpired,
    CertificateRefused,
    PackageSignerExpired,
    PackageSignerRevoked,
    PackageUnknownSigner,
)
from fieldaudit.exchange import people
from fieldaudit.exchange.envelope import is_request
from fieldaudit.exchange.membership import organisation
from fieldaudit.trust import certificates, keys, proofs

if TYPE_CHECKING:
    from fieldaudit.exchange.manifest import Manifest
    from fieldaudit.vault import Vault

_FIRST_PACKAGE = timedelta(days=180)  # who joined in time may be long in the field before the first package arrives
_CERTIFY = "Compare the fingerprint with {name} by telephone, then certify them: fieldaudit certify {fingerprint!r}"
_ASK = "Ask the sender which head office they joined; nothing of the package was read."


@dataclass(frozen=True)
class Signer:
    """The holder of the key in a package's signer file; without a certificate `role` is empty."""

    seat: str
    name: str
    role: str
    branch: str
    recipient: str
    public_pem: bytes
    pem: bytes

    @property
    def certified(self) -> bool:
        """Whether the organisation's authority vouches for name, role and branch."""
        return bool(self.role)


def identify(vault: Vault, pem: bytes, now: datetime) -> Signer:
    """Return who a signer file names; raises PackageUnknownSigner, PackageSignerExpired or PackageSignerRevoked."""
    try:
        signer = _of_request(pem) if is_request(pem) else _of_certificate(vault, pem, now)
    except CertificateExpired as expired:
        raise PackageSignerExpired(**expired.details) from expired
    except CertificateRefused as refused:
        raise PackageUnknownSigner(who="somebody", advice=_ASK) from refused
    since = people.revoked_since(vault, signer.seat)
    if since:
        raise PackageSignerRevoked(name=signer.name, when=since[:10])
    return signer


def vouched(vault: Vault, signer: Signer, manifest: Manifest, now: datetime) -> people.Seat:
    """Return the person at head office whose package this is, admitted when their request proves an invitation.

    Nothing is stored: `people.keep_seat` does it when the package is accepted. Raises PackageUnknownSigner when nobody
    vouches for the key.
    """
    known = people.seats(vault).get(signer.seat)
    if known is not None:
        return known
    seat = people.Seat(
        id=signer.seat,
        name=signer.name,
        role=signer.role,
        branch=signer.branch,
        recipient=signer.recipient,
        request="" if signer.certified else signer.pem.decode("ascii"),
        state=people.CERTIFIED if signer.certified else people.WAITING,
        certificate_sent=signer.certified,
    )
    if signer.certified:
        return seat
    invited = people.invitations(vault).get(manifest.sender.invitation)
    if invited is None or not _answers(invited, signer, manifest, now):
        raise unknown(signer)
    return people.admitted(seat, invited)


def unknown(signer: Signer) -> PackageUnknownSigner:
    """Return the refusal of a package whose signer is known by name only."""
    fingerprint = keys.fingerprint(signer.seat)
    return PackageUnknownSigner(who=signer.name, advice=_CERTIFY.format(name=signer.name, fingerprint=fingerprint))


def _answers(invited: people.Invited, signer: Signer, manifest: Manifest, now: datetime) -> bool:
    request = certificates.read_request(signer.pem)
    fits = proofs.is_proof(manifest.sender.proof, bytes.fromhex(invited.secret), request.der)
    in_time = now <= datetime.fromisoformat(invited.expires) + _FIRST_PACKAGE
    return fits and invited.seat in ("", signer.seat) and in_time


def _of_request(pem: bytes) -> Signer:
    request = certificates.read_request(pem)
    return Signer(request.seat, request.name, "", "", request.recipient, request.public_pem, pem)


def _of_certificate(vault: Vault, pem: bytes, now: datetime) -> Signer:
    seat = certificates.check(pem, organisation(vault).authority, now)
    return Signer(seat.seat, seat.name, seat.role, seat.branch, seat.recipient, seat.public_pem, pem)
