"""Nothing passes the system's folder for temporary files: not a form, not an answer, not for a moment."""

import ctypes
import io
import json
import os
import subprocess
import sys

import pytest
from driven_program import PROJECT
from exchange_world import PASSPHRASE, make_world
from field_world import write_form
from PIL import Image

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")
_CREATED_OR_MOVED_IN, _NON_BLOCKING = 0x100 | 0x80, 0o4000
_PROGRAM = """
import io, json, os, sys
from functools import cache
from quick_sealing import seal_with_passphrase
from fieldaudit.cli import main
from fieldaudit.trust import sealing, slots
slots.calibrated = lambda: slots.CHEAP
derived = cache(lambda slot, passphrase, derive=slots._derive: derive(json.loads(slot), passphrase))
slots._derive = lambda slot, passphrase: derived(json.dumps(slot), passphrase)
sealing.seal_with_passphrase = seal_with_passphrase
known = {}
for home, words, lines in json.loads(sys.argv[1]):
    words = [word.format(**known) for word in words]
    sys.stdin = io.StringIO("".join(json.dumps(line) + "\\n" for line in lines))
    told, sys.stdout = sys.stdout, io.StringIO()
    code = main(["--home", home, "--passphrase-file", "passphrase", "--json", *words])
    said, sys.stdout = sys.stdout.getvalue(), told
    for line in said.splitlines():
        known |= {name: value for name, value in json.loads(line).items() if isinstance(value, str)}
    assert code == 0, (words, said)
"""
_LOOP = [
    ("field", ["forms", "check", "form"], []),
    ("field", ["forms", "add", "form"], []),
    ("field", ["sites", "add", "--name", "Delta unit 2"], []),
    ("office", ["officer", "create", "--out", "officer.key"], []),
    ("field", ["audits", "new", "--form", "small", "--site", "Delta unit 2"], []),
    (
        "field",
        ["fill", "{audit}"],
        [
            {"set": "/data/fire/exits_clear", "to": "yes"},
            {"set": "/data/fire/seen", "to": 8},
            {"set": "/data/fire/blocked", "to": 2},
            {"note": "/data/fire/seen", "text": "Rahima Begum counted them"},
            {"attach": "/data/fire/exits_clear", "file": "exit.jpg"},
        ],
    ),
    ("field", ["history", "{audit}"], []),
    ("field", ["sign", "{audit}", "--outcome", "complete"], []),
    ("field", ["report", "{audit}", "-o", "report.pdf"], []),
    ("field", ["export", "--audit", "{audit}", "--to", "stick"], []),
    ("office", ["import", "{package}"], []),
    ("office", ["report", "{audit}", "--for", "headoffice", "-o", "office.pdf"], []),
    ("field", ["vault", "backup", "a.backup"], []),
    ("again", ["vault", "restore", "a.backup"], []),
    ("field", ["keys", "sheet", "--out", "sheet.txt"], []),
    ("field", ["keys", "rotate"], []),
    ("field", ["vault", "check"], []),
]


@pytest.fixture
def watched(tmp_path):
    """A folder for temporary files, with a way to tell the names of all that ever came into it."""
    library = ctypes.CDLL(None, use_errno=True)
    handle = library.inotify_init1(_NON_BLOCKING)
    (tmp_path / "temporary").mkdir()
    library.inotify_add_watch(handle, os.fsencode(tmp_path / "temporary"), _CREATED_OR_MOVED_IN)

    def came():
        try:
            events = os.read(handle, 1 << 20)
        except BlockingIOError:
            return []
        names = []
        while events:
            length = int.from_bytes(events[12:16], sys.byteorder)
            names.append(os.fsdecode(events[16 : 16 + length].rstrip(b"\0")))
            events = events[16 + length :]
        return names

    yield tmp_path / "temporary", came
    os.close(handle)


def test_the_watch_sees_a_file_that_was_there_for_a_moment(watched):
    folder, came = watched
    (folder / "a").write_text("x")
    (folder / "a").unlink()
    assert came() == ["a"]
    assert came() == []


@pytest.mark.timeout(240)
def test_nothing_passes_the_folder_for_temporary_files_from_the_form_to_the_restored_copy(tmp_path, watched):
    folder, came = watched
    make_world(tmp_path)
    write_form(tmp_path / "form")
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    photo = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(photo, "JPEG")
    (tmp_path / "exit.jpg").write_bytes(photo.getvalue())
    places = {name: str(folder) for name in ("TMPDIR", "TMP", "TEMP", "SQLITE_TMPDIR")}
    modules = os.pathsep.join([str(PROJECT), str(PROJECT / "tests" / "store")])
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, json.dumps(_LOOP)],
        cwd=tmp_path,
        env={**os.environ, **places, "PYTHONPATH": modules, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert came() == []
    assert list(folder.iterdir()) == []
