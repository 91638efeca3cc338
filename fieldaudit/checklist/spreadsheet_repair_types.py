"""Mends of the type column: how a type is spelled, and rows that only another vendor's program fills in."""

import re

from fieldaudit.checklist.spreadsheet_columns import NAME, TYPE
from fieldaudit.checklist.spreadsheet_grid import Grid, Mending
from fieldaudit.checklist.spreadsheet_rows import normal
from fieldaudit.checklist.spreadsheet_types import HERE, mend_type, read_type, vendor_of
from fieldaudit.checklist.xpath.functions import known_functions

_CALCULATION = frozenset({"calculation", "calculate", "bind::calculate"})
#: What makes the time at which a value is computed matter, and not the answers alone.
_MOMENT = re.compile(r"(?<![\w-])(?:now|today|once|random|randomize|uuid|duration|device-info|format-date-time)\s*\(")
_VENDOR_CALL = re.compile(r"(?:once\s*\(\s*)?(device-info|duration|hash|phone-call-log)\s*\([^()]*\)\s*\)?")


def mend_types(mending: Mending) -> None:
    """Write types as XLSForm does; what only another vendor fills in becomes a hidden row that stays blank."""
    survey = mending.grid("survey")
    column = survey.header(TYPE) if survey else None
    if survey is None or column is None:
        return
    for row in survey.rows():
        written = survey.get(row, column)
        if written and read_type(written) is None:
            mended = mend_type(written)
            if mended is not None:
                survey.set(row, column, mended, _reason(written))
    text = "\n".join(survey.raw(row, at) for row in survey.rows() for at in survey.columns())
    for row in survey.rows():
        if survey.get(row, column).lower() == HERE:
            _mend_here(survey, row, column, text)
        elif survey.get(row, column) == "calculate":
            _mend_calculation(survey, row, column, text)


def _reason(written: str) -> str:
    vendor = vendor_of(written)
    if vendor == "Community Health Toolkit":
        return f"A record is picked by {vendor} alone; here its identifier is typed in."
    return f"{vendor} alone fills this in; the row stays, and is blank." if vendor else "The type is written so."


def _mend_here(survey: Grid, row: int, column: str, text: str) -> None:
    """Write SurveyCTO's calculate_here as calculate where the moment of computing cannot matter."""
    header = _calculation_of(survey, row)
    if header is not None and not _MOMENT.search(survey.get(row, header)):
        survey.set(row, column, "calculate", "It follows from the answers alone, so it is the same whenever computed.")
    elif not _is_read(text, survey.get(row, survey.header(NAME))):
        reason = "SurveyCTO alone computes a row when it is reached; nothing reads this one, and it stays blank."
        if header is not None:
            survey.set(row, header, "", reason)
        survey.set(row, column, "hidden", reason)


def _calculation_of(survey: Grid, row: int) -> str | None:
    calculations = [header for header in survey.headers() if normal(header) in _CALCULATION]
    return next((each for each in calculations if survey.get(row, each)), None)


def _mend_calculation(survey: Grid, row: int, column: str, text: str) -> None:
    header = _calculation_of(survey, row)
    if header is None:
        if not survey.get(row, survey.header(frozenset({"default"}))):
            survey.set(row, column, "hidden", "There is nothing to calculate; a hidden row is blank as well.")
        return
    call = _VENDOR_CALL.fullmatch(survey.get(row, header))
    if call is None or call[1] in {"hash", *known_functions()}:
        return
    if not _is_read(text, survey.get(row, survey.header(NAME))):
        reason = f"SurveyCTO alone knows {call[1]}(), and nothing reads this row; it stays, and is blank."
        survey.set(row, header, "", reason)
        survey.set(row, column, "hidden", reason)


def _is_read(text: str, name: str) -> bool:
    """Tell whether anything on the sheet mentions the question."""
    return re.search(rf"\$\{{\s*(?:last-saved#)?{re.escape(name)}\s*\}}|/{re.escape(name)}(?![\w.-])", text) is not None
