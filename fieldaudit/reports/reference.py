"""The names of clauses, risks and functions from the reference tables, in the report's language."""

import csv
from functools import cache

from fieldaudit.assets import folder
from fieldaudit.vault import Vault, reference


@cache
def _table(name: str) -> dict[str, dict[str, str]]:
    path = folder("resources") / "reference" / f"{name}.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        key = (rows.fieldnames or [""])[0]
        return {row[key]: {name: value or "" for name, value in row.items() if name} for row in rows}


def _in_use(name: str, vault: Vault | None) -> dict[str, dict[str, str]]:
    """Return the table that head office gave out, else the program's own."""
    return reference.rows(vault, name) if vault is not None and name in reference.given_out(vault) else _table(name)


def clause_title(clause: str, language: str, vault: Vault | None = None) -> str:
    """Give the title of a clause, "" for one that the library does not have."""
    row = _in_use("clauses", vault).get(clause, {})
    return row.get(f"title_{language}") or row.get("title_en", "")


def risk_name(risk: str, language: str, vault: Vault | None = None) -> str:
    """Give a risk's name: its own word where the table has none."""
    return _capitalised(_in_use("risks", vault).get(risk, {}).get(f"title_{language}") or risk)


def owner_name(owner: str, language: str, vault: Vault | None = None) -> str:
    """Give the name of a function that owns a finding: as it was written where the table has none."""
    return _capitalised(_in_use("owners", vault).get(owner, {}).get(f"title_{language}") or owner)


def _capitalised(word: str) -> str:
    return word[:1].upper() + word[1:]
