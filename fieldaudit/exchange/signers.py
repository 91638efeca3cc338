"""Who signed a package, and whether this vault believes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from fieldaudit.errors import (
    CertificateRefused,
    PackageColleagueExpired,
    PackageColleagueRevoked,
    PackageExpiredInField,
    PackageRefused,
    PackageRestsOnExpired,
    PackageRestsOnRevoked,
    PackageRevokedInField,
    PackageSignerExpired,
    PackageSignerRevoked,
    PackageSignerRevokedLater,
    PackageUnknownSigner,
)
from fieldaudit.exchange import people
from fieldaudit.exchange.envelope import is_request
from fieldaudit.exchange.manifest import ANSWER
from fieldaudit.exchange.membership import is_head_office, organisation
from fieldaudit.trust import certificates, keys, proofs

if TYPE_CHECKING:
    from fieldaudit.exchange.arrival import Arrival
    from fieldaudit.exchange.envelope import Contents
    from fieldaudit.exchange.manifest import Manifest, Part
    from fieldaudit.vault import Vault

_FIRST_PACKAGE = timedelta(days=180)  # who joined in time may be long in the field before the first package arrives
_CERTIFY = "Compare the fingerprint with {name} by telephone, then certify them: fieldaudit certify {fingerprint!r}"
_ASK = "Ask the sender which head office they joined; nothing of the package was read."


@dataclass(frozen=True)
class Signer:
    """The holder of the key in a package's signer file; without a certificate it has no role and no dates."""

    seat: str
    name: str
    role: str
    branch: str
    recipient: str
    public_pem: bytes
    pem: bytes
    begins: datetime | None = None
    ends: datetime | None = None

    @property
    def certified(self) -> bool:
        """Whether the organisation's authority vouches for name, role and branch."""
        return bool(self.role)


def identify(vault: Vault, pem: bytes) -> Signer:
    """Return who a signer file names, whether or not they are trusted still; raises PackageUnknownSigner."""
    try:
        return _of_request(pem) if is_request(pem) else _of_certificate(vault, pem)
    except CertificateRefused as refused:
        raise PackageUnknownSigner(who="somebody", advice=_ASK) from refused


def check_trusted(vault: Vault, arrival: Arrival, now: datetime) -> None:
    """Raise PackageSignerExpired, or PackageSignerRevoked for a revoked seat whose package brings anything new.

    Call it once the signature fits. Whoever holds the key owns the clock: what says that it was signed before the
    revocation and goes beyond the heads that it names waits for a person (PackageSignerRevokedLater); what says that it
    was signed after is refused. Of those whose streams are relayed `doubt_of` tells.
    """
    signer, manifest, digest = arrival.signer, arrival.contents.manifest, arrival.contents.digest
    since = people.revoked_since(vault, signer.seat)
    if since and digest in people.trusted_packages(vault):
        return
    office = is_head_office(vault)
    if _is_out_of_date(signer, now):
        raise (PackageSignerExpired if office else PackageExpiredInField)(**_dates(signer))
    field = manifest.purpose != ANSWER
    if not since or (field and all(_is_trusted(vault, signer.seat, part) for part in manifest.streams)):
        return
    if not office:
        raise PackageRevokedInField(**_revoked(signer, since))
    if field and manifest.made < since:
        made = manifest.made[:16].replace("T", " ")
        raise PackageSignerRevokedLater(**_revoked(signer, since), made=made, package=digest[:12])
    raise PackageSignerRevoked(**_revoked(signer, since))


def doubt_of(vault: Vault, writer: Signer, contents: Contents, now: datetime) -> PackageRefused | None:
    """Return why what is new of a colleague of the sender is not believed now, None when it is.

    The package's time says nothing of when they signed: of a revoked one all that is new waits for a person.
    """
    since = people.revoked_since(vault, writer.seat)
    if since and contents.digest in people.trusted_packages(vault):
        return None
    office, package = is_head_office(vault), contents.digest[:12]
    if since:
        kind = PackageColleagueRevoked if office else PackageRestsOnRevoked
        return kind(**_revoked(writer, since), made="", package=package)
    if _is_out_of_date(writer, now):
        return (PackageColleagueExpired if office else PackageRestsOnExpired)(**_dates(writer))
    return None


def _is_out_of_date(signer: Signer, now: datetime) -> bool:
    return signer.begins is not None and signer.ends is not None and not signer.begins <= now <= signer.ends


def _dates(signer: Signer) -> dict[str, str]:
    start, end = f"{signer.begins:%Y-%m-%d}", f"{signer.ends:%Y-%m-%d}"
    why = f"their certificate was valid from {start} to {end}"
    fingerprint = keys.fingerprint(signer.seat)
    return {
        "name": signer.name,
        "seat": signer.seat,
        "fingerprint": fingerprint,
        "start": start,
        "end": end,
        "why": why,
    }


def _revoked(signer: Signer, since: str) -> dict[str, str]:
    when = since[:10]
    return {"name": signer.name, "seat": signer.seat, "when": when, "why": f"their certificate was revoked on {when}"}


def _is_trusted(vault: Vault, seat: str, part: Part) -> bool:
    """Whether a part ends at, or before, a head that the revocation names: a line here carries all before it."""
    if part.seat != seat:
        return False
    seq, digest = people.trusted_heads(vault, seat).get((part.record, part.inc), (0, ""))
    return (part.last, part.hash) == (seq, digest) or (part.last < seq and vault.stored(part.hash) is not None)


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


def _of_certificate(vault: Vault, pem: bytes) -> Signer:
    """Return the holder of a certificate as the newest that was issued to them says: an older one counts no more."""
    authority = organisation(vault).authority
    seat = certificates.check(pem, authority, certificates.start_of(pem))
    newest = people.newest_certificate(vault, seat.seat)
    start = certificates.start_of(newest.pem) if newest else seat.not_before
    if newest is not None and start > seat.not_before:
        seat = certificates.check(newest.pem, authority, start)
    dates = (seat.not_before, seat.not_after)
    return Signer(seat.seat, seat.name, seat.role, seat.branch, seat.recipient, seat.public_pem, pem, *dates)
