"""Working on one audit together: who leads, who does which section, and what goes back and forth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit import authority, team
from fieldaudit.audit.outline import outline
from fieldaudit.audit.sheet import title_of
from fieldaudit.audit.team import TEAM, TeamView
from fieldaudit.errors import AuditIsSigned, AuditLedByAnother, NotYourRole, ReasonMissing, TeamRefused
from fieldaudit.exchange import clock, colleagues, membership, team_package
from fieldaudit.trust import keys
from fieldaudit.vault import records
from fieldaudit.vault.reading import read_audit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from fieldaudit.exchange.colleagues import Colleague
    from fieldaudit.exchange.writer import Written
    from fieldaudit.vault import Vault

_WHY = 200


@dataclass(frozen=True)
class Part:
    """A section of an audit's form, and who does it: a seat with its name, both "" where it is anybody's."""

    ref: str
    number: int
    title: str
    seat: str = ""
    name: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody in the team; times are UTC or "", `news` says that something waits to be sent to them.

    `trouble` says why no package can be made for them, "" when one can.
    """

    seat: str
    name: str
    fingerprint: str
    me: bool
    leads: bool
    left: str
    sent: str
    came: str
    news: bool
    trouble: str


@dataclass(frozen=True)
class Team:
    """An audit's team as it stands; without `people` nobody shares the audit."""

    audit: str
    lead: str
    lead_name: str
    mine: bool
    people: tuple[Person, ...]
    parts: tuple[Part, ...]

    def sections_of(self, seat: str) -> tuple[Part, ...]:
        """Return the sections of one person."""
        return tuple(part for part in self.parts if part.seat == seat)


def team_of(vault: Vault, audit: str) -> Team:
    """Return who audits together and who does what; raises AuditUnknown, FormMissing."""
    session = read_audit(vault, audit).session
    view = team_package.team_of(vault, audit)
    sections = view.sections
    parts, seen = list[Part](), set[str]()
    for section in outline(session.form):
        if section.ref in seen:  # a large group that was cut around its own groups is one part all the same
            continue
        seen.add(section.ref)
        seat = sections.get(section.ref, "")
        parts.append(Part(section.ref, section.index, title_of(session, section), seat, view.name_of(seat)))
    people = tuple(_person(vault, audit, view, member) for member in view.members)
    leads = view.lead in ("", vault.seat)
    return Team(audit, view.lead, view.name_of(view.lead), leads, people, tuple(parts))


def _person(vault: Vault, audit: str, view: TeamView, member: team.Member) -> Person:
    me = member.seat == vault.seat
    return Person(
        seat=member.seat,
        name=member.name,
        fingerprint=keys.fingerprint(member.seat),
        me=me,
        leads=member.seat == view.lead,
        left=member.left,
        sent="" if me else team_package.sent_to(vault, audit, member.seat),
        came="" if me else team_package.what_is_there(vault, audit, member.seat).time,
        news=not me and not member.left and team_package.has_news(vault, audit, member.seat),
        trouble="" if me else colleagues.trouble(vault, member.seat),
    )


def share(vault: Vault, audit: str, who: Colleague, sections: Iterable[str] = ()) -> Team:
    """Bring a colleague into the team of an open audit and give them sections; only the lead does, whoever began it.

    Raises AuditUnknown, AuditIsSigned, NotYourRole, TeamRefused.
    """
    view = _lead_or_refuse(vault, audit)
    fields = {} if any(member.seat == who.seat for member in view.present) else team.member_fields(who.seat, who.name)
    refs = _known(vault, audit, sections)
    _say(vault, audit, view, fields | team.allocation(refs, who.seat))
    return team_of(vault, audit)


def allocate(vault: Vault, audit: str, seat: str, sections: Iterable[str]) -> Team:
    """Give sections to somebody of the team, or with "" to everybody; raises as `share`."""
    view = _lead_or_refuse(vault, audit)
    if seat and all(member.seat != seat for member in view.present):
        raise TeamRefused(reason="nobody of that name is in it")
    _say(vault, audit, view, team.allocation(_known(vault, audit, sections), seat))
    return team_of(vault, audit)


def hand_over(vault: Vault, audit: str, seat: str) -> Team:
    """Let somebody else of the team lead, and so close; raises as `share`."""
    view = _lead_or_refuse(vault, audit)
    if all(member.seat != seat for member in view.present):
        raise TeamRefused(reason="nobody of that name is in it")
    _say(vault, audit, view, {team.LEAD: seat, team.WHY: ""})
    return team_of(vault, audit)


def take_over(vault: Vault, audit: str, reason: str) -> Team:
    """Lead from now on, because the lead cannot; raises AuditIsSigned, ReasonMissing, TeamRefused."""
    view = _open_or_refuse(vault, audit)
    if view.lead == vault.seat:
        raise TeamRefused(reason="you lead it already")
    if all(member.seat != vault.seat for member in view.present):
        raise TeamRefused(reason="you are not in it")
    if not reason.strip():
        raise ReasonMissing(what="taking over the lead")
    _say(vault, audit, view, {team.LEAD: vault.seat, team.WHY: reason.strip()[:_WHY]})
    return team_of(vault, audit)


def leave(vault: Vault, audit: str, seat: str) -> Team:
    """Let somebody be in the team no more: their sections are anybody's, what they wrote stays theirs.

    The lead says so of others, everybody of themselves. Raises AuditUnknown, AuditIsSigned, TeamRefused.
    """
    view = _open_or_refuse(vault, audit) if seat == vault.seat else _lead_or_refuse(vault, audit)
    if all(member.seat != seat for member in view.present):
        raise TeamRefused(reason="nobody of that name is in it")
    if seat == view.lead:
        raise TeamRefused(reason="whoever leads hands the lead over first")
    _say(vault, audit, view, {team.LEFT + seat: clock.stamp(clock.now())})
    return team_of(vault, audit)


def send(  # noqa: PLR0913 - what goes to whom and where, how large, and who watches
    vault: Vault,
    audit: str,
    who: Colleague,
    out: Path,
    *,
    again: bool = False,
    max_size: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Written:
    """Write the package for a colleague of the team; raises TeamRefused, and as `team_package.send`."""
    view = team_package.team_of(vault, audit)
    if all(member.seat != who.seat for member in view.present):
        raise TeamRefused(reason=f"{who.name} is not in it")
    return team_package.send(vault, audit, who, out, again=again, max_size=max_size, progress=progress)


def require_lead(vault: Vault, audit: str) -> None:
    """Raise AuditLedByAnother where somebody else closes the audit."""
    view = team_package.team_of(vault, audit)
    if view.lead not in ("", vault.seat) and any(member.seat == view.lead for member in view.present):
        raise AuditLedByAnother(lead=view.name_of(view.lead))


def find_sections(team_now: Team, wanted: Sequence[str]) -> list[str]:
    """Return the references of sections named by number, reference or title; raises TeamRefused."""
    found = []
    for name in wanted:
        matching = [
            part.ref for part in team_now.parts if name in (str(part.number), part.ref) or name == part.title.strip()
        ]
        if len(matching) != 1:
            raise TeamRefused(reason=f"the form has no section {name}")
        found.append(matching[0])
    return found


def _known(vault: Vault, audit: str, sections: Iterable[str]) -> list[str]:
    wanted = list(sections)
    known = {part.ref for part in team_of(vault, audit).parts}
    if any(ref not in known for ref in wanted):
        raise TeamRefused(reason="the form has no such section")
    return wanted


def _lead_or_refuse(vault: Vault, audit: str) -> TeamView:
    view = _open_or_refuse(vault, audit)
    if view.lead not in ("", vault.seat):
        raise TeamRefused(reason=f"{view.name_of(view.lead)} leads it and says who does what")
    return view


def _open_or_refuse(vault: Vault, audit: str) -> TeamView:
    reading = read_audit(vault, audit)
    role = membership.member(vault).role
    if not authority.allowed(TEAM, role):
        raise NotYourRole(role=role, what="share an audit")
    if reading.view.signed:
        raise AuditIsSigned
    return team_package.team_of(vault, audit)


def _say(vault: Vault, audit: str, view: TeamView, fields: dict[str, str]) -> None:
    """Record what changes; with the first thing said the one who says it leads."""
    record, me = team.record_of(audit), membership.member(vault)
    events = []
    if not view.lead:
        begun = {team.AUDIT: audit, team.LEAD: vault.seat} | team.member_fields(vault.seat, me.name) | fields
        if vault.record_types().get(record) == TEAM:
            events.append(records.fields_set(vault, record, TEAM, begun))
        else:
            events.append(records.created(record, TEAM, me.branch, begun))
    elif changed := {name: text for name, text in fields.items() if view.field(name) != text}:
        events.append(records.fields_set(vault, record, TEAM, changed))
    if events:
        vault.append(events)
