"""The organisation's word that an age recipient is its recovery recipient: a signature by its certificate key.

Without it whoever sits at head office's daily vault could have every laptop seal its key to a recipient of their own.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.errors import SignatureBroken
from fieldaudit.trust import certificates, keys, sealing

if TYPE_CHECKING:
    from fieldaudit.trust.certificates import Authority

_TAG = b"fieldaudit recovery recipient 1\n"


@dataclass(frozen=True)
class Voucher:
    """The recovery recipient, and the authority's signature over it in Base64."""

    recipient: str
    signature: str


def vouch(authority: Authority, recipient: str) -> Voucher:
    """Return the authority's voucher for `recipient`."""
    signed = authority.key.sign(_TAG + recipient.encode("ascii"))
    return Voucher(recipient, base64.b64encode(signed).decode("ascii"))


def check_voucher(voucher: Voucher, authority_pem: bytes) -> str:
    """Return the recipient that the organisation vouches for; raises SignatureBroken, CertificateRefused."""
    recipient = sealing.check_recipient(voucher.recipient)
    try:
        signature = base64.b64decode(voucher.signature, validate=True)
    except (binascii.Error, ValueError) as strange:
        raise SignatureBroken from strange
    keys.verify(certificates.key_in(authority_pem)[1], signature, _TAG + recipient.encode("ascii"))
    return recipient
