"""One package in detail: its state, why, and one next step."""

from PySide6.QtCore import Qt, Signal

from fieldaudit.desktop import wording
from fieldaudit.desktop.intake.presenter import PackageLine
from fieldaudit.desktop.intake.states import badge
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import Button, Facts, Label, Panel, Pill, column, page, row


class PackageDetail(Panel):
    """`go(place, argument)` on its next step."""

    go = Signal(str, object)

    def __init__(self) -> None:
        super().__init__(padding=1)
        self._line: PackageLine | None = None
        self._pill = Pill("")
        self._sentence = Label("", "title", bold=True, wrap=True)
        self._facts = Facts()
        self._next = Label("", muted=True, wrap=True)
        self._button = Button("", "filled")
        self._button.clicked.connect(self._go)
        content = column(self._pill, self._sentence, self._facts, self._next, None, gap=14)
        content.setAlignment(self._pill, Qt.AlignmentFlag.AlignLeading)
        self.body.addWidget(page(content, margins=(20, 20, 20, 12)))
        self.body.addLayout(row(self._button, None, gap=SPACE_2, margins=(20, 0, 20, 20)))

    def show_package(self, line: PackageLine | None) -> None:
        """Show a package."""
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
        words, _, _ = self._step(line)
        self._button.setVisible(bool(words))
        self._button.set_text(words)

    def _step(self, line: PackageLine) -> tuple[str, str, object]:
        if line.state == "unknown_signer":
            return self.tr("Compare and certify"), "devices", line.fingerprint
        if line.state in ("taken_in", "two_versions") and line.audits:
            return self.tr("Open the audit"), "audit", line.audits[0][0]
        if line.state == "revoked":
            return self.tr("Show the device"), "devices", line.fingerprint
        return "", "", None

    def _go(self) -> None:
        if self._line is not None:
            _, place, argument = self._step(self._line)
            self.go.emit(place, argument)
