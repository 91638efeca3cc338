-- The tables of a version 1 vault (FieldAudit 0.1.0), frozen: tests upgrade vaults that are made of them.

CREATE TABLE schema_version (
	version INTEGER NOT NULL,
	program TEXT NOT NULL
);

CREATE TABLE meta (
	"key" TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY ("key")
);

CREATE TABLE records (
	"key" INTEGER NOT NULL,
	id TEXT NOT NULL,
	type TEXT NOT NULL,
	lamport INTEGER NOT NULL,
	PRIMARY KEY ("key"),
	UNIQUE (id)
);

CREATE TABLE subjects (
	record TEXT NOT NULL,
	subject TEXT NOT NULL,
	secret TEXT NOT NULL,
	PRIMARY KEY (record, subject)
);

CREATE TABLE blobs (
	id TEXT NOT NULL,
	name TEXT NOT NULL,
	media_type TEXT NOT NULL,
	size INTEGER NOT NULL,
	sha256 TEXT NOT NULL,
	secret TEXT,
	present BOOLEAN NOT NULL,
	PRIMARY KEY (id)
);

CREATE TABLE forms (
	digest TEXT NOT NULL,
	xform BLOB NOT NULL,
	added TEXT NOT NULL,
	PRIMARY KEY (digest)
);

CREATE TABLE drafts (
	record TEXT NOT NULL,
	ref TEXT NOT NULL,
	text TEXT NOT NULL,
	PRIMARY KEY (record, ref)
);

CREATE TABLE packages (
	digest TEXT NOT NULL,
	direction TEXT NOT NULL,
	number INTEGER NOT NULL,
	sender TEXT NOT NULL,
	state TEXT NOT NULL,
	reason TEXT NOT NULL,
	time TEXT NOT NULL,
	detail TEXT NOT NULL,
	PRIMARY KEY (digest, direction)
);

CREATE TABLE receipts (
	package TEXT NOT NULL,
	issuer TEXT NOT NULL,
	time TEXT NOT NULL,
	document BLOB NOT NULL,
	signature BLOB NOT NULL,
	PRIMARY KEY (package)
);

CREATE TABLE confirmed (
	record TEXT NOT NULL,
	seat TEXT NOT NULL,
	inc TEXT NOT NULL,
	seq INTEGER NOT NULL,
	hash TEXT NOT NULL,
	PRIMARY KEY (record, seat, inc)
);

CREATE TABLE certificates (
	serial TEXT NOT NULL,
	seat TEXT NOT NULL,
	name TEXT NOT NULL,
	role TEXT NOT NULL,
	branch TEXT NOT NULL,
	recipient TEXT NOT NULL,
	pem BLOB NOT NULL,
	revoked TEXT NOT NULL,
	PRIMARY KEY (serial)
);

CREATE INDEX certificates_seat ON certificates (seat);

CREATE TABLE streams (
	"key" INTEGER NOT NULL,
	rec INTEGER NOT NULL,
	seat TEXT NOT NULL,
	inc TEXT NOT NULL,
	PRIMARY KEY ("key"),
	UNIQUE (rec, seat, inc),
	FOREIGN KEY(rec) REFERENCES records ("key")
);

CREATE TABLE form_attachments (
	digest TEXT NOT NULL,
	name TEXT NOT NULL,
	data BLOB NOT NULL,
	PRIMARY KEY (digest, name),
	FOREIGN KEY(digest) REFERENCES forms (digest)
);

CREATE TABLE tips (
	stream INTEGER NOT NULL,
	hash TEXT NOT NULL,
	seq INTEGER NOT NULL,
	time TEXT NOT NULL,
	PRIMARY KEY (stream, hash),
	FOREIGN KEY(stream) REFERENCES streams ("key")
)
 WITHOUT ROWID;

CREATE TABLE events (
	"key" INTEGER NOT NULL,
	hash TEXT NOT NULL,
	rec INTEGER NOT NULL,
	stream INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	kind TEXT NOT NULL,
	lamport INTEGER NOT NULL,
	time TEXT NOT NULL,
	audience TEXT NOT NULL,
	cancels TEXT NOT NULL,
	line BLOB NOT NULL,
	salt BLOB,
	payload BLOB,
	sealed BLOB,
	signature BLOB,
	PRIMARY KEY ("key"),
	UNIQUE (hash),
	FOREIGN KEY(rec) REFERENCES records ("key"),
	FOREIGN KEY(stream) REFERENCES streams ("key")
);

CREATE INDEX events_cancels ON events (cancels) WHERE cancels != '';

CREATE INDEX events_stream ON events (stream, seq);

CREATE TABLE writes (
	rec INTEGER NOT NULL,
	slot TEXT NOT NULL,
	event INTEGER NOT NULL,
	clears BOOLEAN NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (rec, slot, event),
	FOREIGN KEY(event) REFERENCES events ("key")
)
 WITHOUT ROWID;

CREATE TABLE replaced (
	target TEXT NOT NULL,
	event INTEGER NOT NULL,
	PRIMARY KEY (target, event),
	FOREIGN KEY(event) REFERENCES events ("key")
)
 WITHOUT ROWID;

CREATE TABLE cells (
	rec INTEGER NOT NULL,
	slot TEXT NOT NULL,
	event INTEGER NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (rec, slot, event),
	FOREIGN KEY(event) REFERENCES events ("key")
)
 WITHOUT ROWID;
