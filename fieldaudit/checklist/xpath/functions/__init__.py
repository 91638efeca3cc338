"""The function library of ODK XForms, split by idea; `compile_call` turns a call into a closure."""

from fieldaudit.checklist.xpath.functions import (
    dates,
    digest,
    geo,
    logic,
    nodesets,
    numbers,
    patterns,
    repeats,
    selects,
    strings,
)
from fieldaudit.checklist.xpath.functions.registry import compile_call, known_functions

__all__ = [
    "compile_call",
    "dates",
    "digest",
    "geo",
    "known_functions",
    "logic",
    "nodesets",
    "numbers",
    "patterns",
    "repeats",
    "selects",
    "strings",
]
