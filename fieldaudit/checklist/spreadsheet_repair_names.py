"""Mends of question names: those that are not allowed, and every place that mentions them."""

import re
from collections import Counter
from collections.abc import Iterator

from fieldaudit.checklist.audit_columns import EXPRESSIONS as RULES
from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.spreadsheet_columns import EXPRESSIONS, NAME, TYPE
from fieldaudit.checklist.spreadsheet_grid import Grid, Mending
from fieldaudit.checklist.spreadsheet_names import (
    RESERVED,
    alike,
    free_name,
    is_name,
    mend_name,
    references_in,
    rename_references,
)
from fieldaudit.checklist.spreadsheet_rows import normal
from fieldaudit.checklist.spreadsheet_types import CLOSES, NAMELESS, OPENS, SETTINGS, read_type

_RENAMED = "The question's name changed to one that is allowed."


def mend_names(mending: Mending) -> None:
    """Rename what has a name that is not allowed, name groups that have none, and part twins that nothing reads."""
    survey = mending.grid("survey")
    column = survey.header(NAME) if survey else None
    if survey is None or column is None or survey.header(TYPE) is None:
        return
    places = list(_places(survey))
    taken = {survey.get(row, column) for row, _, _ in places}
    renamed = _renamed(survey, column, places, taken)
    for row, _, _ in places:
        name = survey.get(row, column)
        if name in renamed:
            survey.set(row, column, renamed[name], "The name is not one that a form may use.")
    _name_groups(survey, column, places, taken)
    if renamed:
        _rename_everywhere(mending, renamed, Counter(survey.get(row, column) for row, _, _ in places))
    _part_twins(mending, survey, column, taken)


def _places(survey: Grid) -> Iterator[tuple[int, str, int]]:
    """Yield row, type and depth of every row that makes a place in the form."""
    depth = 0
    for row in survey.rows():
        written = survey.get(row, survey.header(TYPE))
        kind = read_type(written)
        what = kind.what if kind else written
        if what == CLOSES:
            depth = max(0, depth - 1)
        elif written and what not in SETTINGS:
            yield row, written, depth
            depth += what == OPENS


def _renamed(survey: Grid, column: str, places: list[tuple[int, str, int]], taken: set[str]) -> dict[str, str]:
    renamed: dict[str, str] = {}
    for row, _, _ in places:
        name = survey.get(row, column)
        if name and name not in renamed and (name == RESERVED or not is_name(name)):
            renamed[name] = mend_name(name, taken)
            taken.add(renamed[name])
    return renamed


def _name_groups(survey: Grid, column: str, places: list[tuple[int, str, int]], taken: set[str]) -> None:
    for row, written, _ in places:
        kind = read_type(written)
        if kind is not None and kind.what == OPENS and not survey.get(row, column) and written not in NAMELESS:
            word = "group" if kind.rest == "group" else "repeat"
            name = f"{word}_in_row_{row}"
            taken.add(name)
            survey.set(row, column, name, "A group needs a name; nothing can have mentioned this one.")


def _rename_everywhere(mending: Mending, renamed: dict[str, str], count: Counter[str]) -> None:
    for grid, row, header in _cells(mending):
        text = grid.get(row, header)
        changed = rename_references(text, renamed) if any(ref.name in renamed for ref in references_in(text)) else text
        if grid.name == "survey" and normal(header) in EXPRESSIONS | set(RULES):
            changed = _rename_steps(mending, grid, row, header, (changed, renamed, count))
        if changed != text:
            grid.set(row, header, changed, _RENAMED)


def _rename_steps(
    mending: Mending, grid: Grid, row: int, header: str, what: tuple[str, dict[str, str], Counter[str]]
) -> str:
    """Rename steps of paths written out (`/data/meta/x`), where only one row can be meant."""
    text, renamed, count = what
    for old, new in renamed.items():
        step = re.compile(rf"(?<=/){re.escape(old)}(?![\w.-])")
        if not step.search(text):
            continue
        if count[old] + count[new] == 1 and "instance(" not in text:
            text = step.sub(new, text)
        else:
            message = f"A path here has the step '{old}', and the question of that name is now '{new}'."
            advice = f"Write {new} where this question is meant."
            mending.advice.append(Problem(grid.name, row, header, message, advice, "warning"))
    return text


def _part_twins(mending: Mending, survey: Grid, column: str, taken: set[str]) -> None:
    """Give the second of two rows of one name in one group another name, where nothing mentions the name."""
    seen: set[tuple[tuple[str, ...], str]] = set()
    path: list[str] = []
    for row, written, depth in _places(survey):
        del path[depth:]
        name = survey.get(row, column)
        if name and (tuple(path), name) in seen and not _mentioned(mending, name):
            twin, name = name, free_name(name, taken)
            taken.add(name)
            survey.set(row, column, name, f"Another row is called {twin} too, and nothing mentions the name.")
        seen.add((tuple(path), name))
        kind = read_type(written)
        if kind is not None and kind.what == OPENS:
            path.append(name)


def _mentioned(mending: Mending, name: str) -> bool:
    step = re.compile(rf"/{re.escape(name)}(?![\w.-])")
    return any(
        step.search(text) or any(ref.name == name for ref in references_in(text))
        for text in (grid.get(row, header) for grid, row, header in _cells(mending))
    )


def mend_references(mending: Mending) -> None:
    """Write `${}` without spaces inside, and as the name column spells the name where only one is spelled alike."""
    survey = mending.grid("survey")
    column = survey.header(NAME) if survey else None
    if survey is None or column is None:
        return
    names = {survey.get(row, column) for row, _, _ in _places(survey)} - {""}
    for grid, row, header in _cells(mending):
        text = grid.get(row, header)
        if "${" not in text:
            continue
        wrong = {ref.name for ref in references_in(text) if ref.name and ref.name not in names}
        found = {name: same for name in wrong if (same := alike(name, names)) is not None}
        changed = rename_references(text, found)
        if changed != text:
            grid.set(row, header, changed, "A reference is written as the name column spells it, without spaces.")


def _cells(mending: Mending) -> Iterator[tuple[Grid, int, str]]:
    """Yield every cell that may mention a question."""
    for grid in mending.grids:
        if grid.name in {"survey", "choices", "settings", "entities"}:
            names = NAME if grid.name in {"survey", "choices"} else frozenset[str]()
            headers = {header: at for header, at in grid.headers().items() if normal(header) not in names}
            for row in grid.rows():
                for header, column in headers.items():
                    text = grid.raw(row, column)
                    if "$" in text or "/" in text:
                        yield grid, row, header
