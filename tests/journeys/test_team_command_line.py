"""Two auditors on one visit by the command line: cards, sections, packages both ways, one closing."""

import json

import pytest
from team_world import a_team

from fieldaudit.field import audits

AMINA, BILAL, OFFICE = "field", "bilal", "office"


@pytest.fixture
def run(command, tmp_path):
    with a_team(tmp_path) as world:
        visit = audits.NewVisit(date="2026-11-20")
        started = audits.start_audit(world.amina, "small", world.site, visit)
    command.audit, command.stick = started, tmp_path / "stick"
    return command


def must(outcome):
    code, said, error = outcome
    assert code == 0, error
    return said


def answers(**given):
    steps = ({"set": f"/data/{ref.replace('__', '/')}", "to": value} for ref, value in given.items())
    return "".join(json.dumps(step) + "\n" for step in steps)


def test_two_auditors_close_one_audit_with_two_laptops_and_a_stick(run):
    audit, stick = run.audit, run.stick
    [card] = must(run(BILAL, "team", "card", stick))
    [shown] = must(run(AMINA, "team", "show", card["card"]))
    assert shown["fingerprint"] == card["fingerprint"]  # what they compare by voice
    [team] = must(run(AMINA, "team", "share", audit, card["card"], "--section", "2", "What workers said"))
    assert {one["name"]: (one["leads"], one["sections"]) for one in team["people"]} == {
        "Amina Rahman": (True, []),
        "Bilal Haque": (False, [2, 3]),
    }
    [written] = must(run(AMINA, "team", "send", audit, "Bilal Haque", "--out", stick))
    [came] = must(run(BILAL, "import", written["package"]))
    assert (came["state"], came["audits"]) == ("applied", [audit])
    must(run(BILAL, "fill", audit, fed=answers(fire__seen="4", voices__said="They keep my passport.")))
    must(run(AMINA, "fill", audit, fed=answers(fire__exits_clear="yes")))
    code, _, refused = run(BILAL, "sign", audit, "--outcome", "void", "--reason", "So.")
    assert (code, "Amina Rahman leads this audit and signs it for both of you." in refused) == (1, True)
    [back] = must(run(BILAL, "team", "send", audit, "Amina Rahman", "--out", stick))
    must(run(AMINA, "import", back["package"]))
    must(run(AMINA, "sign", audit, "--outcome", "partial", "--reason", "The guard sent us away."))
    [sent] = must(run(AMINA, "export", "--audit", audit, "--to", stick))
    [taken] = must(run(OFFICE, "import", sent["package"]))
    assert taken["state"] == "taken_in"
    rows = must(run(OFFICE, "audits", "show", audit))
    assert "4" in json.dumps(rows)
    assert "They keep my passport." not in json.dumps(rows)
    [closed] = must(run(AMINA, "team", "send", audit, "Bilal Haque", "--out", stick))
    must(run(BILAL, "import", closed["package"]))
    code, _, refused = run(BILAL, "fill", audit, fed=answers(fire__seen="5"))
    assert (code, "signed" in refused) == (1, True)


def test_the_lead_is_handed_over_and_people_leave(run):
    audit, stick = run.audit, run.stick
    [card] = must(run(BILAL, "team", "card", stick / "bilal.card"))
    assert must(run(AMINA, "team", "show", audit))[0]["people"] == []
    must(run(AMINA, "team", "share", audit, card["card"]))
    [now] = must(run(AMINA, "team", "lead", audit, "Bilal Haque"))
    assert now["lead"] == "Bilal Haque"
    code, _, refused = run(AMINA, "team", "lead", audit, "me")
    assert (code, "reason" in refused) == (1, True)
    [now] = must(run(AMINA, "team", "lead", audit, "me", "--reason", "Bilal fell ill."))
    [now] = must(run(AMINA, "team", "leave", audit, "Bilal Haque"))
    assert [bool(one["left"]) for one in now["people"]] == [False, True]
    said = must(run(AMINA, "team", "show", audit, as_json=False))
    assert "Bilal Haque (left the team): no sections of their own" in said
    assert "Amina Rahman (leads, you)" in said


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("team", "share", "AUDIT", "Nobody"), "No one colleague whose card is here is called Nobody."),
        (("team", "share", "AUDIT", "STICK"), "No one colleague"),
        (("team", "share", "no-audit", "CARD"), "no-audit"),
        (("team", "share", "AUDIT", "CARD", "--section", "9"), "the form has no section 9"),
        (("team", "send", "AUDIT", "Bilal Haque", "--out", "STICK"), "No one colleague"),
        (("team", "leave", "AUDIT", "Bilal Haque"), "nobody called Bilal Haque is in it"),
        (("team", "show", "TEXT"), "This card cannot be used: it is no card."),
        (("team", "card", "TEXT"), "there is already a file of this name"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(run, words, reason):
    must(run(BILAL, "team", "card", run.stick / "b.card"))
    (run.stick / "notes.txt").write_text("hello")
    named = {"AUDIT": run.audit, "STICK": run.stick, "CARD": run.stick / "b.card", "TEXT": run.stick / "notes.txt"}
    code, said, error = run(AMINA, *(named.get(word, word) for word in words))
    assert code == 1
    assert reason in error, error
    assert "Traceback" not in error
    assert all("error" in one for one in said)


def test_head_office_sees_who_wrote_in_a_package_and_decides_about_a_revoked_colleague(run):
    audit, stick = run.audit, run.stick
    [card] = must(run(BILAL, "team", "card", stick))
    must(run(AMINA, "team", "share", audit, card["card"]))
    must(run(BILAL, "import", must(run(AMINA, "team", "send", audit, "Bilal Haque", "--out", stick))[0]["package"]))
    must(run(BILAL, "fill", audit, fed=answers(fire__seen="4")))
    [early] = must(run(BILAL, "export", "--audit", audit, "--to", stick))
    must(run(OFFICE, "import", early["package"]))  # so head office knows him
    must(run(BILAL, "fill", audit, fed=answers(fire__seen="5")))
    must(run(AMINA, "import", must(run(BILAL, "team", "send", audit, "Amina Rahman", "--out", stick))[0]["package"]))
    must(run(AMINA, "fill", audit, fed=answers(fire__exits_clear="yes")))
    [sent] = must(run(AMINA, "export", "--audit", audit, "--to", stick))
    [his] = must(run(OFFICE, "verify", sent["package"]))[0]["relayed"]
    assert (his["name"], his["fingerprint"], his["role"], his["waits"]) == (
        "Bilal Haque",
        card["fingerprint"],
        "auditor",
        0,
    )
    assert his["certified_by"] in must(run(OFFICE, "verify", sent["package"], as_json=False))
    must(run(OFFICE, "revoke", card["fingerprint"]))
    said = must(run(OFFICE, "verify", sent["package"], as_json=False))
    assert f"{his['events']} of them by Bilal Haque (auditor), certified by" in said
    assert "would wait: their certificate was revoked on" in said
    code, [waits], _ = run(OFFICE, "import", sent["package"])
    assert (code, waits["state"], "by Bilal Haque wait" in waits["reason"]) == (1, "revoked", True)
    shown = json.dumps(must(run(OFFICE, "audits", "show", audit)))
    assert '"4"' in shown
    assert '"5"' not in shown
    must(run(OFFICE, "trust", waits["package"][:12]))
    assert '"5"' in json.dumps(must(run(OFFICE, "audits", "show", audit)))
