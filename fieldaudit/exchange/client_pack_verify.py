"""Verifying a client pack with this program: the script that travels in it, and the signatures."""

from __future__ import annotations

import hashlib
import runpy
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit import assets
from fieldaudit.audit import authority
from fieldaudit.audit.events import parse_line
from fieldaudit.errors import (
    CertificateRefused,
    EventRefused,
    FileUnreadable,
    PackageDamaged,
    PackageUnknownSigner,
    PackageWrongOrganisation,
    SignatureBroken,
)
from fieldaudit.exchange import client_pack_answers, membership
from fieldaudit.trust import certificates, keys

if TYPE_CHECKING:
    from pathlib import Path

    from fieldaudit.trust.certificates import SeatCertificate
    from fieldaudit.vault import Vault

_MOST_FILES, _LARGEST, _MOST_BYTES = 20_000, 24 << 20, 8 << 30
_PIECE = 1 << 20
_UNREADABLE = (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError, zlib.error)


@dataclass(frozen=True)
class Verified:
    """A client pack that holds: for whom, of which audit, who closed it and who made the pack, and when."""

    audit: str
    audience: str
    organisation: str
    closing: str
    signer: str
    maker: str
    made: str
    photos: int
    answers: tuple[str, ...] = ()  # what the site said of the closing, each time
    withdrawn: tuple[str, ...] = ()  # whose certificate head office took back since, as far as this vault knows


def is_pack(path: Path) -> bool:
    """Whether a file is a ZIP archive, which no other package of this program is; raises FileUnreadable."""
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PK\x03\x04"
    except OSError as failed:
        raise FileUnreadable(path=path, reason=failed.strerror or "the disk refused") from failed


def verify_pack(vault: Vault, path: Path) -> Verified:
    """Check everything that a pack proves, for a vault of the organisation that made it.

    Raises PackageDamaged, PackageWrongOrganisation, PackageUnknownSigner, FileUnreadable.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _verify(vault, _Files(archive))
    except OSError as failed:
        raise FileUnreadable(path=path, reason=failed.strerror or "the disk refused") from failed
    except _UNREADABLE as broken:
        raise PackageDamaged(reason="its archive cannot be read") from broken


def _verify(vault: Vault, files: _Files) -> Verified:
    """Check signatures first: what is parsed then was written by somebody whom the organisation certified."""
    organisation = membership.organisation(vault)
    if files["authority.pem"] != organisation.authority:
        raise PackageWrongOrganisation
    maker, signer = (_seat(files[f"{one}.pem"], organisation.authority) for one in ("maker", "signer"))
    line = files["closing/closing.line"]
    try:
        keys.verify(maker.public_pem, files["sums.sig"], files["sums.txt"])
        keys.verify(signer.public_pem, files["closing/closing.sig"], line)
    except SignatureBroken as broken:
        raise PackageDamaged(reason="a signature in it does not fit") from broken
    about = _examined(files)
    try:
        closed = parse_line(line)
    except EventRefused as refused:
        raise PackageDamaged(reason="its closing is malformed") from refused
    _same(closed.seat == signer.seat == about.get("signer") and maker.seat == about.get("maker"))
    _same(authority.allowed(closed.kind, signer.role))
    _verify_answers(files, organisation.authority)
    known = [vault.exchange_log.certificate(seat) for seat in dict.fromkeys((signer.seat, maker.seat))]
    return Verified(
        audit=closed.record,
        audience=str(about["audience"]),
        organisation=organisation.name,
        closing=closed.hash,
        signer=signer.name,
        maker=maker.name,
        made=str(about.get("made", "")),
        photos=len(about["photos"]),
        answers=tuple(about["answers"]),
        withdrawn=tuple(row.name for row in known if row is not None and row.revoked),
    )


def _verify_answers(files: _Files, issuer: bytes) -> None:
    """Check the signature under each answer of the site; that its seat is the certificate's was examined before."""
    for name in (one for one in files if one.startswith(client_pack_answers.FOLDER) and one.endswith(".sig")):
        stem = name.removesuffix(".sig")
        try:
            keys.verify(_seat(files[f"{stem}.pem"], issuer).public_pem, files[name], files[f"{stem}.line"])
        except SignatureBroken as broken:
            raise PackageDamaged(reason="a signature in it does not fit") from broken


def _same(holds: bool) -> None:
    if not holds:
        raise PackageDamaged(reason="those who signed it are not those whom it names, or may not sign")


def _seat(pem: bytes, issuer: bytes) -> SeatCertificate:
    """Return whose certificate it is; evidence outlives certificates, so one that has ended counts too."""
    try:
        return certificates.check(pem, issuer, certificates.start_of(pem))
    except CertificateRefused as refused:
        raise PackageUnknownSigner(who="somebody", advice="Do not rely on it; ask who gave it to you.") from refused


def _examined(files: _Files) -> dict[str, Any]:
    script = runpy.run_path(str(assets.folder("resources") / "client-pack" / "check.py"))
    try:
        return dict(script["examine"](files))
    except script["Broken"] as broken:
        raise PackageDamaged(reason=str(broken)) from broken


class _Files(Mapping[str, bytes]):
    """The files of an archive, read when they are asked for; a digest is made of any, a large one is not given out."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        infos = archive.infolist()
        self._infos = {info.filename: info for info in infos}
        if len(infos) > _MOST_FILES or sum(info.file_size for info in infos) > _MOST_BYTES:
            raise PackageDamaged(reason="it holds more than a client pack can")
        if len(self._infos) != len(infos):
            raise PackageDamaged(reason="a name stands in it twice")

    def __getitem__(self, name: str) -> bytes:
        info = self._infos.get(name)
        if info is None:
            raise PackageDamaged(reason=f"{name} is missing")
        if info.file_size > _LARGEST:
            raise PackageDamaged(reason="it holds more than a client pack can")
        return self._archive.read(info)

    def __contains__(self, name: object) -> bool:
        return name in self._infos

    def __iter__(self) -> Iterator[str]:
        return iter(self._infos)

    def __len__(self) -> int:
        return len(self._infos)

    def sha256(self, name: str) -> str:
        """Return the digest of a file of any size."""
        digest = hashlib.sha256()
        with self._archive.open(self._infos[name]) as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
        return digest.hexdigest()
