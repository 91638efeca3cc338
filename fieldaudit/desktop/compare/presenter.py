"""The differences of one audit, which of them is looked at, and what was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from fieldaudit.desktop.presenter import Presenter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldaudit.desktop.protocols import Background
    from fieldaudit.errors import FieldAuditError
    from fieldaudit.exchange.compared import Comparison, Decision, Line


class CompareUses(Protocol):
    """What comparing needs."""

    def compare(self, audit: str) -> Comparison:
        """Return what differs in an audit and in what belongs to it."""

    def decide(self, audit: str, picks: Sequence[tuple[str, str]], reason: str) -> Sequence[str]:
        """Let the chosen sides hold; return the events that say so. Raises ChoiceRefused, AuditIsSigned."""

    def decide_all(self, audit: str, copy: str, reason: str) -> Sequence[str]:
        """Let all hold that a copy says where it differs; return the events. Raises ChoiceRefused, AuditIsSigned."""

    def take_back(self, audit: str, events: Sequence[str]) -> None:
        """Undo choices of this seat; raises ChoiceRefused."""


@dataclass(frozen=True)
class CompareState:
    """One audit's differences; `last` are the choices made just now, which one step takes back.

    `stands` is somebody else's choice that holds once one's own was taken back.
    """

    audit: str = ""
    found: Comparison | None = None
    chosen: str = ""
    busy: bool = False
    last: tuple[str, ...] = ()
    taken_back: bool = False
    stands: Decision | None = None
    error: FieldAuditError | None = None

    def line(self) -> Line | None:
        """Return the difference that is looked at."""
        return next((line for line in self.lines() if line.key == self.chosen), None)

    def decision(self) -> Decision | None:
        """Return the choice that is looked at."""
        return next((made for made in self.decisions() if made.event == self.chosen), None)

    def lines(self) -> tuple[Line, ...]:
        """Return what differs."""
        return self.found.lines if self.found is not None else ()

    def decisions(self) -> tuple[Decision, ...]:
        """Return what was decided."""
        return self.found.decisions if self.found is not None else ()


class ComparePresenter(Presenter[CompareState]):
    """Reads the differences, records choices and takes them back."""

    def __init__(self, uses: CompareUses, background: Background) -> None:
        super().__init__(CompareState())
        self._uses, self._background = uses, background
        self._taken: tuple[str, str, str] | None = None  # record, number and label of what was chosen

    def open(self, audit: str) -> None:
        """Read what differs in an audit."""
        self.change(**vars(CompareState(audit=audit)))
        self._load()

    def choose(self, key: str) -> None:
        """Look at a difference or a choice."""
        if key != self.state.chosen:
            self.change(chosen=key)

    def decide(self, number: int, reason: str) -> None:
        """Let the side with this number, from 1, of the difference that is looked at hold."""
        line = self.state.line()
        if line is None or line.refused or not 1 <= number <= len(line.sides):
            return
        audit, pick = self.state.audit, (line.key, line.sides[number - 1].event)
        self._do(lambda: self._uses.decide(audit, [pick], reason))

    def decide_all(self, copy: str, reason: str) -> None:
        """Let all hold that this copy says where it differs."""
        audit = self.state.audit
        self._do(lambda: self._uses.decide_all(audit, copy, reason))

    def take_back(self, events: Sequence[str] = ()) -> None:
        """Undo these choices, or those made just now."""
        audit, gone = self.state.audit, tuple(events) or self.state.last
        if gone:
            self._taken = self._about(gone[0])
            self._do(lambda: self._uses.take_back(audit, gone), taken_back=True)

    def _about(self, event: str) -> tuple[str, str, str] | None:
        for made in self.state.decisions():
            if made.event == event:
                return made.record, made.number, made.label
        for line in self.state.lines():
            if any(side.event == event for side in line.sides):
                return line.record, line.number, line.label
        return None

    def _do(self, work: object, *, taken_back: bool = False) -> None:
        if self.state.busy or not callable(work):
            return
        self.change(busy=True, error=None)
        self._background.run(work, success=lambda made: self._done(made, taken_back=taken_back), failure=self._failed)

    def _done(self, made: object, *, taken_back: bool) -> None:
        last = tuple(made) if isinstance(made, list | tuple) else ()
        self.change(busy=False, last=last, taken_back=taken_back)
        self._load()

    def _failed(self, error: FieldAuditError) -> None:
        """Say why not, over what stands now: it may have changed meanwhile."""
        self.change(busy=False, last=(), taken_back=False, error=error)
        self._load()

    def _load(self) -> None:
        audit = self.state.audit
        self._background.run(
            lambda: self._uses.compare(audit),
            success=self._loaded,
            failure=lambda error: self.change(error=error),
        )

    def _loaded(self, found: Comparison) -> None:
        if found.audit != self.state.audit:
            return
        before = [line.key for line in self.state.lines()]
        keys = [line.key for line in found.lines]
        decided = [made.event for made in found.decisions]
        chosen = self.state.chosen
        if chosen not in (*keys, *decided):
            after = before[before.index(chosen) :] if chosen in before else keys
            chosen = next((key for key in (*after, *keys, *decided) if key in keys or key in decided), "")
        stands = None
        if self.state.taken_back:
            same = (one for one in found.decisions if (one.record, one.number, one.label) == self._taken)
            stands = next(same, None)
        self.change(found=found, chosen=chosen, stands=stands)
