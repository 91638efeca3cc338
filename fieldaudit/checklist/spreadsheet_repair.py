"""Write a mended copy of a form's spreadsheet, and list every change.

Only what is certain is mended: nothing that a form could mean otherwise. The rest is what `check_form` still says of
the copy, and the advice that a mend leaves behind.
"""

from dataclasses import dataclass, field
from pathlib import Path

from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.spreadsheet import check_form
from fieldaudit.checklist.spreadsheet_grid import Mend, Mending, open_mending
from fieldaudit.checklist.spreadsheet_repair_choices import mend_choices, mend_list_names
from fieldaudit.checklist.spreadsheet_repair_columns import mend_columns, mend_sheets, mend_spaces
from fieldaudit.checklist.spreadsheet_repair_expressions import mend_expressions
from fieldaudit.checklist.spreadsheet_repair_names import mend_names, mend_references
from fieldaudit.checklist.spreadsheet_repair_types import mend_types
from fieldaudit.errors import FileUnwritable, RepairRefused

STEPS = (
    mend_sheets, mend_columns, mend_spaces, mend_types, mend_list_names, mend_choices, mend_names, mend_references,
    mend_expressions,
)  # fmt: skip


@dataclass
class Repair:
    """What was changed in the copy, and what is left for the author."""

    mends: list[Mend] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def repair_form(path: Path, out: Path) -> Repair:
    """Write the mended copy of the spreadsheet at `path` to `out`, an .xlsx that must not exist yet.

    Raises `RepairRefused`, `FormRefused` when the spreadsheet cannot be read, and `FileUnwritable`.
    """
    _refuse(path, out)
    mending = open_mending(path)
    for step in STEPS:
        step(mending)
    _save(mending, out)
    return Repair(mending.mends, [*mending.advice, *check_form(out)])


def _refuse(path: Path, out: Path) -> None:
    if not path.exists():
        raise RepairRefused(name=path.name, reason="there is no such file", advice="Check the name and the folder.")
    if not path.is_dir() and path.suffix.lower() not in {".xlsx", ".xlsm", ".xls"}:
        advice = "Give the spreadsheet that the form was made from."
        raise RepairRefused(name=path.name, reason="it is not a spreadsheet", advice=advice)
    if out.suffix.lower() != ".xlsx":
        reason = f"the copy must be an .xlsx file, and {out.name} is not"
        raise RepairRefused(name=path.name, reason=reason, advice="Write --repair OUT.xlsx.")
    if out.exists():
        raise RepairRefused(name=path.name, reason=f"{out.name} exists already", advice="Name a file that does not.")


def _save(mending: Mending, out: Path) -> None:
    temporary = out.with_name(f"{out.name}.part")
    try:
        mending.book.save(temporary)
        temporary.replace(out)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise FileUnwritable(path=out, reason=(error.strerror or "it failed").lower()) from error
