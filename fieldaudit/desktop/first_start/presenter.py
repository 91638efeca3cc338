"""The three doors of the first start, step by step."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from fieldaudit.desktop.presenter import Presenter
from fieldaudit.desktop.protocols import Background, Job, Progress
from fieldaudit.errors import FieldAuditError, PassphrasesDiffer

Step = Literal["doors", "join", "set_up", "sheet", "try_sheet", "sample"]
Desk = Literal["field", "headoffice"]
CODE_WORDS = 6


@dataclass(frozen=True)
class Invitation:
    """What an invitation says once its six words opened it."""

    organisation: str
    name: str
    role: str
    branch: str


@dataclass(frozen=True)
class RecoverySheet:
    """The recovery sheet as text, its words in order, the vault that it belongs to, and the same as three shares."""

    text: str
    words: tuple[str, ...]
    opened: Any
    shares: tuple[str, ...] = ()


class FirstStartUses(Protocol):
    """What the doors do; each raises a FieldAuditError with its sentence."""

    def read_invitation(self, file: Path, code: str) -> Invitation:
        """Open an invitation with its six words."""

    def join(self, file: Path, code: str, passphrase: str) -> Any:
        """Make the vault and the seat's key; return the opened vault."""

    def set_up(self, organisation: str, passphrase: str) -> RecoverySheet:
        """Make a head office; return its recovery sheet and its opened vault."""

    def sample(self, desk: Desk, progress: Progress) -> Any:
        """Make the sample data where it is not there yet and open one of its two vaults."""


@dataclass(frozen=True)
class FirstStartState:
    """The step, what is known at it, and what went wrong."""

    step: Step = "doors"
    busy: bool = False
    progress: tuple[int, int] | None = None
    file: Path | None = None
    code: str = ""
    invitation: Invitation | None = None
    sheet: RecoverySheet | None = None
    asked: tuple[int, int] = (0, 0)
    error: FieldAuditError | None = None
    wrong_words: bool = False


class FirstStartPresenter(Presenter[FirstStartState]):
    """Walks through a door; `entered` is called with the opened vault at its end."""

    def __init__(
        self,
        uses: FirstStartUses,
        background: Background,
        entered: Callable[[Any], None],
        choose_two: Callable[[int], tuple[int, int]],
    ) -> None:
        """`choose_two(n)` draws which two of the sheet's n words are asked for (0-based, ascending)."""
        super().__init__(FirstStartState())
        self._uses, self._background, self._entered, self._choose_two = uses, background, entered, choose_two
        self._job: Job | None = None

    def go(self, step: Step) -> None:
        """Go to a step; going back to the doors forgets what was begun."""
        if not self.state.busy:
            self.change(
                step=step,
                error=None,
                wrong_words=False,
                **({"invitation": None, "file": None} if step == "doors" else {}),
            )

    def choose_file(self, file: Path) -> None:
        """Take an invitation file; it is opened as soon as its words are there."""
        self.change(file=file, invitation=None, error=None)
        self._read()

    def type_code(self, code: str) -> None:
        """Take the words as they are typed; the sixth opens the invitation."""
        self.change(code=" ".join(code.replace("-", " ").split()), invitation=None, error=None)
        self._read()

    def join(self, passphrase: str, again: str) -> None:
        """Choose the passphrase and start working."""
        state = self.state
        if state.invitation is None or state.file is None or state.busy or not self._same(passphrase, again):
            return
        file, code = state.file, state.code
        self._do(lambda: self._uses.join(file, code, passphrase), self._finish)

    def set_up(self, organisation: str, passphrase: str, again: str) -> None:
        """Make the head office and go on to its recovery sheet."""
        if self.state.busy or not organisation or not self._same(passphrase, again):
            return
        self._do(lambda: self._uses.set_up(organisation, passphrase), self._show_sheet)

    def kept(self) -> None:
        """Ask for two of the sheet's words, once the person says that it is kept."""
        if self.state.sheet is not None:
            self.change(step="try_sheet", asked=self._choose_two(len(self.state.sheet.words)), wrong_words=False)

    def try_words(self, first: str, second: str) -> None:
        """Compare two typed words with the sheet; only then is the head office entered."""
        sheet = self.state.sheet
        if sheet is None:
            return
        typed = (first.strip().lower(), second.strip().lower())
        if typed == tuple(sheet.words[place] for place in self.state.asked):
            self._entered(sheet.opened)
        else:
            self.change(wrong_words=True)

    def sample(self, desk: Desk) -> None:
        """Make and open the sample data."""
        if self.state.busy:
            return
        self.change(step="sample", busy=True, error=None, progress=(0, 1))
        self._job = self._background.follow(
            lambda progress: self._uses.sample(desk, progress),
            success=self._finish,
            failure=self._failed,
            progress=lambda done, total: self.change(progress=(done, total)),
        )

    def cancel(self) -> None:
        """Stop making the sample data."""
        if self._job is not None:
            self._job.cancel()

    def _read(self) -> None:
        file, code = self.state.file, self.state.code
        if file is None or len(code.split()) < CODE_WORDS:
            return
        self._do(lambda: self._uses.read_invitation(file, code), lambda found: self._invited(file, code, found))

    def _invited(self, file: Path, code: str, found: Invitation) -> None:
        current = (self.state.file, self.state.code) == (file, code)
        self.change(busy=False, invitation=found if current else None)

    def _same(self, passphrase: str, again: str) -> bool:
        if passphrase != again:
            self.change(error=PassphrasesDiffer())
        return passphrase == again

    def _do(self, work: Callable[[], Any], success: Callable[[Any], None]) -> None:
        self.change(busy=True, error=None)
        self._background.run(work, success=success, failure=self._failed)

    def _show_sheet(self, sheet: RecoverySheet) -> None:
        self.change(busy=False, step="sheet", sheet=sheet)

    def _finish(self, opened: Any) -> None:
        self.change(busy=False, progress=None)
        self._entered(opened)

    def _failed(self, error: FieldAuditError) -> None:
        back_to: Step = "doors" if self.state.step == "sample" else self.state.step
        self.change(busy=False, progress=None, error=error, step=back_to)
