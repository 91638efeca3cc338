"""What a vault notices about itself when it is opened, in sentences: put back, exchanged, a clock that is wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from fieldaudit.errors import DiskFull, DiskTrouble
from fieldaudit.vault import driver, settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from fieldaudit.vault.incarnation import Noticed
    from fieldaudit.vault.vault import Vault

KEPT = "noticed"
_MOST_KEPT = 20
_RELEASED = datetime(2026, 11, 1, tzinfo=UTC)  # no clock of a computer that runs this program stands before it
_BEHIND, _AHEAD = timedelta(minutes=10), timedelta(days=5 * 365)
_ASK = "If you put a copy back yourself, send what it holds and go on. If not, tell head office before you go on."
_ASK_OF_TRUST = "See who is revoked, and compare the organisation's fingerprint and the officer's, before you go on."
_TRUST = "trust"  # no entry is missing then
_SENTENCES = {
    "put_back": "On {day} this vault was found put back to an earlier state: {missing} entries are not in it.",
    "replaced": "On {day} this vault was found with another history than the one written on this computer.",
    _TRUST: "On {day} settings that say whom this vault trusts were found put back to an earlier state, or changed.",
}
_BEHIND_SAID = (
    "This computer's clock says {now}, but the newest entry here was made on {newest}."
    " Set the clock if it is wrong; entries made before the time of the last one are marked."
)
_AHEAD_SAID = (
    "This computer's clock says {now}, years after the newest entry here, of {newest}. Set the clock if that is wrong;"
    " new entries carry this time."
)


def keep(vault: Vault, noticed: Noticed, now: datetime) -> None:
    """Keep how the life before was cut short, newest last; a disk that takes nothing does not keep a vault shut."""
    row = {"kind": noticed.kind, "missing": noticed.missing, "day": f"{now.astimezone(UTC):%Y-%m-%d}"}
    try:
        vault.put(KEPT, [*(vault.get(KEPT) or []), row][-_MOST_KEPT:])
    except (DiskFull, DiskTrouble):
        return  # it is still said as long as this vault is open, and the disk's trouble with the next answer


def said(connection: Connection, noticed: Noticed | None, now: datetime) -> list[str]:
    """Return one sentence for the clock and one for how this life began; nothing where all is well."""
    found = [clock(connection, now)]
    if noticed is not None:
        ask = _ASK_OF_TRUST if noticed.kind == _TRUST else _ASK
        found.append(f"{_sentence(vars(noticed) | {'day': f'{now:%Y-%m-%d}'})} {ask}")
    return [sentence for sentence in found if sentence]


def of_lost_entries(connection: Connection, noticed: Noticed | None) -> bool:
    """Whether files that nothing names may belong to entries that were taken away: they are kept then."""
    kinds = {row["kind"] for row in settings.get(connection, KEPT) or []} | {noticed.kind if noticed else _TRUST}
    return bool(kinds - {_TRUST})


def history(connection: Connection) -> list[str]:
    """Return what was noticed at any opening of this vault, oldest first."""
    return [_sentence(row) for row in settings.get(connection, KEPT) or []]


def clock(connection: Connection, now: datetime) -> str:
    """Return what is wrong with the computer's clock, "" when nothing can be seen; it never keeps anyone from work."""
    newest_said: str = driver.value(connection, "SELECT MAX(time) FROM tips") or ""
    newest = datetime.fromisoformat(newest_said) if newest_said else _RELEASED
    known = max(newest, _RELEASED)
    said_of = {"now": f"{now:%Y-%m-%d %H:%M}", "newest": f"{known.astimezone(now.tzinfo):%Y-%m-%d %H:%M}"}
    if now < known - _BEHIND:
        return _BEHIND_SAID.format(**said_of)
    return _AHEAD_SAID.format(**said_of) if now > known + _AHEAD else ""


def _sentence(row: dict[str, Any]) -> str:
    return _SENTENCES[row["kind"]].format(**row)
