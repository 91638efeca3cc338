"""Each finding as a card: what, how serious and why, where, whose, by when, and its photos."""

from collections.abc import Iterator

from reportlab.platypus import Flowable, KeepTogether, Spacer, Table, TableStyle

from fieldaudit.reports import theme
from fieldaudit.reports.blocks import INNER_WIDTH, Bookmark, empty, facts, heading, labelled, panel, pieces, subheading
from fieldaudit.reports.data import Finding, ReportData
from fieldaudit.reports.gallery import gallery
from fieldaudit.reports.text import text
from fieldaudit.reports.wording import Wording

_TITLE = theme.style(11, bold=True)
_REFERENCE = 24  # characters
_OUTLINE = 80  # characters of a finding's line in the document's outline


def findings(data: ReportData, words: Wording) -> list[Flowable]:
    """Give the section's flowables: a card per finding, then the photos that belong to none."""
    made = heading(words("findings"), "findings", room=240)
    if not data.findings:
        refused = data.closing is not None and data.closing.outcome == "refused"
        made.append(empty(words("no_findings_refused" if refused else "no_findings")))
    for finding in data.findings:
        # The heading goes with the first card, so that it never stands alone at a page's foot.
        start = made if finding is data.findings[0] else []
        card = KeepTogether([*start, _bookmark(finding, words), _card(finding, words)])
        made = [*([] if start else made), card, Spacer(0, theme.GAP)]
    if data.photos:
        made.extend([*subheading(words("more_photos"), room=200), *gallery(data.photos, words, theme.WIDTH)])
    return made


def _bookmark(finding: Finding, words: Wording) -> Flowable:
    title = f"{words('finding', number=finding.number)}: {finding.title}"
    return Bookmark(title if len(title) <= _OUTLINE else title[: _OUTLINE - 1] + "…", f"finding-{finding.number}", 1)


def _card(finding: Finding, words: Wording) -> Flowable:
    return panel(list(_rows(finding, words)), edge=theme.tone(_tone(finding))[0])


def _tone(finding: Finding) -> str:
    return "unable" if finding.verdict == "unable" or finding.withdrawn else finding.severity


def _rows(finding: Finding, words: Wording) -> Iterator[list[Flowable]]:
    first, *rest = pieces(finding.title)
    yield [_top(finding, words), Spacer(0, 4), text(first, _TITLE)]
    yield from ([text(piece, _TITLE)] for piece in rest)
    if finding.withdrawn:
        yield from labelled(words("withdrawn"), finding.withdrawn)
    yield from labelled(words("description"), finding.note)
    yield from ([flowable] for flowable in facts(_facts(finding, words), columns=4, width=INNER_WIDTH))
    yield from labelled(words("clause"), " · ".join(part for part in (finding.clause, finding.clause_title) if part))
    yield from labelled(words("reasons"), _why(finding, words))
    yield from labelled(words("root_cause"), finding.root_cause)
    yield from labelled(words("advice"), finding.advice)
    yield from ([row] for row in gallery(finding.photos, words, INNER_WIDTH))


def _top(finding: Finding, words: Wording) -> Flowable:
    """Give the line of marks: number, severity and whether it is confirmed, repeat, reference."""
    ink, ground = theme.tone(_tone(finding))
    number = text(words("finding", number=finding.number), theme.style(8.5, bold=True, colour=theme.MUTED))
    mark = text(_severity(finding, words), theme.style(8.5, bold=True, colour=ink))
    repeat = text(words("repeat") if finding.repeat else "", theme.style(8.5, bold=True))
    reference = text(words("reference", reference=finding.reference[:_REFERENCE]), theme.RIGHT_SMALL)
    made = Table([[number, mark, repeat, reference]], colWidths=[82, 150, 110, INNER_WIDTH - 342])
    rules = [("BACKGROUND", (1, 0), (1, 0), ground), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    space = [("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 3)]
    sides = [("LEFTPADDING", (0, 0), (0, 0), 0), ("RIGHTPADDING", (-1, 0), (-1, 0), 0)]
    made.setStyle(TableStyle([*rules, *space, *sides]))
    return made


def _severity(finding: Finding, words: Wording) -> str:
    if finding.withdrawn:
        return words("withdrawn")
    if finding.verdict == "unable":
        return words("unable_short")
    key = "severity_confirmed" if finding.confirmed else "severity_proposed"
    return words(key, severity=words.of("severity", finding.severity))


def _why(finding: Finding, words: Wording) -> str:
    """Give the reasons for the severity, and what the rule said where that was something else."""
    differs = finding.rule_severity not in ("", finding.severity)
    rule = words("rule_said", severity=words.of("severity", finding.rule_severity)) if differs else ""
    return "\n".join(part for part in (*finding.reasons, rule) if part)


def _facts(finding: Finding, words: Wording) -> list[tuple[str, str]]:
    seen = finding.affected is not None and finding.sampled is not None
    return [
        (words("answer"), finding.answer),
        (words("place"), finding.place),
        (words("owner"), finding.owner),
        (words("due"), words.date(finding.due) if finding.due else ""),
        (words("seen_at"), words("n_of_n", affected=finding.affected, sampled=finding.sampled) if seen else ""),
        (words("extent"), words.of("extent", finding.extent) if finding.extent else ""),
        (words("section"), finding.section),
        (words("risk"), finding.risk),
        (words("source"), finding.source),
        (words("state"), words.of("state", finding.state) if finding.state else ""),
    ]
