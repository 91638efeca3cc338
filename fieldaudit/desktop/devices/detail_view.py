"""One seat: its fingerprint to compare, certifying, revoking, and what goes back to it."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QMessageBox

from fieldaudit.audit.authority import SEAT_ROLES
from fieldaudit.desktop import wording
from fieldaudit.desktop.devices.presenter import DevicesPresenter, DevicesState, SeatLine
from fieldaudit.desktop.exchange.cut_box import CutBox
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import (
    Badge,
    Banner,
    Button,
    Facts,
    FormField,
    Label,
    Panel,
    PassphraseField,
    Pill,
    QuietButton,
    TextField,
    column,
    holder,
    page,
    row,
)


class SeatDetail(Panel):
    """What is known of a seat and what can be done with it; `lost_asked(fingerprint)` for its laptop."""

    lost_asked = Signal(str)

    def __init__(self, presenter: DevicesPresenter) -> None:
        super().__init__(padding=1)
        self._presenter = presenter
        self._name = Label("", "title", bold=True, wrap=True)
        self._pill = Pill("")
        self._facts = Facts()
        self._advice = Label("", muted=True, wrap=True)
        self._written = Banner()
        self.role = QComboBox()
        for role in SEAT_ROLES:
            self.role.addItem(wording.role(role), role)
        self.branch = TextField(self.tr("Branch"))
        self.passphrase = PassphraseField(self.tr("Passphrase of the certificate key"))
        self._certify = Button(self.tr("Certify"), icon="shield-check")
        self._certify.clicked.connect(self._do_certify)
        self._certifying = holder(column(FormField(self.tr("Role"), self.role), self.branch, gap=12))
        self.cut = CutBox()
        self._send = QuietButton(self.tr("Write the package for this person"), icon="send")
        self._send.clicked.connect(self._choose_folder)
        self.lost = Button(self.tr("Lost laptop, or left…"), "plain", icon="ban")
        self.lost.clicked.connect(self._go_to_lost)
        self._revoke = Button(self.tr("Revoke"), "plain", icon="ban")
        self._revoke.clicked.connect(self._ask_to_revoke)
        content = column(
            self._pill,
            self._name,
            self._facts,
            self._advice,
            self._written,
            self._certifying,
            self.passphrase,
            self.cut,
            self._send,
            holder(row(self._certify, self._revoke, self.lost, None, gap=SPACE_2)),
            None,
            gap=12,
        )
        for part in (self._pill, self._send):
            content.setAlignment(part, Qt.AlignmentFlag.AlignLeading)
        self.body.addWidget(page(content, margins=(20, 20, 20, 20)))
        self._shown = ""

    def show_state(self, state: DevicesState) -> None:
        """Show the chosen seat."""
        seat = state.seat()
        if seat is None:
            return
        badge = state_badge(seat.state)
        self._pill.show_state(badge.text, badge.tone, icon=badge.icon)
        self._name.setText(seat.name or self.tr("Not enrolled here"))
        fingerprint = self.tr("Fingerprint")
        self._facts.show_facts(
            [
                (self.tr("Role"), wording.role(seat.role)),
                (self.tr("Branch"), seat.branch),
                (fingerprint, wording.fingerprint(seat.fingerprint)),
                (self.tr("Certificate"), self._until(seat)),
                (self.tr("To send"), self._waiting(seat)),
            ],
            mono=[fingerprint],
        )
        self._advice.setText(advice(seat.state))
        self._advice.setVisible(bool(self._advice.text()))
        if seat.id != self._shown:
            self._shown = seat.id
            self.passphrase.clear()
            self.branch.set_text(seat.branch)
            self.role.setCurrentIndex(max(0, self.role.findData(seat.role)))
        waits = seat.state == "waiting"
        known = seat.state in ("admitted", "certified")
        self._certifying.setVisible(waits)
        self._certify.setVisible(waits)
        self._revoke.setVisible(waits)
        self.lost.setVisible(known or seat.state == "revoked")
        self.passphrase.setVisible(seat.state in ("waiting", "admitted") or seat.renews)
        self._send.setVisible(known)
        self.cut.setVisible(known)
        for button in (self._certify, self._revoke, self._send):
            button.setEnabled(not state.busy)
        self._show_written(state.written)

    def _show_written(self, files: tuple[Path, ...]) -> None:
        if not files:
            self._written.hide()
            return
        said = self.tr("Written: {name}").format(name=files[0].name)
        if len(files) > 1:
            words = self.tr("Written: {count} files, all of them needed, {first} to {last}")
            said = words.format(count=len(files), first=files[0].name, last=files[-1].name)
        self._written.say("good", said, str(files[0].parent))

    def _until(self, seat: SeatLine) -> str:
        if seat.ends is None:
            return ""
        day = wording.day(seat.ends)
        words = self.tr("until {day}; renewed with the next package") if seat.renews else self.tr("until {day}")
        return words.format(day=day)

    def _go_to_lost(self) -> None:
        seat = self._presenter.state.seat()
        if seat is not None:
            self.lost_asked.emit(seat.fingerprint)

    def _waiting(self, seat: SeatLine) -> str:
        if not seat.to_send:
            return ""
        return self.tr("1 document") if seat.to_send == 1 else self.tr("{count} documents").format(count=seat.to_send)

    def _do_certify(self) -> None:
        self._presenter.certify(str(self.role.currentData()), self.branch.text(), self.passphrase.passphrase())

    def _ask_to_revoke(self) -> None:
        seat = self._presenter.state.seat()
        if seat is None:
            return
        box = QMessageBox(self)
        box.setWindowTitle(self.tr("Revoke"))
        box.setText(self.tr("Revoke {name}?").format(name=seat.name))
        box.setInformativeText(
            self.tr("Nothing that this person signs from now on is taken in. What was taken in before stays.")
        )
        revoke = box.addButton(self.tr("Revoke"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.exec()
        if box.clickedButton() is revoke:
            self._presenter.revoke()

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Where should the package go?"))
        if folder:
            self._presenter.write_package(Path(folder), self.passphrase.passphrase(), self.cut.most())


def state_badge(state: str) -> Badge:
    """Return the pill of a seat's state."""
    translate = QCoreApplication.translate
    known = {
        "invited": Badge(translate("devices", "Invited"), "information", "hourglass"),
        "waiting": Badge(translate("devices", "Unknown"), "critical", "shield-x"),
        "admitted": Badge(translate("devices", "Working"), "good", "check"),
        "certified": Badge(translate("devices", "Certified"), "good", "shield-check"),
        "revoked": Badge(translate("devices", "Revoked"), "critical", "ban"),
    }
    return known.get(state, Badge(state))


def advice(state: str) -> str:
    """Return what a person should know or do in a state."""
    translate = QCoreApplication.translate
    known = {
        "invited": translate("devices", "The invitation was not used yet. The first package brings the fingerprint."),
        "waiting": translate(
            "devices", "Ask the sender to read their fingerprint to you. Certify only if every word is the same."
        ),
        "admitted": translate("devices", "Proven by the invitation. The certificate goes back with the next package."),
        "revoked": translate("devices", "Nothing signed after the last trusted package is taken in."),
    }
    return known.get(state, "")
