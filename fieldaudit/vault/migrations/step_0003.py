"""Version 3: fewer pages for each answer; what events say and what of it stands in one table (docs/decisions/0015)."""

from alembic import op
from sqlalchemy import Boolean, Column, ForeignKey, Integer, PrimaryKeyConstraint, Text

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Make one table of `writes` and `cells`, keep of `replaced` what is not here, move Lamport times to the ends."""
    op.execute("PRAGMA legacy_alter_table = ON")  # what refers to a table goes on doing so under its own name
    op.rename_table("writes", "former_writes")
    op.rename_table("tips", "former_tips")
    _make_writes()
    _make_awaited()
    _make_tips()
    for table in ("former_writes", "former_tips", "cells", "replaced"):
        op.drop_table(table)
    op.drop_index("events_stream")
    op.execute("ALTER TABLE records DROP COLUMN lamport")
    op.execute("PRAGMA legacy_alter_table = OFF")


def _make_writes() -> None:
    op.create_table(
        "writes",
        Column("rec", Integer, nullable=False),
        Column("slot", Text, nullable=False),
        Column("event", Integer, ForeignKey("events.key"), nullable=False),
        Column("live", Boolean, nullable=False),
        Column("value", Text, nullable=False),
        PrimaryKeyConstraint("rec", "slot", "event"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO writes (rec, slot, event, live, value) SELECT w.rec, w.slot, w.event,"
        " EXISTS (SELECT 1 FROM cells c WHERE c.rec = w.rec AND c.slot = w.slot AND c.event = w.event), w.value"
        " FROM former_writes w WHERE NOT w.clears"
    )
    op.execute(
        "INSERT INTO writes (rec, slot, event, live, value) SELECT rec, '', key, 0, 'null'"
        " FROM events WHERE key NOT IN (SELECT event FROM former_writes WHERE NOT clears)"
    )


def _make_awaited() -> None:
    op.create_table(
        "awaited",
        Column("target", Text, nullable=False),
        Column("event", Integer, ForeignKey("events.key"), nullable=False),
        PrimaryKeyConstraint("target", "event"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO awaited (target, event) SELECT target, event FROM replaced"
        " WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.hash = target)"
    )


def _make_tips() -> None:
    op.create_table(
        "tips",
        Column("stream", Integer, ForeignKey("streams.key"), nullable=False),
        Column("hash", Text, nullable=False),
        Column("seq", Integer, nullable=False),
        Column("time", Text, nullable=False),
        Column("lamport", Integer, nullable=False),
        PrimaryKeyConstraint("stream", "hash"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO tips (stream, hash, seq, time, lamport) SELECT t.stream, t.hash, t.seq, t.time, m.most"
        " FROM former_tips t JOIN (SELECT stream, MAX(lamport) AS most FROM events GROUP BY stream) m"
        " ON m.stream = t.stream"
    )
