"""What stands between questions: the head of a group, the head of a repeat's row, and the place to add a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_4, TARGET
from fieldaudit.desktop.widgets import Button, IconButton, Label

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import AddRow, Heading, RowHead


class HeadingLine(QWidget):
    """The title of a group."""

    def __init__(self, item: Heading) -> None:
        super().__init__()
        self._label = Label(item.title, bold=True, wrap=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, 0)
        layout.addWidget(self._label, 1)

    def show_item(self, item: Heading) -> None:
        """Show the title in another language."""
        self._label.setText(item.title)


class RowLine(QWidget):
    """The head of a row: its title, and Remove, which can be undone until one goes on."""

    remove_asked = Signal(str)
    undo_asked = Signal()

    def __init__(self, item: RowHead) -> None:
        super().__init__()
        self._item = item
        self._title = Label("", bold=True, wrap=True)
        self._remove = IconButton("trash-2", "", kind="plain", small=True)
        self._remove.clicked.connect(lambda: self.remove_asked.emit(self._item.ref))
        self._undo = Button(self.tr("Undo"), "quiet", icon="undo-2", small=True)
        self._undo.clicked.connect(self.undo_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_2, 0, 0)
        layout.addWidget(self._title, 1, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._undo)
        layout.addWidget(self._remove)
        self.setMinimumHeight(TARGET)
        self.show_item(item)

    def show_item(self, item: RowHead, *, removing: bool = False) -> None:
        """Show the row, or that it is being removed."""
        self._item = item
        self._title.setText(self.tr("{title} is removed").format(title=item.title) if removing else item.title)
        words = self.tr("Remove {title}").format(title=item.title)
        self._remove.setAccessibleName(words)
        self._remove.setToolTip(words)
        self._remove.setHidden(removing or not item.removable)
        self._undo.setHidden(not removing)


class AddLine(QWidget):
    """The button that adds a row."""

    add_asked = Signal(str)

    def __init__(self, item: AddRow) -> None:
        super().__init__()
        self._ref = item.ref
        self.button = Button("", icon="plus")
        self.button.clicked.connect(lambda: self.add_asked.emit(self._ref))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, SPACE_2)
        layout.addWidget(self.button)
        layout.addStretch(1)
        self.show_item(item)

    def show_item(self, item: AddRow) -> None:
        """Show what is added."""
        words = self.tr("Add another: {title}").format(title=item.title) if item.title else self.tr("Add another")
        self.button.set_text(words)
