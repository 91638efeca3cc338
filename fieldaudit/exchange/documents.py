"""Small JSON documents that are signed or sealed: each says its format and version first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fieldaudit.audit import strictjson
from fieldaudit.errors import EventRefused
from fieldaudit.exchange import bounded, limits

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = 1


def write_document(name: str, values: Mapping[str, Any]) -> bytes:
    """Return the bytes of a document of the format `fieldaudit NAME`, version 1."""
    return strictjson.dumps({"format": f"fieldaudit {name}", "version": VERSION, **values})


def read_document(name: str, data: bytes) -> dict[str, Any]:
    """Return the values of a document; raises EventRefused when it is none of this format and version."""
    values = bounded.loads(data, limits.DOCUMENT)
    if not isinstance(values, dict) or values.pop("format", None) != f"fieldaudit {name}":
        raise EventRefused(reason="it is a document of another kind")
    version = values.pop("version", None)
    if type(version) is not int or version != VERSION:  # True equals 1
        raise EventRefused(reason="its version is not known to this program")
    return values
