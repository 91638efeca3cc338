"""Vaults with a seat, quickly made: the key file's cost is the least that is accepted."""

from datetime import UTC, datetime, timedelta, timezone

from fieldaudit.audit.events import NewEvent, StreamPart
from fieldaudit.trust.keys import generate_signing_key
from fieldaudit.trust.sealing import new_identity
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import Vault, blobs

PASSPHRASE = "correct horse battery staple"
AUDIT = "8c5f3f0e-6a2b-4a44-9a35-0d6fd3a1a111"
FINDING = "11111111-2222-4333-8444-555555555555"


class Clock:
    """A clock that a test sets; it goes on by a second with each look."""

    def __init__(self, start=datetime(2026, 11, 21, 13, 50, tzinfo=UTC), zone=timezone(timedelta(hours=6))):
        self.now = start
        self.zone = zone

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now.astimezone(self.zone)


def new_vault(home, clock=None):
    vault = Vault.create(home, PASSPHRASE, cost=CHEAP, clock=clock or Clock())
    vault.set_seat(generate_signing_key(), new_identity())
    return vault


def reopened(vault):
    vault.close()
    return Vault.open(vault.home, PASSPHRASE, clock=Clock())


def event(kind, payload, record=AUDIT, **more):
    return NewEvent(record, more.pop("type", "audit"), kind, payload, **more)


def answer(value, ref="/data/exits", **more):
    return event("answer.set", {"ref": ref, "value": value}, **more)


def created(record=AUDIT, type="audit", **fields):  # noqa: A002 - the event's own word
    return event("record.created", {"branch": "dhaka", "fields": fields}, record, type=type)


def parts(vault, *records):
    """Return everything that a vault holds of `records` as a package would carry it."""
    return [
        StreamPart(head.record, head.seat, head.inc, tuple(vault.lines(head.record, head.seat, head.inc)))
        for head in vault.streams(records or vault.record_types())
    ]


def add_blob(vault, data, media_type, name):
    """Seal a file into the vault that no question names yet."""
    sealed = blobs.seal_file(vault.home, data, media_type, name)
    with vault.transaction() as connection:
        blobs.enter(connection, sealed)
    return blob_of(vault, sealed.id)


def blob_of(vault, blob):
    """Return what the vault knows about an attachment."""
    with vault.reading() as connection:
        return blobs.find(connection, vault.home, blob)


def values(vault, slot, record=AUDIT):
    return sorted(cell.value for cell in vault.cells(record) if cell.slot == slot)


def files_below(*folders):
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]
