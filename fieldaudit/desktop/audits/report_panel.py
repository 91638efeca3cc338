"""Choosing for whom the report is, and writing it."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from fieldaudit.desktop.audits.presenter import PROFILES, AuditPresenter, AuditState, Profile
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import Banner, Button, Label, Panel, QuietButton, row


class ReportPanel(Panel):
    """Three readers, the site by default; what each leaves out is said."""

    def __init__(self, presenter: AuditPresenter) -> None:
        super().__init__(padding=20)
        self._presenter = presenter
        self._profile: Profile = "site"
        self._busy = False
        self._names: dict[Profile, str] = {
            "site": self.tr("The site"),
            "client": self.tr("The client"),
            "headoffice": self.tr("Head office"),
        }
        self._says: dict[Profile, str] = {
            "site": self.tr("Findings, actions and answers that the site may see; nothing that a worker said."),
            "client": self.tr("What the site sees, and what is marked for the client."),
            "headoffice": self.tr("Everything but restricted answers."),
        }
        self._buttons = {profile: self._button(profile) for profile in PROFILES}
        self._explained = Label("", muted=True, wrap=True)
        self._save = QuietButton(self.tr("Save as PDF"), icon="save")
        self._save.clicked.connect(self._ask)
        self._pack = QuietButton(self.tr("Client pack"), icon="package")
        self._pack.setToolTip(self.tr("The audit as evidence that an outsider can check without this program"))
        self._pack.clicked.connect(lambda: presenter.ask_pack(self._profile))
        self._banner = Banner()
        self.body.addWidget(Label(self.tr("Who is the report for?"), bold=True))
        self.body.addLayout(row(*self._buttons.values(), None, self._pack, self._save, gap=SPACE_2))
        self.body.addWidget(self._explained)
        self.body.addWidget(self._banner)
        self.hide()
        self._choose("site")

    def show_state(self, state: AuditState) -> None:
        """Show the choice, and what was written."""
        self.setVisible(state.reporting)
        self._save.setEnabled(not state.busy)
        self._busy = state.busy
        self._follow()
        if state.written is None:
            self._banner.hide()
        else:
            file, pages = state.written
            self._banner.say(
                "good", self.tr("Saved: {name}, {pages} pages").format(name=file.name, pages=pages), str(file.parent)
            )

    def _button(self, profile: Profile) -> Button:
        button = Button(self._names[profile])
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.clicked.connect(lambda: self._choose(profile))
        return button

    def _choose(self, profile: Profile) -> None:
        self._profile = profile
        self._buttons[profile].setChecked(True)
        self._explained.setText(self._says[profile])
        self._follow()
        shown = self._presenter.state.pack
        if shown is not None and shown.profile != profile:
            self._presenter.close_pack()  # what is listed is never for another reader than the one chosen

    def _follow(self) -> None:
        """Offer a pack to outsiders alone: head office has everything."""
        self._pack.setEnabled(not self._busy and self._profile != "headoffice")

    def _ask(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the report"), f"report-{self._profile}.pdf", "PDF (*.pdf)"
        )
        if name:
            self._presenter.report(self._profile, Path(name))
