"""The history of a question, a row or a whole record: what each event made of what, and what became of it since."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.audit.slots import OPAQUE, Entry, cancelled, heads, replayed
from fieldaudit.audit.steps import BY_THE_FORM

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fieldaudit.audit.events import Event
    from fieldaudit.audit.slots import Write

_OF_A_QUESTION = ("answer/", "skip/", "note/", "computed/")
_EVIDENCE, _ROW = "evidence/", "row/"
# what a person did; what was computed from it would bury it in the history of a whole record
_SIGNED = ("closing", "site_closing", "statement", "amendment", "closing_choice")
_TOLD = ("answer", "skip", "note", "evidence", "row", "finding", "state", *_SIGNED)


@dataclass(frozen=True)
class Said:
    """An event with its payload, None where that cannot be read here."""

    event: Event
    payload: Mapping[str, Any] | None


@dataclass(frozen=True)
class Value:
    """What a slot held: `what` is the slot's first word (answer, skip, note, computed, evidence, row, ...)."""

    what: str
    text: str
    gone: bool = False  # a row, an attachment or a finding that was taken away; `text` is then why
    answer: str = ""  # what somebody said of a closing: agree, dispute, dissent, declined


@dataclass(frozen=True)
class Change:
    """One event about one slot: what it became and from what, and whether it was undone, stands, or is in conflict.

    `undone` is "" or the UTC time at which it was taken back. A sealed one says neither what nor about what it is.
    """

    event: Event
    slot: str
    became: Value
    was: tuple[Value, ...]
    undone: str
    standing: bool
    conflict: bool
    by_the_form: bool = False

    @property
    def ref(self) -> str:
        """The question or row that it is about, "" where that is sealed or there is none."""
        if self.sealed or "/" not in self.slot:
            return ""
        about = self.slot.partition("/")[2]
        if self.became.what == "evidence":
            return about.rpartition("/")[0]
        if self.became.what == "row":
            repeat, _, row = about.rpartition("/")
            return f"{repeat}[{row}]"
        return about if self.became.what in ("answer", "skip", "note", "computed") else ""

    @property
    def sealed(self) -> bool:
        """Whether it cannot be read here: restricted, redacted or erased."""
        return self.slot.startswith(OPAQUE)


def changes(told: Sequence[Said], about: str = "") -> list[Change]:
    """Return what happened to a question (its stable reference), a row, or one slot, in the order of `told`.

    Without `about` it is all that people did in the record; what was only computed is left out then.
    """
    entries = [Entry(said.event, replayed(said.event, said.payload)) for said in told]
    dead, live = cancelled(said.event for said in told), heads(entries)
    values = {entry.event.hash: {write.slot: _value(write) for write in _made(entry)} for entry in entries}
    undoing = _undoing(told, dead)
    payloads = {said.event.hash: said.payload for said in told}
    found = []
    for entry in entries:
        for write in _made(entry):
            if _wanted(write.slot, about):
                topic = _topic(write.slot)
                standing = entry.event.hash in live.get(write.slot, ())
                found.append(
                    Change(
                        event=entry.event,
                        slot=write.slot,
                        became=_value(write),
                        was=_former(entry.event, topic, values),
                        undone=undoing.get(entry.event.hash, ""),
                        standing=standing,
                        conflict=standing and sum(len(live.get(slot, ())) for slot in topic) > 1,
                        by_the_form=(payloads[entry.event.hash] or {}).get("reason") == BY_THE_FORM,
                    )
                )
    return found


def _made(entry: Entry) -> Iterable[Write]:
    return (write for write in entry.writes if not write.clears)


def _wanted(slot: str, about: str) -> bool:
    first, _, rest = slot.partition("/")
    if not about:
        return first in _TOLD or slot.startswith(OPAQUE)
    if slot == about or slot.startswith(f"{_EVIDENCE}{about}/"):
        return True
    if first == "row":
        repeat, _, row = rest.rpartition("/")
        return f"{repeat}[{row}]" == about
    return f"{first}/" in _OF_A_QUESTION and rest == about


def _topic(slot: str) -> tuple[str, ...]:
    """Return the slots that speak of the same thing: an answer and the mark that it was not checked."""
    first, _, ref = slot.partition("/")
    return (f"answer/{ref}", f"skip/{ref}") if first in ("answer", "skip") else (slot,)


def _former(event: Event, topic: Sequence[str], values: Mapping[str, Mapping[str, Value]]) -> tuple[Value, ...]:
    said = (values.get(replaced, {}).get(slot) for replaced in event.replaces for slot in topic)
    return tuple(dict.fromkeys(value for value in said if value is not None))


def _value(write: Write) -> Value:
    what, value = write.slot.partition("/")[0], write.value
    if not isinstance(value, dict):
        return Value(what, "" if value is None else str(value))
    gone = bool(value.get("removed") or value.get("withdrawn"))
    if gone:
        return Value(what, str(value.get("reason", "")), gone=True)
    if what in ("site_closing", "statement"):
        return Value(what, str(value["name"] or value["function"]), answer=str(value["answer"]))
    words = ("name", "title", "outcome", "state")
    return Value(what, next((str(value[word]) for word in words if value.get(word)), ""))


def _undoing(told: Iterable[Said], dead: frozenset[str]) -> dict[str, str]:
    """Return when each cancelled event was taken back, by its hash."""
    found: dict[str, str] = defaultdict(str)
    for said in told:
        if said.event.cancels in dead and said.event.hash not in dead:
            found[said.event.cancels] = max(found[said.event.cancels], said.event.time)
    return found
