"""Findings as they are seen: tabs and a table, one in detail beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from fieldaudit.desktop import wording
from fieldaudit.desktop.findings.action_card import StepForm
from fieldaudit.desktop.findings.detail import FindingDetail
from fieldaudit.desktop.findings.presenter import TABS, FindingsPresenter, FindingsState
from fieldaudit.desktop.findings.words import how_many, stage_words
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.run.action_form import ActionForm
from fieldaudit.desktop.run.follow_focus import FollowFocus
from fieldaudit.desktop.run.reason_line import ReasonLine
from fieldaudit.desktop.run.typed import shown_day
from fieldaudit.desktop.theme.tokens import SPACE_4, SPACE_6
from fieldaudit.desktop.widgets import (
    Badge,
    Cell,
    Column,
    CountTabs,
    EmptyState,
    FilterLine,
    Row,
    RowTable,
    clear,
    column,
    holder,
    page,
    row,
)

if TYPE_CHECKING:
    from fieldaudit.desktop.findings.lines import FindingItem

_DETAIL_WIDTH = 440
_TYPED = ("root_cause", "owner", "due", "affected", "sampled")


class FindingsScreen(Screen):
    """`opened({"audit": id or "", "finding": id or ""})`, or nothing for the findings of all audits."""

    def __init__(self, presenter: FindingsPresenter) -> None:
        super().__init__("", find=True)
        self._presenter = presenter
        self.bar.set_title(self.tr("Findings"))
        self._shown: FindingItem | None = None
        self._detail: FindingDetail | None = None
        words = (self.tr("Open"), self.tr("Without an action"), self.tr("Closed"), self.tr("Withdrawn"))
        self.tabs = CountTabs([("all", self.tr("All")), *zip(TABS, words, strict=True)])
        self.tabs.chosen.connect(presenter.show_tab)
        self.filter = FilterLine(self.tr("Filter by words, site, clause or owner"))
        self.filter.filtered.connect(presenter.filter)
        self._empty = EmptyState("flag", self.tr("No findings"))
        columns = [
            Column(self.tr("Finding"), 180, 3),
            Column(self.tr("Severity"), 104),
            Column(self.tr("Seen at"), 70),
            Column(self.tr("Owner"), 120, 1, from_width=660),
            Column(self.tr("Due"), 110),
        ]
        self.table = RowTable(columns, self._empty, name=self.tr("Findings"), chevron=False, fits=False)
        self.table.chosen.connect(presenter.choose)
        self.table.opened.connect(lambda _: self._into_detail())
        self.filter.left.connect(self.table.setFocus)
        self._place = column()
        self._area = page(self._place, margins=(0, 0, 4, 0))
        self._area.setFixedWidth(_DETAIL_WIDTH)
        self._area.setHidden(True)
        FollowFocus(self._area, (ActionForm, StepForm, ReasonLine))
        both = row(gap=SPACE_6, margins=(SPACE_6, SPACE_4, SPACE_6 - 4, SPACE_4))
        left = column(self.tabs, self.filter, gap=SPACE_4)
        left.addWidget(self.table, 1)
        both.addLayout(left, 1)
        both.addWidget(self._area)
        self._content = holder(both)
        self.set_content(self._content)
        presenter.show_in(self._show)
        self.destroyed.connect(presenter.show_nowhere)

    def opened(self, argument: object = None) -> None:
        """Read the findings of one audit or of all."""
        wanted = argument if isinstance(argument, dict) else {}
        self._presenter.open(str(wanted.get("audit") or ""), str(wanted.get("finding") or ""))

    def leaving(self) -> None:
        """Hand over what is typed."""
        if self._detail is not None:
            self._detail.flush()

    def place(self) -> object:
        """Return the audit and the finding."""
        return {"audit": self._presenter.state.audit, "finding": self._presenter.state.chosen}

    def record(self) -> str:
        """Return the audit of the finding that is shown."""
        item = self._presenter.state.item
        return item.audit if item is not None else self._presenter.state.audit

    def first_focus(self) -> QWidget:
        """Begin with the table."""
        return self.table

    def find_something(self) -> None:
        """Filter."""
        self.filter.ask()

    def detail(self) -> FindingDetail | None:
        """Return the detail that is shown."""
        return self._detail

    def _show(self, state: FindingsState) -> None:
        self.banner.show_error(state.error)
        audit = state.items[0] if state.audit and state.items else None
        self.bar.set_title(self.tr("Findings"), f"{audit.site} · {audit.instrument}" if audit else "")
        self._content.setHidden(not state.loaded)
        self.tabs.choose(state.tab)
        self.tabs.set_counts(state.counts())
        self._say_empty(state)
        rows = [self._row(item) for item in state.shown()]
        if rows != list(self.table.rows()) or not rows:
            self.table.blockSignals(True)  # filling a table chooses its first row, which nobody asked for
            self.table.show_rows(rows)
            self.table.blockSignals(False)
        if state.chosen:
            self.table.choose(state.chosen)
        if not self._stays(state):
            self._show_detail(state)

    def _stays(self, state: FindingsState) -> bool:
        """Return whether the detail can stay as it is, so that what is typed there keeps its cursor."""
        item, before = state.item, self._shown
        if item is None or before is None or state.detail_error is not None:
            return item is before and state.detail_error is None
        typed = {name: getattr(item, name) for name in _TYPED}
        if replace(before, **typed) != item:
            return False
        self._shown = item
        if self._detail is not None:
            self._detail.show_item(item)
        return True

    def _show_detail(self, state: FindingsState) -> None:
        again = self._shown is not None and state.item is not None and self._shown.id == state.item.id
        typing = self._typing() if again else ""
        self._shown = state.item
        self._area.setHidden(state.item is None)
        self.half_typed.flush()
        clear(self._place)
        self._detail = None
        if state.item is None:
            return
        self._detail = FindingDetail(state.item, state.detail_error)
        self._detail.said.connect(self._presenter.say)
        self._detail.withdrawn.connect(self._presenter.withdraw)
        self._detail.action_made.connect(self._presenter.open_action)
        self._detail.advanced.connect(self._presenter.advance)
        self._detail.question_asked.connect(self._go_to_question)
        self._place.addWidget(self._detail)
        self._type_on(typing)

    def _typing(self) -> str:
        """Return the name of the field of the detail that has the keyboard."""
        focused = self.window().focusWidget()
        inside = focused is not None and self._detail is not None and self._detail.isAncestorOf(focused)
        return focused.accessibleName() if focused is not None and inside else ""

    def _type_on(self, name: str) -> None:
        """Give the keyboard to the field of this name, where it was before the detail was made anew."""
        fields = self._detail.findChildren(QWidget) if self._detail is not None and name else []
        target = next((field for field in fields if field.accessibleName() == name and field.isEnabled()), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_empty(self, state: FindingsState) -> None:
        if state.items:
            self._empty.say(self.tr("Nothing here"), self.tr("No finding belongs here."))
        elif state.loaded:
            self._empty.say(self.tr("No findings"), self.tr("They come by themselves where an answer breaks a rule."))

    def _row(self, item: FindingItem) -> Row:
        due = shown_day(item.due)
        words, _ = stage_words(item)
        where = " · ".join(part for part in (item.number, item.site, item.clause) if part)
        return Row(
            item.id,
            (
                Cell(item.title, where, bold=True),
                Cell(badges=(Badge(wording.severity(item.severity), wording.severity_tone(item.severity), "flag"),)),
                Cell(how_many(item)),
                Cell(wording.capital(item.owner), muted=True),
                Cell(wording.due(due, wording.today()) if due else "-", words),
            ),
        )

    def _into_detail(self) -> None:
        if self._detail is not None:
            target = self._detail.nextInFocusChain()
            while target is not None and not (target.focusPolicy() & Qt.FocusPolicy.TabFocus):
                target = target.nextInFocusChain()
            if target is not None:
                target.setFocus(Qt.FocusReason.TabFocusReason)

    def _go_to_question(self) -> None:
        item = self._presenter.state.item
        if item is not None:
            self.go.emit("run", {"audit": item.audit, "section": 0, "ref": item.ref})
