"""Checking everything on this computer, as it is seen: a button, progress, and what to do about each finding."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldaudit.desktop.backup.check_presenter import CheckPresenter, CheckState, Found, FoundGroup
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_3, SPACE_4
from fieldaudit.desktop.widgets import (
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
from fieldaudit.desktop.widgets.layouts import clear

_AT_FIRST = 5


class CheckScreen(Screen):
    """Nothing is changed by a check; leaving the page stops one, since the vault is held while it runs."""

    def __init__(self, presenter: CheckPresenter) -> None:
        super().__init__("", back=True)
        self._presenter = presenter
        self.bar.set_title(self.tr("Check everything on this computer"))
        self.now = self.bar.add_primary(PrimaryButton(self.tr("Check now"), icon="shield-check"))
        self.now.clicked.connect(presenter.check)
        self._progress = ProgressLine()
        self._progress.cancelled.connect(presenter.cancel)
        self._wait = Label(
            self.tr("Nothing else can be opened or saved meanwhile. Leaving this page stops the check."),
            muted=True,
            wrap=True,
        )
        self._explained = Label(
            self.tr(
                "This reads all that FieldAudit keeps here: whether the disk gives back what was written, whether "
                "every entry is still as it was signed and linked, and whether every photo and file is the one that "
                "was attached. It changes nothing. On a full laptop it takes some minutes."
            ),
            muted=True,
            wrap=True,
        )
        self._results = QWidget()
        self._list = QVBoxLayout(self._results)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(SPACE_4)
        self._shown: Found | None = None
        self.set_content(narrow_page(column(self._progress, self._wait, self._results, self._explained, None)))
        presenter.show_in(self._show)

    def leaving(self) -> None:
        """Stop a check that is under way."""
        self._presenter.cancel()

    def first_focus(self) -> QWidget:
        """Begin with the main button."""
        return self.now

    def _show(self, state: CheckState) -> None:
        self._turn_to(state.progress if state.checking else None)
        self._say(state)
        if state.found is not self._shown:
            self._shown = state.found
            self._show_found(state.found or Found())

    def _turn_to(self, progress: tuple[int, int] | None) -> None:
        """Show what can be pressed now; the focus goes along, or Enter would press something of another page."""
        held = self.now.hasFocus() or self._progress.cancel.hasFocus()
        self._progress.show_work(self.tr("Checking (percent)"), progress)
        self._wait.setVisible(progress is not None)
        self.now.setEnabled(progress is None)
        if held:
            (self.now if progress is None else self._progress.cancel).setFocus()

    def _say(self, state: CheckState) -> None:
        if state.error is not None:
            self.banner.show_error(state.error)
        elif state.stopped:
            self.banner.say("information", self.tr("The check was stopped."), self.tr("Nothing was changed."))
        elif state.found is None:
            self.banner.hide()
        elif state.found.count:
            words = (
                self.tr("1 thing is wrong on this computer.")
                if state.found.count == 1
                else self.tr("{count} things are wrong on this computer.").format(count=state.found.count)
            )
            self.banner.say("critical", words, self.tr("What each means, and what to do, stands below."))
        else:
            self.banner.say(
                "good",
                self.tr("Everything on this computer is whole."),
                self.tr("Pages, entries, signatures and attachments are as they were written."),
            )

    def _show_found(self, found: Found) -> None:
        clear(self._list)
        for group in found.groups:
            self._list.addWidget(_panel(group.what, group.next_step, group.found, self._more(group)))
        if found.noticed:
            what = self.tr("Noticed when the vault was opened, now or before")
            self._list.addWidget(_panel(what, "", found.noticed, None))

    def _more(self, group: FoundGroup) -> QuietButton | None:
        left = len(group.found) - _AT_FIRST
        return QuietButton(self.tr("Show {count} more").format(count=left), small=True) if left > 0 else None


def _panel(what: str, next_step: str, found: tuple[str, ...], more: QuietButton | None) -> Panel:
    panel = Panel(padding=20, gap=SPACE_3)
    panel.body.addWidget(Label(what, bold=True, wrap=True))
    if next_step:
        panel.body.addWidget(Label(next_step, wrap=True))
    listed = Label("\n".join(found if more is None else found[:_AT_FIRST]), "secondary", muted=True, wrap=True)
    panel.body.addWidget(listed)
    if more is not None:

        def show_all() -> None:
            listed.setText("\n".join(found))
            more.hide()

        more.clicked.connect(show_all)
        panel.body.addWidget(holder(row(more, None, gap=SPACE_2)))
    return panel
