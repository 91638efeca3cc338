"""The driver's own cursor, for the statements of every answer: SQLAlchemy's result objects cost more than SQLite does.

Statements run in the transaction that the caller holds open, with tuples in and out; the driver keeps the compiled
ones (the texts are constant). What it complains about is told by `trouble`, as SQLAlchemy's errors are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection


def run(connection: Connection, statement: str, values: Sequence[object] = ()) -> Any:
    """Carry out one statement; returns the driver's cursor, whose rows are tuples."""
    return cursor(connection).execute(statement, values)


def run_many(connection: Connection, statement: str, rows: Iterable[Sequence[object]]) -> None:
    """Carry out one statement for each of `rows`."""
    cursor(connection).executemany(statement, rows)


def value(connection: Connection, statement: str, values: Sequence[object] = ()) -> Any:
    """Return the first column of the first row, None when there is no row."""
    found = cursor(connection).execute(statement, values).fetchone()
    return None if found is None else found[0]


def column(connection: Connection, statement: str, values: Sequence[object] = ()) -> list[Any]:
    """Return the first column of all rows."""
    return [row[0] for row in cursor(connection).execute(statement, values)]


def cursor(connection: Connection) -> Any:
    """Return a new cursor of the driver on this connection."""
    return connection.connection.dbapi_connection.cursor()  # type: ignore[union-attr]
