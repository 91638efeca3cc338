"""Digests, encodings and chance (ODK XForms: digest, base64-decode, uuid, random)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import uuid
from typing import TYPE_CHECKING

from fieldaudit.checklist.xpath.code import NUMBER, STRING
from fieldaudit.checklist.xpath.functions.registry import function
from fieldaudit.checklist.xpath.functions.strings import tokens
from fieldaudit.checklist.xpath.lexer import ExpressionError

if TYPE_CHECKING:
    from fieldaudit.checklist.xpath.context import Context

MAX_RANDOM = 10_000
_ALGORITHMS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


@function("digest", STRING, "s s s?")
def _digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    name = _ALGORITHMS.get(algorithm)
    if name is None:
        raise ExpressionError(f"“digest()” has no algorithm “{algorithm}”.")
    digest = hashlib.new(name, text.encode(), usedforsecurity=False).digest()
    if encoding == "hex":
        return digest.hex()
    if encoding == "base64":
        return base64.b64encode(digest).decode()
    raise ExpressionError(f"“digest()” has no encoding “{encoding}”.")


@function("base64-decode", STRING, "s")
def _base64_decode(text: str) -> str:
    written = "".join(tokens(text)).rstrip("=")  # white space may stand anywhere (XML Schema, base64Binary)
    try:
        return base64.b64decode(written + "=" * (-len(written) % 4), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""


@function("uuid", STRING, "n?")
def _uuid(length: float | None = None) -> str:
    if length is None:
        return str(uuid.uuid4())
    if not 0 <= length <= MAX_RANDOM:
        raise ExpressionError(f"“uuid()” gives between 0 and {MAX_RANDOM} characters.")
    return secrets.token_hex(int(length))[: int(length)]


@function("random", NUMBER, in_context=True)
def _random(c: Context) -> float:
    return c.env.random()
