"""A head office and a field seat on real encrypted files, for the tests of exchange."""

import atexit
import io
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from vault_samples import add_blob, blob_of

from fieldaudit.audit.events import NewEvent
from fieldaudit.exchange import enrol
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import Vault, attachments
from fieldaudit.vault.records import created, new_id

PASSPHRASE = "correct horse battery"


@dataclass
class World:
    """Two open vaults, and a folder that stands for the stick that goes between them."""

    office: Vault
    field: Vault
    stick: Path
    code: str
    folder: Path


@cache
def _template() -> Path:
    """Set up both homes once for a whole run: deriving keys and sealing invitations takes seconds."""
    return set_up_once()


def set_up_once() -> Path:
    """Set up both homes in a folder that lasts as long as this process."""
    folder = Path(tempfile.mkdtemp(prefix="fieldaudit-world-"))
    atexit.register(shutil.rmtree, folder)
    _set_up(folder)
    return folder


def make_world(folder: Path) -> None:
    """Put a copy of both homes below `folder`."""
    shutil.copytree(_template(), folder, dirs_exist_ok=True)


def _set_up(folder: Path) -> None:
    enrol.create_organisation(folder / "office", "Open Harvest Alliance", PASSPHRASE, cost=CHEAP)
    (folder / "stick").mkdir()
    with Vault.open(folder / "office", PASSPHRASE) as office:
        invitation = folder / "stick" / "amina.invitation"
        code = enrol.invite(office, "Amina Rahman", "auditor", "Dhaka", invitation).code
    (folder / "code").write_text(code)
    enrol.join(folder / "field", invitation, code, PASSPHRASE, cost=CHEAP)


@contextmanager
def open_world(folder: Path) -> Iterator[World]:
    """Open both vaults of a copy of the world."""
    code = (folder / "code").read_text()
    with Vault.open(folder / "office", PASSPHRASE) as office, Vault.open(folder / "field", PASSPHRASE) as field:
        yield World(office, field, folder / "stick", code, folder)


def add_audit(vault: Vault, photo: bytes = b"\xff\xd8\xff a photo", answers: int = 3) -> str:
    """Make a party, a site and an audit with answers, a finding and a photo; returns the audit."""
    party, site, visit, audit = (new_id() for _ in range(4))
    blob = add_blob(vault, photo, "image/jpeg", "exit.jpg")
    vault.append(
        [
            created(party, "party", "Dhaka", {"name": "Delta Garments"}),
            created(site, "site", "Dhaka", {"name": "Delta unit 2", "party": party}),
            created(visit, "visit", "Dhaka", {"site": site}),
            created(audit, "audit", "Dhaka", {"site": site, "visit": visit, "form_title": "Fire"}),
            *(NewEvent(audit, "audit", "answer.set", {"ref": f"/data/q{i}", "value": str(i)}) for i in range(answers)),
            NewEvent(audit, "audit", "evidence.attached", evidence("/data/q1", vault, blob.id)),
            NewEvent(audit, "audit", "finding.raised", finding(audit)),
        ]
    )
    return audit


def finding_of(audit: str) -> str:
    """Return the id of the finding that add_audit raises."""
    return f"{audit[:-4]}f1f1"


def finding(audit: str) -> dict[str, object]:
    """Return the payload of a finding."""
    texts = {"title": "Exit locked", "clause": "", "risk": "", "owner": "site", "due": "", "advice": ""}
    return {
        **texts,
        "finding": finding_of(audit),
        "ref": "/data/q1",
        "verdict": "noncompliant",
        "severity": "critical",
        "affected": None,
        "sampled": None,
        "rule_severity": "critical",
        "reasons": [],
    }


def evidence(ref: str, vault: Vault, blob_id: str) -> dict[str, object]:
    """Return the payload of an attachment."""
    blob = blob_of(vault, blob_id)
    return {
        "ref": ref,
        "blob": blob.id,
        "name": blob.name,
        "media_type": blob.media_type,
        "size": blob.size,
        "sha256": blob.sha256,
        "taken": "2026-11-21T10:00:00Z",
        "secret": attachments.secret_of(vault, blob.id),
        "file": f"{blob.id}.age",
    }


def unpack(path: Path) -> dict[str, bytes]:
    """Return the members of a package's outer tar."""
    with tarfile.open(path) as tar:
        return {info.name: tar.extractfile(info).read() for info in tar}


def pack(path: Path, members: dict[str, bytes] | list[tuple[str, bytes]]) -> Path:
    """Write a tar with the standard library, as an attacker would."""
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in members.items() if isinstance(members, dict) else members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return path


def snapshot(vault: Vault) -> tuple[object, ...]:
    """Return what a refused package must leave as it was: journal, forms, people, files."""
    types = vault.record_types()
    return (
        types,
        vault.streams(types),
        vault.forms(),
        vault.get("seats"),
        vault.get("invitations"),
        len(vault.exchange_log.receipts()),
        sorted(path.name for path in (vault.home / "blobs").iterdir()),
        sorted(path.name for path in (vault.home / "quarantine").glob("*")),
    )
