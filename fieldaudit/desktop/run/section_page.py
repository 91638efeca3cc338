"""The middle of the run screen: one page of a section. What did not change is not touched, and nothing jumps."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from fieldaudit.desktop.run.action_form import ActionForm
from fieldaudit.desktop.run.cards import AddRow, Card, FoldedRows, GridHead, Heading, Item, LostRow, PlaceAsk, RowHead
from fieldaudit.desktop.run.folded_rows import FoldedList
from fieldaudit.desktop.run.follow_focus import FollowFocus
from fieldaudit.desktop.run.grid import GridHeadLine
from fieldaudit.desktop.run.lost_row_line import LostRowLine
from fieldaudit.desktop.run.place_line import PlaceLine
from fieldaudit.desktop.run.question_card import QuestionCard
from fieldaudit.desktop.run.reason_line import ReasonLine
from fieldaudit.desktop.run.rows import AddLine, HeadingLine, RowLine
from fieldaudit.desktop.theme.tokens import SPACE_3, SPACE_6

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QKeyEvent

    from fieldaudit.desktop.run.state import RunState
    from fieldaudit.errors import FieldAuditError

_SIDE = SPACE_6 + 4
_MARGIN = 12
_ARRIVING_MS = 200
_AT_ONCE, _STEP = 8, 4
_Widget = QuestionCard | HeadingLine | GridHeadLine | RowLine | FoldedList | AddLine | PlaceLine | LostRowLine


class SectionPage(QScrollArea):
    """Shows the items of a state; `made(widget)` for each new one, so that the screen can connect it."""

    made = Signal(QWidget)

    def __init__(self) -> None:
        super().__init__()
        self._widgets: dict[str, _Widget] = {}
        self._items: dict[str, Item] = {}
        self._said: dict[str, object] = {}
        self._page = (0, 0)
        self._current = ""
        self._inside = QWidget()
        self._inside.setAutoFillBackground(True)  # opaque: scrolling moves what is painted instead of painting it anew
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(_SIDE, 2, _SIDE, SPACE_6)
        self._column.setSpacing(SPACE_3)
        self._column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._inside)
        self._built = _AT_ONCE
        self._state: RunState | None = None
        FollowFocus(self, (ActionForm, ReasonLine))
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self._build_more)
        self._follow = QTimer(self, singleShot=True, interval=0)
        self._follow.timeout.connect(self._show_current)
        self._arriving = QTimer(self, singleShot=True, interval=_ARRIVING_MS)
        self.verticalScrollBar().rangeChanged.connect(self._range_changed)

    def show_state(self, state: RunState) -> None:
        """Show the page of a state: widgets that stay are updated where their item changed, the rest comes and goes."""
        before_items = self._state.items if self._state is not None else ()
        if state.section != self._page[0] and state.items and state.items is before_items:
            return  # the questions of the section that one goes to are being read
        if (state.section, state.page) != self._page:
            self._drop(list(self._widgets))
            self._page = (state.section, state.page)
            self._built = _AT_ONCE
            self.verticalScrollBar().setValue(0)
        anchor = self._anchor()
        self._state = state
        shown = self._shown(state)
        self._drop([key for key in self._widgets if key not in shown])
        before = len(self._widgets)
        came_between = [self._place(place, key, item) for place, (key, item) in enumerate(shown.items())]
        if before and any(came_between):
            self._order_tabs(shown)
        self._update(shown, state.refused, state)
        self._items = dict(shown)
        self._mark(state)
        self._restore(anchor)

    def cards(self) -> list[QuestionCard]:
        """Return the cards that are alive, in order."""
        return [widget for key in self._items if isinstance(widget := self._widgets[key], QuestionCard)]

    def card(self, ref: str) -> QuestionCard | None:
        """Return the card of a question of this page."""
        widget = self._widgets.get(ref)
        return widget if isinstance(widget, QuestionCard) else None

    def take_keyboard(self, ref: str) -> bool:
        """Put the keyboard on a card; False where it is not on this page."""
        card = self.card(ref)
        if card is None:
            return False
        card.show()  # one that the layout has not shown yet could not take it
        card.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def show_line(self, widget: QWidget, top: int, bottom: int) -> None:
        """Bring a line of a widget into view."""
        bar, above = self.verticalScrollBar(), widget.y()
        if above + top - _MARGIN < bar.value():
            bar.setValue(above + top - _MARGIN)
        elif above + bottom + _MARGIN > bar.value() + self.viewport().height():
            bar.setValue(above + bottom + _MARGIN - self.viewport().height())

    def flush(self) -> None:
        """Hand over what is typed anywhere on the page."""
        for widget in self._widgets.values():
            if isinstance(widget, QuestionCard | PlaceLine):
                widget.flush()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Scroll by pages; the arrows belong to the screen."""
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            super().keyPressEvent(event)
        else:
            event.ignore()

    # keeping in step

    def _shown(self, state: RunState) -> dict[str, Item]:
        """Return the items that have widgets now: those one can see at first, the others follow in small steps."""
        items = state.shown
        at = next((place for place, item in enumerate(items) if item.key == state.current), 0)
        self._built = max(self._built, at + _STEP)
        if self._built < len(items):
            self._more.start()
        return {item.key: item for item in items[: self._built]}

    def _build_more(self) -> None:
        self._built += _STEP
        if self._state is not None:
            self.show_state(self._state)

    def _place(self, place: int, key: str, item: Item) -> bool:
        """Put an item's widget where it belongs; returns whether it is new and others come after it."""
        widget = self._widgets.get(key)
        if widget is not None and self._is_stale(key, item):
            self._drop([key])
            widget = None
        if widget is None:
            widget = _widget_for(item, self._inside)
            self._widgets[key] = widget
            self._column.insertWidget(place, widget)
            self.made.emit(widget)
            return place < len(self._widgets) - 1
        if self._column.indexOf(widget) != place:
            self._column.removeWidget(widget)
            self._column.insertWidget(place, widget)
        return False

    def _order_tabs(self, shown: Mapping[str, Item]) -> None:
        """Let Tab go through the items in reading order where some came between others."""
        order: list[QWidget] = []
        for key in shown:
            widget = self._widgets[key]
            order += [widget, *widget.findChildren(QWidget)]
        here = self.window()  # a list's popup is a window of its own
        stops = [one for one in order if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.window() is here]
        for first, second in pairwise(stops):
            QWidget.setTabOrder(first, second)

    def _is_stale(self, key: str, item: Item) -> bool:
        """Return whether a card needs another control: its choices or its kind are others now."""
        before = self._items.get(key)
        if not isinstance(before, Card) or not isinstance(item, Card):
            return False
        return before.control != item.control or (before.options != item.options and item.control != "list")

    def _drop(self, keys: list[str]) -> None:
        self._save_focus(keys)
        for key in keys:
            widget = self._widgets.pop(key)
            self._items.pop(key, None)
            self._said.pop(key, None)
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def _save_focus(self, keys: list[str]) -> None:
        """Take the keyboard off what goes away, or Qt would hand it to whichever card comes next."""
        focused, screen = self.window().focusWidget(), self.parentWidget()
        while screen is not None and screen.focusPolicy() == Qt.FocusPolicy.NoFocus:
            screen = screen.parentWidget()
        going = [self._widgets[key] for key in keys]
        if focused is not None and screen is not None and any(w is focused or w.isAncestorOf(focused) for w in going):
            screen.setFocus(Qt.FocusReason.OtherFocusReason)

    def _update(self, shown: Mapping[str, Item], refused: Mapping[str, FieldAuditError], state: RunState) -> None:
        for key, item in shown.items():
            widget = self._widgets[key]
            if isinstance(widget, QuestionCard) and isinstance(item, Card):
                said = (refused.get(item.ref), state.inspecting, state.header.signed)
                if self._differs(key, item) or self._said.get(key) != said:
                    self._said[key] = said
                    widget.show_card(item, said[0], inspecting=state.inspecting)
                    widget.setEnabled(not state.header.signed)
                widget.show_reason(state.asking == item.ref)
            elif isinstance(widget, RowLine) and isinstance(item, RowHead):
                widget.show_item(item, removing=state.removing == item.ref, signed=state.header.signed)
            elif self._differs(key, item):
                _show_line(widget, item)
            if isinstance(widget, AddLine):
                widget.setHidden(state.header.signed)
            elif isinstance(widget, PlaceLine | LostRowLine):
                widget.setEnabled(not state.header.signed)

    def _differs(self, key: str, item: Item) -> bool:
        known = self._items.get(key)
        return known is not item and known != item

    def _mark(self, state: RunState) -> None:
        for card in self.cards():
            card.set_current(card.card.ref == state.current)
        if state.current != self._current:
            self._current = state.current
            self._follow.start()
            self._arriving.start()

    # staying in place

    def _anchor(self) -> tuple[QWidget, int] | None:
        widget = self._widgets.get(self._current)
        if widget is None:
            return None
        return widget, widget.mapTo(self.viewport(), QPoint(0, 0)).y()

    def _restore(self, anchor: tuple[QWidget, int] | None) -> None:
        """Keep the current card where it was on the screen, whatever came or went above it."""
        if anchor is None or anchor[0] not in self._widgets.values():
            return
        self._inside.layout().activate()  # type: ignore[union-attr]  # it was given one
        moved = anchor[0].mapTo(self.viewport(), QPoint(0, 0)).y() - anchor[1]
        if moved:
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + moved)

    def _range_changed(self, least: int, most: int) -> None:
        """Keep the cards' width with and without a scroll bar; go on to the card one is going to."""
        bar = self.verticalScrollBar().sizeHint().width() if most > least else 0
        margins = self._column.contentsMargins()
        left, right = (_SIDE - bar, _SIDE) if self.isRightToLeft() else (_SIDE, _SIDE - bar)
        if (margins.left(), margins.right()) != (left, right):
            self._column.setContentsMargins(left, margins.top(), right, margins.bottom())
        if self._arriving.isActive():
            self._follow.start()

    def _show_current(self) -> None:
        """Bring the current card into view, by no more than that takes."""
        card = self.card(self._current)
        if card is None:
            return
        self._inside.layout().activate()  # type: ignore[union-attr]  # it was given one
        bar, top, bottom = self.verticalScrollBar(), card.y(), card.y() + card.height()
        if top - _MARGIN < bar.value() or card.height() + 2 * _MARGIN > self.viewport().height():
            bar.setValue(max(0, top - _MARGIN))
        elif bottom + _MARGIN > bar.value() + self.viewport().height():
            bar.setValue(bottom + _MARGIN - self.viewport().height())


def _show_line(widget: QWidget, item: Item) -> None:
    """Show what stands between questions as it is now."""
    if isinstance(widget, HeadingLine) and isinstance(item, Heading):  # noqa: SIM114 - the types go in pairs
        widget.show_item(item)
    elif isinstance(widget, GridHeadLine) and isinstance(item, GridHead):  # noqa: SIM114 - likewise
        widget.show_item(item)
    elif isinstance(widget, FoldedList) and isinstance(item, FoldedRows):  # noqa: SIM114 - likewise
        widget.show_item(item)
    elif isinstance(widget, LostRowLine) and isinstance(item, LostRow):  # noqa: SIM114 - likewise
        widget.show_item(item)
    elif isinstance(widget, PlaceLine) and isinstance(item, PlaceAsk):  # noqa: SIM114 - likewise
        widget.show_item(item)
    elif isinstance(widget, AddLine) and isinstance(item, AddRow):
        widget.show_item(item)


def _widget_for(item: Item, parent: QWidget) -> _Widget:
    if isinstance(item, Card):
        return QuestionCard(item, parent)
    if isinstance(item, RowHead):
        return RowLine(item)
    if isinstance(item, FoldedRows):
        return FoldedList(item, parent)
    if isinstance(item, GridHead):
        return GridHeadLine(item)
    if isinstance(item, PlaceAsk | LostRow):
        return PlaceLine(item) if isinstance(item, PlaceAsk) else LostRowLine(item)
    return AddLine(item) if isinstance(item, AddRow) else HeadingLine(item)
