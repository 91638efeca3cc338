"""The first page: what was audited, how it ended, and how serious what was found is."""

from reportlab.platypus import Flowable, Spacer

from fieldaudit.reports import theme
from fieldaudit.reports.blocks import Bookmark, Box, boxes, facts, table
from fieldaudit.reports.data import SEVERITIES, Finding, Person, ReportData, Score, coverage
from fieldaudit.reports.text import text
from fieldaudit.reports.wording import Wording

BAND = 74.0
_MOST_URGENT = 6
_NAMED = 4  # auditors; the method's page names all
_LONGEST = 110  # characters, so that six titles fit under the rest of the cover


def cover(data: ReportData, words: Wording) -> list[Flowable]:
    """Give the cover's contents, below the band that `page` draws."""
    return [
        Spacer(0, BAND - 12),
        Bookmark(words("report"), "cover", 0),
        text(data.form_title, theme.TITLE),
        Spacer(0, 2),
        text(data.site.name, theme.SUBTITLE),
        Spacer(0, 14),
        *_key_facts(data, words),
        Spacer(0, 8),
        *_amendment(data, words),
        *_against(data, words),
        _severities(data, words),
        Spacer(0, 8),
        boxes(_outcome(data, words), size=16),
        Spacer(0, 8),
        text(words("score_caution"), theme.SMALL),
        text(words("proposals"), theme.SMALL),
        text(words("scope"), theme.SMALL),
        Spacer(0, 14),
        *_prepared(data, words),
        *_first(data, words),
    ]


def _key_facts(data: ReportData, words: Wording) -> list[Flowable]:
    visit = data.visit
    version = words("form_version", version=data.form_version) if data.form_version else ""
    return facts(
        [
            (words("party"), data.site.party),
            (words("address"), data.site.address),
            (words("kind"), words.of("kind", data.site.kind) if data.site.kind else ""),
            (words("date"), words.date(visit.day) if visit.day else ""),
            (words("announcement"), words.of("announcement", visit.announcement) if visit.announcement else ""),
            *_auditors(visit.auditors, words),
            (words("audit"), data.audit),
            (words("form"), f"{data.form_title}, {version}".strip(", ")),
            (words("signed_version"), str(data.closing.version) if data.closing and data.closing.version > 1 else ""),
        ]
    )


def _auditors(people: tuple[Person, ...], words: Wording) -> list[tuple[str, str]]:
    """Name the lead of a team, the others each on a line, and where the rest of a long list stands.

    In one line the first name would turn all others its way, an Arabic one to the left.
    """
    lead = ", ".join(person.name for person in people if person.function == "lead")
    others = [person.name for person in people if person.function != "lead"]
    more = len(others) - _NAMED
    rest = [words("and_more", count=more, where=words("how"))] if more > 0 else []
    return [(words.of("role", "lead"), lead), (words("auditors"), "\n".join([*others[:_NAMED], *rest]))]


def _severities(data: ReportData, words: Wording) -> Flowable:
    standing = [finding for finding in data.findings if not finding.withdrawn]
    unable = coverage(data.sections).unable
    counts = [
        (severity, words.of("severity", severity), sum(_severity(f) == severity for f in standing))
        for severity in SEVERITIES
    ]
    return boxes([_box(*entry) for entry in [*counts, ("unable", words("unable_short"), unable)]])


def _severity(finding: Finding) -> str:
    return "" if finding.verdict == "unable" else finding.severity


def _box(severity: str, label: str, count: int) -> Box:
    ink, ground = theme.tone(severity) if count else (theme.MUTED, theme.PANEL)
    return str(count), label, ink, ground


def _outcome(data: ReportData, words: Wording) -> list[Box]:
    closing, score = data.closing, data.score
    outcome = words.of("outcome", closing.outcome) if closing else words("no_outcome")
    found = [
        (_short(outcome), _joined(words("outcome"), _short(closing.reason) if closing else ""), theme.INK, theme.PANEL)
    ]
    open_criticals = score.open_criticals if score else len(_open_criticals(data))
    ink, ground = theme.tone("critical") if open_criticals else (theme.MUTED, theme.PANEL)
    return [*found, (str(open_criticals), words("open_criticals"), ink, ground), _score_box(score, words)]


def _open_criticals(data: ReportData) -> list[Finding]:
    return [f for f in data.findings if _severity(f) == "critical" and f.state != "closed" and not f.withdrawn]


def _first(data: ReportData, words: Wording) -> list[Flowable]:
    """Give what cannot wait: the open critical findings, as many as the cover holds."""
    urgent = _open_criticals(data)
    if not urgent:
        return []
    head = [
        ("#", theme.HEAD),
        (words("open_criticals"), theme.HEAD),
        (words("owner"), theme.HEAD),
        (words("due"), theme.HEAD),
    ]
    rows = [
        [
            [(str(finding.number), theme.CELL_BOLD)],
            [(_short(finding.title), theme.CELL)],
            [(_short(finding.owner), theme.CELL)],
            [(words.date(finding.due), theme.CELL)],
        ]
        for finding in urgent[:_MOST_URGENT]
    ]
    more = len(urgent) - _MOST_URGENT
    rest = [text(words("more", count=more), theme.SMALL)] if more > 0 else []
    return [Spacer(0, 6), table(head, rows, [24, theme.WIDTH - 24 - 110 - 70, 110, 70]), Spacer(0, 3), *rest]


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"


def _score_box(score: Score | None, words: Wording) -> Box:
    if score is None or score.percent is None:
        return "-", _joined(words("score"), words("no_score")), theme.MUTED, theme.PANEL
    detail = words("score_detail", points=f"{score.points:g}", possible=f"{score.possible:g}")
    return f"{score.percent}%", _joined(words("score"), detail), theme.INK, theme.PANEL


def _joined(label: str, detail: str) -> str:
    return f"{label}: {detail}" if detail else label


def _amendment(data: ReportData, words: Wording) -> list[Flowable]:
    before = data.amended_from
    if before is None:
        return []
    reason = words("amended_reason", reason=before.reason) if before.reason else ""
    return [text(f"{words('amended', hash=before.closing)} {reason}".strip(), theme.BODY_BOLD), Spacer(0, 8)]


def _against(data: ReportData, words: Wording) -> list[Flowable]:
    """Say on the first page that somebody did not agree, and who: what they say stands with the signatures."""
    who = [
        f"{words('site_signed' if one.party == 'site' else 'supervisor_signed')}: {words.of('response', one.answer)}"
        for one in data.statements
        if one.against
    ]
    if not who:
        return []
    told = "; ".join(dict.fromkeys(who))
    return [text(f"{told}. {words('against_see')}", theme.BODY_BOLD), Spacer(0, 8)]


def _prepared(data: ReportData, words: Wording) -> list[Flowable]:
    closing = data.closing
    if closing is None:
        return [text(words("no_signature"), theme.BODY_BOLD)]
    role = words.of("role", closing.role) if closing.role else ""
    who = ", ".join(part for part in (closing.name, role, data.organisation) if part)
    return facts([(words("prepared_by"), who), (words("signed_at"), words.time(closing.time))], columns=2)
