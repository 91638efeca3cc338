"""Fills a report's data from the vault, choosing each part for its reader before it is read any further."""

import base64
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from fieldaudit.audit.outline import outline, template
from fieldaudit.audit.score import score as weigh
from fieldaudit.audit.sheet import SheetRow, SheetSection
from fieldaudit.audit.views import PartyView, SignedClosing, SiteView, VisitView
from fieldaudit.reports.data import (
    Amendment,
    Answer,
    Closing,
    Fact,
    Finding,
    Person,
    Profile,
    ReportData,
    Score,
    Section,
    Site,
    Statement,
    Visit,
)
from fieldaudit.reports.gather_findings import actions_of, findings_of, loose_photos
from fieldaudit.reports.gather_team import auditors_of, titles_of
from fieldaudit.reports.profile import countable
from fieldaudit.reports.source import Source, day, moment, open_source
from fieldaudit.trust.certificates import authority_name
from fieldaudit.vault import Vault
from fieldaudit.vault.histories import set_back
from fieldaudit.vault.statements import statements_of

# Questions by these names tell how the audit was done, whatever the instrument (docs/writing-forms.md).
_METHOD = ("access", "opening_meeting", "closing_meeting", "time_in", "time_out")
_COUNTS = "headcount_"
_INTERVIEWED = "interviewed"
_SHORT = 12


def gather(
    vault: Vault, audit: str, audience: Profile = "site", language: str = "en", *, organisation: str = ""
) -> ReportData:
    """Read the audit's report for `audience`, its fixed words in `language`.

    `organisation` is the name to print where this vault does not know it. Raises ReportAuditMissing, FormMissing.
    """
    source = open_source(vault, audit, audience, language)
    view, form = source.view, source.form
    findings, places = findings_of(source)
    sections = _sections(source, {view.findings[found].ref: number for found, number in places.items()})
    titles = {section.title for section in sections}
    findings = tuple(f if f.section in titles else replace(f, section="") for f in findings)
    visit = VisitView.of(source.cells(view.visit))
    closing = _closing(source, view.closing) if view.closing else None
    return ReportData(
        language=language,
        organisation=organisation or _organisation(vault),
        audit=audit[:8].upper(),
        form_title=form.title,
        form_version=form.version,
        form_digest=form.digest,
        site=_site(source, visit.site),
        visit=_visit(source, visit, titles_of(source, sections)),
        sections=sections,
        findings=findings,
        actions=actions_of(source, places),
        score=_score(source, findings),
        photos=loose_photos(source),
        closing=closing,
        statements=_statements(source, closing),
        amended_from=_amended(source, closing),
    )


def _organisation(vault: Vault) -> str:
    """Name the organisation by its authority's certificate; "" in a vault that has not joined one."""
    authority = vault.get("organisation")
    return authority_name(str(authority).encode()) if authority else ""


def _sections(source: Source, found: Mapping[str, int]) -> tuple[Section, ...]:
    made = []
    for section, place in zip(source.sheet.sections, outline(source.form), strict=True):
        answers = tuple(_answer(source, row, found) for row in section.rows if _is_in(source, row))
        audience = source.form.binds[place.ref].audience if place.ref else "site"  # no group: the form's own title
        titled = not place.ref or source.enters(audience)
        if answers:
            made.append(Section(section.title if titled else "", answers, audience if titled else "site"))
    return tuple(made)


def _is_in(source: Source, row: SheetRow) -> bool:
    """Whether a question that applies is for the reader; a note without an answer is no question."""
    if row.ref not in source.asked or not source.enters(row.audience):
        return False
    return bool(source.answer(row.ref)) or not source.session.node(row.ref).readonly


def _answer(source: Source, row: SheetRow, found: Mapping[str, int]) -> Answer:
    raised = source.verdicts.get(row.ref)
    verdict = raised.verdict if raised and not _dismissed(source, row.ref) else ""
    value, number = source.answer(row.ref), found.get(row.ref, 0)
    skipped = row.reason if not value else ""
    return Answer(row.number, row.label.strip(), value, verdict, row.note, skipped, _marked(row), number)


def _marked(row: SheetRow) -> str:
    return row.audience or "headoffice"


def _dismissed(source: Source, ref: str) -> bool:
    return any(finding.ref == ref and finding.withdrawn for finding in source.view.findings.values())


def _site(source: Source, record: str) -> Site:
    site = SiteView.of(source.cells(record))
    party = PartyView.of(source.cells(site.party))
    return Site(site.name, party.name, site.address, site.kind)


def _visit(source: Source, visit: VisitView, titles: Mapping[str, str]) -> Visit:
    return Visit(
        day=day(visit.field("date") or source.view.field("started")),
        time_in=moment(visit.field("time_in")),
        time_out=moment(visit.field("time_out")),
        announcement=visit.announcement.replace("-", "_"),
        auditors=auditors_of(source, visit.field("team") or source.view.field("auditor"), titles),
        met=tuple(_person(line) for line in visit.field("met").splitlines() if line.strip()),
        facts=(*_facts(source.sheet.sections, source), *_clock(source)),
    )


def _person(line: str) -> Person:
    name, _, function = line.partition(",")
    return Person(name.strip(), function.strip(), "site")


def _facts(sections: tuple[SheetSection, ...], source: Source) -> list[Fact]:
    found, words = [], source.words
    for row in (row for section in sections for row in section.rows if _is_in(source, row) and source.answer(row.ref)):
        name = template(row.ref).rsplit("/", 1)[-1]
        value = source.answer(row.ref)
        interviewees = int(value) if name.startswith(_INTERVIEWED) and value.isdecimal() else None
        tells = name in _METHOD or name.startswith((_COUNTS, _INTERVIEWED))
        if tells and countable(interviewees, source.profile):
            label = words.of("fact", name) if words.knows("fact", name) else row.label
            found.append(Fact(label, value, interviewees, _marked(row)))
    return found


def _clock(source: Source) -> list[Fact]:
    """Say when a computer's clock was set back, to every reader: the times in the report are that clock's."""
    days = dict.fromkeys(day(one.behind) for one in set_back(source.vault, source.view.id))
    said = [source.words("clock_set_back", day=source.words.date(when)) for when in days if when]
    return [Fact(source.words.of("fact", "clock"), "\n".join(said), None, "site")] if said else []


def _score(source: Source, findings: tuple[Finding, ...]) -> Score:
    """Weigh the reader's own questions; criticals are those of this report that are still open."""
    counted = [raised for ref, raised in source.verdicts.items() if ref in source.asked and not _dismissed(source, ref)]
    rules = {raised.ref: source.form.binds[template(raised.ref)].audit for raised in counted}
    weighed = weigh(counted, {ref: rule.weight if rule else None for ref, rule in rules.items()})
    criticals = sum(f.severity == "critical" and f.state != "closed" and not f.withdrawn for f in findings)
    return Score(float(weighed.points), float(weighed.possible), criticals, source.profile)


def _closing(source: Source, signed: SignedClosing) -> Closing:
    cell = source.view.slots[f"closing/{signed.version}"][0]
    name, role, certified = _signer(source, signed.seat)
    return Closing(
        hash=signed.hash,
        name=name,
        time=_at(source, signed.hash, signed.time),
        outcome=signed.outcome,
        role=role,
        reason=signed.reason if source.enters(cell.audience) else "",
        version=signed.version,
        standing="certified" if certified else "uncertified",
    )


def _signer(source: Source, seat: str) -> tuple[str, str, bool]:
    """Name and role of who holds a seat, and whether head office vouches for it."""
    certificate = source.vault.exchange_log.certificate(seat)
    if certificate is not None:
        return certificate.name, certificate.role, not certificate.revoked
    me = source.vault.get("me") if seat == source.vault.seat else None
    return (str(me["name"]), str(me["role"]), False) if me else (source.view.field("auditor"), "", False)


def _at(source: Source, event: str, time: str) -> datetime:
    """Give the time of an event in its writer's own zone."""
    offsets = (found.offset for found in source.vault.events(source.view.id) if found.hash == event)
    found = moment(time, next(offsets, ""))
    if found is None:
        raise ValueError(time)
    return found


def _statements(source: Source, closing: Closing | None) -> tuple[Statement, ...]:
    """Give what people said of the closing that stands: each of them, whatever was said later."""
    if closing is None:
        return ()
    return tuple(
        Statement(
            party=one.party,
            name=one.name,
            time=moment(one.time, one.offset) or closing.time,
            function=one.function,
            authority=one.authority,
            answer=one.answer,
            comment=one.comment,
            standing=one.standing,
            by=one.by,
            picture=_drawn(one.picture),
        )
        for one in statements_of(source.vault, source.view.id, closing.hash)
    )


def _drawn(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


def _amended(source: Source, closing: Closing | None) -> Amendment | None:
    """Name the signed version before this one, or before the draft that takes it up again."""
    before = [signed for signed in source.view.closings if closing is None or signed.version < closing.version]
    if not before:
        return None
    slot = source.view.slots.get(f"amendment/{before[-1].hash}", ())
    reason = str(slot[0].value) if slot and source.enters(slot[0].audience) else ""
    return Amendment(before[-1].hash, reason)
