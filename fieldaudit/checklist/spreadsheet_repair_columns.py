"""Mends of sheet names, column names and stray spaces."""

from fieldaudit.checklist.audit_columns import EXPRESSIONS, TEXTS
from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.spreadsheet_columns import (
    LIST,
    NAME,
    TYPE,
    as_element,
    is_known,
    is_plain_choice_column,
    parts_of,
)
from fieldaudit.checklist.spreadsheet_grid import Grid, Mend, Mending
from fieldaudit.checklist.spreadsheet_rows import SHEETS, normal

_SINGULAR = {"choice": "choices", "setting": "settings", "surveys": "survey"}
_CANONICAL = frozenset({
    "type", "name", "label", "hint", "guidance_hint", "relevant", "relevance", "constraint", "constraint_message",
    "required", "required_message", "calculation", "appearance", "default", "read_only", "readonly", "repeat_count",
    "choice_filter", "parameters", "trigger", "list_name", "form_id", "form_title", "version", "default_language",
    "instance_name", "allow_choice_duplicates", "media", "image", "audio", "video", *EXPRESSIONS, *TEXTS, "advice",
    "declassify",
})  # fmt: skip


def mend_sheets(mending: Mending) -> None:
    """Name the form's sheets as XLSForm does: lower case, no spaces, `choices` and `settings` in the plural."""
    for grid in mending.grids:
        plain = "_".join(grid.name.split()).lower()
        plain = _SINGULAR.get(plain, plain)
        if plain in SHEETS and plain != grid.name:
            if any(other.name.lower() == plain and other.sheet is not grid.sheet for other in mending.grids):
                continue
            mending.mends.append(Mend(grid.name, None, "", grid.name, plain, "The sheet's name is written so."))
            _rename_sheet(grid, plain)


def _rename_sheet(grid: Grid, plain: str) -> None:
    grid.sheet.title = f"{plain}_"  # a spreadsheet program takes names that differ in case alone for the same
    grid.sheet.title = plain


def mend_columns(mending: Mending) -> None:
    """Write known columns as XLSForm does, drop empty or repeated twins, and give choices columns plain names."""
    for grid in mending.grids:
        if grid.name not in SHEETS:
            continue
        _drop_twins(grid, mending)
        for column in grid.columns():
            header = grid.raw(1, column)
            mended = _mended(grid, header)
            if header.strip() and mended != header:
                grid.write_header(column, mended, _reason(grid, header))


def _mended(grid: Grid, header: str) -> str:
    plain = " ".join(header.split())
    if grid.name == "choices" and not is_plain_choice_column(plain):
        return as_element(plain, set(grid.headers()) - {header})
    first, *rest = parts_of(plain)
    if not rest:
        return normal(plain) if normal(plain) in _CANONICAL else plain
    return "::".join([first, *rest]) if "::" in plain and (first in _CANONICAL or is_known(plain)) else plain


def _reason(grid: Grid, header: str) -> str:
    if grid.name == "choices" and not is_plain_choice_column(" ".join(header.split())):
        return "Choices translate only labels and media; other columns have one plain word."
    return "The column's name is written so."


def _drop_twins(grid: Grid, mending: Mending) -> None:
    first: dict[str, int] = {}
    for column in grid.columns():
        header = normal(grid.raw(1, column))
        twin = first.setdefault(header, column)
        if not header or twin == column:
            continue
        if all(grid.raw(row, column) in {"", grid.raw(row, twin)} for row in grid.rows()):
            grid.write_header(column, "", "The column was there twice, and the second said nothing else.")
            for row in grid.rows():
                grid.sheet.cell(row, column).value = None
        else:
            message = f"Two columns are both called '{header}', and they differ."
            mending.advice.append(Problem(grid.name, 1, header, message, "Rename or delete one of the two columns."))


def mend_spaces(mending: Mending) -> None:
    """Take stray spaces out of types, names and list names."""
    for grid in mending.grids:
        wanted = {"survey": TYPE | NAME, "choices": LIST | NAME}.get(grid.name, frozenset())
        for header, column in grid.headers().items():
            if normal(header) not in wanted:
                continue
            for row in grid.rows():
                value = grid.raw(row, column)
                tidy = " ".join(value.split()) if isinstance(grid.sheet.cell(row, column).value, str) else value
                if tidy != value:
                    grid.set(row, header, tidy, "Stray spaces are taken out.")
