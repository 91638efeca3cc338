"""What opens the database of an open vault: its key, held in memory, and the key file whose slots lead to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.errors import KeyNotRotated
from fieldaudit.trust import slots
from fieldaudit.vault import keyfile, keys_rotation, trouble, version_copies

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fieldaudit.trust.slots import Slot
    from fieldaudit.vault.entry import Entry
    from fieldaudit.vault.keyfile import KeyFile
    from fieldaudit.vault.keys_rotation import Progress
    from fieldaudit.vault.store import Store


class HeldKeys:
    """The key of an open database and its key file, which change together."""

    def __init__(self, found: Entry, store: Store) -> None:
        """Hold what unlocking found, for the database that was opened with it."""
        self.key, self.file = found.key, found.keys
        self._store = store

    def change(self, change: Callable[[KeyFile, bytes], KeyFile]) -> None:
        """Write the key file that `change` makes of the present one and the database's key."""
        with self._store.lock, trouble.told(self._store.home):
            if self.file.rotation is not None:
                raise KeyNotRotated
            changed = change(self.file, self.key)
            keyfile.write(self._store.home, changed)
            self.file = changed

    def rotate(self, slots_of: Callable[[bytes], Sequence[Slot]], travel: str, progress: Progress | None) -> None:
        """Write the database anew under a new key; see Vault.rotate_key."""
        home = self._store.home
        with self._store.lock:
            if self._store.writing or self.file.rotation is not None:
                raise KeyNotRotated
            old, new = self.key, slots.new_key()
            keys = keyfile.of_slots(self.file, slots_of(new), travel)
            self._store.disconnect()
            try:
                self.file = keys_rotation.rotate(home, old, new, keys, progress)
                self.key = new
                version_copies.drop(home)  # the old key still opens it
            except BaseException:
                self.key, self.file = keys_rotation.settle(home, old, new)
                raise
            finally:
                self._store.connect(self.key)
