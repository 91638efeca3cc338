"""Three homes by command line: an auditor closes, a supervisor logs, countersigns and acts, head office sees it all."""

import json
import shutil

import pytest

LOG = """type,name,label,audience
select_one yn,doors,Every door was open.,site
text,remark,Remark,site
text,doubt,Doubt,headoffice
"""
CHOICES = "list_name,name,label\nyn,yes,Yes\nyn,no,No\n"


def form(folder, name, title):
    folder.mkdir()
    (folder / "survey.csv").write_text(LOG)
    (folder / "choices.csv").write_text(CHOICES)
    (folder / "settings.csv").write_text(f"form_id,form_title,version\n{name},{title},1\n")


@pytest.fixture
def run(run, tmp_path):
    """Run a command at one of three homes."""
    form(tmp_path / "check", "site-check", "Site check")
    form(tmp_path / "log", "weekly-log", "Weekly log")
    return run


def steps(**answers):
    return "\n".join(json.dumps({"set": f"/data/{name}", "to": value}) for name, value in answers.items())


def carried(run, home, *audits):
    """Export audits of a home, or what it said besides, and take them in at head office."""
    words = ("export", "--audit", *audits) if audits else ("statements", "send")
    _, [package], _ = run(home, *words, "--to", f"from-{home}")
    code, [taken], _ = run("office", "import", package["package"])
    assert (code, taken["state"]) == (0, "taken_in")
    return taken["fingerprint"]


def answered(run, home, seat):
    _, [sent], _ = run("office", "--key-passphrase-file", "ca=passphrase", "send", "--to", seat, "--out", f"to-{home}")
    code, [applied], _ = run(home, "import", sent["package"])
    assert (code, applied["state"]) == (0, "applied")
    return applied["reason"]


def test_a_log_a_closing_a_witness_and_a_dissent_go_the_whole_way(run, tmp_path):  # noqa: PLR0915 - a whole journey
    # the supervisor joins and gets the form for supervisors alone
    _, [made], _ = run(
        "office", "invite", "--name", "Sumi Akter", "--role", "supervisor", "--branch", "Dhaka", "--out", "sumi"
    )
    (tmp_path / "code").write_text(made["code"])
    assert run("supervisor", "join", "sumi", "--code-file", "code")[0] == 0
    run("office", "publish", "form", "check")
    assert run("office", "publish", "form", "log", "--supervisors")[0] == 0
    run("supervisor", "forms", "add", "log")
    run("supervisor", "sites", "add", "--name", "Dormitory 3")
    _, [log], _ = run("supervisor", "audits", "new", "--form", "weekly-log", "--site", "Dormitory 3")
    run("supervisor", "fill", log["audit"], fed=steps(doors="yes", remark="Quiet."))
    assert run("supervisor", "sign", log["audit"], "--outcome", "complete")[0] == 0
    supervisor = carried(run, "supervisor", log["audit"])
    answered(run, "supervisor", supervisor)
    assert [line["form"] for line in run("supervisor", "publish", "list")[1]] == ["weekly-log"]
    # the auditor closes and records what is said on the laptop
    run("field", "forms", "add", "check")
    run("field", "sites", "add", "--name", "Delta unit 2")
    _, [first], _ = run("field", "audits", "new", "--form", "site-check", "--site", "Delta unit 2")
    audit = first["audit"]
    run("field", "fill", audit, fed=steps(doors="no", remark="PlantedSite", doubt="PlantedDoubt"))
    assert run("field", "statements", "site", audit, "--function", "manager", "--answer", "declined")[0] == 1
    run("field", "sign", audit, "--outcome", "complete")
    assert run("field", "statements", "site", audit, "--function", "manager", "--answer", "declined")[0] == 0
    said = ("--name", "Nila", "--function", "Warden", "--answer", "dissent")
    assert run("field", "statements", "witness", audit, *said)[0] == 1
    assert run("field", "statements", "witness", audit, *said, "--comment", "Not so.")[1][0]["by"] == "Amina Rahman"
    field = carried(run, "field", audit)
    answered(run, "field", field)
    # head office asks, the supervisor reads and dissents, and it comes back
    assert run("office", "statements", "ask", audit, "--of", "0000-0000")[0] == 1
    _, [mistaken], _ = run("office", "statements", "ask", audit, "--of", supervisor)
    assert run("office", "statements", "withdraw", mistaken["request"])[1][0]["state"] == "withdrawn"
    assert run("office", "statements", "withdraw", mistaken["request"])[0] == 1
    code, [asked], _ = run("office", "statements", "ask", audit, "--of", supervisor)
    assert code == 0
    assert "1 closing to countersign" in answered(run, "supervisor", supervisor)
    waits, taken_back = run("supervisor", "statements", "list")[1]
    assert (waits["id"], waits["answer"], waits["withdrawn"]) == (asked["request"], "", "")
    assert (taken_back["id"], bool(taken_back["withdrawn"])) == (mistaken["request"], True)
    _, [text], _ = run("supervisor", "statements", "show", asked["request"])
    assert {"PlantedSite", "No"} <= {one["text"] for one in text["answers"]}
    assert "PlantedDoubt" not in json.dumps(text)
    signing = ("statements", "sign", asked["request"], "--answer", "dissent", "--function", "Floor supervisor")
    code, _, why = run("supervisor", *signing)
    assert (code, "a dissent says what is wrong" in why) == (1, True)
    (tmp_path / "signature.png").write_bytes(b"GIF89a")
    assert run("supervisor", *signing, "--comment", "It was open.", "--signature", "signature.png")[0] == 1
    assert run("supervisor", *signing, "--comment", "It was open.", "--signature", "missing.png")[0] == 1
    assert run("supervisor", *signing, "--comment", "It was open.")[0] == 0
    carried(run, "supervisor")
    told = run("office", "statements", "list", audit)[1]
    assert [(one["party"], one["standing"], one["answer"]) for one in told] == [
        ("site", "witnessed", "declined"),
        ("supervisor", "witnessed", "dissent"),
        ("supervisor", "certified", "dissent"),
    ]
    assert "what a supervisor says of an audit" in answered(run, "field", field)
    assert run("field", "statements", "list", audit)[1] == told
    assert told[2]["fingerprint"] == supervisor
    assert [one["state"] for one in run("office", "statements", "list")[1]] == ["signed", "withdrawn"]
    assert [line["audit"] for line in run("supervisor", "audits", "list")[1]] == [log["audit"]]
    answered(run, "supervisor", supervisor)
    assert run("supervisor", "statements", "send", "--to", "again")[0] == 1  # head office has confirmed it
    assert run("supervisor", "actions", "list")[1] == []
    assert run("supervisor", "actions", "move", "nothing", "--state", "submitted")[0] == 1
    _, [made], _ = run("office", "report", audit, "--for", "site", "-o", "report.pdf")
    assert made["pages"] > 1
    _, _, _ = run("office", "pack", audit, "--for", "site", "-o", "pack.zip")
    assert run("field", "verify", "pack.zip")[0] == 0
    shutil.rmtree(tmp_path / "supervisor")
