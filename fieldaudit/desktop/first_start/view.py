"""The first start as it is seen: three doors, and the pages behind them."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from fieldaudit.desktop.first_start.door import Door
from fieldaudit.desktop.first_start.presenter import FirstStartPresenter, FirstStartState, Step
from fieldaudit.desktop.theme.tokens import SPACE_4
from fieldaudit.desktop.widgets import Banner, Button, EntryPage, ProgressLine, QuietButton, holder, row


class FirstStartScreen(QWidget):
    """Shows the page of the presenter's step, made when it is first reached; `restore_asked` below the doors."""

    restore_asked = Signal()

    def __init__(self, presenter: FirstStartPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._pages: dict[Step, QWidget] = {}
        self._stack = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._step: Step | None = None
        presenter.show_in(self._show)

    def page(self, step: Step) -> Any:
        """Return the page of a step."""
        if step not in self._pages:
            self._pages[step] = made = _make(step, self._presenter)
            if isinstance(made, DoorsPage):
                made.restore.clicked.connect(self.restore_asked)
            self._stack.addWidget(self._pages[step])
        return self._pages[step]

    def take_focus(self) -> None:
        """Put the focus where the step begins."""
        if self._step is not None:
            self.page(self._step).take_focus()

    def _show(self, state: FirstStartState) -> None:
        page = self.page(state.step)
        page.show_state(state)
        if state.step != self._step:
            self._step = state.step
            self._stack.setCurrentWidget(page)
            page.take_focus()


def _make(step: Step, presenter: FirstStartPresenter) -> QWidget:
    """Make a step's page; those behind the doors are loaded only then."""
    if step == "doors":
        return DoorsPage(presenter)
    if step == "sample":
        return SamplePage(presenter)
    if step == "join":
        from fieldaudit.desktop.first_start.join_view import JoinPage  # noqa: PLC0415 - the first page must not wait for it

        return JoinPage(presenter)
    if step == "set_up":
        from fieldaudit.desktop.first_start.set_up_view import SetUpPage  # noqa: PLC0415 - the first page must not wait for it

        return SetUpPage(presenter)
    from fieldaudit.desktop.first_start.sheet_view import SheetPage, TrySheetPage  # noqa: PLC0415 - the first page must not wait for it

    return SheetPage(presenter) if step == "sheet" else TrySheetPage(presenter)


class DoorsPage(EntryPage):
    """Three doors side by side."""

    def __init__(self, presenter: FirstStartPresenter) -> None:
        super().__init__("", "", width=920, bare=True)
        self.say(self.tr("Welcome"), self.tr("How do you want to begin on this computer?"))
        self._banner = Banner()
        self.join = Door(
            "log-in",
            self.tr("Join an organisation"),
            self.tr("Open the invitation from your head office and start auditing at once."),
        )
        self.set_up = Door(
            "building-2",
            self.tr("Set up a head office"),
            self.tr("Invite auditors, take in their audits, follow up and report."),
        )
        self.sample = Door(
            "compass",
            self.tr("Look around with sample data"),
            self.tr("A made-up factory and its audit. Nothing of it is real or kept."),
        )
        self.join.clicked.connect(lambda: presenter.go("join"))
        self.set_up.clicked.connect(lambda: presenter.go("set_up"))
        self.sample.clicked.connect(lambda: presenter.go("sample"))
        self.body.addWidget(self._banner)
        self.body.addWidget(holder(row(self.join, self.set_up, self.sample, gap=SPACE_4)))
        self.restore = Button(self.tr("Restore from a copy"), "plain", icon="download")
        self.body.addSpacing(SPACE_4)
        self.body.addWidget(holder(row(None, self.restore, None)))

    def take_focus(self) -> None:
        """Begin with the first door."""
        self.join.setFocus()

    def show_state(self, state: FirstStartState) -> None:
        """Show why one is back here."""
        self._banner.show_error(state.error)


class SamplePage(EntryPage):
    """The sample data has two desks to look at."""

    def __init__(self, presenter: FirstStartPresenter) -> None:
        super().__init__("", "", width=620, bare=True)
        self.say(self.tr("Look around with sample data"), self.tr("Whose desk do you want to see?"))
        self.field = Door(
            "clipboard-check", self.tr("The auditor's"), self.tr("Audits under way, findings, sending and receiving.")
        )
        self.office = Door(
            "inbox", self.tr("The head office's"), self.tr("Intake, audits with evidence, devices and invitations.")
        )
        self.field.clicked.connect(lambda: presenter.sample("field"))
        self.office.clicked.connect(lambda: presenter.sample("headoffice"))
        self._progress = ProgressLine()
        self._progress.cancelled.connect(presenter.cancel)
        self._back = QuietButton(self.tr("Back"))
        self._back.clicked.connect(lambda: presenter.go("doors"))
        self.body.addWidget(holder(row(self.field, self.office, gap=SPACE_4)))
        self.body.addWidget(self._progress)
        self.body.addSpacing(SPACE_4)
        self.body.addWidget(holder(row(self._back, None)))

    def take_focus(self) -> None:
        """Begin with the auditor's desk."""
        self.field.setFocus()

    def show_state(self, state: FirstStartState) -> None:
        """Show how far the sample data is."""
        for control in (self.field, self.office, self._back):
            control.setEnabled(not state.busy)
        progress = (state.progress or (0, 0)) if state.busy else None
        self._progress.show_work(self.tr("Making the sample data"), progress)
