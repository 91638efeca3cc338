"""A vault: one person's encrypted store on this computer. A thin face over the modules of this room."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fieldaudit.checklist import parse_form
from fieldaudit.errors import DiskFull, KeyNotRotated, NotAVault, NoVaultHere, RestrictedCollectionOff, VaultExists
from fieldaudit.trust import sealing, slots
from fieldaudit.trust.keys import SigningKey
from fieldaudit.vault import (
    backup,
    backup_reading,
    blobs,
    check,
    copying,
    driver,
    engine,
    erasure,
    files,
    forms,
    journal,
    keyfile,
    keys_rotation,
    notices,
    projection,
    reserve,
    rows,
    scrub,
    settings,
    subjects,
    trouble,
    version_copies,
)
from fieldaudit.vault.beginning import unfinished
from fieldaudit.vault.exchange_log import ExchangeLog
from fieldaudit.vault.incarnation import Incarnation, Reach
from fieldaudit.vault.lock import Lock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from sqlalchemy import Connection

    from fieldaudit.audit.cells import Cell
    from fieldaudit.audit.events import Event, NewEvent, StoredEvent, StreamPart, Subject
    from fieldaudit.trust.sealing import Identity
    from fieldaudit.trust.slots import Cost, Slot
    from fieldaudit.vault.blobs import Blob
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

    def __init__(self, home: Path, key: bytes, keys: KeyFile, lock: Lock, clock: Callable[[], datetime]) -> None:
        """Open the database with its raw key; use `create`, `open` or `recover` instead."""
        self.home = home
        self._key, self._keys, self._lock_file, self._clock = key, keys, lock, clock
        self._lock = threading.RLock()
        self._depth = 0
        self._seat: SigningKey | None = None
        path = self._database = home / backup.DATABASE
        try:
            self._connect()
            version_copies.bring_up(self._connection, path, engine.check_schema(self._connection, path))
            self._incarnation = self._resume_incarnation()
            if self._incarnation.noticed:
                notices.keep(self, self._incarnation.noticed, clock())
            with trouble.told(path):
                if not notices.of_lost_entries(self._connection, self._incarnation.noticed):
                    blobs.sweep(self._connection, home)
            reserve.make(home)
            with suppress(DiskFull), trouble.told(path):
                scrub.finish(self._connection)  # what a crash left of a removal
            erasure.resume(self._connection, path)
        except BaseException:
            self._engine.dispose()
            raise
        self.exchange_log = ExchangeLog(self._writing)

    def _connect(self) -> None:
        path = self._database
        reserve.before_opening(self.home)
        self._engine = engine.make_engine(path, self._key)
        with trouble.told(path):
            self._connection = self._engine.connect()

    # --- coming and going

    @staticmethod
    def exists(home: Path) -> bool:
        """Whether a vault lies in `home`."""
        return (home / keyfile.NAME).is_file() and (home / backup.DATABASE).is_file() and not unfinished(home)

    @classmethod
    def create(
        cls, home: Path, passphrase: str, *, cost: Cost | None = None, clock: Callable[[], datetime] = local_now
    ) -> Self:
        """Make an empty vault in `home` and open it; raises VaultExists, PassphraseTooShort."""
        if (home / backup.DATABASE).exists():
            raise VaultExists(home=home)
        slots.check_new_passphrase(passphrase)
        with trouble.told(home):
            files.make_folder(home)
            (home / blobs.FOLDER).mkdir(exist_ok=True, mode=0o700)
            lock = Lock(home)
        try:
            key = slots.new_key()
            keys = keyfile.new_key_file(key, passphrase, cost)
            with trouble.told(home):
                keyfile.write(home, keys)
                engine.make_database(home / backup.DATABASE, key)
            return cls(home, key, keys, lock, clock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open(cls, home: Path, passphrase: str, *, clock: Callable[[], datetime] = local_now) -> Self:
        """Open the vault in `home`; raises NoVaultHere, WrongPassphrase, VaultInUse, NotAVault, VaultTooNew."""
        return cls._unlocked(home, lambda keys: keyfile.unlock(keys, passphrase), clock)

    @classmethod
    def recover(cls, home: Path, recovery_words: str, *, clock: Callable[[], datetime] = local_now) -> Self:
        """Open the vault by the printed sheet, to set a new passphrase; raises WordsMistyped, WrongPassphrase."""
        return cls._unlocked(home, lambda keys: keyfile.unlock_by_recovery(keys, recovery_words), clock)

    @classmethod
    def open_by(
        cls, home: Path, unlock: Callable[[KeyFile], bytes], *, clock: Callable[[], datetime] = local_now
    ) -> Self:
        """Open the vault by the key that `unlock` gets out of its key file: the keychain's, or head office's answer."""
        return cls._unlocked(home, unlock, clock)

    @classmethod
    def _unlocked(cls, home: Path, unlock: Callable[[KeyFile], bytes], clock: Callable[[], datetime]) -> Self:
        if not (home / keyfile.NAME).is_file() or unfinished(home):
            raise NoVaultHere(home=home)
        database = home / backup.DATABASE
        if not database.is_file() or not database.stat().st_size:  # the driver would make an empty one its own
            raise NotAVault(file=database)
        with trouble.told(home):
            (home / blobs.FOLDER).mkdir(exist_ok=True, mode=0o700)
            lock = Lock(home)
        try:
            key, keys = keys_rotation.opened(home, keyfile.read(home), unlock)
            return cls(home, key, keys, lock, clock)
        except BaseException:
            lock.release()
            raise

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
            Incarnation.place_of(keyfile.read(home).vault, home).unlink(missing_ok=True)

    def close(self) -> None:
        """Close the vault; a second time does nothing."""
        with self._lock:
            if self._connection.closed:
                return
            self._connection.close()
            self._engine.dispose()
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
        return self._keys

    def change_passphrase(self, passphrase: str, *, cost: Cost | None = None) -> None:
        """Set a new passphrase; the database stays as it is. Raises PassphraseTooShort."""
        slots.check_new_passphrase(passphrase)
        self.change_keys(lambda keys, key: keyfile.with_passphrase(keys, key, passphrase, cost))

    def make_recovery(self, *, cost: Cost | None = None) -> str:
        """Make a recovery slot, in place of a former one, and return its words: to be printed, stored nowhere."""
        keys, words = keyfile.with_recovery(self._keys, self._key, cost)
        self.change_keys(lambda _keys, _key: keys)
        return words

    def change_keys(self, change: Callable[[KeyFile, bytes], KeyFile]) -> None:
        """Write the key file that `change` makes of the present one and the database's key."""
        with self._lock, trouble.told(self.home):
            if self._keys.rotation is not None:
                raise KeyNotRotated
            keys = change(self._keys, self._key)
            keyfile.write(self.home, keys)
            self._keys = keys

    def rotate_key(self, slots_of: Callable[[bytes], Sequence[Slot]], travel: str = "") -> None:
        """Write the database anew under a new key, which `slots_of` puts into slots; raises what `rotate` does there.

        After a failure the vault goes on under the key that its file has.
        """
        with self._lock:
            if self._depth or self._keys.rotation is not None:
                raise KeyNotRotated
            new = slots.new_key()
            keys = keyfile.of_slots(self._keys, slots_of(new))
            self._connection.close()
            self._engine.dispose()
            old = self._key
            try:
                self._keys = keys_rotation.rotate(self.home, old, new, keys, travel)
                self._key = new
                version_copies.drop(self.home)  # the old key still opens it
            except BaseException:
                self._key, self._keys = keys_rotation.settle(self.home, old, new)
                raise
            finally:
                self._connect()

    # --- transactions

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything in the block one change: durable when it ends, undone when it raises. Blocks may nest."""
        with self._writing():
            yield

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._lock, trouble.told(self._database):
            begin, commit, rollback = engine.transaction_words(self._depth)
            if not self._depth:
                reserve.before_writing(self.home)
            driver.run(self._connection, begin)
            self._depth += 1
            try:
                yield self._connection
                if self._depth == 1:
                    reach = self._incarnation.reach.further(self._connection)
                driver.run(self._connection, commit)
            except BaseException:
                self._seat = None
                engine.roll_back(self._connection, rollback)
                raise
            finally:
                self._depth -= 1
            if not self._depth:
                self._incarnation.advance(reach)
                if erasure.WAITING in self._connection.info:
                    erasure.resume(self._connection, self._database)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._lock, trouble.told(self._database):
            yield self._connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Hold the vault's connection for reading, for the modules of this room."""
        with self._reading() as connection:
            yield connection

    # --- settings and the seat

    def get(self, key: str) -> Any:
        """Return the small JSON value under `key`, None when there is none."""
        with self._reading() as connection:
            return settings.get(connection, key)

    def put(self, key: str, value: Any) -> None:
        """Keep a small JSON value under `key`; None takes it away."""
        with self._writing() as connection:
            settings.put(connection, {key: value})

    def set_seat(self, signing_key: SigningKey, identity: Identity) -> None:
        """Make this the vault of the seat with these keys."""
        with self._writing() as connection:
            settings.put(connection, {_SIGNING_KEY: signing_key.pem().decode(), _IDENTITY: identity.secret})
            self._seat = None

    @property
    def signing_key(self) -> SigningKey | None:
        """The seat's signing key, None before there is a seat."""
        with self._lock:
            if self._seat is None and (pem := self.get(_SIGNING_KEY)):
                self._seat = SigningKey.from_pem(pem.encode())
            return self._seat

    @property
    def identity(self) -> Identity | None:
        """The seat's age identity, None before there is a seat."""
        secret = self.get(_IDENTITY)
        return sealing.identity(secret) if secret else None

    @property
    def seat(self) -> str:
        """The seat's id, "" before there is one."""
        key = self.signing_key
        return key.seat if key else ""

    @property
    def incarnation(self) -> str:
        """The id of this unbroken life of this copy."""
        return self._incarnation.id

    def _resume_incarnation(self) -> Incarnation:
        with trouble.told(self.home):
            return Incarnation.resume(Incarnation.place_of(self._keys.vault, self.home), self._connection)

    # --- the journal

    def append(self, events: Sequence[NewEvent], *, puts: Mapping[str, Any] | None = None) -> list[Event]:
        """Store this seat's events, and `puts` with them, in one transaction; they are durable when this returns.

        Raises EventRefused, NoSeatYet, and RestrictedCollectionOff when a restricted one has no officer to go to.
        """
        with self._writing() as connection:
            writer = journal.Writer(self.seat, self.incarnation, self._clock, self._readers)
            made = journal.append(connection, writer, events)
            settings.put(connection, puts or {})
            return made

    def _readers(self) -> Sequence[str]:
        """Return whom a subject's key is sealed to: its author and the protection officer."""
        officer, own = self.get(OFFICER_RECIPIENT), self.identity
        if not officer or own is None:
            raise RestrictedCollectionOff
        return sorted({own.recipient, officer})

    def absorb(self, parts: Iterable[StreamPart]) -> list[Event]:
        """Take in verified lines of other seats in one transaction; idempotent. Returns what was new.

        Raises EventRefused and StreamGap, and then nothing was taken in. Forks are kept: see `forked`.
        """
        with self._writing() as connection:
            return journal.absorb(connection, parts)

    def sign_event(self, event_hash: str, signature: bytes) -> None:
        """Keep the DER signature over an event's line, in its carriage."""
        with self._writing() as connection:
            journal.sign(connection, event_hash, signature)

    def records(self, kind: str) -> list[RecordRow]:
        """Return the records of type `kind`, oldest first."""
        with self._reading() as connection:
            return rows.records(connection, kind)

    def record_types(self) -> dict[str, str]:
        """Return the type of every record by its id."""
        with self._reading() as connection:
            return rows.record_types(connection)

    def cells(self, record: str, prefix: str = "") -> list[Cell]:
        """Return the live heads of the record's slots that start with `prefix`."""
        with self._reading() as connection:
            return projection.cells(connection, record, prefix)

    def events(self, record: str) -> list[Event]:
        """Return the record's events in the order in which they came to this vault."""
        with self._reading() as connection:
            return [event for event, _ in rows.stored_events(connection, record)]

    def stored(self, event_hash: str) -> StoredEvent | None:
        """Return an event's line with its carriage (signature included)."""
        with self._reading() as connection:
            return rows.stored_event(connection, event_hash)

    def payload(self, event_hash: str) -> dict[str, Any] | Sealed | None:
        """Return an event's payload, the sealed one, or None when it is not here."""
        stored = self.stored(event_hash)
        if stored is None or stored.sealed is None:
            return rows.clear_payload(stored) if stored else None
        return rows.Sealed(stored.sealed)

    def streams(self, records: Iterable[str]) -> list[StreamHead]:
        """Return the last events of all streams of these records."""
        with self._reading() as connection:
            return [head for record in records for head in rows.stream_heads(connection, record)]

    def forked(self) -> list[StreamHead]:
        """Return all ends of the streams that have more than one."""
        with self._reading() as connection:
            return rows.forked(connection)

    def lines(self, record: str, seat: str, inc: str, after_seq: int = 0) -> list[StoredEvent]:
        """Return a stream's lines after `after_seq`, byte for byte with their carriage."""
        with self._reading() as connection:
            return rows.lines(connection, record, seat, inc, after_seq)

    # --- restricted

    def subject_identity(self, subject: Subject) -> Identity:
        """Return the identity that restricted payloads about `subject` are sealed to, made on first use."""
        with self._writing() as connection:
            writer = journal.Writer(self.seat, self.incarnation, self._clock, self._readers)
            return journal.subject_identity(connection, writer, subject)

    def unsealed(self, record: str, secrets: Sequence[str] = (), audit: str = "") -> list[tuple[Event, dict[str, Any]]]:
        """Return what this seat, or the holder of `secrets`, can read of the record's sealed events."""
        own = self.identity
        with self._reading() as connection:
            return subjects.unsealed(connection, record, [*secrets, *([own.secret] if own else [])], audit)

    # --- attachments

    def add_blob(self, data: bytes, media_type: str, name: str) -> Blob:
        """Seal an attachment into the vault; leave `name` empty for a restricted one."""
        with self._writing() as connection:
            return blobs.add(connection, self.home, data, media_type, name)

    def import_blob(self, sealed: Path) -> str:
        """Take in a sealed file from a package; returns its id, which is the SHA-256 of the file."""
        with self._writing() as connection:
            return blobs.import_file(connection, self.home, sealed)

    def blob(self, blob: str) -> Blob:
        """Return what is known about an attachment; raises BlobMissing."""
        with self._reading() as connection:
            return blobs.find(connection, self.home, blob)

    def read_blob(self, blob: str, secret: str = "") -> bytes:
        """Return what was attached, opened with `secret` where this vault does not hold it; raises BlobMissing."""
        with self._reading() as connection:
            return blobs.read(connection, self.home, blob, secret)

    def blob_file(self, blob: str) -> Path:
        """Return where the sealed file lies; raises BlobMissing when it is not here."""
        return blobs.file_of(self.home, blob)

    def blob_secret(self, blob: str) -> str:
        """Return the age secret of an attachment's file; raises BlobMissing."""
        with self._reading() as connection:
            return blobs.secret_of(connection, blob)

    # --- instruments, drafts

    def add_form(self, xform: bytes, attachments: Mapping[str, bytes] | None = None) -> str:
        """Keep an instrument; returns its digest. Raises FormRefused for one that cannot be read."""
        digest: str = parse_form(xform, attachments or {}).digest
        with self._writing() as connection:
            forms.add(connection, digest, xform, attachments or {}, self._clock().isoformat())
        return digest

    def form(self, digest: str) -> tuple[bytes, dict[str, bytes]]:
        """Return an instrument's XForm and attachments; raises FormMissing."""
        with self._reading() as connection:
            return forms.get(connection, digest)

    def forms(self) -> list[str]:
        """Return the digests of all instruments, oldest first."""
        with self._reading() as connection:
            return forms.digests(connection)

    def put_draft(self, record: str, ref: str, text: str) -> None:
        """Keep what is half typed; "" takes it away."""
        with self._writing() as connection:
            settings.put_draft(connection, record, ref, text)

    def drafts(self, record: str) -> dict[str, str]:
        """Return what is half typed in a record, by ref."""
        with self._reading() as connection:
            return settings.drafts(connection, record)

    # --- care

    def noticed(self, *, ever: bool = False) -> list[str]:
        """Return what is to be said of this opening, or what was `ever` noticed at one; one sentence each."""
        with self._reading() as connection:
            if ever:
                return notices.history(connection)
            said = notices.said(connection, self._incarnation.noticed, self._clock())
            return [*reserve.notice(self.home), *said]

    def check(self) -> list[str]:
        """Verify pages, chains, commitments, projections and attachments; returns what is wrong, one sentence each."""
        own, key = self.identity, self.signing_key
        known = check.Known(
            self.seat,
            [own.secret] if own else [],
            {key.seat: key.public_pem()} if key else {},
            self._incarnation,
        )
        with self._reading() as connection:
            return check.check(connection, self.home, known)

    @contextmanager
    def shrinking(self) -> Iterator[None]:
        """Let a block remove rows of the journal: a shorter one is then no alarm, not even after a crash in it."""
        before = self._incarnation.reach
        self._incarnation.settle(Reach())
        try:
            yield
        except BaseException:
            self._incarnation.settle(before)
            raise

    def scrub(self) -> None:
        """Write the database's pages anew where something was removed for good; raises DiskFull."""
        with self._reading() as connection:
            scrub.finish(connection)

    def backup_size(self) -> int:
        """Return how many bytes a backup takes now, about."""
        return backup.size_of(self.home)

    def backup(self, out: Path, progress: Callable[[int, int], None] | None = None) -> backup.Made:
        """Write the whole vault to one encrypted file and read it back, while it is in use.

        Raises BackupRefused, BackupNoRoom, CopyUnderWay.
        """
        with copying.alone(self.home), trouble.told(out):
            return backup.write(backup.Source(self.home, self._key, self._reading), out, progress)
