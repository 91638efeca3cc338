"""What head office keeps about people: who was invited, who has which seat, who was revoked."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from fieldaudit.errors import SeatUnknown
from fieldaudit.trust import certificates, keys
from fieldaudit.vault import CertificateRow, written

if TYPE_CHECKING:
    from fieldaudit.vault import Vault

_INVITATIONS, _SEATS, REVOCATIONS = "invitations", "seats", "revocations"
_TRUSTED = "revocation.trusted"
WAITING, ADMITTED, CERTIFIED, REVOKED = "waiting", "admitted", "certified", "revoked"


@dataclass(frozen=True)
class Invited:
    """An invitation that head office wrote; `seat` is who has used it."""

    id: str
    name: str
    role: str
    branch: str
    secret: str
    expires: str
    seat: str = ""


@dataclass(frozen=True)
class Seat:
    """A person known to head office.

    `state` goes from waiting (nobody vouches) over admitted (a valid invitation) to certified, and to revoked. `sent`
    and `previous` are the sequence and manifest of the last package to this seat, made at `answered`;
    `certificate_sent` says whether it holds the newest certificate.
    """

    id: str
    name: str
    role: str
    branch: str
    recipient: str
    request: str
    state: str
    certificate_sent: bool = False
    sent: int = 0
    previous: str = ""
    answered: str = ""
    invitation: str = ""

    @property
    def fingerprint(self) -> str:
        """The id in words."""
        return keys.fingerprint(self.id)


def invitations(vault: Vault) -> dict[str, Invited]:
    """Return all invitations by id."""
    return {id_: Invited(**row) for id_, row in (vault.get(_INVITATIONS) or {}).items()}


def keep_invitation(vault: Vault, invited: Invited) -> None:
    """Store an invitation, new or changed."""
    rows = vault.get(_INVITATIONS) or {}
    vault.put(_INVITATIONS, {**rows, invited.id: asdict(invited)})


def seats(vault: Vault) -> dict[str, Seat]:
    """Return all people by seat."""
    return {id_: Seat(**row) for id_, row in (vault.get(_SEATS) or {}).items()}


def keep_seat(vault: Vault, seat: Seat) -> None:
    """Store a person, new or changed."""
    rows, row = vault.get(_SEATS) or {}, asdict(seat)
    if rows.get(seat.id) != row:  # as it is for most packages: all people stand in one value
        vault.put(_SEATS, {**rows, seat.id: row})


def waiting(vault: Vault) -> dict[str, Seat]:
    """Return those whose packages wait because nobody vouches for their key, by seat."""
    known, found = seats(vault), {}
    for row in vault.exchange_log.packages("in"):
        request = row.detail.get("request")
        if row.state == "unknown_signer" and request and row.sender not in known:
            read = certificates.read_request(request.encode("ascii"))
            found[read.seat] = Seat(read.seat, read.name, "", "", read.recipient, request, WAITING)
    return found


def find_seat(vault: Vault, typed: str) -> Seat:
    """Return the person whose fingerprint (or seat id) was typed; raises SeatUnknown."""
    for seat in (*seats(vault).values(), *waiting(vault).values()):
        if keys.is_fingerprint_of(typed, seat.id):
            return seat
    raise SeatUnknown(fingerprint=typed)


def admitted(seat: Seat, invited: Invited) -> Seat:
    """Return a person with the name, role and branch of the invitation that their request proves."""
    return replace(
        seat, name=invited.name, role=invited.role, branch=invited.branch, state=ADMITTED, invitation=invited.id
    )


def keep_admitted(vault: Vault, seat: Seat) -> None:
    """Store a person whose package is accepted, and that their invitation is used."""
    invited = invitations(vault).get(seat.invitation)
    if invited is not None and not invited.seat:
        keep_invitation(vault, replace(invited, seat=seat.id))
    keep_seat(vault, seat)


def keep_certificate(vault: Vault, certificate: bytes, authority: bytes) -> None:
    """Store a certificate that the authority issued."""
    seat = certificates.check(certificate, authority, certificates.start_of(certificate))
    vault.exchange_log.put_certificate(
        CertificateRow(seat.serial, seat.seat, seat.name, seat.role, seat.branch, seat.recipient, certificate)
    )


def newest_certificate(vault: Vault, seat: str) -> CertificateRow | None:
    """Return the certificate that counts for a seat: the one that was issued last, whichever arrived last."""
    found = [row for row in vault.exchange_log.certificates() if row.seat == seat]
    return max(found, key=lambda row: certificates.start_of(row.pem), default=None)


def revocations(vault: Vault) -> dict[str, Any]:
    """Return the numbered list of the revoked: `number` rises, `revoked` holds seat, time and last trusted heads."""
    found: dict[str, Any] = vault.get(REVOCATIONS) or {"number": 0, "revoked": []}
    return found


def revoked_since(vault: Vault, seat: str) -> str:
    """Return when a seat was revoked, empty when it is trusted."""
    return next((row["since"] for row in revocations(vault)["revoked"] if row["seat"] == seat), "")


def revocation_times(vault: Vault) -> list[str]:
    """Return when each entry of the list was made."""
    return [str(row["since"]) for row in revocations(vault)["revoked"]]


def trusted_heads(vault: Vault, seat: str) -> dict[tuple[str, str], tuple[int, str]]:
    """Return up to where a revoked seat's streams are trusted: (seq, hash) by record and incarnation."""
    rows = [row for row in revocations(vault)["revoked"] if row["seat"] == seat]
    return {(head[0], head[2]): (head[3], head[4]) for row in rows for head in row["heads"]}


def trusted_packages(vault: Vault) -> list[str]:
    """Return the packages of revoked seats that a person decided to trust, by manifest digest."""
    return list(vault.get(_TRUSTED) or ())


def trust_package(vault: Vault, digest: str) -> None:
    """Note that a person trusts a package of a revoked seat."""
    vault.put(_TRUSTED, [*dict.fromkeys([*trusted_packages(vault), digest])])


def add_revocation(vault: Vault, seat: str, since: str) -> None:
    """Put a seat on the list, or anew, with the last heads of its streams that were taken in until now."""
    known = revocations(vault)
    heads = [head.row for head in written.heads_by(vault, seat)]
    others = [row for row in known["revoked"] if row["seat"] != seat]
    when = revoked_since(vault, seat) or since
    row = {"seat": seat, "since": when, "heads": heads}
    vault.put(REVOCATIONS, {"number": known["number"] + 1, "revoked": [*others, row]})
    vault.exchange_log.revoke(seat, when)


def lift_revocation(vault: Vault, seat: str) -> None:
    """Take a seat off the list, because it was certified anew."""
    known = revocations(vault)
    others = [row for row in known["revoked"] if row["seat"] != seat]
    if len(others) != len(known["revoked"]):
        vault.put(REVOCATIONS, {"number": known["number"] + 1, "revoked": others})
