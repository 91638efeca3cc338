"""Enrolment: setting up an organisation, inviting people, joining, certifying and revoking."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from fieldaudit.audit.authority import SEAT_ROLES
from fieldaudit.errors import AuthorityPassphraseNeeded, FileUnreadable, FileUnwritable, InvitationRefused, SeatUnknown
from fieldaudit.exchange import authority_key, clock, officer, people, recovery_voucher
from fieldaudit.exchange.invitation import Invitation, new_id, new_secret, read_invitation, write_invitation
from fieldaudit.exchange.membership import (
    CERTIFICATE,
    HEAD_OFFICE,
    INVITATION,
    ME,
    OFFICE_ROLE,
    OFFICER,
    ORGANISATION,
    REQUEST,
    organisation,
    own_identity,
    require_head_office,
)
from fieldaudit.trust import certificates, keys, sealing, slots
from fieldaudit.trust.recovery import recovery_sheet
from fieldaudit.vault import Vault, files
from fieldaudit.vault import keys as vault_keys
from fieldaudit.vault.beginning import setting_up

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

INVITATION_DAYS = 30
CERTIFICATE_DAYS = 2 * 365
HEAD_OFFICE_DAYS = 10 * 365


@dataclass(frozen=True)
class OrganisationMade:
    """A new head office: its fingerprint, and the sheet to print now, for its words are kept nowhere."""

    name: str
    fingerprint: str
    recovery_words: str
    sheet: str


@dataclass(frozen=True)
class OfficerMade:
    """The protection officer's new key: what others seal to, and its fingerprint in words."""

    recipient: str
    fingerprint: str
    path: Path


@dataclass(frozen=True)
class Invited:
    """A written invitation: the code to say by another way, once."""

    code: str
    path: Path
    expires: str


@dataclass(frozen=True)
class Joined:
    """A new vault in the field."""

    fingerprint: str
    organisation: str
    organisation_fingerprint: str
    name: str
    role: str
    branch: str


def create_organisation(
    home: Path,
    name: str,
    passphrase: str,
    *,
    cost: slots.Cost | None = None,
    authority_passphrase: str | None = None,
    now: datetime | None = None,
) -> OrganisationMade:
    """Set up a head office in `home`: vault, certificate authority in its own file, seat, certificate, recovery sheet.

    `authority_passphrase` is for those who keep the certificate key apart; without it the one passphrase opens both.
    """
    slots.check_new_passphrase(passphrase)
    slots.check_new_passphrase(authority_passphrase or passphrase)
    when = now or clock.now()
    authority = certificates.make_authority(name, when)
    key, identity = keys.generate_signing_key(), sealing.new_identity()
    request = certificates.make_request(key, name, identity.recipient)
    certificate = certificates.issue(
        authority, request, name=name, role=OFFICE_ROLE, branch="", days=HEAD_OFFICE_DAYS, now=when
    )
    with setting_up(home, authority_key.NAME), Vault.create(home, passphrase, cost=cost) as vault:
        words = vault_keys.make_recovery(vault, cost=cost)
        authority_key.save(home, authority, authority_passphrase or passphrase, words, cost)
        with vault.transaction():
            vault.set_seat(key, identity)
            vault.put(ORGANISATION, authority.certificate_pem.decode("ascii"))
            vault.put(ME, {"name": name, "role": OFFICE_ROLE, "branch": ""})
            vault.put(REQUEST, request.decode("ascii"))
            vault.put(CERTIFICATE, certificate.decode("ascii"))
            people.keep_certificate(vault, certificate, authority.certificate_pem)
        recovery_voucher.offer(vault, authority_passphrase or passphrase)
    fingerprint = keys.fingerprint(authority.key.seat)
    sheet = recovery_sheet(name, fingerprint, words, f"{when:%d %B %Y}".lstrip("0"))
    return OrganisationMade(name, fingerprint, words, sheet)


def create_officer(vault: Vault, out: Path, passphrase: str) -> OfficerMade:
    """Make the protection officer's age identity in a file under its own passphrase, and register its recipient.

    Where there was one before, this changes it: what was sealed to the former stays for the former, whose file is kept.
    """
    require_head_office(vault)
    slots.check_new_passphrase(passphrase)
    made = sealing.new_identity()
    write_new(out, sealing.seal_with_passphrase(f"{made.secret}\n".encode("ascii"), passphrase))
    with vault.transaction():
        officer.name(vault, made.recipient, clock.now())
    return OfficerMade(made.recipient, officer_fingerprint(made.recipient), out)


def officer_secret(path: Path, passphrase: str) -> str:
    """Return the protection officer's age secret; raises WrongPassphrase, SealBroken or FileUnreadable."""
    try:
        sealed = path.read_bytes()
    except OSError as failed:
        raise FileUnreadable(path=path, reason=failed.strerror or "the disk refused") from failed
    return sealing.unseal_with_passphrase(sealed, passphrase).decode("ascii").strip()


def officer_fingerprint(recipient: str) -> str:
    """Return an age recipient in words, for people to compare."""
    return keys.fingerprint(recipient)


def invite(vault: Vault, name: str, role: str, branch: str, out: Path, *, now: datetime | None = None) -> Invited:
    """Write an invitation for `name` to `out` and return its code, which is kept nowhere."""
    require_head_office(vault)
    if role not in SEAT_ROLES or not name.strip():
        raise InvitationRefused(reason=f"it needs a name, and a role out of {', '.join(SEAT_ROLES)}")
    expires = f"{(now or clock.now()) + timedelta(days=INVITATION_DAYS):%Y-%m-%dT%H:%M:%S+00:00}"
    invited = people.Invited(new_id(), name.strip(), role, branch, new_secret(), expires)
    invitation = Invitation(
        id=invited.id,
        secret=invited.secret,
        name=invited.name,
        role=role,
        branch=branch,
        authority=organisation(vault).authority.decode("ascii"),
        headoffice_seat=vault.seat,
        headoffice=own_identity(vault).recipient,
        officer=vault.get(OFFICER) or "",
        expires=expires,
        **recovery_voucher.offered(vault),
    )
    sealed, code = write_invitation(invitation)
    write_new(out, sealed)
    people.keep_invitation(vault, invited)
    return Invited(code, out, expires)


def join(
    home: Path,
    file: Path,
    code: str,
    passphrase: str,
    *,
    cost: slots.Cost | None = None,
    now: datetime | None = None,
) -> Joined:
    """Make a vault and a seat from an invitation; work can start at once, the request rides in the first package."""
    slots.check_new_passphrase(passphrase)
    invitation = read_invitation(file, code, now or clock.now())
    key, identity = keys.generate_signing_key(), sealing.new_identity()
    request = certificates.make_request(key, invitation.name, identity.recipient)
    with setting_up(home), Vault.create(home, passphrase, cost=cost) as vault:
        with vault.transaction():
            vault.set_seat(key, identity)
            vault.put(ORGANISATION, invitation.authority)
            vault.put(ME, {"name": invitation.name, "role": invitation.role, "branch": invitation.branch})
            vault.put(REQUEST, request.decode("ascii"))
            vault.put(INVITATION, {"id": invitation.id, "secret": invitation.secret})
            vault.put(HEAD_OFFICE, {"seat": invitation.headoffice_seat, "recipient": invitation.headoffice})
            vault.put(OFFICER, invitation.officer or None)
        recovery_voucher.accept(vault, asdict(invitation))
    authority = invitation.authority.encode("ascii")
    return Joined(
        fingerprint=keys.fingerprint(key.seat),
        organisation=certificates.authority_name(authority),
        organisation_fingerprint=keys.fingerprint(certificates.authority_id(authority)),
        name=invitation.name,
        role=invitation.role,
        branch=invitation.branch,
    )


def certify(
    vault: Vault,
    typed: str,
    passphrase: str | None,
    *,
    role: str | None = None,
    branch: str | None = None,
    now: datetime | None = None,
) -> people.Seat:
    """Issue a certificate for the person with the fingerprint `typed`; it travels in the next package to them.

    Role and branch are those of the invitation unless given; someone without an invitation becomes an auditor unless
    said otherwise. Raises SeatUnknown, WrongPassphrase, AuthorityPassphraseNeeded.
    """
    require_head_office(vault)
    seat = people.find_seat(vault, typed)
    decided = replace(seat, role=role or seat.role or SEAT_ROLES[0], branch=seat.branch if branch is None else branch)
    if decided.role not in SEAT_ROLES:
        raise InvitationRefused(reason=f"a role is one of {', '.join(SEAT_ROLES)}")
    return issue_certificate(vault, decided, passphrase, now or clock.now())


def issue_certificate(vault: Vault, seat: people.Seat, passphrase: str | None, now: datetime) -> people.Seat:
    """Issue and store the certificate of a person whose role is settled."""
    if passphrase is None:
        raise AuthorityPassphraseNeeded
    certificate = certificates.issue(
        authority_key.load(vault.home, passphrase),
        seat.request.encode("ascii"),
        name=seat.name,
        role=seat.role,
        branch=seat.branch,
        days=CERTIFICATE_DAYS,
        now=now,
    )
    recovery_voucher.offer(vault, passphrase)  # an office that was set up before this was has none yet
    certified = replace(seat, state=people.CERTIFIED, certificate_sent=False)
    with vault.transaction():
        people.keep_certificate(vault, certificate, organisation(vault).authority)
        people.keep_seat(vault, certified)
        people.lift_revocation(vault, seat.id)
    return certified


def revoke(vault: Vault, typed: str, *, now: datetime | None = None) -> people.Seat:
    """Trust nothing more from the person with the fingerprint `typed`; the list of the revoked travels to everyone."""
    require_head_office(vault)
    seat = people.find_seat(vault, typed)
    if seat.id == vault.seat:
        raise SeatUnknown(fingerprint=typed)
    revoked = replace(seat, state=people.REVOKED)
    with vault.transaction():
        people.keep_seat(vault, revoked)
        people.add_revocation(vault, seat.id, clock.stamp(now or clock.now()))
    return revoked


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet; raises FileUnwritable."""
    if path.exists():
        raise FileUnwritable(path=path, reason="there is already a file of this name")
    try:
        files.write(path, data)
    except OSError as failed:
        raise FileUnwritable(path=path, reason=failed.strerror or "the disk refused") from failed
