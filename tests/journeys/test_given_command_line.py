"""`fieldaudit tasks`, `questions`, `publish`, `revoke` and `trust` as people use them."""


def test_an_assignment_a_question_a_table_and_a_loss_go_the_whole_way(run, tmp_path):
    run("field", "sites", "add", "--name", "Delta unit 2")
    _, [first], _ = run("field", "audits", "new", "--form", "workplace-inspection", "--site", "Delta unit 2")
    _, [package], _ = run("field", "export", "--audit", first["audit"], "--to", "out")
    _, [taken], _ = run("office", "import", package["package"])
    seat = taken["fingerprint"]
    run("office", "sites", "add", "--name", "Nadi Textiles")
    plan = ("--to", seat, "--site", "Nadi Textiles", "--form", "workplace-inspection")
    assert run("office", "tasks", "assign", *plan, "--due", "tomorrow")[0] == 1
    code, [task], _ = run("office", "tasks", "assign", *plan, "--due", "2026-12-20")
    assert code == 0
    _, [question], _ = run("office", "questions", "ask", first["audit"], "/data/q", "--text", "Which door?")
    (tmp_path / "risks.csv").write_text("risk,title_es\naccess,acceso\n")
    assert run("office", "publish", "table", "moods", "risks.csv")[0] == 1
    assert run("office", "publish", "table", "risks", "missing.csv")[0] == 1
    assert run("office", "publish", "table", "risks", "risks.csv")[1] == [{"name": "risks", "number": 1}]
    assert run("office", "publish", "form", "workplace-inspection")[1][0]["number"] == 1
    _, [sent], _ = run("office", "send", "--to", seat, "--out", "back")
    _, [applied], _ = run("field", "import", sent["package"])
    assert applied["state"] == "applied"
    assert [line["site_name"] for line in run("field", "tasks", "list")[1]] == ["Nadi Textiles"]
    assert len(run("field", "publish", "list")[1]) == 2
    code, [started], _ = run("field", "tasks", "start", task["task"])
    assert code == 0
    assert run("field", "tasks", "start", task["task"])[0] == 1
    assert run("field", "questions", "reply", question["question"], "--text", "The yard's.")[0] == 0
    _, [package], _ = run("field", "export", "--audit", first["audit"], started["audit"], "--to", "out")
    run("office", "import", package["package"])
    [line] = run("office", "questions", "list", first["audit"])[1]
    assert (line["state"], line["reply"]) == ("answered", "The yard's.")
    assert run("office", "questions", "settle", question["question"])[0] == 0
    assert [line["state"] for line in run("office", "tasks", "list")[1]] == ["started"]
    _, [last], _ = run("field", "audits", "new", "--form", "workplace-inspection", "--site", "Delta unit 2")
    _, [late], _ = run("field", "export", "--audit", last["audit"], "--to", "out")
    code, [lost], said = run("office", "revoke", seat, "--out", "others", "--invitation", "again.invitation")
    assert (code, len(lost["code"].split()), first["audit"] in lost["audits"]) == (0, 6, True)
    assert "Revoked" in said
    code, [waits], _ = run("office", "import", late["package"])
    assert (code, waits["state"]) == (1, "revoked")
    assert run("office", "trust", "0" * 12)[0] == 1
    assert run("office", "trust", waits["package"][:12])[1] == [{"package": waits["package"], "state": "taken_in"}]
