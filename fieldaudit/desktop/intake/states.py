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
        "revoked_before": Badge(translate("intake", "Revoked, signed before"), "critical", "ban"),
        "expired": Badge(translate("intake", "Expired"), "major", "clock"),
        "colleague_revoked": Badge(translate("intake", "Colleague revoked"), "critical", "ban"),
        "colleague_expired": Badge(translate("intake", "Colleague expired"), "major", "clock"),
        "damaged": Badge(translate("intake", "Damaged"), "critical", "file-x"),
        "incomplete": Badge(translate("intake", "Incomplete"), "minor", "hourglass"),
        "earlier_missing": Badge(translate("intake", "Earlier one missing"), "minor", "hourglass"),
        "form_altered": Badge(translate("intake", "Form altered"), "major", "file-warning"),
        "not_for_me": Badge(translate("intake", "For somebody else"), "critical", "lock"),
        "wrong_organisation": Badge(translate("intake", "Another organisation"), "critical", "building-2"),
        "not_allowed": Badge(translate("intake", "Not allowed"), "critical", "shield-x"),
        "newer": Badge(translate("intake", "Newer than this program"), "information", "info"),
        "duplicate": Badge(translate("intake", "Duplicate"), "neutral", "copy"),
        "thrown_away": Badge(translate("intake", "Thrown away"), "neutral", "trash-2"),
        "put_away": Badge(translate("intake", "Put away"), "neutral", "x"),
        "refused": Badge(translate("intake", "Refused"), "critical", "x"),
    }
    return known.get(state, Badge(state.replace("_", " ").capitalize(), "neutral", "info"))


def advice(state: str, who: str) -> str:
    """Return what to do in a state for which the window has a way of its own; "" where the package's words say it."""
    translate = QCoreApplication.translate
    name = who or translate("intake", "the sender")
    renewing = translate(
        "intake",
        "Check this computer's date. Then write the next package for {who}: it brings a new certificate, "
        "and this one is taken in.",
    )
    words = {
        "unknown_signer": translate(
            "intake", "Ask {who} to read their fingerprint to you by telephone, then certify them."
        ),
        "revoked_before": translate(
            "intake", "Its clock proves nothing. Take it in only if it was handed over before the laptop was lost."
        ),
        "colleague_revoked": translate(
            "intake", "Take the entries of {who} in only if they were handed over before the laptop was lost."
        ),
        "expired": renewing,
        "colleague_expired": renewing,
        "newer": translate("intake", "Update this program; the package waits here until then."),
    }
    return words.get(state, "").format(who=name)
