"""The words of findings and actions."""

from PySide6.QtCore import QCoreApplication

from fieldaudit.desktop.findings.lines import FindingItem
from fieldaudit.desktop.theme import Tone


def action_state(state: str) -> str:
    """Return an action's state as people read it."""
    words = {
        "open": QCoreApplication.translate("findings", "Open"),
        "in_progress": QCoreApplication.translate("findings", "In progress"),
        "submitted": QCoreApplication.translate("findings", "Submitted"),
        "closed": QCoreApplication.translate("findings", "Closed"),
        "ineffective": QCoreApplication.translate("findings", "Ineffective"),
    }
    return words.get(state, state)


def action_tone(state: str) -> Tone:
    """Return the tone of an action's state."""
    tones: dict[str, Tone] = {"closed": "good", "ineffective": "critical", "submitted": "information", "open": "minor"}
    return tones.get(state, "neutral")


def action_kind(kind: str) -> str:
    """Return an action's kind as people read it."""
    words = {
        "containment": QCoreApplication.translate("findings", "Containment"),
        "corrective": QCoreApplication.translate("findings", "Corrective"),
        "preventive": QCoreApplication.translate("findings", "Preventive"),
        "remedy": QCoreApplication.translate("findings", "Remedy"),
    }
    return words.get(kind, kind)


def step_words(following: str, state: str) -> str:
    """Return what a button says that moves an action on."""
    if (state, following) == ("submitted", "in_progress"):
        return QCoreApplication.translate("findings", "Not enough yet")
    words = {
        "in_progress": QCoreApplication.translate("findings", "Work has begun"),
        "submitted": QCoreApplication.translate("findings", "Proof was handed in"),
        "closed": QCoreApplication.translate("findings", "Verified: close"),
        "ineffective": QCoreApplication.translate("findings", "It did not last"),
    }
    return words.get(following, following)


def stage_words(item: FindingItem) -> tuple[str, Tone]:
    """Return in words and tone how far a finding is."""
    if item.stage == "no_action":
        tone: Tone = "critical" if item.severity == "critical" else "neutral"
        return QCoreApplication.translate("findings", "no action"), tone
    words: dict[str, tuple[str, Tone]] = {
        "open": (QCoreApplication.translate("findings", "in progress"), "information"),
        "closed": (QCoreApplication.translate("findings", "closed"), "good"),
        "ineffective": (QCoreApplication.translate("findings", "ineffective"), "critical"),
        "withdrawn": (QCoreApplication.translate("findings", "withdrawn"), "neutral"),
    }
    return words[item.stage]


def how_many(item: FindingItem) -> str:
    """Return `2 of 5`, or a dash where it is not known."""
    if item.affected is None:
        return "-"
    if item.sampled is None:
        return str(item.affected)
    return QCoreApplication.translate("findings", "{n} of {m}").format(n=item.affected, m=item.sampled)


def spread(word: str) -> str:
    """Return whether a finding is isolated or systemic, as people read it."""
    words = {
        "isolated": QCoreApplication.translate("findings", "Isolated"),
        "systemic": QCoreApplication.translate("findings", "Systemic"),
    }
    return words.get(word, "")
