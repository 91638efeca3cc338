"""The columns of the sheets: which ones a form means, and how the others are kept."""

import re
from collections.abc import Collection

from pyxform import aliases

from fieldaudit.checklist.audit_columns import is_audit_column
from fieldaudit.checklist.spreadsheet_rows import Sheet, normal

TYPE = frozenset({"type", "command"})
NAME = frozenset({"name", "tag", "value"})
LIST = frozenset({"list_name"})
TEXTS = frozenset({"label", "caption", "hint", "guidance_hint", "constraint_message", "required_message", "advice"})
EXPRESSIONS = frozenset({
    "relevant", "relevance", "constraint", "calculation", "calculate", "required", "readonly", "read_only",
    "choice_filter", "repeat_count", "count", "bind::relevant", "bind::constraint", "bind::calculate",
    "bind::required", "bind::readonly",
})  # fmt: skip
CHOICE_TRANSLATED = frozenset({"label", "caption", "media", "image", "big-image", "audio", "video"})

_GROUPED = frozenset({"bind", "control", "body", "instance", "media"})
_OTHERS = frozenset({
    "type", "name", "label", "hint", "guidance_hint", "default", "parameters", "trigger", "choice_filter", "list_name",
    "query", "intent", "disabled", "save_to", "sms_field", "actions", "flat",
})  # fmt: skip
_SURVEY = frozenset(aliases.survey_header) | _GROUPED | _OTHERS
#: Attributes of a place in the instance that the converter cannot write: it takes the word for its own.
_UNWRITABLE = frozenset({"instance::tag", "instance::toparsestring"})


def parts_of(header: str) -> tuple[str, ...]:
    """Return a column's name in its parts: `("label", "English")`; one colon parts as two do where none are doubled."""
    separator = "::" if "::" in header else ":"
    first, *rest = (part.strip() for part in header.split(separator))
    if separator == ":" and normal(first) not in _GROUPED | TEXTS | CHOICE_TRANSLATED | {"required message"}:
        return (header,)
    return (normal(first), *rest)


def doubled(headers: Collection[str]) -> dict[str, str]:
    """Return for each header its name with double colons; they stay as they are where one of them has them already.

    The converter reads single colons only while no column has double ones, and the program adds columns that do.
    """
    if any("::" in header for header in headers):
        return {header: header for header in headers}
    return {header: "::".join(parts_of(header)).replace("::jr::", "::jr:") for header in headers}


def is_known(header: str) -> bool:
    """Tell whether a survey column is one that XLSForm or this program gives a meaning."""
    if is_audit_column(header):
        return True
    parts = parts_of(header)
    return normal("::".join(parts)) not in _UNWRITABLE and (parts[0] in _SURVEY or normal(header) in _SURVEY)


def extra_columns(survey: Sheet) -> list[str]:
    """Return the survey columns that nothing gives a meaning, as written."""
    return [header for header in survey.headers if not is_known(header)]


def is_plain_choice_column(header: str) -> bool:
    """Tell whether the converter takes a choices column as it is."""
    if normal(header) in LIST | NAME or parts_of(header)[0] in CHOICE_TRANSLATED:
        return True
    return re.fullmatch(r"[^\W\d][\w.-]*", header) is not None


def as_element(header: str, taken: Collection[str] = ()) -> str:
    """Return the name under which a column that has no meaning is kept: an XML name, different from those taken."""
    made = re.sub(r"[^\w.-]+", "_", header).strip("_.-") or "column"
    made = made if re.match(r"[^\W\d]", made) else f"_{made}"
    number, result = 2, made
    while result in taken:
        result, number = f"{made}_{number}", number + 1
    return result


def cell_of(headers: Collection[str], wanted: Collection[str]) -> str | None:
    """Return the first header whose plain form is among `wanted`, or None."""
    return next((header for header in headers if normal(header) in wanted), None)
