"""What head office gives out and the field answers: assignments, and questions about single answers of an audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.audit.record_views import RecordView

if TYPE_CHECKING:
    from fieldaudit.audit.cells import Register

TASK, NOTE, COUNTERSIGN = "task", "review_note", "countersign"
OPEN, STARTED, WITHDRAWN = "open", "started", "withdrawn"
ANSWERED, SETTLED = "answered", "settled"


class TaskView(RecordView):
    """An assignment: one person (`seat`) is to audit one site with one instrument; days are ISO, "" where not said."""

    @property
    def seat(self) -> str:
        """Whose it is."""
        return self.field("seat")

    @property
    def site(self) -> str:
        """The id of the site."""
        return self.field("site")

    @property
    def state(self) -> str:
        """Whether it is open, started or withdrawn; a withdrawal counts whatever else was said meanwhile.

        That it was started counts from whoever it was given to alone.
        """
        heads = self.slots.get("field/state", ())
        if any(cell.value == WITHDRAWN for cell in heads):
            return WITHDRAWN
        return STARTED if any(cell.value == STARTED for cell in self._own(heads)) or self.audit else OPEN

    @property
    def audit(self) -> str:
        """The audit that was started from it, as whoever it was given to says."""
        return next((str(cell.value) for cell in self._own(self.slots.get("field/audit", ()))), "")

    def _own(self, heads: Register) -> Register:
        return tuple(cell for cell in heads if cell.seat == self.seat)


class NoteView(RecordView):
    """A question about one answer (`ref`, a stable reference) of an audit, with the reply to it."""

    @property
    def audit(self) -> str:
        """The audit."""
        return self.field("audit")

    @property
    def ref(self) -> str:
        """The question it is about, "" for the audit as a whole."""
        return self.field("ref")

    @property
    def state(self) -> str:
        """Whether it is open, answered or settled."""
        if self.field("settled"):
            return SETTLED
        return ANSWERED if self.field("reply") else OPEN

    @property
    def asked(self) -> str:
        """When it was asked, UTC."""
        return next((cell.time for cell in self.slots.get("field/text", ())), "")

    @property
    def replied(self) -> str:
        """When it was answered, UTC."""
        return next((cell.time for cell in self.slots.get("field/reply", ())), "")

    @property
    def replier(self) -> str:
        """The seat that wrote the reply, whatever name it gives itself."""
        return next((cell.seat for cell in self.slots.get("field/reply", ())), "")


class CountersignView(RecordView):
    """What head office asks of one on-site supervisor (`seat`): to sign what a closing says to the site, or dissent."""

    @property
    def seat(self) -> str:
        """Who is asked."""
        return self.field("seat")

    @property
    def audit(self) -> str:
        """The audit that was closed."""
        return self.field("audit")

    @property
    def closing(self) -> str:
        """The closing, by its hash."""
        return self.field("closing")

    @property
    def version(self) -> int:
        """Its version, from 1."""
        text = self.field("version")
        return int(text) if text.isdecimal() else 0

    @property
    def asked(self) -> str:
        """When it was asked, UTC."""
        return next((cell.time for cell in self.slots.get("field/closing", ())), "")

    @property
    def withdrawn(self) -> str:
        """When it was withdrawn, UTC, "" while it stands; that counts whatever else was said meanwhile."""
        times = (cell.time for cell in self.slots.get("field/state", ()) if cell.value == WITHDRAWN)
        return min(times, default="")
