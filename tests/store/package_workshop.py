"""A workshop for packages: taken apart to the last value, changed, signed anew where asked, and put together again."""

import base64
import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from exchange_world import unpack

from fieldaudit.audit.events import LINE_TAG, PAYLOAD_TAG
from fieldaudit.trust import sealing
from fieldaudit.trust.keys import SigningKey

HEAD = ("manifest.json", "manifest.sig", "signer.pem")
COMPACT = (",", ":")


@dataclass
class Row:
    """A line of a stream and its carriage, both as JSON values; bytes where somebody spoilt them for good."""

    line: dict | bytes
    carriage: dict | bytes

    def payload(self) -> dict | None:
        return json.loads(self.carriage["payload"]) if self.carriage["payload"] else None


@dataclass
class Parcel:
    """A package laid open. What is not overridden is computed anew when it is written, so that it is well made."""

    manifest: dict
    members: dict[str, bytes]
    signer: bytes
    blobs: list[tuple[str, bytes]]
    key: SigningKey
    recipients: list[str]
    document: bytes | None = None  # the manifest's exact bytes, instead of those computed
    signature: bytes | None = None
    listed: bool = True  # whether the manifest lists the members as they are
    extra: list[tuple[str, bytes]] = field(default_factory=list)  # members that no list names
    inner: list[Callable[[list[tuple[str, bytes]]], None]] = field(default_factory=list)
    plain: list[Callable[[bytes], bytes]] = field(default_factory=list)
    sealed: list[Callable[[bytes], bytes]] = field(default_factory=list)
    outer: list[Callable[[list[tuple[str, bytes]]], None]] = field(default_factory=list)
    whole: list[Callable[[bytes], bytes]] = field(default_factory=list)

    def rows(self, part: dict) -> list[Row]:
        """Return the rows of one of the manifest's streams."""
        lines, carriages = (gzip.decompress(self.members[part[key]]).splitlines() for key in ("lines", "carriages"))
        return [Row(json.loads(line), json.loads(carried)) for line, carried in zip(lines, carriages, strict=True)]

    def keep(self, part: dict, rows: list[Row]) -> None:
        """Put rows back as they are; nothing else follows them."""
        for key, values in (("lines", [row.line for row in rows]), ("carriages", [row.carriage for row in rows])):
            self.members[part[key]] = gzip.compress(b"".join(as_bytes(value) + b"\n" for value in values), 1, mtime=0)

    def relink(self, part: dict, rows: list[Row]) -> None:
        """Put rows back as their writer could have written them: committed, linked, signed, covered."""
        before = rows[0].line["prev"]
        for row in rows:
            if row.carriage["payload"]:
                salt = bytes.fromhex(row.carriage["salt"])
                data = PAYLOAD_TAG + salt + row.carriage["payload"].encode()
                row.line["commit"] = hashlib.sha256(data).hexdigest()
            row.line["prev"] = before
            line = as_bytes(row.line)
            before = hashlib.sha256(LINE_TAG + line).hexdigest()
            if row.carriage["signature"]:
                row.carriage["signature"] = base64.b64encode(self.key.sign(line)).decode()
        part["hash"] = before
        self.keep(part, rows)
        self.cover()

    def cover(self) -> None:
        """Sign a checkpoint over the streams as they are."""
        heads = [[row[key] for key in ("record", "seat", "inc", "last", "hash")] for row in self.manifest["streams"]]
        for seat in self.manifest["checkpoints"]:
            self.check_off(seat, as_bytes(heads))

    def check_off(self, seat: str, document: bytes) -> None:
        self.members[f"checkpoints/{seat}.json"] = document
        self.members[f"checkpoints/{seat}.sig"] = self.key.sign(document)

    def say(self, message: dict, document: bytes) -> None:
        """Put a message's document and this key's signature over it."""
        self.members[message["member"]], self.members[message["signature"]] = document, self.key.sign(document)

    def add_message(self, kind: str, values: object) -> None:
        number = len(self.manifest["messages"]) + 1
        message = {"kind": kind, "member": f"messages/9{number:04d}.json", "signature": f"messages/9{number:04d}.sig"}
        self.manifest["messages"].append(message)
        self.say(message, as_bytes(values))

    def speak_as(self, vault, *, to=None) -> None:
        """Let somebody else be the sender, truly: key, signer file and what the manifest says of them."""
        self.key = vault.signing_key
        self.signer = vault.get("certificate").encode()
        self.manifest["sender"] |= {"seat": vault.seat, "invitation": "", "proof": ""}
        for message in self.manifest["messages"]:
            self.say(message, self.members[message["member"]])
        if to is not None:
            self.recipients = [to.identity.recipient]
            self.manifest |= {"to": to.seat, "recipients": self.recipients}

    def write(self, path: Path) -> Path:
        """Write the package as the changes left it."""
        if self.listed:
            self.manifest["inner"] = [_entry(name, data) for name, data in self.members.items()]
        document = as_bytes(self.manifest) if self.document is None else self.document
        signature = self.key.sign(document) if self.signature is None else self.signature
        inner = [*zip(HEAD, (document, signature, self.signer), strict=True), *self.members.items(), *self.extra]
        for change in self.inner:
            change(inner)
        plain = tar(inner)
        for change in self.plain:
            plain = change(plain)
        sealed = sealing.seal(plain, self.recipients)
        for change in self.sealed:
            sealed = change(sealed)
        outer = [("envelope.age", sealed), *self.blobs]
        for change in self.outer:
            change(outer)
        data = tar(outer)
        for change in self.whole:
            data = change(data)
        path.write_bytes(data)
        return path


def lay_open(package: Path, sender, reader) -> Parcel:
    """Open a package with its reader's identity; it is signed anew with its sender's key when it is written."""
    outer = unpack(package)
    plain = sealing.unseal(outer.pop("envelope.age"), [reader.identity.secret])
    with tarfile.open(fileobj=io.BytesIO(plain)) as opened:
        inner = [(info.name, opened.extractfile(info).read()) for info in opened]
    (_, document), _, (_, signer) = inner[:3]
    return Parcel(
        json.loads(document), dict(inner[3:]), signer, list(outer.items()), sender.signing_key,
        [reader.identity.recipient],
    )  # fmt: skip


def as_bytes(value: object) -> bytes:
    """Return a JSON value as this program writes it; bytes stay."""
    if isinstance(value, bytes):
        return value
    return json.dumps(value, ensure_ascii=False, separators=COMPACT).encode("utf-8", "surrogatepass")


def tar(members: list[tuple[str, bytes]]) -> bytes:
    """Return a plain ustar archive of whatever names and bytes."""
    out = io.BytesIO()
    for name, data in members:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        out.write(info.tobuf(tarfile.GNU_FORMAT if len(name) > 99 else tarfile.USTAR_FORMAT, errors="replace"))
        out.write(data)
        out.write(bytes(-len(data) % 512))
    out.write(bytes(1024))
    return out.getvalue()


def _entry(name: str, data: bytes) -> dict:
    return {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
