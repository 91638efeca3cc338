"""What a person set for the window: language, theme, text size, idle lock; kept beside the vault, which is locked."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

from fieldaudit.desktop.themes import ThemeName

FILE = "window.json"
TEXT_SCALES = (1.0, 1.15, 1.3)
LOCK_MINUTES = (5, 10, 30, 0)


@dataclass(frozen=True)
class Preferences:
    """The window's language (a code, empty: the system's), theme, text size, and minutes until it locks (0: never)."""

    language: str = ""
    theme: ThemeName = "system"
    text_scale: float = 1.0
    lock_minutes: int = 10


def load(home: Path) -> Preferences:
    """Return what was set; what is absent or makes no sense is as designed."""
    if not (home / FILE).is_file():
        return Preferences()
    import json  # noqa: PLC0415 - the first page must not wait for it where nothing was set

    try:
        found: Any = json.loads((home / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return Preferences()
    if not isinstance(found, dict):
        return Preferences()
    language, theme, scale, lock = (found.get(name) for name in ("language", "theme", "text_scale", "lock_minutes"))
    return Preferences(
        language=language if isinstance(language, str) else "",
        theme=_theme(theme),
        text_scale=scale if scale in TEXT_SCALES else 1.0,
        lock_minutes=lock if lock in LOCK_MINUTES else 10,
    )


def save(home: Path, preferences: Preferences) -> None:
    """Write them down whole; raises FileUnwritable."""
    import json  # noqa: PLC0415 - the first page must not wait for it

    from fieldaudit.errors import FileUnwritable  # noqa: PLC0415 - the first page must not wait for it

    target, fresh = home / FILE, home / f"{FILE}.new"
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)  # a vault will lie in it
        fresh.touch(0o600)
        fresh.write_text(json.dumps(asdict(preferences)), "utf-8")
        fresh.replace(target)
    except OSError as problem:
        raise FileUnwritable(path=target, reason=problem.strerror or problem) from problem


def _theme(found: object) -> ThemeName:
    names: tuple[ThemeName, ...] = get_args(ThemeName)
    return next((name for name in names if name == found), "system")
