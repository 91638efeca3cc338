"""The run screen: sections at the left, questions in the middle, evidence at the right; every key in one place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QStandardPaths, Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from fieldaudit.desktop import wording
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.run.evidence_tray import EvidenceTray
from fieldaudit.desktop.run.overlays import FindOverlay, KeysOverlay
from fieldaudit.desktop.run.overview import Overview
from fieldaudit.desktop.run.question_card import QuestionCard
from fieldaudit.desktop.run.rows import AddLine, RowLine
from fieldaudit.desktop.run.section_page import SectionPage
from fieldaudit.desktop.run.typed import shown_day
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_3, SPACE_4, SPACE_6
from fieldaudit.desktop.widgets import Button, ElidedLabel, IconButton, Label, QuietButton, column, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from fieldaudit.desktop.run.cards import Header
    from fieldaudit.desktop.run.presenter import RunPresenter, RunState

_ROOM_FOR_TRAY = 1180
_TEXT = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox)


class RunScreen(Screen):
    """`opened(audit id)`, or what `place` returned: `{"audit", "section", "ref"}`."""

    def __init__(self, presenter: RunPresenter) -> None:
        super().__init__("", find=True)
        self._presenter = presenter
        self._tray_open = self._showing = self._again = False
        self._state: RunState | None = None
        self._language = self.bar.add(QuietButton("", icon="languages", small=True))
        self._language.clicked.connect(self._choose_language)
        self._review = self.bar.add(QuietButton(self.tr("Review and sign"), small=True))
        self._review.clicked.connect(self._go_to_review)
        self.overview = Overview()
        self.overview.sections.chosen.connect(lambda section: self._leave_to(lambda: presenter.go(section)))
        self.page = SectionPage()
        self.page.made.connect(self._connect)
        self.tray = EvidenceTray(presenter.picture)
        self.tray.attached.connect(presenter.attach)
        self.tray.detached.connect(presenter.detach)
        self.tray.closed.connect(lambda: self._open_tray(False))
        content = QHBoxLayout()
        content.setSpacing(0)
        content.addWidget(self.overview)
        content.addLayout(self._middle(), 1)
        content.addWidget(self.tray)
        self._layout.takeAt(1)  # the banner stands above the questions, so that the columns begin right below the bar
        self.set_content(content)
        self.keys = KeysOverlay(self)
        self.finder = FindOverlay(self)
        self.finder.looked_for.connect(presenter.find)
        self.finder.found.connect(lambda section, ref: self._leave_to(lambda: presenter.go(section, ref)))
        for overlay in (self.keys, self.finder):
            overlay.closed.connect(self._focus_card)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        presenter.show_in(self._show)
        self.destroyed.connect(presenter.show_nowhere)

    # a screen

    def opened(self, argument: object = None) -> None:
        """Open an audit, or return to where one was."""
        if isinstance(argument, str):
            self._presenter.open(argument)
        elif isinstance(argument, dict):
            section, ref = argument.get("section"), argument.get("ref")
            self._presenter.open(
                str(argument.get("audit", "")), section if isinstance(section, int) else 0, str(ref or "")
            )

    def leaving(self) -> None:
        """Hand over what is typed, remove the row that waits for it."""
        self.page.flush()
        self._presenter.settle()

    def place(self) -> object:
        """Return the audit, the section and the question."""
        state = self._presenter.state
        return {"audit": state.audit, "section": state.section, "ref": state.current}

    def find_something(self) -> None:
        """Find a question by its words."""
        self.finder.open()

    def first_focus(self) -> QWidget | None:
        """Return the current card."""
        card = self.page.card(self._presenter.state.current)
        if card is not None:
            card.show()  # one that the layout has not shown yet could not take the keyboard
        return card or self

    # showing

    def _show(self, state: RunState) -> None:
        """Show a state; one that comes meanwhile (a text that is left hands itself over) is shown afterwards."""
        if self._showing:
            self._again = True
            return
        self._showing = True
        try:
            self._show_now(state)
        finally:
            self._showing = False
        if self._again:
            self._again = False
            self._show(self._presenter.state)

    def _show_now(self, state: RunState) -> None:
        before, self._state = self._state, state
        if before is None or state.error is not before.error:
            self.banner.show_error(state.error)
        if before is None or state.header != before.header:
            self._show_header(state.header)
        if before is None or _left(state) != _left(before):
            self.overview.show_state(state)
        self._show_section(state)
        self.page.show_state(state)
        self.tray.show_evidence(state.card, state.evidence, state.photo_error, locked=state.header.signed)
        if before is None or state.hits is not before.hits:
            self.finder.show_hits(state.hits)
        if before is not None and state.alerted != before.alerted and state.alerted is not None:
            name = state.alerted.name
            self.banner.say(
                "good", self.tr("The alert {name} is written.").format(name=name), self._next_with(state.alerted)
            )
        if before is None or before.current != state.current:
            self._follow_focus()
        self._arrange()

    def _show_header(self, header: Header) -> None:
        day = shown_day(header.day)
        parts = [
            header.site,
            QLocale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy") if day else "",
            wording.announcement(header.announcement),
        ]
        self.bar.set_title(header.title, " · ".join(part for part in parts if part))
        self.setAccessibleName(header.title)
        self._language.setHidden(len(header.languages) < 2)  # noqa: PLR2004 - a choice needs two
        self._language.set_text(language_name(header.language))
        self._language.setAccessibleName(
            self.tr("Language of the questions: {name}").format(name=language_name(header.language))
        )
        self._signed.setHidden(not header.signed)

    def _show_section(self, state: RunState) -> None:
        line = state.line
        self._title.setText(line.title if line else "")
        said = self.tr("{done} of {total}").format(done=line.done, total=line.total) if line and line.total else ""
        self._count.setText(said)
        pages = len(state.pages)
        self._pages.setHidden(pages < 2)  # noqa: PLR2004 - one page needs no turning
        self._page_number.setText(self.tr("Page {page} of {pages}").format(page=state.page + 1, pages=pages))
        self._page_back.setEnabled(state.page > 0)
        self._page_on.setEnabled(state.page < pages - 1)
        self._saved.setText(self.tr("Saved {time}").format(time=state.saved) if state.saved else "")
        used = [one.index for one in state.sections if one.total]
        self._previous.setEnabled(any(index < state.section for index in used))
        last = not any(index > state.section for index in used)
        self._next.set_text(self.tr("Review and sign") if last and used else self.tr("Next section"))
        self._empty.setHidden(bool(state.items) or state.loading or not state.sections)

    def _next_with(self, file: Path) -> str:
        return self.tr("Send {path} to head office by any way: only they can open it.").format(path=file)

    def _follow_focus(self) -> None:
        """Let the keyboard follow to the new current card, unless a text is being typed or something lies over it."""
        focused = self.window().focusWidget()
        if self.finder.isVisible() or self.keys.isVisible() or not self.isVisible():
            return
        if focused is None or not self.isAncestorOf(focused) or self.page.isAncestorOf(focused) or focused is self:
            card = self.page.card(self._presenter.state.current)
            if card is not None and not (focused is not None and card.isAncestorOf(focused)):
                self.page.take_keyboard(card.card.ref)

    # doing

    def _connect(self, widget: QWidget) -> None:
        presenter = self._presenter
        if isinstance(widget, QuestionCard):
            widget.answered.connect(lambda ref, value, stay: presenter.answer(ref, value, stay=stay))
            widget.typed.connect(presenter.draft)
            widget.skip_asked.connect(presenter.ask_reason)
            widget.skip_given_up.connect(lambda _: presenter.ask_reason(""))
            widget.skipped.connect(presenter.skip)
            widget.noted.connect(presenter.note)
            widget.resolved.connect(presenter.resolve)
            widget.photo_asked.connect(self._photo)
            widget.finding_edited.connect(presenter.edit_finding)
            widget.action_made.connect(presenter.open_action)
            widget.alert_asked.connect(self._alert)
            widget.entered.connect(presenter.choose)
        elif isinstance(widget, RowLine):
            widget.remove_asked.connect(presenter.remove_row)
            widget.undo_asked.connect(presenter.undo)
        elif isinstance(widget, AddLine):
            widget.add_asked.connect(presenter.add_row)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Act on a key, where no text has the focus."""
        if not self._act(event):
            super().keyPressEvent(event)

    def _act(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        control = modifiers == Qt.KeyboardModifier.ControlModifier
        if isinstance(self.window().focusWidget(), _TEXT):
            if event.key() == Qt.Key.Key_Escape:
                self._focus_card()
                return True
            if not (control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_G)):
                return False
        if control:
            action = self._control_keys().get(event.key())
        elif event.text().isdecimal() and not modifiers:
            card = self.page.card(self._presenter.state.current)
            return card is not None and card.press(int(event.text()))
        elif event.text() == "?":
            action = self.keys.open
        else:
            action = self._plain_keys().get(event.key()) if not modifiers else None
        if action is None:
            return False
        action()
        return True

    def _control_keys(self) -> dict[int, Callable[[], None]]:
        presenter = self._presenter
        return {
            Qt.Key.Key_Up: lambda: self._leave_to(lambda: presenter.step_section(-1)),
            Qt.Key.Key_Down: lambda: self._leave_to(lambda: presenter.step_section(1, check=True)),
            Qt.Key.Key_G: lambda: self._leave_to(presenter.next_unanswered),
            Qt.Key.Key_Z: presenter.undo,
            Qt.Key.Key_V: self.tray.place.paste,
            Qt.Key.Key_Return: self._go_to_review,
            Qt.Key.Key_Enter: self._go_to_review,
        }

    def _plain_keys(self) -> dict[int, Callable[[], None]]:
        presenter = self._presenter
        return {
            Qt.Key.Key_J: lambda: presenter.step(1),
            Qt.Key.Key_K: lambda: presenter.step(-1),
            Qt.Key.Key_Down: lambda: presenter.step(1),
            Qt.Key.Key_Up: lambda: presenter.step(-1),
            Qt.Key.Key_F: self._flag,
            Qt.Key.Key_P: lambda: self._photo(presenter.state.current),
            Qt.Key.Key_T: self._note,
            Qt.Key.Key_Delete: self._clear,
            Qt.Key.Key_Backspace: self._clear,
            Qt.Key.Key_Return: self._into_answer,
            Qt.Key.Key_Enter: self._into_answer,
        }

    def _current(self) -> QuestionCard | None:
        card = self.page.card(self._presenter.state.current)
        return card if card is not None and card.isEnabled() else None

    def _flag(self) -> None:
        card = self._current()
        if card is not None:
            card.take_finding()

    def _note(self) -> None:
        card = self._current()
        if card is not None:
            card.take_note()

    def _clear(self) -> None:
        card = self._current()
        if card is not None and (card.card.value or card.card.state == "not_checked"):
            self._presenter.answer(card.card.ref, "", stay=True)

    def _into_answer(self) -> None:
        card = self._current()
        control = card.answer.first_control() if card is not None and card.answer is not None else None
        if control is not None:
            control.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _photo(self, ref: str) -> None:
        self._presenter.choose(ref)
        self._open_tray(True)
        if not self._presenter.state.header.signed:
            self.tray.place.ask()

    def _alert(self, finding: str) -> None:
        start = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = QFileDialog.getExistingDirectory(self, self.tr("Where to write the alert"), start)
        if folder:
            self._presenter.alert(finding, Path(folder))

    def _leave_to(self, there: Callable[[], None]) -> None:
        self.page.flush()
        there()

    def _go_to_review(self) -> None:
        self.leaving()
        self.go.emit("review", self._presenter.state.audit)

    def _go_on(self) -> None:
        used = [line.index for line in self._presenter.state.sections if line.total]
        if not any(index > self._presenter.state.section for index in used):
            self._go_to_review()
        else:
            self._leave_to(lambda: self._presenter.step_section(1, check=True))

    def _choose_language(self) -> None:
        menu = QMenu(self)
        for language in self._presenter.state.header.languages:
            action = menu.addAction(language_name(language))
            action.triggered.connect(lambda _=False, language=language: self._presenter.set_language(language))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._language.mapToGlobal(self._language.rect().bottomLeft()))

    def _show_keys(self) -> None:
        self.keys.open()

    def _focus_card(self) -> None:
        if not self.page.take_keyboard(self._presenter.state.current):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    # layout

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put the tray away where the questions need the room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < _ROOM_FOR_TRAY
        self.tray.setHidden(narrow and not self._tray_open)
        self.tray.show_collapsed(narrow)

    def _open_tray(self, wanted: bool) -> None:
        self._tray_open = wanted
        self._arrange()

    def _middle(self) -> QVBoxLayout:
        self._title, self._count = ElidedLabel("", "heading", bold=True), Label("", muted=True)
        self._signed = Label(
            self.tr("Signed: nothing can be changed any more. To correct it, amend it under Review."),
            "secondary",
            tone="information",
            wrap=True,
        )
        self._signed.setContentsMargins(0, 0, 0, SPACE_2)
        self._page_back = IconButton("chevron-left", self.tr("Previous page"), small=True)
        self._page_on = IconButton("chevron-right", self.tr("Next page"), small=True)
        self._page_back.clicked.connect(lambda: self._presenter.turn_page(self._presenter.state.page - 1))
        self._page_on.clicked.connect(lambda: self._presenter.turn_page(self._presenter.state.page + 1))
        self._page_number = Label("", "secondary", muted=True)
        self._pages = QWidget()
        self._pages.setLayout(row(self._page_back, self._page_number, self._page_on, gap=SPACE_2))
        head = row(
            self._title,
            self._count,
            None,
            self._pages,
            gap=SPACE_3,
            margins=(SPACE_6 + 4, SPACE_4 + 2, SPACE_6 + 4, 10),
        )
        self._empty = Label(self.tr("Nothing in this section applies to this site."), muted=True)
        self._saved = Label("", muted=True)
        self._previous, self._next = (
            Button(self.tr("Previous"), small=True),
            Button(self.tr("Next section"), small=True),
        )
        self._previous.clicked.connect(lambda: self._leave_to(lambda: self._presenter.step_section(-1)))
        self._next.clicked.connect(self._go_on)
        keys = IconButton("keyboard", self.tr("All keys (?)"), kind="plain", small=True)
        keys.clicked.connect(self._show_keys)
        foot = row(
            self._saved, None, keys, self._previous, self._next, margins=(SPACE_6 + 4, SPACE_2, SPACE_6 + 4, SPACE_3)
        )
        words = column(self.banner, self._signed, self._empty, gap=SPACE_2, margins=(SPACE_6 + 4, 0, SPACE_6 + 4, 0))
        middle = QVBoxLayout()
        middle.setSpacing(0)
        for part in (head, words):
            middle.addLayout(part)
        middle.addWidget(self.page, 1)
        middle.addLayout(foot)
        return middle


def language_name(language: str) -> str:
    """Return a form language as people read it: "English (en)" is English, a bare code its own name."""
    name, _, code = language.partition(" (")
    if code or len(language) > 3:  # noqa: PLR2004 - longer than a code
        return name
    native = QLocale(language).nativeLanguageName()
    return native[:1].upper() + native[1:] if native else language


def _left(state: RunState) -> tuple[object, ...]:
    """Return what the left side shows of a state."""
    return state.sections, state.section, state.why
