"""What opening does about a vault's version, and the copy that is kept while an older vault becomes one of this."""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING

from fieldaudit.errors import NotAVault
from fieldaudit.vault import driver, files, schema, trouble

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection


def bring_up(connection: Connection, database: Path, version: int) -> None:
    """Bring a vault that `version` wrote to this program's version, when it is older; raises NotAVault, DiskFull.

    An opening that finds its own version takes away the copy that the one before kept.
    """
    if version == schema.SCHEMA_VERSION:
        drop(database.parent)
        return
    from fieldaudit.vault import migrations  # noqa: PLC0415 - Alembic takes longer to load than a vault to open

    with trouble.told(database, changing=False):
        migrations.upgrade(connection, database, version)


def make_copy(connection: Connection, database: Path, version: int) -> Path:
    """Copy the open `database` beside it, before it becomes one of `version`; returns where, durably and verified.

    What the log holds is in it too. Raises NotAVault for a database with a damaged page, DiskFull, DiskTrouble.
    """
    drop(database.parent)
    busy, *_ = driver.run(connection, "PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy or driver.run(connection, "PRAGMA cipher_integrity_check").fetchall():
        raise NotAVault(file=database)
    copy = database.with_name(f"{database.name}.before-{version}")
    with database.open("rb") as source, files.writing(copy) as target:
        shutil.copyfileobj(source, target, 1 << 20)
    if _digest(copy) != _digest(database):
        raise NotAVault(file=database)
    return copy


def drop(home: Path) -> None:
    """Take away every copy in `home`, unfinished ones too; none need be there.

    Beside an opening that finds its own version, this belongs to whatever must leave no older state behind: an erasure,
    a purge, a new key.
    """
    left = list(home.glob("*.before-[0-9]*"))
    for path in left:
        path.unlink(missing_ok=True)
    if left:
        files.sync_folder(home)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
