"""A small secret locked under a 256-bit key that a slot holds (AES-256-GCM)."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fieldaudit.errors import SealBroken

_NONCE_BYTES = 12


def lock(key: bytes, secret: bytes, bound: bytes) -> bytes:
    """Return nonce and ciphertext of `secret`; `bound` must be given again to open it."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, bound)


def unlock(key: bytes, locked: bytes, bound: bytes) -> bytes:
    """Return the secret; raises SealBroken when anything was changed."""
    try:
        return AESGCM(key).decrypt(locked[:_NONCE_BYTES], locked[_NONCE_BYTES:], bound)
    except (InvalidTag, ValueError) as broken:
        raise SealBroken from broken
