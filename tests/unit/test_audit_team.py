"""Who audits together, as fields of one record: the later word counts, who left has no section, ids agree."""

import pytest
from audit_samples import SEATS, Story

from fieldaudit.audit import authority, team
from fieldaudit.audit.cells import from_entries
from fieldaudit.audit.team import TeamView

AUDIT = "8c5f3f0e-6a2b-4a44-9a35-0d6fd3a1a111"
AMINA, BILAL = SEATS


def told(*said):
    """Return the team after each of these said its fields, in place of what stood in them."""
    story = Story(team.record_of(AUDIT))
    standing = {}
    for seat, fields in said:
        replaces = tuple(dict.fromkeys(standing[name] for name in fields if name in standing))
        event = story.say("field.set", {"fields": fields}, seat=seat, replaces=replaces, type="team")
        standing |= dict.fromkeys(fields, event.hash)
    return TeamView.of(from_entries(story.entries))


BEGUN = {"audit": AUDIT, "lead": AMINA} | team.member_fields(AMINA, "Amina") | team.member_fields(BILAL, "Bilal")


def test_every_machine_makes_the_same_record_for_an_audit():
    assert team.record_of(AUDIT) == "bdb6edad-a6dd-5c4a-ba3f-492661a55afc"
    assert team.record_of(AUDIT) != team.record_of(AUDIT[:-1] + "2")


def test_a_team_has_a_lead_members_and_sections():
    found = told((0, BEGUN), (0, team.allocation(["/data/fire", ""], BILAL)))
    assert (found.audit, found.lead, found.name_of(BILAL), found.name_of("c" * 32)) == (AUDIT, AMINA, "Bilal", "")
    assert [member.name for member in found.present] == ["Amina", "Bilal"]
    assert found.sections == {"/data/fire": BILAL, "": BILAL}


def test_rows_of_a_section_are_the_section():
    assert team.section_field("/data/floor[6f1c]/exits") == "section./data/floor/exits"
    assert team.section_ref(team.section_field("").removeprefix(team.SECTION)) == ""


def test_sections_are_given_back_and_who_left_has_none():
    given = (0, team.allocation(["/data/fire", "/data/wages"], BILAL))
    assert told((0, BEGUN), given, (0, team.allocation(["/data/fire"], ""))).sections == {"/data/wages": BILAL}
    gone = told((0, BEGUN), given, (1, {team.LEFT + BILAL: "2026-11-21T13:00:00.000Z"}))
    assert (gone.sections, [member.seat for member in gone.present]) == ({}, [AMINA])
    back = told((0, BEGUN), given, (1, {team.LEFT + BILAL: "x"}), (0, team.member_fields(BILAL, "Bilal")))
    assert set(back.sections) == {"/data/fire", "/data/wages"}


def test_without_a_record_there_is_no_team():
    found = TeamView.of(())
    assert (found.lead, found.members, found.sections) == ("", (), {})


@pytest.mark.parametrize("role", authority.ROLES)
def test_auditors_alone_say_who_is_in_a_team_and_make_packages_for_it(role):
    for kind in ("team", "team_package", "team_have"):
        assert authority.allowed(kind, role) == (role == "auditor")
    claimed = authority.claims("field.set", team.TEAM, {"fields": {"lead": AMINA}})
    assert all(authority.allowed(kind, role) for kind in claimed) == (role == "auditor")


@pytest.mark.parametrize(
    ("said", "shown"),
    [("A\u202emina\u202c", "Amina"), ("Am\x1b[2Jina\n", "Am[2Jina"), ("A" * 300, "A" * 64), ("\u200eAmina ", "Amina")],
    ids=["turned", "screen", "long", "mark"],
)
def test_a_members_name_plays_with_no_readers_screen(said, shown):
    assert told((0, BEGUN | {team.MEMBER + AMINA: said})).name_of(AMINA) == shown


@pytest.mark.parametrize("named", ["", "c" * 31, "C" * 32, "../" + "c" * 29, "c" * 32 + "\n"])
def test_what_is_no_seat_is_neither_member_nor_lead(named):
    found = told((0, BEGUN | {team.MEMBER + named: "Chandra", team.LEAD: named}))
    assert [member.name for member in found.members] == ["Amina", "Bilal"]
    assert found.lead == ""
