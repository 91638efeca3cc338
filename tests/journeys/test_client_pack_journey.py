"""A client pack is made and verified on the command line, and its README's commands are run as they stand there."""

import json
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from client_pack_world import HIDDEN, SITE, packed_world
from exchange_world import PASSPHRASE

from fieldaudit.cli import main

TOOLS = ("bash", "openssl", "sha256sum", "python3")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]
needs_tools = pytest.mark.skipif(bool(MISSING) and not os.environ.get("CI"), reason=f"needs {', '.join(MISSING)}")


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """Both homes with a signed audit, and its pack for the client as `fieldaudit pack` writes it."""
    folder = tmp_path_factory.mktemp("journey")
    with packed_world(folder) as world:
        audit = world.work.id
    (folder / "passphrase").write_text(PASSPHRASE + "\n")
    assert main([*common(folder), "pack", audit, "--for", "client", "-o", str(folder / "pack.zip")]) == 0
    return folder, audit


def common(folder: Path) -> list[str]:
    return ["--home", str(folder / "field"), "--passphrase-file", str(folder / "passphrase"), "--json"]


@pytest.fixture
def unpacked(packed, tmp_path) -> Path:
    with zipfile.ZipFile(packed[0] / "pack.zip") as archive:
        archive.extractall(tmp_path)
    return tmp_path


def commands(folder: Path) -> list[str]:
    """Return the commands of a README, which are its lines set in by just four spaces."""
    lines = (folder / "README.txt").read_text("utf-8").splitlines()
    return [line.strip() for line in lines if re.match(r" {4}\S", line)]


def run(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)


@needs_tools
def test_the_commands_of_the_readme_run_as_they_stand_there(unpacked, packed):
    said = []
    for command in commands(unpacked):
        done = run(unpacked, command)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        said.append(done.stdout)
    text = "".join(said)
    assert text.count("Verified OK") == 3
    assert text.count(" fits\n") == 10
    assert "Whole: audit " + packed[1] in text


@needs_tools
@pytest.mark.parametrize(
    ("file", "broken"),
    [
        ("report.pdf", 2),
        ("closing/closing.line", 4),
        ("closing/site.line", 3),
        ("closing/site.payload", 3),
        ("events/site.lines", 3),
        ("events/client.openings", 2),
    ],
)
def test_the_commands_find_what_was_changed(unpacked, file, broken):
    path = unpacked / file
    data = bytearray(path.read_bytes())
    data[3] ^= 1
    path.write_bytes(data)
    failed = [command for command in commands(unpacked) if run(unpacked, command).returncode != 0]
    assert len(failed) == broken, failed


def test_the_command_says_what_is_in_a_pack_and_verify_who_signed(packed, tmp_path, capsys):
    folder, audit = packed
    assert main([*common(folder), "pack", audit, "--for", "site", "-o", str(tmp_path / "p.zip")]) == 0
    assert main([*common(folder), "verify", str(tmp_path / "p.zip")]) == 0
    made, found = map(json.loads, capsys.readouterr().out.splitlines())
    assert (made["audience"], made["photos"], made["left_out"]) == ("site", 1, [])
    assert made["lines"] > made["shown"] > 5
    assert (found["audit"], found["audience"], found["signer"]) == (audit, "site", "Amina Rahman")
    words = [*common(folder)[:-1], "pack", audit, "--for", "site", "-o", str(tmp_path / "p.zip")]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "Not in it: what is for other readers" in said
    assert made["authority_sha256"] in said


def test_the_report_in_it_is_that_of_its_reader(unpacked):
    import pypdfium2

    with pypdfium2.PdfDocument(unpacked / "report.pdf") as pdf:
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert SITE[0] in text
    assert not any(word in text for word in HIDDEN)


def test_bad_input_is_one_sentence(packed, tmp_path, capsys):
    folder, audit = packed
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 nothing more")
    for words, error in (
        (["pack", "none", "--for", "site", "-o", str(tmp_path / "p.zip")], "ReportAuditMissing"),
        (["pack", audit, "--for", "site", "-o", str(tmp_path)], "FileUnwritable"),
        (["verify", str(tmp_path / "broken.zip")], "PackageDamaged"),
        (["verify", str(tmp_path / "absent.zip")], "FileUnreadable"),
    ):
        assert main([*common(folder), *words]) == 1
        said = capsys.readouterr()
        assert json.loads(said.out)["error"] == error
        assert said.err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [".state", "broken.zip"]
