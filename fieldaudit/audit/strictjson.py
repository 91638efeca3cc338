"""JSON as event-format.md allows it: no duplicate keys, no floats, no NaN, integers in 0..2^53-1, UTF-8 only."""

import json
from typing import Any, NoReturn

from fieldaudit.errors import EventRefused

_LARGEST = 2**53 - 1


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise EventRefused(reason="a key stands twice")
    return found


def _integer(text: str) -> int:
    if text.startswith("-") or len(text) > len(str(_LARGEST)) or int(text) > _LARGEST:
        raise EventRefused(reason="a number is out of range")
    return int(text)


def _refuse_number(text: str) -> NoReturn:
    raise EventRefused(reason=f"{text[:20]} is not a whole number")


_decoder = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_int=_integer, parse_float=_refuse_number, parse_constant=_refuse_number
)


_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False)


def loads(data: bytes) -> Any:
    """Return the JSON value in `data`; raises EventRefused for whatever the event format does not allow."""
    try:
        text = data.decode()
        value = _decoder.decode(text)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()  # a lone surrogate fails here
    except UnicodeError:
        raise EventRefused(reason="the text is not UTF-8") from None
    except (ValueError, RecursionError):
        raise EventRefused(reason="the text is not JSON") from None
    return value


def dumps(value: Any) -> bytes:
    """Return `value` as compact JSON in UTF-8, keys in the order given; raises EventRefused for floats and the like."""
    _check(value)
    try:
        return _encoder.encode(value).encode()
    except UnicodeError:
        raise EventRefused(reason="the text is not valid Unicode") from None


def _check(value: Any) -> None:
    if value is None or isinstance(value, str | bool):
        return
    if isinstance(value, int):
        if not 0 <= value <= _LARGEST:
            raise EventRefused(reason="a number is out of range")
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise EventRefused(reason="a key is not text")
            _check(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item)
    else:
        raise EventRefused(reason=f"a {type(value).__name__} cannot be stored")
