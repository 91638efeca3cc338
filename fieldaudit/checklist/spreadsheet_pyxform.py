"""Turn the sheets into an XForm with pyxform, and what pyxform objects to into problems with a place."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from pyxform.errors import PyXFormError

from fieldaudit.checklist.audit_columns import NAMESPACE, PREFIX, RowAudit, is_audit_column, kind_and_name
from fieldaudit.checklist.problems import Problem, Weight
from fieldaudit.checklist.spreadsheet_blame import blame
from fieldaudit.checklist.spreadsheet_columns import as_element, doubled, extra_columns, is_plain_choice_column
from fieldaudit.checklist.spreadsheet_external import attach_external
from fieldaudit.checklist.spreadsheet_extra import COLUMNS, COLUMNS_PREFIX
from fieldaudit.checklist.spreadsheet_in_memory import convert
from fieldaudit.checklist.spreadsheet_rows import FIRST_ROW, Row, Sheet, Workbook

ROW_MARK = "row"  # fa:row="12" says which row of the sheet a bind came from; removed before the form is kept
MARK_COLUMN = f"bind::{PREFIX}:{ROW_MARK}"
_PHONES = "max-pixels"  # advice that matters where photographs go over a telephone's connection
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
    root = root_name(book.sheet("survey"))
    try:
        made = _convert(definition, root, warnings)
    except PyXFormError as error:
        raise ConversionError(problem_of(str(error), book.sheet("survey"))) from error
    except Exception as error:  # pyxform ends in raw exceptions on some forms; each is a problem of the form
        raise ConversionError(blame(definition, lambda tried: _convert(tried, root, []))) from error
    told = (text for text in warnings if _PHONES not in text)
    problems.extend(problem_of(text, book.sheet("survey"), "warning") for text in told)
    return made


def _convert(definition: dict[str, Any], root: str, warnings: list[str]) -> str:
    """Return the XForm; raises what pyxform raises, and `etree.XMLSyntaxError` where it writes no XML."""
    made = convert(definition, root, warnings)
    etree.fromstring(made.encode(), etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    return made


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
    filled = {name: sheet for name, sheet in book.sheets.items() if sheet.rows}
    sheets = attach_external(filled | {"survey": book.sheet("survey"), "settings": book.sheet("settings")})
    survey = sheets["survey"]
    extra = extra_columns(survey)
    sheets["survey"] = _with_binds(survey, audits, extra)
    sheets["settings"] = _with_namespaces(sheets["settings"], with_columns=bool(extra))
    if "choices" in sheets:
        sheets["choices"] = _plain_choices(sheets["choices"], problems)
    definition: dict[str, Any] = {"sheet_names": list(sheets), "fallback_form_name": book.name}
    for name, sheet in sheets.items():
        definition[name] = sheet.rows
        definition[f"{name}_header"] = [dict.fromkeys(sheet.headers)]
    return definition


def _with_binds(survey: Sheet, audits: dict[int, RowAudit], extra: list[str]) -> Sheet:
    """Leave out what pyxform does not know, put the audit expressions in `bind::` columns, where it expands `${}`."""
    ours = {header for header in survey.headers if is_audit_column(header)} | {*extra}
    kept = doubled([header for header in survey.headers if header not in ours])
    added = list(dict.fromkeys(bind for audit in audits.values() for bind in _binds(audit)))
    rows: list[Row] = []
    for number, cells in enumerate(survey.rows, start=FIRST_ROW):
        row = {kept[header]: value for header, value in cells.items() if header not in ours}
        if number in audits and row:
            row |= _binds(audits[number])
        elif row and any(header in cells for header in extra):
            row[MARK_COLUMN] = str(number)
        rows.append(row)
    return Sheet("survey", list(dict.fromkeys([*kept.values(), *added, *([MARK_COLUMN] if extra else [])])), rows)


def _binds(audit: RowAudit) -> Row:
    binds = {f"bind::{PREFIX}:{column.replace('_', '-')}": value for column, value in audit.expressions.items()}
    return {MARK_COLUMN: str(audit.row), **binds}


def _with_namespaces(settings: Sheet, *, with_columns: bool) -> Sheet:
    header = settings.header("namespaces") or "namespaces"
    row = dict(settings.rows[0]) if settings.rows else {}
    ours = f'{PREFIX}="{NAMESPACE}"' + (f' {COLUMNS_PREFIX}="{COLUMNS}"' if with_columns else "")
    row[header] = f"{row.get(header, '')} {ours}".strip()
    return Sheet("settings", list(dict.fromkeys([*settings.headers, header])), [row, *settings.rows[1:]])


def _plain_choices(choices: Sheet, problems: list[Problem]) -> Sheet:
    """Give columns such as `hint::English` a plain name: no choice can have such a column, and pyxform breaks on it."""
    renamed: dict[str, str] = {}
    for header in choices.headers:
        if not is_plain_choice_column(header):
            renamed[header] = as_element(header, {*choices.headers, *renamed.values()})
            message = f"Choices cannot have a column '{header}'; it is kept as '{renamed[header]}'."
            advice = "Translate only labels and media; call every other column by one plain word."
            problems.append(Problem("choices", 1, header, message, advice, "warning"))
    rows = [{renamed.get(header, header): value for header, value in cells.items()} for cells in choices.rows]
    return Sheet("choices", [renamed.get(header, header) for header in choices.headers], rows)


def root_name(survey: Sheet) -> str:
    """Return the name of the form's root: data, unless a question is called that."""
    names = {kind_and_name(survey, cells)[1].lower() for _, cells in survey.numbered()}
    return next(root for root in _roots() if root not in names)


def _roots() -> Iterator[str]:
    yield from _ROOTS
    number = 2
    while True:
        yield f"data_{number}"
        number += 1
