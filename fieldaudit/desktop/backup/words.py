"""What is only on this laptop, and how old the last copy is, in words that several screens share."""

from PySide6.QtCore import QCoreApplication

from fieldaudit.desktop import wording
from fieldaudit.desktop.backup.lines import CopyFacts, OnlyLine


def only_here(line: OnlyLine) -> str:
    """Return `3 audits only on this laptop since 14 Nov`, entries where they belong to no audit; "" when nothing is."""
    if not line.anything():
        return ""
    translate = QCoreApplication.translate
    words = translate("status", "{count} only on this laptop").format(count=_counted(line))
    if line.since is None:
        return words
    since = wording.near_day(line.since.astimezone().date())
    return translate("status", "{what} since {when}").format(what=words, when=since)


def _counted(line: OnlyLine) -> str:
    """Return `3 audits`, or `3 entries` where what is only here belongs to no audit: sites, people, replies."""
    translate = QCoreApplication.translate
    if line.audits:
        one, many, count = translate("backup", "1 audit"), translate("backup", "{count} audits"), line.audits
    else:
        one, many, count = translate("backup", "1 entry"), translate("backup", "{count} entries"), line.entries
    return one if count == 1 else many.format(count=count)


def amount(line: OnlyLine) -> str:
    """Return `3 audits, 214 answers, since 14 Nov`, "" when nothing is only here."""
    if not line.anything():
        return ""
    translate = QCoreApplication.translate
    parts = [_counted(line)]
    if line.audits:
        answers = translate("backup", "1 answer") if line.answers == 1 else translate("backup", "{count} answers")
        parts.append(answers.format(count=line.answers))
    if line.since is not None:
        since = wording.near_day(line.since.astimezone().date())
        parts.append(translate("backup", "since {when}").format(when=since))
    return ", ".join(parts)


def reminder(line: OnlyLine) -> tuple[str, str]:
    """Return the two sentences of the banner that says so on a page."""
    translate = QCoreApplication.translate
    alone = (line.audits or line.entries) == 1
    what = (
        translate("backup", "{what} has been only on this laptop since {when}.")
        if alone
        else translate("backup", "{what} have been only on this laptop since {when}.")
    )
    when = wording.near_day(line.since.astimezone().date()) if line.since else ""
    next_step = translate("backup", "Copy everything to a stick, or send it; until then it exists nowhere else.")
    return what.format(what=_counted(line), when=when), next_step


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
