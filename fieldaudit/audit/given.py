"""What head office gives out and the field answers: assignments, and questions about single answers of an audit."""

from __future__ import annotations

from fieldaudit.audit.record_views import RecordView

TASK, NOTE = "task", "review_note"
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
        """Whether it is open, started or withdrawn; a withdrawal counts whatever else was said meanwhile."""
        said = {str(cell.value) for cell in self.slots.get("field/state", ())}
        if WITHDRAWN in said:
            return WITHDRAWN
        return STARTED if STARTED in said or self.audit else OPEN

    @property
    def audit(self) -> str:
        """The audit that was started from it."""
        return self.field("audit")


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
