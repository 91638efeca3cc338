"""Keys derived in a moment, where it is shown what a crash leaves and not what a passphrase withstands.

Argon2id and scrypt write nothing, and take nine tenths of the time of whatever opens a vault: a kill at a random moment
would meet them and not a write. In their place stands a hash, in this process alone, and quick_sealing. `install`
stays, `quick_keys` is for a while.
"""

import hashlib
import json
from contextlib import contextmanager
from functools import cache

import exchange_world
from quick_sealing import seal_with_passphrase

from fieldaudit.trust import sealing, slots


def derive(slot, passphrase):
    """Return the wrapping key of a slot: another one for each salt, cost and passphrase."""
    parameters = {name: slot[name] for name in slot if name not in ("wrapped", "nonce")}
    return hashlib.sha256(json.dumps([parameters, passphrase], sort_keys=True).encode()).digest()


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
