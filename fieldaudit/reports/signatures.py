"""Who signed: the auditor with the closing's hash, and the site's representative with their answer."""

from reportlab.platypus import Flowable, KeepTogether, Spacer

from fieldaudit.reports import theme
from fieldaudit.reports.blocks import INNER_WIDTH, facts, heading, labelled, panel
from fieldaudit.reports.data import Closing, ReportData, SiteClosing
from fieldaudit.reports.text import text
from fieldaudit.reports.wording import Wording


def signatures(data: ReportData, words: Wording) -> list[Flowable]:
    """Give the section's flowables."""
    auditor = _auditor(data.closing, words) if data.closing else _nobody(words("signed_by"), words("no_signature"))
    site = data.site_closing
    signed = _site(site, words) if site else _nobody(words("site_signed"), words("site_unsigned"))
    return [
        *heading(words("signatures"), "signatures", room=300 if data.closing else 140),
        KeepTogether([auditor]),
        Spacer(0, 10),
        signed,
    ]


def _nobody(title: str, sentence: str) -> Flowable:
    return panel([[text(title, theme.BODY_BOLD)], [text(sentence, theme.BODY_MUTED)]], edge=theme.BORDER)


def _auditor(closing: Closing, words: Wording) -> Flowable:
    pairs = [
        (words("name"), closing.name),
        (words("role"), words.of("role", closing.role) if closing.role else ""),
        (words("signed_at"), words.time(closing.time)),
        (words("outcome"), words.of("outcome", closing.outcome)),
        (words("standing"), words.of("standing", closing.standing) if closing.standing else ""),
        (words("audit"), words("version", version=closing.version)),
    ]
    rows = [
        [text(words("signed_by"), theme.BODY_BOLD)],
        *([flowable] for flowable in facts(pairs, width=INNER_WIDTH)),
        *labelled(words("outcome"), closing.reason),
        *labelled(words("hash"), closing.hash),
        [text(words("hash_help"), theme.SMALL)],
    ]
    return panel(rows, edge=theme.ACCENT)


def _site(site: SiteClosing, words: Wording) -> Flowable:
    authority = words("not_stated") if site.authority is None else words("yes" if site.authority else "no")
    pairs = [
        (words("name"), site.name),
        (words("function"), site.function or words("not_stated")),
        (words("signed_at"), words.time(site.time)),
        (words("authority"), authority),
        (words("site_answer"), words.of("response", site.answer) if site.answer else words("not_stated")),
    ]
    rows = [
        [text(words("site_signed"), theme.BODY_BOLD)],
        *([flowable] for flowable in facts(pairs, width=INNER_WIDTH)),
        *labelled(words("comment"), site.comment),
    ]
    return panel(rows, edge=theme.ACCENT)
