"""How events become state: which slots an event writes, and which of a slot's events are its live heads."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fieldaudit.audit.events import MAX_PAYLOAD, Event
from fieldaudit.errors import EventRefused

OPAQUE = "sealed/"
STATEMENT = "closing.statement"
_BESIDE = ("closing.signed", STATEMENT)  # what somebody signed stands beside what others signed
_HEAD = (str, str, str, int, str)  # record, seat, inc, seq, hash
# slots that hold text; what a finding, a state or a row is, its own kinds of events settle
_RESOLVABLE = ("answer/", "skip/", "note/", "computed/", "field/", "branch")
# each writes one of the two slots of its question (a choice between answers does, too) and clears the other
_CLEARING = ("answer.set", "answer.skipped", "conflict.resolved")
_OPPOSITE = {"answer": "skip", "skip": "answer"}
_BARE = r'([^"\\\x00-\x1f]*+)'  # what stands in JSON as it is
_PLAIN_ANSWER = re.compile(rf'\{{"ref":"{_BARE}","value":"{_BARE}"\}}')

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Write:
    """What one event says about one slot; a `clears` only takes the place of what the event replaces there."""

    slot: str
    value: Any = None
    clears: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """An event with what it writes, as the pure functions here need it."""

    event: Event
    writes: tuple[Write, ...]


def writes(event: Event, payload: Payload | None) -> tuple[Write, ...]:
    """Return the slots that `event` writes; `payload` is None when it is sealed or absent.

    Raises EventRefused when the payload lacks what its kind needs. A kind that this version does not know writes
    nothing: it is kept and passed on.
    """
    if event.kind in ("event.cancelled", "subject.key"):
        return ()
    if payload is None:
        return (Write(OPAQUE + event.hash),)
    writer = _WRITERS.get(event.kind)
    if writer is None:
        return ()
    if event.kind in _BESIDE and event.replaces:
        raise EventRefused(reason="a signature or a statement takes the place of nothing")
    try:
        return tuple(writer(payload))
    except (LookupError, TypeError, AttributeError):
        raise EventRefused(reason=f"the payload of {event.kind} lacks what it needs") from None


def replayed(event: Event, payload: Payload | None) -> tuple[Write, ...]:
    """Return what an event that is here writes: what `writes` says, and nothing where that would refuse it.

    A program that knows an event's kind takes it in only when its payload holds what that needs; one that did not know
    the kind took it in as it was.
    """
    try:
        return writes(event, payload)
    except EventRefused:
        return ()


def plain_answer(event: Event, payload: bytes) -> tuple[str, str] | None:
    """Return ref and value of an answer as this program writes most, which needs no JSON reader; None of all else."""
    if event.kind != "answer.set" or len(payload) > MAX_PAYLOAD:
        return None
    try:
        found = _PLAIN_ANSWER.fullmatch(payload.decode())
    except UnicodeError:
        return None
    return (found[1], found[2]) if found else None


def opposite(slot: str) -> str:
    """Return the slot that whoever answers or skips in `slot` clears, "" for a slot of another kind."""
    kind, _, ref = slot.partition("/")
    return f"{_OPPOSITE[kind]}/{ref}" if kind in _OPPOSITE else ""


def clears(event: Event) -> bool:
    """Whether an event clears the opposite of the slot that it writes; there is something only where it replaces."""
    return event.kind in _CLEARING and bool(event.replaces)


def _text(payload: Payload, key: str) -> str:
    value = payload[key]
    if not isinstance(value, str):
        raise TypeError(key)
    return value


def _if_any(payload: Payload, key: str) -> str:
    return _text(payload, key) if payload.get(key) is not None else ""


def _fields(payload: Payload) -> Iterable[Write]:
    for name in payload["fields"]:
        yield Write(f"field/{name}", _text(payload["fields"], name))


def _created(payload: Payload) -> Iterable[Write]:
    yield Write("branch", _text(payload, "branch"))
    yield from _fields(payload)


def _answer(payload: Payload) -> Iterable[Write]:
    ref = _text(payload, "ref")
    yield Write(f"answer/{ref}", _text(payload, "value"))
    yield Write(f"skip/{ref}", clears=True)


def _skip(payload: Payload) -> Iterable[Write]:
    ref = _text(payload, "ref")
    yield Write(f"skip/{ref}", _text(payload, "reason"))
    yield Write(f"answer/{ref}", clears=True)


def _note(payload: Payload) -> Iterable[Write]:
    yield Write(f"note/{_text(payload, 'ref')}", _text(payload, "text"))


def _computed(payload: Payload) -> Iterable[Write]:
    for ref in payload["values"]:
        yield Write(f"computed/{ref}", _text(payload["values"], ref))


def _row(payload: Payload) -> str:
    row = _text(payload, "row")
    if set(row) & set("[]/"):  # it stands in references
        raise TypeError(row)
    return row


def row_slot(repeat: str, row: str) -> str:
    """Return the slot that says whether the row `row` of the repeat with this stable ref is there."""
    return f"row/{repeat}/{row}"


def _row_added(payload: Payload) -> Iterable[Write]:
    repeat, row = _text(payload, "repeat"), _row(payload)
    yield Write(row_slot(repeat, row), {"removed": False})
    # a slot of its own, so that a removed row keeps its place for the rows that were put after it
    yield Write(f"place/{repeat}/{row}", _text(payload, "after"))


def _row_removed(payload: Payload) -> Iterable[Write]:
    value = {"removed": True, "saw": list(payload["saw"])}
    yield Write(row_slot(_text(payload, "repeat"), _row(payload)), value)


def _evidence(payload: Payload) -> Iterable[Write]:
    # the secret opens the file: it goes to the vault's table of blobs, never into what screens and reports read
    value: dict[str, Any] = {name: _text(payload, name) for name in ("ref", "blob", "name", "media_type", "sha256")}
    value |= {"size": payload["size"], "taken": _if_any(payload, "taken"), "file": _if_any(payload, "file")}
    _if_any(payload, "secret")
    if type(value["size"]) is not int:
        raise TypeError
    yield Write(f"evidence/{value['ref']}/{value['blob']}", value)


def _evidence_removed(payload: Payload) -> Iterable[Write]:
    value = {"removed": True, "reason": _text(payload, "reason")}
    yield Write(f"evidence/{_text(payload, 'ref')}/{_text(payload, 'blob')}", value)


def _finding(payload: Payload) -> Iterable[Write]:
    for name in ("ref", "verdict", "severity", "title"):
        _text(payload, name)
    if not isinstance(payload.get("reasons", []), list):
        raise TypeError
    yield Write(f"finding/{_text(payload, 'finding')}", dict(payload))


def _withdrawn(payload: Payload) -> Iterable[Write]:
    yield Write(f"finding/{_text(payload, 'finding')}", {**payload, "withdrawn": _text(payload, "reason")})


def _action_opened(payload: Payload) -> Iterable[Write]:
    for name in ("finding", "audit", "kind", "text", "owner", "due"):
        yield Write(f"field/{name}", _text(payload, name))
    yield Write("state", {"state": "open", "note": "", "verification": None})


def _action_state(payload: Payload) -> Iterable[Write]:
    verification = payload["verification"]
    if verification is not None:
        verification = {name: _text(verification, name) for name in ("method", "by", "seen")}
    value = {"state": _text(payload, "state"), "note": _text(payload, "note"), "verification": verification}
    yield Write("state", value)


def _closing(payload: Payload) -> Iterable[Write]:
    for name in ("outcome", "reason", "form", "commitments"):
        _text(payload, name)
    if type(payload["version"]) is not int or any(tuple(map(type, head)) != _HEAD for head in payload["heads"]):
        raise TypeError
    yield Write(f"closing/{payload['version']}", dict(payload))


def _site_closing(payload: Payload) -> Iterable[Write]:
    for name in ("name", "function", "answer"):
        _text(payload, name)
    yield Write(f"site_closing/{_text(payload, 'closing')}", dict(payload))


def _statement(payload: Payload) -> Iterable[Write]:
    for name in ("audit", "name", "function", "answer", "comment", "signature"):
        _text(payload, name)
    yield Write(f"statement/{_text(payload, 'closing')}", dict(payload))


def _amended(payload: Payload) -> Iterable[Write]:
    yield Write(f"amendment/{_text(payload, 'closing')}", _text(payload, "reason"))


def _closing_chosen(payload: Payload) -> Iterable[Write]:
    if type(payload["version"]) is not int:
        raise TypeError
    said = {"closing": _text(payload, "closing"), "reason": _text(payload, "reason")}
    yield Write(f"closing_choice/{payload['version']}", said)


def _resolved(payload: Payload) -> Iterable[Write]:
    slot = _text(payload, "slot")
    if not slot.startswith(_RESOLVABLE):
        raise TypeError(slot)
    yield Write(slot, _text(payload, "value"))
    if opposite(slot):
        yield Write(opposite(slot), clears=True)


def _consent(payload: Payload) -> Iterable[Write]:
    if not all(isinstance(name, str) for name in (*payload["erased"], *payload.get("blobs", ()))):
        raise TypeError
    yield Write(f"consent/{_text(payload, 'subject')}", _text(payload, "reason"))


_WRITERS: Mapping[str, Callable[[Payload], Iterable[Write]]] = {
    "record.created": _created,
    "field.set": _fields,
    "answer.set": _answer,
    "answer.skipped": _skip,
    "note.set": _note,
    "computed": _computed,
    "row.added": _row_added,
    "row.removed": _row_removed,
    "evidence.attached": _evidence,
    "evidence.removed": _evidence_removed,
    "finding.raised": _finding,
    "finding.withdrawn": _withdrawn,
    "action.opened": _action_opened,
    "action.state": _action_state,
    "closing.signed": _closing,
    "closing.site": _site_closing,
    STATEMENT: _statement,
    "closing.chosen": _closing_chosen,
    "audit.amended": _amended,
    "conflict.resolved": _resolved,
    "consent.withdrawn": _consent,
}
KINDS = (*_WRITERS, "event.cancelled", "subject.key")


def cancelled(events: Iterable[Event]) -> frozenset[str]:
    """Return the hashes of the events that an event of the same seat, itself not cancelled, names in `cancels`."""
    by_hash = {event.hash: event for event in events}
    cancellers: dict[str, list[str]] = defaultdict(list)
    for event in by_hash.values():
        target = by_hash.get(event.cancels)
        if target is not None and target.seat == event.seat:
            cancellers[target.hash].append(event.hash)
    return resolve_cancels(cancellers)


def resolve_cancels(cancellers: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Return which events are cancelled, given for each the events that name it in `cancels`."""
    # A line holds the hash of what it cancels, so there are no circles; no recursion, for an undo chain may be long.
    known: dict[str, bool] = {}
    for start in cancellers:
        stack = [start]
        while stack:
            target = stack[-1]
            unknown = [by for by in cancellers.get(target, ()) if by not in known]
            if unknown:
                stack.extend(unknown)
            else:
                known[stack.pop()] = not all(known[by] for by in cancellers.get(target, ()))
    return frozenset(target for target, is_cancelled in known.items() if is_cancelled)


def heads(entries: Iterable[Entry]) -> dict[str, tuple[str, ...]]:
    """Return the live heads (event hashes, sorted) of every slot; the order of `entries` does not matter."""
    entries = list(entries)
    dead = cancelled(entry.event for entry in entries)
    writers: dict[str, set[str]] = defaultdict(set)
    touched: dict[str, set[str]] = defaultdict(set)
    replaced_by: dict[str, set[str]] = defaultdict(set)
    for entry in (entry for entry in entries if entry.event.hash not in dead):
        for write in entry.writes:
            touched[write.slot].add(entry.event.hash)
            if not write.clears:
                writers[write.slot].add(entry.event.hash)
        for target in entry.event.replaces:
            replaced_by[target].add(entry.event.hash)
    found = {slot: slot_heads(slot, live, touched[slot], replaced_by) for slot, live in writers.items()}
    return {slot: live for slot, live in found.items() if live}


def slot_heads(
    slot: str, writers: Iterable[str], touched: set[str], replaced_by: Mapping[str, set[str]]
) -> tuple[str, ...]:
    """Return the heads of one slot among `writers`, its not cancelled events.

    `touched` are all not cancelled events that write or clear the slot, `replaced_by` names for an event the not
    cancelled ones that replace it. An opaque slot is replaced by whatever names its event: nobody sees more than that.
    """
    if slot.startswith(OPAQUE):
        return tuple(sorted(event for event in writers if not replaced_by.get(event)))
    return tuple(sorted(event for event in writers if touched.isdisjoint(replaced_by.get(event, ()))))
