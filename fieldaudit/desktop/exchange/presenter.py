"""What can be sent, to whom, and what came back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from fieldaudit.desktop.presenter import Presenter
from fieldaudit.desktop.protocols import Background, Job, Progress
from fieldaudit.errors import FieldAuditError


@dataclass(frozen=True)
class SendLine:
    """A signed audit that can be sent."""

    id: str
    site: str
    instrument: str
    signed: datetime | None = None
    attachments: int = 0
    size: int = 0


@dataclass(frozen=True)
class SentLine:
    """A package that was written; `confirmed` once its receipt came."""

    number: int
    when: datetime
    audits: int
    confirmed: bool


@dataclass(frozen=True)
class Overview:
    """What the screen knows: the recipient, its fingerprint, what is ready, what is on its way, what is only here.

    `asks` says that a package about no audit is worth writing: it asks head office for a certificate.
    """

    recipient: str = ""
    fingerprint: str = ""
    ready: tuple[SendLine, ...] = ()
    sent: tuple[SentLine, ...] = ()
    only_here: int = 0
    last_receipt: datetime | None = None
    asks: bool = False


@dataclass(frozen=True)
class Sent:
    """A package as it lies on the disk, read back and verified; `files` are all to be handed over, in order.

    `left_out` are colleagues whose entries are not in it, since head office would not believe them now.
    """

    path: Path
    size: int
    number: int
    audits: int
    files: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Received:
    """What became of one file: `good` when it was applied, `waits` when it is a part and others are missing.

    The two sentences say what happened and what to do.
    """

    name: str
    good: bool
    sentence: str
    next_step: str = ""
    waits: bool = False


class ExchangeUses(Protocol):
    """What sending and receiving need."""

    def overview(self) -> Overview:
        """Return what is ready, on its way and only here."""

    def send(self, audits: Sequence[str], folder: Path, most: int, progress: Progress) -> Sent:
        """Write a package for head office into a folder, then read it back; in parts of `most` bytes where not 0."""

    def send_again(self, folder: Path, most: int, progress: Progress) -> Sent:
        """Write all that was sent before once more, whole, though it was confirmed; raises NothingToSend."""

    def receive(self, files: Sequence[Path], progress: Progress) -> Sequence[Received]:
        """Verify and apply what head office sent."""


@dataclass(frozen=True)
class ExchangeState:
    """Everything that the screen shows; `most` bytes fit one file (0: any), `asking` whether to send all again."""

    loaded: bool = False
    overview: Overview = Overview()
    left_out: frozenset[str] = frozenset()
    most: int = 0
    asking: bool = False
    working: str = ""
    progress: tuple[int, int] = (0, 0)
    sent: Sent | None = None
    received: tuple[Received, ...] = ()
    error: FieldAuditError | None = None

    def chosen(self) -> list[SendLine]:
        """Return what will be sent."""
        return [line for line in self.overview.ready if line.id not in self.left_out]

    def can_write(self) -> bool:
        """Whether there is something to write a package of."""
        return bool(self.chosen()) or (self.overview.asks and not self.overview.ready)

    def size(self) -> int:
        """Return how large the attachments of what is chosen are, in bytes."""
        return sum(line.size for line in self.chosen())


class ExchangePresenter(Presenter[ExchangeState]):
    """Sends, receives, and keeps the overview true."""

    def __init__(self, uses: ExchangeUses, background: Background) -> None:
        super().__init__(ExchangeState())
        self._uses, self._background = uses, background
        self._job: Job | None = None

    def load(self) -> None:
        """Read the overview anew."""
        self._background.run(
            self._uses.overview,
            success=lambda overview: self.change(loaded=True, overview=overview),
            failure=lambda error: self.change(loaded=True, error=error),
        )

    def toggle(self, audit: str) -> None:
        """Take an audit out of what is sent, or back in."""
        self.change(left_out=self.state.left_out ^ {audit})

    def cut(self, most: int) -> None:
        """Write files of at most so many bytes from now on, 0 for one file."""
        self.change(most=most)

    def ask_again(self) -> None:
        """Ask whether to send everything again, or ask no longer."""
        self.change(asking=not self.state.asking)

    def send(self, folder: Path) -> None:
        """Write what is chosen into a folder."""
        audits, most = [line.id for line in self.state.chosen()], self.state.most
        if self.state.can_write():
            self._write(lambda progress: self._uses.send(audits, folder, most, progress))

    def send_again(self, folder: Path) -> None:
        """Write all that was sent before into a folder, for a head office that lost it."""
        most = self.state.most
        self._write(lambda progress: self._uses.send_again(folder, most, progress))

    def _write(self, work: Callable[[Progress], Sent]) -> None:
        if self.state.working:
            return
        self.change(working="send", progress=(0, 1), sent=None, received=(), asking=False, error=None)
        self._job = self._background.follow(
            work,
            success=self._sent,
            failure=self._failed,
            progress=self._progress,
        )

    def receive(self, files: Sequence[Path]) -> None:
        """Apply files that head office sent."""
        if not files or self.state.working:
            return
        self.change(working="receive", progress=(0, len(files)), sent=None, received=(), error=None)
        self._job = self._background.follow(
            lambda progress: self._uses.receive(files, progress),
            success=self._received,
            failure=self._failed,
            progress=self._progress,
        )

    def cancel(self) -> None:
        """Stop what is under way."""
        if self._job is not None:
            self._job.cancel()

    def dismiss(self) -> None:
        """Put the last outcome away."""
        self.change(sent=None, received=(), error=None)

    def _progress(self, done: int, total: int) -> None:
        self.change(progress=(done, total))

    def _sent(self, sent: Sent) -> None:
        self.change(working="", sent=sent, left_out=frozenset())
        self.load()

    def _received(self, received: Sequence[Received]) -> None:
        self.change(working="", received=tuple(received))
        self.load()

    def _failed(self, error: FieldAuditError) -> None:
        self.change(working="", error=error)
        self.load()
