"""An audit as it stands: answers, rows, evidence, findings, closings, and every conflict, assembled from its cells."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.audit import finding_view
from fieldaudit.audit.cells import in_order
from fieldaudit.audit.record_views import RecordView
from fieldaudit.audit.slots import row_slot

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fieldaudit.audit.cells import Cell, Register
    from fieldaudit.audit.finding_view import FindingView


#: Slots in which several heads are no conflict: none of them takes anything from another.
_SIDE_BY_SIDE = (
    *("answer/", "skip/", "place/", "evidence/", "sealed/"),
    *("site_closing/", "statement/", "amendment/", "consent/"),
)


def differ(slot: str, heads: Register) -> bool:
    """Return whether the heads of a slot contradict each other; what is said of a question is `AuditView.disputed`."""
    if slot.startswith(_SIDE_BY_SIDE):
        return False
    if slot.startswith("closing/"):  # two signatures are two, whatever they say
        return len(heads) > 1
    said = [cell.value["removed"] if slot.startswith("row/") else cell.value for cell in heads]
    return any(value != said[0] for value in said[1:])


@dataclass(frozen=True)
class Evidence:
    """An attachment to a question, a finding or an action; `event` is what removing it replaces."""

    ref: str
    blob: str
    name: str
    media_type: str
    size: int
    sha256: str
    taken: str
    audience: str
    event: str


@dataclass(frozen=True)
class SignedClosing:
    """A closing by its version; `hash` is the closing hash printed on every page."""

    version: int
    hash: str
    outcome: str
    reason: str
    form: str
    seat: str
    time: str
    payload: Mapping[str, Any]


class AuditView(RecordView):
    """An audit. Answers are by stable reference; one that several people gave shows the latest, `conflicts` has all."""

    @property
    def form(self) -> str:
        """The digest of the form that it pins."""
        return self.field("form")

    @property
    def visit(self) -> str:
        """The id of the visit that it belongs to."""
        return self.field("visit")

    @property
    def answers(self) -> dict[str, str]:
        """Answers that are not blank."""
        return {ref: value for ref, value in self._texts("answer/").items() if value}

    @property
    def skips(self) -> dict[str, str]:
        """Questions marked as not checked, with the reason."""
        return {ref: reason for ref, reason in self._texts("skip/").items() if reason}

    @property
    def notes(self) -> dict[str, str]:
        """Notes that are not blank."""
        return {ref: text for ref, text in self._texts("note/").items() if text}

    @property
    def computed(self) -> dict[str, str]:
        """Values that the one who answered had computed."""
        return self._texts("computed/")

    @property
    def values(self) -> dict[str, str]:
        """Everything that a session resumes with: computed values and answers."""
        return self.computed | self._texts("answer/")

    def _texts(self, prefix: str) -> dict[str, str]:
        return {slot[len(prefix) :]: heads[0].value for slot, heads in self._under(prefix)}

    def _under(self, prefix: str) -> Iterable[tuple[str, Register]]:
        return ((slot, heads) for slot, heads in self.slots.items() if slot.startswith(prefix))

    @property
    def rows(self) -> dict[str, tuple[str, ...]]:
        """The rows of each repeat that are there, in order; one that somebody removed and somebody added anew is."""
        repeats: dict[str, dict[str, Cell]] = defaultdict(dict)
        for slot, heads in self._under("place/"):
            repeat, _, row = slot.removeprefix("place/").rpartition("/")
            repeats[repeat][row] = heads[-1]  # of two who added it alike, the one who did so first
        return {
            repeat: tuple(row for row in _ordered(found) if not self._is_removed(row_slot(repeat, row)))
            for repeat, found in repeats.items()
        }

    def _is_removed(self, slot: str) -> bool:
        return all(cell.value["removed"] for cell in self.slots.get(slot, ()))

    @property
    def disputed(self) -> dict[str, Register]:
        """Questions that people answered, or marked as not checked, without knowing of each other, by reference.

        An answer takes the place of the skip that it saw and a skip that of the answer, so where both stand neither
        saw the other, and they are a conflict as two answers are. The latest is first.
        """
        found: dict[str, Register] = defaultdict(tuple)
        for prefix in ("answer/", "skip/"):
            for slot, heads in self._under(prefix):
                found[slot.removeprefix(prefix)] += heads
        return {ref: in_order(heads) for ref, heads in found.items() if len(heads) > 1}

    @property
    def conflicts(self) -> Mapping[str, Register]:
        """Slots whose heads say different things, and questions that people answered apart (a skip is an answer).

        What both computed or raised alike is no conflict, nor are amendments and the like: each of them stands.
        """
        disputed = {f"answer/{ref}": heads for ref, heads in self.disputed.items()}
        others = {slot: heads for slot, heads in super().conflicts.items() if differ(slot, heads)}
        return others | disputed

    @property
    def unseen(self) -> dict[str, tuple[Cell, ...]]:
        """Answers in removed rows that who removed them had not seen, by the row's slot: a conflict."""
        found = {}
        for slot, heads in self._under("row/"):
            if not self._is_removed(slot):
                continue
            repeat, _, row = slot.removeprefix("row/").rpartition("/")
            saw = {event for cell in heads for event in cell.value["saw"]}
            below = self._under(f"answer/{repeat}[{row}]/")
            unseen = tuple(cell for _, answers in below for cell in answers if cell.event not in saw)
            if unseen:
                found[slot] = unseen
        return found

    @property
    def evidence(self) -> dict[str, tuple[Evidence, ...]]:
        """Attachments by the reference that they belong to, oldest first."""
        return evidence_of(self.slots)

    @property
    def findings(self) -> dict[str, FindingView]:
        """Findings as the audit raised them, withdrawn ones included; `finding_view.view` adds their own records."""
        found = {slot.removeprefix("finding/"): heads for slot, heads in self._under("finding/")}
        return {finding: finding_view.view(finding, heads) for finding, heads in found.items()}

    @property
    def closings(self) -> tuple[SignedClosing, ...]:
        """All closings, by version; two of one version were signed without knowing of each other."""
        found = [_closing(cell) for _, heads in self._under("closing/") for cell in heads]
        return tuple(sorted(found, key=lambda closing: (closing.version, closing.time, closing.hash)))

    @property
    def site_closings(self) -> dict[str, tuple[Mapping[str, Any], ...]]:
        """What the site's representatives signed, by the closing hash."""
        return {
            slot.removeprefix("site_closing/"): tuple(cell.value for cell in heads)
            for slot, heads in self._under("site_closing/")
        }

    @property
    def amendments(self) -> dict[str, str]:
        """Why closings were taken up again, by closing hash."""
        return self._texts("amendment/")

    @property
    def closing(self) -> SignedClosing | None:
        """The closing that stands: the last one, or the one chosen of several, unless it was taken up again."""
        last = self.closings[-1] if self.closings else None
        if last is not None:
            chosen = self.chosen_closing(last.version)
            last = next((one for one in self.closings if one.hash == chosen and one.version == last.version), last)
        return None if last is None or last.hash in self.amendments else last

    def chosen_closing(self, version: int) -> str:
        """Return the hash of the closing that was chosen of several of a version, "" while that is open."""
        chosen = {str(cell.value["closing"]) for cell in self.slots.get(f"closing_choice/{version}", ())}
        return chosen.pop() if len(chosen) == 1 else ""

    @property
    def signed(self) -> bool:
        """Whether a closing stands, so that it must be amended before it changes."""
        return self.closing is not None

    @property
    def next_version(self) -> int:
        """The version that the next closing has, from 1."""
        return self.closings[-1].version + 1 if self.closings else 1

    @property
    def state(self) -> str:
        """Whether it is a draft, in_progress or signed; what was sent is not in the journal."""
        if self.closing:
            return "signed"
        started = any(slot.startswith(("answer/", "skip/", "evidence/", "sealed/")) for slot in self.slots)
        return "in_progress" if started or self.closings else "draft"

    @property
    def withdrawn(self) -> dict[str, str]:
        """The respondents who withdrew their consent, so that what they said was erased, with the reason as told."""
        return self._texts("consent/")

    @property
    def sealed(self) -> int:
        """How many restricted or redacted payloads stand that cannot be read here."""
        return sum(1 for _ in self._under("sealed/"))


def overall_state(state: str, *, sent: bool, confirmed: bool) -> str:
    """Return an audit's state with what this vault knows of its way to head office."""
    if state != "signed":
        return state
    return "confirmed" if confirmed else "sent" if sent else "signed"


def evidence_of(slots: Mapping[str, Register]) -> dict[str, tuple[Evidence, ...]]:
    """Return the attachments of a record (audit, finding, action) by reference, oldest first."""
    found: dict[str, list[Cell]] = defaultdict(list)
    for slot, heads in slots.items():
        # an attachment that one person removed while another attached it anew stays
        standing = [cell for cell in heads if not cell.value.get("removed")] if slot.startswith("evidence/") else []
        if standing:
            found[standing[0].value["ref"]].append(standing[0])
    return {
        ref: tuple(_evidence(cell) for cell in sorted(cells, key=lambda cell: (cell.lamport, cell.event)))
        for ref, cells in found.items()
    }


def _evidence(cell: Cell) -> Evidence:
    said = {name: cell.value[name] for name in ("ref", "blob", "name", "media_type", "size", "sha256", "taken")}
    return Evidence(**said, audience=cell.audience, event=cell.event)


def _closing(cell: Cell) -> SignedClosing:
    said = cell.value
    return SignedClosing(
        said["version"], cell.event, said["outcome"], said["reason"], said["form"], cell.seat, cell.time, said
    )


def _ordered(found: Mapping[str, Cell]) -> list[str]:
    """Return rows, each after the one that it was put after, those put after the same one as they were added."""
    below: dict[str, list[str]] = defaultdict(list)
    for row, cell in sorted(found.items(), key=lambda item: (item[1].lamport, item[0])):
        below[cell.value if cell.value in found and cell.value != row else ""].append(row)
    ordered: list[str] = []
    waiting = below.pop("", [])[::-1]
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting.extend(below.pop(row, [])[::-1])
    return [*ordered, *(row for rows in below.values() for row in rows)]  # the last ones name each other in a circle
