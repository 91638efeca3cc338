"""The audit columns of a survey sheet: their words, their shorthand, and what is wrong with them.

`finding`, `severity`, `affected`, `sampled`, `owner` and `due_days` hold expressions of the form language (so pyxform
expands `${name}` in them); `clause`, `risk`, `weight`, `evidence` and `audience` hold text; `advice` and
`advice::LANGUAGE` hold text in the form's languages.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fieldaudit.checklist.problems import Problem
from fieldaudit.checklist.spreadsheet_rows import Row, Sheet, Workbook, normal

NAMESPACE = "urn:fieldaudit:forms:1"
PREFIX = "fa"

SEVERITIES = ("critical", "major", "minor", "observation", "good_practice")
AUDIENCES = ("site", "client", "headoffice", "restricted")
EVIDENCE = ("photo", "document", "photo_or_reason")
DEFAULT_AUDIENCE = "headoffice"

EXPRESSIONS = ("finding", "severity", "affected", "sampled", "owner", "due_days")
TEXTS = ("clause", "risk", "weight", "evidence", "audience")
WORDS = {"severity": SEVERITIES, "audience": AUDIENCES, "evidence": EVIDENCE}
ONLY_WITH_FINDING = ("severity", "affected", "sampled", "owner", "due_days")

_BARE_WORD = re.compile(r"[A-Za-z_][\w.-]*")
_BARE_WORDS = re.compile(r"[^\W\d_][\w-]*(?:[ /][^\W\d_][\w-]*)*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_REFERENCE = re.compile(r"\$\{\s*([^}]*?)\s*\}")
_OPERATORS = {"and", "or", "div", "mod"}
_TRUTHY = {"yes", "true", "true()", "1"}


@dataclass
class RowAudit:
    """What one row of the survey says in its audit columns, ready to be written into the form."""

    row: int
    kind: str
    name: str
    audience: str = DEFAULT_AUDIENCE
    marked: bool = False
    declassify: bool = False
    expressions: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    advice: dict[str, str] = field(default_factory=dict)

    def says_something(self) -> bool:
        """Tell whether anything has to be written into the form for this row."""
        return bool(self.expressions or self.texts or self.advice or self.declassify)


def references(expression: str) -> list[str]:
    """Return the names inside `${}` of an expression, in order, `last-saved#` left off."""
    return [name.removeprefix("last-saved#").strip() for name in _REFERENCE.findall(expression)]


def is_audit_column(header: str) -> bool:
    """Tell whether a survey column is one of ours (`advice` in any language included)."""
    first = normal(header.partition("::")[0])
    if first == "advice":
        return True
    return "::" not in header and (first in EXPRESSIONS or first in TEXTS or first == "declassify")


def read_audit(book: Workbook, problems: list[Problem]) -> list[RowAudit]:
    """Read the audit columns of every row (audiences inherited from the groups around it); note what is wrong."""
    survey = book.sheet("survey")
    columns = {header: header.split("::") for header in survey.headers if is_audit_column(header)}
    choices = choice_names(book.sheet("choices"))
    rows: list[RowAudit] = []
    for row, cells, outer in _walk(survey):
        audit = RowAudit(row, *kind_and_name(survey, cells), audience=outer)
        for header, parts in columns.items():
            if header in cells:
                _take(audit, header, parts, cells[header])
        audit.marked = "audience" in audit.texts
        audit.audience = audit.texts.get("audience", outer)
        problems.extend(_check(audit, choices))
        rows.append(audit)
    return rows


def kind_and_name(survey: Sheet, cells: Row) -> tuple[str, str]:
    """Return a row's type (as `begin_group`, `select_one yes_no`, ...) and its name, "" where absent."""
    kind = next((cells[h] for h in survey.headers if normal(h) in {"type", "command"} and h in cells), "")
    name = next((cells[h] for h in survey.headers if normal(h) in {"name", "tag", "value"} and h in cells), "")
    return re.sub(r"^(begin|end)[ _](lgroup|looped group|group|repeat|loop)\b", _container, kind.strip()), name.strip()


def choice_names(choices: Sheet) -> dict[str, set[str]]:
    """Return the choice values of each list of the choices sheet."""
    list_column = choices.header("list_name") or choices.header("list name") or ""
    name_column = choices.header("name") or choices.header("value") or ""
    lists: dict[str, set[str]] = {}
    for _, cells in choices.numbered():
        if list_column in cells and name_column in cells:
            lists.setdefault(cells[list_column], set()).add(cells[name_column])
    return lists


def _container(match: re.Match[str]) -> str:
    return f"{match[1]}_{'group' if match[2] == 'group' else 'repeat'}"


def _walk(survey: Sheet) -> Iterator[tuple[int, Row, str]]:
    """Yield every row with the audience that the groups around it give it."""
    audience_column = survey.header("audience") or ""
    around = [DEFAULT_AUDIENCE]
    for row, cells in survey.numbered():
        kind, _ = kind_and_name(survey, cells)
        if kind.startswith("end_") and len(around) > 1:
            around.pop()
        yield row, cells, around[-1]
        if kind.startswith("begin_"):
            around.append(cells.get(audience_column, around[-1]))


def _take(audit: RowAudit, header: str, parts: list[str], value: str) -> None:
    column = normal(parts[0])
    if column == "advice":
        audit.advice[parts[1].strip() if len(parts) > 1 else ""] = value
    elif column == "declassify":
        audit.declassify = value.lower() in _TRUTHY
    elif column in EXPRESSIONS:
        audit.expressions[column] = as_expression(column, " ".join(value.split()))
    else:
        audit.texts[normal(header)] = value


def as_expression(column: str, value: str) -> str:
    """Return the expression that a cell stands for: bare words become what they mean in that column.

    In `finding` words are choices that make a finding (`no unable` -> `selected(., 'no') or selected(., 'unable')`);
    in `severity` and `owner` they are a literal. Numbers and everything else stay as written.
    """
    if column == "finding" and _is_shorthand(value):
        return " or ".join(f"selected(., '{word}')" for word in value.split())
    literal = _BARE_WORD if column == "severity" else _BARE_WORDS
    if column in {"severity", "owner"} and literal.fullmatch(value):
        return f"'{value}'"
    return value


def _is_shorthand(value: str) -> bool:
    words = value.split()
    return bool(words) and all(_BARE_WORD.fullmatch(word) and word not in _OPERATORS for word in words)


def _check(audit: RowAudit, choices: Mapping[str, set[str]]) -> Iterator[Problem]:
    yield from _check_place(audit)
    yield from _check_words(audit)
    yield from _check_rule(audit)
    yield from _check_shorthand(audit, choices)
    weight = audit.texts.get("weight", "0")
    if not _NUMBER.fullmatch(weight):
        yield _problem(audit, "weight", f"'{weight}' is not a weight.", "Write a number such as 1 or 2.5.")


def _check_place(audit: RowAudit) -> Iterator[Problem]:
    rule = bool(audit.expressions)
    if audit.kind.startswith("end_") and audit.says_something():
        yield _problem(audit, "", "The end of a group has audit columns.", "Put them on the row that begins the group.")
    elif audit.kind.startswith("begin_") and rule:
        advice = "Put the rule on a question or a calculation; a group may have an audience."
        yield _problem(audit, next(iter(audit.expressions)), "A group cannot have a finding.", advice)
    elif audit.kind == "note" and rule:
        advice = "Put the rule on a question or a calculation."
        yield _problem(audit, "finding", "A note has no answer that could make a finding.", advice)


def _check_words(audit: RowAudit) -> Iterator[Problem]:
    for column in ("audience", "evidence"):
        value = audit.texts.get(column)
        if value is not None and value not in WORDS[column]:
            advice = f"Write one of: {', '.join(WORDS[column])}."
            yield _problem(audit, column, f"'{value}' is not a word for {column}.", advice)
    severity = audit.expressions.get("severity", "")
    literals = set(re.findall(r"'([^']*)'|\"([^\"]*)\"", severity))
    words = {single or double for single, double in literals}
    if severity and re.fullmatch(r"'[^']*'", severity) and not words <= set(SEVERITIES):
        advice = f"Write one of: {', '.join(SEVERITIES)}."
        yield _problem(audit, "severity", f"{severity} is not a severity.", advice)
    elif severity and not words & set(SEVERITIES) and not references(severity):
        advice = f"Let it give one of these, in quotation marks: {', '.join(SEVERITIES)}."
        yield _problem(audit, "severity", "The expression can give no severity.", advice)


def _check_rule(audit: RowAudit) -> Iterator[Problem]:
    finding = "finding" in audit.expressions
    if finding and "severity" not in audit.expressions:
        advice = f"Write one of {', '.join(SEVERITIES)}, or an expression that gives one."
        yield _problem(audit, "severity", "The finding has no severity.", advice)
    for column in ONLY_WITH_FINDING:
        if column in audit.expressions and not finding:
            advice = "Say in column finding when the answer is a finding, or empty this cell."
            yield _problem(audit, column, f"There is a {column} and no finding that it could belong to.", advice)
    if finding and "owner" not in audit.expressions:
        advice = "Name the function that puts it right, such as site_manager."
        yield _problem(audit, "owner", "The finding has no owner.", advice, warning=True)


def _check_shorthand(audit: RowAudit, choices: Mapping[str, set[str]]) -> Iterator[Problem]:
    listed = re.match(r"select_(?:one|multiple)\s+(\S+)", audit.kind)
    words = re.findall(r"selected\(\., '([^']*)'\)", audit.expressions.get("finding", ""))
    if listed and words and listed[1] in choices:
        for word in words:
            if word not in choices[listed[1]]:
                advice = f"The choices are: {', '.join(sorted(choices[listed[1]]))}."
                yield _problem(audit, "finding", f"'{word}' is not a choice of list {listed[1]}.", advice)


def _problem(audit: RowAudit, column: str, message: str, advice: str, *, warning: bool = False) -> Problem:
    return Problem("survey", audit.row, column, message, advice, "warning" if warning else "error")
