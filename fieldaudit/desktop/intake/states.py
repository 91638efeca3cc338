"""The states of a package in words, tone and sign."""

from PySide6.QtCore import QCoreApplication

from fieldaudit.desktop.widgets import Badge


def badge(state: str) -> Badge:
    """Return the pill of a package's state."""
    translate = QCoreApplication.translate
    known = {
        "taken_in": Badge(translate("intake", "Taken in"), "good", "check"),
        "two_versions": Badge(translate("intake", "Two versions"), "major", "git-fork"),
        "unknown_signer": Badge(translate("intake", "Unknown signer"), "critical", "shield-x"),
        "revoked": Badge(translate("intake", "Revoked"), "critical", "ban"),
        "damaged": Badge(translate("intake", "Damaged"), "critical", "file-x"),
        "incomplete": Badge(translate("intake", "Incomplete"), "minor", "hourglass"),
        "newer": Badge(translate("intake", "Newer than this program"), "information", "info"),
        "duplicate": Badge(translate("intake", "Duplicate"), "neutral", "copy"),
        "thrown_away": Badge(translate("intake", "Thrown away"), "neutral", "trash-2"),
        "refused": Badge(translate("intake", "Refused"), "critical", "x"),
    }
    return known.get(state, Badge(state.replace("_", " ").capitalize(), "neutral", "info"))
