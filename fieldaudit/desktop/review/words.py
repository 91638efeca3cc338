"""The words of review and closing."""

from PySide6.QtCore import QCoreApplication

from fieldaudit.desktop import wording
from fieldaudit.desktop.review.points import Point, SaidLine
from fieldaudit.desktop.theme import Tone


def outcome(word: str) -> str:
    """Return an outcome as its choice says it."""
    return wording.capital(wording.outcome(word))


def outcome_hint(word: str) -> str:
    """Return when an outcome is the right one."""
    words = {
        "complete": QCoreApplication.translate(
            "review", "Every required question is answered or marked with a reason."
        ),
        "partial": QCoreApplication.translate("review", "A part of the site or of the questions was left out."),
        "refused": QCoreApplication.translate("review", "The team was not let in, or not to what it asked for."),
        "stopped": QCoreApplication.translate("review", "The visit ended because someone was in danger."),
        "void": QCoreApplication.translate("review", "It must not count, such as a wrong site or a test."),
    }
    return words.get(word, "")


def point_badge(point: Point) -> tuple[str, Tone, str]:
    """Return words, tone and sign of a point's kind."""
    badges: dict[str, tuple[str, Tone, str]] = {
        "critical": (QCoreApplication.translate("review", "critical"), "critical", "flag"),
        "missing": (QCoreApplication.translate("review", "missing"), "major", "circle"),
        "invalid": (QCoreApplication.translate("review", "to correct"), "major", "circle-alert"),
        "conflict": (QCoreApplication.translate("review", "two answers"), "major", "git-fork"),
        "unverified": (QCoreApplication.translate("review", "unverified"), "minor", "shield-question-mark"),
        "not_checked": (QCoreApplication.translate("review", "not checked"), "neutral", "minus"),
        "unassigned": (QCoreApplication.translate("review", "not assigned"), "major", "inbox"),
        "clock": (QCoreApplication.translate("review", "clock"), "minor", "clock"),
    }
    return badges[point.kind]


def point_said(point: Point) -> str:
    """Return what is to be done about a point."""
    if point.kind == "critical" and not point.blocks:
        return QCoreApplication.translate("review", "Has an action.")
    words = {
        "critical": QCoreApplication.translate("review", "Needs an action before the audit can be signed as complete."),
        "missing": QCoreApplication.translate("review", "Answer it, or mark it not checked with a reason."),
        "invalid": QCoreApplication.translate("review", "The form does not accept the answer."),
        "conflict": QCoreApplication.translate("review", "Decide which of the answers holds."),
        "unverified": QCoreApplication.translate(
            "review", "Could not be verified: it counts as possible and earns nothing."
        ),
    }
    return words.get(point.kind, point.said)


def said_title(line: SaidLine) -> str:
    """Return who said it and what, in one line."""
    unnamed = QCoreApplication.translate("review", "Name not given")
    who = ", ".join(part for part in (line.name or unnamed, line.function) if part)
    return QCoreApplication.translate("review", "{who}: {answer}").format(
        who=who, answer=wording.statement(line.answer)
    )


def said_standing(line: SaidLine) -> str:
    """Return whose word it is: never a witnessed statement as the person's own signature."""
    words = wording.capital(wording.standing(line.standing, line.by))
    if not line.version:
        return words
    return QCoreApplication.translate("review", "Of version {version}. {standing}").format(
        version=line.version, standing=words
    )


def said_tone(line: SaidLine) -> Tone:
    """Return the tone of an answer."""
    tones: dict[str, Tone] = {"agree": "good", "declined": "minor"}
    return tones.get(line.answer, "major")


def party(word: str) -> str:
    """Return on whose behalf somebody speaks."""
    words = {
        "site": QCoreApplication.translate("review", "The site"),
        "supervisor": QCoreApplication.translate("review", "Agency's supervisor"),
    }
    return words.get(word, word)
