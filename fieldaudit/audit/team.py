"""Who audits together: the lead, the members, and who does which section, as fields of a record of its own."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit.outline import template
from fieldaudit.audit.record_views import RecordView

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TEAM = "team"
AUDIT, LEAD, WHY = "audit", "lead", "lead_reason"
MEMBER, SECTION, LEFT = "member.", "section.", "left."
_LOOSE = "/"  # the questions that stand in no group
_SEAT = re.compile(r"[0-9a-f]{32}")
_LONGEST = 64  # as in a certificate
# what commands a screen, or turns the direction in which others read
_COMMANDING = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Member:
    """Somebody of the team by their seat; `left` says since when they are in it no more ("" while they are)."""

    seat: str
    name: str
    left: str = ""


class TeamView(RecordView):
    """The team of one audit; where two people decided a thing apart, the later counts."""

    @property
    def audit(self) -> str:
        """The audit."""
        return self.field(AUDIT)

    @property
    def lead(self) -> str:
        """The seat that closes the audit, "" where there is no team."""
        lead = self.field(LEAD)
        return lead if _SEAT.fullmatch(lead) else ""

    @property
    def members(self) -> tuple[Member, ...]:
        """Everybody who is or was in the team, by name; what is no seat is nobody."""
        found = (
            Member(seat, _shown(name), _shown(self.field(LEFT + seat)))
            for field, name in self.fields.items()
            if (seat := field.removeprefix(MEMBER)) != field and _SEAT.fullmatch(seat)
        )
        return tuple(sorted(found, key=lambda member: (member.name, member.seat)))

    @property
    def present(self) -> tuple[Member, ...]:
        """Those who are in the team."""
        return tuple(member for member in self.members if not member.left)

    @property
    def sections(self) -> Mapping[str, str]:
        """Who does which section: the seat by the section's reference ("" for loose questions); no entry where all may.

        Nobody has a section who left the team.
        """
        there = {member.seat for member in self.present}
        found = {
            section_ref(field.removeprefix(SECTION)): seat
            for field, seat in self.fields.items()
            if field.startswith(SECTION)
        }
        return {ref: seat for ref, seat in found.items() if seat in there}

    def name_of(self, seat: str) -> str:
        """Return the name of a member, "" for anybody else."""
        return next((member.name for member in self.members if member.seat == seat), "")


def _shown(text: str) -> str:
    """Return a text that another wrote, without what plays with a reader's screen."""
    return _COMMANDING.sub("", text)[:_LONGEST].strip()


def record_of(audit: str) -> str:
    """Return the id of the record that holds an audit's team: every machine makes the same one."""
    return str(uuid.uuid5(uuid.UUID(audit), TEAM))


def section_field(ref: str) -> str:
    """Return the field that says who does the section with this reference."""
    return SECTION + (template(ref) or _LOOSE)


def section_ref(named: str) -> str:
    """Return the reference of the section that a field names behind its prefix."""
    return "" if named == _LOOSE else named


def member_fields(seat: str, name: str) -> dict[str, str]:
    """Return the fields that bring somebody into the team, or back into it."""
    return {MEMBER + seat: name, LEFT + seat: ""}


def allocation(sections: Iterable[str], seat: str) -> dict[str, str]:
    """Return the fields that give sections to a seat; "" gives them back to everybody."""
    return {section_field(ref): seat for ref in sections}
