"""`fieldaudit history`: who changed what and when, and what an audit was at a past moment."""

from __future__ import annotations

import re
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from fieldaudit.cli.opened import open_home
from fieldaudit.errors import MomentUnclear, QuestionUnknown
from fieldaudit.vault.history import history, read_audit_at
from fieldaudit.vault.reading import read_audit

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from fieldaudit.cli.output import Output
    from fieldaudit.vault.history import Line
    from fieldaudit.vault.reading import AuditReading

_ROW = re.compile(r"\[[^\[\]]*\]")
_LIKE = 0.7  # of the letters in the same order, before another reference is offered
_EVENT = re.compile(r"[0-9a-f]{64}")
_MANY = {"skip": "not checked: ", "note": "note: ", "evidence": "file: "}


def show(options: argparse.Namespace, output: Output) -> None:
    """Print the changes of an audit or of one question, the latest first; with --at, the answers as of then."""
    with open_home(options) as vault:
        if options.at:
            reading = read_audit_at(vault, options.audit, point(options.at))
            _check(options, reading, read_audit(vault, options.audit))
            rows = [row for row in reading.sheet().rows if options.ref in ("", row.ref, _where(reading, row.ref))]
            for row in rows:
                known: dict[str, Any] = {"ref": _where(reading, row.ref), "state": row.state}
                known |= {"sealed": True} if row.state == "sealed" else {"value": row.value}
                output.result(known, f"{row.number}  {row.label}: {row.text or row.state.replace('_', ' ')}")
            return
        reading = read_audit(vault, options.audit)
        about = reading.session.stable(options.ref) if reading.session.has(options.ref) else options.ref
        lines = history(vault, options.audit, about)
        if not lines:
            _check(options, reading)
        labels = {row.ref: f"{row.number} {row.label}" for row in reading.sheet().rows}
    for line in lines:
        output.result(as_json(line) | {"ref": _where(reading, line.change.ref)}, in_words(line, labels))
    if not lines:
        output.say("Nothing was ever said about it.")


def _check(options: argparse.Namespace, *readings: AuditReading) -> None:
    """Raise QuestionUnknown for a reference that is no place in any of the `readings`, with the nearest that is."""
    ref = options.ref
    if not ref or any(reading.session.has(ref) for reading in readings):
        return
    places = [node.ref for reading in readings for node in reading.session.nodes()]
    of_template = [place for place in places if _ROW.sub("", place) == ref]
    if ref in readings[0].session.form.by_ref and not of_template:
        return  # of a repeat without rows
    named = [place for place in places if place.rpartition("/")[2] == ref.rpartition("/")[2]]
    near = [*of_template, *(named if len(set(named)) == 1 else ()), *get_close_matches(ref, places, 1, _LIKE)]
    raise QuestionUnknown(ref=ref, audit=options.audit, nearest=near[0] if near else "")


def point(typed: str) -> str | datetime:
    """Return the past state that was asked for: an event's hash, or a moment, local where it names no zone."""
    if _EVENT.fullmatch(typed):
        return typed
    try:
        return datetime.fromisoformat(typed).astimezone()
    except ValueError:
        raise MomentUnclear(moment=typed) from None


def as_json(line: Line) -> dict[str, Any]:
    """Return a line as one JSON object: `was` and `became` are (what, text) of what stood and stands."""
    change = line.change
    known: dict[str, Any] = {
        "event": change.event.hash,
        "kind": change.event.kind,
        "who": line.who,
        "seat": change.event.seat,
        "vouched": line.vouched,
        "time": line.when.isoformat(timespec="milliseconds"),
        "late": line.late,
        "undone": line.undone.isoformat(timespec="milliseconds") if line.undone else "",
        "standing": change.standing,
        "conflict": change.conflict,
    }
    if change.sealed:
        return known | {"sealed": True}
    return known | {
        "became": {"what": change.became.what, "text": change.became.text, "gone": change.became.gone},
        "was": [{"what": value.what, "text": value.text} for value in change.was],
    }


def in_words(line: Line, labels: Mapping[str, str]) -> str:
    """Return a line as people read it: `2026-11-21 14:02  Amina Rahman  2.3 Fire exits: yes -> no`."""
    change = line.change
    told = "restricted" if change.sealed else _told(line)
    marks = [
        f"undone {line.undone:%H:%M}" if line.undone else "",
        "in conflict" if change.conflict else "",
        "the clock was behind" if line.late else "",
    ]
    said = ", ".join(mark for mark in marks if mark)
    about = labels.get(change.ref, "")
    who = line.who or "someone on another computer"
    return f"{line.when:%Y-%m-%d %H:%M}  {who}  {f'{about}: ' if about else ''}{told}{f'  ({said})' if said else ''}"


def _told(line: Line) -> str:
    was = " | ".join(_MANY.get(value.what, "") + (value.text or "no answer") for value in line.change.was)
    became = line.change.became
    now = _MANY.get(became.what, "") + (became.text or ("gone" if became.gone else "no answer"))
    if became.what in ("row", "finding"):
        now = f"{became.what} {'taken away' if became.gone else 'added'} {became.text}".strip()
    return f"{was} -> {now}" if was and was != now else now


def _where(reading: AuditReading, ref: str) -> str:
    """Return a reference with the row's number, as other commands print it; that of a removed row stays as it is."""
    return reading.session.positional(ref) if reading.session.has(ref) else ref
