"""Sealing a laptop for travel: what is kept, the words of the sheet, and a sentence to type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_4
from fieldaudit.desktop.widgets import Button, FormField, Label, Panel, TextField, holder, row

if TYPE_CHECKING:
    from fieldaudit.desktop.settings.keys_presenter import KeysPresenter, KeysState

SHEET, OFFICE = "recovery", "office"
_WORDS_HEIGHT = 76


class TravelPanel(Panel):
    """Asks twice: by choosing what is kept, and by a sentence that has to be typed."""

    def __init__(self, presenter: KeysPresenter, parent: QWidget | None = None) -> None:
        super().__init__("", padding=20, gap=SPACE_4, parent=parent)
        self._presenter, self._way = presenter, ""
        self.body.addWidget(Label(self.tr("Seal this laptop for travel"), bold=True))
        self.body.addWidget(
            Label(
                self.tr(
                    "Export first. Then neither your passphrase nor this computer opens the vault, and nobody can make "
                    "you open it: only the recovery that you keep elsewhere does. Without that, it is lost."
                ),
                "secondary",
                muted=True,
                wrap=True,
            )
        )
        self.sheet = Button(self.tr("Keep the printed sheet"), icon="file-text")
        self.office = Button(self.tr("Keep head office"), icon="building-2")
        for way, button in ((SHEET, self.sheet), (OFFICE, self.office)):
            button.setCheckable(True)
            button.clicked.connect(lambda _, way=way: self._choose(way))
        self._missing = Label("", "secondary", tone="major", wrap=True)
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(_WORDS_HEIGHT)
        self._words = FormField(
            self.tr("The words of the sheet"),
            self.words,
            hint=self.tr("Typed from the paper, to be sure that it works."),
        )
        self.sentence = self.tr("seal this laptop")
        self.typed = TextField(self.tr("Type: {sentence}").format(sentence=self.sentence))
        self.button = Button(self.tr("Seal and close"), "danger", icon="lock")
        self.button.clicked.connect(self._seal)
        self.body.addWidget(holder(row(self.sheet, self.office, None, gap=SPACE_2)))
        for part in (self._missing, self._words, self.typed):
            self.body.addWidget(part)
        self.body.addWidget(holder(row(self.button, None)))
        self._choose("")

    def take_keyboard(self) -> None:
        """Go to the first recovery that can be kept; where there is none the page stays as it is."""
        first = next((button for button in (self.sheet, self.office) if button.isEnabled()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def let_go(self) -> None:
        """Forget what was typed."""
        self.words.clear()
        self.typed.edit.clear()
        self._choose("")

    def show_state(self, state: KeysState) -> None:
        """Offer the recoveries that are there and were tried."""
        self.sheet.setEnabled(SHEET in state.facts.ways and not state.busy)
        self.office.setEnabled(OFFICE in state.facts.ways and not state.busy)
        missing = [] if SHEET in state.facts.ways else [self.tr("No sheet was made for this vault yet.")]
        if OFFICE not in state.facts.ways:
            missing.append(self.tr("Head office has never opened this vault for you, so it is not offered."))
        self._missing.setText(" ".join(missing))
        self._missing.setVisible(bool(missing))
        self.button.setEnabled(bool(self._way) and not state.busy)

    def _choose(self, way: str) -> None:
        self._way = way
        self.sheet.setChecked(way == SHEET)
        self.office.setChecked(way == OFFICE)
        self._words.setVisible(way == SHEET)
        self.typed.setVisible(bool(way))
        self.button.setEnabled(bool(way))

    def _seal(self) -> None:
        words = self.words.toPlainText() if self._way == SHEET else ""
        self._presenter.seal_for_travel(self._way, words, self.typed.text(), self.sentence)
