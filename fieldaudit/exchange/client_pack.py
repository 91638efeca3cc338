"""A client pack: an audit as evidence for outsiders, of chosen audiences, which proves itself without this program.

What it is and what it proves: docs/client-pack.md. The report comes from above, since it is no matter of exchange.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fieldaudit import __version__
from fieldaudit.audit import closing, covering, strictjson
from fieldaudit.audit.audit_view import AuditView
from fieldaudit.audit.events import parse_line
from fieldaudit.errors import (
    AuditNotSigned,
    AuditUnknown,
    BlobMissing,
    FileUnwritable,
    PackBefore,
    PackNotWhole,
    PackUncertified,
    PhotoRefused,
)
from fieldaudit.exchange import client_pack_answers, client_pack_readme, clock, membership
from fieldaudit.exchange.client_pack_lines import INCLUDED, Line, hashes, lines, without_small_counts
from fieldaudit.trust import certificates
from fieldaudit.vault import attachments, files, media, media_pictures, media_shapes
from fieldaudit.vault.reading import findings_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from fieldaudit.audit.events import StoredEvent
    from fieldaudit.audit.finding_view import FindingView
    from fieldaudit.exchange.client_pack_answers import Answer
    from fieldaudit.vault import Vault

FORMAT, VERSION = "fieldaudit client pack", 1
FEWEST_INTERVIEWEES = 5  # as in reports, which a test compares: they are a room of their own
_LONGEST_SIDE, _QUALITY = 1600, 82


@dataclass(frozen=True)
class Contents:
    """What a pack holds: lines, how many of them say something, photos, and the names of files that stay out.

    `answers` is what the site said of the closing, each time (agree, dispute, declined), the first one first.
    """

    audience: str
    lines: int
    shown: int
    photos: int
    left_out: tuple[str, ...]
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Packed:
    """A pack on disk, what it holds, and the SHA-256 of the authority's certificate for its reader to compare."""

    path: Path
    size: int
    contents: Contents
    authority: str


@dataclass(frozen=True)
class _Statement:
    """What the closing says to one audience: the line before it, with salt and payload."""

    audience: str
    stored: StoredEvent


@dataclass(frozen=True)
class Evidence:
    """Everything that a pack is made from."""

    audit: str
    audience: str
    closing: StoredEvent
    statements: tuple[_Statement, ...]
    lines: tuple[Line, ...]
    answers: tuple[Answer, ...]

    def pictures(self) -> list[Line]:
        """Return the lines that attach a picture."""
        return [line for line in self.lines if line.attached and _is_picture(line.attached)]

    def others(self) -> tuple[str, ...]:
        """Return the names of the files that are attached and no pictures."""
        attached = (line.attached for line in self.lines if line.attached)
        return tuple(str(said["name"]) for said in attached if not _is_picture(said))


def _is_picture(said: Mapping[str, Any]) -> bool:
    return str(said["media_type"]).startswith("image/")


def contents(vault: Vault, audit: str, audience: str) -> Contents:
    """Return what a pack would hold; raises AuditUnknown, AuditNotSigned, PackBefore, PackNotWhole, FormMissing."""
    found = evidence(vault, audit, audience)
    shown = sum(line.payload is not None for line in found.lines)
    return Contents(audience, len(found.lines), shown, len(found.pictures()), found.others(), _said(found))


def write_pack(
    vault: Vault, audit: str, audience: str, report: bytes, out: Path, *, now: datetime | None = None
) -> Packed:
    """Write the pack of a signed audit for the `site` or the `client` to the file `out`, with `report` as its PDF.

    Raises what `contents` raises, PackUncertified, FileUnwritable.
    """
    found, made = evidence(vault, audit, audience), clock.stamp(now or clock.now())
    signer = certificate_of(vault, parse_line(found.closing.line).seat)
    maker = certificate_of(vault, vault.seat)
    authority = membership.organisation(vault).authority
    files.keep_apart(out)
    if out.exists() and not out.is_file():  # a folder, or a device that the rename would replace
        raise FileUnwritable(path=out, reason="it is not a file")
    try:
        with files.writing(out) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            pack = _Writer(archive)
            answers = _answers(vault, found)
            signed = [f"{client_pack_answers.name(at)}.sig" in files for at, files in enumerate(answers, start=1)]
            closed = parse_line(found.closing.line).hash
            pack.add("README.txt", client_pack_readme.text(audit, audience, closed, signed))
            for name, data in (("authority", authority), ("maker", maker), ("signer", signer)):
                pack.add(f"{name}.pem", data)
            pack.add("check.py", client_pack_readme.checker())
            pack.add("report.pdf", report)
            _add_closing(pack, found)
            for name, data in (item for one in answers for item in one.items()):
                pack.add(name, data)
            _add_events(pack, found)
            photos, unseen = _add_photos(vault, pack, found)
            about = _about(vault, found, made) | {"photos": photos, "left_out": [*found.others(), *unseen]}
            pack.add("pack.json", json.dumps(about, ensure_ascii=False, indent=1).encode() + b"\n")
            pack.seal(membership.own_key(vault).sign)
    except OSError as failed:
        raise FileUnwritable(path=out, reason=failed.strerror or "the disk refused") from failed
    shown = sum(line.payload is not None for line in found.lines)
    held = Contents(audience, len(found.lines), shown, len(photos), (*found.others(), *unseen), _said(found))
    return Packed(out, out.stat().st_size, held, certificates.sha256_of(authority))


class _Writer:
    """Writes an archive that says nothing of when and where it was made, and remembers every digest."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._sums: dict[str, str] = {}

    def add(self, name: str, data: bytes) -> str:
        """Write one file; return its SHA-256."""
        self._sums[name] = hashlib.sha256(data).hexdigest()
        self._write(name, data)
        return self._sums[name]

    def seal(self, sign: Any) -> None:
        """Write the digests of all files and a signature over them."""
        listed = "".join(f"{digest}  {name}\n" for name, digest in sorted(self._sums.items())).encode()
        self._write("sums.txt", listed)
        self._write("sums.sig", sign(listed))

    def _write(self, name: str, data: bytes) -> None:
        info = zipfile.ZipInfo(name)  # dated 1980
        info.create_system, info.external_attr = 3, 0o644 << 16
        info.compress_type = zipfile.ZIP_DEFLATED
        self._archive.writestr(info, data)


def evidence(vault: Vault, audit: str, audience: str) -> Evidence:
    """Return what a pack is made from; raises AuditUnknown, AuditNotSigned, PackBefore, PackNotWhole, FormMissing."""
    if vault.record_types().get(audit) != "audit":
        raise AuditUnknown(audit=audit)
    signed = AuditView.of(vault.cells(audit)).closing
    stored = vault.stored(signed.hash) if signed else None
    if signed is None or stored is None or stored.signature is None:
        raise AuditNotSigned
    heads: Sequence[closing.Head] = [tuple(head) for head in signed.payload["heads"]]
    chosen = lines(vault, heads)
    statements = tuple(_statements(vault, stored, audience))
    for one in statements:
        mine = hashes(chosen, one.audience)
        said = strictjson.loads(one.stored.payload or b"{}")
        if said.get("lines") != covering.digest(mine):
            raise PackNotWhole
    few = [one for one in findings_of(vault, AuditView.of(vault.cells(audit))) if _rests_on_few(one)]
    kept = without_small_counts(chosen, {one.id for one in few}, {one.ref for one in few})
    included = [line for line in kept if line.audience in INCLUDED[audience]]
    return Evidence(
        audit, audience, stored, statements, tuple(included), client_pack_answers.of(vault, audit, signed.hash)
    )


def _said(found: Evidence) -> tuple[str, ...]:
    return tuple(one.said for one in found.answers)


def _rests_on_few(finding: FindingView) -> bool:
    """Whether a finding comes from interviews with fewer people than a report tells outsiders of."""
    return "interview" in finding.fields.get("sources", "") and (finding.sampled or 0) < FEWEST_INTERVIEWEES


def _statements(vault: Vault, after: StoredEvent, audience: str) -> Iterator[_Statement]:
    """Yield what the closing says to each audience of the pack, from the one nearest to the closing."""
    for one in reversed(INCLUDED[audience]):
        before = vault.stored(parse_line(after.line).prev)
        if before is None or before.payload is None or parse_line(before.line).kind != covering.COVERS:
            raise PackBefore
        yield _Statement(one, before)
        after = before


def certificate_of(vault: Vault, seat: str) -> bytes:
    """Return the certificate of who signed something; raises PackUncertified."""
    if seat == vault.seat and (own := vault.get(membership.CERTIFICATE)):
        return str(own).encode("ascii")
    row = vault.exchange_log.certificate(seat)
    if row is None:
        raise PackUncertified
    return row.pem


def _add_closing(pack: _Writer, found: Evidence) -> None:
    pack.add("closing/closing.line", found.closing.line)
    pack.add("closing/closing.sig", found.closing.signature or b"")
    for one in found.statements:
        pack.add(f"closing/{one.audience}.line", one.stored.line)
        pack.add(f"closing/{one.audience}.salt", one.stored.salt or b"")
        pack.add(f"closing/{one.audience}.payload", one.stored.payload or b"")
    for last in found.answers[-1:]:
        shown = last.stored
        said = {"line": shown.line.decode(), **_opening(shown.salt or b"", shown.payload or b"")}
        pack.add("closing/site-answer.json", json.dumps(said, ensure_ascii=False).encode() + b"\n")


def _answers(vault: Vault, found: Evidence) -> list[dict[str, bytes]]:
    """Return the files of each answer of the site, with the certificate of who wrote it down where it is here."""

    def certificate(seat: str) -> bytes:
        try:
            return certificate_of(vault, seat)
        except PackUncertified:
            return b""

    return [one.files(at, certificate(one.event.seat)) for at, one in enumerate(found.answers, start=1)]


def _add_events(pack: _Writer, found: Evidence) -> None:
    for audience in INCLUDED[found.audience]:
        mine = [line for line in found.lines if line.audience == audience]
        pack.add(f"events/{audience}.lines", b"".join(line.event.line + b"\n" for line in mine))
        openings = (
            json.dumps({"line": line.event.hash, **_opening(line.salt, line.payload)}, ensure_ascii=False)
            for line in mine
            if line.salt is not None and line.payload is not None
        )
        pack.add(f"events/{audience}.openings", "".join(f"{one}\n" for one in openings).encode())


def _opening(salt: bytes, payload: bytes) -> dict[str, str]:
    return {"salt": salt.hex(), "payload": payload.decode()}


def _add_photos(vault: Vault, pack: _Writer, found: Evidence) -> tuple[list[dict[str, str]], list[str]]:
    """Add the pixels of each photo; return what pack.json says of them, and the names of those that stay out."""
    listed: list[dict[str, str]] = []
    unseen: list[str] = []
    for line in found.pictures():
        said = line.attached or {}
        pixels = _pixels(vault, str(said["blob"]))
        if pixels is None:
            unseen.append(str(said["name"]))
            continue
        name = f"photos/{len(listed) + 1:04d}.jpg"
        digest = pack.add(name, pixels)
        listed.append({"file": name, "sha256": digest, "original": str(said["sha256"]), "event": line.event.hash})
    return listed, unseen


def _pixels(vault: Vault, blob: str) -> bytes | None:
    """Return a photo drawn anew, so that nothing but its pixels leaves; None where it is not here or none."""
    try:
        data = attachments.read(vault, blob)
        return media_pictures.copy(data, media.look(data, "").media_type, _LONGEST_SIDE, _QUALITY)
    except (BlobMissing, PhotoRefused, media_shapes.Refused):
        return None


def _about(vault: Vault, found: Evidence, made: str) -> dict[str, Any]:
    organisation, signed = membership.organisation(vault), parse_line(found.closing.line)
    return {
        "format": FORMAT,
        "version": VERSION,
        "organisation": organisation.id,
        "organisation_name": organisation.name,
        "audit": found.audit,
        "audience": found.audience,
        "closing": signed.hash,
        "signer": signed.seat,
        "maker": vault.seat,
        "made": made,
        "program": __version__,
    }
