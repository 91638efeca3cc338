"""`fieldaudit audits compare`, `resolve`, `unresolve`: what people said apart, and the choice between it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.cli.opened import open_home
from fieldaudit.errors import ChoiceRefused
from fieldaudit.exchange import comparing
from fieldaudit.field.comparing import decide, take_back

if TYPE_CHECKING:
    import argparse

    from fieldaudit.cli.output import Output
    from fieldaudit.exchange.compared import Branch, Comparison, Decision, Line, Side

_WHY = {
    "worse": "the worse counts until somebody decides",
    "later": "the later is shown until somebody decides",
    "kept": "the row's answers are kept until somebody decides",
    "not_done": "the one farther from closed counts until somebody decides",
}


def compare(options: argparse.Namespace, output: Output) -> None:
    """Print each difference with its sides, the copies that they came from, and what was decided."""
    with open_home(options) as vault:
        found = comparing.compare(vault, options.audit)
    for line in found.lines:
        output.result(_line_json(line), _line_words(line))
    for branch in found.branches:
        output.result({"copy": branch.name, **vars(branch)}, _branch_words(branch))
    for decision in found.decisions:
        output.result({"decision": decision.event, **vars(decision)}, _decision_words(decision))
    if not found.lines:
        output.say("Nothing differs in this audit.")


def resolve(options: argparse.Namespace, output: Output) -> None:
    """Let one side hold, or all that a copy says where it differs."""
    with open_home(options) as vault:
        found = comparing.compare(vault, options.audit)
        if options.copy:
            picks = comparing.picks_of_branch(found, options.copy)
        else:
            picks = [_pick(found, comparing.key_of(vault, options.audit, options.ref), options.side)]
        made = decide(vault, options.audit, picks, options.reason)
    for (key, chosen), event in zip(picks, made, strict=True):
        output.result({"key": key, "chosen": chosen, "decision": event}, f"{_named(found, key)}: decided ({event})")


def unresolve(options: argparse.Namespace, output: Output) -> None:
    """Take back a choice of this seat."""
    with open_home(options) as vault:
        take_back(vault, options.audit, options.decision)
    output.result({"taken_back": options.decision}, "Taken back: all sides stand beside each other again.")


def _pick(found: Comparison, key: str, side: str) -> tuple[str, str]:
    """Return the side that was named by its number from 1, or by the beginning of its event."""
    line = next(one for one in found.lines if one.key == key)
    events = [one.event for one in line.sides]
    if side.isdecimal() and 1 <= int(side) <= len(events):
        return key, events[int(side) - 1]
    named = [event for event in events if len(side) >= _LEAST and event.startswith(side)]
    if len(named) != 1:
        raise ChoiceRefused(reason=f"{side or 'no number'} is none of the {len(events)} sides")
    return key, named[0]


_LEAST = 8


def _named(found: Comparison, key: str) -> str:
    return next(f"{one.number} {one.label}".strip() for one in found.lines if one.key == key)


def _line_json(line: Line) -> dict[str, object]:
    return {
        "key": line.key,
        "type": line.type,
        "what": line.what,
        "about": line.about,
        "number": line.number,
        "label": line.label,
        "why": line.why,
        "refused": line.refused,
        "sides": [vars(side) for side in line.sides],
        "evidence": [{"name": name, "who": who} for name, who in line.evidence],
        "findings": [{"title": title, "severity": severity} for title, severity in line.findings],
    }


def _line_words(line: Line) -> str:
    head = f"{line.number}  {line.label} ({line.what}; {_WHY[line.why]})".strip()
    sides = [f"  {number}: {_side_words(side)}" for number, side in enumerate(line.sides, start=1)]
    hangs = [f"  file: {name}, {who or 'someone else'}" for name, who in line.evidence]
    hangs += [f"  finding: {title}, {severity}" for title, severity in line.findings]
    return "\n".join([head, *sides, *hangs, *([f"  {line.refused}"] if line.refused else [])])


def _side_words(side: Side) -> str:
    said = {"skipped": f"not checked: {side.text}", "removed": "removed", "withdrawn": f"withdrawn: {side.text}"}
    words = said.get(side.form, side.text or ("kept" if side.form == "kept" else "no answer"))
    score = f"score {side.percent} %" if side.percent is not None else ""
    marks = [
        side.reason,
        score,
        side.severity,
        f"copy {side.branch}" if side.branch else "",
        "counts" if side.counts else "",
    ]
    more = ", ".join(mark for mark in marks if mark)
    return f"{words}  {side.who or 'someone on another computer'}, {side.time}{f'  [{more}]' if more else ''}"


def _branch_words(branch: Branch) -> str:
    here = ", this computer" if branch.here else ""
    return (
        f"copy {branch.name} of {branch.who or 'someone'}: {branch.entries} entries of its own,"
        f" {branch.since} to {branch.until}, {branch.decides} differ{here}"
    )


def _decision_words(made: Decision) -> str:
    about = f"{made.number} {made.label}".strip()
    why = f" ({made.reason})" if made.reason else ""
    return f"decided: {about}: {made.text}  {made.who}, {made.time}{why}  {made.event}"
