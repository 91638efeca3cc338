"""What the journeys on the command line share: commands, run at homes below the test's own folder."""

import io
import json

import pytest
from exchange_world import PASSPHRASE, make_world
from field_world import write_form

from fieldaudit.cli import main
from fieldaudit.trust import slots


@pytest.fixture
def command(tmp_path, capsys, monkeypatch):
    """Return what runs a command at a home; it returns (exit code, JSON lines or text, diagnostics).

    `fed` is what stands on standard input: bytes, text, or values that become a line of JSON each.
    """
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(slots, "calibrated", lambda: slots.CHEAP)

    def run(home, *words, fed=b"", passphrase="passphrase", as_json=True):  # noqa: S107 - a file
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(_bytes(fed)), encoding="utf-8"))
        options = ["--home", home, "--passphrase-file", passphrase, *(["--json"] if as_json else [])]
        code = main([*options, *map(str, words)])
        said = capsys.readouterr()
        said.out.encode()  # as a terminal would
        return code, [json.loads(line) for line in said.out.splitlines()] if as_json else said.out, said.err

    return run


def _bytes(fed):
    if isinstance(fed, bytes):
        return fed
    text = fed if isinstance(fed, str) else "".join(json.dumps(value) + "\n" for value in fed)
    return text.encode()


@pytest.fixture
def run(command, tmp_path):
    """Return what runs a command at one of two homes that know each other: `field` and `office`."""
    make_world(tmp_path)
    return command


@pytest.fixture
def audit(run, tmp_path):
    """An audit in the field with the small form."""
    run("field", "forms", "add", write_form(tmp_path / "small"))
    run("field", "sites", "add", "--name", "Delta unit 2", "--party", "Delta Garments")
    _, [started], _ = run("field", "audits", "new", "--form", "small", "--site", "Delta unit 2")
    return started["audit"]
