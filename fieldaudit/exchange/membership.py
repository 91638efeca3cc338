"""Which organisation a vault belongs to, and who its seat is there: small values in the encrypted database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.errors import NotHeadOffice, NotJoined
from fieldaudit.trust import certificates, keys

if TYPE_CHECKING:
    from fieldaudit.trust.keys import SigningKey
    from fieldaudit.trust.sealing import Identity
    from fieldaudit.vault import Vault

ORGANISATION, ME, CERTIFICATE, REQUEST = "organisation", "me", "certificate", "request"
INVITATION, HEAD_OFFICE, OFFICER = "invitation", "headoffice", "officer_recipient"
OFFICE_ROLE = "headoffice"  # of head office's own seat; nobody is invited to it


@dataclass(frozen=True)
class Organisation:
    """The organisation: the id and name of its certificate authority, and its certificate in PEM."""

    id: str
    name: str
    authority: bytes


@dataclass(frozen=True)
class Member:
    """The seat that this vault belongs to; `certified` says whether its certificate has arrived."""

    seat: str
    fingerprint: str
    name: str
    role: str
    branch: str
    organisation: str
    certified: bool
    head_office: bool


def organisation(vault: Vault) -> Organisation:
    """Return the organisation; raises NotJoined."""
    pem = vault.get(ORGANISATION)
    if pem is None:
        raise NotJoined
    authority = pem.encode("ascii")
    return Organisation(certificates.authority_id(authority), certificates.authority_name(authority), authority)


def member(vault: Vault) -> Member:
    """Return who this vault belongs to; raises NotJoined."""
    me, belongs = vault.get(ME), organisation(vault)
    return Member(
        seat=vault.seat,
        fingerprint=keys.fingerprint(vault.seat),
        name=me["name"],
        role=me["role"],
        branch=me["branch"],
        organisation=belongs.name,
        certified=vault.get(CERTIFICATE) is not None,
        head_office=is_head_office(vault),
    )


def is_head_office(vault: Vault) -> bool:
    """Say whether this is head office's vault."""
    return vault.get(ME) is not None and vault.get(HEAD_OFFICE) is None


def office_seat(vault: Vault) -> str:
    """Return head office's seat as a field seat knows it, "" before it joined and at head office itself."""
    return str((vault.get(HEAD_OFFICE) or {}).get("seat", ""))


def require_head_office(vault: Vault) -> None:
    """Raise NotHeadOffice in the vault of a field seat."""
    if not is_head_office(vault):
        raise NotHeadOffice


def own_identity(vault: Vault) -> Identity:
    """Return the seat's age identity; raises NotJoined."""
    identity = vault.identity
    if identity is None:
        raise NotJoined
    return identity


def own_key(vault: Vault) -> SigningKey:
    """Return the seat's signing key; raises NotJoined."""
    key = vault.signing_key
    if key is None:
        raise NotJoined
    return key


def signer_pem(vault: Vault) -> bytes:
    """Return what a package's signer file holds: the certificate, or the signing request before there is one."""
    pem: str = vault.get(CERTIFICATE) or vault.get(REQUEST)
    return pem.encode("ascii")


def has_officer(vault: Vault) -> bool:
    """Say whether the organisation has a protection officer's key, without which nothing restricted is collected."""
    return vault.get(OFFICER) is not None


def branch(vault: Vault) -> str:
    """Return the branch of this vault's seat, "" at head office."""
    return str((vault.get(ME) or {}).get("branch", ""))
