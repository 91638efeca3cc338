"""What a new audit takes over from the one saved last: the open answers of this seat's own work, nothing else."""

import pytest
from field_world import CHOICES, field_desk

from fieldaudit.field import audits
from fieldaudit.field.remembered import shared_audience
from fieldaudit.field.work import AuditWork
from fieldaudit.vault import instruments

SETTINGS = "form_id,form_title,version\nround,Round,1\n"
OPEN = """type,name,label,calculation,default,audience
text,town,Town,,${last-saved#town},
text,street,Street,,,
calculate,before,,${last-saved#town},,
calculate,both,,"concat(${street}, '/', ${last-saved#town})",,
"""
CLOSED = """type,name,label,default,audience,declassify
text,town,Town,${last-saved#town},site,
text,worker,Worker,${last-saved#worker},restricted,
text,leader,Leader,${last-saved#leader},,
text,copy,Copy,${last-saved#worker},site,yes
"""
TOWN, STREET, BEFORE = "/data/town", "/data/street", "/data/before"


@pytest.fixture
def world(tmp_path):
    with field_desk(tmp_path / "world") as made:
        yield made


def install(world, folder, survey):
    folder.mkdir()
    for name, text in (("survey", survey), ("choices", CHOICES), ("settings", SETTINGS)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return instruments.install(world.field, folder)


def begin(world):
    return AuditWork(world.field, audits.start_audit(world.field, "round", world.site, audits.NewVisit()))


def values(work, *refs):
    return [work.session.node(ref).value for ref in refs]


def test_a_new_audit_begins_with_what_was_answered_last(world, tmp_path):
    install(world, tmp_path / "form", OPEN)
    first = begin(world)
    assert values(first, TOWN, BEFORE) == ["", ""]
    first.answer(TOWN, "Amman")
    assert values(begin(world), TOWN, BEFORE) == ["Amman", "Amman"]


def test_it_is_the_audit_saved_last_not_the_one_opened_last(world, tmp_path):
    install(world, tmp_path / "form", OPEN)
    first, second = begin(world), begin(world)
    second.answer(TOWN, "Irbid")
    first.answer(TOWN, "Amman")
    begin(world)
    assert values(begin(world), TOWN) == ["Amman"]


def test_what_was_taken_over_stays_when_the_earlier_audit_changes_and_this_one_is_reopened(world, tmp_path):
    install(world, tmp_path / "form", OPEN)
    first = begin(world)
    first.answer(TOWN, "Amman")
    second = begin(world)
    first.answer(TOWN, "Aqaba")
    again = AuditWork(world.field, second.id)
    again.answer(STREET, "Mill Lane")
    assert values(again, BEFORE, "/data/both") == ["Amman", "Mill Lane/Amman"]


def test_no_restricted_or_head_office_answer_enters_another_audit_of_a_form_with_secrets(world, tmp_path):
    install(world, tmp_path / "form", CLOSED)
    first = begin(world)
    for name, answer in (("town", "Amman"), ("worker", "kestrel"), ("leader", "Rana")):
        first.answer(f"/data/{name}", answer)
    second = begin(world)
    assert values(second, "/data/town", "/data/worker", "/data/leader", "/data/copy") == ["Amman", "", "", ""]
    kept = world.field.get(f"last-saved/{second.id}")
    assert "Amman" in kept
    assert not any(secret in kept for secret in ("kestrel", "Rana"))


def test_answers_of_another_form_are_not_taken_over(world, tmp_path):
    install(world, tmp_path / "form", OPEN)
    other = AuditWork(world.field, audits.start_audit(world.field, "small", world.site, audits.NewVisit()))
    other.answer("/data/fire/seen", "3")
    assert values(begin(world), TOWN) == [""]


@pytest.mark.parametrize(
    ("audiences", "shared"),
    [
        (["headoffice"], "headoffice"),
        (["headoffice", "client"], "client"),
        (["headoffice", "site", "client"], "site"),
        (["headoffice", "restricted"], "site"),
        ([], "site"),
    ],
)
def test_the_most_open_answers_of_a_form_are_shared_and_beside_secrets_only_those_of_the_site(audiences, shared):
    assert shared_audience(audiences) == shared
