"""The form for a new site."""

from PySide6.QtWidgets import QComboBox, QWidget

from fieldaudit.desktop.half_typed import KeptForm
from fieldaudit.desktop.sites.presenter import SiteForm, SitesPresenter, SitesState
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import Button, FormField, Label, Panel, QuietButton, TextField, row


class SiteFormPanel(Panel):
    """Name, company, country, address, kind."""

    def __init__(self, presenter: SitesPresenter) -> None:
        super().__init__(padding=20)
        self._presenter = presenter
        self.name = TextField(self.tr("Name of the site"))
        self.party = TextField(self.tr("Company"), hint=self.tr("Left empty, the site's own name is used."))
        self.country = TextField(self.tr("Country"))
        self.address = TextField(self.tr("Address"))
        self.kind = QComboBox()
        for value, words in (
            ("workplace", self.tr("workplace")),
            ("dormitory", self.tr("dormitory")),
            ("household", self.tr("household")),
        ):
            self.kind.addItem(words, value)
        self._save = Button(self.tr("Save the site"), icon="check")
        self._save.clicked.connect(self._add)
        cancel = QuietButton(self.tr("Cancel"))
        cancel.clicked.connect(self._give_up)
        self._half = KeptForm(self, "", self._kept_fields())
        self._adding = False
        self.body.addWidget(Label(self.tr("A new site"), "title", bold=True))
        for field in (self.name, self.party, self.country, self.address):
            field.entered.connect(self._add)
            self.body.addWidget(field)
        self.body.addWidget(FormField(self.tr("Kind"), self.kind))
        self.body.addStretch(1)
        self.body.addLayout(row(self._save, cancel, None, gap=SPACE_2))

    def begin(self) -> None:
        """Empty the form, put back what was half typed, and put the cursor into it."""
        self._half.flush()
        for field in (self.name, self.party, self.country, self.address):
            field.set_text("")
            field.show_error(None)
        self._half.begin("site")
        self.name.edit.setFocus()

    def _kept_fields(self) -> dict[str, QWidget]:
        texts = {"name": self.name, "party": self.party, "country": self.country, "address": self.address}
        return {"kind": self.kind} | {name: field.edit for name, field in texts.items()}

    def _give_up(self) -> None:
        self._half.done()
        self._presenter.show_side("detail")

    def show_state(self, state: SitesState) -> None:
        """Show what is wrong; what was typed stays."""
        self.name.show_error(state.form_error if state.side == "add" else None)
        self._save.setEnabled(not state.busy)
        if self._adding and not state.busy and state.side == "detail":
            self._half.done()
        self._adding = state.busy and state.side == "add"

    def _add(self) -> None:
        self._presenter.add(
            SiteForm(
                self.name.text(),
                self.party.text(),
                self.country.text(),
                self.address.text(),
                str(self.kind.currentData()),
            )
        )
