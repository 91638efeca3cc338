"""One package in detail: its state, why, and one next step."""

from PySide6.QtCore import Qt, Signal

from fieldaudit.desktop import wording
from fieldaudit.desktop.intake.presenter import PackageLine
from fieldaudit.desktop.intake.states import advice, badge
from fieldaudit.desktop.widgets import Button, Facts, Flow, Label, Panel, Pill, column, holder, page, row

_ADD, _RETRY = "add", "retry"


class PackageDetail(Panel):
    """`go(place, argument)` on its next step, `add_files` where that is a file, `retried` where it is another try.

    `put_away` when the package is waited for no longer, `threw_away` when its parts are.
    """

    go = Signal(str, object)
    add_files = Signal()
    retried = Signal()
    threw_away = Signal()
    put_away = Signal()

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
        self._throw = Button("", "danger", icon="trash-2")
        self._throw.clicked.connect(self._throw_away)
        content = column(self._pill, self._sentence, self._facts, self._next, None, gap=14)
        content.setAlignment(self._pill, Qt.AlignmentFlag.AlignLeading)
        self.body.addWidget(page(content, margins=(20, 20, 20, 12)), 1)
        buttons = Flow()
        buttons.addWidget(self._button)
        buttons.addWidget(self._throw)
        self._buttons = holder(row(holder(buttons), margins=(20, 0, 20, 20)))
        self.body.addWidget(self._buttons)

    def show_package(self, line: PackageLine | None) -> None:
        """Show a package."""
        if line is None or self._line is None or (line.id, line.state) != (self._line.id, self._line.state):
            self._ask_once_more(False, line)
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
        self._next.setText(advice(line.state, line.about[0] or line.who) or line.next_step)
        self._next.setVisible(bool(self._next.text()))
        self._throw.setVisible(line.in_parts or line.can_be_put_away())
        words, _, _ = self._step(line)
        self._button.setVisible(bool(words))
        self._button.set_text(words)
        self._buttons.setVisible(not (self._button.isHidden() and self._throw.isHidden()))

    def _step(self, line: PackageLine) -> tuple[str, str, object]:
        """Return the words of the one next step, the place where it is taken, and what it is about."""
        audit = line.audits[0][0] if line.audits else ""
        steps: dict[str, tuple[str, str, object]] = {
            "unknown_signer": (self.tr("Compare and certify"), "devices", line.fingerprint),
            "revoked": (self.tr("Show the device"), "devices", line.fingerprint),
            "revoked_before": (self.tr("Decide about it"), "lost", line.fingerprint),
            "expired": (self.tr("Show the device"), "devices", line.fingerprint),
            "colleague_revoked": (self.tr("Decide about it"), "lost", line.about[1]),
            "colleague_expired": (self.tr("Show the device"), "devices", line.about[1]),
            "form_altered": (self.tr("Compare the two forms"), "forms", line.id),
            "earlier_missing": (self.tr("Add the earlier package…"), _ADD, None),
            "newer": (self.tr("Try again"), _RETRY, None),
        }
        if audit:
            steps["two_versions"] = (self.tr("Compare the versions"), "compare", audit)
            steps["taken_in"] = (self.tr("Open the audit"), "audit", audit)
        if line.in_parts:
            steps["incomplete"] = (self.tr("Add the missing parts…"), _ADD, None)
        return steps.get(line.state, ("", "", None))

    def _throw_away(self) -> None:
        """Do it, after asking once more with the button itself where a sealed copy goes."""
        line = self._line
        if line is None:
            return
        if (line.in_parts or line.held) and not self._sure:
            self._ask_once_more(True, line)
            return
        self._ask_once_more(False, line)
        (self.threw_away if line.in_parts else self.put_away).emit()

    def _ask_once_more(self, sure: bool, line: PackageLine | None) -> None:
        self._sure = sure
        if line is not None and line.in_parts:
            words = self.tr("Throw away for good") if sure else self.tr("Throw these parts away")
        else:
            words = self.tr("Leave it out, its copy here goes") if sure else self.tr("Leave it out")
        self._throw.icon_name = "trash-2" if line is not None and line.in_parts else "x"
        self._throw.kind = "danger" if sure or (line is not None and line.in_parts) else "quiet"
        self._throw.set_text(words)

    def _go(self) -> None:
        if self._line is None:
            return
        _, place, argument = self._step(self._line)
        if place == _ADD:
            self.add_files.emit()
        elif place == _RETRY:
            self.retried.emit()
        else:
            self.go.emit(place, argument)
