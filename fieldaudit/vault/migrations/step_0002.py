"""Version 2: what was attached to which record, the tray of what waits for a question, and what was erased."""

from alembic import op
from sqlalchemy import Boolean, Column, PrimaryKeyConstraint, Text

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Make the tables that version 1 lacks."""
    op.create_table(
        "attachments",
        Column("blob", Text, primary_key=True),
        Column("record", Text, nullable=False),
        Column("taken", Text, nullable=False),
        Column("added", Text, nullable=False),
        Column("assigned", Boolean, nullable=False),
    )
    op.create_index("attachments_record", "attachments", ["record"])
    op.create_table(
        "erased",
        Column("hash", Text, nullable=False),
        Column("seat", Text, nullable=False),
        PrimaryKeyConstraint("hash", "seat"),
        sqlite_with_rowid=False,
    )
