"""Turn the sheets into an XForm with pyxform, and what pyxform objects to into problems with a place."""

import re
from collections.abc import Iterator
from typing import Any

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from fieldaudit.checklist.audit_columns import NAMESPACE, PREFIX, RowAudit, is_audit_column, kind_and_name
from fieldaudit.checklist.problems import Problem, Weight
from fieldaudit.checklist.spreadsheet_rows import Row, Sheet, Workbook, normal

ROW_MARK = "row"  # fa:row="12" says which row of the sheet a bind came from; removed before the form is kept
CHOICE_TRANSLATED = {"label", "caption", "media", "image", "big-image", "audio", "video"}
_ROOTS = ("data", "form", "instance_data")

_ROW = re.compile(r"\[row : (\d+)\]\s*")
_SHEET = re.compile(r"'(survey|choices|settings|entities|external_choices|osm)'")
_VALUE_OF = re.compile(r"the '([^']+)' value")
_NOISE = re.compile(r"^On the '\w+' sheet, |\(?Learn more: \S+|\{'.*\}$")


class ConversionError(Exception):
    """Pyxform gave no form; the problem says why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def to_xform(book: Workbook, rows: list[RowAudit], problems: list[Problem]) -> str:
    """Return the XForm of the sheets with the audit expressions in it; raises `ConversionError`."""
    definition = _definition(book, rows, problems)
    warnings: list[str] = []
    try:
        result = convert(definition, warnings=warnings, form_name=_root_name(book.sheet("survey")))
    except PyXFormError as error:
        raise ConversionError(problem_of(str(error), book.sheet("survey"))) from error
    except Exception as error:  # pyxform ends in raw exceptions on some forms; each is a problem of the form
        raise ConversionError(_raw_problem(book, error)) from error
    problems.extend(problem_of(text, book.sheet("survey"), "warning") for text in warnings)
    return str(result.xform)


def problem_of(text: str, survey: Sheet, severity: Weight = "error") -> Problem:
    """Turn one of pyxform's messages into a problem: sheet, row and column as far as the message tells them."""
    row, sheet, column = _ROW.search(text), _SHEET.search(text), _VALUE_OF.search(text)
    number = int(row[1]) if row else _row_named(text, survey)
    plain = _NOISE.sub("", " ".join(_ROW.sub("", text).split())).strip()
    message, _, advice = plain.partition(". ")
    message = message[:1].upper() + message[1:].rstrip(".") + "."
    return Problem(
        sheet[1] if sheet else ("survey" if number else ""),
        number,
        column[1] if column else "",
        message,
        advice.strip() or "Correct it in the spreadsheet.",
        severity,
    )


def _row_named(text: str, survey: Sheet) -> int | None:
    """Return the row of the first question whose name or type the message quotes, where it gives no row itself."""
    quoted = set(re.findall(r"'([^']+)'", text))
    rows = ((row, kind_and_name(survey, cells)) for row, cells in survey.numbered())
    return next((row for row, named in rows if quoted.intersection(named)), None)


def _definition(book: Workbook, rows: list[RowAudit], problems: list[Problem]) -> dict[str, Any]:
    audits = {audit.row: audit for audit in rows if audit.says_something()}
    survey = book.sheet("survey")
    sheets = {name: sheet for name, sheet in book.sheets.items() if sheet.rows}
    sheets["survey"] = _with_binds(survey, audits)
    sheets["settings"] = _with_namespace(book.sheet("settings"))
    if "choices" in sheets:
        sheets["choices"] = _plain_choices(sheets["choices"], problems)
    definition: dict[str, Any] = {"sheet_names": list(sheets), "fallback_form_name": book.name}
    for name, sheet in sheets.items():
        definition[name] = sheet.rows
        definition[f"{name}_header"] = [dict.fromkeys(sheet.headers)]
    return definition


def _with_binds(survey: Sheet, audits: dict[int, RowAudit]) -> Sheet:
    """Leave the audit columns out, and put their expressions in `bind::` columns, where pyxform expands `${}`."""
    kept = [header for header in survey.headers if not is_audit_column(header)]
    added = list(dict.fromkeys(bind for audit in audits.values() for bind in _binds(audit)))
    rows: list[Row] = []
    for number, cells in enumerate(survey.rows, start=2):
        row = {header: value for header, value in cells.items() if not is_audit_column(header)}
        rows.append(row | (_binds(audits[number]) if number in audits and row else {}))
    return Sheet("survey", [*kept, *added], rows)


def _binds(audit: RowAudit) -> Row:
    binds = {f"bind::{PREFIX}:{column.replace('_', '-')}": value for column, value in audit.expressions.items()}
    return {f"bind::{PREFIX}:{ROW_MARK}": str(audit.row), **binds}


def _with_namespace(settings: Sheet) -> Sheet:
    header = settings.header("namespaces") or "namespaces"
    row = dict(settings.rows[0]) if settings.rows else {}
    row[header] = f'{row.get(header, "")} {PREFIX}="{NAMESPACE}"'.strip()
    return Sheet("settings", list(dict.fromkeys([*settings.headers, header])), [row, *settings.rows[1:]])


def _plain_choices(choices: Sheet, problems: list[Problem]) -> Sheet:
    """Leave out columns such as `hint::English`, which no choice can have and on which pyxform breaks."""
    dropped = [h for h in choices.headers if "::" in h and normal(h.split("::")[0]) not in CHOICE_TRANSLATED]
    for header in dropped:
        message = f"Choices cannot have a column '{header}'; it was left out."
        problems.append(Problem("choices", 1, header, message, "Translate only labels and media.", "warning"))
    rows = [{header: value for header, value in cells.items() if header not in dropped} for cells in choices.rows]
    return Sheet("choices", [header for header in choices.headers if header not in dropped], rows)


def _root_name(survey: Sheet) -> str:
    """Return the name of the form's root: data, unless a question is called that."""
    names = {kind_and_name(survey, cells)[1].lower() for _, cells in survey.numbered()}
    return next(root for root in _roots() if root not in names)


def _roots() -> Iterator[str]:
    yield from _ROOTS
    number = 2
    while True:
        yield f"data_{number}"
        number += 1


def _raw_problem(book: Workbook, error: Exception) -> Problem:
    if not book.sheet("survey").rows:
        return Problem(
            "survey", None, "", "There is no survey sheet with questions in it.", "Add a sheet named survey."
        )
    message = f"The converter stopped without saying where ({type(error).__name__}: {' '.join(str(error).split())})."
    advice = "Look for an unusual column name, an empty name, or a choice without a list, and try again."
    return Problem("survey", None, "", message, advice)
