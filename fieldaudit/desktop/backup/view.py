"""Copies of everything, as they are seen."""

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QFileDialog, QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.backup.presenter import BackupPresenter, BackupState, CopyLine, Standing
from fieldaudit.desktop.backup.words import amount
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_3
from fieldaudit.desktop.widgets import (
    Facts,
    Label,
    Panel,
    PrimaryButton,
    ProgressLine,
    QuietButton,
    column,
    holder,
    narrow_page,
    row,
)


class BackupScreen(Screen):
    """One panel for how things stand, one for the daily copy."""

    def __init__(self, presenter: BackupPresenter) -> None:
        super().__init__("", back=True)
        self._presenter = presenter
        self.bar.set_title(self.tr("Copies of everything"))
        self.now = self.bar.add_primary(PrimaryButton(self.tr("Copy now"), icon="save"))
        self.now.clicked.connect(self._copy_now)
        self.banner.dismissed.connect(presenter.dismiss)
        self._progress = ProgressLine()
        self._progress.cancelled.connect(presenter.cancel)
        self._facts = Facts()
        standing = Panel(self.tr("How it stands"), padding=20)
        standing.body.addWidget(self._facts)
        self.set_content(narrow_page(column(self._progress, standing, self._daily(), self._explained(), None)))
        presenter.show_in(self._show)

    def opened(self, argument: object = None) -> None:  # noqa: ARG002 - Qt's name and signature
        """Read everything anew."""
        self._presenter.load()

    def first_focus(self) -> QWidget:
        """Begin with the main button."""
        return self.now

    def _daily(self) -> Panel:
        panel = Panel(self.tr("Every day, by itself"), padding=20, gap=SPACE_3)
        self._where = Label("", wrap=True)
        self.choose = QuietButton(self.tr("Choose a folder or stick…"), icon="folder-open")
        self.choose.clicked.connect(self._choose)
        self.stop = QuietButton(self.tr("Stop the daily copy"))
        self.stop.clicked.connect(lambda: self._presenter.choose(None))
        self.carried = QCheckBox(self.tr("Something carries copies from there to another computer or disk"))
        self.carried.toggled.connect(self._carry)
        self._same_disk = Label("", muted=True, wrap=True)
        panel.body.addWidget(self._where)
        panel.body.addWidget(holder(row(self.choose, self.stop, None, gap=SPACE_2)))
        panel.body.addWidget(self._same_disk)
        panel.body.addWidget(self.carried)
        return panel

    def _explained(self) -> Label:
        return Label(
            self.tr(
                "A copy is one encrypted file: it opens with your passphrase or your recovery sheet, on any computer. "
                "It is read back from the stick before it counts, and the last two stay. Its name says nothing."
            ),
            muted=True,
            wrap=True,
        )

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Where should a copy go every day?"))
        if folder:
            self._presenter.choose(Path(folder))

    def _copy_now(self) -> None:
        standing = self._presenter.state.standing
        if standing.folder is not None and standing.there:
            self._presenter.copy(standing.folder)
            return
        folder = QFileDialog.getExistingDirectory(self, self.tr("Where should the copy go?"))
        if folder:
            self._presenter.copy(Path(folder))

    def _carry(self, carried: bool) -> None:
        standing = self._presenter.state.standing
        if carried != standing.carried:
            self._presenter.choose(standing.folder, carried=carried)

    def _show(self, state: BackupState) -> None:
        self._say(state)
        self.now.setEnabled(not state.copying)
        self._progress.show_work(self.tr("Copying, then reading back (MB)"), state.progress if state.copying else None)
        standing = state.standing
        self._facts.show_facts(
            [
                (self.tr("Only on this laptop"), amount(standing.only) or self.tr("nothing")),
                (self.tr("Last copy"), self._last(standing.last)),
                (self.tr("Where"), str(standing.last.file.parent) if standing.last else ""),
            ]
        )
        self._show_daily(standing)

    def _show_daily(self, standing: Standing) -> None:
        if standing.folder is None:
            self._where.setText(self.tr("No place is chosen yet. A stick that stays in the drawer is a good one."))
        elif standing.there:
            self._where.setText(self.tr("Copy every day to {folder}").format(folder=standing.folder))
        else:
            self._where.setText(
                self.tr("Copy every day to {folder}, which is not there now.").format(folder=standing.folder)
            )
        self.stop.setVisible(standing.folder is not None)
        self._same_disk.setText(
            self.tr("This place is on the laptop's own disk: when the laptop is lost, so are these copies.")
        )
        self._same_disk.setVisible(standing.same_disk)
        self.carried.setVisible(standing.same_disk)
        self.carried.setChecked(standing.carried)

    def _say(self, state: BackupState) -> None:
        if state.error is not None:
            self.banner.show_error(state.error)
        elif state.made is not None:
            self.status_stale.emit()
            self.banner.say("good", self.tr("The copy was written and read back."), self._next(state.made))
        else:
            self.banner.hide()

    def _next(self, made: CopyLine) -> str:
        if made.damaged:
            return self.tr("{count} photos or files were damaged before; older copies were kept for them.").format(
                count=made.damaged
            )
        if made.waiting:
            return self.tr(
                "{count} packages wait to be taken in and are not in it. Keep their files until they are."
            ).format(count=made.waiting)
        if not made.elsewhere:
            return self.tr("It lies on this laptop's own disk. Put a second one on a stick.")
        return self.tr("Keep the stick somewhere else than the laptop.")

    def _last(self, last: CopyLine | None) -> str:
        if last is None:
            return self.tr("none yet")
        where = "" if last.elsewhere else " · " + self.tr("on this laptop")
        return f"{wording.moment(last.when)} · {wording.size(last.size)}{where}"
