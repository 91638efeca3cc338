"""What a table of rows shows: its columns, its rows and cells, and how the columns share the width."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from fieldaudit.desktop.theme.tokens import SPACE_4, Tone

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Column:
    """A column: name (may be empty), least width, share of what is left, least width of the table to show it."""

    title: str
    width: int
    stretch: int = 0
    from_width: int = 0
    cell: int = -1


@dataclass(frozen=True)
class Badge:
    """A pill inside a cell."""

    text: str
    tone: Tone = "neutral"
    icon: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell: a first line, a second quieter one, pills, or progress (`done`, `total`); any of them may be absent."""

    text: str = ""
    second: str = ""
    bold: bool = False
    muted: bool = False
    badges: tuple[Badge, ...] = ()
    wide_badge: bool = False
    progress: tuple[int, int] | None = None

    def spoken(self) -> str:
        """Return the cell in words."""
        parts = [self.text, self.second, *(badge.text for badge in self.badges)]
        if self.progress:
            parts.append(f"{self.progress[0]} / {self.progress[1]}")
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Row:
    """A row: the key by which it is opened, and a cell per column; `spoken` is what a screen reader says."""

    key: str
    cells: tuple[Cell, ...]
    spoken: str = field(default="")


class RowModel(QAbstractListModel):
    """The rows as Qt sees them."""

    ROW = Qt.ItemDataRole.UserRole

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    def replace(self, rows: Sequence[Row]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rows(self) -> tuple[Row, ...]:
        """Return all rows."""
        return self._rows

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's own default
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a row or its words."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == RowModel.ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            words = row.spoken or ". ".join(words for cell in row.cells if (words := cell.spoken()))
            # Qt would read a tip with marks in it as a page, and load what it names
            tip = role == Qt.ItemDataRole.ToolTipRole and "<" in words
            return f"<qt>{escape(words)}</qt>" if tip else words
        return None

    def row_of(self, index: _Index) -> Row | None:
        """Return the row at an index, or None."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def find(self, key: str) -> int:
        """Return the line of a key, -1 where there is none."""
        return next((line for line, row in enumerate(self._rows) if row.key == key), -1)


def visible_columns(columns: Sequence[Column], width: int) -> list[tuple[Column, int, int]]:
    """Return `(column, left, width)` of the columns that `width` has room for, what is left shared by stretch."""
    shown = [(place, column) for place, column in enumerate(columns) if column.from_width <= width]
    spare = max(0, width - sum(column.width for _, column in shown) - SPACE_4 * (len(shown) - 1))
    shares = sum(column.stretch for _, column in shown) or 1
    left, found = 0, []
    for place, column in shown:
        wide = column.width + spare * column.stretch // shares
        found.append((Column(column.title, column.width, column.stretch, column.from_width, place), left, wide))
        left += wide + SPACE_4
    return found
