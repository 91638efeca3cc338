"""A worker says their code in an interview: whose it was is sealed, and goes when the consent is taken back."""

import pytest
from exchange_world import PASSPHRASE
from field_world import field_desk, start
from messages_world import up

from fieldaudit.cli import main
from fieldaudit.errors import AuditUnknown, WorkerCodeShared, WorkerElsewhere, WorkerUnknown
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
    assert run(world.audit, "K7M")[0] == 1
