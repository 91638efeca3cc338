"""Where the converter fails without saying where: the cell is found by leaving columns and rows out in turn."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

from pyxform.errors import PyXFormError

from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.spreadsheet_rows import FIRST_ROW

MAX_TRIES = 80
FINE, REFUSED, BROKEN = "fine", "refused", "broken"
_SHEETS = ("survey", "choices", "settings", "entities", "external_choices", "osm")

Definition = dict[str, Any]


def blame(definition: Definition, convert: Callable[[Definition], object]) -> Problem:
    """Return the problem of the column, and the row if there is one, without which `convert` does not break."""
    found = _column(definition, convert)
    if found is not None:
        sheet, header = found
        row = _row(definition, sheet, header, convert)
        message = f"The converter cannot work with the column '{header}' as it is filled in here."
        advice = "Empty the cell, or give the column a plain name of your own, and check again."
        return Problem(sheet, row, header, message, advice)
    message = "The converter cannot work with this form, and no one column is the cause."
    advice = "Take half of the questions out and check again, until the rows that it stops at are found."
    return Problem("survey", None, "", message, advice)


def _column(definition: Definition, convert: Callable[[Definition], object]) -> tuple[str, str] | None:
    """Return the column without which the form converts; failing that, one without which it is refused in words."""
    second: tuple[str, str] | None = None
    for sheet, header in list(_columns(definition))[:MAX_TRIES]:
        outcome = _try(_without_column(definition, sheet, header), convert)
        if outcome == FINE:
            return sheet, header
        if outcome == REFUSED:
            second = second or (sheet, header)
    return second


def _columns(definition: Definition) -> Iterator[tuple[str, str]]:
    for sheet in _SHEETS:
        for header in (definition.get(f"{sheet}_header") or [{}])[0]:
            if header not in {"type", "name", "list_name"}:
                yield sheet, header


def _without_column(definition: Definition, sheet: str, header: str) -> Definition:
    tried = copy.deepcopy(definition)
    tried[sheet] = [{key: value for key, value in row.items() if key != header} for row in tried[sheet]]
    tried[f"{sheet}_header"][0].pop(header)
    return tried


def _row(definition: Definition, sheet: str, header: str, convert: Callable[[Definition], object]) -> int | None:
    """Return the row whose cell alone makes the converter break; None where several do."""
    filled = [index for index, row in enumerate(definition[sheet]) if header in row]
    for index in filled[:MAX_TRIES]:
        tried = copy.deepcopy(definition)
        del tried[sheet][index][header]
        if _try(tried, convert) != BROKEN:
            return index + FIRST_ROW
    return filled[0] + FIRST_ROW if filled else None


def _try(definition: Definition, convert: Callable[[Definition], object]) -> str:
    try:
        convert(copy.deepcopy(definition))
    except PyXFormError:
        return REFUSED
    except Exception:  # noqa: BLE001 - whatever the converter raises is what is looked for
        return BROKEN
    return FINE
