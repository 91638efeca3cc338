"""What is only on this laptop, and how old the last copy is, in words that several screens share."""

from PySide6.QtCore import QCoreApplication

from fieldaudit.desktop import wording
from fieldaudit.desktop.backup.lines import CopyFacts, OnlyLine


def only_here(line: OnlyLine) -> str:
    """Return `3 audits only on this laptop since 14 Nov`, "" when nothing is."""
    if not line.audits:
        return ""
    translate = QCoreApplication.translate
    words = (
        translate("status", "1 audit only on this laptop")
        if line.audits == 1
        else translate("status", "{count} audits only on this laptop")
    ).format(count=line.audits)
    if line.since is None:
        return words
    since = wording.near_day(line.since.astimezone().date())
    return translate("status", "{what} since {when}").format(what=words, when=since)


def amount(line: OnlyLine) -> str:
    """Return `3 audits, 214 answers, since 14 Nov`, "" when nothing is only here."""
    if not line.audits:
        return ""
    translate = QCoreApplication.translate
    parts = [
        (translate("backup", "1 audit") if line.audits == 1 else translate("backup", "{count} audits")).format(
            count=line.audits
        ),
        (translate("backup", "1 answer") if line.answers == 1 else translate("backup", "{count} answers")).format(
            count=line.answers
        ),
    ]
    if line.since is not None:
        since = wording.near_day(line.since.astimezone().date())
        parts.append(translate("backup", "since {when}").format(when=since))
    return ", ".join(parts)


def reminder(line: OnlyLine) -> tuple[str, str]:
    """Return the two sentences of the banner that says so on a page."""
    translate = QCoreApplication.translate
    what = (
        translate("backup", "1 audit has been only on this laptop since {when}.")
        if line.audits == 1
        else translate("backup", "{count} audits have been only on this laptop since {when}.")
    )
    when = wording.near_day(line.since.astimezone().date()) if line.since else ""
    next_step = translate("backup", "Copy them to a stick, or send them; until then they exist nowhere else.")
    return what.format(count=line.audits, when=when), next_step


def copy_line(facts: CopyFacts) -> str:
    """Return in a few words how the copies stand, "" where nobody asked for any."""
    translate = QCoreApplication.translate
    if facts.doing == "copying":
        return translate("status", "copying everything…")
    if facts.doing == "failed":
        return translate("status", "the daily copy could not be made")
    if facts.doing == "away":
        return translate("status", "the place for copies is not there")
    if facts.last is not None:
        return translate("status", "copied {when}").format(when=wording.near_day(facts.last.astimezone().date()))
    return ""
