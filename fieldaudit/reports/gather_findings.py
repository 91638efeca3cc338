"""The findings, actions and photos of a report, each chosen for its reader before its record is read."""

from collections.abc import Iterable, Mapping

from fieldaudit.audit.views import ActionView, Evidence, FindingView, action_view, evidence_of, finding_view
from fieldaudit.errors import BlobMissing
from fieldaudit.reports.data import SEVERITIES, Action, Finding, Photo
from fieldaudit.reports.photos import pixels_only
from fieldaudit.reports.profile import countable
from fieldaudit.reports.reference import clause_title, owner_name, risk_name
from fieldaudit.reports.source import Source, day, moment
from fieldaudit.reports.wording import Wording
from fieldaudit.vault import attachments

_SLOT = "finding/"
_REFERENCE = 8  # characters of a finding's id, the same in every report


def findings_of(source: Source) -> tuple[tuple[Finding, ...], dict[str, int]]:
    """Give the findings, worst first and numbered within this report, and each one's number by its id."""
    views = [_view(source, slot) for slot in source.view.slots if slot.startswith(_SLOT)]
    shown = [view for view in views if not view.withdrawn or source.profile == "headoffice"]
    position = {ref: place for place, ref in enumerate(source.places)}
    ordered = sorted(shown, key=lambda view: (bool(view.withdrawn), _rank(view), position.get(view.ref, 0), view.id))
    places = {view.id: number for number, view in enumerate(ordered, start=1)}
    states = _states(source, places)
    made = tuple(_finding(source, view, places[view.id], states.get(view.id, "open")) for view in ordered)
    return made, places


def _view(source: Source, slot: str) -> FindingView:
    finding = slot.removeprefix(_SLOT)
    return finding_view(finding, source.view.slots[slot], source.cells(finding))


def _rank(view: FindingView) -> int:
    return SEVERITIES.index(view.severity) if view.severity in SEVERITIES else len(SEVERITIES)


def _finding(source: Source, view: FindingView, number: int, state: str) -> Finding:
    section, label = source.places.get(view.ref, ("", ""))
    language = source.words.code
    from_interviews = "interview" in view.fields.get("sources", "")
    counted = not from_interviews or countable(view.sampled or 0, source.profile)
    own = evidence_of(view.slots)
    pictures = [*source.view.evidence.get(view.ref, ()), *(item for found in own.values() for item in found)]
    return Finding(
        number=number,
        reference=view.id[:_REFERENCE].upper(),
        title=label or view.title,
        answer=source.answer(view.ref) if source.session.has(view.ref) and counted else "",
        place=source.place(view.ref),
        severity=view.severity,
        rule_severity=view.rule_severity,
        confirmed=bool(view.fields.get("confirmed")),
        reasons=_reasons(view, source.words) if counted else (),
        note="\n".join(note for note in (source.view.notes.get(view.ref, ""), view.note) if note),
        clause=view.clause,
        clause_title=clause_title(view.clause, language, source.vault),
        risk=risk_name(view.risk, language, source.vault),
        affected=view.affected if counted else None,
        sampled=view.sampled if counted else None,
        from_interviews=from_interviews,
        extent=view.spread,
        verdict=view.verdict or "noncompliant",
        owner=owner_name(view.owner, language, source.vault),
        due=day(view.due),
        advice=source.advice(view.ref) or view.advice,
        root_cause=view.root_cause,
        state=state,
        withdrawn=view.withdrawn,
        repeat="repeat" in view.reasons,
        section=section,
        photos=_photos(source, pictures),
        audience=view.audience or "headoffice",
    )


def _reasons(view: FindingView, words: Wording) -> tuple[str, ...]:
    rules = (words.of("reason", reason) for reason in view.reasons)
    return tuple(reason for reason in (*rules, view.severity_reason) if reason)


def _actions(source: Source, places: Mapping[str, int]) -> list[tuple[ActionView, str]]:
    """Give the actions on findings of this report, each with its audience, by finding and due date."""
    found = []
    for row in source.vault.records("action"):
        view = action_view(source.cells(row.id))
        texts = view.slots.get("field/text", ())
        if view.finding in places and texts:
            found.append((view, texts[0].audience or "headoffice"))
    return sorted(found, key=lambda item: (places[item[0].finding], item[0].due or "9999", item[0].id))


def actions_of(source: Source, places: Mapping[str, int]) -> tuple[Action, ...]:
    """Give the corrective actions on findings of this report."""
    return tuple(
        Action(places[view.finding], view.kind, view.text, view.owner, day(view.due), view.state, _seen(view), audience)
        for view, audience in _actions(source, places)
    )


def _seen(view: ActionView) -> str:
    verified = view.verification
    return ", ".join(part for part in (verified.seen, verified.by) if part) if verified else ""


def _states(source: Source, places: Mapping[str, int]) -> dict[str, str]:
    """Give each finding's state as its actions have it: closed when all are, in progress when one has begun."""
    by_finding: dict[str, set[str]] = {}
    for view, _ in _actions(source, places):
        by_finding.setdefault(view.finding, set()).add(view.state)
    return {finding: _state(states) for finding, states in by_finding.items()}


def _state(states: set[str]) -> str:
    if states == {"closed"}:
        return "closed"
    return "open" if states <= {"open", ""} else "in_progress"


def loose_photos(source: Source) -> tuple[Photo, ...]:
    """Give the photos that belong to no finding of this report."""
    taken = {source.view.slots[slot][0].value.get("ref") for slot in source.view.slots if slot.startswith(_SLOT)}
    return _photos(source, (item for ref, found in source.view.evidence.items() if ref not in taken for item in found))


def _photos(source: Source, evidence: Iterable[Evidence]) -> tuple[Photo, ...]:
    """Read what the reader may see; a picture is made small at once, so that a hundred of them fit in memory."""
    return tuple(
        Photo(_picture(source, item), item.name, item.sha256, moment(item.taken), item.media_type, item.audience)
        for item in evidence
        if source.enters(item.audience)
    )


def _picture(source: Source, item: Evidence) -> bytes:
    if not item.media_type.startswith("image/"):
        return b""
    try:
        decoded = pixels_only(attachments.read(source.vault, item.blob))
    except BlobMissing:
        return b""
    return decoded[0] if decoded else b""
