"""What was sent and received: packages, receipts, what is confirmed, and the certificates of seats."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass, field
from typing import TYPE_CHECKING, Any

from fieldaudit.vault import driver
from fieldaudit.vault.rows import StreamHead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection

    _Giving = Callable[[], AbstractContextManager[Connection]]


@dataclass(frozen=True)
class PackageRow:
    """A package by its manifest's digest; `number` is its sender's sequence, `direction` in or out."""

    digest: str
    direction: str
    number: int
    sender: str
    state: str
    reason: str
    time: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ReceiptRow:
    """A signed receipt for the package with this digest: the exact document and the signature over it."""

    package: str
    issuer: str
    time: str
    document: bytes
    signature: bytes


@dataclass(frozen=True)
class CertificateRow:
    """A seat's certificate as it was verified; `revoked` is "" or when."""

    serial: str
    seat: str
    name: str
    role: str
    branch: str
    recipient: str
    pem: bytes
    revoked: str = ""


_PACKAGES = "SELECT digest, direction, number, sender, state, reason, time, detail FROM packages"


def _package(row: tuple[Any, ...]) -> PackageRow:
    digest, direction, number, sender, state, reason, time, detail = row
    return PackageRow(digest, direction, number, sender, state, reason, time, json.loads(detail))


class ExchangeLog:
    """The log of one vault; writes join the vault's open transaction or make their own."""

    def __init__(self, changing: _Giving, reading: _Giving) -> None:
        """Work on the connections that these give: `changing` within a transaction, `reading` within any or none."""
        self._changing, self._reading = changing, reading

    def put_package(self, package: PackageRow) -> None:
        """Add a package, or set what changed about it."""
        about = package.digest, package.direction, package.number, package.sender
        detail = json.dumps(dict(package.detail), ensure_ascii=False)
        with self._changing() as connection:
            driver.run(
                connection,
                "INSERT OR REPLACE INTO packages (digest, direction, number, sender, state, reason, time, detail)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*about, package.state, package.reason, package.time, detail),
            )

    def drop_package(self, digest: str, direction: str) -> None:
        """Take out a row whose place another one has taken."""
        with self._changing() as connection:
            driver.run(connection, "DELETE FROM packages WHERE digest = ? AND direction = ?", (digest, direction))

    def package(self, digest: str, direction: str) -> PackageRow | None:
        """Return a package, None when it is not known."""
        with self._reading() as connection:
            found = driver.run(connection, _PACKAGES + " WHERE digest = ? AND direction = ?", (digest, direction))
            return next(map(_package, found), None)

    def packages(self, direction: str | None = None) -> list[PackageRow]:
        """Return the packages of a direction, or all, newest first."""
        with self._reading() as connection:
            found = driver.run(
                connection,
                _PACKAGES + " WHERE direction = COALESCE(?, direction) ORDER BY time DESC, number DESC, digest",
                (direction,),
            )
            return [_package(row) for row in found]

    def put_receipt(self, receipt: ReceiptRow, confirmed: Iterable[StreamHead]) -> None:
        """Keep a receipt and what it says that its issuer has; a stream's confirmed sequence never goes back."""
        with self._changing() as connection:
            driver.run(
                connection,
                "INSERT OR REPLACE INTO receipts (package, issuer, time, document, signature) VALUES (?, ?, ?, ?, ?)",
                (receipt.package, receipt.issuer, receipt.time, receipt.document, receipt.signature),
            )
            driver.run_many(
                connection,
                "INSERT INTO confirmed (record, seat, inc, seq, hash) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (record, seat, inc) DO UPDATE SET seq = excluded.seq, hash = excluded.hash"
                " WHERE excluded.seq > seq",
                [head.row for head in confirmed],
            )

    def receipts(self) -> list[ReceiptRow]:
        """Return all receipts, newest first."""
        with self._reading() as connection:
            found = driver.run(
                connection,
                "SELECT package, issuer, time, document, signature FROM receipts ORDER BY time DESC, package",
            )
            return [ReceiptRow(*row) for row in found]

    def confirmed(self, record: str) -> list[StreamHead]:
        """Return up to where receipts confirm the record's streams."""
        with self._reading() as connection:
            found = driver.run(
                connection,
                "SELECT record, seat, inc, seq, hash FROM confirmed WHERE record = ? ORDER BY seat, inc",
                (record,),
            )
            return [StreamHead(*row) for row in found]

    def put_certificate(self, certificate: CertificateRow) -> None:
        """Keep a verified certificate; a revocation that is known for it stays."""
        with self._changing() as connection:
            driver.run(
                connection,
                "INSERT INTO certificates (serial, seat, name, role, branch, recipient, pem, revoked)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (serial) DO NOTHING",
                astuple(certificate),
            )

    def certificates(self) -> list[CertificateRow]:
        """Return all certificates, oldest first."""
        with self._reading() as connection:
            found = driver.run(
                connection,
                "SELECT serial, seat, name, role, branch, recipient, pem, revoked FROM certificates ORDER BY rowid",
            )
            return [CertificateRow(*row) for row in found]

    def certificate(self, seat: str) -> CertificateRow | None:
        """Return the seat's newest certificate, revoked or not; None when it has none."""
        found = [row for row in self.certificates() if row.seat == seat]
        return found[-1] if found else None

    def revoke(self, seat: str, when: str) -> None:
        """Mark every certificate of the seat as revoked."""
        with self._changing() as connection:
            driver.run(connection, "UPDATE certificates SET revoked = ? WHERE seat = ? AND revoked = ''", (when, seat))
