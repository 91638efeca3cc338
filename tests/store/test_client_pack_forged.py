"""Forged client packs against the commands of a true README: what an outsider finds with openssl and a shell alone."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from client_pack_world import pack, packed_world
from hostile_world import seat_of

from fieldaudit.audit import covering
from fieldaudit.audit.events import LINE_TAG, commitment, line_hash
from fieldaudit.trust import certificates, keys, sealing

TOOLS = ("bash", "openssl", "sha256sum", "python3")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]
pytestmark = pytest.mark.skipif(bool(MISSING) and not os.environ.get("CI"), reason=f"needs {', '.join(MISSING)}")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("forged")
    with packed_world(folder / "world") as made:
        made.packs = {who: pack(made.field, made.work.id, who, folder / f"{who}.zip") for who in ("site", "client")}
        with seat_of(made, folder / "ben", "Ben Okafor") as made.ben:
            yield made


@pytest.fixture
def site(world):
    return dict(world.packs["site"])


def lay_out(files, folder: Path) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def commands(world, who: str = "site") -> list[str]:
    """Return the commands of the true README."""
    rows = world.packs[who]["README.txt"].decode().splitlines()
    found = [row.strip() for row in rows if re.match(r" {4}\S", row)]
    assert len(found) > 10
    return found


def failed(world, files, folder: Path, shell: str = "bash") -> list[str]:
    """Run the commands in a forged pack, in one shell as a person would; return those that failed."""
    lay_out(files, folder)
    told = commands(world)
    if "closing/site-answer.json" not in files:  # a README of a pack without answers has no commands for them
        told = [command for command in told if "answer" not in command.replace("rm -f maker.pub", "")]
        told.insert(0, next(command for command in commands(world) if command.startswith("rm -f")))
    script = "".join(f"{{ {command}\n}} >/dev/null 2>&1 || echo FAILED {at}\n" for at, command in enumerate(told))
    done = subprocess.run([shell], input=script, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return [told[int(row.split()[1])] for row in done.stdout.splitlines()]


def made_by(files, key, pem: bytes, **about):
    """Let somebody else make the pack, truly: their digests, their signature, their certificate."""
    said = json.loads(files["pack.json"]) | {"maker": key.seat} | about
    files = files | {"maker.pem": pem, "pack.json": json.dumps(said).encode()}
    named = sorted(set(files) - {"sums.txt", "sums.sig"})
    sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in named).encode()
    return files | {"sums.txt": sums, "sums.sig": key.sign(sums)}


def by_ben(world, files):
    """A certified colleague of the auditor makes the pack anew: the strongest forger there is."""
    return made_by(files, world.ben.signing_key, world.ben.get("certificate").encode())


@pytest.mark.parametrize("shell", ["bash", "dash"])
def test_a_true_pack_fits_in_any_shell_twice_over(world, site, tmp_path, shell):
    if shutil.which(shell) is None:
        pytest.skip(f"needs {shell}")
    assert failed(world, site, tmp_path, shell) == []
    assert failed(world, site, tmp_path, shell) == []


def test_a_pack_that_a_colleague_made_is_a_true_one_in_the_colleagues_name(world, site, tmp_path):
    assert failed(world, by_ben(world, site), tmp_path) == []


def _row(files, index, **values):
    rows = files["events/site.openings"].splitlines()
    rows[index] = json.dumps(json.loads(rows[index]) | values).encode()
    return files | {"events/site.openings": b"\n".join(rows) + b"\n"}


def _answer(files):
    at = next(i for i, row in enumerate(files["events/site.openings"].splitlines()) if b"exits" in row)
    said = json.loads(files["events/site.openings"].splitlines()[at])
    return _row(files, at, payload=said["payload"].replace('"no"', '"yes"').replace("critical", "minor"))


def _score(files):
    said = json.loads(files["closing/site.payload"])
    said["score"] |= {"points": said["score"]["possible"], "percent": 100}
    return files | {"closing/site.payload": json.dumps(said, separators=(",", ":")).encode()}


def _dropped(files):
    first, _, rest = files["events/site.lines"].partition(b"\n")
    kept = [row for row in files["events/site.openings"].splitlines(True) if line_hash(first).encode() not in row]
    return files | {"events/site.lines": rest, "events/site.openings": b"".join(kept)}


def _added(files, world):
    """A line of somebody's own making, well formed, committed, opened."""
    line = json.loads(files["events/site.lines"].splitlines()[-1])
    payload, salt = b'{"ref":"/data/fire/drill","value":"yes"}', bytes(32)
    line |= {"kind": "answer.set", "commit": commitment(salt, payload), "seat": world.ben.seat}
    data = json.dumps(line, separators=(",", ":")).encode()
    opening = {"line": line_hash(data), "salt": salt.hex(), "payload": payload.decode()}
    return files | {
        "events/site.lines": files["events/site.lines"] + data + b"\n",
        "events/site.openings": files["events/site.openings"] + json.dumps(opening).encode() + b"\n",
    }


def _restricted(files, world):
    """A true line that is not for this reader."""
    event = next(e for e in world.field.events(world.work.id) if e.audience == "restricted")
    return files | {"events/site.lines": files["events/site.lines"] + world.field.stored(event.hash).line + b"\n"}


FORGERIES = {
    "an answer": (lambda files, _: _answer(files), {"check.py"}),
    "the score": (lambda files, _: _score(files), {"check.py", "commit"}),
    "a line dropped": (lambda files, _: _dropped(files), {"check.py", "lines"}),
    "a line added": (_added, {"check.py", "lines"}),
    "a restricted line shown": (_restricted, {"check.py", "lines"}),
    "a line added without its break": (
        lambda files, world: files | {"events/site.lines": _added(files, world)["events/site.lines"][:-1]},
        {"check.py", "lines"},
    ),
    "another pack's closing signature": (
        lambda files, _: files | {"closing/closing.sig": files["sums.sig"]},
        {"closing.sig"},
    ),
    "the client's statement": (
        lambda files, world: (
            files
            | {f"closing/site.{e}": world.packs["client"][f"closing/client.{e}"] for e in ("line", "salt", "payload")}
        ),
        {"check.py", "prev", "lines"},
    ),
    "a file that nothing names": (lambda files, _: files, {"check.py"}),
}


@pytest.mark.parametrize(("change", "found"), FORGERIES.values(), ids=FORGERIES)
def test_what_a_colleague_changes_and_signs_as_maker_the_auditors_signature_gives_away(
    world, site, tmp_path, change, found
):
    forged = by_ben(world, change(site, world))
    if change is FORGERIES["a file that nothing names"][0]:
        forged["more.txt"] = b"x"
    broken = failed(world, forged, tmp_path)
    assert len(broken) == len(found), broken
    for word in found:
        assert any(word in command for command in broken), (word, broken)


def test_without_the_makers_signature_every_change_fails_at_the_first_command(world, site, tmp_path):
    [first] = [command for command in commands(world) if command.startswith("sha256sum")]
    for number, (change, _) in enumerate(FORGERIES.values()):
        forged = change(dict(site), world)
        if forged != site:
            folder = lay_out(forged, tmp_path / str(number))
            assert subprocess.run(["bash", "-c", first], cwd=folder, capture_output=True, check=False).returncode


def test_the_signatures_of_two_packs_do_not_change_places(world, site, tmp_path):
    forged = site | {"sums.sig": world.packs["client"]["sums.sig"]}
    assert [one.split()[-3] for one in failed(world, forged, tmp_path)] == ["-signature"]


def _closed_by(files, key, seat: str):
    """A closing over the same statement that `key` signs, in the name of `seat`; and everything that names it."""
    line = json.loads(files["closing/closing.line"]) | {"seat": seat}
    statement = json.loads(files["closing/site.line"]) | {"seat": seat}
    said = json.dumps(statement, separators=(",", ":")).encode()
    line["prev"] = hashlib.sha256(LINE_TAG + said).hexdigest()
    closed = json.dumps(line, separators=(",", ":")).encode()
    files = files | {"closing/site.line": said, "closing/closing.line": closed, "closing/closing.sig": key.sign(closed)}
    return {name: data for name, data in files.items() if "answer" not in name}, line_hash(closed)


def test_a_colleague_cannot_close_in_the_auditors_name(world, site, tmp_path):
    """His signature fits his certificate; that the closing names another seat shows against the key in it."""
    key, pem = world.ben.signing_key, world.ben.get("certificate").encode()
    for seat, broken in ((world.field.seat, ["seat", "check.py"]), (world.ben.seat, [])):
        forged, closed = _closed_by(site, key, seat)
        forged = made_by(forged | {"signer.pem": pem}, key, pem, closing=closed, signer=seat)
        told = failed(world, forged, tmp_path / seat)
        assert len(told) == len(broken), told
        assert all(word in command for word, command in zip(broken, told, strict=True))


def _stranger(files, authority: bytes = b"", name: str = "Open Harvest Alliance"):
    """A whole pack by an authority of somebody's own, of the same names; and that authority's certificate."""
    own, key = certificates.make_authority(name), keys.generate_signing_key()
    request = certificates.make_request(key, "Amina Rahman", sealing.new_identity().recipient)
    pem = certificates.issue(own, request, name="Amina Rahman", role="auditor", branch="Dhaka", days=30)
    forged, closed = _closed_by(files, key, key.seat)
    forged |= {"signer.pem": pem, "authority.pem": authority + own.certificate_pem}
    return made_by(forged, key, pem, closing=closed, signer=key.seat), own.certificate_pem


def test_a_strangers_authority_cannot_hide_behind_the_true_one(world, site, tmp_path):
    """The fingerprint is of the first certificate in a file; `-CAfile` would trust them all."""
    alone, _ = _stranger(site)
    assert failed(world, alone, tmp_path / "alone") == []  # what the fingerprint is for
    behind, _ = _stranger(site, site["authority.pem"])
    told = failed(world, behind, tmp_path / "behind")
    assert any("openssl verify" in command for command in told), told
    assert any("check.py" in command for command in told)


def test_what_else_this_computer_trusts_vouches_for_nobody(world, site, tmp_path, monkeypatch):
    """A reader's own computer trusts a hundred authorities and more; none of them speaks for the organisation."""
    forged, authority = _stranger(site, name="Some Public Authority")
    (tmp_path / "trusted.pem").write_bytes(authority)
    (tmp_path / "trusted").mkdir()
    asked = ["openssl", "x509", "-in", str(tmp_path / "trusted.pem"), "-noout", "-subject_hash"]
    name = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    shutil.copy(tmp_path / "trusted.pem", tmp_path / "trusted" / f"{name}.0")
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "trusted"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
    plain = ["openssl", "verify", "-CAfile", "authority.pem", "signer.pem"]
    folder = lay_out(forged | {"authority.pem": site["authority.pem"]}, tmp_path / "plain")
    assert subprocess.run(plain, cwd=folder, capture_output=True, check=False).returncode == 0  # so it matters
    told = failed(world, forged | {"authority.pem": site["authority.pem"]}, tmp_path / "pack")
    assert any("openssl verify" in command for command in told), told


def test_checking_a_pack_writes_nowhere_but_into_its_folder(world, site, tmp_path):
    """An archive can hold links: what the commands write must not go through one."""
    mine = tmp_path / "mine"
    mine.write_text("kept")
    folder = tmp_path / "pack"
    folder.mkdir()
    for name in ("maker.pub", "signer.pub", "ca.pem"):
        (folder / name).symlink_to(mine)
    failed(world, site, folder)
    assert mine.read_text() == "kept"


def test_no_guess_confirms_a_short_answer_that_is_not_shown(world, site):
    """Yes and no, for every question of the form and under every salt that the pack shows or that is easily had."""
    shown = [json.loads(row) for row in site["events/site.openings"].splitlines()]
    open_lines = {one["line"] for one in shown}
    closed = [json.loads(row) for row in site["events/site.lines"].splitlines() if line_hash(row) not in open_lines]
    assert closed
    refs = list(world.work.session.form.binds)
    words = ("yes", "no", "", "1", "true")
    guesses = [f'{{"ref":"{ref}","value":"{word}"}}'.encode() for ref in refs for word in words]
    salts = {bytes(32), b"", *(bytes.fromhex(one["salt"]) for one in shown), site["closing/site.salt"]}
    salts |= {hashlib.sha256(salt).digest() for salt in set(salts)}
    made = {commitment(salt, guess) for salt in salts for guess in guesses}
    assert len(made) > 1000
    assert made.isdisjoint(line["commit"] for line in closed)


def test_a_statement_names_no_line_of_anybody_else(world, site):
    """Neither heads nor hashes of hidden lines: what is in a pack names only what is in it, and a few that are not."""
    hidden = {e.hash for e in world.field.events(world.work.id) if e.audience in ("restricted", "headoffice")}
    data = b"".join(site.values()).decode("latin-1")
    named_by_prev = {json.loads(row)["prev"] for row in site["events/site.lines"].splitlines()}
    for one in hidden - named_by_prev:
        assert one not in data
    assert covering.COVERS in data


@pytest.mark.skipif(
    bool({"jq", "xxd"} - {tool for tool in ("jq", "xxd") if shutil.which(tool)}), reason="needs jq, xxd"
)
def test_openings_are_checked_without_python_as_the_document_says(world, site, tmp_path):
    text = (Path(__file__).parents[2] / "docs" / "client-pack.md").read_text("utf-8")
    script = text.split("### Without Python")[1].split("```sh\n")[1].split("```")[0]
    for number, (files, fits) in enumerate(
        ((site, True), (_answer(site), False), (_row(site, 0, line="0" * 64), False))
    ):
        folder = lay_out(files, tmp_path / str(number))
        done = subprocess.run(["bash"], input=script, cwd=folder, capture_output=True, text=True, check=False)
        assert (done.stdout == "", done.stderr) == (fits, ""), done
