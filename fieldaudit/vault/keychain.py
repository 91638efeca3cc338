"""An optional slot whose secret the operating system's keychain keeps, so that its sign-in opens the vault.

Whoever can sign in to this computer as its user can then open the vault; it is off unless switched on, and never the
only slot. Backends that keep secrets in the clear, or none, are refused.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from fieldaudit.errors import KeychainOnlySlot, KeychainUnusable, WrongPassphrase
from fieldaudit.trust import slots
from fieldaudit.vault import keyfile, keys_log

if TYPE_CHECKING:
    from fieldaudit.trust.slots import Slot
    from fieldaudit.vault.vault import Vault

SERVICE = "FieldAudit vault"
_SECRET_BYTES = 32
_REFUSED = ("keyring.backends.null", "keyring.backends.fail", "keyrings.alt.file", "keyring.backends.chainer")
_LIGHT = slots.CHEAP  # a secret of 256 random bits needs no costly derivation


def usable() -> str:
    """Return the name of the keychain that would keep the secret; raises KeychainUnusable with the reason."""
    import keyring  # noqa: PLC0415 - most people never switch it on
    from keyring.errors import KeyringError  # noqa: PLC0415 - as above

    try:
        backend = keyring.get_keyring()
        chosen = _behind(backend)
    except (KeyringError, RuntimeError, OSError) as refused:
        raise KeychainUnusable(reason=str(refused) or "it does not answer") from refused
    if chosen is None:
        raise KeychainUnusable(reason="this computer offers none that keeps secrets encrypted")
    return str(chosen.name)


def turn_on(vault: Vault) -> None:
    """Make a slot whose secret the system's keychain keeps; raises KeychainUnusable, KeychainOnlySlot."""
    usable()
    if not any(kind != keyfile.KEYCHAIN for kind in vault.keys.kinds()):
        raise KeychainOnlySlot
    secret = secrets.token_hex(_SECRET_BYTES)
    _store(vault.keys.vault, secret)
    vault.change_keys(lambda keys, key: keys.with_slot(slots.wrap(key, secret, _LIGHT, kind=keyfile.KEYCHAIN)))
    keys_log.note(vault, "slot made", keyfile.KEYCHAIN)


def turn_off(vault: Vault) -> None:
    """Take the slot away, and its secret out of the keychain where it can be reached."""
    vault.change_keys(lambda keys, _key: keys.without(keyfile.KEYCHAIN))
    keys_log.note(vault, "slot removed", keyfile.KEYCHAIN)
    forget(vault.keys.vault)


def secret_of(vault_id: str) -> str:
    """Return what the keychain keeps for this vault; raises WrongPassphrase when it keeps nothing (or is locked)."""
    import keyring  # noqa: PLC0415 - most people never switch it on
    from keyring.errors import KeyringError  # noqa: PLC0415 - as above

    try:
        usable()
        found = keyring.get_password(SERVICE, vault_id)
    except (KeychainUnusable, KeyringError, RuntimeError, OSError) as refused:
        raise WrongPassphrase from refused
    if not found:
        raise WrongPassphrase
    return found


def slot_for(key: bytes, vault_id: str) -> Slot:
    """Return a slot of another `key` under the secret that the keychain keeps already; raises WrongPassphrase."""
    return slots.wrap(key, secret_of(vault_id), _LIGHT, kind=keyfile.KEYCHAIN)


def forget(vault_id: str) -> bool:
    """Take the secret out of the keychain; returns whether that worked. Without its slot it opens nothing."""
    import keyring  # noqa: PLC0415 - most people never switch it on
    from keyring.errors import KeyringError  # noqa: PLC0415 - as above

    try:
        keyring.delete_password(SERVICE, vault_id)
    except (KeyringError, RuntimeError, OSError):
        return False
    return True


def forget_if_kept(vault: Vault) -> None:
    """Take the secret out of the keychain when this vault once had a slot for it."""
    if any(row.detail == keyfile.KEYCHAIN for row in keys_log.rows(vault)):
        forget(vault.keys.vault)


def _store(vault_id: str, secret: str) -> None:
    import keyring  # noqa: PLC0415 - most people never switch it on
    from keyring.errors import KeyringError  # noqa: PLC0415 - as above

    try:
        keyring.set_password(SERVICE, vault_id, secret)
        kept = keyring.get_password(SERVICE, vault_id)
    except (KeyringError, RuntimeError, OSError) as refused:
        raise KeychainUnusable(reason=str(refused) or "it does not answer") from refused
    if kept != secret:
        raise KeychainUnusable(reason="it did not give back what it was given")


def _behind(backend: Any) -> Any:
    """Return the backend that would really keep a secret, None when there is none that may."""
    behind = getattr(backend, "backends", None)
    if behind is not None:  # a chain: the first of its links takes the secret
        behind = list(behind)
        return _behind(behind[0]) if behind else None
    module = type(backend).__module__
    if any(module == name or module.startswith(f"{name}.") for name in _REFUSED) or "plaintext" in str(backend).lower():
        return None
    return backend
