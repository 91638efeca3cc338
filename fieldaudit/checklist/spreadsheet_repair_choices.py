"""Mends of the choices: lists that a question spells otherwise, names with spaces, and names that come twice."""

import re
from dataclasses import dataclass

from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.spreadsheet_columns import EXPRESSIONS, LIST, NAME, TYPE, parts_of
from fieldaudit.checklist.spreadsheet_grid import Grid, Mending
from fieldaudit.checklist.spreadsheet_names import alike, free_name
from fieldaudit.checklist.spreadsheet_rows import normal
from fieldaudit.checklist.spreadsheet_types import EXTERNAL, read_type

_DUPLICATES = "allow_choice_duplicates"


@dataclass
class _Choices:
    """The choices sheet by list: `rows` holds list -> name -> the rows with it."""

    grid: Grid
    list_column: str
    name_column: str
    rows: dict[str, dict[str, list[int]]]


def _choices_of(mending: Mending) -> _Choices | None:
    grid = mending.grid("choices")
    listed, name = (grid.header(LIST), grid.header(NAME)) if grid else (None, None)
    if grid is None or listed is None or name is None:
        return None
    found = _Choices(grid, listed, name, {})
    for row in grid.rows():
        if grid.get(row, listed) and grid.get(row, name):
            found.rows.setdefault(grid.get(row, listed), {}).setdefault(grid.get(row, name), []).append(row)
    return found


def mend_list_names(mending: Mending) -> None:
    """Let a question name its list as the choices sheet does, where one list is spelled alike."""
    survey, choices = mending.grid("survey"), _choices_of(mending)
    column = survey.header(TYPE) if survey else None
    if survey is None or choices is None or column is None:
        return
    for row in survey.rows():
        written = survey.get(row, column)
        kind = read_type(written)
        if kind is None or not kind.is_select or kind.what == EXTERNAL or kind.rest in choices.rows or not kind.rest:
            continue
        same = alike(kind.rest, choices.rows)
        if same is not None and "${" not in kind.rest:
            survey.set(
                row, column, _with_list(written, kind.rest, same), f"The list is called {same} on the choices sheet."
            )


def _with_list(written: str, before: str, after: str) -> str:
    return " ".join(after if word == before else word for word in written.split())


def mend_choices(mending: Mending) -> None:
    """Mend names with spaces where several can be chosen, and names that come twice in a list."""
    choices = _choices_of(mending)
    if choices is None:
        return
    for listed in _chosen_in_numbers(mending):
        for name in [name for name in choices.rows.get(listed, {}) if " " in name]:
            _mend_spaced(mending, choices, listed, name)
    _mend_duplicates(mending, choices)


def _chosen_in_numbers(mending: Mending) -> set[str]:
    survey = mending.grid("survey")
    kinds = [read_type(survey.get(row, survey.header(TYPE))) for row in survey.rows()] if survey else []
    return {kind.rest for kind in kinds if kind is not None and kind.what == "select_multiple"}


def _mend_spaced(mending: Mending, choices: _Choices, listed: str, name: str) -> None:
    taken = choices.rows[listed]
    mended = "_".join(name.split())
    mended = free_name(mended, taken) if mended in taken else mended
    elsewhere = any(name in names for other, names in choices.rows.items() if other != listed)
    places = list(_compared(mending, name))
    linked = any(choices.grid.get(row, header) == name for row in choices.grid.rows() for header in _plain(choices))
    if (places and elsewhere) or linked:
        message = f"The choice '{name}' has a space in its name, and other lists or columns have the same words."
        advice = f"Write {mended} wherever this choice is meant."
        mending.advice.append(Problem("choices", taken[name][0], choices.name_column, message, advice))
        return
    reason = "A choice of which several can be made has no space in its name."
    for row in taken.pop(name):
        choices.grid.set(row, choices.name_column, mended, reason)
    taken[mended] = []
    for grid, row, header in places:
        text = grid.get(row, header)
        grid.set(row, header, re.sub(rf"(['\"]){re.escape(name)}\1", rf"\g<1>{mended}\1", text), reason)


def _plain(choices: _Choices) -> list[str]:
    """Return the columns of the choices sheet that a filter may compare with."""
    ours = {choices.list_column, choices.name_column}
    return [each for each in choices.grid.headers() if each not in ours and parts_of(each)[0] not in _SHOWN]


_SHOWN = frozenset({"label", "caption", "media", "image", "big-image", "audio", "video"})


def _compared(mending: Mending, name: str) -> list[tuple[Grid, int, str]]:
    """Return the cells of the survey's expressions that compare with the choice."""
    survey = mending.grid("survey")
    if survey is None:
        return []
    pattern = re.compile(rf"(['\"]){re.escape(name)}\1")
    headers = [header for header in survey.headers() if normal(header) in EXPRESSIONS]
    return [(survey, row, each) for each in headers for row in survey.rows() if pattern.search(survey.get(row, each))]


def _mend_duplicates(mending: Mending, choices: _Choices) -> None:
    allow = False
    for listed, names in choices.rows.items():
        for name, rows in names.items():
            for row in rows[1:]:
                if _content(choices.grid, row) == _content(choices.grid, rows[0]):
                    _empty(choices.grid, row, f"Row {rows[0]} says the same.")
                    continue
                allow = True
                if _told_apart(choices, row, rows[0]):
                    continue
                message = f"The list '{listed}' has the choice '{name}' in row {rows[0]} too, under another label."
                advice = "The answers cannot be told apart: give one of the two another name."
                mending.advice.append(Problem("choices", row, choices.name_column, message, advice, "warning"))
    if allow:
        _allow_duplicates(mending)


def _content(grid: Grid, row: int) -> list[str]:
    return [grid.raw(row, column).strip() for column in grid.headers().values()]


def _told_apart(choices: _Choices, row: int, first: int) -> bool:
    return any(choices.grid.get(row, header) != choices.grid.get(first, header) for header in _plain(choices))


def _empty(grid: Grid, row: int, reason: str) -> None:
    for header in grid.headers():
        if grid.get(row, header):
            grid.set(row, header, "", reason)


def _allow_duplicates(mending: Mending) -> None:
    settings = mending.grid("settings")
    if settings is None:
        settings = mending.add(mending.book.create_sheet("settings"), 1, 0)
    if settings.header(frozenset({_DUPLICATES})) is None:
        free = max(settings.headers().values(), default=0) + 1
        settings.write_header(free, _DUPLICATES, "The column for the setting below.")
    header = settings.header(frozenset({_DUPLICATES})) or _DUPLICATES
    settings.set(2, header, "yes", "A list has choices of one name that differ in another column; both are kept.")
