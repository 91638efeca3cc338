"""The commands of docs/package-format.md, With standard tools, as they stand there: on true and on altered packages."""

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))

from exchange_world import PASSPHRASE, add_audit
from field_deeds import CLEAR, PASSPORT, SAID, SEEN, photo
from field_world import field_desk, start
from package_workshop import lay_open

from fieldaudit.exchange import answer, export, membership
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field import closing

TOOLS = ("bash", "tar", "age", "openssl", "gzip", "sha256sum", "python3")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]
DOCUMENT = Path(__file__).parents[2] / "docs" / "package-format.md"

pytestmark = pytest.mark.skipif(
    bool(MISSING) and not os.environ.get("CI"), reason=f"needs {', '.join(MISSING)}: apt install age openssl"
)


def script() -> str:
    section = DOCUMENT.read_text("utf-8").split("## With standard tools")[1].split("\n## ")[0]
    blocks = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    assert len(blocks) == 7
    return "".join(blocks)


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """The first package of a seat, one of the same seat when it is certified, and what opens them."""
    folder = tmp_path_factory.mktemp("document")
    with field_desk(folder / "world") as world:
        world.first = export.export_audits(world.field, [add_audit(world.field)], world.stick).path
        import_package(world.office, world.first)
        back = answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE)
        import_package(world.field, back.path)
        work = start(world)
        work.answer(SEEN, "4")
        work.answer(CLEAR, "yes")
        work.attach(CLEAR, photo(), "exit.png")
        work.answer(SAID, "PlantedWords of a worker")
        work.answer(PASSPORT, "yes")
        closing.sign(work, "partial", "The second floor was locked.")
        world.certified = export.export_audits(world.field, [work.id], world.stick).path
        yield world


def outside(world, package: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    folder.mkdir()
    shutil.copy(package, folder / "fa-000007.fap")
    (folder / "identity.txt").write_text(f"{world.office.identity.secret}\n")
    (folder / "officer.txt").write_text(f"{world.officer.secret}\n")
    (folder / "ca.pem").write_bytes(membership.organisation(world.office).authority)
    return subprocess.run(["bash"], input=script(), cwd=folder, capture_output=True, text=True, check=False)


def test_every_command_of_the_document_runs_as_it_stands_there_and_opens_everything(sent, tmp_path):
    done = outside(sent, sent.certified, tmp_path / "out")
    said = done.stdout
    assert said.count("Verified OK") == 3, (said, done.stderr)
    for words in ("signer.pem: OK", "the sender is the signer", "attachment: OK", "PlantedWords"):
        assert words in said, (words, said, done.stderr)
    assert not re.search("does not follow|not in the checkpoint|FAILED|rror", said + done.stderr), (said, done.stderr)
    hashes = re.findall(r"^[0-9a-f]{64}$", said, re.MULTILINE)
    assert len(hashes) == 4
    assert (hashes[0], hashes[2]) == (hashes[1], hashes[3])
    assert (tmp_path / "out" / "attachment").read_bytes() == photo()


def test_the_first_package_of_a_seat_is_checked_by_its_request(sent, tmp_path):
    done = outside(sent, sent.first, tmp_path / "out")
    assert done.stdout.count("Verified OK") == 2  # no closing in it
    assert "the sender is the signer" in done.stdout
    assert "does not follow" not in done.stdout


def _line(parcel):
    part = parcel.manifest["streams"][0]
    data = gzip.decompress(parcel.members[part["lines"]])
    parcel.members[part["lines"]] = gzip.compress(data.replace(b'"offset":"+', b'"offset":"-', 1))


def _end(parcel):
    part = parcel.manifest["streams"][0]
    data = gzip.decompress(parcel.members[part["lines"]])
    parcel.members[part["lines"]] = gzip.compress(b"".join(data.splitlines(True)[:-1]))


def _checkpoint(parcel):
    [name] = [name for name in parcel.members if name.startswith("checkpoints/") and name.endswith(".json")]
    parcel.members[name] = parcel.members[name].replace(b"1", b"2", 1)


def _sender(parcel):
    parcel.manifest["sender"]["seat"] = hashlib.sha256(b"another").hexdigest()[:32]


def _listed(parcel):
    parcel.inner.append(lambda inner: inner.__setitem__(-1, (inner[-1][0], inner[-1][1] + b" ")))


CHANGES = {
    "a line": (_line, "a line does not follow the one before"),
    "the end": (_end, "its end is not in the checkpoint"),
    "a checkpoint": (_checkpoint, "Verification failure"),
    "a member after signing": (_listed, "FAILED"),
}


@pytest.mark.parametrize(("change", "told"), CHANGES.values(), ids=CHANGES)
def test_the_commands_tell_what_was_changed_inside(sent, tmp_path, change, told):
    parcel = lay_open(sent.certified, sent.field, sent.office)
    change(parcel)
    done = outside(sent, parcel.write(tmp_path / "changed.fap"), tmp_path / "out")
    assert told in done.stdout + done.stderr


def test_the_commands_do_not_take_the_signer_for_another_sender(sent, tmp_path):
    parcel = lay_open(sent.certified, sent.field, sent.office)
    _sender(parcel)
    done = outside(sent, parcel.write(tmp_path / "changed.fap"), tmp_path / "out")
    assert "the sender is the signer" not in done.stdout
