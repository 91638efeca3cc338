"""Both desks' lists of what head office gave out, and what is done with one line of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from fieldaudit.desktop.given.lines import Choice, GivenLine, QuestionLine, TaskForm, TaskLine
from fieldaudit.desktop.presenter import Presenter
from fieldaudit.desktop.protocols import Background
from fieldaudit.errors import FieldAuditError

Page = Literal["tasks", "questions", "published"]
PAGES: tuple[Page, ...] = ("tasks", "questions", "published")


class GivenUses(Protocol):
    """What both desks do."""

    def tasks(self) -> Sequence[TaskLine]:
        """Return the assignments."""

    def questions(self) -> Sequence[QuestionLine]:
        """Return the questions about answers."""

    def published(self) -> Sequence[GivenLine]:
        """Return the forms and tables that are in use."""


class OfficeUses(GivenUses, Protocol):
    """What head office does besides."""

    def choices(self) -> tuple[Sequence[Choice], Sequence[Choice], Sequence[Choice]]:
        """Return the people, sites and instruments that an assignment can be made of."""

    def assign(self, form: TaskForm) -> str:
        """Assign an audit; return the assignment."""

    def withdraw(self, task: str) -> None:
        """Take an assignment back."""

    def settle(self, question: str) -> None:
        """Settle a question."""

    def give_out_form(self, digest: str, *, supervisors: bool | None = None) -> None:
        """Give out an instrument: to on-site supervisors too, to auditors alone, or (None) as it was before."""

    def give_out_table(self, name: str, file: Path) -> None:
        """Give out a reference table."""


class FieldUses(GivenUses, Protocol):
    """What the field does besides."""

    def start(self, task: str) -> str:
        """Start the audit that was assigned; return it."""

    def reply(self, question: str, text: str) -> None:
        """Reply to a question."""


@dataclass(frozen=True)
class GivenState:
    """Everything that the screens show; `adding` while an assignment is written."""

    loaded: bool = False
    page: Page = "tasks"
    tasks: tuple[TaskLine, ...] = ()
    questions: tuple[QuestionLine, ...] = ()
    published: tuple[GivenLine, ...] = ()
    chosen: str = ""
    adding: bool = False
    people: tuple[Choice, ...] = ()
    sites: tuple[Choice, ...] = ()
    instruments: tuple[Choice, ...] = ()
    busy: bool = False
    error: FieldAuditError | None = None

    def task(self) -> TaskLine | None:
        """Return the chosen assignment."""
        return next((line for line in self.tasks if line.id == self.chosen), None)

    def question(self) -> QuestionLine | None:
        """Return the chosen question."""
        return next((line for line in self.questions if line.id == self.chosen), None)

    def given(self) -> GivenLine | None:
        """Return the chosen form or table."""
        return next((line for line in self.published if line.id == self.chosen), None)

    def lines(self, page: Page) -> Sequence[TaskLine | QuestionLine | GivenLine]:
        """Return what a page lists."""
        found: dict[Page, Sequence[TaskLine | QuestionLine | GivenLine]] = {
            "tasks": self.tasks,
            "questions": self.questions,
            "published": self.published,
        }
        return found[page]


class GivenPresenter(Presenter[GivenState]):
    """Reads the lists, and does one thing at a time."""

    def __init__(self, uses: GivenUses, background: Background) -> None:
        super().__init__(GivenState())
        self._given, self._background = uses, background

    def load(self, chosen: str = "") -> None:
        """Read everything anew; `chosen` is the line to stand on."""
        self._background.run(
            lambda: (tuple(self._given.tasks()), tuple(self._given.questions()), tuple(self._given.published())),
            success=lambda found: self._loaded(*found, chosen),
            failure=self._failed,
        )

    def show_page(self, page: Page) -> None:
        """Show another list."""
        self.change(page=page, adding=False, error=None)
        self._stand(self.state.chosen)

    def choose(self, line: str) -> None:
        """Stand on a line."""
        if line and line != self.state.chosen:
            self.change(chosen=line, adding=False, error=None)

    def _loaded(
        self,
        tasks: tuple[TaskLine, ...],
        questions: tuple[QuestionLine, ...],
        published: tuple[GivenLine, ...],
        chosen: str,
    ) -> None:
        self.change(loaded=True, busy=False, tasks=tasks, questions=questions, published=published)
        page = next(
            (page for page in PAGES if any(line.id == chosen for line in self.state.lines(page))), self.state.page
        )
        if not self.state.lines(page) and not chosen:
            page = next((other for other in PAGES if self.state.lines(other)), page)
        self.change(page=page)
        self._stand(chosen or self.state.chosen)

    def _stand(self, wanted: str) -> None:
        ids = [line.id for line in self.state.lines(self.state.page)]
        self.change(chosen=wanted if wanted in ids else ids[0] if ids else "")

    def do(self, work: Callable[[], object], done: Callable[[object], None] | None = None) -> None:
        """Do something and read everything anew; one at a time."""
        if self.state.busy:
            return
        self.change(busy=True, error=None)
        self._background.run(work, success=lambda result: self._done(result, done), failure=self._failed)

    def _done(self, result: object, done: Callable[[object], None] | None) -> None:
        self.change(busy=False, adding=False)
        self.load(result if isinstance(result, str) else "")
        if done is not None:
            done(result)

    def _failed(self, error: FieldAuditError) -> None:
        self.change(busy=False, loaded=True, error=error)


class OfficePresenter(GivenPresenter):
    """Head office: assign, withdraw, settle, give out."""

    def __init__(self, uses: OfficeUses, background: Background) -> None:
        super().__init__(uses, background)
        self._uses = uses
        self.assigned: Callable[[], None] = lambda: None

    def begin(self) -> None:
        """Read what an assignment can be made of, and show its form."""
        self._background.run(self._uses.choices, success=self._begun, failure=self._failed)

    def give_up(self) -> None:
        """Write no assignment."""
        self.change(adding=False, error=None)

    def assign(self, form: TaskForm) -> None:
        """Assign an audit."""
        self.do(lambda: self._uses.assign(form), lambda _: self.assigned())

    def withdraw(self) -> None:
        """Take the chosen assignment back."""
        task = self.state.chosen
        self.do(lambda: self._uses.withdraw(task))

    def settle(self) -> None:
        """Settle the chosen question."""
        question = self.state.chosen
        self.do(lambda: self._uses.settle(question))

    def give_out_form(self, *, supervisors: bool | None = None) -> None:
        """Give out the chosen instrument: to on-site supervisors too, to auditors alone, or (None) as before."""
        form = self.state.chosen
        self.do(lambda: self._uses.give_out_form(form, supervisors=supervisors))

    def give_out_table(self, file: Path) -> None:
        """Give out the chosen table anew, from a file."""
        table = self.state.given()
        if table is not None:
            self.do(lambda: self._uses.give_out_table(table.name, file))

    def _begun(self, found: tuple[Sequence[Choice], Sequence[Choice], Sequence[Choice]]) -> None:
        people, sites, instruments = found
        self.change(
            adding=True,
            page="tasks",
            people=tuple(people),
            sites=tuple(sites),
            instruments=tuple(instruments),
            error=None,
        )


class FieldPresenter(GivenPresenter):
    """The field: start and reply. `started` is called with the audit, `replied` after a reply."""

    def __init__(self, uses: FieldUses, background: Background) -> None:
        super().__init__(uses, background)
        self._uses = uses
        self.started: Callable[[str], None] = lambda _: None
        self.replied: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Start the chosen assignment."""
        task = self.state.chosen
        self.do(lambda: self._uses.start(task), lambda audit: self.started(str(audit)))

    def reply(self, text: str) -> None:
        """Reply to the chosen question."""
        question = self.state.chosen
        self.do(lambda: self._uses.reply(question, text), lambda _: self.replied())
