"""The report's fixed words in English and Spanish, and how dates and counts are written in them."""

from dataclasses import dataclass
from datetime import date, datetime

from fieldaudit.reports.wording_es import SPANISH

_ENGLISH = {
    "report": "Audit report",
    "profile.site": "For the site",
    "profile.client": "For the client",
    "profile.headoffice": "For head office",
    "page": "Page {page} of ",
    "unsigned": "Not signed: draft",
    "draft": "DRAFT",
    "closing_hash": "Closing hash",
    "prepared_by": "Prepared by",
    "audit": "Audit",
    "form": "Checklist",
    "form_version": "version {version}",
    "digest": "Checklist digest",
    "site": "Site",
    "party": "Responsible party",
    "address": "Address",
    "kind": "Kind of site",
    "date": "Date",
    "outcome": "Outcome",
    "no_outcome": "Not concluded",
    "amended": "This version takes the place of the version signed with {hash}.",
    "amended_reason": "Reason: {reason}",
    "version": "Version {version}",
    "signed_version": "Signed version",
    "more": "and {count} more, under Findings",
    "open_criticals": "Open critical findings",
    "score": "Score",
    "score_detail": "{points} of {possible} points",
    "no_score": "Nothing scored",
    "score_caution": "A score never offsets an open critical finding.",
    "proposals": "Severities marked “proposed” come from the rules of the checklist; they stand when "
    "head office confirms them.",
    "scope": "This report holds only what is meant for its readers, as marked above. Answers that could expose a "
    "person are never printed in any report.",
    "how": "How it was done",
    "time_in": "Arrived",
    "time_out": "Left",
    "announcement": "Announcement",
    "auditors": "Auditors",
    "met": "People met",
    "and_more": "and {count} more, named under “{where}”",
    "team": "Who audited",
    "sections": "Sections",
    "other_sections": "The sections that nobody was given",
    "nobody_met": "Nobody was recorded as met.",
    "checked": "What was checked",
    "coverage": "{answered} of {total} questions answered · {not_checked} not checked · {unable} unable to verify",
    "coverage_blank": " · {blank} left blank",
    "summary": "Summary",
    "section": "Section",
    "other_section": "Other questions",
    "total": "Total",
    "unable_short": "Unable to verify",
    "findings": "Findings",
    "no_findings": "No finding was raised in the parts of the audit that this report covers.",
    "no_findings_refused": "Access was refused. That nothing is listed here does not mean that nothing is wrong.",
    "finding": "Finding {number}",
    "reference": "Reference {reference}",
    "severity_proposed": "{severity}, proposed",
    "severity_confirmed": "{severity}, confirmed",
    "rule_said": "The rule of the checklist says {severity}.",
    "clause": "Standard",
    "risk": "Risk",
    "seen_at": "Seen at",
    "n_of_n": "{affected} of {sampled}",
    "extent": "Extent",
    "place": "Where",
    "owner": "Responsible",
    "due": "Due",
    "state": "State",
    "advice": "What helps",
    "root_cause": "Root cause",
    "reasons": "Why this severity",
    "description": "What was found",
    "source": "Source",
    "repeat": "Repeat finding",
    "withdrawn": "Withdrawn",
    "photos": "Photos",
    "more_photos": "Other photos",
    "sha": "SHA-256",
    "photo_broken": "This photo cannot be shown.",
    "photo_other": "Attached file, not a picture.",
    "photo_kept": "The original is kept with the audit.",
    "actions": "Corrective actions",
    "no_actions": "No corrective action has been agreed yet.",
    "no_actions_needed": "There is no finding that asks for one.",
    "action": "Action",
    "verification": "Verification",
    "not_set": "Not set",
    "answers": "Answers",
    "no_answers": "No answer in this audit is meant for this report.",
    "answers_note": "Each question as asked, with the answer recorded.",
    "question": "Question",
    "answer": "Answer",
    "not_checked": "Not checked",
    "blank": "No answer",
    "note": "Note",
    "signatures": "Signatures",
    "signed_by": "Signed by the auditor",
    "signed_at": "Signed on",
    "name": "Name",
    "role": "Role",
    "function": "Function",
    "no_signature": "Nobody has signed this audit. What it says may still change.",
    "standing": "Signature",
    "hash": "Closing hash",
    "hash_help": "The signature covers every recorded answer, note, photo and finding of the audit through this hash.",
    "site_signed": "Representative of the site",
    "site_unsigned": "No representative of the site has signed.",
    "supervisor_signed": "On-site supervisor of the agency",
    "stated_at": "Stated on",
    "name_not_given": "Not given",
    "handwritten": "Handwritten signature",
    "against_see": "Their words stand whole under Signatures.",
    "authority": "Authority to implement actions",
    "yes": "Yes",
    "no": "No",
    "not_stated": "Not stated",
    "site_answer": "Response to the findings",
    "comment": "Comments",
    "severity.critical": "Critical",
    "severity.major": "Major",
    "severity.minor": "Minor",
    "severity.observation": "Observation",
    "severity.good_practice": "Good practice",
    "verdict.noncompliant": "Finding",
    "verdict.compliant": "In order",
    "verdict.unable": "Unable to verify",
    "verdict.na": "Not applicable",
    "outcome.complete": "Complete",
    "outcome.partial": "Partial",
    "outcome.refused": "Access refused",
    "outcome.stopped": "Stopped for safety",
    "outcome.void": "Void",
    "announcement.announced": "Announced",
    "announcement.semi_announced": "Semi-announced",
    "announcement.unannounced": "Unannounced",
    "kind.workplace": "Workplace",
    "kind.dormitory": "Dormitory",
    "kind.household": "Household",
    "action.containment": "Containment",
    "action.corrective": "Corrective",
    "action.preventive": "Preventive",
    "action.remedy": "Remedy",
    "state.open": "Open",
    "state.in_progress": "In progress",
    "state.submitted": "Submitted",
    "state.closed": "Closed",
    "state.ineffective": "Ineffective",
    "extent.isolated": "Isolated",
    "extent.systemic": "Systemic",
    "standing.certified": "Certified",
    "standing.witnessed": "Witnessed: signed on the machine of another person",
    "standing.uncertified": "Not yet certified by head office",
    "response.agree": "Agrees",
    "response.dispute": "Disputes",
    "response.dissent": "Dissents",
    "response.declined": "Was asked and declined to sign",
    "statement.certified": "Certified: signed from their own seat",
    "statement.uncertified": "From an own seat that is not certified",
    "statement.witnessed": "Witnessed: given on the auditor's computer",
    "standing.witnessed_by": "Witnessed by {name}: given on their computer",
    "response.partly": "Agrees in part",
    "role.auditor": "Auditor",
    "role.lead": "Lead auditor",
    "role.supervisor": "Supervisor",
    "role.headoffice": "Head office",
    "role.administrator": "Administrator",
    "reason.repeat": "It was found here before.",
    "reason.above_a_quarter": "More than a quarter of what was looked at is affected.",
    "fact.access": "Access was given",
    "fact.opening_meeting": "Opening meeting held",
    "fact.closing_meeting": "Closing meeting held",
    "fact.headcount_floor": "People counted on the tour",
    "fact.headcount_roster": "People on the roster",
    "fact.headcount_agency": "Placed by an agency",
    "fact.time_in": "Arrived",
    "fact.clock": "Clock",
    "clock_set_back": "The computer's clock was set back on {day}.",
    "fact.time_out": "Left",
}

_MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
}
CATALOGUES = {"en": _ENGLISH, "es": SPANISH}


@dataclass(frozen=True)
class Wording:
    """The fixed words of one report; an unknown language falls back to English."""

    language: str

    @property
    def code(self) -> str:
        """The language that the words are really in."""
        primary = self.language.lower().split("-")[0]
        return primary if primary in CATALOGUES else "en"

    def __call__(self, key: str, **values: object) -> str:
        """Give the sentence for `key`, its places filled with `values`."""
        return CATALOGUES[self.code][key].format(**values)

    def of(self, kind: str, code: str) -> str:
        """Give the word for a stored code such as severity `major`; a code from elsewhere is shown as it is."""
        return CATALOGUES[self.code].get(f"{kind}.{code}", code.replace("_", " "))

    def knows(self, kind: str, code: str) -> bool:
        """Whether there is a word of the report's own for a code."""
        return f"{kind}.{code}" in CATALOGUES[self.code]

    def date(self, day: date | None) -> str:
        """Write a date as 21 Nov 2026."""
        return f"{day.day} {_MONTHS[self.code][day.month - 1]} {day.year}" if day else self("not_set")

    def time(self, moment: datetime | None) -> str:
        """Write a moment as 21 Nov 2026, 13:50 (UTC+6) in its own zone."""
        return f"{self.date(moment)}, {moment:%H:%M} ({_zone(moment)})" if moment else self("not_set")


def _zone(moment: datetime) -> str:
    offset = moment.utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return "UTC" + (f"{sign}{hours}" if minutes else "") + (f":{rest:02}" if rest else "")
