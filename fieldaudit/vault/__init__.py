"""The encrypted store: database, journal, projections, blobs, key slots, backup."""

from fieldaudit.vault.blobs import Blob
from fieldaudit.vault.exchange_log import CertificateRow, ExchangeLog, PackageRow, ReceiptRow
from fieldaudit.vault.rows import RecordRow, Sealed, StreamHead
from fieldaudit.vault.vault import Vault

__all__ = [
    "Blob",
    "CertificateRow",
    "ExchangeLog",
    "PackageRow",
    "ReceiptRow",
    "RecordRow",
    "Sealed",
    "StreamHead",
    "Vault",
]
