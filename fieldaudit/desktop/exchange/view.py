"""Send and receive as it is seen."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QFileDialog, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.exchange.audit_box import AuditBox
from fieldaudit.desktop.exchange.cut_box import CutBox
from fieldaudit.desktop.exchange.presenter import ExchangePresenter, ExchangeState, Received, SendLine, Sent
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_3, SPACE_4
from fieldaudit.desktop.widgets import (
    Badge,
    Button,
    Cell,
    Column,
    DropZone,
    ElidedLabel,
    EmptyState,
    Facts,
    Label,
    Panel,
    Pill,
    PrimaryButton,
    ProgressLine,
    QuietButton,
    Row,
    RowTable,
    clear,
    column,
    holder,
    page,
    row,
)


class ExchangeScreen(Screen):
    """What goes out at one side, what comes back at the other, what is on its way below."""

    def __init__(self, presenter: ExchangePresenter) -> None:
        super().__init__("")
        self._presenter = presenter
        self.bar.set_title(self.tr("Send and receive"))
        self.write = self.bar.add_primary(PrimaryButton(self.tr("Write the package"), icon="send"))
        self.write.clicked.connect(self._choose_folder)
        self.banner.dismissed.connect(presenter.dismiss)
        self._progress = ProgressLine()
        self._progress.cancelled.connect(presenter.cancel)
        self.sending = Panel(self.tr("To head office"), padding=20)
        self._to = Facts()
        self._boxes = column(gap=SPACE_2)
        self._nothing = Label("", muted=True, wrap=True)
        self._sum = Label("", muted=True, wrap=True)
        self.cut = CutBox()
        self.cut.cut.connect(presenter.cut)
        for part in (self._to, holder(self._boxes), self._nothing, self._sum, self.cut):
            self.sending.body.addWidget(part)
        self.sending.body.addStretch(1)
        self.receiving = Panel(self.tr("From head office"), padding=20)
        self.receiving.body.addWidget(
            Label(
                self.tr(
                    "Receipts, certificates, instruments, notes and colleagues' parts of an audit come as a file. "
                    "It is verified before anything changes."
                ),
                muted=True,
                wrap=True,
            )
        )
        self.zone = DropZone(
            self.tr("Drop files here, or"),
            self.tr("choose files"),
            pattern=self.tr("Packages (*.fap);;All files (*)"),
        )
        self.zone.files.connect(presenter.receive)
        self.receiving.body.addWidget(self.zone)
        self._outcomes = column(gap=SPACE_3)
        self.receiving.body.addWidget(holder(self._outcomes))
        self.receiving.body.addStretch(1)
        self._no_package = EmptyState("package", self.tr("Reading…"))
        self.packages = RowTable(
            [Column(self.tr("Package"), 120, 1), Column(self.tr("Written"), 130, 1), Column(self.tr("State"), 220, 1)],
            self._no_package,
            name=self.tr("Packages"),
            chevron=False,
            quiet=True,
        )
        both = row(self.sending, self.receiving, gap=SPACE_4)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self._outcome = Panel(padding=20)
        self._outcome.hide()
        self._sent_facts = Facts()
        self._outcome.body.addWidget(Pill(self.tr("Written and verified"), "good", icon="check"))
        self._outcome.body.addWidget(self._sent_facts)
        self.seal = Button(self.tr("Seal this laptop for travel…"), icon="lock", small=True)
        self.seal.clicked.connect(lambda: self.go.emit("keys", "travel"))
        self._outcome.body.addWidget(
            Label(
                self.tr(
                    "Before a journey the laptop can be sealed: your passphrase opens it no more then, "
                    "only the recovery that you choose does."
                ),
                "secondary",
                muted=True,
                wrap=True,
            )
        )
        self._outcome.body.addLayout(row(self.seal, None))
        content = column(
            self._progress,
            self._outcome,
            both,
            Label(self.tr("On their way"), "question", bold=True),
            self.packages,
            self._again_panel(),
            None,
        )
        self._area = page(content)
        self._area.verticalScrollBar().rangeChanged.connect(self._bring_into_view)
        self.set_content(self._area)
        presenter.show_in(self._show)

    def opened(self, argument: object = None) -> None:  # noqa: ARG002 - Qt's name and signature
        """Read everything anew."""
        self._presenter.load()

    def first_focus(self) -> QWidget:
        """Begin with the main button where there is something to send."""
        return self.write if self.write.isEnabled() else self.zone.button

    def _again_panel(self) -> QWidget:
        """Return the way to send everything once more, folded: seldom needed, and head office has to ask for it."""
        self.lost = Button(self.tr("Head office has lost what it had…"), "plain", icon="rotate-ccw", small=True)
        self.lost.clicked.connect(self._ask_again)
        self._again = Panel(padding=20)
        words = self.tr(
            "All that was ever sent from here is written once more, whole, though head office confirmed it. "
            "Do this when head office asks for it. What it still has it takes for known; nothing is doubled."
        )
        self._again.body.addWidget(Label(words, wrap=True))
        self.again = Button(self.tr("Write everything again"), icon="send")
        self.again.clicked.connect(self._choose_folder_again)
        cancel = QuietButton(self.tr("Cancel"))
        cancel.clicked.connect(self._presenter.ask_again)
        self._again.body.addLayout(row(self.again, cancel, None, gap=SPACE_2))
        self._again.hide()
        return holder(column(row(self.lost, None), self._again, gap=SPACE_2))

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Where should the package go?"))
        if folder:
            self._presenter.send(Path(folder))

    def _ask_again(self) -> None:
        self._presenter.ask_again()
        self.again.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._bring_into_view)

    def _bring_into_view(self) -> None:
        """Show all of what is asked, once more whenever the page around it grows."""
        if self._again.isVisible():
            self._area.ensureWidgetVisible(self._again)

    def _choose_folder_again(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Where should the package go?"))
        if folder:
            self._presenter.send_again(Path(folder))

    def _show(self, state: ExchangeState) -> None:
        overview = state.overview
        if state.error is not None:
            self.banner.show_error(state.error)
        else:
            self.banner.hide()
        self._to.show_facts(
            [(self.tr("To"), overview.recipient), (self.tr("Fingerprint"), wording.fingerprint(overview.fingerprint))],
            mono=[self.tr("Fingerprint")],
        )
        if state.loaded:
            self._no_package.say(
                self.tr("No package written yet"),
                self.tr("Each package you write is listed here until its receipt comes back."),
            )
        self._show_ready(state)
        self._show_progress(state)
        self._show_sent(state.sent)
        self._show_received(state.received)
        self.packages.show_rows(
            [
                Row(
                    str(sent.number),
                    (
                        Cell(self.tr("no. {number}").format(number=sent.number), self._audits(sent.audits), bold=True),
                        Cell(wording.moment(sent.when)),
                        Cell(badges=(self._state(sent.confirmed),)),
                    ),
                )
                for sent in overview.sent
            ]
        )
        self.write.setEnabled(state.can_write() and not state.working)
        self.zone.setEnabled(not state.working)
        self.cut.setVisible(bool(overview.ready))
        self.cut.setEnabled(not state.working)
        self.lost.setVisible(bool(overview.sent) and not state.asking)
        self._again.setVisible(state.asking)
        self.again.setEnabled(not state.working)

    def _show_ready(self, state: ExchangeState) -> None:
        ready = state.overview.ready
        self._nothing.setText(
            self.tr(
                "No audit is waiting to be sent. Head office has not certified you yet: a package asks for your "
                "certificate, which you need before a colleague can share an audit with you."
            )
            if state.overview.asks
            else self.tr("Nothing is waiting to be sent. Signed audits appear here.")
        )
        self._nothing.setVisible(not ready and state.loaded)
        self._sum.setVisible(bool(ready))
        chosen = state.chosen()
        with_files = self.tr("{audits} · {size} of photos and files") if state.size() else "{audits}"
        self._sum.setText(with_files.format(audits=self._audits(len(chosen)), size=wording.size(state.size())))
        if [box.objectName() for box in self._check_boxes()] != [line.id for line in ready]:
            clear(self._boxes)
            for line in ready:
                self._boxes.addWidget(self._box(line))
        for box in self._check_boxes():
            box.blockSignals(True)
            box.setChecked(box.objectName() not in state.left_out)
            box.blockSignals(False)

    def _check_boxes(self) -> list[QCheckBox]:
        found = (self._boxes.itemAt(place) for place in range(self._boxes.count()))
        widgets = (item.widget() for item in found if item is not None)
        return [widget for widget in widgets if isinstance(widget, QCheckBox)]

    def _box(self, line: SendLine) -> QCheckBox:
        words = f"{line.site} · {line.instrument}"
        if line.attachments:
            words += " · " + self.tr("{count} files, {size}").format(
                count=line.attachments, size=wording.size(line.size)
            )
        box = AuditBox(words)
        box.setObjectName(line.id)
        box.toggled.connect(lambda _: self._presenter.toggle(line.id))
        return box

    def _show_progress(self, state: ExchangeState) -> None:
        words = {"send": self.tr("Writing and verifying the package"), "receive": self.tr("Verifying what came")}
        self._progress.show_work(words.get(state.working, ""), state.progress if state.working else None)

    def _show_sent(self, sent: Sent | None) -> None:
        self._outcome.setVisible(sent is not None)
        if sent is None:
            return
        self.status_stale.emit()
        self._sent_facts.show_facts(
            [
                (
                    self.tr("Package"),
                    self.tr("no. {number}, {audits}, {size}").format(
                        number=sent.number, audits=self._audits(sent.audits), size=wording.size(sent.size)
                    ),
                ),
                (self.tr("File"), sent.path.name) if len(sent.files) < 2 else self._said_files(sent),  # noqa: PLR2004
                (self.tr("Where"), str(sent.path.parent)),
                (
                    self.tr("Next"),
                    self.tr(
                        "Hand it to head office on a stick or by any channel. "
                        "Everything stays here until the receipt comes back."
                    ),
                ),
                (self.tr("Not in it"), self._said_left_out(sent)),
            ]
        )

    def _said_left_out(self, sent: Sent) -> str:
        if not sent.left_out:
            return ""
        words = self.tr(
            "Entries by {names}: their certificate was revoked or has ended. "
            "If head office asks for them, write everything again (below)."
        )
        return words.format(names=", ".join(sent.left_out))

    def _said_files(self, sent: Sent) -> tuple[str, str]:
        words = self.tr("{count}, all of them needed: {first} to {last}")
        return self.tr("Files"), words.format(count=len(sent.files), first=sent.files[0], last=sent.files[-1])

    def _show_received(self, received: tuple[Received, ...]) -> None:
        clear(self._outcomes)
        for one in received:
            pill = self._received_pill(one)
            line = row(pill, gap=SPACE_3)
            line.addWidget(ElidedLabel(one.name, muted=True), 1, Qt.AlignmentFlag.AlignVCenter)
            self._outcomes.addLayout(column(line, Label(f"{one.sentence} {one.next_step}".strip(), wrap=True), gap=4))
        if received:
            self.status_stale.emit()

    def _received_pill(self, one: Received) -> Pill:
        if one.good:
            return Pill(self.tr("Applied"), "good", icon="check")
        if one.waits:
            return Pill(self.tr("Waiting for the other parts"), "minor", icon="hourglass")
        return Pill(self.tr("Refused"), "critical", icon="x")

    def _state(self, confirmed: bool) -> Badge:
        if confirmed:
            return Badge(self.tr("Confirmed"), "good", "check")
        return Badge(self.tr("Waiting for the receipt"), "minor", "hourglass")

    def _audits(self, count: int) -> str:
        return self.tr("1 audit") if count == 1 else self.tr("{count} audits").format(count=count)
