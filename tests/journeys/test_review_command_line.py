"""Odd input on the command line: one sentence and exit code 1, never a traceback, never half a thing."""

import os
import stat

import pytest


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (rb'{"set": "/data/floor[1]/floor_name", "to": "\ud800"}', "StepUnreadable"),
        (rb'{"set": "/data/\ud800", "to": "x"}', "StepUnreadable"),
        (b'{"set": "/data/floor[1]/floor_name", "to": "\xff\xfe"}', "StepUnreadable"),
        (b'{"set": "/data/floor[1]/floor_name", "to": NaN}', "StepUnreadable"),
        (rb'{"attach": "/data/fire/seen", "file": "a\u0000b"}', "PhotoRefused"),
    ],
)
def test_a_line_that_is_no_proper_text_is_refused_and_what_came_before_it_is_saved(run, audit, line, error):
    code, lines, err = run("field", "fill", audit, fed=b'{"set": "/data/fire/seen", "to": 4}\n\n' + line + b"\n")
    assert (code, lines[0]["saved"], lines[-1]["error"]) == (1, 1, error)
    assert err.count("\n") == 1
    _, [shown], _ = run("field", "audits", "show", audit)
    assert {"ref": "/data/fire/seen", "type": "int", "relevant": True, "value": "4"} in shown["answers"]


def test_a_report_takes_no_folder_and_no_device_away(run, audit, tmp_path):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name in ("folder", "pipe"):
        code, [said], _ = run("field", "report", audit, "-o", tmp_path / name)
        assert (code, said["error"]) == (1, "FileUnwritable")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@pytest.mark.parametrize("home", ["passphrase", "passphrase/below"])
def test_a_home_that_cannot_be_is_one_sentence(run, tmp_path, home):
    (tmp_path / "words").write_text((tmp_path / "code").read_text())
    code, [said], err = run(home, "join", "stick/amina.invitation", "--code-file", "words")
    assert (code, err.count("\n")) == (1, 1)
    assert said["reason"]


def test_a_disk_that_fails_where_no_one_expects_it_is_one_sentence(run, audit, monkeypatch):
    def fail(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("fieldaudit.cli.audits.list_audits", fail)
    code, [said], err = run("field", "audits", "list")
    assert (code, said["error"], err.count("\n")) == (1, "DiskTrouble", 1)
