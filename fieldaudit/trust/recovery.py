"""The recovery sheet: one page of text that opens a vault when its passphrase is lost."""

from fieldaudit.trust.words import normalise

_GROUP = 4


def recovery_sheet(organisation: str, fingerprint: str, words: str, made: str, holder: str = "") -> str:
    """Return the sheet to print: whose it is, the key in four groups of four words, and how to keep it.

    `holder` is the person whose vault it opens, empty at head office.
    """
    key = normalise(words).split()
    groups = [" ".join(f"{word:<12}" for word in key[at : at + _GROUP]).rstrip() for at in range(0, len(key), _GROUP)]
    lines = [
        "FIELDAUDIT RECOVERY SHEET",
        "",
        f"Organisation   {organisation}",
        *([f"Vault of       {holder}"] if holder else []),
        f"Fingerprint    {fingerprint}",
        f"Made           {made}",
        "",
        "Recovery key",
        *(f"  {number}   {group}" for number, group in enumerate(groups, start=1)),
        "",
        f"Whoever holds this page can open everything that {'this vault' if holder else 'this head office'} holds.",
        "Keep it on paper, in a safe, away from the computer. Never photograph it or send it by mail.",
    ]
    return "\n".join(lines) + "\n"
