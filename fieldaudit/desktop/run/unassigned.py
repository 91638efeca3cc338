"""Files that wait to be assigned to a question: chosen with the arrows (Shift: several), attached with Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from fieldaudit.desktop import icons, wording
from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import SPACE_2, TARGET
from fieldaudit.desktop.widgets import Button, IconButton, Label, row

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QKeyEvent

    from fieldaudit.desktop.run.audit_lines import EvidenceItem, Unassigned
    from fieldaudit.desktop.run.cards import Card

_PICTURE = QSize(56, 42)
_MOST_SHOWN = 4


class UnassignedFiles(QWidget):
    """`assigned(list of blobs)` to the current question, `discarded(blob)`; `wanted(blob)` asks for a picture."""

    assigned = Signal(list)
    discarded = Signal(str)
    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[EvidenceItem, ...] = ()
        self._title, self._room = Label("", bold=True), Label("", "small", muted=True, wrap=True)
        self.files = _Files()
        self.files.taken.connect(self._assign)
        self.files.itemSelectionChanged.connect(self._follow)
        self.attach = Button("", "plain", icon="check", small=True)
        self.attach.clicked.connect(self._assign)
        self.remove = IconButton("trash-2", self.tr("Remove the chosen file for good"), kind="plain", small=True)
        self.remove.clicked.connect(self._ask)
        self._sure = Button(self.tr("Remove for good"), "danger", small=True)
        self._sure.clicked.connect(self._discard)
        self._sure.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACE_2, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self._title)
        layout.addWidget(self.files)
        layout.addLayout(row(self.attach, None, self.remove))
        layout.addWidget(self._sure)
        layout.addWidget(self._room)
        self.setAccessibleName(self.tr("Files not assigned to a question"))
        self.hide()

    def show_files(self, found: Unassigned, card: Card | None, *, sealing: int, locked: bool) -> None:
        """Show what waits, what is being sealed, and how much room the audit's evidence takes."""
        self.setHidden(not found.items and not sealing)
        count = self.tr("Not assigned: {count}").format(count=len(found.items))
        self._title.setText(
            count if not sealing else self.tr("{count} · sealing {more}…").format(count=count, more=sealing)
        )
        self._room.setText(found.room)
        self.attach.setText(self.tr("Attach to {number}").format(number=card.number) if card else self.tr("Attach"))
        self._may = card is not None and not locked
        if found.items != self._shown:
            self._show(found.items)
        self._follow()

    def show_image(self, blob: str, image: QImage) -> None:
        """Show a file's picture."""
        for place in range(self.files.count()):
            item = self.files.item(place)
            if item.data(Qt.ItemDataRole.UserRole) == blob and not image.isNull():
                item.setIcon(QIcon(QPixmap.fromImage(image)))

    def take_keyboard(self) -> None:
        """Go to the first file that waits."""
        if self.files.count():
            if self.files.currentRow() < 0:
                self.files.setCurrentRow(0)
            self.files.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show(self, items: tuple[EvidenceItem, ...]) -> None:
        kept, at = set(self._chosen()), self.files.currentRow()
        self._shown = items
        self.files.clear()
        for item in items:
            line = QListWidgetItem(item.name)
            line.setToolTip(f"{item.name} · {wording.size(item.size)}")
            line.setData(Qt.ItemDataRole.UserRole, item.blob)
            sign = "image" if item.picture else "file-text"
            line.setIcon(icons.icon(sign, tokens_of(self).muted))
            line.setSizeHint(QSize(0, TARGET + 4))
            self.files.addItem(line)
            line.setSelected(item.blob in kept)
            if item.picture:
                self.wanted.emit(item.blob)
        self.files.setFixedHeight(min(max(1, len(items)), _MOST_SHOWN) * (TARGET + 6) + 4)
        if items:
            self.files.setCurrentRow(
                min(max(at, 0), len(items) - 1), self.files.selectionModel().SelectionFlag.NoUpdate
            )

    def _chosen(self) -> list[str]:
        return [str(item.data(Qt.ItemDataRole.UserRole)) for item in self.files.selectedItems()]

    def _follow(self) -> None:
        chosen = self._chosen()
        self.attach.setEnabled(self._may and bool(chosen))
        self.remove.setEnabled(len(chosen) == 1)
        self._sure.hide()

    _may = False

    def _assign(self) -> None:
        if self._may and (chosen := self._chosen()):
            self.assigned.emit(chosen)

    def _ask(self) -> None:
        self._sure.show()
        self._sure.setFocus(Qt.FocusReason.OtherFocusReason)

    def _discard(self) -> None:
        for blob in self._chosen()[:1]:
            self.discarded.emit(blob)


class _Files(QListWidget):
    """The files; `taken` on Enter. Letters and digits stay the keys of the screen, J and K move between questions."""

    taken = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setIconSize(_PICTURE)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(
            self.tr("Files not assigned: arrows choose, with Shift several, Enter attaches them to the question")
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Attach with Enter; arrows, Shift and Space choose as in every list; letters and digits are the screen's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self.selectedItems() and self.currentItem() is not None:
                self.currentItem().setSelected(True)
            self.taken.emit()
        elif event.text() not in ("", " ") and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)
