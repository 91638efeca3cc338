"""What opens this vault, and changing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from fieldaudit.desktop.presenter import Presenter
from fieldaudit.errors import Cancelled, ConfirmationMissing, PassphrasesDiffer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fieldaudit.desktop.protocols import Background, Job, Progress
    from fieldaudit.errors import FieldAuditError


@dataclass(frozen=True)
class KeysFacts:
    """The slots as (name, what is known about it), what is on, and which recoveries may be kept for travel."""

    slots: tuple[tuple[str, str], ...] = ()
    keychain_on: bool = False
    keychain_name: str = ""
    ways: tuple[str, ...] = ()
    head_office: bool = False


@dataclass(frozen=True)
class Asking:
    """Who asks head office to open their vault; no name when no package ever came from there."""

    name: str
    role: str
    branch: str
    fingerprint: str


class KeysUses(Protocol):
    """What the page does; each raises a FieldAuditError with its sentence."""

    def facts(self) -> KeysFacts:
        """Return what opens the vault."""

    def change_passphrase(self, old: str, new: str) -> None:
        """Set a new passphrase."""

    def rotate(self, passphrase: str, progress: Progress) -> bool:
        """Give the database a new key; return whether a printed sheet is void now."""

    def make_sheet(self, passphrase: str) -> str:
        """Return the text of a new recovery sheet."""

    def set_keychain(self, on: bool) -> None:
        """Switch the keychain's slot on or off."""

    def seal_for_travel(self, way: str, words: str, progress: Progress) -> None:
        """Leave one recovery alone to open the vault."""

    def look(self, request: Path, words: str, passphrase: str) -> Asking:
        """Say who asks head office."""

    def answer(self, request: Path, words: str, passphrase: str, out: Path) -> None:
        """Write head office's answer."""


@dataclass(frozen=True)
class KeysState:
    """What opens the vault, what was just done, and what went wrong where; `progress` while it is written anew."""

    facts: KeysFacts = KeysFacts()
    busy: bool = False
    progress: tuple[int, int] | None = None
    done: str = ""
    sheet: str = ""
    asking: Asking | None = None
    error: FieldAuditError | None = None


class KeysPresenter(Presenter[KeysState]):
    """Does one thing at a time; `sealed` is called when the vault is to be closed for a journey."""

    def __init__(self, uses: KeysUses, background: Background, sealed: Callable[[], None]) -> None:
        super().__init__(KeysState())
        self._uses, self._background, self._sealed = uses, background, sealed
        self._job: Job | None = None

    def open(self) -> None:
        """Read what opens the vault."""
        self.change(done="", sheet="", asking=None, error=None)
        self._read()

    def change_passphrase(self, old: str, new: str, again: str) -> None:
        """Set a new passphrase that was typed twice."""
        if new != again:
            self.change(error=PassphrasesDiffer(), done="")
            return
        self._do("passphrase", lambda: self._uses.change_passphrase(old, new))

    def rotate(self, passphrase: str) -> None:
        """Give the database a new key."""
        self._do_long(
            "rotated",
            lambda progress: self._uses.rotate(passphrase, progress),
            lambda void: "sheet_void" if void else "rotated",
        )

    def cancel(self) -> None:
        """Stop writing the vault anew, as long as it can still stay as it was."""
        if self._job is not None:
            self._job.cancel()

    def make_sheet(self, passphrase: str) -> None:
        """Make a recovery sheet and show it."""
        self._do("sheet", lambda: self._uses.make_sheet(passphrase), self._show_sheet)

    def set_keychain(self, *, on: bool) -> None:
        """Switch the keychain's slot."""
        self._do("keychain_on" if on else "keychain_off", lambda: self._uses.set_keychain(on))

    def seal_for_travel(self, way: str, words: str, typed: str, sentence: str) -> None:
        """Seal, when the sentence was typed as it stands there."""
        if " ".join(typed.lower().split()) != sentence.lower():
            self.change(error=ConfirmationMissing(words=sentence), done="")
            return
        self._do_long("sealed", lambda progress: self._uses.seal_for_travel(way, words, progress), self._leave)

    def look(self, request: Path, words: str, passphrase: str) -> None:
        """Open a request that came to head office and say whose it is."""
        self._do("", lambda: self._uses.look(request, words, passphrase), self._show_asking)

    def answer(self, request: Path, words: str, passphrase: str, out: Path) -> None:
        """Write the answer."""
        self._do("answered", lambda: self._uses.answer(request, words, passphrase, out))

    def _do(self, done: str, work: Callable[[], Any], then: Callable[[Any], str | None] | None = None) -> None:
        if self.state.busy:
            return
        self.change(busy=True, error=None, done="", sheet="", asking=None)
        self._background.run(
            work,
            success=lambda result: self._finished(done, then(result) if then else None),
            failure=lambda error: self.change(busy=False, error=error),
        )

    def _do_long(self, done: str, work: Callable[[Progress], Any], then: Callable[[Any], str | None]) -> None:
        """Do what writes the whole vault anew, with progress; who cancels is told nothing: it is as it was."""
        if self.state.busy:
            return
        self.change(busy=True, progress=(0, 1), error=None, done="", sheet="", asking=None)
        self._job = self._background.follow(
            work,
            success=lambda result: self._finished(done, then(result)),
            failure=self._stopped,
            progress=lambda done, total: self.change(progress=(done, total)),
        )

    def _finished(self, done: str, said: str | None) -> None:
        self.change(busy=False, progress=None, done=said or done)
        if done != "sealed":
            self._read()

    def _stopped(self, error: FieldAuditError) -> None:
        self.change(busy=False, progress=None, error=None if isinstance(error, Cancelled) else error)

    def _read(self) -> None:
        self._background.run(
            self._uses.facts,
            success=lambda facts: self.change(facts=facts),
            failure=lambda error: self.change(error=error),
        )

    def _show_sheet(self, text: str) -> None:
        self.change(sheet=text)

    def _show_asking(self, asking: Asking) -> None:
        self.change(asking=asking)

    def _leave(self, _: object) -> None:
        self._sealed()
