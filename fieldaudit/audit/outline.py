"""How a form reads as a checklist: numbered sections of questions, as screens and reports show it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fieldaudit.checklist import Control, Form, Node, Session

MOST_IN_A_SECTION = 30
_POSITION = re.compile(r"\[[^\]]*\]")
_CONTAINERS = ("group", "repeat")


@dataclass(frozen=True)
class Section:
    """A page of a checklist: the group whose label is its title, and the controls on it."""

    index: int
    ref: str
    controls: tuple[Control, ...]


@dataclass(frozen=True)
class Place:
    """A question of a section as it stands now: its number ("3.6", in rows "3.6.2.1"), its node, its repeat row."""

    number: str
    node: Node
    row: str = ""


def outline(form: Form) -> tuple[Section, ...]:
    """Cut a form's body into sections: top-level groups, large ones by their own groups, loose questions together."""
    found: list[tuple[str, tuple[Control, ...]]] = []
    _collect(form.body, "", found)
    return tuple(Section(index, ref, controls) for index, (ref, controls) in enumerate(found, start=1))


def _collect(controls: Sequence[Control], owner: str, found: list[tuple[str, tuple[Control, ...]]]) -> None:
    loose: list[Control] = []

    def close_loose() -> None:
        if loose:
            found.append((owner, tuple(loose)))
            loose.clear()

    for control in controls:
        if control.kind != "group" or (owner and leaf_count(control) <= 1):
            loose.append(control)
            continue
        close_loose()
        if leaf_count(control) > MOST_IN_A_SECTION and any(child.kind == "group" for child in control.children):
            _collect(control.children, control.ref, found)
        elif leaf_count(control):
            found.append((control.ref, control.children))
    close_loose()


def leaf_count(control: Control) -> int:
    """Count the questions at or below a control, each once whatever its repeats hold."""
    if control.kind in _CONTAINERS:
        return sum(leaf_count(child) for child in control.children)
    return 1


def is_header(question: Control | Node) -> bool:
    """Return whether a question only heads a grid of others (appearance `label`) and takes no answer."""
    return question.kind in ("select", "select1") and "label" in question.appearance.split()


def places(session: Session, section: Section) -> list[Place]:
    """Return every question of a section in reading order, those of repeat rows included, relevant or not."""
    numbers = _Numbers(str(section.index))
    return [place for control in section.controls for place in _walk(session, control, "", numbers)]


@dataclass
class _Numbers:
    """Counts questions below a prefix: 3.1, 3.2, and in rows 3.2.1.1."""

    prefix: str
    count: int = 0

    def following(self) -> str:
        self.count += 1
        return f"{self.prefix}.{self.count}"


def _walk(session: Session, control: Control, context: str, numbers: _Numbers) -> Iterator[Place]:
    """Yield the questions at or below a control, in the context of a repeat instance ("" outside repeats)."""
    ref = context + control.ref[len(template(context)) :]
    if control.kind == "repeat":
        number = numbers.following()
        for position, instance in enumerate(instances(session, ref), start=1):
            inner = _Numbers(f"{number}.{position}")
            for child in control.children:
                yield from _walk(session, child, instance, inner)
    elif control.kind == "group":
        for child in control.children:
            yield from _walk(session, child, context, numbers)
    else:
        yield Place(numbers.following(), session.node(ref), context)


def instances(session: Session, repeat_ref: str) -> list[str]:
    """Return the positional references of a repeat's instances, in order."""
    found: list[str] = []
    while session.has(f"{repeat_ref}[{len(found) + 1}]"):
        found.append(f"{repeat_ref}[{len(found) + 1}]")
    return found


def template(ref: str) -> str:
    """Return a reference without row positions or row ids."""
    return _POSITION.sub("", ref)
