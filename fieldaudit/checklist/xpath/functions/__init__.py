"""The function library of ODK XForms, split by idea; `compile_call` turns a call into a closure."""

from fieldaudit.checklist.xpath.functions import (
    conditional,
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
    vendors,
)
from fieldaudit.checklist.xpath.functions.registry import compile_call, known_functions

__all__ = [
    "compile_call",
    "conditional",
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
    "vendors",
]
