"""Bringing a vault that an older version wrote to the tables of this one (Alembic's operations; one step a version).

The order, each durable before the next: the log goes into the database; the database is verified page by page and
copied beside itself, and the copy compared; then all steps run in one transaction, which ends with the new version's
number. A cut at any moment leaves a whole vault of the old version or of the new one. The copy, which the same key
opens, goes at the next opening, and with anything that must leave no older state behind: see `copies.drop`.

Nothing here is imported for a vault of this version: Alembic takes longer to load than a vault to open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic.migration import MigrationContext
from alembic.operations import Operations

from fieldaudit import __version__
from fieldaudit.errors import NotAVault
from fieldaudit.vault import driver, schema
from fieldaudit.vault.migrations import step_0002, step_0003
from fieldaudit.vault.version_copies import make_copy

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

#: By the version that a vault has, what makes it the next one.
STEPS = {1: step_0002, 2: step_0003}


def upgrade(connection: Connection, database: Path, version: int) -> None:
    """Bring the open database at `database` from `version` to this program's; raises NotAVault, DiskFull.

    After a failure the vault is what it was. The caller holds the vault's lock and reads nothing meanwhile.
    """
    if version not in STEPS:
        raise NotAVault(file=database)
    make_copy(connection, database, schema.SCHEMA_VERSION)
    # a table that is made anew must not take with it what belongs to it; whether all still fits is seen below
    driver.run(connection, "PRAGMA foreign_keys = OFF")
    try:
        _carry_out(connection, database, version)
    finally:
        driver.run(connection, "PRAGMA foreign_keys = ON")


def _carry_out(connection: Connection, database: Path, version: int) -> None:
    driver.run(connection, "BEGIN IMMEDIATE")
    try:
        with Operations.context(MigrationContext.configure(connection)):
            for step in range(version, schema.SCHEMA_VERSION):
                STEPS[step].upgrade()
        _check_what_belongs_together(connection, database)
        driver.run(
            connection, "UPDATE schema_version SET version = ?, program = ?", (schema.SCHEMA_VERSION, __version__)
        )
        driver.run(connection, "COMMIT")
    except BaseException:
        connection.connection.driver_connection.rollback()  # type: ignore[union-attr]
        raise


def _check_what_belongs_together(connection: Connection, database: Path) -> None:
    if driver.run(connection, "PRAGMA foreign_key_check").fetchall():
        raise NotAVault(file=database)
