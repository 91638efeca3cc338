"""What waits at head office on the command line: listed, an altered form accepted, put away; and how things stand."""

import pytest
from exchange_world import add_audit, open_world
from test_exchange_forms import XFORM, audit_with

from fieldaudit.exchange.export import export_audits


@pytest.fixture
def waiting(run, tmp_path):
    with open_world(tmp_path) as world:
        world.office.add_form(XFORM.replace("Usable exits", "Exits").encode(), {})
        packages = [
            export_audits(world.field, [audit_with(world, xform)[0]], world.stick).path
            for xform in (XFORM, XFORM.replace("Usable exits", "Ways out"))
        ]
    for package in packages:
        assert run("office", "import", package)[0] == 1


def test_both_forms_are_shown_one_is_accepted_and_the_other_put_away(run, waiting):
    code, listed, _ = run("office", "intake", "list")
    assert (code, [row["state"] for row in listed]) == (0, ["form_altered", "form_altered"])
    first, second = (row["package"] for row in listed)
    code, [twin], _ = run("office", "intake", "forms", first)
    assert (code, twin["id"], twin["version"]) == (0, "fire", "3")
    assert [one["aspects"] for one in twin["changes"]["changed"]] == [["words"]]
    assert run("office", "intake", "accept-form", first)[1] == [{"package": first, "state": "taken_in"}]
    assert run("office", "intake", "put-away", second)[1] == [{"package": second, "state": "put_away"}]
    assert run("office", "intake", "list")[1] == []
    states = [row["state"] for row in run("office", "intake", "list", "--all")[1]]
    assert sorted(states) == ["put_away", "taken_in"]
    for command in ("forms", "accept-form", "put-away"):
        code, _, said = run("office", "intake", command, first)
        assert (code, "is here under" in said or "waits here under" in said) == (1, True)
    code, _, said = run("field", "intake", "accept-form", first)
    assert (code, "head office" in said) == (1, True)


def test_what_is_sent_to_a_person_is_cut_and_status_says_what_is_only_here(run, tmp_path):
    [nothing] = run("field", "status")[1]
    with open_world(tmp_path) as world:
        audit, seat = add_audit(world.field), world.field.seat
    [before] = run("field", "status")[1]
    assert (nothing["only_here"]["audits"], before["only_here"]["audits"], before["last_receipt"]) == (0, 1, "")
    sent = run("field", "export", "--audit", audit, "--to", tmp_path / "stick")[1][0]["package"]
    assert run("office", "import", sent)[0] == 0
    [office] = run("office", "status")[1]
    assert (office["to_send"], office["waiting"], office["only_here"]["audits"]) == (1, 0, 1)
    options = ("send", "--to", seat, "--out", tmp_path / "stick")
    code, [written], _ = run("office", *options, "--max-size", "8KB")
    assert code == 0
    assert len(written["parts"]) > 1
    assert run("field", "import", *reversed(written["parts"]))[1][-1]["state"] == "applied"
    [after] = run("field", "status")[1]
    assert (after["only_here"]["entries"], after["not_confirmed"], bool(after["last_receipt"])) == (0, 0, True)
