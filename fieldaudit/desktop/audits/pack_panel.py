"""An audit as evidence for outsiders: what would be in the pack and what not, before it is written; then what to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QSizePolicy

from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import Button, Facts, Label, Panel, QuietButton, row

if TYPE_CHECKING:
    from fieldaudit.desktop.audits.presenter import AuditPresenter, AuditState, PackAsk, PackDone

_FILES_NAMED = 4


class PackPanel(Panel):
    """In the place of the answers while it is asked: a plain list of what is in and what is not."""

    def __init__(self, presenter: AuditPresenter) -> None:
        super().__init__(padding=20)
        self._presenter = presenter
        self._title, self.facts = Label("", bold=True, wrap=True), Facts()
        self._why = Label("", muted=True, wrap=True)
        self.save = Button(self.tr("Save the pack"), icon="package")
        self.save.clicked.connect(self._save)
        self.cancel = QuietButton(self.tr("Cancel"))
        self.cancel.clicked.connect(presenter.close_pack)
        for part in (self._title, self.facts, self._why):
            self.body.addWidget(part)
        self.body.addLayout(row(None, self.cancel, self.save, gap=SPACE_2))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def show_state(self, state: AuditState) -> None:
        """Show what a pack would hold while it is asked, and what was written after."""
        if state.pack is not None:
            self._show_ask(state.pack)
        elif state.packed is not None:
            self._show_done(state.packed)
        self.save.setVisible(state.pack is not None)
        self.save.setEnabled(not state.busy)
        self.cancel.set_text(self.tr("Cancel") if state.pack is not None else self.tr("Close"))
        self.setVisible(state.pack is not None or state.packed is not None)

    def _show_ask(self, ask: PackAsk) -> None:
        site = ask.profile == "site"
        self._title.setText(self.tr("Evidence for the site") if site else self.tr("Evidence for the client"))
        self.facts.show_facts(
            [
                (self.tr("In it"), self.tr("The report, the closing with its signature, the certificates")),
                (
                    self.tr("Entries"),
                    self.tr("{shown} of {count} in words, all of them signed for").format(
                        shown=f"{ask.shown:,}", count=f"{ask.entries:,}"
                    ),
                ),
                (self.tr("Photos"), self.tr("{count}, without place and camera").format(count=f"{ask.photos:,}")),
                (
                    self.tr("Not in it"),
                    self.tr("What is for other readers, restricted answers above all, and what was taken back"),
                ),
                (self.tr("Files that stay out"), self._files(ask.left_out)),
            ]
        )
        self._why.setText(
            self.tr(
                "The reader checks it with standard tools, as the README in it says. "
                "What is not in it cannot be guessed from what is."
            )
        )

    def _files(self, names: tuple[str, ...]) -> str:
        if not names:
            return self.tr("None")
        more = len(names) - _FILES_NAMED
        named = ", ".join(names[:_FILES_NAMED])
        return named if more <= 0 else self.tr("{names} and {count} more").format(names=named, count=f"{more:,}")

    def _show_done(self, done: PackDone) -> None:
        self._title.setText(self.tr("Saved: {name}").format(name=done.file.name))
        self.facts.show_facts(
            [(self.tr("Folder"), str(done.file.parent)), (self.tr("To compare"), _halves(done.authority))]
        )
        self._why.setText(
            self.tr(
                "Tell the reader the figures to compare by another way than the pack travels: they are the SHA-256 of "
                "your organisation's certificate. Without them anybody could have made such a pack."
            )
        )

    def _save(self) -> None:
        ask = self._presenter.state.pack
        if ask is None:
            return
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save the pack"), f"pack-{ask.profile}.zip", "ZIP (*.zip)")
        if name:
            self._presenter.pack(Path(name))


def _halves(digest: str) -> str:
    """Return a digest of 32 pairs on two lines, so that it can be read aloud."""
    pairs = digest.split(":")
    half = len(pairs) // 2
    return f"{':'.join(pairs[:half])}\n{':'.join(pairs[half:])}"
