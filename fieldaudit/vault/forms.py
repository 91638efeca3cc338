"""The instruments that audits pin: XForm bytes and attachments by digest, kept as they came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.errors import FormMissing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection


def add(connection: Connection, digest: str, xform: bytes, attachments: Mapping[str, bytes], now: str) -> None:
    """Keep a form under its digest; one that is known stays as it is."""
    new = connection.exec_driver_sql(
        "INSERT INTO forms (digest, xform, added) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (digest, xform, now)
    )
    if new.rowcount and attachments:
        connection.exec_driver_sql(
            "INSERT INTO form_attachments (digest, name, data) VALUES (?, ?, ?)",
            [(digest, name, data) for name, data in sorted(attachments.items())],
        )


def get(connection: Connection, digest: str) -> tuple[bytes, dict[str, bytes]]:
    """Return the form's XForm and attachments; raises FormMissing."""
    xform: bytes | None = connection.exec_driver_sql("SELECT xform FROM forms WHERE digest = ?", (digest,)).scalar()
    if xform is None:
        raise FormMissing(digest=digest)
    found = connection.exec_driver_sql(
        "SELECT name, data FROM form_attachments WHERE digest = ? ORDER BY name", (digest,)
    )
    return xform, {row.name: row.data for row in found}


def digests(connection: Connection) -> list[str]:
    """Return the digests of all forms, oldest first."""
    return list(connection.exec_driver_sql("SELECT digest FROM forms ORDER BY added, digest").scalars())


def added(connection: Connection, digest: str) -> str:
    """Return when a form came to this vault (ISO), "" where it is not here."""
    found = connection.exec_driver_sql("SELECT added FROM forms WHERE digest = ?", (digest,)).scalar()
    return str(found or "")
