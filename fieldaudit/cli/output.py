"""What a command says: JSON lines or plain text on stdout, diagnostics on stderr."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.errors import FileUnwritable
from fieldaudit.vault import files

if TYPE_CHECKING:
    from pathlib import Path

    from fieldaudit.errors import FieldAuditError

# controls but tab and line break, and what turns the direction of all that follows
_COMMANDING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 audit", "2 audits"; `many` where that is not `one` with an s."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


@dataclass(frozen=True)
class Output:
    """Writes results as one JSON object per line (`as_json`) or as a plain sentence."""

    as_json: bool = False

    def result(self, values: dict[str, Any], text: str = "") -> None:
        """Print one result: its JSON object, or its text (by default `name: value` lines)."""
        if self.as_json:
            print(_escaped(json.dumps(values, ensure_ascii=False)), flush=True)
        else:
            print(_tame(text or "\n".join(f"{name}: {value}" for name, value in values.items())), flush=True)

    def say(self, text: str) -> None:
        """Print a diagnostic line for a person."""
        print(_tame(text), file=sys.stderr, flush=True)

    def refuse(self, error: FieldAuditError) -> None:
        """Print why the input was refused and what to do."""
        if self.as_json:
            told = json.dumps({"error": type(error).__name__, "reason": str(error)}, ensure_ascii=False)
            print(_escaped(told), flush=True)
        self.say(f"fieldaudit: {error}")


def _tame(text: str) -> str:
    """Return text of which nothing commands a terminal: names in packages and files are anybody's to choose."""
    return _COMMANDING.sub("\ufffd", text)


def _escaped(line: str) -> str:
    """Return the same JSON with what could command a terminal in escapes."""
    return _COMMANDING.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def write_file(path: Path, data: bytes) -> None:
    """Write a file that a person asked for: whole or not at all; raises FileUnwritable."""
    if path.exists() and not path.is_file():  # a folder, or a device that the rename would replace
        raise FileUnwritable(path=path, reason="it is not a file")
    files.keep_apart(path)
    temporary = path.with_name(path.name + ".part")
    try:
        with temporary.open("wb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
        temporary.replace(path)
    except OSError as problem:
        temporary.unlink(missing_ok=True)
        raise FileUnwritable(path=path, reason=(problem.strerror or "it failed").lower()) from problem
