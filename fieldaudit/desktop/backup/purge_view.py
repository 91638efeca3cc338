"""Removing what head office keeps, as it is seen: the list, what stays and why, the number to type."""

from datetime import date

from PySide6.QtWidgets import QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.backup.purge_presenter import PurgeLine, PurgePresenter, PurgeState
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.theme.tokens import SPACE_3
from fieldaudit.desktop.widgets import (
    Badge,
    Button,
    Cell,
    Column,
    EmptyState,
    Label,
    Panel,
    Row,
    RowTable,
    TextField,
    column,
    holder,
    page,
    row,
)

_FIELD_WIDTH = 320


class PurgeScreen(Screen):
    """Nothing goes before the number of audits was typed."""

    def __init__(self, presenter: PurgePresenter) -> None:
        super().__init__("", back=True)
        self._presenter = presenter
        self.bar.set_title(self.tr("Remove what head office has"))
        self.banner.dismissed.connect(presenter.dismiss)
        self._lead = Label("", wrap=True)
        self._empty = EmptyState("shield-check", self.tr("Reading…"))
        self.table = RowTable(
            [
                Column(self.tr("Site"), 220, 3),
                Column(self.tr("Instrument"), 200, 3),
                Column(self.tr("Attachments"), 130, 1),
                Column(self.tr("State"), 260, 2),
            ],
            self._empty,
            name=self.tr("Confirmed audits"),
            chevron=False,
            quiet=True,
        )
        self._confirm = Panel(padding=20, gap=SPACE_3)
        self.typed = TextField("")
        self.typed.setMaximumWidth(_FIELD_WIDTH)
        self.typed.edit.textChanged.connect(lambda _: self._allow())
        self.typed.entered.connect(self._remove)
        self.remove = Button(self.tr("Remove from this laptop"), "danger", icon="trash-2")
        self.remove.clicked.connect(self._remove)
        self._warning = Label(
            self.tr(
                "They cannot be brought back here. Site, date and closing stay known; head office keeps the rest. "
                "Copies made before still hold them until newer ones replace them. A later audit here no longer sees "
                "that a finding was raised before; head office does."
            ),
            muted=True,
            wrap=True,
        )
        for part in (self._warning, self.typed, holder(row(self.remove, None))):
            self._confirm.body.addWidget(part)
        self._gone = Label("", muted=True, wrap=True)
        self.set_content(page(column(self._lead, self.table, self._confirm, self._gone, None)))
        presenter.show_in(self._show)

    def opened(self, argument: object = None) -> None:  # noqa: ARG002 - Qt's name and signature
        """Read everything anew, and forget what was typed."""
        self.typed.set_text("")
        self._presenter.load()

    def first_focus(self) -> QWidget:
        """Begin in the list."""
        return self.table

    def _remove(self) -> None:
        if self.remove.isEnabled():
            self._presenter.remove(self.typed.text())
            self.typed.set_text("")

    def _allow(self) -> None:
        state = self._presenter.state
        ready = self.typed.text() == state.confirmation() and state.confirmation() != "0"
        self.remove.setEnabled(ready and not state.removing)

    def _show(self, state: PurgeState) -> None:
        if state.error is not None:
            self.banner.show_error(state.error)
        elif state.removed:
            self.status_stale.emit()
            self.banner.say(
                "good",
                self.tr("{audits} removed: entries, photos and keys.").format(audits=self._audits(state.removed)),
            )
        else:
            self.banner.hide()
        may_go = state.found.may_go()
        size = wording.size(sum(line.size for line in may_go))
        self._lead.setText(
            self.tr("{audits} can be removed, {size} of photos and files.").format(
                audits=self._audits(len(may_go)), size=size
            )
            if may_go
            else self.tr("Nothing can be removed now.")
        )
        self._lead.setVisible(bool(state.found.lines))
        self._empty.say(
            self.tr("Nothing is confirmed yet") if state.loaded else self.tr("Reading…"),
            self.tr("Audits come here once head office has confirmed them and backed them up.") if state.loaded else "",
        )
        self.table.show_rows([self._row(line) for line in state.found.lines])
        self._confirm.setVisible(bool(may_go))
        self.typed.set_label(
            self.tr("Type {count} to remove {audits}").format(count=len(may_go), audits=self._audits(len(may_go)))
        )
        self._gone.setText(self._before(state))
        self._gone.setVisible(bool(state.found.gone))
        self._allow()

    def _row(self, line: PurgeLine) -> Row:
        words = {
            "": Badge(self.tr("May go"), "good", "check"),
            "not_secured": Badge(self.tr("Waits for head office's backup"), "neutral", "hourglass"),
            "open_actions": Badge(self.tr("Actions are open"), "minor", "clock"),
            "half_typed": Badge(self.tr("Something is half typed"), "minor", "pen-line"),
        }
        files = self.tr("{count} · {size}").format(count=line.attachments, size=wording.size(line.size))
        return Row(
            line.id,
            (
                Cell(line.site, _day(line.when), bold=True),
                Cell(line.instrument),
                Cell(files if line.attachments else wording.NOTHING, muted=not line.attachments),
                Cell(badges=(words[line.hindrance],)),
            ),
        )

    def _before(self, state: PurgeState) -> str:
        shown = ", ".join(f"{line.site} ({_day(line.when)})" for line in state.found.gone[:5])
        more = len(state.found.gone) - 5
        words = self.tr("Removed before: {audits}.").format(audits=shown)
        return words if more <= 0 else f"{words} " + self.tr("And {count} more.").format(count=more)

    def _audits(self, count: int) -> str:
        return self.tr("1 audit") if count == 1 else self.tr("{count} audits").format(count=count)


def _day(when: date | None) -> str:
    return wording.day(when) if when else ""
