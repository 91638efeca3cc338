"""The encrypted database file: SQLCipher with a raw key, behind SQLAlchemy.

isolation_level=None and explicit BEGIN IMMEDIATE, because the driver's own transactions let DDL survive a rollback;
write-ahead log with synchronous=FULL, because an answer shown as saved must survive a power cut.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2
from sqlalchemy import create_engine, select
from sqlalchemy.pool import QueuePool

from fieldaudit import __version__
from fieldaudit.errors import NotAVault, VaultTooNew
from fieldaudit.vault import files, schema, trouble

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

_SETTINGS = (
    "PRAGMA cipher_log_level = NONE",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32768",  # KiB; a page that is read again need not be decrypted again
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA busy_timeout = 5000",
)

# What goes in as it is: without these the driver asks every such value twice how it would be stored (2 us each).
sqlcipher3.dbapi2.register_adapter(bytes, bytes)
sqlcipher3.dbapi2.register_adapter(bool, int)
sqlcipher3.dbapi2.register_adapter(type(None), lambda nothing: nothing)


def make_engine(path: Path, key: bytes) -> Engine:
    """Return an engine over the database at `path` under the 32-byte raw `key`; the file must exist."""

    def connect() -> Any:
        if not path.is_file():  # the driver would silently make an empty database
            raise NotAVault(file=path)
        connection = sqlcipher3.dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
        try:
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            for setting in _SETTINGS:
                connection.execute(setting)
        except BaseException:
            connection.close()
            raise
        return connection

    return create_engine(
        "sqlite://",
        module=sqlcipher3.dbapi2,
        creator=connect,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,  # what was answered belongs in no message
    )


def make_schema(connection: Connection) -> None:
    """Make all tables in one transaction."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    schema.metadata.create_all(connection)
    connection.execute(schema.schema_version.insert().values(version=schema.SCHEMA_VERSION, program=__version__))
    connection.exec_driver_sql("COMMIT")


def check_schema(connection: Connection, path: Path) -> int:
    """Return the version of the vault's schema; raises VaultTooNew for one not known here, NotAVault without any."""
    with trouble.told(path, changing=False):
        if not connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'schema_version'").scalar():
            raise NotAVault(file=path)
        version, program = connection.execute(select(schema.schema_version)).one()
    if version > schema.SCHEMA_VERSION:
        raise VaultTooNew(program=program)
    return int(version)


def make_database(path: Path, key: bytes) -> None:
    """Make an empty database at `path`, whole or not at all."""
    fresh = path.with_name(path.name + files.TEMPORARY)
    fresh.unlink(missing_ok=True)
    fresh.touch(0o600)
    made = make_engine(fresh, key)
    with made.connect() as connection:
        make_schema(connection)
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    made.dispose()
    fresh.replace(path)
    files.sync_folder(path.parent)


def transaction_words(depth: int) -> tuple[str, str, str]:
    """Return how a transaction inside `depth` others begins, commits and rolls back."""
    if depth:
        name = f"inner_{depth}"
        return f"SAVEPOINT {name}", f"RELEASE {name}", f"ROLLBACK TO {name}"
    return "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"


def roll_back(connection: Connection, words: str) -> None:
    """Undo; where the database did so by itself (a full disk), there is nothing left to undo."""
    driver: Any = connection.connection.driver_connection
    if driver.in_transaction:
        connection.exec_driver_sql(words)
