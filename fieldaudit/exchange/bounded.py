"""JSON from strangers that is refused, before it is read, when it would unfold to far more memory than bytes."""

from __future__ import annotations

from typing import Any

from fieldaudit.audit import strictjson
from fieldaudit.errors import EventRefused
from fieldaudit.exchange import limits

_MARKS = (b"[", b"{", b",", b":")


def loads(data: bytes, longest: int, most: int = limits.VALUES) -> Any:
    """Return the JSON value in at most `longest` bytes that hold about `most` values; raises EventRefused.

    An empty list takes three bytes here and sixty in memory, so it is the values that must be counted.
    """
    if len(data) > longest or sum(map(data.count, _MARKS)) > most:
        raise EventRefused(reason="it is longer, or holds more values, than it may")
    return strictjson.loads(data)
