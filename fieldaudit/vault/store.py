"""The open database of a vault: one connection that any thread may use, one writer, changes that are durable at once.

A change moves along what the state folder remembers of it: the journal's reach (incarnation.py), and whom to trust
(trusted.py). What an erasure left to be done after a change is done then (erasure.py).
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fieldaudit.vault import driver, engine, erasure, journal, reserve, trouble, trusted
from fieldaudit.vault.backup import DATABASE
from fieldaudit.vault.incarnation import Incarnation, Noticed, Reach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection


class Store:
    """The database in `home`; failures of the disk are told as DiskFull, DiskTrouble or NotAVault, and rolled back."""

    incarnation: Incarnation

    def __init__(self, home: Path, key: bytes) -> None:
        """Open the database with its raw key; `begin` must follow before anything is written."""
        self.home, self.database = home, home / DATABASE
        self.lock = threading.RLock()
        self.remembered: dict[str, Any] = {}  # what was read and holds until a change is undone or says otherwise
        self._depth = 0
        self._together = self._spoilt = False
        self._last: Callable[[], None] | None = None
        self.connect(key)

    def connect(self, key: bytes) -> None:
        """Open the database, for the first time or under another key."""
        reserve.before_opening(self.home)
        self._engine = engine.make_engine(self.database, key)
        with trouble.told(self.database, changing=False):
            self._connection = self._engine.connect()

    def begin(self, vault: str) -> None:
        """Go on with the life of this copy of the vault with the id `vault`, or begin another."""
        with trouble.told(self.home, changing=False):
            life = self.incarnation = Incarnation.resume(Incarnation.place_of(vault, self.home), self._connection)
            if life.noticed is None and not trusted.holds(self._connection, life.path):
                life.noticed = Noticed("trust")
            trusted.settle(self._connection, life.path)

    def disconnect(self) -> None:
        """Let go of the database file; also of one that could not be brought up to this version."""
        self._connection.close()
        self._engine.dispose()

    @property
    def closed(self) -> bool:
        """Whether there is no connection now."""
        return self._connection.closed

    @property
    def writing(self) -> bool:
        """Whether a transaction is open, which only who holds the lock can tell."""
        return self._depth > 0

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Hold the connection; nobody else writes or reads meanwhile."""
        with self.lock, trouble.told(self.database, changing=self.writing):
            yield self._connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Make everything in the block one change: durable when it ends, undone when it raises. Blocks may nest."""
        with self.lock, trouble.told(self.database):
            if self._together:
                try:
                    yield self._connection
                except BaseException:
                    self._spoilt = True
                    raise
                return
            begin, commit, rollback = engine.transaction_words(self._depth)
            if not self._depth:
                reserve.before_writing(self.home)
            driver.run(self._connection, begin)
            self._depth += 1
            try:
                yield self._connection
                if self._depth == 1:
                    reach = self.incarnation.reach.further(self._connection)
                    trusted.before_commit(self._connection, self.incarnation.path)
                    if self._last:
                        self._last()
                driver.run(self._connection, commit)
            except BaseException:
                self.remembered.clear()
                journal.forget_ends(self._connection)
                engine.roll_back(self._connection, rollback)
                raise
            finally:
                self._depth -= 1
            if not self._depth:
                self.incarnation.advance(reach)
                trusted.after_commit(self._connection, self.incarnation.path)
                if erasure.WAITING in self._connection.info:
                    erasure.resume(self._connection, self.database)

    @contextmanager
    def together(self, last: Callable[[], None] | None = None) -> Iterator[None]:
        """Make a transaction of many small ones, none of which can be undone by itself: where one raises, all are.

        `last` is called when nothing is left but the commit, during which this thread leaves the processor to others.
        Keeping each undoable costs far more than the changes (a page that a savepoint keeps is encrypted once more).
        """
        with self.lock:
            if self.writing:
                with self.transaction():
                    yield
                return
            self._spoilt, self._last = False, last
            try:
                with self.transaction():
                    self._together = True
                    try:
                        yield
                        if self._spoilt:
                            raise RuntimeError("a part of a change failed, and the rest was to be kept")
                    finally:
                        self._together = False
            finally:
                self._last = None

    @contextmanager
    def shrinking(self) -> Iterator[None]:
        """Let a block remove rows of the journal: a shorter one is then no alarm, not even after a crash in it."""
        before = self.incarnation.reach
        journal.forget_ends(self._connection)
        self.incarnation.settle(Reach())
        try:
            yield
        except BaseException:
            self.incarnation.settle(before)
            raise
