"""The middle of the run screen around the questions: the section's title and pages above, where one goes on below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldaudit.desktop.run.history_panel import ThingLine, thing_in_words
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_3, SPACE_4, SPACE_6
from fieldaudit.desktop.widgets import Button, ElidedLabel, IconButton, Label, column, row

if TYPE_CHECKING:
    from fieldaudit.desktop.run.audit_lines import Thing
    from fieldaudit.desktop.run.section_page import SectionPage
    from fieldaudit.desktop.run.state import RunState

_SIDE = SPACE_6 + 4


class Middle(QWidget):
    """Shows where one is in a section; what is pressed comes out as signals, `turned(by)` for its pages."""

    turned = Signal(int)
    back_asked = Signal()
    on_asked = Signal()
    keys_asked = Signal()
    undo_asked = Signal()
    redo_asked = Signal()

    def __init__(self, banner: QWidget, page: SectionPage) -> None:
        super().__init__()
        self.signed = Label(
            self.tr("Signed: nothing can be changed any more. To correct it, amend it under Review."),
            "secondary",
            tone="information",
            wrap=True,
        )
        self.signed.setContentsMargins(0, 0, 0, SPACE_2)
        self.whose = Label("", "secondary", tone="information", wrap=True)
        self.whose.setContentsMargins(0, 0, 0, SPACE_2)
        self.whose.hide()
        self._empty = Label(self.tr("Nothing in this section applies to this site."), muted=True)
        self._back = False
        words = column(banner, self.signed, self.whose, self._empty, gap=SPACE_2, margins=(_SIDE, 0, _SIDE, 0))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._head())
        layout.addLayout(words)
        layout.addWidget(page, 1)
        layout.addLayout(self._foot())

    def show_state(self, state: RunState) -> None:
        """Show the section's title, how far it is, its pages and when it was saved."""
        line, pages = state.line, len(state.pages)
        self._title.setText(line.title if line else "")
        said = self.tr("{done} of {total}").format(done=line.done, total=line.total) if line and line.total else ""
        self._count.setText(said)
        self._pages.setHidden(pages < 2)  # noqa: PLR2004 - one page needs no turning
        self._page_number.setText(self.tr("Page {page} of {pages}").format(page=state.page + 1, pages=pages))
        self._page_back.setEnabled(state.page > 0)
        self._page_on.setEnabled(state.page < pages - 1)
        self._saved.setText(self.tr("Saved {time}").format(time=state.saved) if state.saved else "")
        self._computing.setText(self._said_computing(state.unfinished))
        self._show_thing(state.thing)
        self._show_whose(state)
        used = [one.index for one in state.sections if one.total]
        self._previous.setEnabled(any(index < state.section for index in used))
        last = not any(index > state.section for index in used)
        self._next.set_text(self.tr("Review and sign") if last and used else self.tr("Next section"))
        self._empty.setHidden(bool(state.items) or state.loading or not state.sections)

    def _show_whose(self, state: RunState) -> None:
        """Say calmly that a section is a colleague's; it may be answered all the same."""
        name = state.header.others.get(state.section, "")
        self.whose.setHidden(not name or state.header.signed)
        words = self.tr("{name} does this section. What you answer here stands beside theirs until one is chosen.")
        self.whose.setText(words.format(name=name) if name else "")

    def _show_thing(self, thing: Thing | None) -> None:
        """Name what was undone or brought back, with the way to the other."""
        for part in (self.thing, self.turn_back):
            part.setHidden(thing is None)
        self._saved.setHidden(thing is not None)
        if thing is not None:
            words = self.tr("Brought back: {thing}") if thing.back else self.tr("Undone: {thing}")
            self.thing.setText(words.format(thing=thing_in_words(thing)))
            self.turn_back.set_text(self.tr("Undo") if thing.back else self.tr("Bring back"))
            self._back = thing.back

    def _turn_back(self) -> None:
        asked = self.undo_asked if self._back else self.redo_asked
        asked.emit()

    def _said_computing(self, count: int) -> str:
        if not count:
            return ""
        words = self.tr("Still computing 1 question") if count == 1 else self.tr("Still computing {count} questions")
        return words.format(count=count)

    def _head(self) -> QVBoxLayout:
        self._title, self._count = ElidedLabel("", "heading", bold=True), Label("", muted=True)
        self._page_back = IconButton("chevron-left", self.tr("Previous page"), small=True)
        self._page_on = IconButton("chevron-right", self.tr("Next page"), small=True)
        self._page_back.clicked.connect(lambda: self.turned.emit(-1))
        self._page_on.clicked.connect(lambda: self.turned.emit(1))
        self._page_number = Label("", "secondary", muted=True)
        self._pages = QWidget()
        self._pages.setLayout(row(self._page_back, self._page_number, self._page_on, gap=SPACE_2))
        margins = (_SIDE, SPACE_4 + 2, _SIDE, 10)
        line = row(self._title, self._count, None, self._pages, gap=SPACE_3, margins=margins)
        head = QVBoxLayout()
        head.addLayout(line)
        return head

    def _foot(self) -> QVBoxLayout:
        self._saved = Label("", muted=True)
        self._previous = Button(self.tr("Previous"), small=True)
        self._next = Button(self.tr("Next section"), small=True)
        self._previous.clicked.connect(self.back_asked)
        self._next.clicked.connect(self.on_asked)
        keys = IconButton("keyboard", self.tr("All keys (?)"), kind="plain", small=True)
        keys.clicked.connect(self.keys_asked)
        foot = QVBoxLayout()
        margins = (_SIDE, SPACE_2, _SIDE, SPACE_3)
        self._computing = Label("", muted=True)
        self.thing = ThingLine()
        self.turn_back = Button("", "quiet", icon="undo-2", small=True)
        self.turn_back.clicked.connect(self._turn_back)
        line = row(gap=SPACE_2, margins=margins)
        line.addWidget(self._saved)
        line.addWidget(self.thing, 1)
        for part in (self.turn_back, self._computing):
            line.addWidget(part)
        line.addStretch(0)
        for part in (keys, self._previous, self._next):
            line.addWidget(part)
        foot.addLayout(line)
        return foot
