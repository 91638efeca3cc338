"""The status line in words."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from fieldaudit.desktop import wording
from fieldaudit.desktop.backup.words import copy_line, only_here
from fieldaudit.desktop.desk import StatusFacts


def status_words(facts: StatusFacts, *, head_office: bool) -> tuple[str, str, str]:
    """Return the status line's three parts."""
    translate = QCoreApplication.translate
    who = " · ".join(
        part
        for part in (", ".join(part for part in (facts.who, wording.role(facts.role)) if part), facts.branch)
        if part
    )
    if head_office:
        count = facts.to_send
        words = (
            translate("status", "1 receipt to send") if count == 1 else translate("status", "{count} receipts to send")
        )
        rest = "" if count else translate("status", "nothing to send")
        kept = only_here(facts.only) or translate("status", "nothing is only here")
        said = (rest, kept, copy_line(facts.copies))
        return who, words.format(count=count) if count else "", " · ".join(part for part in said if part)
    count = facts.only_here
    only = only_here(facts.only) or _waiting(count)
    parts = [] if facts.last_receipt is None else [_receipt(facts.last_receipt)]
    if not only:
        parts.insert(0, translate("status", "nothing is only here"))
    elif facts.last_receipt is None:
        parts = [translate("status", "no receipt yet")]
    return who, only, " · ".join(part for part in (*parts, copy_line(facts.copies)) if part)


def _waiting(count: int) -> str:
    """Return how many audits head office has not confirmed, though a copy elsewhere holds them."""
    if not count:
        return ""
    words = (
        QCoreApplication.translate("status", "1 audit not confirmed yet")
        if count == 1
        else QCoreApplication.translate("status", "{count} audits not confirmed yet")
    )
    return words.format(count=count)


def _receipt(when: datetime) -> str:
    day = wording.day(when.astimezone().date())
    return QCoreApplication.translate("status", "last receipt {when}").format(when=day)
