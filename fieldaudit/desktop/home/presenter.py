"""The audits at hand, filtered and by stage."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from fieldaudit.desktop.backup.lines import OnlyLine
from fieldaudit.desktop.lines import STAGES, ActionLine, AuditLine, Stage, matches
from fieldaudit.desktop.presenter import Presenter
from fieldaudit.desktop.protocols import Background
from fieldaudit.errors import FieldAuditError


class HomeUses(Protocol):
    """What home reads."""

    def audits(self) -> Sequence[AuditLine]:
        """Return every audit of this seat."""

    def actions_due(self) -> Sequence[ActionLine]:
        """Return the open actions, the most urgent first."""

    def only_here(self) -> OnlyLine:
        """Return what is nowhere but on this laptop."""


@dataclass(frozen=True)
class HomeState:
    """Everything that home shows."""

    loaded: bool = False
    audits: tuple[AuditLine, ...] = ()
    actions: tuple[ActionLine, ...] = ()
    stage: Stage = "in_progress"
    words: str = ""
    only: OnlyLine = field(default_factory=OnlyLine)
    error: FieldAuditError | None = None

    def shown(self) -> list[AuditLine]:
        """Return the audits of the stage that match the filter, what is due first on top."""
        found = [line for line in self.audits if line.stage == self.stage and matches(line, self.words)]
        return sorted(found, key=lambda line: (line.due or date.max, line.site))

    def counts(self) -> dict[str, int]:
        """Return how many audits each stage has."""
        return {stage: sum(line.stage == stage for line in self.audits) for stage in STAGES}


class HomePresenter(Presenter[HomeState]):
    """Reads the audits each time home is opened."""

    def __init__(self, uses: HomeUses, background: Background, today: Callable[[], date]) -> None:
        super().__init__(HomeState())
        self._uses, self._background, self.today = uses, background, today

    def load(self) -> None:
        """Read everything anew; what is shown stays until it is there."""
        self._background.run(
            lambda: (tuple(self._uses.audits()), tuple(self._uses.actions_due()), self._uses.only_here()),
            success=self._loaded,
            failure=lambda error: self.change(error=error, loaded=True),
        )

    def choose(self, stage: Stage) -> None:
        """Show another stage."""
        self.change(stage=stage)

    def filter(self, words: str) -> None:
        """Show only what has these words."""
        self.change(words=words)

    def _loaded(self, found: tuple[tuple[AuditLine, ...], tuple[ActionLine, ...], OnlyLine]) -> None:
        audits, actions, only = found
        stage = self.state.stage
        if not self.state.loaded and not any(line.stage == stage for line in audits):
            stage = next((other for other in STAGES if any(line.stage == other for line in audits)), stage)
        self.change(loaded=True, audits=audits, actions=actions, stage=stage, only=only, error=None)
