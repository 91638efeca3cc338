"""A worker says their code in an interview: whose it was is sealed, and goes when the consent is taken back."""

import pytest
from exchange_world import PASSPHRASE
from field_world import field_desk, start
from messages_world import up

from fieldaudit.cli import main
from fieldaudit.desktop.wiring import respondents
from fieldaudit.desktop.wiring.roster_uses import RosterUses
from fieldaudit.errors import (
    AuditUnknown,
    InterviewUnknown,
    NamesNotForRole,
    NothingToErase,
    SamePersonUnseen,
    WorkerCodeShared,
    WorkerElsewhere,
    WorkerUnknown,
)
from fieldaudit.field import consent, interviews, roster, sites
from fieldaudit.headoffice import restricted
from fieldaudit.vault import codebook
from fieldaudit.vault.records import created, new_id


@pytest.fixture
def world(tmp_path):
    with field_desk(tmp_path / "world") as made:
        file = tmp_path / "roster.csv"
        file.write_text("name\nKestrel Quarry\nOsprey Delgado\n")
        roster.bring_in(made.field, roster.preview(made.field, file, made.site))
        made.first, made.second = codebook.workers(made.field)
        made.audit = start(made).id
        yield made


def test_whose_interview_it_was_is_sealed_and_the_officer_alone_reads_it_at_head_office(world):
    interviews.link(world.field, world.audit, world.first.code.lower())
    assert [one.code for one in interviews.linked(world.field, world.audit)] == [world.first.code]
    up(world, world.audit)
    assert [one.code for one in interviews.linked(world.office, world.audit)] == [""]
    secret = world.officer.secret
    assert [one.code for one in interviews.linked(world.office, world.audit, [secret])] == [world.first.code]
    read = {entry.slot: entry.value for entry in restricted.read(world.office, world.audit, secret)}
    assert read["field/code"] == world.first.code
    assert world.office.check() == []


def test_a_second_word_takes_the_place_of_the_first_and_another_respondent_is_another_interview(world):
    interviews.link(world.field, world.audit, world.first.code)
    interviews.link(world.field, world.audit, world.second.code)
    interviews.link(world.field, world.audit, world.first.code, "w1")
    assert sorted(one.code for one in interviews.linked(world.field, world.audit)) == sorted(
        [world.first.code, world.second.code]
    )


def test_a_withdrawal_of_the_interview_erases_whose_it_was_and_the_code_book_stays(world):
    interviews.link(world.field, world.audit, world.first.code)
    up(world, world.audit)
    consent.withdraw_consent(world.field, world.audit, reason="asked")
    up(world, world.audit)
    secret = world.officer.secret
    for vault, secrets in ((world.field, ()), (world.office, [secret])):
        assert [one.code for one in interviews.linked(vault, world.audit, secrets)] == [""]
        assert len([entry for entry in codebook.entries(vault, secrets=secrets) if entry.sealed]) == 2
        assert vault.check() == []


def test_who_is_not_on_the_list_is_refused_in_a_sentence(world):
    with pytest.raises(WorkerUnknown):
        interviews.link(world.field, world.audit, "K7M-4QX-92H")
    with pytest.raises(AuditUnknown):
        interviews.link(world.field, "nothing", world.first.code)
    with pytest.raises(AuditUnknown):
        interviews.linked(world.field, "nothing")
    world.site = sites.add_site(world.field, sites.NewSite("Hostel 3"))
    elsewhere = start(world).id
    with pytest.raises(WorkerElsewhere):
        interviews.link(world.field, elsewhere, world.first.code)
    assert interviews.linked(world.field, elsewhere) == []


def test_a_link_can_be_taken_back_and_made_again(world):
    interviews.link(world.field, world.audit, world.first.code)
    interviews.take_back(world.field, world.audit)
    assert interviews.linked(world.field, world.audit) == []
    up(world, world.audit)
    assert interviews.linked(world.office, world.audit, [world.officer.secret]) == []
    assert [one.code for one in interviews.linked(world.office, world.audit)] == [""]  # without the key: one is there
    interviews.link(world.field, world.audit, world.second.code)
    assert [one.code for one in interviews.linked(world.field, world.audit)] == [world.second.code]
    with pytest.raises(InterviewUnknown):
        interviews.take_back(world.field, world.audit, "respondent 7")
    with pytest.raises(AuditUnknown):
        interviews.take_back(world.field, "nothing")


def test_another_respondent_gets_a_name_that_nobody_has_or_had(world):
    vault, audit = world.field, world.audit
    assert interviews.new_respondent(vault, audit) == "respondent 2"
    interviews.link(vault, audit, world.first.code, "respondent 2")
    assert interviews.new_respondent(vault, audit) == "respondent 3"
    consent.withdraw_consent(vault, audit, "respondent 2", "asked")
    assert interviews.new_respondent(vault, audit) == "respondent 3"


def test_the_window_links_withdraws_and_forgets_on_the_vault(world):
    uses = RosterUses(world.field)
    assert uses.site_of(world.audit) == world.site
    uses.link(world.audit, world.first.id, world.audit)
    uses.link(world.audit, world.second.id, "*")
    seen = uses.workers(world.site, world.audit)
    assert seen.linked == {world.audit: world.first.id, "respondent 2": world.second.id}
    assert (seen.respondents, seen.instrument) == ((world.audit, "respondent 2"), "Small inspection")
    assert [(line.own, line.author) for line in seen.lines] == [(True, "")] * 2
    asked = respondents.ask(world.field, world.audit).respondents
    assert [(one.name, one.code) for one in asked] == [("", world.first.code), ("respondent 2", world.second.code)]
    [said] = uses.forget(world.first.id, "asked")
    assert [machine.here for machine in said.machines if machine.said == "erased"] == [True]
    lines = {line.id: (line.withdrawn, line.own) for line in uses.workers(world.site, "").lines}
    assert lines == {world.first.id: (True, False), world.second.id: (False, True)}
    with pytest.raises(NothingToErase):
        uses.forget(world.first.id, "again")
    up(world, world.audit)
    office = RosterUses(world.office)
    there = office.workers(world.site, world.audit)
    assert (there.respondents, there.linked) == ((), {})
    assert [line.author for line in there.lines] == ["Amina Rahman"] * 2
    with pytest.raises(NothingToErase):
        office.forget(world.second.id, "asked")
    with pytest.raises(SamePersonUnseen):
        office.say_same(world.first.id, world.second.id, same=True)


def test_head_office_takes_down_no_names_and_says_of_nobody_that_they_were_heard(world, tmp_path):
    up(world, world.audit)
    world.office.put("officer_recipient", world.officer.recipient)
    with pytest.raises(NamesNotForRole):
        interviews.link(world.office, world.audit, world.first.code)
    (tmp_path / "roster.csv").write_text("name\nSita\n")
    with pytest.raises(NamesNotForRole):
        roster.preview(world.office, tmp_path / "roster.csv", world.site)
    assert world.office.check() == []


def test_two_who_drew_the_same_code_are_told_apart_by_their_ids(world):
    world.field.append([created(new_id(), "worker", "Dhaka", {"code": world.first.code})])
    with pytest.raises(WorkerCodeShared) as told:
        roster.find(world.field, world.first.code)
    assert world.first.id in str(told.value)
    assert roster.find(world.field, world.first.id) == world.first


def test_the_command_links_and_lists(world, tmp_path, capsys):
    home = world.field.home
    world.field.close()
    (tmp_path / "pass").write_text(PASSPHRASE + "\n")

    def run(*words):
        code = main(["--home", str(home), "--passphrase-file", str(tmp_path / "pass"), "roster", "interview", *words])
        return code, capsys.readouterr()

    assert "No interview" in run(world.audit)[1].err
    assert run(world.audit, world.first.code)[0] == 0
    code, said = run(world.audit)
    assert (code, world.first.code in said.out) == (0, True)
    assert f"In place of {world.first.code}" in run(world.audit, world.second.code)[1].err
    assert run(world.audit, world.first.code, "--respondent", "w2")[0] == 0
    assert run(world.audit, "--take-back", "--respondent", "w2")[0] == 0
    assert run(world.audit, "--take-back")[0] == 0
    assert world.first.code not in run(world.audit)[1].out
    code, said = run(world.audit, "--take-back", "--respondent", "nobody")
    assert (code, "linked to this respondent" in said.err) == (1, True)
    assert run(world.audit, "K7M")[0] == 1
