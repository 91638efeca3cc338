"""A sheet's rows as workers: what each cell says, every problem by row and column, and what was assumed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fieldaudit.audit import bands
from fieldaudit.field import roster_columns, roster_text, roster_values
from fieldaudit.field.roster_values import Unreadable
from fieldaudit.vault import persons

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

_ROWS_ABOVE = 20  # in which the names of the columns are looked for
_NOTED = 5
_SUMS = ("total", "totals", "grand total", "sub total", "subtotal")
_READERS = {"nationality": roster_values.read_country, "sex": roster_values.read_sex}


@dataclass(frozen=True)
class Problem:
    """A cell that cannot be used: its row in the file, its column as the file calls it ("" the whole row), and why."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True)
class Line:
    """A worker of the file: `said` is what was read, by field; `same` is the code of who has the same identity number.

    `placed` says that this worker is placed at the site already: then nothing of the line is new.
    """

    row: int
    said: Mapping[str, str]
    age_band: str
    same: str = ""
    placed: bool = False

    def __repr__(self) -> str:
        return f"Line(row={self.row})"


def from_header(sheet: roster_text.Sheet) -> tuple[roster_text.Sheet, int]:
    """Return the sheet from where its columns are named, with that row's number, 0 where it is the first one.

    Payrolls begin with the company and the month.
    """
    if "name" in roster_columns.guess(sheet.headers):
        return sheet, 0
    for place, (row, texts) in enumerate(sheet.rows[:_ROWS_ABOVE]):
        if roster_columns.is_header(texts):
            return replace(sheet, headers=texts, rows=sheet.rows[place + 1 :]), row
    return sheet, 0


class Reading:
    """The rows of a sheet as workers, with what is wrong and what was assumed."""

    def __init__(self, headers: Sequence[str], fields: Sequence[str], today: date, dates: str) -> None:
        self.headers, self.fields, self.today, self._dates = headers, fields, today, dates
        self.problems, self.notes = list[Problem](), list[str]()
        self._orders: dict[int, str] = {}

    def lines(self, rows: Sequence[tuple[int, tuple[str, ...]]]) -> Iterator[Line]:
        """Give a line for each row that can be read."""
        if "name" not in self.fields:
            self.problems.append(Problem(1, "", "No column is called name. Say which one holds the names."))
            return
        if not rows:
            self.problems.append(Problem(1, "", "There is no worker below the names of the columns."))
        self._find_orders(rows)
        for row, texts in rows:
            line = self._line(row, texts)
            if line is not None:
                yield line

    def _find_orders(self, rows: Sequence[tuple[int, tuple[str, ...]]]) -> None:
        for place, name in enumerate(self.fields):
            if name not in ("birth", "start"):
                continue
            texts = [cells[place].strip() for _, cells in rows if place < len(cells)]
            try:
                order = roster_values.order_of(texts, self._dates)
            except Unreadable as strange:
                self.problems.append(Problem(1, self.headers[place], str(strange)))
                continue
            self._orders[place] = order.order
            if order.used and not order.sure:
                self.notes.append(f"Dates in the column {self.headers[place]} were read as day/month/year.")

    def _line(self, row: int, texts: Sequence[str]) -> Line | None:
        said: dict[str, str] = {}
        age, before = -1, len(self.problems)
        if len(texts) > len(self.headers) and any(texts[len(self.headers) :]):
            self._problem(row, "", "It has more cells than there are columns.")
        for place, (name, text) in enumerate(zip(self.fields, texts, strict=False)):
            if not name or not text:
                continue
            try:
                said[name], found = self._value(place, name, text)
                age = found if name == "birth" or age < 0 else age
            except Unreadable as strange:
                self._problem(row, self.headers[place], str(strange))
        at = self.fields.index("name")
        if at >= len(texts) or not texts[at]:
            self._problem(row, self.headers[at], "The name is missing.")
        if len(self.problems) > before:
            return None
        if "birth" not in said and "age" in said:
            said["birth"] = f"{said['age']} years on {self.today.isoformat()}"
        return Line(row, said, bands.age_band(age) if age >= 0 else "")

    def _value(self, place: int, name: str, text: str) -> tuple[str, int]:
        """Return a cell as it is kept, and the age that it tells, -1 for none."""
        if len(text) > roster_text.MOST_TEXT:
            raise Unreadable(f"It is longer than {roster_text.MOST_TEXT} characters.")
        if any(not one.isprintable() and one not in roster_text.JOINERS for one in text):
            raise Unreadable("It holds a character that cannot be shown.")
        if name == "name" and roster_columns.plain(text) in _SUMS:
            raise Unreadable("It is a sum of the list, not a person.")
        if name == "birth":
            if place not in self._orders:
                return "", -1
            return roster_values.read_birth(text, self._orders[place], self.today)
        if name == "age":
            age = roster_values.read_age(text)
            return str(age), age
        if name == "start":
            return self._start(place, text), -1
        return _READERS.get(name, str)(text), -1

    def _start(self, place: int, text: str) -> str:
        latest = self.today.replace(year=self.today.year + 1, day=min(self.today.day, 28))  # who begins soon
        order = self._orders.get(place)
        return roster_values.read_date(text, order, latest).isoformat() if order else ""

    def _problem(self, row: int, column: str, reason: str) -> None:
        self.problems.append(Problem(row, column, reason))


def check_twice(reading: Reading, lines: Sequence[Line]) -> None:
    """Note where an identity number stands in two rows."""
    first: dict[str, int] = {}
    for line in lines:
        identity = persons.same_identity(line.said.get("identity", ""))
        if identity and first.setdefault(identity, line.row) != line.row:
            column = reading.headers[list(reading.fields).index("identity")]
            reading.problems.append(Problem(line.row, column, f"It is the same as in row {first[identity]}."))


def note_namesakes(reading: Reading, lines: Sequence[Line]) -> None:
    """Note rows with one name, and birth where it is told, that no identity numbers tell apart: perhaps one person."""
    first: dict[tuple[str, str], Line] = {}
    pairs = []
    for line in lines:
        key = " ".join(sorted(line.said["name"].casefold().split())), line.said.get("birth", "")
        before = first.setdefault(key, line)
        if before is not line and not (before.said.get("identity") and line.said.get("identity")):
            pairs.append((before.row, line.row))
    for one, other in pairs[:_NOTED]:
        reading.notes.append(f"Rows {one} and {other} may be one person: each gets a code as it is.")
    if len(pairs) > _NOTED:
        reading.notes.append(f"So it is in {len(pairs) - _NOTED:,} more rows.")
