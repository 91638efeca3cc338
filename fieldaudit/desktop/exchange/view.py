"""Send and receive as it is seen."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.exchange.presenter import ExchangePresenter, ExchangeState, Received, SendLine, Sent
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_3, SPACE_4
from fieldaudit.desktop.widgets import (
    Badge,
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
        self._nothing = Label(
            self.tr("Nothing is waiting to be sent. Signed audits appear here."), muted=True, wrap=True
        )
        self._sum = Label("", muted=True)
        for part in (self._to, holder(self._boxes), self._nothing, self._sum):
            self.sending.body.addWidget(part)
        self.sending.body.addStretch(1)
        self.receiving = Panel(self.tr("From head office"), padding=20)
        self.receiving.body.addWidget(
            Label(
                self.tr(
                    "Receipts, certificates, instruments and notes come as a file. "
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
        content = column(
            self._progress,
            self._outcome,
            both,
            Label(self.tr("On their way"), "question", bold=True),
            self.packages,
            None,
        )
        self.set_content(page(content))
        presenter.show_in(self._show)

    def opened(self, argument: object = None) -> None:  # noqa: ARG002 - Qt's name and signature
        """Read everything anew."""
        self._presenter.load()

    def first_focus(self) -> QWidget:
        """Begin with the main button where there is something to send."""
        return self.write if self.write.isEnabled() else self.zone.button

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Where should the package go?"))
        if folder:
            self._presenter.send(Path(folder))

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
        self.write.setEnabled(bool(state.chosen()) and not state.working)
        self.zone.setEnabled(not state.working)

    def _show_ready(self, state: ExchangeState) -> None:
        ready = state.overview.ready
        self._nothing.setVisible(not ready and state.loaded)
        self._sum.setVisible(bool(ready))
        chosen = state.chosen()
        self._sum.setText(
            self.tr("{audits} · {size} of photos and files").format(
                audits=self._audits(len(chosen)), size=wording.size(state.size())
            )
        )
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
        box = QCheckBox(words.replace("&", "&&"))
        box.setObjectName(line.id)
        box.setAccessibleName(words)
        box.setMinimumHeight(36)
        box.toggled.connect(lambda _: self._presenter.toggle(line.id))
        return box

    def _show_progress(self, state: ExchangeState) -> None:
        if not state.working:
            self._progress.finish()
            return
        words = {"send": self.tr("Writing and verifying the package"), "receive": self.tr("Verifying what came")}
        if self._progress.isHidden():
            self._progress.start(words[state.working])
        self._progress.show_progress(*state.progress)

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
                (self.tr("File"), sent.path.name),
                (self.tr("Where"), str(sent.path.parent)),
                (
                    self.tr("Next"),
                    self.tr(
                        "Hand the file to head office on a stick or by any channel. "
                        "It stays here until the receipt comes back."
                    ),
                ),
            ]
        )

    def _show_received(self, received: tuple[Received, ...]) -> None:
        clear(self._outcomes)
        for one in received:
            pill = Pill(
                self.tr("Applied") if one.good else self.tr("Refused"),
                "good" if one.good else "critical",
                icon="check" if one.good else "x",
            )
            line = row(pill, gap=SPACE_3)
            line.addWidget(ElidedLabel(one.name, muted=True), 1, Qt.AlignmentFlag.AlignVCenter)
            self._outcomes.addLayout(column(line, Label(f"{one.sentence} {one.next_step}".strip(), wrap=True), gap=4))
        if received:
            self.status_stale.emit()

    def _state(self, confirmed: bool) -> Badge:
        if confirmed:
            return Badge(self.tr("Confirmed"), "good", "check")
        return Badge(self.tr("Waiting for the receipt"), "minor", "hourglass")

    def _audits(self, count: int) -> str:
        return self.tr("1 audit") if count == 1 else self.tr("{count} audits").format(count=count)
