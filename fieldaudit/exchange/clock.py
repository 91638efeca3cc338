"""Times as packages write them: UTC with milliseconds."""

from datetime import UTC, datetime, timedelta

_AHEAD = timedelta(days=1)  # so much a clock may differ from this one, its zone set wrongly included


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """Return `2026-11-21T13:50:02.123Z` of an aware time."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def supersedes(said: str, before: str) -> bool:
    """Whether what was said at one time takes the place of what was said before, both as packages write them.

    The later one does; and what a clock said that stood ahead of now gives way to anything, or it would stand for good.
    """
    return said > before or before > stamp(now() + _AHEAD)
