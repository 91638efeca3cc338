"""One package in detail: its state, why, and one next step."""

from PySide6.QtCore import Qt, Signal

from fieldaudit.desktop import wording
from fieldaudit.desktop.intake.presenter import PackageLine
from fieldaudit.desktop.intake.states import badge
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import Button, Facts, Label, Panel, Pill, column, page, row


class PackageDetail(Panel):
    """`go(place, argument)` on its next step, `threw_away` when its parts are not waited for any longer."""

    go = Signal(str, object)
    threw_away = Signal()

    def __init__(self) -> None:
        super().__init__(padding=1)
        self._line: PackageLine | None = None
        self._pill = Pill("")
        self._sentence = Label("", "title", bold=True, wrap=True)
        self._facts = Facts()
        self._next = Label("", muted=True, wrap=True)
        self._button = Button("", "filled")
        self._button.clicked.connect(self._go)
        self._sure = False
        self._throw = Button(self.tr("Throw these parts away"), "danger", icon="trash-2")
        self._throw.clicked.connect(self._throw_away)
        content = column(self._pill, self._sentence, self._facts, self._next, None, gap=14)
        content.setAlignment(self._pill, Qt.AlignmentFlag.AlignLeading)
        self.body.addWidget(page(content, margins=(20, 20, 20, 12)))
        self.body.addLayout(row(self._button, self._throw, None, gap=SPACE_2, margins=(20, 0, 20, 20)))

    def show_package(self, line: PackageLine | None) -> None:
        """Show a package."""
        if line is None or self._line is None or line.id != self._line.id:
            self._ask_once_more(False)
        self._line = line
        if line is None:
            return
        state = badge(line.state)
        self._pill.show_state(state.text, state.tone, icon=state.icon)
        self._sentence.setText(line.sentence or line.title)
        fingerprint = self.tr("Fingerprint")
        audits = "\n".join(title for _, title in line.audits)
        named = (self.tr("Audit") if len(line.audits) == 1 else self.tr("Audits"), audits)
        self._facts.show_facts(
            [
                named,
                (self.tr("Signed by"), line.who),
                (fingerprint, wording.fingerprint(line.fingerprint)),
                *line.facts,
            ],
            mono=[fingerprint],
        )
        self._next.setText(line.next_step)
        self._next.setVisible(bool(line.next_step))
        self._throw.setVisible(line.in_parts)
        words, _, _ = self._step(line)
        self._button.setVisible(bool(words))
        self._button.set_text(words)

    def _step(self, line: PackageLine) -> tuple[str, str, object]:
        if line.state == "unknown_signer":
            return self.tr("Compare and certify"), "devices", line.fingerprint
        if line.state == "two_versions" and line.audits:
            return self.tr("Compare the versions"), "compare", line.audits[0][0]
        if line.state == "taken_in" and line.audits:
            return self.tr("Open the audit"), "audit", line.audits[0][0]
        if line.state == "revoked":
            return self.tr("Show the device"), "devices", line.fingerprint
        return "", "", None

    def _throw_away(self) -> None:
        """Ask once more with the button itself, then do it."""
        if not self._sure:
            self._ask_once_more(True)
            return
        self._ask_once_more(False)
        self.threw_away.emit()

    def _ask_once_more(self, sure: bool) -> None:
        self._sure = sure
        self._throw.set_text(self.tr("Throw away for good") if sure else self.tr("Throw these parts away"))

    def _go(self) -> None:
        if self._line is not None:
            _, place, argument = self._step(self._line)
            self.go.emit(place, argument)
