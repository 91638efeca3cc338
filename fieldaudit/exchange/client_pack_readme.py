"""What lies in a client pack for its reader: how to check it, with commands to copy, and a script that does it all."""

from __future__ import annotations

from fieldaudit import assets
from fieldaudit.exchange.client_pack_lines import INCLUDED

_FOLDER = "client-pack"
_EVENT = "(printf 'fieldaudit event 1\\n'; cat closing/{line}.line) | sha256sum | cut -c1-64"
_PAYLOAD = "(printf 'fieldaudit payload 1\\n'; cat closing/{line}.salt closing/{line}.payload) | sha256sum | cut -c1-64"
_DIGEST = (
    'while IFS= read -r line || [ -n "$line" ]; do'
    " printf 'fieldaudit event 1\\n%s' \"$line\" | sha256sum | cut -c1-64; done < events/{line}.lines"
    " | LC_ALL=C sort | (printf 'fieldaudit covers 1\\n'; cat) | sha256sum | cut -c1-64"
)


def checker() -> bytes:
    """Return the script that checks an unpacked pack with nothing but Python's standard library."""
    return (assets.folder("resources") / _FOLDER / "check.py").read_bytes()


def text(audit: str, audience: str, closing: str) -> bytes:
    """Return README.txt of a pack."""
    template = (assets.folder("resources") / _FOLDER / "README.txt").read_text("utf-8")
    shown = INCLUDED[audience]
    filled = {
        "AUDIENCE": f"the {audience}",
        "AUDIT": audit,
        "CLOSING": closing,
        "CHAIN": "".join(_chain(shown)),
        "LINES": "".join(_finds("lines", _DIGEST.format(line=one), f"closing/{one}.payload") for one in shown),
    }
    for name, value in filled.items():
        template = template.replace(f"@{name}@", value)
    return template.encode()


def _chain(shown: tuple[str, ...]) -> list[str]:
    after, said = "closing", []
    for one in reversed(shown):
        said.append(_finds("prev", _EVENT.format(line=one), f"closing/{after}.line"))
        said.append(_finds("commit", _PAYLOAD.format(line=one), f"closing/{one}.line"))
        after = one
    return said


def _finds(name: str, command: str, where: str) -> str:
    """Return a command that says so when the file `where` gives `name` the value that `command` prints, else fails."""
    return f'    grep -q "\\"{name}\\":\\"$( {command})\\"" {where} && echo "{where}: {name} fits"\n'
