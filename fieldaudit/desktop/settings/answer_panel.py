"""Head office answers someone who forgot their passphrase: the request, six words, who it is, the answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_4
from fieldaudit.desktop.widgets import Button, DropZone, Label, Panel, PassphraseField, Pill, TextField, holder, row

if TYPE_CHECKING:
    from fieldaudit.desktop.settings.keys_presenter import Asking, KeysPresenter, KeysState


class AnswerPanel(Panel):
    """Shown at head office alone."""

    def __init__(self, presenter: KeysPresenter, parent: QWidget | None = None) -> None:
        super().__init__("", padding=20, gap=SPACE_4, parent=parent)
        self._presenter = presenter
        self._request: Path | None = None
        self.body.addWidget(Label(self.tr("Somebody forgot their passphrase"), bold=True))
        self.zone = DropZone(
            self.tr("Drop their request here, or"),
            self.tr("choose the file"),
            pattern=self.tr("All files (*)"),
            many=False,
        )
        self.zone.files.connect(lambda files: self._choose(Path(files[0])))
        self._file = Pill("", "good", icon="check")
        self._file.hide()
        self.words = TextField(self.tr("The six words that you heard by telephone"))
        self.passphrase = PassphraseField(self.tr("Passphrase of the certificate key"))
        self.look = Button(self.tr("Whose vault is it?"), icon="search")
        self.look.clicked.connect(self._look)
        self.answer = Button(self.tr("Write the answer…"), icon="save")
        self.answer.clicked.connect(self._answer)
        self.who = Label("", bold=True, wrap=True)
        for part in (self.zone, self._file, self.words, self.passphrase):
            self.body.addWidget(part)
        self.body.addWidget(holder(row(self.look, None)))
        self.body.addWidget(self.who)
        self.body.addWidget(holder(row(self.answer, None, gap=SPACE_2)))
        self.who.hide()
        self.hide()

    def let_go(self) -> None:
        """Forget what was typed."""
        self.words.edit.clear()
        self.passphrase.edit.clear()

    def show_state(self, state: KeysState) -> None:
        """Show who asks, once the words and the passphrase opened the request."""
        self.setVisible(state.facts.head_office)
        self.look.setEnabled(self._request is not None and not state.busy)
        self.answer.setEnabled(state.asking is not None and not state.busy)
        self.who.setVisible(state.asking is not None)
        if state.asking is not None:
            self.who.setText(self._who(state.asking))
        if state.done == "answered":
            self.let_go()

    def _who(self, asking: Asking) -> str:
        if not asking.name:
            return self.tr(
                "Nobody here is known by this computer ({fingerprint}): it never sent a package. Answer only if you "
                "know who asks."
            ).format(fingerprint=asking.fingerprint)
        return self.tr("{name}, {role}, {branch}. Call them on a number that you know before you answer.").format(
            name=asking.name, role=wording.role(asking.role), branch=asking.branch
        )

    def _choose(self, request: Path) -> None:
        self._request = request
        self._file.show_state(request.name, "good", icon="check")
        self._file.show()
        self.look.setEnabled(True)

    def _look(self) -> None:
        if self._request is not None:
            self._presenter.look(self._request, self.words.text(), self.passphrase.passphrase())

    def _answer(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Write the answer"), "recovery.answer")
        if name:
            self.write_to(Path(name))

    def write_to(self, out: Path) -> None:
        """Write the answer to the request that is shown."""
        if self._request is not None:
            self._presenter.answer(self._request, self.words.text(), self.passphrase.passphrase(), out)
