"""Signing keys (ECDSA P-256 with SHA-256), the id of the seat that holds one, and its fingerprint in words."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from fieldaudit.errors import CertificateRefused, SignatureBroken
from fieldaudit.trust.words import in_groups, normalise, words_of

_ECDSA = ec.ECDSA(hashes.SHA256())
_FINGERPRINT_WORDS = 8  # 103 bits: nobody finds a second key with the same words


@dataclass(frozen=True)
class SigningKey:
    """A seat's private key; `repr` never shows it."""

    _key: ec.EllipticCurvePrivateKey

    def __repr__(self) -> str:
        return f"SigningKey(seat={self.seat})"

    @classmethod
    def from_pem(cls, pem: bytes) -> "SigningKey":
        """Read an unencrypted PKCS8 PEM, as it lies in the vault."""
        key = serialization.load_pem_private_key(pem, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise CertificateRefused(reason="the key is not of the kind ECDSA P-256")
        return cls(key)

    @property
    def private(self) -> ec.EllipticCurvePrivateKey:
        """The key itself, for the rest of this room."""
        return self._key

    @cached_property
    def seat(self) -> str:
        """The id of the seat that signs with this key."""
        return seat_id(public_der(self._key.public_key()))

    def pem(self) -> bytes:
        """Return PKCS8 PEM without encryption: to be stored only in the vault or in a sealed file."""
        return self._key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    def public_pem(self) -> bytes:
        """Return the public key as SubjectPublicKeyInfo PEM, as `openssl dgst -verify` reads it."""
        return public_pem(self._key.public_key())

    def sign(self, data: bytes) -> bytes:
        """Return the DER signature of `data`."""
        return self._key.sign(data, _ECDSA)


def generate_signing_key() -> SigningKey:
    """Make a new key on curve P-256."""
    return SigningKey(ec.generate_private_key(ec.SECP256R1()))


def seat_id(public_key_der: bytes) -> str:
    """Return the seat of a key: the first 32 hex digits of SHA-256 over its DER SubjectPublicKeyInfo."""
    return hashlib.sha256(public_key_der).hexdigest()[:32]


def fingerprint(seat: str) -> str:
    """Return a seat's id as eight words in two groups, for people to compare."""
    return in_groups(
        words_of(hashlib.sha256(f"fieldaudit fingerprint 1\n{seat}".encode()).digest(), _FINGERPRINT_WORDS)
    )


def is_fingerprint_of(typed: str, seat: str) -> bool:
    """Say whether `typed` names `seat`, as words in any layout or as the id itself."""
    return typed.strip().lower() == seat or normalise(typed) == normalise(fingerprint(seat))


def verify(public_pem: bytes, signature: bytes, data: bytes) -> None:
    """Check the DER `signature` of `data`; raise SignatureBroken."""
    try:
        key = serialization.load_pem_public_key(public_pem)
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise SignatureBroken
        key.verify(signature, data, _ECDSA)
    except (InvalidSignature, ValueError) as broken:
        raise SignatureBroken from broken


def public_der(key: ec.EllipticCurvePublicKey) -> bytes:
    """Return the DER SubjectPublicKeyInfo."""
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def public_pem(key: ec.EllipticCurvePublicKey) -> bytes:
    """Return the PEM SubjectPublicKeyInfo."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
