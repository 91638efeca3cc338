"""Read a scenario: a JSON file of answers and expectations, checked before it runs, whose lines are remembered."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fieldaudit.checklist.form import Form
from fieldaudit.checklist.spreadsheet_names import near
from fieldaudit.errors import ScenarioUnreadable

NOON = "2026-03-10T12:00:00+00:00"  # the scenarios' clock, unless one says otherwise
KEYS: Mapping[str, tuple[type, str]] = {
    "name": (str, "a text"),
    "answers": (list, "a list of steps in square brackets"),
    "expect": (dict, "an object in braces"),
    "now": (str, 'a time such as "2026-03-10T12:00:00"'),
}
EXPECTATIONS: Mapping[str, tuple[type, str]] = {
    "values": (dict, 'an object such as {"total": "12"}'),
    "relevance": (dict, 'an object such as {"total": true}'),
    "violations": (dict, 'an object such as {"total": "constraint"}'),
    "findings": (dict, 'an object such as {"total": "minor"}'),
    "no_findings": (list, 'a list such as ["total"]'),
}
STEPS = '["question", "answer"], or an object with one of add, remove, refused and expect'

_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[{}\[\]:,]|[^\s{}\[\],:"]+')
_COLON = re.compile(r"\s*:")
_CURLY = re.compile("[\u201c\u201d\u201e\u2018\u2019]")

Where = tuple[str | int, ...]


class NoSuchQuestion(Exception):
    """A step or an expectation names no question; the message says so and what may be meant."""


@dataclass(frozen=True)
class Scenario:
    """A scenario that can be run; `lines` holds the line of every value by its keys and positions."""

    name: str
    file: str
    answers: list[Any]
    expect: Mapping[str, Any]
    now: datetime
    names: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[Where, int] = field(default_factory=dict)

    def ref(self, written: str) -> str:
        """Return the full ref for what is written: a ref, a name that is unique, or one with a row: `fee[2]/amount`."""
        if written.startswith("/"):
            return written
        head, slash, rest = written.partition("/")
        name, bracket, row = head.partition("[")
        if name not in self.names:
            hint = near(name, self.names) or "Where a name is used twice, write the full reference."
            raise NoSuchQuestion(f"no question, or more than one, is named {name}. {hint}")
        return f"{self.names[name]}{bracket}{row}{slash}{rest}"

    def line(self, where: Where) -> str:
        """Say where in the file something stands."""
        return f"line {self.lines[where]}" if where in self.lines else self.file

    def refused(self, reason: str) -> ScenarioUnreadable:
        """Make the refusal of the scenario for a reason."""
        return ScenarioUnreadable(file=self.file, reason=reason)


def read_scenario(form: Form, file: Path) -> Scenario:
    """Read a scenario of `form`; raises `ScenarioUnreadable` with the line of what is wrong."""
    if file.suffix.lower() != ".json":
        raise ScenarioUnreadable(file=file.name, reason="a scenario is a .json file; rename it, or write it as one")
    raw, lines = _parsed(file)
    scenario = Scenario(file.stem, file.name, [], {}, datetime.now(UTC), _names(form), lines)
    check_keys(scenario, raw, KEYS, ())
    check_keys(scenario, raw.get("expect", {}), EXPECTATIONS, ("expect",))
    try:
        now = datetime.fromisoformat(raw.get("now", NOON)).astimezone(UTC)
    except ValueError as error:
        reason = f"{scenario.line(('now',))}: {raw['now']} is no time; write one such as 2026-03-10T12:00:00"
        raise scenario.refused(reason) from error
    answers, expect = raw.get("answers", []), raw.get("expect", {})
    return Scenario(raw.get("name", file.stem), file.name, answers, expect, now, scenario.names, lines)


def check_keys(scenario: Scenario, given: Any, known: Mapping[str, tuple[type, str]], where: Where) -> None:
    """Raise `ScenarioUnreadable` where an object has a key that means nothing, or a value of another kind."""
    if not isinstance(given, dict):
        raise scenario.refused(f"{scenario.line(where)}: this must be an object in braces")
    for key, value in given.items():
        place = scenario.line((*where, key))
        if key not in known:
            hint = near(key, known).rstrip("?") or f"It may have {', '.join(known)}"
            raise scenario.refused(f"{place}: it has an unknown key {key}. {hint}")
        kind, described = known[key]
        if not isinstance(value, kind):
            raise scenario.refused(f"{place}: {key} must be {described}")


def _parsed(file: Path) -> tuple[Any, dict[Where, int]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
        raw = json.loads(text)
        return raw, _once(_lines(text))
    except json.JSONDecodeError as error:
        raise ScenarioUnreadable(file=file.name, reason=_slip(error)) from error
    except UnicodeDecodeError as error:
        raise ScenarioUnreadable(file=file.name, reason="it is not UTF-8 text; save it as UTF-8") from error
    except OSError as error:
        raise ScenarioUnreadable(file=file.name, reason=(error.strerror or "it cannot be read").lower()) from error
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, ValueError) else "it nests too deep"
        raise ScenarioUnreadable(file=file.name, reason=reason) from error


def _once(lines: Iterable[tuple[Where, int]]) -> dict[Where, int]:
    """Return the lines by place, and refuse a key that stands twice: JSON would silently keep the last."""
    found: dict[Where, int] = {}
    for where, line in lines:
        if where in found:
            raise ValueError(f"line {line}: the key {where[-1]} stands twice in one object")
        found[where] = line
    return found


def _slip(error: json.JSONDecodeError) -> str:
    """Say where JSON breaks off and why, in the words of someone who types it."""
    before, after = error.doc[: error.pos].rstrip(), error.doc[error.pos :].lstrip()
    line = before.count("\n") + 1 if before.endswith(",") else error.lineno
    if not after:
        return f"line {line}: the file ends too early; a bracket or brace is not closed"
    if before.endswith(",") and after[0] in "]}":
        return f"line {line}: there is a comma after the last entry; take it out"
    if _CURLY.search(after[:2]):
        return f"line {line}: it has curly quotation marks; write straight ones"
    if after[0] == "'":
        return f"line {line}: texts stand in double quotation marks"
    if error.msg.startswith("Expecting ','"):
        return f"line {line}: a comma is missing before {after.split(maxsplit=1)[0][:40]}"
    return f"line {line}: this is not JSON; compare it with the example"


def _lines(text: str) -> Iterator[tuple[Where, int]]:
    """Yield the line of every value in JSON that is known to be sound, by the keys and positions that lead to it."""
    path: list[str | int] = []
    opened: list[str] = []
    key: str | None = None
    line, at = 1, 0
    for token in _TOKEN.finditer(text):
        line, at = line + text.count("\n", at, token.start()), token.start()
        word = token[0]
        if word == ",":
            if opened[-1] == "[":
                path[-1] = int(path[-1]) + 1
        elif word in "}]":
            opened.pop()
            path.pop()
        elif word == ":":
            path[-1], key = key or "", None
        elif opened and opened[-1] == "{" and key is None and word.startswith('"') and _is_key(text, token.end()):
            key = str(json.loads(word))
        else:
            yield tuple(path), line
            if word in "{[":
                opened.append(word)
                path.append(0 if word == "[" else "")


def _is_key(text: str, end: int) -> bool:
    return _COLON.match(text, end) is not None


def _names(form: Form) -> dict[str, str]:
    """Return name -> ref of every node whose name is unique in the form."""
    names: dict[str, list[str]] = {}
    for ref in form.binds:
        names.setdefault(ref.rpartition("/")[2], []).append(ref)
    return {name: refs[0] for name, refs in names.items() if len(refs) == 1}
