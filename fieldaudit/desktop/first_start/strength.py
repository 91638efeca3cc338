"""How hard a passphrase is to guess, said plainly; the estimate is trust's, the words are ours."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from fieldaudit.trust.strength import LEAST, Measured


def strength_words(found: Measured) -> str:
    """Return one line on a passphrase: how strong it is and, where the estimator has one, why it is not."""
    remark = _remarks().get(found.remark, "")
    return f"{_levels()[found.strength]} {remark}".strip()


def _levels() -> dict[str, str]:
    say = QCoreApplication.translate
    return {
        "short": say("strength", "Too short: at least {least} characters.").format(least=LEAST),
        "guessable": say("strength", "Too easy to guess: choose another."),
        "weak": say("strength", "Weak: easy to guess for a machine. Add words."),
        "fair": say("strength", "Fair: one more word makes it strong."),
        "strong": say("strength", "Strong."),
    }


def _remarks() -> dict[str, str]:
    say = QCoreApplication.translate
    keyboard = say("strength", "Keys that lie beside each other are tried first.")
    repeated = say("strength", "What is repeated adds little.")
    known = say("strength", "It is on the lists of known passwords, or close to one.")
    dates = say("strength", "Dates and years are tried first.")
    names = say("strength", "Names are tried first.")
    return {
        "straight-rows-of-keys-are-easy-to-guess": keyboard,
        "short-keyboard-patterns-are-easy-to-guess": keyboard,
        "repeats-like-aaa-are-easy-to-guess": repeated,
        "repeats-like-abc-abc-are-only-slightly-harder-to-guess": repeated,
        "this-is-a-top10-password": known,
        "this-is-a-top100-password": known,
        "this-is-a-common-password": known,
        "this-is-similar-to-a-commonly-used-password": known,
        "sequences-like-abc-are-easy-to-guess": say("strength", "Sequences such as abc are tried first."),
        "recent-years-are-easy-to-guess": dates,
        "dates-are-often-easy-to-guess": dates,
        "a-word-by-itself-is-easy-to-guess": say("strength", "One word alone is tried first."),
        "names-and-surnames-by-themselves-are-easy-to-guess": names,
        "common-names-and-surnames-are-easy-to-guess": names,
    }
