"""`select_one_external`: its lists, on a sheet of their own, are put among the form's other lists.

ODK keeps them in a file `itemsets.csv` because telephones once could not hold them. Here they are internal instances,
and the question is a plain select_one with the same choice filter, so nothing has to be attached.
"""

from fieldaudit.checklist.spreadsheet_columns import LIST, NAME, TYPE, cell_of
from fieldaudit.checklist.spreadsheet_rows import Row, Sheet, normal
from fieldaudit.checklist.spreadsheet_types import EXTERNAL, read_type

SHEET = "external_choices"
_DUPLICATES = "allow_choice_duplicates"


def attach_external(sheets: dict[str, Sheet]) -> dict[str, Sheet]:
    """Return the sheets with the external lists among the choices; unchanged where no question chooses from one."""
    survey, external = sheets["survey"], sheets.get(SHEET)
    column = cell_of(survey.headers, TYPE)
    if external is None or column is None or not any(_list_of(cells.get(column, "")) for cells in survey.rows):
        return sheets
    choices = sheets.get("choices", Sheet("choices", ["list_name", "name", "label"]))
    names = _names(choices, external)
    rows = [_retyped(cells, column, names) for cells in survey.rows]
    rest = {name: sheet for name, sheet in sheets.items() if name != SHEET}
    return rest | {
        "survey": Sheet("survey", survey.headers, rows),
        "choices": _together(choices, external, names),
        "settings": _with_duplicates(sheets["settings"]),
    }


def _list_of(written: str) -> str:
    """Return the list of a question that chooses from an external one, "" for any other."""
    kind = read_type(written)
    return kind.rest if kind is not None and kind.what == EXTERNAL else ""


def _names(choices: Sheet, external: Sheet) -> dict[str, str]:
    """Return external list -> its name among the choices: another one where a list of the form has it."""
    listed, lists = cell_of(choices.headers, LIST), cell_of(external.headers, LIST)
    taken = {cells.get(listed or "", "") for cells in choices.rows}
    names = dict.fromkeys(cells[lists] for cells in external.rows if lists in cells) if lists else {}
    return {name: f"{name}_external" if name in taken else name for name in names}


def _retyped(cells: Row, column: str, names: dict[str, str]) -> Row:
    listed = _list_of(cells.get(column, ""))
    return cells | {column: f"select_one {names.get(listed, listed)}"} if listed else cells


def _together(choices: Sheet, external: Sheet, names: dict[str, str]) -> Sheet:
    """Put the rows of both under the columns of the choices; what an external row says of its own is a column more."""
    known = {normal(header): header for header in choices.headers}
    listed, name = cell_of(choices.headers, LIST) or "list_name", cell_of(choices.headers, NAME) or "name"
    columns = {header: known.get(normal(header), header) for header in external.headers}
    columns |= {each: listed for each in external.headers if normal(each) in LIST}
    columns |= {each: name for each in external.headers if normal(each) in NAME}
    rows = [{columns[header]: value for header, value in cells.items()} for cells in external.rows]
    rows = [cells | ({listed: names[cells[listed]]} if listed in cells else {}) for cells in rows]
    headers = list(dict.fromkeys([*choices.headers, *columns.values()]))
    return Sheet("choices", headers, [*choices.rows, *rows])


def _with_duplicates(settings: Sheet) -> Sheet:
    """Allow a name to come twice in a list: two towns of one name in two states are told apart by the filter."""
    header = settings.header(_DUPLICATES) or _DUPLICATES
    first = {**(settings.rows[0] if settings.rows else {}), header: "yes"}
    return Sheet("settings", list(dict.fromkeys([*settings.headers, header])), [first, *settings.rows[1:]])
