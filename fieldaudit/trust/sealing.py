"""Sealing to readers with age (version 1): bytes, streams and passphrases."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pyrage

from fieldaudit.errors import CertificateRefused, NotSealedForThisKey, SealBroken, SealTooLarge, WrongPassphrase

_SCRYPT = re.compile(rb"age-encryption\.org/v1\n-> scrypt [A-Za-z0-9+/]{22} ([1-9][0-9]?)\n")
_MOST_WORK = 20  # 2^20 rounds, a gigabyte; the library itself chooses what takes it a second


class Reader(Protocol):
    """What a stream is sealed or unsealed from."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""


class Writer(Protocol):
    """What a stream is sealed or unsealed into."""

    def write(self, data: bytes, /) -> int:
        """Take all of `data`."""

    def flush(self) -> None:
        """Pass on what is held."""


@dataclass(frozen=True)
class Identity:
    """An age key pair: `secret` (AGE-SECRET-KEY-1...) opens what was sealed to `recipient` (age1...)."""

    secret: str
    recipient: str

    def __repr__(self) -> str:
        return f"Identity(recipient={self.recipient})"


def new_identity() -> Identity:
    """Make a new age X25519 identity."""
    made = pyrage.x25519.Identity.generate()
    return Identity(str(made), str(made.to_public()))


def identity(secret: str) -> Identity:
    """Return the identity of a stored `secret`."""
    return Identity(secret, str(_identity(secret).to_public()))


def check_recipient(text: str) -> str:
    """Return `text` when it is an age X25519 recipient; raise CertificateRefused otherwise."""
    try:
        return str(pyrage.x25519.Recipient.from_str(text))
    except pyrage.RecipientError as strange:
        raise CertificateRefused(reason="it names no age recipient") from strange


def seal(data: bytes, recipients: Sequence[str]) -> bytes:
    """Seal `data` to every one of `recipients`."""
    sealed: bytes = pyrage.encrypt(data, _recipients(recipients))
    return sealed


def seal_giving_way(data: bytes, recipients: Sequence[str]) -> bytes:
    """Seal `data` as `seal` does, piece by piece: in between other threads, the window's above all, have their turn."""
    sink = io.BytesIO()
    seal_stream(_Pieces(data), sink, recipients)
    return sink.getvalue()


def unseal(data: bytes, secrets: Sequence[str], limit: int | None = None) -> bytes:
    """Open `data` with any of `secrets`; raise NotSealedForThisKey, SealBroken, or SealTooLarge above `limit` bytes."""
    sink = _Bounded(limit)
    unseal_stream(io.BytesIO(data), sink, secrets)
    return sink.getvalue()


def seal_stream(reader: Reader, writer: Writer, recipients: Sequence[str]) -> None:
    """Seal everything from `reader` into `writer` in constant memory; OSError when either fails."""
    pyrage.encrypt_io(reader, writer, _recipients(recipients))


def unseal_stream(reader: Reader, writer: Writer, secrets: Sequence[str]) -> None:
    """Open `reader` into `writer`; believe nothing written before this returns, since a cut shows only at the end."""
    try:
        pyrage.decrypt_io(reader, writer, [_identity(secret) for secret in secrets])
    except pyrage.DecryptError as refused:
        raise _why(refused) from refused
    except OSError as broken:
        if broken.errno is None:  # age's own complaint; a full disk or a bad stick carries its number
            raise SealBroken from broken
        raise


def opens(reader: Reader, secret: str) -> bool:
    """Whether `secret` opens what was sealed, of which no more than the beginning is read."""
    try:
        pyrage.decrypt_io(reader, _Beginning(), [_identity(secret)])
    except _Opened:
        return True
    except (pyrage.DecryptError, NotSealedForThisKey):
        return False
    except OSError as broken:
        if broken.errno is None:  # age's own complaint, as in unseal_stream
            return False
        raise
    return True


def seal_with_passphrase(data: bytes, passphrase: str) -> bytes:
    """Seal `data` with age's scrypt recipient."""
    sealed: bytes = pyrage.passphrase.encrypt(data, passphrase)
    return sealed


def unseal_with_passphrase(data: bytes, passphrase: str) -> bytes:
    """Open what seal_with_passphrase made; raise WrongPassphrase or SealBroken."""
    header = _SCRYPT.match(data)
    if header is None or int(header[1]) > _MOST_WORK:  # whoever wrote it chose how much memory opening it takes
        raise SealBroken
    try:
        opened: bytes = pyrage.passphrase.decrypt(data, passphrase)
    except pyrage.DecryptError as refused:
        # A wrong passphrase fails on the wrapped file key; a damaged body fails later, with the same words for both.
        if "No matching keys" in str(refused) or "Decryption failed" in str(refused):
            raise WrongPassphrase from refused
        raise SealBroken from refused
    return opened


class _Pieces:
    """Bytes that are read a little at a time by Python code, the only kind in which the interpreter changes threads."""

    def __init__(self, data: bytes) -> None:
        self._rest = memoryview(data)

    def read(self, size: int, /) -> bytes:
        piece, self._rest = self._rest[:size], self._rest[size:]
        return bytes(piece)


class _Bounded(io.BytesIO):
    """Memory that refuses to grow past a limit."""

    def __init__(self, limit: int | None) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: object, /) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        if self._limit is not None and self.tell() + len(piece) > self._limit:
            raise SealTooLarge(limit=self._limit)
        return super().write(piece)


class _Opened(Exception):
    """The first bytes were opened."""


class _Beginning:
    """Ends the opening with the first bytes that come out of it."""

    def write(self, data: bytes, /) -> int:  # noqa: ARG002 - that there are any is all
        raise _Opened

    def flush(self) -> None:
        """Hold nothing."""


def _identity(secret: str) -> "pyrage.x25519.Identity":
    """Return the identity of a secret; raise NotSealedForThisKey for what is none: it opens nothing."""
    try:
        return pyrage.x25519.Identity.from_str(secret)
    except pyrage.IdentityError as strange:
        raise NotSealedForThisKey from strange


def _recipients(recipients: Sequence[str]) -> list["pyrage.x25519.Recipient"]:
    if not recipients:
        raise CertificateRefused(reason="there is nobody to seal for")
    return [pyrage.x25519.Recipient.from_str(check_recipient(text)) for text in recipients]


def _why(refused: Exception) -> NotSealedForThisKey | SealBroken:
    return NotSealedForThisKey() if "No matching keys" in str(refused) else SealBroken()
