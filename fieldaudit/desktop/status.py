"""The status line in words."""

from PySide6.QtCore import QCoreApplication

from fieldaudit.desktop import wording
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
        return who, words.format(count=count) if count else "", "" if count else translate("status", "nothing to send")
    count = facts.only_here
    words = (
        translate("status", "1 audit only on this laptop")
        if count == 1
        else translate("status", "{count} audits only on this laptop")
    )
    only = words.format(count=count) if count else ""
    if facts.last_receipt is None:
        return (
            who,
            only,
            translate("status", "no receipt yet") if count else translate("status", "nothing is only here"),
        )
    receipt = translate("status", "last receipt {when}").format(
        when=wording.day(facts.last_receipt.astimezone().date())
    )
    return who, only, receipt
