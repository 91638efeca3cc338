"""The sealed envelope of a package: a tar of manifest, signature, signer and contents, sealed with age.

Reading it goes in the order that law 3 asks for: age and tar framing first, then the signer, then the signature over
the manifest's exact bytes, then the manifest, then each member only after its digest.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from fieldaudit.errors import (
    CertificateRefused,
    NotAPackage,
    NotSealedForThisKey,
    PackageDamaged,
    PackageNotForMe,
    PackageTooLarge,
    SealBroken,
    SealTooLarge,
    SignatureBroken,
)
from fieldaudit.exchange import container, limits
from fieldaudit.exchange.manifest import Manifest, Member, read_manifest, write_manifest
from fieldaudit.trust import keys, sealing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NAME = "envelope.age"
_PEM = re.compile(rb"-----BEGIN (CERTIFICATE|CERTIFICATE REQUEST)-----\r?\n[A-Za-z0-9+/=\r\n]++-----END \1-----\s*")
_HEAD = (("manifest.json", limits.MANIFEST), ("manifest.sig", limits.SIGNATURE), ("signer.pem", limits.SIGNER))


@dataclass(frozen=True)
class Letter:
    """An opened envelope of which nothing is believed yet."""

    manifest: bytes
    signature: bytes
    signer: bytes
    rest: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Contents:
    """What a verified envelope holds; `digest` is the SHA-256 of the manifest, the package's identity."""

    manifest: Manifest
    digest: str
    members: Mapping[str, bytes]


def entry(name: str, data: bytes) -> Member:
    """Return the manifest's line for a member in memory."""
    return Member(name, len(data), hashlib.sha256(data).hexdigest())


def write_envelope(
    manifest: Manifest, members: Mapping[str, bytes], key: keys.SigningKey, signer: bytes
) -> tuple[bytes, str]:
    """Return the sealed envelope and the digest of its manifest; raises PackageTooLarge."""
    document = write_manifest(manifest)
    plain = io.BytesIO()
    head = (document, key.sign(document), signer)
    for (name, most), data in zip(_HEAD, head, strict=True):
        if len(data) > most:
            raise PackageTooLarge
        container.write_member(plain, name, data)
    for name, data in members.items():
        container.write_member(plain, name, data)
    container.write_end(plain)
    sealed = sealing.seal(plain.getvalue(), manifest.recipients)
    if len(sealed) > limits.ENVELOPE:
        raise PackageTooLarge
    return sealed, hashlib.sha256(document).hexdigest()


def take_envelope(source: IO[bytes], size: int) -> bytes:
    """Return the first member of a package that has `size` bytes, its sealed envelope; nothing further is read.

    Raises NotAPackage for another kind of file.
    """
    if not container.begins(source):
        raise NotAPackage
    for header, pieces in container.members(source, size, limits.OUTER_MEMBERS):
        if header.name != NAME or header.size > limits.ENVELOPE:
            break
        return b"".join(pieces)
    raise PackageDamaged(reason="it does not begin with a sealed envelope")


def open_envelope(sealed: bytes, secrets: Sequence[str]) -> Letter:
    """Open an envelope without believing anything in it; raises PackageNotForMe or PackageDamaged."""
    try:
        plain = sealing.unseal(sealed, secrets, limits.ENVELOPE)
    except NotSealedForThisKey as other:
        raise PackageNotForMe from other
    except (SealBroken, SealTooLarge) as broken:
        raise PackageDamaged(reason="its envelope cannot be opened") from broken
    found = [
        (header, b"".join(pieces))
        for header, pieces in container.members(io.BytesIO(plain), len(plain), limits.INNER_MEMBERS)
    ]
    for (name, most), (header, _) in zip(_HEAD, found, strict=False):
        if header.name != name or header.size > most:
            raise PackageDamaged(reason="its envelope does not begin with a manifest and who signed it")
    if len(found) < len(_HEAD):
        raise PackageDamaged(reason="its envelope lacks its manifest or who signed it")
    manifest, signature, signer = (data for _, data in found[: len(_HEAD)])
    return Letter(manifest, signature, signer, tuple((header.name, data) for header, data in found[len(_HEAD) :]))


def believe(letter: Letter, public_pem: bytes, seat: str) -> Contents:
    """Return the contents of a letter that the holder of `public_pem` signed; raises PackageDamaged or PackageNewer."""
    try:
        keys.verify(public_pem, letter.signature, letter.manifest)
    except SignatureBroken as broken:
        raise PackageDamaged(reason="its signature does not fit") from broken
    manifest = read_manifest(letter.manifest)
    if manifest.sender.seat != seat:
        raise PackageDamaged(reason="it names another sender than the one who signed it")
    if tuple(entry(name, data) for name, data in letter.rest) != manifest.inner:
        raise PackageDamaged(reason="its contents are not those that were signed")
    return Contents(manifest, hashlib.sha256(letter.manifest).hexdigest(), dict(letter.rest))


def is_request(signer: bytes) -> bool:
    """Say whether the signer's file is a signing request; raises CertificateRefused when it is neither kind."""
    found = _PEM.fullmatch(signer)
    if found is None:
        raise CertificateRefused(reason="it cannot be read")
    return found[1] == b"CERTIFICATE REQUEST"
