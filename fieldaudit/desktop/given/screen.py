"""What both desks' screens share: three lists at one side, the chosen line at the other."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.given.presenter import GivenPresenter, GivenState, Page
from fieldaudit.desktop.given.words import given_row, question_row, task_row
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.theme.tokens import SPACE_3, SPACE_6
from fieldaudit.desktop.widgets import Column, CountTabs, EmptyState, RowTable, column, row

_SIDE_WIDTH = 432


class GivenScreen(Screen):
    """`opened(id)` stands on that assignment, question, form or table."""

    def __init__(self, presenter: GivenPresenter, title: str) -> None:
        super().__init__("")
        self._presenter = presenter
        self.bar.set_title(title)
        self._pages: dict[str, Page] = {"tasks": "tasks", "questions": "questions", "published": "published"}
        self.tabs = CountTabs(
            [
                ("tasks", self.tr("Assignments")),
                ("questions", self.tr("Questions")),
                ("published", self.tr("Forms and tables")),
            ]
        )
        self.tabs.chosen.connect(lambda name: presenter.show_page(self._pages[name]))
        self._empty = EmptyState("list-checks", self.tr("Reading…"))
        columns = [Column("", 220, 3), Column("", 120, 2, 520), Column("", 150, 1), Column("", 90, 1, 600)]
        self.table = RowTable(columns, self._empty, name=title, chevron=False)
        self.table.chosen.connect(presenter.choose)
        self.sides = QStackedWidget()
        self.sides.setFixedWidth(_SIDE_WIDTH)
        both = row(gap=20, margins=(SPACE_6, 20, SPACE_6, 20))
        both.addLayout(column(self.tabs, self.table, None, gap=SPACE_3), 1)
        both.addWidget(self.sides)
        self.set_content(both)

    def opened(self, argument: object = None) -> None:
        """Read everything anew."""
        self._presenter.load(argument if isinstance(argument, str) else "")

    def place(self) -> object:
        """Return the chosen line."""
        return self._presenter.state.chosen

    def first_focus(self) -> QWidget:
        """Begin in the list."""
        return self.table

    def empty_words(self, page: Page) -> tuple[str, str]:
        """Return what to say where a list is empty."""
        raise NotImplementedError

    def show_lists(self, state: GivenState) -> None:
        """Show the chosen list, and how much is in each."""
        self.banner.show_error(state.error)
        self.tabs.choose(state.page)
        waiting = sum(line.state != "settled" for line in state.questions)
        self.tabs.set_counts({"tasks": len(state.tasks), "questions": waiting})
        today = wording.today()
        if state.page == "tasks":
            rows = [task_row(line, today) for line in state.tasks]
        elif state.page == "questions":
            rows = [question_row(line) for line in state.questions]
        else:
            rows = [given_row(line) for line in state.published]
        if state.loaded:
            self._empty.say(*self.empty_words(state.page))
        if rows != list(self.table.rows()):
            self.table.show_rows(rows)
        if state.chosen:
            self.table.choose(state.chosen)
        self.sides.setVisible(bool(rows) or state.adding)
