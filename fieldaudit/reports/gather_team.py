"""Who made the audit: its team with the sections of each, and whoever the visit names besides."""

import re
from collections.abc import Iterable, Mapping

from fieldaudit.audit.outline import outline
from fieldaudit.audit.team import TeamView, record_of
from fieldaudit.reports.data import Person, Section
from fieldaudit.reports.source import Source

LEAD, MEMBER = "lead", "auditor"


def auditors_of(source: Source, named: str, titles: Mapping[str, str]) -> tuple[Person, ...]:
    """Return the lead first, then the members by name, then the names that were typed for the visit (`named`).

    `titles` are those of the report's sections by reference: a section that is not for the reader is named to nobody.
    Everybody who audited met the site, so their names are for the site.
    """
    team = _team(source, titles)
    known = {_plain(person.name) for person in team}
    typed = (name.strip() for name in re.split(r"[,;\n]", named))
    others = {_plain(name): name for name in typed if name and _plain(name) not in known}
    return (*team, *(Person(name, "", "site") for name in others.values()))


def titles_of(source: Source, sections: Iterable[Section]) -> dict[str, str]:
    """Return the titles of the form's sections that stand in a report, by reference."""
    there = {section.title for section in sections}
    found: dict[str, str] = {}
    for section, place in zip(source.sheet.sections, outline(source.form), strict=True):
        if section.title and section.title in there:
            found.setdefault(place.ref, section.title)
    return found


def _team(source: Source, titles: Mapping[str, str]) -> list[Person]:
    """Return those who are in the team, and who left it after they had written in the audit."""
    audit = source.view.id
    view = TeamView.of(source.vault.cells(record_of(audit), "field/"))
    wrote = {head.seat for head in source.vault.streams([audit])}
    whose = view.sections
    people = [
        Person(
            name=_name(source, member.seat, member.name),
            function=LEAD if member.seat == view.lead else MEMBER,
            audience="site",
            sections=tuple(title for ref, title in titles.items() if whose.get(ref) == member.seat),
        )
        for member in view.members
        if not member.left or member.seat in wrote
    ]
    return sorted(people, key=lambda person: (person.function != LEAD, person.name.casefold()))


def _name(source: Source, seat: str, typed: str) -> str:
    """Return somebody's name by their certificate, else as the team has it."""
    row = source.vault.exchange_log.certificate(seat)
    return row.name if row is not None else typed


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
