"""The history of a question, or of a whole audit, as the screen lists it: who, when, what it was and what it became."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit.history import Value
from fieldaudit.desktop.run.audit_lines import Thing
from fieldaudit.desktop.run.markup import plain
from fieldaudit.vault.history import history

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from fieldaudit.checklist import Session
    from fieldaudit.field import undo
    from fieldaudit.vault import Vault
    from fieldaudit.vault.history import Line


@dataclass(frozen=True)
class HistoryLine:
    """One change: `when` in its writer's zone, `who` "" where nobody told the name, `about` "" where that is plain.

    `became` is None where it cannot be read here. `late` says that the writer's clock had been set back.
    """

    event: str
    when: datetime
    who: str
    became: Value | None
    was: tuple[Value, ...] = ()
    undone: datetime | None = None
    conflict: bool = False
    late: bool = False
    by_the_form: bool = False
    about: str = ""


@dataclass(frozen=True)
class History:
    """What is listed: of which question ("" for the whole audit), in which words, the latest first."""

    ref: str = ""
    title: str = ""
    lines: tuple[HistoryLine, ...] = ()
    restricted: bool = False


def read_history(
    vault: Vault, audit: str, session: Session, ref: str = "", labels: Mapping[str, str] | None = None
) -> History:
    """Return the history of a question with the words of its choices, or of the whole audit with `labels` by question.

    A restricted question that cannot be read here has none to show, and says so.
    """
    lines = history(vault, audit, ref)
    node = session.node(ref) if ref and session.has(ref) else None
    hidden = node is not None and node.audience == "restricted" and not lines and not node.value
    opaque = hidden and any(line.change.sealed for line in history(vault, audit))
    return History(
        ref=ref,
        title=plain(node.label) if node is not None else "",
        lines=tuple(_line(line, session, "" if ref else (labels or {}).get(line.change.ref, "")) for line in lines),
        restricted=opaque,
    )


def name_thing(
    session: Session, ref: str, thing: undo.Thing | None, numbers: Mapping[str, str], *, back: bool
) -> Thing | None:
    """Return what was undone or brought back, in the words of the form."""
    if thing is None:
        return None
    said, has = thing.said, session.has(ref)
    texts = ("value", "reason", "text", "name", "title")
    value = Value("answer", next((str(said[key]) for key in texts if said.get(key)), ""))
    label = plain(session.node(ref).label) if has else ""
    return Thing(numbers.get(ref, ""), label, thing.kind, _worded(value, _choices(session, ref)).text, back)


def _line(line: Line, session: Session, about: str) -> HistoryLine:
    change = line.change
    words = _choices(session, change.ref)
    return HistoryLine(
        event=change.event.hash,
        when=line.when,
        who=line.who,
        became=None if change.sealed else _worded(change.became, words),
        was=tuple(_worded(value, words) for value in change.was),
        undone=line.undone,
        conflict=change.conflict,
        late=line.late,
        by_the_form=change.by_the_form or change.became.what == "computed",
        about=about,
    )


def _choices(session: Session, ref: str) -> Mapping[str, str]:
    if not ref or not session.has(ref):
        return {}
    node = session.node(ref)
    if node.kind not in ("select", "select1", "rank"):
        return {}
    return {choice.value: choice.label or choice.value for choice in node.choices}


def _worded(value: Value, words: Mapping[str, str]) -> Value:
    if value.what not in ("answer", "computed") or not words:
        return value
    return Value(value.what, ", ".join(words.get(part, part) for part in value.text.split()), value.gone)
