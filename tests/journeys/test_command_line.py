"""The command line as an administrator or a script uses it: JSON lines, exit codes, one sentence for every refusal."""

import io
from pathlib import Path

import pypdfium2
import pytest
from field_world import write_form

from fieldaudit.cli import main


def test_an_audit_travels_to_head_office_and_its_receipt_comes_back(run, audit, tmp_path):
    steps = [
        {"set": "/data/fire/exits_clear", "to": "yes"},
        {"set": "/data/fire/seen", "to": 8},
        {"add": "/data/floor"},
        {"note": "/data/fire/seen", "text": "counted twice"},
        {"skip": "/data/fire/blocked", "reason": "the hall was in use"},
    ]
    code, lines, _ = run("field", "fill", audit, fed=steps)
    assert (code, [line["saved"] for line in lines]) == (0, [1, 2, 3, 4, 5])
    code, [closed], _ = run("field", "sign", audit, "--outcome", "complete")
    assert (code, len(closed["closing_hash"])) == (0, 64)
    _, [written], _ = run("field", "export", "--audit", audit, "--to", tmp_path / "stick")
    _, [checked], _ = run("office", "verify", written["package"])
    assert (checked["manifest_sha256"], checked["certified"]) == (written["manifest_sha256"], False)
    code, [taken], _ = run("office", "import", written["package"])
    assert (code, taken["state"]) == (0, "taken_in")
    code, [again], _ = run("office", "import", written["package"])
    assert (code, again["state"]) == (0, "duplicate")
    _, [answer], _ = run("office", "send", "--to", taken["fingerprint"], "--out", tmp_path / "stick")
    code, [applied], _ = run("field", "import", answer["package"])
    assert (code, applied["state"]) == (0, "applied")
    _, [listed], _ = run("field", "audits", "list")
    assert (listed["state"], listed["answered"]) == ("confirmed", 3)
    code, [again], _ = run("field", "export", "--again", "--to", tmp_path / "stick")  # though all is confirmed
    assert (code, run("office", "import", again["package"])[1][0]["state"]) == (0, "taken_in")
    _, [shown], _ = run("office", "audits", "show", audit)
    answers = {answer["ref"]: answer for answer in shown["answers"]}
    assert answers["/data/fire/exits_clear"] == {
        "ref": "/data/fire/exits_clear",
        "type": "string",
        "relevant": True,
        "value": "yes",
    }
    assert {"/data/floor[1]/floor_name", "/data/floor[2]/floor_name"} <= answers.keys()
    code, [report], _ = run("office", "report", audit, "--for", "headoffice", "-o", tmp_path / "report.pdf")
    assert (code, report["pages"]) == (0, len(pypdfium2.PdfDocument(tmp_path / "report.pdf")))
    assert run("office", "vault", "check")[0] == run("field", "vault", "check")[0] == 0


def test_what_is_missing_is_listed_and_nothing_is_signed(run, audit):
    code, [said], err = run("field", "sign", audit, "--outcome", "complete")
    assert code == 1
    assert [problem["ref"] for problem in said["problems"]] == ["/data/fire/exits_clear"]
    assert "not signed" in err


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"set": "/data/fire/seen"}',
        '{"set": "/data/nowhere", "to": "1"}',
        '{"set": "/data/fire/seen", "to": "many"}',
        '{"attach": "/data/fire/seen", "file": "nowhere.jpg"}',
        '{"skip": "/data/fire/seen", "reason": " "}',
    ],
)
def test_a_bad_line_is_refused_and_what_came_before_it_is_saved(run, audit, line):
    code, lines, err = run("field", "fill", audit, fed=[{"set": "/data/fire/seen", "to": "4"}, line])
    assert code == 1
    assert lines[0]["saved"] == 1
    assert err.count("\n") == 1
    _, [shown], _ = run("field", "audits", "show", audit)
    assert next(a["value"] for a in shown["answers"] if a["ref"] == "/data/fire/seen") == "4"


def test_a_wrong_passphrase_is_one_sentence(run, tmp_path):
    (tmp_path / "passphrase").write_text("not the passphrase")
    code, [said], err = run("field", "audits", "list")
    assert (code, said["error"], err.count("\n")) == (1, "WrongPassphrase", 1)


def test_a_home_without_a_vault_is_one_sentence(run):
    code, [said], _ = run("nowhere", "audits", "list")
    assert (code, said["error"]) == (1, "NoVaultHere")


def test_a_cut_package_is_refused_with_its_state(run, audit, tmp_path):
    run("field", "fill", audit, fed=[{"set": "/data/fire/exits_clear", "to": "yes"}])
    _, [written], _ = run("field", "export", "--audit", audit, "--to", tmp_path / "stick")
    cut = tmp_path / "cut.fap"
    cut.write_bytes((tmp_path / written["package"]).read_bytes()[:-4000])
    code, [said], _ = run("office", "import", cut)
    assert (code, said["state"]) == (1, "damaged")
    assert said["reason"]
    assert said["next_step"]


def test_an_alert_goes_out_before_the_audit_is_signed(run, audit, tmp_path):
    run(
        "field",
        "fill",
        audit,
        fed=[{"set": "/data/fire/exits_clear", "to": "no"}, {"set": "/data/fire/seen", "to": 9}],
    )
    _, [shown], _ = run("field", "audits", "show", audit)
    [finding] = shown["findings"]
    code, [written], _ = run("field", "alert", finding["id"], "--to", tmp_path / "stick")
    assert code == 0
    _, [taken], _ = run("office", "import", written["package"])
    _, [there], _ = run("office", "audits", "show", audit)
    assert (taken["state"], [f["severity"] for f in there["findings"]]) == ("taken_in", ["critical"])
    seen = next(answer for answer in there["answers"] if answer["ref"] == "/data/fire/seen")
    assert seen["value"] == ""


def test_forms_are_listed_checked_and_tested(run, tmp_path):
    _, listed, _ = run("nowhere", "forms", "list")
    assert {"id", "version", "title", "languages", "questions"} == set(listed[0])
    bad = write_form(tmp_path / "bad")
    (bad / "survey.csv").write_text("type,name,label,finding,severity\ntext,a b,Hello,. = 'x',awful\n")
    code, problems, _ = run("nowhere", "forms", "check", bad)
    assert code == 1
    assert any(problem["sheet"] == "survey" and problem["row"] == 2 for problem in problems)
    instrument = Path(__file__).parents[2] / "forms" / "workplace-inspection"
    code, [*_, result], _ = run("nowhere", "forms", "test", instrument)
    assert (code, result["failed"]) == (0, 0)
    assert result["passed"] >= 12


def test_wrong_usage_is_exit_code_two():
    with pytest.raises(SystemExit) as ended:
        main(["audits", "frobnicate"])
    assert ended.value.code == 2


def test_a_backup_comes_back_under_the_same_passphrase(run, audit, tmp_path):
    assert run("field", "vault", "backup", tmp_path / "copy.bak")[0] == 0
    assert run("restored", "vault", "restore", tmp_path / "copy.bak")[0] == 0
    _, [listed], _ = run("restored", "audits", "list")
    assert listed["audit"] == audit


def test_a_backup_without_its_passphrase_is_restored_only_as_one_that_nobody_checked(run, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert run("field", "vault", "backup", tmp_path / "copy.bak")[0] == 0
    restoring = ["--home", str(tmp_path / "restored"), "--json", "vault", "restore", str(tmp_path / "copy.bak")]
    assert main(restoring) == 1
    assert not (tmp_path / "restored").exists()
    assert main([*restoring, "--unchecked"]) == 0
    assert (tmp_path / "restored" / "vault.db").exists()
