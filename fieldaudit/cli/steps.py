"""The JSON lines that `fieldaudit fill` reads: one step each."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from fieldaudit.errors import StepUnreadable
from fieldaudit.field import evidence

if TYPE_CHECKING:
    from pathlib import Path

    from fieldaudit.field.work import AuditWork, Saved

MOST_CHARACTERS = 1_000_000


def text_lines(stream: TextIO) -> TextIO:
    """Return the stream read as UTF-8, so that bytes that are none spoil their own line only: see `read_step`."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="surrogateescape")
    return stream


def read_step(line: str, number: int) -> dict[str, Any]:
    """Return the step on one line; raises StepUnreadable."""
    if len(line) > MOST_CHARACTERS:
        raise StepUnreadable(line=number, reason="it is longer than a million characters")
    try:
        step = json.loads(line, parse_constant=_no_number)
        json.dumps(step, ensure_ascii=False).encode()  # half of a pair, or bytes that are no UTF-8, fail here
    except UnicodeEncodeError:
        raise StepUnreadable(line=number, reason="it is not valid Unicode") from None
    except (ValueError, RecursionError):
        raise StepUnreadable(line=number, reason="it is not JSON") from None
    if not isinstance(step, dict):
        raise StepUnreadable(line=number, reason="it is not a JSON object")
    return step


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)  # NaN and Infinity are no JSON


def carry_out(work: AuditWork, step: dict[str, Any], number: int, folder: Path) -> tuple[str, Saved]:
    """Do one step and return (reference, what was saved); paths are relative to `folder`."""
    match step:
        case {"set": str(ref), "to": str() | int() | float() | None as value}:
            return ref, work.answer(ref, _text(value))
        case {"add": str(ref)}:
            saved = work.add_repeat(ref)
            return saved.rows[0] if saved.rows else ref, saved
        case {"remove": str(ref)}:
            return ref, work.remove_repeat(ref)
        case {"attach": str(ref), "file": str(name)}:
            path = folder / name
            return ref, work.attach(ref, evidence.read_file(path), path.name)
        case {"skip": str(ref), "reason": str(reason)}:
            return ref, work.skip(ref, reason)
        case {"note": str(ref), "text": str(text)}:
            return ref, work.note(ref, text)
    raise StepUnreadable(line=number, reason="it says none of set, add, remove, attach, skip, note")


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
