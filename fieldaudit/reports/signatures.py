"""Who signed: the auditor with the closing's hash, and beside it what the site and the agency's supervisors say."""

import io

from reportlab.platypus import Flowable, Image, KeepTogether, Spacer

from fieldaudit.reports import theme
from fieldaudit.reports.blocks import INNER_WIDTH, facts, heading, labelled, panel
from fieldaudit.reports.data import Closing, ReportData, Statement
from fieldaudit.reports.photos import pixels_only
from fieldaudit.reports.text import text
from fieldaudit.reports.wording import Wording

_WIDEST, _TALLEST = 180.0, 60.0


def signatures(data: ReportData, words: Wording) -> list[Flowable]:
    """Give the section's flowables."""
    auditor = _auditor(data.closing, words) if data.closing else _nobody(words("signed_by"), words("no_signature"))
    parts = [_statement(one, words) for one in data.statements]
    if not any(one.party == "site" for one in data.statements):
        parts.insert(0, _nobody(words("site_signed"), words("site_unsigned")))
    return [
        *heading(words("signatures"), "signatures", room=300 if data.closing else 140),
        KeepTogether([auditor]),
        *(flowable for part in parts for flowable in (Spacer(0, 10), KeepTogether([part]))),
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


def _statement(said: Statement, words: Wording) -> Flowable:
    """Give one person's words whole, and whose word they are: a witnessed one is never called a signature of theirs."""
    site = said.party == "site"
    authority = words("not_stated") if said.authority is None else words("yes" if said.authority else "no")
    standing = words("standing.witnessed_by", name=said.by) if said.by and said.standing == "witnessed" else ""
    pairs = [
        (words("name"), said.name or words("name_not_given")),
        (words("function"), said.function or words("not_stated")),
        (words("stated_at"), words.time(said.time)),
        (words("site_answer"), words.of("response", said.answer) if said.answer else words("not_stated")),
        (words("authority"), authority if site else ""),
    ]
    rows = [
        [text(words("site_signed" if site else "supervisor_signed"), theme.BODY_BOLD)],
        *([flowable] for flowable in facts(pairs, width=INNER_WIDTH)),
        *labelled(words("standing"), standing or words.of("statement", said.standing)),
        *labelled(words("comment"), said.comment),
        *_handwritten(said, words),
    ]
    return panel(rows, edge=theme.tone("major")[0] if said.against else theme.ACCENT)


def _handwritten(said: Statement, words: Wording) -> list[list[Flowable]]:
    drawn = pixels_only(said.picture) if said.picture else None
    if drawn is None:
        return []
    data, wide, high = drawn
    scale = min(_WIDEST / wide, _TALLEST / high)
    picture = Image(io.BytesIO(data), width=wide * scale, height=high * scale, hAlign="LEFT")
    return [[text(words("handwritten"), theme.SMALL), picture]]
