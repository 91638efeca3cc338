"""Packages in parts on the command line: cut, carried, listed, thrown away, joined."""

import pytest
from exchange_world import add_audit, open_world

from fieldaudit.cli import main
from fieldaudit.cli.sizes import size


def test_a_mailed_audit_goes_out_in_parts_and_comes_in_when_all_are_there(run, tmp_path):
    with open_world(tmp_path) as world:
        audit = add_audit(world.field, photo=bytes(range(256)) * 200)
    code, [written], _ = run("field", "export", "--audit", audit, "--to", tmp_path / "stick", "--max-size", "30KB")
    parts = written["parts"]
    assert (code, written["package"], len(parts)) == (0, parts[0], 3)
    code, [waits], _ = run("office", "import", parts[1])
    assert (code, waits["state"], waits["reason"]) == (1, "incomplete", "1 of 3 parts are here; missing: 1, 3.")
    code, [listed], _ = run("office", "parts", "list")
    assert (code, listed["set"], listed["here"], listed["count"]) == (0, waits["package"], [2], 3)
    assert run("office", "parts", "drop", listed["set"])[0] == 0
    assert run("office", "parts", "list")[1] == []
    code, _, said = run("office", "parts", "drop", listed["set"])
    assert (code, "No parts of such a package wait here." in said) == (1, True)
    code, said, _ = run("office", "import", *reversed(parts))
    assert (code, [one["state"] for one in said]) == (0, ["incomplete", "incomplete", "taken_in"])
    assert said[-1]["package"] == written["manifest_sha256"]
    code, [again], _ = run("office", "import", parts[0])
    assert (code, again["state"]) == (0, "duplicate")


def test_a_file_that_is_not_there_keeps_the_others_from_nothing(run, tmp_path):
    with open_world(tmp_path) as world:
        audits = [add_audit(world.field, photo=name) for name in (b"one", b"two")]
    packages = [run("field", "export", "--audit", one, "--to", tmp_path / "stick")[1][0]["package"] for one in audits]
    code, said, _ = run("office", "import", packages[0], tmp_path / "away.fap", packages[1])
    assert (code, [one.get("state", "") for one in said]) == (1, ["taken_in", "", "taken_in"])


@pytest.mark.parametrize(
    ("text", "bytes_"),
    [("20MB", 20_000_000), ("1.5 GB", 1_500_000_000), ("512KiB", 524_288), ("700", 700), ("2,5m", 2_500_000)],
)
def test_sizes_are_read_as_people_write_them(text, bytes_):
    assert size(text) == bytes_


@pytest.mark.parametrize("text", ["", "0", "-5MB", "20 mails", "0.0001KB"])
def test_a_size_that_is_none_is_wrong_usage(text, capsys):
    with pytest.raises(SystemExit) as wrong:
        main(["export", "--audit", "x", "--to", "y", f"--max-size={text}"])
    assert wrong.value.code == 2
    assert "--max-size" in capsys.readouterr().err
