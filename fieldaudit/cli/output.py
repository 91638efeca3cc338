"""What a command says: JSON lines or plain text on stdout, diagnostics on stderr."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit.errors import FileUnwritable
from fieldaudit.vault import files

if TYPE_CHECKING:
    from pathlib import Path

    from fieldaudit.errors import FieldAuditError


@dataclass(frozen=True)
class Output:
    """Writes results as one JSON object per line (`as_json`) or as a plain sentence."""

    as_json: bool = False

    def result(self, values: dict[str, Any], text: str = "") -> None:
        """Print one result: its JSON object, or its text (by default `name: value` lines)."""
        if self.as_json:
            print(json.dumps(values, ensure_ascii=False), flush=True)
        else:
            print(text or "\n".join(f"{name}: {value}" for name, value in values.items()), flush=True)

    def say(self, text: str) -> None:
        """Print a diagnostic line for a person."""
        print(text, file=sys.stderr, flush=True)

    def refuse(self, error: FieldAuditError) -> None:
        """Print why the input was refused and what to do."""
        if self.as_json:
            print(json.dumps({"error": type(error).__name__, "reason": str(error)}, ensure_ascii=False), flush=True)
        self.say(f"fieldaudit: {error}")


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
