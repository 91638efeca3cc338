"""A vault: one person's encrypted store on this computer. A thin face over the modules of this room."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fieldaudit.checklist import parse_form
from fieldaudit.errors import DiskFull, RestrictedCollectionOff
from fieldaudit.trust import sealing
from fieldaudit.trust.keys import SigningKey
from fieldaudit.vault import (
    backup,
    backup_reading,
    blobs,
    check,
    copying,
    engine,
    entry,
    erasure,
    forms,
    journal,
    keyfile,
    notices,
    projection,
    reserve,
    rows,
    scrub,
    settings,
    subjects,
    trouble,
    trusted,
    updating,
    version_copies,
)
from fieldaudit.vault.exchange_log import ExchangeLog
from fieldaudit.vault.held_keys import HeldKeys
from fieldaudit.vault.incarnation import Incarnation
from fieldaudit.vault.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from sqlalchemy import Connection

    from fieldaudit.audit.cells import Cell
    from fieldaudit.audit.events import Event, NewEvent, StoredEvent, StreamPart, Subject
    from fieldaudit.trust.sealing import Identity
    from fieldaudit.trust.slots import Cost, Slot
    from fieldaudit.vault.entry import Entry
    from fieldaudit.vault.keyfile import KeyFile
    from fieldaudit.vault.rows import RecordRow, Sealed, StreamHead

_SIGNING_KEY, _IDENTITY = "seat.signing_key", "seat.identity"
OFFICER_RECIPIENT = "officer_recipient"


def local_now() -> datetime:
    """Return the time with this computer's offset from UTC."""
    return datetime.now(UTC).astimezone()


class Vault:
    """An open vault: usable from any thread, one writer, every change durable when its call returns.

    Failures of the disk are told as DiskFull, DiskTrouble or NotAVault, and what met them is rolled back.
    """

    def __init__(self, found: Entry, clock: Callable[[], datetime]) -> None:
        """Open the database of an unlocked folder; use `create`, `open` or `recover` instead."""
        self.home = found.home
        self._lock_file, self._clock = found.lock, clock
        self._store = Store(self.home, found.key)
        self._held = HeldKeys(found, self._store)
        try:
            self._bring_to_order()
        except BaseException:
            self._store.disconnect()
            raise
        self.exchange_log = ExchangeLog(self.transaction, self.reading)

    def _bring_to_order(self) -> None:
        """Do what a vault needs when it is opened, and what a crash or an earlier version left to be done."""
        with self.reading() as connection:
            database = self._store.database
            version_copies.bring_up(connection, database, engine.check_schema(connection, database))
            self._store.begin(self.keys.vault)
            noticed = self._store.incarnation.noticed
            if noticed:
                notices.keep(self, noticed, self._clock())
            if not notices.of_lost_entries(connection, noticed):
                blobs.sweep(connection, self.home)
            reserve.make(self.home)
            with suppress(DiskFull), trouble.told(database):
                scrub.finish(connection)
            erasure.resume(connection, database)
        updating.project_anew(self._store)

    # --- coming and going

    @staticmethod
    def exists(home: Path) -> bool:
        """Whether a vault lies in `home`."""
        return entry.exists(home)

    @classmethod
    def create(
        cls, home: Path, passphrase: str, *, cost: Cost | None = None, clock: Callable[[], datetime] = local_now
    ) -> Self:
        """Make an empty vault in `home` and open it; raises VaultExists, PassphraseTooShort."""
        with entry.made(home, passphrase, cost) as found:
            return cls(found, clock)

    @classmethod
    def open(cls, home: Path, passphrase: str, *, clock: Callable[[], datetime] = local_now) -> Self:
        """Open the vault in `home`; raises NoVaultHere, WrongPassphrase, VaultInUse, NotAVault, VaultTooNew."""
        return cls.open_by(home, lambda keys: keyfile.unlock(keys, passphrase), clock=clock)

    @classmethod
    def recover(cls, home: Path, recovery_words: str, *, clock: Callable[[], datetime] = local_now) -> Self:
        """Open the vault by the printed sheet, to set a new passphrase; raises WordsMistyped, WrongPassphrase."""
        return cls.open_by(home, lambda keys: keyfile.unlock_by_recovery(keys, recovery_words), clock=clock)

    @classmethod
    def open_by(
        cls, home: Path, unlock: Callable[[KeyFile], bytes], *, clock: Callable[[], datetime] = local_now
    ) -> Self:
        """Open the vault by the key that `unlock` gets out of its key file: the keychain's, or head office's answer."""
        with entry.unlocked(home, unlock) as found:
            return cls(found, clock)

    @staticmethod
    def restore(
        file: Path,
        home: Path,
        unlock: Callable[[KeyFile], bytes] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Put the vault of a backup into the folder `home`; its passphrases are those of the backup.

        With `unlock` (such as `keyfile.unlock` for a passphrase) the secret is tried, and the backup's seal checked,
        before anything is there.
        """
        with trouble.told(file):
            backup_reading.restore(file, home, unlock, progress)
            life = Incarnation.place_of(keyfile.read(home).vault, home)
            life.unlink(missing_ok=True)
            trusted.place_of(life).unlink(missing_ok=True)

    def close(self) -> None:
        """Close the vault; a second time does nothing."""
        with self._store.lock:
            if self._store.closed:
                return
            self._store.disconnect()
            reserve.make(self.home)
            self._lock_file.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- keys

    @property
    def keys(self) -> KeyFile:
        """The key file: which slots open this vault."""
        return self._held.file

    @property
    def _key(self) -> bytes:
        return self._held.key

    def change_keys(self, change: Callable[[KeyFile, bytes], KeyFile]) -> None:
        """Write the key file that `change` makes of the present one and the database's key."""
        self._held.change(change)

    def rotate_key(
        self,
        slots_of: Callable[[bytes], Sequence[Slot]],
        travel: str = "",
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Write the database anew under a new key, which `slots_of` puts into slots; raises what `rotate` does there.

        After a failure, or where `progress` stopped it, the vault goes on under the key that its file has.
        """
        self._held.rotate(slots_of, travel, progress)

    # --- transactions

    def transaction(self) -> AbstractContextManager[Connection]:
        """Make everything in the block one change: durable when it ends, undone when it raises. Blocks may nest.

        The connection that it gives is for the modules of this room.
        """
        return self._store.transaction()

    def together(self, last: Callable[[], None] | None = None) -> AbstractContextManager[None]:
        """Make one change of many transactions in the block: durable when it ends, undone when any raises.

        `last` is called when nothing is left but the commit.
        """
        return self._store.together(last)

    def reading(self) -> AbstractContextManager[Connection]:
        """Hold the vault's connection for reading, for the modules of this room."""
        return self._store.reading()

    def shrinking(self) -> AbstractContextManager[None]:
        """Let a block remove rows of the journal: a shorter one is then no alarm, not even after a crash in it."""
        return self._store.shrinking()

    # --- settings and the seat

    def get(self, key: str) -> Any:
        """Return the small JSON value under `key`, None when there is none."""
        with self.reading() as connection:
            return settings.get(connection, key)

    def put(self, key: str, value: Any) -> None:
        """Keep a small JSON value under `key`; None takes it away."""
        with self.transaction() as connection:
            settings.put(connection, {key: value})

    def set_seat(self, signing_key: SigningKey, identity: Identity) -> None:
        """Make this the vault of the seat with these keys."""
        with self.transaction() as connection:
            settings.put(connection, {_SIGNING_KEY: signing_key.pem().decode(), _IDENTITY: identity.secret})
            self._store.remembered.clear()

    @property
    def signing_key(self) -> SigningKey | None:
        """The seat's signing key, None before there is a seat."""
        with self._store.lock:
            known: SigningKey | None = self._store.remembered.get(_SIGNING_KEY)
            if known is None and (pem := self.get(_SIGNING_KEY)):
                known = self._store.remembered[_SIGNING_KEY] = SigningKey.from_pem(pem.encode())
            return known

    @property
    def identity(self) -> Identity | None:
        """The seat's age identity, None before there is a seat."""
        with self._store.lock:
            known: Identity | None = self._store.remembered.get(_IDENTITY)
            if known is None and (secret := self.get(_IDENTITY)):
                known = self._store.remembered[_IDENTITY] = sealing.identity(secret)
            return known

    @property
    def seat(self) -> str:
        """The seat's id, "" before there is one."""
        key = self.signing_key
        return key.seat if key else ""

    @property
    def incarnation(self) -> str:
        """The id of this unbroken life of this copy."""
        return self._store.incarnation.id

    # --- the journal

    def append(self, events: Sequence[NewEvent], *, puts: Mapping[str, Any] | None = None) -> list[Event]:
        """Store this seat's events, and `puts` with them, in one transaction; they are durable when this returns.

        Raises EventRefused, NoSeatYet, and RestrictedCollectionOff when a restricted one has no officer to go to.
        """
        with self.transaction() as connection:
            writer = journal.Writer(self.seat, self.incarnation, self._clock, self._readers)
            made = journal.append(connection, writer, events)
            settings.put(connection, puts or {})
            return made

    def _readers(self) -> Sequence[str]:
        """Return whom a subject's key is sealed to: the protection officer; its author keeps it in this vault."""
        officer = self.get(OFFICER_RECIPIENT)
        if not officer:
            raise RestrictedCollectionOff
        return [officer]

    def absorb(self, parts: Iterable[StreamPart]) -> list[Event]:
        """Take in verified lines of other seats in one transaction; idempotent. Returns what was new.

        Raises EventRefused and StreamGap, and then nothing was taken in. Both branches of a fork are kept: `streams`.
        """
        with self.transaction() as connection:
            return journal.absorb(connection, parts)

    def sign_event(self, event_hash: str, signature: bytes) -> None:
        """Keep the DER signature over an event's line, in its carriage."""
        with self.transaction() as connection:
            journal.sign(connection, event_hash, signature)

    def records(self, kind: str) -> list[RecordRow]:
        """Return the records of type `kind`, oldest first."""
        with self.reading() as connection:
            return rows.records(connection, kind)

    def record_types(self) -> dict[str, str]:
        """Return the type of every record by its id."""
        with self.reading() as connection:
            return rows.record_types(connection)

    def cells(self, record: str, prefix: str = "") -> list[Cell]:
        """Return the live heads of the record's slots that start with `prefix`."""
        with self.reading() as connection:
            return projection.cells(connection, record, prefix)

    def events(self, record: str) -> list[Event]:
        """Return the record's events in the order in which they came to this vault."""
        with self.reading() as connection:
            return [event for event, _ in rows.stored_events(connection, record)]

    def stored(self, event_hash: str) -> StoredEvent | None:
        """Return an event's line with its carriage (signature included)."""
        with self.reading() as connection:
            return rows.stored_event(connection, event_hash)

    def payload(self, event_hash: str) -> dict[str, Any] | Sealed | None:
        """Return an event's payload, the sealed one, or None when it is not here."""
        stored = self.stored(event_hash)
        if stored is None or stored.sealed is None:
            return rows.clear_payload(stored) if stored else None
        return rows.Sealed(stored.sealed)

    def streams(self, records: Iterable[str]) -> list[StreamHead]:
        """Return the last events of all streams of these records."""
        with self.reading() as connection:
            return [head for record in records for head in rows.stream_heads(connection, record)]

    def lines(self, record: str, seat: str, inc: str, after_seq: int = 0) -> list[StoredEvent]:
        """Return a stream's lines after `after_seq`, byte for byte with their carriage."""
        with self.reading() as connection:
            return rows.lines(connection, record, seat, inc, after_seq)

    # --- restricted

    def subject_identity(self, subject: Subject) -> Identity:
        """Return the identity that restricted payloads about `subject` are sealed to, made on first use."""
        with self.transaction() as connection:
            writer = journal.Writer(self.seat, self.incarnation, self._clock, self._readers)
            return journal.subject_identity(connection, writer, subject)

    def unsealed(self, record: str, secrets: Sequence[str] = (), audit: str = "") -> list[tuple[Event, dict[str, Any]]]:
        """Return what this seat, or the holder of `secrets`, can read of the record's sealed events."""
        own = self.identity
        with self.reading() as connection:
            return subjects.unsealed(connection, record, [*secrets, *([own.secret] if own else [])], audit)

    # --- instruments

    def add_form(self, xform: bytes, attachments: Mapping[str, bytes] | None = None) -> str:
        """Keep an instrument; returns its digest. Raises FormRefused for one that cannot be read."""
        digest: str = parse_form(xform, attachments or {}).digest
        with self.transaction() as connection:
            forms.add(connection, digest, xform, attachments or {}, self._clock().isoformat())
        return digest

    def form(self, digest: str) -> tuple[bytes, dict[str, bytes]]:
        """Return an instrument's XForm and attachments; raises FormMissing."""
        with self.reading() as connection:
            return forms.get(connection, digest)

    def forms(self) -> list[str]:
        """Return the digests of all instruments, oldest first."""
        with self.reading() as connection:
            return forms.digests(connection)

    # --- care

    def noticed(self, *, ever: bool = False) -> list[str]:
        """Return what is to be said of this opening, or what was `ever` noticed at one; one sentence each."""
        with self.reading() as connection:
            if ever:
                return notices.history(connection)
            said = notices.said(connection, self._store.incarnation.noticed, self._clock())
            return [*reserve.notice(self.home), *said]

    def check(self, progress: Callable[[int, int], None] | None = None) -> list[str]:
        """Verify pages, chains, commitments, projections and attachments; returns what is wrong, one sentence each."""
        own, key = self.identity, self.signing_key
        known = check.Known(
            self.seat,
            [own.secret] if own else [],
            {key.seat: key.public_pem()} if key else {},
            self._store.incarnation,
        )
        with self.reading() as connection:
            return check.check(connection, self.home, known, progress)

    def backup(self, out: Path, progress: Callable[[int, int], None] | None = None) -> backup.Made:
        """Write the whole vault to one encrypted file and read it back, while it is in use.

        Raises BackupRefused, BackupNoRoom, CopyUnderWay.
        """
        with copying.alone(self.home), trouble.told(out):
            return backup.write(backup.Source(self.home, self._key, self.reading), out, progress)
