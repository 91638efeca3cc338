"""Keys derived in a moment, where it is shown what a crash leaves and not what a passphrase withstands.

Argon2id and scrypt write nothing, and take nine tenths of the time of whatever opens a vault: a kill at a random moment
would meet them and not a write. In their place stands a hash, in this process alone; invitations are sealed as age
files whose work is small, which the program opens as any other. `install` stays, `quick_keys` is for a while.
"""

import base64
import hashlib
import hmac
import json
import os
from contextlib import contextmanager
from functools import cache

import exchange_world
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from fieldaudit.trust import sealing, slots

WORK = 4  # scrypt's N is two to this
CHUNK = 64 * 1024


def derive(slot, passphrase):
    """Return the wrapping key of a slot: another one for each salt, cost and passphrase."""
    parameters = {name: slot[name] for name in slot if name not in ("wrapped", "nonce")}
    return hashlib.sha256(json.dumps([parameters, passphrase], sort_keys=True).encode()).digest()


def seal_with_passphrase(data, passphrase):
    """Seal a small file as age does (age-encryption.org/v1, a stanza of scrypt), with next to no work."""
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


@cache
def _template():
    return exchange_world.set_up_once()


def install():
    """Derive and seal quickly from here on; returns what stood there before."""
    before = slots._derive, sealing.seal_with_passphrase, exchange_world._template
    slots._derive, sealing.seal_with_passphrase, exchange_world._template = derive, seal_with_passphrase, _template
    return before


@contextmanager
def quick_keys():
    """Derive and seal quickly for a while; vaults made meanwhile open only then."""
    before = install()
    try:
        yield
    finally:
        slots._derive, sealing.seal_with_passphrase, exchange_world._template = before
