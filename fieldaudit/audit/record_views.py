"""Records as screens and reports read them: a party, a site, a visit, each assembled from its cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from fieldaudit.audit.cells import Register, conflicts, fields_of, registers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fieldaudit.audit.cells import Cell

ANNOUNCEMENTS = ("announced", "semi-announced", "unannounced")


@dataclass(frozen=True)
class RecordView:
    """A record of fields; where two people set one field, the later is shown and both are in `conflicts`."""

    id: str
    branch: str
    fields: Mapping[str, str]
    slots: Mapping[str, Register]

    @classmethod
    def of(cls, cells: Iterable[Cell]) -> Self:
        """Assemble the record from its cells; without any it is an empty record with the id ""."""
        slots = registers(cells)
        record = next((heads[0].record for heads in slots.values()), "")
        branch = slots["branch"][0].value if "branch" in slots else ""
        return cls(record, branch, fields_of(slots), slots)

    @property
    def audience(self) -> str:
        """Whom its creation was for; head office where that is not known."""
        return self.slots["branch"][0].audience if "branch" in self.slots else "headoffice"

    @property
    def conflicts(self) -> Mapping[str, Register]:
        """Slots with several heads."""
        return conflicts(dict(self.slots))

    def heads(self, slot: str) -> tuple[str, ...]:
        """Return the hashes of a slot's heads: what an event that sets it replaces."""
        return tuple(cell.event for cell in self.slots.get(slot, ()))

    def field(self, name: str) -> str:
        """Return a field's text, "" when it was never set."""
        return self.fields.get(name, "")


class PartyView(RecordView):
    """An organisation; `roles` are words like client, supplier, partner_agency, separated by spaces."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.field("name")

    @property
    def roles(self) -> tuple[str, ...]:
        """What it is to us."""
        return tuple(self.field("roles").split())

    @property
    def country(self) -> str:
        """Where it is registered."""
        return self.field("country")


class SiteView(RecordView):
    """A place of a party: a workplace, a dormitory or a household."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.field("name")

    @property
    def party(self) -> str:
        """The id of the party that it belongs to."""
        return self.field("party")

    @property
    def kind(self) -> str:
        """Whether it is a workplace, a dormitory or a household."""
        return self.field("kind")

    @property
    def address(self) -> str:
        """Where it lies."""
        return self.field("address")

    @property
    def country(self) -> str:
        """In which country it lies."""
        return self.field("country")

    @property
    def jurisdiction(self) -> str:
        """Which profile of legal figures applies."""
        return self.field("jurisdiction")

    @property
    def risk(self) -> str:
        """How likely and grave problems are there, as head office sees it."""
        return self.field("risk")


class VisitView(RecordView):
    """A visit to a site, with one or more audits."""

    @property
    def site(self) -> str:
        """The id of the site."""
        return self.field("site")

    @property
    def announcement(self) -> str:
        """One of `ANNOUNCEMENTS`, "" where it is not known."""
        return self.field("announcement")

    @property
    def previous(self) -> str:
        """The id of the visit before this one at the site."""
        return self.field("previous")
