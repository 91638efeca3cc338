"""Reference tables (severity clocks, clauses, risks, owners, jurisdictions): the program's own, or head office's."""

from __future__ import annotations

import csv
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from fieldaudit import assets
from fieldaudit.audit.severity import parse_clocks
from fieldaudit.errors import ReferenceRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldaudit.audit.severity import Clocks
    from fieldaudit.vault.vault import Vault

CLOCKS = "severity-clocks"
NAMES = (CLOCKS, "clauses", "risks", "owners", "jurisdictions")
MOST_BYTES = 1024 * 1024
_KEPT = "published.reference"


@dataclass(frozen=True)
class Table:
    """A table that head office gave out: CSV text, a number that only rises, and when it came here (UTC)."""

    name: str
    number: int
    text: str
    time: str


def given_out(vault: Vault) -> dict[str, Table]:
    """Return the tables that head office gave out, by name."""
    return {name: Table(**row) for name, row in (vault.get(_KEPT) or {}).items()}


def keep(vault: Vault, table: Table) -> None:
    """Use a checked table from now on."""
    vault.put(_KEPT, {**(vault.get(_KEPT) or {}), table.name: asdict(table)})


def rows(vault: Vault, name: str) -> dict[str, dict[str, str]]:
    """Return the rows of the table that is in use, by its first column."""
    given = given_out(vault).get(name)
    return _rows(given.text if given else own_text(name))


def clocks(vault: Vault) -> Mapping[str, Clocks] | None:
    """Return the severity clocks that head office gave out, None for the program's own."""
    given = given_out(vault).get(CLOCKS)
    return parse_clocks(given.text.splitlines()) if given else None


def own_text(name: str) -> str:
    """Return the table that comes with the program, as CSV."""
    return (assets.folder("resources") / "reference" / f"{name}.csv").read_text(encoding="utf-8")


def check(name: str, data: bytes) -> str:
    """Return the table's text when it can be used in place of the program's own; raises ReferenceRefused."""
    if name not in NAMES:
        raise ReferenceRefused(name=name, reason=f"there is no table of that name, only {', '.join(NAMES)}")
    if len(data) > MOST_BYTES:
        raise ReferenceRefused(name=name, reason="it is longer than a megabyte")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as strange:
        raise ReferenceRefused(name=name, reason="it is not UTF-8 text; save it as CSV UTF-8") from strange
    _check_columns(name, text)
    return text


def _check_columns(name: str, text: str) -> None:
    lines = list(csv.reader(text.splitlines()))
    header = lines[0] if lines else []
    key = _header(own_text(name))[0]
    lacking = [column for column in _header(own_text(name)) if column not in header]
    if lacking or header[0] != key:
        raise ReferenceRefused(name=name, reason=f"it lacks the column {(lacking or [key])[0]} (first: {key})")
    seen: set[str] = set()
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(header):
            raise ReferenceRefused(name=name, reason=f"line {number} has {len(line)} columns, not {len(header)}")
        if not line[0].strip() or line[0] in seen:
            raise ReferenceRefused(name=name, reason=f"line {number} has an empty or repeated {key}")
        seen.add(line[0])
    if not seen:
        raise ReferenceRefused(name=name, reason="it has no rows")
    if name == CLOCKS:
        _check_days(text)


def _check_days(text: str) -> None:
    try:
        found = parse_clocks(text.splitlines())
    except (ValueError, KeyError) as strange:
        raise ReferenceRefused(name=CLOCKS, reason="its days must be whole numbers or blank") from strange
    own = set(parse_clocks(own_text(CLOCKS).splitlines()))
    days = [day for one in found.values() for day in (one.contain_days, one.plan_days, one.close_days)]
    if set(found) != own or any(day is not None and not 0 <= day <= 3650 for day in days):  # noqa: PLR2004 - ten years
        raise ReferenceRefused(name=CLOCKS, reason="it needs each severity once, with 0 to 3650 days")


def _rows(text: str) -> dict[str, dict[str, str]]:
    read = csv.DictReader(text.splitlines())
    key = (read.fieldnames or [""])[0]
    return {row[key]: {name: value or "" for name, value in row.items() if name} for row in read}


def _header(text: str) -> list[str]:
    return next(csv.reader(text.splitlines()))
