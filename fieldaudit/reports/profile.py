"""Which parts may stand in which report: a positive choice, never a larger report with things left out.

A part enters only when its own audience is in the profile's set. A part whose audience is unknown counts as head
office's; a restricted one enters nowhere. Counts of fewer than five interviewees stay with head office.
"""

from dataclasses import replace

from fieldaudit.errors import ReportAudienceMixed
from fieldaudit.reports.data import Action, Fact, Finding, Person, Photo, Profile, ReportData, Score, Section, parts

_ALLOWED: dict[str, frozenset[str]] = {
    "site": frozenset({"site"}),
    "client": frozenset({"site", "client"}),
    "headoffice": frozenset({"site", "client", "headoffice"}),
}
_FEWEST_INTERVIEWEES = 5


def enters(audience: str, profile: str) -> bool:
    """Whether a part marked `audience` ("" counts as head office's) may stand in a report for `profile`."""
    return (audience or "headoffice") in _ALLOWED[profile]


def countable(interviewees: int | None, profile: str) -> bool:
    """Whether a count over so many interviewed people (None: over none) may be shown in `profile`."""
    return profile == "headoffice" or interviewees is None or interviewees >= _FEWEST_INTERVIEWEES


def profile(source: ReportData, audience: Profile) -> ReportData:
    """Build the report for `audience` from the parts of `source` that are meant for it, and nothing else."""
    chosen = [finding for finding in source.findings if enters(finding.audience, audience)]
    numbers = {finding.number: number for number, finding in enumerate(chosen, start=1)}
    sections = _sections(source.sections, audience, numbers)
    titles = {section.title for section in sections}
    findings = tuple(_finding(finding, audience, numbers[finding.number], titles) for finding in chosen)
    visit = source.visit
    return ReportData(
        language=source.language,
        organisation=source.organisation,
        audit=source.audit,
        form_title=source.form_title,
        form_version=source.form_version,
        form_digest=source.form_digest,
        site=source.site,
        visit=replace(
            visit,
            auditors=tuple(_doing(person, titles) for person in _people(visit.auditors, audience)),
            met=_people(visit.met, audience),
            facts=tuple(fact for fact in visit.facts if _fact_enters(fact, audience)),
        ),
        sections=sections,
        findings=findings,
        actions=_actions(source.actions, numbers, audience),
        score=_score(source.score, audience),
        photos=_photos(source.photos, audience),
        closing=source.closing,
        statements=tuple(one for one in source.statements if enters(one.audience, audience)),
        amended_from=source.amended_from,
    )


def check(data: ReportData, audience: Profile) -> None:
    """Refuse `data` that holds a part above `audience`, or a count of too few interviewees.

    Raises ReportAudienceMixed.
    """
    for part in parts(data):
        if not enters(getattr(part, "audience", ""), audience) or not _count_enters(part, audience):
            raise ReportAudienceMixed(profile=audience)


def _count_enters(part: object, audience: Profile) -> bool:
    if isinstance(part, Fact):
        return countable(part.interviewees, audience)
    if isinstance(part, Finding):
        shown = part.affected is not None or part.sampled is not None
        return not (part.from_interviews and shown) or countable(part.sampled or 0, audience)
    return True


def _fact_enters(fact: Fact, audience: Profile) -> bool:
    return enters(fact.audience, audience) and countable(fact.interviewees, audience)


def _people(people: tuple[Person, ...], audience: Profile) -> tuple[Person, ...]:
    return tuple(person for person in people if enters(person.audience, audience))


def _doing(person: Person, titles: set[str]) -> Person:
    return replace(person, sections=tuple(title for title in person.sections if title in titles))


def _photos(photos: tuple[Photo, ...], audience: Profile) -> tuple[Photo, ...]:
    return tuple(photo for photo in photos if enters(photo.audience, audience))


def _score(score: Score | None, audience: Profile) -> Score | None:
    return score if score is not None and enters(score.audience, audience) else None


def _sections(sections: tuple[Section, ...], audience: Profile, numbers: dict[int, int]) -> tuple[Section, ...]:
    """Sections with at least one answer for `audience`; a title meant for others gives way to none."""
    chosen = []
    for section in sections:
        answers = tuple(
            replace(answer, finding=numbers.get(answer.finding, 0))
            for answer in section.answers
            if enters(answer.audience, audience)
        )
        if answers:
            titled = enters(section.audience, audience)
            chosen.append(replace(section, answers=answers) if titled else Section("", answers, "site"))
    return tuple(chosen)


def _finding(finding: Finding, audience: Profile, number: int, titles: set[str]) -> Finding:
    """Give the finding with its own number in this report, so that a gap does not tell of one that is not here."""
    section = finding.section if finding.section in titles else ""
    kept = replace(finding, number=number, section=section, photos=_photos(finding.photos, audience))
    return kept if _count_enters(kept, audience) else replace(kept, affected=None, sampled=None, reasons=())


def _actions(actions: tuple[Action, ...], numbers: dict[int, int], audience: Profile) -> tuple[Action, ...]:
    """Actions for `audience` on findings that are in this report."""
    return tuple(
        replace(action, finding=numbers[action.finding])
        for action in actions
        if enters(action.audience, audience) and action.finding in numbers
    )
