"""Devices as they are seen."""

from datetime import datetime
from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFileDialog, QStackedWidget, QWidget

from fieldaudit.audit.authority import SEAT_ROLES
from fieldaudit.desktop import wording
from fieldaudit.desktop.devices.detail_view import SeatDetail, state_badge
from fieldaudit.desktop.devices.presenter import DevicesPresenter, DevicesState, InviteForm
from fieldaudit.desktop.half_typed import KeptForm
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_6
from fieldaudit.desktop.widgets import (
    Button,
    Cell,
    Column,
    EmptyState,
    Facts,
    FormField,
    Label,
    Panel,
    PrimaryButton,
    QuietButton,
    Row,
    RowTable,
    TextField,
    column,
    row,
)

_INVITING = "inviting"


class DevicesScreen(Screen):
    """The seats at one side; a seat, the invitation or its code at the other."""

    def __init__(self, presenter: DevicesPresenter) -> None:
        super().__init__("")
        self._presenter = presenter
        self.bar.set_title(self.tr("Devices"))
        self.officer = self.bar.add(QuietButton(self.tr("Protection officer"), icon="shield-check", small=True))
        self.officer.clicked.connect(lambda: self.go.emit("officer", None))
        invite = self.bar.add_primary(PrimaryButton(self.tr("Invite someone"), icon="user-plus"))
        invite.clicked.connect(self._invite)
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self._invite)
        self._empty = EmptyState("laptop", self.tr("Reading…"))
        self.table = RowTable(
            [
                Column(self.tr("Person"), 180, 2),
                Column(self.tr("State"), 150, 1),
                Column(self.tr("Last package"), 120, 1, 520),
            ],
            self._empty,
            name=self.tr("Seats"),
            chevron=False,
        )
        self.table.chosen.connect(presenter.choose)
        self.detail = SeatDetail(presenter)
        self.detail.lost_asked.connect(lambda fingerprint: self.go.emit("lost", fingerprint))
        self.form = InvitePanel(presenter)
        self.code = CodePanel(presenter)
        self._sides = QStackedWidget()
        for side in (self.detail, self.form, self.code):
            self._sides.addWidget(side)
        self._sides.setFixedWidth(432)
        both = row(gap=20, margins=(SPACE_6, 20, SPACE_6, 20))
        both.addLayout(column(self.table, None), 1)
        both.addWidget(self._sides)
        self.set_content(both)
        presenter.show_in(self._show)

    def opened(self, argument: object = None) -> None:
        """Read the seats anew; an argument is the fingerprint to stand on, or `place`'s word for the invitation."""
        inviting = argument == _INVITING
        self._presenter.show_side("invite" if inviting else "detail")
        self._presenter.load(argument if isinstance(argument, str) and not inviting else "")
        if inviting:
            self.form.begin()

    def place(self) -> object:
        """Return to the invitation that is being written."""
        return _INVITING if self._presenter.state.side == "invite" else None

    def first_focus(self) -> QWidget:
        """Begin in the list."""
        return self.table

    def _invite(self) -> None:
        self._presenter.show_side("invite")
        self.form.begin()

    def _show(self, state: DevicesState) -> None:
        self.banner.show_error(state.error)
        if state.loaded:
            self._empty.say(
                self.tr("Nobody is invited yet"),
                self.tr("An invitation is a file and six words, given by two different ways."),
            )
        rows = [
            Row(
                seat.id,
                (
                    Cell(
                        seat.name,
                        " · ".join(part for part in (wording.role(seat.role), seat.branch) if part),
                        bold=True,
                    ),
                    Cell(badges=(state_badge(seat.state),)),
                    Cell(wording.moment(seat.last_package) if seat.last_package else wording.NOTHING, muted=True),
                ),
            )
            for seat in state.seats
        ]
        if rows != list(self.table.rows()):
            self.table.show_rows(rows)
        self.table.choose(state.chosen)
        self.detail.show_state(state)
        self.form.show_state(state)
        self.code.show_state(state)
        self._sides.setVisible(bool(state.seats) or state.side != "detail")
        self._sides.setCurrentWidget({"detail": self.detail, "invite": self.form, "code": self.code}[state.side])
        if state.written:
            self.status_stale.emit()


class InvitePanel(Panel):
    """Name, role and branch of whom one invites."""

    def __init__(self, presenter: DevicesPresenter) -> None:
        super().__init__(padding=20)
        self._presenter = presenter
        self.name = TextField(self.tr("Name"))
        self.role = QComboBox()
        for role in SEAT_ROLES:
            self.role.addItem(wording.role(role), role)
        self.branch = TextField(self.tr("Branch"))
        self._write = Button(self.tr("Write the invitation"), icon="key-round")
        self._write.clicked.connect(self._choose_file)
        cancel = QuietButton(self.tr("Cancel"))
        cancel.clicked.connect(self._give_up)
        self._half = KeptForm(self, "", {"name": self.name.edit, "role": self.role, "branch": self.branch.edit})
        self.name.edit.textChanged.connect(lambda _: self._write.setEnabled(bool(self.name.text())))
        self.body.addWidget(Label(self.tr("Invite someone"), "title", bold=True))
        self.body.addWidget(self.name)
        self.body.addWidget(FormField(self.tr("Role"), self.role))
        self.body.addWidget(self.branch)
        self.body.addWidget(
            Label(
                self.tr(
                    "You get a file and six words. Give them by two different ways: "
                    "the file by mail, the words by telephone."
                ),
                "secondary",
                muted=True,
                wrap=True,
            )
        )
        self.body.addStretch(1)
        self.body.addLayout(row(self._write, cancel, None, gap=SPACE_2))

    def begin(self) -> None:
        """Empty the form, put back what was half typed, and put the cursor into it."""
        self._half.flush()
        for field in (self.name, self.branch):
            field.set_text("")
        self._write.setEnabled(False)
        self._half.begin("invitation")
        self.name.edit.setFocus()

    def show_state(self, state: DevicesState) -> None:
        """Wait while the file is written."""
        if state.side == "code":
            self._half.done()
        self._write.setEnabled(bool(self.name.text()) and not state.busy)

    def _give_up(self) -> None:
        self._half.done()
        self._presenter.show_side("detail")

    def form(self) -> InviteForm:
        """Return what was entered."""
        return InviteForm(self.name.text(), str(self.role.currentData()), self.branch.text())

    def _choose_file(self) -> None:
        suggested = f"invitation-{datetime.now().astimezone():%Y-%m-%d}.invitation"
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save the invitation"), suggested)
        if name:
            self._presenter.invite(self.form(), Path(name))


class CodePanel(Panel):
    """The six words, shown once."""

    def __init__(self, presenter: DevicesPresenter) -> None:
        super().__init__(padding=20)
        self._words = Label("", "heading", bold=True, mono=True, wrap=True)
        self._facts = Facts()
        done = QuietButton(self.tr("I have passed the words on"), icon="check")
        done.clicked.connect(lambda: presenter.show_side("detail"))
        self.body.addWidget(Label(self.tr("The six words, shown only now"), "title", bold=True, wrap=True))
        self.body.addWidget(self._words)
        self.body.addWidget(
            Label(self.tr("Say them by telephone or in person. Do not send them with the file."), muted=True, wrap=True)
        )
        self.body.addWidget(self._facts)
        self.body.addStretch(1)
        self.body.addLayout(row(done, None))

    def show_state(self, state: DevicesState) -> None:
        """Show the words, three to a line."""
        words = state.code.split()
        self._words.setText("\n".join(" ".join(words[at : at + 3]) for at in range(0, len(words), 3)))
        self._words.setAccessibleName(state.code)
        self._facts.show_facts(
            [(self.tr("File"), state.file.name), (self.tr("Where"), str(state.file.parent))] if state.file else []
        )
