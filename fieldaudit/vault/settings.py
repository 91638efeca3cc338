"""Small JSON values by key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fieldaudit.vault import driver, trusted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection


def get(connection: Connection, key: str) -> Any:
    """Return the value under `key`, None when there is none."""
    value = driver.value(connection, "SELECT value FROM meta WHERE key = ?", (key,))
    return None if value is None else json.loads(value)


def put(connection: Connection, values: Mapping[str, Any]) -> None:
    """Keep `values`; a None takes its key away."""
    trusted.changing(connection, values)
    for key, value in values.items():
        if value is None:
            driver.run(connection, "DELETE FROM meta WHERE key = ?", (key,))
        else:
            driver.run(
                connection,
                "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (key, json.dumps(value, ensure_ascii=False)),
            )
