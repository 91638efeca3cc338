"""The tables of a vault. Hot paths write them with tuples (journal.py, projection.py); nothing is an object mapper."""

from sqlalchemy import (
    BLOB,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA_VERSION = 3

metadata = MetaData()

schema_version = Table(
    "schema_version",
    metadata,
    Column("version", Integer, nullable=False),
    Column("program", Text, nullable=False),  # the version of FieldAudit that can open it
)

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

records = Table(
    "records",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("type", Text, nullable=False),
)

streams = Table(
    "streams",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("rec", Integer, ForeignKey("records.key"), nullable=False),
    Column("seat", Text, nullable=False),
    Column("inc", Text, nullable=False),
    UniqueConstraint("rec", "seat", "inc"),
)

# The last event of a stream with the latest time and the highest Lamport time in it; one that was forked has several.
tips = Table(
    "tips",
    metadata,
    Column("stream", Integer, ForeignKey("streams.key"), nullable=False),
    Column("hash", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("time", Text, nullable=False),
    Column("lamport", Integer, nullable=False),
    PrimaryKeyConstraint("stream", "hash"),
    sqlite_with_rowid=False,
)

events = Table(
    "events",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("hash", Text, nullable=False, unique=True),
    Column("rec", Integer, ForeignKey("records.key"), nullable=False),
    Column("stream", Integer, ForeignKey("streams.key"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("lamport", Integer, nullable=False),
    Column("time", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("cancels", Text, nullable=False),
    Column("line", BLOB, nullable=False),
    Column("salt", BLOB),
    Column("payload", BLOB),
    Column("sealed", BLOB),
    Column("signature", BLOB),
)
Index("events_cancels", events.c.cancels, sqlite_where=events.c.cancels != "")

# What every event says about the slots of its record; those that are `live` are the heads: the cells that are shown.
# An event that says nothing has a row of the slot "", for a record's events are found here (docs/decisions/0015).
writes = Table(
    "writes",
    metadata,
    Column("rec", Integer, nullable=False),
    Column("slot", Text, nullable=False),
    Column("event", Integer, ForeignKey("events.key"), nullable=False),
    Column("live", Boolean, nullable=False),
    Column("value", Text, nullable=False),
    PrimaryKeyConstraint("rec", "slot", "event"),
    sqlite_with_rowid=False,
)

# What events replace that is not here yet; what is here is found by the lines that name it.
awaited = Table(
    "awaited",
    metadata,
    Column("target", Text, nullable=False),
    Column("event", Integer, ForeignKey("events.key"), nullable=False),
    PrimaryKeyConstraint("target", "event"),
    sqlite_with_rowid=False,
)

subjects = Table(
    "subjects",
    metadata,
    Column("record", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("secret", Text, nullable=False),  # one a line, the present one last: see subjects.py
    PrimaryKeyConstraint("record", "subject"),
)

blobs = Table(
    "blobs",
    metadata,
    Column("id", Text, primary_key=True),  # SHA-256 of the sealed file
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("secret", Text),
    Column("present", Boolean, nullable=False),
)

# Which record a file was attached to here, and those that are not assigned to a question yet: the tray.
attachments = Table(
    "attachments",
    metadata,
    Column("blob", Text, primary_key=True),
    Column("record", Text, nullable=False),
    Column("taken", Text, nullable=False),
    Column("added", Text, nullable=False),
    Column("assigned", Boolean, nullable=False),
)
Index("attachments_record", attachments.c.record)

# Events by a seat whose payloads were erased here, or are to be when they come.
erased = Table(
    "erased",
    metadata,
    Column("hash", Text, nullable=False),
    Column("seat", Text, nullable=False),
    PrimaryKeyConstraint("hash", "seat"),
    sqlite_with_rowid=False,
)

forms = Table(
    "forms",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("xform", BLOB, nullable=False),
    Column("added", Text, nullable=False),
)

form_attachments = Table(
    "form_attachments",
    metadata,
    Column("digest", Text, ForeignKey("forms.digest"), nullable=False),
    Column("name", Text, nullable=False),
    Column("data", BLOB, nullable=False),
    PrimaryKeyConstraint("digest", "name"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("record", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("text", Text, nullable=False),
    PrimaryKeyConstraint("record", "ref"),
)

# What was sent and what arrived, by the digest of its manifest.
packages = Table(
    "packages",
    metadata,
    Column("digest", Text, nullable=False),
    Column("direction", Text, nullable=False),  # in, out
    Column("number", Integer, nullable=False),  # the sender's sequence
    Column("sender", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("time", Text, nullable=False),
    Column("detail", Text, nullable=False),  # JSON
    PrimaryKeyConstraint("digest", "direction"),
)

receipts = Table(
    "receipts",
    metadata,
    Column("package", Text, primary_key=True),  # the digest of the package that it confirms
    Column("issuer", Text, nullable=False),
    Column("time", Text, nullable=False),
    Column("document", BLOB, nullable=False),
    Column("signature", BLOB, nullable=False),
)

# What a signed receipt says that head office has.
confirmed = Table(
    "confirmed",
    metadata,
    Column("record", Text, nullable=False),
    Column("seat", Text, nullable=False),
    Column("inc", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    PrimaryKeyConstraint("record", "seat", "inc"),
)

certificates = Table(
    "certificates",
    metadata,
    Column("serial", Text, primary_key=True),
    Column("seat", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("branch", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("pem", BLOB, nullable=False),
    Column("revoked", Text, nullable=False),  # "" or when
)
Index("certificates_seat", certificates.c.seat)
