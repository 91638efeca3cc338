"""Who is probably one person under two codes: two buttons for each pair, and what is said counts them once."""

from functools import partial

from PySide6.QtCore import Qt

from fieldaudit.desktop import wording
from fieldaudit.desktop.roster.lines import Alike
from fieldaudit.desktop.roster.presenter import RosterPresenter, RosterState
from fieldaudit.desktop.theme.tokens import SPACE_1, SPACE_2
from fieldaudit.desktop.widgets import Banner, Button, Label, Panel, QuietButton, clear, column, page, row

_SHOWN = 20


class AlikePanel(Panel):
    """Shown once the officer's key has opened the code book; nobody says it of names that they have not seen."""

    def __init__(self, presenter: RosterPresenter) -> None:
        super().__init__(padding=1)
        self._presenter = presenter
        self._pairs: tuple[Alike, ...] | None = None
        self.banner = Banner()
        self._about = Label(
            self.tr(
                "Two computers that bring in one list give everybody on it two codes. Say of each pair whether it is "
                "one person: they are counted once then. Both codes stay, and no name is written down."
            ),
            "secondary",
            muted=True,
            wrap=True,
        )
        self._lines = column(gap=16)
        self.buttons: list[tuple[Button, Button]] = []
        self._done = QuietButton(self.tr("Close"))
        self._done.clicked.connect(lambda _: presenter.show_side("none"))
        title = Label(self.tr("Probably the same person"), "title", bold=True, wrap=True)
        inner = column(self.banner, self._about, gap=12)
        inner.addLayout(self._lines)
        inner.addStretch(1)
        self.body.addLayout(column(title, margins=(20, 18, 20, 0)))
        self.body.addWidget(page(inner, margins=(20, 12, 20, 12)), 1)
        self.body.addLayout(row(self._done, None, margins=(20, 8, 20, 18)))

    def show_state(self, state: RosterState) -> None:
        """Show the pairs that nobody has decided."""
        if state.side != "alike":
            self._pairs = None
            return
        self.banner.show_error(state.form_error)
        if state.alike != self._pairs:
            had = self._pairs is not None
            self._pairs = state.alike
            self._show_pairs(state)
            if had:
                self._take_keyboard()

    def _show_pairs(self, state: RosterState) -> None:
        clear(self._lines)
        self.buttons = []
        names = state.names or {}
        for pair in state.alike[:_SHOWN]:
            said = column(gap=SPACE_1)
            said.addWidget(Label(self._why(pair), bold=True, wrap=True))
            for code, worker in zip(pair.codes, (pair.one, pair.other), strict=True):
                said.addWidget(Label(wording.code(code), "secondary", muted=True))
                said.addWidget(Label(names.get(worker, ""), wrap=True))
            same, apart = Button(self.tr("The same person"), icon="check"), QuietButton(self.tr("Two persons"))
            for button, is_same in ((same, True), (apart, False)):
                button.setAccessibleName(f"{button.text()}: {pair.codes[0]}, {pair.codes[1]}")
                button.clicked.connect(partial(self._say, pair, is_same))
            self.buttons.append((same, apart))
            said.addSpacing(SPACE_1)
            said.addLayout(row(same, apart, None, gap=SPACE_2))
            self._lines.addLayout(said)
        more = len(state.alike) - _SHOWN
        if more > 0:
            self._lines.addWidget(Label(self.tr("and {count} more").format(count=more), muted=True))
        if not state.alike:
            self._lines.addWidget(Label(self.tr("Nobody else looks like the same person."), wrap=True))

    def _why(self, pair: Alike) -> str:
        if pair.why == "identity":
            return self.tr("The same identity number")
        return self.tr("The same name and day of birth")

    def _say(self, pair: Alike, is_same: bool) -> None:
        self._presenter.say_same(pair.one, pair.other, same=is_same)

    def _take_keyboard(self) -> None:
        """Go on with the next pair, or to the way out: the button that was pressed is gone."""
        target = self.buttons[0][0] if self.buttons else self._done
        target.setFocus(Qt.FocusReason.OtherFocusReason)
