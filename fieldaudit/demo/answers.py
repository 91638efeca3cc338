"""Plausible answers for any form: what a person in a hurry would enter, for the demo and for trying a form out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fieldaudit.errors import AnswerRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fieldaudit.checklist import Node
    from fieldaudit.field.work import AuditWork

QUESTIONS = ("input", "select1", "select", "range", "rank", "trigger")
NUMBERS = ("1", "2", "5", "12", "20", "40", "0", "100", "1990")
REASON = "Not part of this sample."
_MOST_ROUNDS = 12


def fill_in(work: AuditWork, most: int = 10_000) -> int:
    """Answer up to `most` open questions of an audit, those that appear on the way too; returns how many."""
    done = 0
    for _ in range(_MOST_ROUNDS):
        pending = [
            node.stable for node in work.session.nodes() if _open(node) and node.stable not in work.reading.skips
        ]
        if not pending or done >= most:
            break
        for ref in pending[: most - done]:
            if work.session.has(ref) and _open(work.session.node(ref)):
                done += _answer(work, ref)
    return done


def _open(node: Node) -> bool:
    return node.kind in QUESTIONS and node.relevant and not node.readonly and not node.value


def _answer(work: AuditWork, ref: str) -> bool:
    for value in candidates(work.session.node(ref)):
        try:
            work.answer(ref, value)
        except AnswerRefused:
            continue
        if not work.session.node(ref).violation:
            return True
    work.skip(ref, REASON)
    return False


def candidates(node: Node) -> Iterator[str]:
    """Yield values to try for a question, the most ordinary first."""
    if node.kind in {"select", "select1"}:
        yield from (choice.value for choice in node.choices[:4])
    elif node.kind == "rank":
        yield " ".join(choice.value for choice in node.choices)
    elif node.kind == "trigger":
        yield "OK"
    elif node.type in ("int", "decimal") or node.kind == "range":
        yield from NUMBERS
    else:
        yield from _texts(node.type)


def _texts(kind: str) -> tuple[str, ...]:
    today = date.today().isoformat()  # noqa: DTZ011 - the day on the wall
    known = {
        "date": (today, "1980-05-17"),
        "time": ("10:30:00.000",),
        "dateTime": (f"{today}T10:30:00.000",),
        "geopoint": ("23.81 90.41 0 0",),
        "geotrace": ("23.81 90.41 0 0; 23.82 90.42 0 0",),
        "geoshape": ("23.81 90.41 0 0; 23.82 90.42 0 0; 23.82 90.41 0 0; 23.81 90.41 0 0",),
        "barcode": ("0001",),
    }
    return known.get(kind, ("Seen on the day of the visit.", "Sample", "1234567890"))
