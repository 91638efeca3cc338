"""Who may open an auditor's vault for them: head office's recovery recipient, and the slots that are sealed to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.errors import CertificateRefused, SignatureBroken
from fieldaudit.exchange import authority_key, membership
from fieldaudit.trust.vouchers import Voucher, check_voucher
from fieldaudit.vault import keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldaudit.vault import Vault

_VOUCHER = "recovery_voucher"
RECIPIENT, SIGNATURE = "recovery", "recovery_signature"


def offer(vault: Vault, passphrase: str) -> None:
    """Keep, at head office, what its invitations and certificates say; makes the recovery identity where none is yet.

    Raises WrongPassphrase, AuthorityKeyDamaged.
    """
    made = authority_key.ensure_recovery(vault.home, passphrase)
    vault.put(_VOUCHER, {RECIPIENT: made.recipient, SIGNATURE: made.signature})


def offered(vault: Vault) -> dict[str, str]:
    """Return what goes into an invitation or beside a certificate; empty words before there is a recipient."""
    kept: dict[str, str] = vault.get(_VOUCHER) or {RECIPIENT: "", SIGNATURE: ""}
    return kept


def accept(vault: Vault, values: Mapping[str, object]) -> bool:
    """Take the recovery recipient that head office names, when the organisation vouches for it, and make its slot.

    Returns whether the vault has a slot for it now. What the organisation does not vouch for changes nothing.
    """
    if membership.is_head_office(vault):
        return False
    named, signature = values.get(RECIPIENT), values.get(SIGNATURE)
    if not isinstance(named, str) or not isinstance(signature, str) or not named:
        return False
    try:
        recipient = check_voucher(Voucher(named, signature), membership.organisation(vault).authority)
    except (SignatureBroken, CertificateRefused):
        return False
    vault.put(keys.OFFICE_RECIPIENT, recipient)
    keys.keep_office_slot(vault)
    return True
