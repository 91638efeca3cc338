"""Sealing to a passphrase in a moment: age's library makes scrypt take a second wherever it runs.

What is made is an age file (age-encryption.org/v1, a stanza of scrypt) whose work is small, which the program and the
standard tool open as any other. tests/unit/test_trust_sealing.py seals as the program does.
"""

import base64
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

WORK = 4  # scrypt's N is two to this
CHUNK = 64 * 1024


def seal_with_passphrase(data, passphrase):
    """Seal a small file as age does, with next to no work."""
    assert len(data) <= CHUNK
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    kdf = Scrypt(salt=b"age-encryption.org/v1/scrypt" + salt, length=32, n=2**WORK, r=8, p=1)
    wrapped = ChaCha20Poly1305(kdf.derive(passphrase.encode())).encrypt(bytes(12), file_key, None)
    header = b"age-encryption.org/v1\n-> scrypt %b %d\n%b\n---" % (_text(salt), WORK, _text(wrapped))
    mac = hmac.digest(_hkdf(file_key, b"", b"header"), header, "sha256")
    payload = ChaCha20Poly1305(_hkdf(file_key, nonce, b"payload")).encrypt(bytes(11) + b"\x01", data, None)
    return b"%b %b\n%b%b" % (header, _text(mac), nonce, payload)


def _hkdf(key, salt, info):
    return HKDF(SHA256(), 32, salt or None, info).derive(key)


def _text(data):
    return base64.b64encode(data).rstrip(b"=")
