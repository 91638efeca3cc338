"""Load and check a form: an XLSForm (.xlsx, .xls, a folder of .csv sheets) or an XForm (.xml)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from lxml import etree

from fieldaudit.checklist.audit_columns import AUDIENCES, EVIDENCE, NAMESPACE, read_audit
from fieldaudit.checklist.form import Form
from fieldaudit.checklist.parsing import parse_form
from fieldaudit.checklist.problems import Problem, errors_of
from fieldaudit.checklist.spreadsheet_attachments import find_attachments
from fieldaudit.checklist.spreadsheet_bare_words import check_bare_words
from fieldaudit.checklist.spreadsheet_check import check_structure
from fieldaudit.checklist.spreadsheet_declassify import check_reads
from fieldaudit.checklist.spreadsheet_expressions import check_expressions
from fieldaudit.checklist.spreadsheet_extra import extra_cells
from fieldaudit.checklist.spreadsheet_outline import outline, rows_by_path
from fieldaudit.checklist.spreadsheet_privacy import check_privacy
from fieldaudit.checklist.spreadsheet_pyxform import ConversionError, root_name, to_xform
from fieldaudit.checklist.spreadsheet_rows import Workbook, normal, read_bounded, read_workbook
from fieldaudit.checklist.spreadsheet_xform import XFORMS, write_audit
from fieldaudit.errors import FormRefused

_PLACE = re.compile(r"(?:(?P<what>\S+) of |an (?P<action>action) on )?(?P<ref>/[\w./-]+)")  # relevant of /data/q
_REF = re.compile(r"(?:/[\w-]+(?:\.[\w-]+)*){2,}")
_COLUMNS = {"calculate": "calculation"}
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xml")


@dataclass
class Built:
    """An XForm made from a file, what belongs to it, and what is to be said about it; no XForm where it failed."""

    xform: bytes = b""
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    rows: Mapping[str, int] = field(default_factory=dict)  # the sheet's row of every ref
    book: Workbook | None = None

    def placed(self, problems: Iterable[Problem]) -> list[Problem]:
        """Give the engine's problems the sheet and row of the question that each of them names by its ref."""
        return [self._placed(problem) for problem in problems]

    def _placed(self, problem: Problem) -> Problem:
        found = _PLACE.fullmatch(problem.column)
        row = self.rows.get(found["ref"]) if found else None
        message = _REF.sub(self._named, problem.message) if self.rows else problem.message
        if found is None or row is None:
            return replace(problem, message=message)
        column = "default" if found["action"] else (found["what"] or "").replace("-", "_")
        return replace(problem, sheet="survey", row=row, column=_COLUMNS.get(column, column), message=message)

    def _named(self, ref: re.Match[str]) -> str:
        """Say a ref as the author knows it: the question's name and row."""
        row = self.rows.get(ref[0])
        return ref[0] if row is None else f"{ref[0].rpartition('/')[2]} (row {row})"


def load_form(path: Path) -> Form:
    """Load the form at `path`; raises `FormRefused` with all its problems when it cannot be used."""
    form, problems = _load(path)
    if form is None or errors_of(problems):
        raise FormRefused(name=path.name, problems=problems)
    return form


def check_form(path: Path) -> list[Problem]:
    """Return everything that is to be corrected (errors) or looked at (warnings) in the form at `path`."""
    return _load(path)[1]


def _load(path: Path) -> tuple[Form | None, list[Problem]]:
    built = build_form(path)
    if errors_of(built.problems):
        return None, built.problems
    try:
        form = parse_form(built.xform, built.attachments)
    except FormRefused as refusal:
        return None, [*built.problems, *built.placed(refusal.problems)]
    return form, [*built.problems, *built.placed(check_reads(form))]


def build_form(path: Path) -> Built:
    """Make the XForm of the form at `path` with its audit attributes, as it is stored and digested.

    Raises nothing for a bad one, whose problems it returns; nothing of it is written to a file on the way.
    """
    built = Built()
    try:
        if path.suffix.lower() == ".xml":
            built.xform = read_bounded(path)
            built.problems.extend(_check_xml(built.xform))
        elif path.is_dir() or path.suffix.lower() in SUFFIXES:
            built.book = read_workbook(path)
            _convert(built.book, built)
        else:
            built.problems.append(_not_a_form(path))
    except FormRefused as refusal:
        built.problems.extend(refusal.problems)
    except ConversionError as stop:
        if not errors_of(built.problems):  # ours name the row, and what pyxform stops at often follows from them
            built.problems.append(stop.problem)
    if not errors_of(built.problems):
        built.attachments = find_attachments(path, built.xform, built.problems, built.book)
    return built


def _convert(book: Workbook, built: Built) -> None:
    problems = built.problems
    found = outline(book)
    structure = check_structure(book, found)
    problems.extend(structure)
    audits = read_audit(book, problems)
    root = root_name(book.sheet("survey"))
    built.rows = {f"/{root}/{path}": row for path, row in rows_by_path(found).items()}
    problems.extend(check_expressions(book, audits))
    problems.extend(check_bare_words(book, audits))
    problems.extend(check_privacy(book, audits))
    if not structure:
        extras = extra_cells(book.sheet("survey"))
        made = to_xform(book, audits, problems)
        built.xform = write_audit(made, audits, extras, _default_language(book), problems)


def _default_language(book: Workbook) -> str:
    rows = book.sheet("settings").rows
    cells = {normal(header): value for header, value in rows[0].items()} if rows else {}
    return cells.get("default_language", "default")


def _not_a_form(path: Path) -> Problem:
    if not path.exists():
        return Problem("", None, "", f"There is no {path.name}.", "Check the name and the folder.")
    message = f"{path.name} is not a form."
    return Problem("", None, "", message, "Give an .xlsx, .xls or .xml file, or a folder with survey.csv in it.")


def _check_xml(xform: bytes) -> list[Problem]:
    try:
        tree = etree.fromstring(xform, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        message = f"The file is not well-formed XML ({error.msg})."
        return [Problem("", error.lineno, "", message, "Export the form again from where it was made.")]
    if tree.getroottree().docinfo.internalDTD is not None:
        return [Problem("", 1, "", "The form has a document type declaration.", "Take the DOCTYPE line out.")]
    words = {"audience": AUDIENCES, "evidence": EVIDENCE}
    return [
        Problem("", _line(bind), f"fa:{name}", f"'{value}' is not a word for {name}.", f"Write {', '.join(known)}.")
        for bind in tree.iter(f"{{{XFORMS}}}bind")
        for name, known in words.items()
        if (value := bind.get(f"{{{NAMESPACE}}}{name}")) is not None and value not in known
    ]


def _line(element: etree._Element) -> int | None:
    return cast("int | None", element.sourceline)
