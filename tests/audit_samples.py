"""Histories of a record as several seats could have written it, for tests of the domain and of the vault."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from fieldaudit.audit.events import Event, commitment, write_line, write_payload
from fieldaudit.audit.slots import Entry, writes

RECORD = "8c5f3f0e-6a2b-4a44-9a35-0d6fd3a1a111"
SEATS = ("a" * 32, "b" * 32)
REFS = ("/data/p", "/data/q")


@dataclass
class Story:
    """A record being written: `say` adds an event of a seat, in a stream of its own per seat."""

    record: str = RECORD
    entries: list[Entry] = field(default_factory=list)
    payloads: dict[str, bytes] = field(default_factory=dict)

    def say(  # noqa: PLR0913 - what an event says
        self,
        kind: str,
        payload: dict[str, Any],
        *,
        seat: int = 0,
        replaces: Sequence[str] = (),
        cancels: str = "",
        audience: str = "headoffice",
        readable: bool = True,
        type: str = "audit",  # noqa: A002 - the event's own word
    ) -> Event:
        """Add an event after all that came before; one that is not `readable` is sealed to somebody else."""
        mine = [entry.event for entry in self.entries if entry.event.seat == SEATS[seat]]
        data = write_payload(payload)
        event = write_line(
            {
                "record": self.record,
                "type": type,
                "seat": SEATS[seat],
                "inc": SEATS[seat],
                "seq": len(mine) + 1,
                "prev": mine[-1].hash if mine else "",
                "parent": "",
                "kind": kind,
                "lamport": len(self.entries) + 1,
                "time": f"2026-11-21T13:{len(self.entries) // 60 % 60:02d}:{len(self.entries) % 60:02d}.000Z",
                "offset": "+0",
                "late": False,
                "form": "",
                "audience": audience,
                "replaces": list(replaces),
                "cancels": cancels,
                "commit": commitment(b"\0" * 32, data),
                "sealed": not readable,
            }
        )
        self.payloads[event.hash] = data
        self.entries.append(Entry(event, writes(event, payload if readable else None)))
        return event


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["answer", "skip", "computed", "cancel", "row", "removed", "sealed", "field", "resolve"]),
        st.integers(0, 1),
        st.sampled_from(REFS),
        st.lists(st.integers(0, 40), max_size=3),
    ),
    max_size=40,
)


def told(steps: Sequence[tuple[str, int, str, list[int]]]) -> Story:
    """Return the story of random steps: each names events before it, by number, that it replaces or cancels."""
    story = Story()
    for number, (what, seat, ref, named) in enumerate(steps):
        known = [story.entries[index % len(story.entries)].event for index in named] if story.entries else []
        replaces = list(dict.fromkeys(event.hash for event in known))
        if what == "cancel":
            if known:
                story.say("event.cancelled", {"reason": "r"}, seat=seat, cancels=known[0].hash)
            continue
        kind, payload = _saying(what, ref, str(number))
        story.say(kind, payload, seat=seat, replaces=replaces, readable=what != "sealed")
    return story


def _saying(what: str, ref: str, value: str) -> tuple[str, dict[str, Any]]:
    row = {"repeat": "/data/r", "row": ref[-1]}
    return {
        "answer": ("answer.set", {"ref": ref, "value": value}),
        "sealed": ("answer.set", {"ref": ref, "value": value}),
        "skip": ("answer.skipped", {"ref": ref, "reason": value}),
        "computed": ("computed", {"values": {ref: value, "/data/sum": value}}),
        "row": ("row.added", row | {"after": ""}),
        "removed": ("row.removed", row | {"saw": []}),
        "field": ("field.set", {"fields": {"name": value, ref[-1]: value}}),
        "resolve": ("conflict.resolved", {"slot": f"answer/{ref}", "value": value, "reason": "r"}),
    }[what]
