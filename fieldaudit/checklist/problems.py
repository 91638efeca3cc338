"""What is wrong with a form, said to the person who wrote it: where, what, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Weight = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """One thing to correct in a form; `row` is the row as the spreadsheet program numbers it (1 is the header)."""

    sheet: str
    row: int | None
    column: str
    message: str
    advice: str
    severity: Weight = "error"

    def place(self) -> str:
        """Say where the problem lies, as far as it is known: "survey, row 12, column finding"."""
        row = f"row {self.row}" if self.row is not None else ""
        column = f"column {self.column}" if self.column else ""
        return ", ".join(part for part in (self.sheet, row, column) if part)

    def __str__(self) -> str:
        where = self.place()
        return f"{where}: {self.message} {self.advice}".strip() if where else f"{self.message} {self.advice}".strip()


def errors_of(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that keep the form from being used."""
    return [problem for problem in problems if problem.severity == "error"]
