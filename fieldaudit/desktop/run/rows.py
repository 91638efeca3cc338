"""What stands between questions: heads of groups, of grids and of a repeat's rows, and the place to add a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fieldaudit.desktop.run.rich_label import RichLabel
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_4, TARGET
from fieldaudit.desktop.widgets import Button, IconButton, Label

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import AddRow, Heading, RowHead


class HeadingLine(QWidget):
    """The title of a group."""

    def __init__(self, item: Heading) -> None:
        super().__init__()
        self._label = RichLabel(item.title, bold=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, 0)
        layout.addWidget(self._label, 1)

    def show_item(self, item: Heading) -> None:
        """Show the title in another language."""
        self._label.show_text(item.title)


class RowLine(QWidget):
    """The head of a row: its title and how far it is, Fold where rows fold, and Remove, which can be undone."""

    remove_asked = Signal(str)
    undo_asked = Signal()
    fold_asked = Signal(str)

    def __init__(self, item: RowHead) -> None:
        super().__init__()
        self._item = item
        self._title = RichLabel("", bold=True)
        self._count = Label("", "secondary", muted=True)
        self._fold = IconButton("chevron-up", "", kind="plain", small=True)
        self._fold.clicked.connect(lambda: self.fold_asked.emit(self._item.ref))
        self._remove = IconButton("trash-2", "", kind="plain", small=True)
        self._remove.clicked.connect(lambda: self.remove_asked.emit(self._item.ref))
        self._undo = Button(self.tr("Undo"), "quiet", icon="undo-2", small=True)
        self._undo.clicked.connect(self.undo_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_2, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self._title, 1, Qt.AlignmentFlag.AlignVCenter)
        for part in (self._count, self._undo, self._fold, self._remove):
            layout.addWidget(part)
        self.setMinimumHeight(TARGET)
        self.show_item(item)

    def show_item(self, item: RowHead, *, removing: bool = False, signed: bool = False) -> None:
        """Show the row, or that it is being removed."""
        self._item = item
        named = f"{item.title} · {item.summary}" if item.summary else item.title
        self._title.show_text(self.tr("{title} is removed").format(title=named) if removing else named)
        self._count.setText(f"{item.done}/{item.total}" if item.total and not removing else "")
        words = self.tr("Remove {title}").format(title=item.title)
        self._remove.setAccessibleName(words)
        self._remove.setToolTip(words)
        self._remove.setHidden(removing or signed or not item.removable)
        folds = self.tr("Fold {title}").format(title=item.title)
        self._fold.setAccessibleName(folds)
        self._fold.setToolTip(folds)
        self._fold.setHidden(removing or not item.folds)
        self._undo.setHidden(not removing)


class AddLine(QWidget):
    """The button that adds a row; where there is none yet, it says so."""

    add_asked = Signal(str)

    def __init__(self, item: AddRow) -> None:
        super().__init__()
        self._ref = item.ref
        self._none = Label("", muted=True, wrap=True)
        self.button = Button("", icon="plus")
        self.button.clicked.connect(lambda: self.add_asked.emit(self._ref))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, SPACE_2)
        layout.setSpacing(SPACE_4)
        layout.addWidget(self.button)
        layout.addWidget(self._none, 1)
        self.show_item(item)

    def show_item(self, item: AddRow) -> None:
        """Show what is added."""
        if item.empty:
            words = self.tr("Add: {title}").format(title=item.title) if item.title else self.tr("Add the first one")
        else:
            words = self.tr("Add another: {title}").format(title=item.title) if item.title else self.tr("Add another")
        self.button.set_text(words)
        self._none.setText(self.tr("None yet.") if item.empty else "")
