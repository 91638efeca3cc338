"""The run screen: sections at the left, questions in the middle, evidence at the right; every key in one place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import bidirectional

from PySide6.QtCore import QDate, QLocale, QStandardPaths, Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QWidget,
)

from fieldaudit.desktop import wording
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.run.contents_overlay import ContentsOverlay
from fieldaudit.desktop.run.cursor import cursor_of, put_cursor
from fieldaudit.desktop.run.evidence_tray import EvidenceTray
from fieldaudit.desktop.run.folded_rows import FoldedList
from fieldaudit.desktop.run.history_overlay import HistoryOverlay
from fieldaudit.desktop.run.keys import RunKeys
from fieldaudit.desktop.run.lost_row_line import LostRowLine
from fieldaudit.desktop.run.middle import Middle
from fieldaudit.desktop.run.overlays import FindOverlay, KeysOverlay
from fieldaudit.desktop.run.overview import Overview
from fieldaudit.desktop.run.place_line import PlaceLine
from fieldaudit.desktop.run.question_card import QuestionCard, half_typed_reason
from fieldaudit.desktop.run.rows import AddLine, RowLine
from fieldaudit.desktop.run.section_page import SectionPage
from fieldaudit.desktop.run.typed import shown_day
from fieldaudit.desktop.widgets import QuietButton

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from fieldaudit.desktop.run.audit_lines import Header
    from fieldaudit.desktop.run.presenter import RunPresenter
    from fieldaudit.desktop.run.state import RunState

_ROOM_FOR_TRAY = 1180


class RunScreen(Screen):
    """`opened(audit id)`, or what `place` returned: `{"audit", "section", "ref"}`."""

    def __init__(self, presenter: RunPresenter) -> None:
        super().__init__("", find=True)
        self._presenter = presenter
        self._keys = RunKeys(self, presenter)
        self._tray_open = self._showing = self._again = False
        self._state: RunState | None = None
        self._cursor: object = None
        self._language = self.bar.add(QuietButton("", icon="languages", small=True))
        self._language.clicked.connect(self._choose_language)
        self._team = self.bar.add(QuietButton(self.tr("Team"), icon="users", small=True))
        self._team.clicked.connect(self._go_to_team)
        self._workers = self.bar.add(QuietButton(self.tr("Workers"), icon="users", small=True))
        self._workers.setAccessibleName(self.tr("Workers of this site, and who of them was interviewed"))
        self._workers.clicked.connect(self._go_to_workers)
        self._review = self.bar.add(QuietButton(self.tr("Review and sign"), small=True))
        self._review.clicked.connect(self.go_to_review)
        self.overview = Overview()
        self.overview.sections.chosen.connect(lambda section: self.leave_to(lambda: presenter.go(section)))
        self.page = SectionPage()
        self.page.made.connect(self._connect)
        self.tray = EvidenceTray(presenter.picture)
        self.tray.attached.connect(presenter.attach)
        self.tray.detached.connect(presenter.detach)
        self.tray.collected.connect(presenter.collect)
        self.tray.waiting.assigned.connect(presenter.assign)
        self.tray.waiting.discarded.connect(presenter.discard)
        self.tray.closed.connect(lambda: self._open_tray(False))
        content = QHBoxLayout()
        content.setSpacing(0)
        content.addWidget(self.overview)
        self._middle = self._make_middle(presenter)
        content.addWidget(self._middle, 1)
        content.addWidget(self.tray)
        self._layout.takeAt(1)  # the banner stands above the questions, so that the columns begin right below the bar
        self.set_content(content)
        self.keys = KeysOverlay(self)
        self.finder = FindOverlay(self)
        self.finder.looked_for.connect(presenter.find)
        self.finder.found.connect(lambda section, ref: self.leave_to(lambda: presenter.go(section, ref)))
        self.contents = ContentsOverlay(self)
        self.contents.found.connect(lambda section, ref: self.leave_to(lambda: presenter.go(section, ref)))
        self.overview.contents_asked.connect(self.open_contents)
        self.history = HistoryOverlay(self)
        self.history.closed.connect(presenter.close_history)
        for overlay in (self.keys, self.finder, self.contents, self.history):
            overlay.closed.connect(self.focus_card)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        presenter.show_in(self._show)
        self.destroyed.connect(presenter.show_nowhere)

    # a screen

    def opened(self, argument: object = None) -> None:
        """Open an audit, or return to where one was."""
        if isinstance(argument, str):
            self._presenter.open(argument)
        elif isinstance(argument, dict):
            section, ref, self._cursor = argument.get("section"), argument.get("ref"), argument.get("cursor")
            self._presenter.open(
                str(argument.get("audit", "")), section if isinstance(section, int) else 0, str(ref or "")
            )

    def leaving(self) -> None:
        """Hand over what is typed, remove the row that waits for it."""
        self.page.flush()
        self._presenter.leave()

    def place(self) -> object:
        """Return the audit, the section, the question, and where in its text the cursor stands."""
        state = self._presenter.state
        place: dict[str, object] = {"audit": state.audit, "section": state.section, "ref": state.current}
        cursor = cursor_of(self.page.card(state.current))
        return place if cursor is None else place | {"cursor": cursor}

    def record(self) -> str:
        """Return the audit."""
        return self._presenter.state.audit

    def find_something(self) -> None:
        """Find a question by its words."""
        self.finder.open()

    def open_contents(self) -> None:
        """Show the table of contents."""
        self.page.flush()
        self._presenter.list_contents()
        self.contents.open()

    def show_history(self, ref: str) -> None:
        """Show who said what about a question, and when."""
        self.page.flush()
        self._presenter.ask_history(ref)

    def first_focus(self) -> QWidget | None:
        """Return the current card."""
        card = self.page.card(self._presenter.state.current)
        if card is not None:
            card.show()  # one that the layout has not shown yet could not take the keyboard
        return card or self

    def _make_middle(self, presenter: RunPresenter) -> Middle:
        middle = Middle(self.banner, self.page)
        middle.turned.connect(lambda by: presenter.turn_page(presenter.state.page + by))
        middle.back_asked.connect(lambda: self.leave_to(lambda: presenter.step_section(-1)))
        middle.redo_asked.connect(presenter.redo)
        middle.undo_asked.connect(presenter.undo)
        middle.on_asked.connect(self._go_on)
        middle.keys_asked.connect(lambda: self.keys.open())  # noqa: PLW0108 - made after this
        return middle

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
        self._middle.show_state(state)
        self.page.show_state(state)
        locked = state.header.signed
        errors = [error for error in (state.photo_error, *state.refused_files) if error is not None]
        self.tray.show_evidence(state.card, state.evidence, errors, locked=locked)
        self.tray.waiting.show_files(state.unassigned, state.card, sealing=state.sealing, locked=locked)
        if before is None or state.hits is not before.hits:
            self.finder.show_hits(state.hits)
        if before is None or state.contents is not before.contents:
            self.contents.show_entries(state.contents)
        if state.history is not None and (before is None or state.history is not before.history):
            self.history.open_with(state.history)
        if before is not None and state.alerted != before.alerted and state.alerted is not None:
            name = state.alerted.name
            self.banner.say(
                "good", self.tr("The alert {name} is written.").format(name=name), self._next_with(state.alerted)
            )
        if before is None or before.current != state.current:
            self._follow_focus()
            self._ask_reason_again(state)
        self._put_cursor(state)
        self._arrange()

    def _ask_reason_again(self, state: RunState) -> None:
        """Ask why a question was not checked where that was half typed when the program locked."""
        if not state.asking and self.half_typed.has(state.audit, half_typed_reason(state.current)):
            self._presenter.ask_reason(state.current)

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
        self._middle.signed.setHidden(not header.signed)
        self._team.setHidden(not header.shares)
        for part in (self._middle, self.overview):
            if is_right_to_left(header.language):
                part.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            else:
                part.unsetLayoutDirection()

    def _next_with(self, file: Path) -> str:
        return self.tr("Send {path} to head office by any way: only they can open it.").format(path=file)

    def _follow_focus(self) -> None:
        """Let the keyboard follow to the new current card, unless a text is being typed or something lies over it."""
        focused = self.window().focusWidget()
        overlays = (self.finder, self.keys, self.contents, self.history)
        if any(over.isVisible() for over in overlays) or not self.isVisible():
            return
        if focused is None or not self.isAncestorOf(focused) or self.page.isAncestorOf(focused) or focused is self:
            card = self.page.card(self._presenter.state.current)
            if card is not None and not (focused is not None and card.isAncestorOf(focused)):
                self.page.take_keyboard(card.card.ref)

    def _put_cursor(self, state: RunState) -> None:
        """Return to where one was typing before a lock, once its question is there."""
        card = self.page.card(state.current) if self._cursor is not None else None
        if card is not None:
            put_cursor(card, self._cursor)
            self._cursor = None

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
            widget.photo_asked.connect(self.photo)
            widget.attached.connect(lambda ref, files: presenter.attach(files, ref))
            widget.picture_asked.connect(self._give_picture)
            widget.finding_edited.connect(presenter.edit_finding)
            widget.action_made.connect(presenter.open_action)
            widget.alert_asked.connect(self._alert)
            widget.entered.connect(presenter.choose)
            widget.media_asked.connect(presenter.form_file)
            widget.history_asked.connect(self.show_history)
        elif isinstance(widget, FoldedList):
            widget.open_asked.connect(lambda row: self.leave_to(lambda: presenter.open_row(row)))
        elif isinstance(widget, RowLine):
            widget.fold_asked.connect(lambda row: self.leave_to(lambda: presenter.fold_row(row)))
            widget.remove_asked.connect(presenter.remove_row)
            widget.undo_asked.connect(presenter.undo)
        elif isinstance(widget, LostRowLine):
            widget.settled.connect(presenter.settle_row)
        elif isinstance(widget, PlaceLine):
            widget.located.connect(presenter.locate)
        elif isinstance(widget, AddLine):
            widget.add_asked.connect(presenter.add_row)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Act on a key, where no text has the focus."""
        if not self._keys.act(event):
            super().keyPressEvent(event)

    def _give_picture(self, ref: str, done: Callable[[bytes], None]) -> None:
        """Hand the bytes of a question's newest photo to its answer, b"" where there is none."""
        self._presenter.choose(ref)
        pictures = [item for item in self._presenter.state.evidence if item.picture]
        if pictures:
            self._presenter.picture(pictures[-1].blob, done)
        else:
            done(b"")

    def take_unassigned(self) -> None:
        """Go to the files that wait to be assigned."""
        self._open_tray(True)
        self.tray.waiting.take_keyboard()

    def photo(self, ref: str) -> None:
        """Ask for photos or files of a question."""
        self._presenter.choose(ref)
        self._open_tray(True)
        if not self._presenter.state.header.signed:
            self.tray.place.ask()

    def _alert(self, finding: str) -> None:
        start = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = QFileDialog.getExistingDirectory(self, self.tr("Where to write the alert"), start)
        if folder:
            self._presenter.alert(finding, Path(folder))

    def leave_to(self, there: Callable[[], None]) -> None:
        """Hand over what is typed and go."""
        self.page.flush()
        there()

    def go_to_review(self) -> None:
        """Go on to review and sign."""
        self.leaving()
        self.go.emit("review", self._presenter.state.audit)

    def _go_to_team(self) -> None:
        self.leaving()
        self.go.emit("team", self._presenter.state.audit)

    def _go_to_workers(self) -> None:
        self.leaving()
        self.go.emit("roster", {"audit": self._presenter.state.audit})

    def _go_on(self) -> None:
        used = [line.index for line in self._presenter.state.sections if line.total]
        if not any(index > self._presenter.state.section for index in used):
            self.go_to_review()
        else:
            self.leave_to(lambda: self._presenter.step_section(1, check=True))

    def _choose_language(self) -> None:
        menu = QMenu(self)
        for language in self._presenter.state.header.languages:
            action = menu.addAction(language_name(language))
            action.triggered.connect(lambda _=False, language=language: self._presenter.set_language(language))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._language.mapToGlobal(self._language.rect().bottomLeft()))

    def focus_card(self) -> None:
        """Give the keyboard to the current card."""
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


def language_name(language: str) -> str:
    """Return a form language as people read it: "English (en)" is English, a bare code its own name."""
    name, _, code = language.partition(" (")
    if code or len(language) > 3:  # noqa: PLR2004 - longer than a code
        return name
    return wording.capital(QLocale(language).nativeLanguageName()) or language


def is_right_to_left(language: str) -> bool:
    """Return whether a form language is written from right to left: "العربية (ar)", "ar", "اردو"."""
    name, _, code = language.partition(" (")
    code = code.rstrip(")") or (name if len(name) <= 3 else "")  # noqa: PLR2004 - longer than a code
    if code:
        return QLocale(code).textDirection() == Qt.LayoutDirection.RightToLeft
    return any(bidirectional(letter) in ("R", "AL") for letter in name)


def _left(state: RunState) -> tuple[object, ...]:
    """Return what the left side shows of a state."""
    return state.sections, state.section, state.why, state.header.others
