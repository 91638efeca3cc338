"""A package is opened and checked with tar, age and openssl alone (docs/package-format.md, With standard tools)."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from exchange_world import PASSPHRASE, add_audit, make_world, open_world

from fieldaudit.exchange import answer, export, membership
from fieldaudit.exchange.incoming import import_package

TOOLS = ("tar", "age", "openssl", "gzip")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]

pytestmark = pytest.mark.skipif(
    bool(MISSING) and not os.environ.get("CI"), reason=f"needs {', '.join(MISSING)}: apt install age openssl"
)


def run(*command: str | Path, folder: Path, stdin: bytes | None = None) -> bytes:
    done = subprocess.run([str(part) for part in command], cwd=folder, input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


@pytest.fixture
def certified_package(tmp_path: Path):
    """A package of a certified auditor, head office's identity and authority as files, and what was said in it."""
    make_world(tmp_path / "world")
    with open_world(tmp_path / "world") as world:
        first = export.export_audits(world.field, [add_audit(world.field)], world.stick)
        import_package(world.office, first.path)
        back = answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE)
        import_package(world.field, back.path)
        audit = add_audit(world.field, b"\xff\xd8\xff the second photo")
        written = export.export_audits(world.field, [audit], world.stick)
        folder = tmp_path / "outside"
        folder.mkdir()
        shutil.copy(written.path, folder / "package.fap")
        (folder / "identity.txt").write_text(f"{world.office.identity.secret}\n")
        (folder / "ca.pem").write_bytes(membership.organisation(world.office).authority)
        yield folder, written.manifest_sha256, audit


def test_tar_age_and_openssl_open_and_check_a_package_without_this_program(certified_package):
    folder, manifest_sha256, audit = certified_package
    run("tar", "-xf", "package.fap", folder=folder)
    run("age", "-d", "-i", "identity.txt", "-o", "envelope.tar", "envelope.age", folder=folder)
    run("tar", "-xf", "envelope.tar", folder=folder)
    assert b"signer.pem: OK" in run("openssl", "verify", "-CAfile", "ca.pem", "signer.pem", folder=folder)
    run("openssl", "x509", "-in", "signer.pem", "-pubkey", "-noout", "-out", "signer.pub", folder=folder)
    verify = ("openssl", "dgst", "-sha256", "-verify", "signer.pub", "-signature")
    assert b"Verified OK" in run(*verify, "manifest.sig", "manifest.json", folder=folder)
    assert hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest() == manifest_sha256
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["audits"] == [audit]
    sums = "".join(f"{row['sha256']}  {row['name']}\n" for row in manifest["inner"] + manifest["outer"])
    run("sha256sum", "--check", "--strict", folder=folder, stdin=sums.encode())
    [seat] = manifest["checkpoints"]
    checkpoint = f"checkpoints/{seat}"
    assert b"Verified OK" in run(*verify, f"{checkpoint}.sig", f"{checkpoint}.json", folder=folder)
    part = next(row for row in manifest["streams"] if row["record"] == audit)
    lines = run("gzip", "-dc", part["lines"], folder=folder).splitlines()
    assert hashlib.sha256(b"fieldaudit event 1\n" + lines[-1]).hexdigest() == part["hash"]
    photo(folder, part, lines)


def photo(folder: Path, part: dict, lines: list[bytes]) -> None:
    """Open an attachment with the identity that its event carries, and see that the commitment covers it."""
    carriages = [json.loads(row) for row in run("gzip", "-dc", part["carriages"], folder=folder).splitlines()]
    place = next(i for i, line in enumerate(lines) if json.loads(line)["kind"] == "evidence.attached")
    salt, payload = bytes.fromhex(carriages[place]["salt"]), carriages[place]["payload"].encode()
    commitment = hashlib.sha256(b"fieldaudit payload 1\n" + salt + payload).hexdigest()
    assert commitment == json.loads(lines[place])["commit"]
    evidence = json.loads(payload)
    (folder / "blob.txt").write_text(evidence["secret"] + "\n")
    plain = run("age", "-d", "-i", "blob.txt", f"blobs/{evidence['blob']}.age", folder=folder)
    assert plain == b"\xff\xd8\xff the second photo"


def test_openssl_finds_a_manifest_that_was_changed(certified_package):
    folder, _, _ = certified_package
    run("tar", "-xf", "package.fap", folder=folder)
    run("age", "-d", "-i", "identity.txt", "-o", "envelope.tar", "envelope.age", folder=folder)
    run("tar", "-xf", "envelope.tar", folder=folder)
    run("openssl", "x509", "-in", "signer.pem", "-pubkey", "-noout", "-out", "signer.pub", folder=folder)
    manifest = folder / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"sequence":2', b'"sequence":3'))
    verify = ["openssl", "dgst", "-sha256", "-verify", "signer.pub", "-signature", "manifest.sig", "manifest.json"]
    done = subprocess.run(verify, cwd=folder, capture_output=True, check=False)
    assert done.returncode != 0
