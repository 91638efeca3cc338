"""Two seats bring in one list: each draws its own codes, the officer says which are one, and they count once."""

import json
import shutil
from datetime import date

import pytest
from exchange_world import PASSPHRASE
from team_world import a_team

from fieldaudit.audit import authority
from fieldaudit.cli import main
from fieldaudit.errors import FieldAuditError, NotHeadOffice, SamePersonTwice, SamePersonUnseen
from fieldaudit.exchange import answer, membership
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field import consent, roster
from fieldaudit.headoffice import codebook as office_book
from fieldaudit.headoffice import same_person
from fieldaudit.vault import codebook, persons, records

TODAY = date(2026, 11, 22)
AMINAS = "name,passport,dob\nKestrel Quarry,KQ-77,2001-02-14\nOsprey Delgado,OD 44,1988-05-06\nHeron Pike,,1990-01-02\n"
BILALS = "name,passport,dob\nQUARRY Kestrel,kq77,2001-02-14\nOsprey Delgado,OD-45,1988-05-06\nPIKE HERON,,1991-01-02\n"


def bring(world, vault, text):
    file = world.folder / "list.csv"
    file.write_text(text)
    looked = roster.preview(vault, file, world.site, today=TODAY)
    roster.bring_in(vault, looked)
    return looked.notes


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Both lists at head office; what a test says of pairs it takes back."""
    with a_team(tmp_path_factory.mktemp("same")) as world:
        bring(world, world.amina, AMINAS)
        audit = world.shared()
        world.noted = bring(world, world.bilal, BILALS)
        assert world.up(world.amina, audit).accepted
        world.give(world.bilal, world.amina, audit)
        assert world.up(world.amina, audit).accepted  # Bilal's lines come with hers
        world.audit = audit
        yield world


@pytest.fixture
def world(whole):
    yield whole
    for word in persons.words(whole.office):
        for record in word.records:
            fields = {"one": "", "other": "", "said": "", "by": ""}
            whole.office.append([records.fields_set(whole.office, record, persons.SAME_PERSON, fields)])


def book(world):
    return office_book.read(world.office, world.officer.secret)


def by_name(world):
    """Return the workers of each seat by the name that its list gave them."""
    seats = {world.amina.seat: "amina", world.bilal.seat: "bilal"}
    return {(seats[entry.worker.author], entry.sealed["name"]): entry.worker for entry in book(world)}


def quarry(world):
    found = by_name(world)
    return found["amina", "Kestrel Quarry"], found["bilal", "QUARRY Kestrel"]


def say(world, pair, *, same=True):
    same_person.say(world.office, *pair, {worker.id for worker in pair}, same=same)


def test_two_seats_draw_two_codes_and_the_officers_key_alone_tells_who_is_alike(world):
    assert len(codebook.workers(world.office)) == 6
    found = [(pair.why, {pair.one.id, pair.other.id}) for pair in same_person.alike(world.office, book(world))]
    names = by_name(world)
    osprey = {names["amina", "Osprey Delgado"].id, names["bilal", "Osprey Delgado"].id}
    assert found == [("identity", {worker.id for worker in quarry(world)}), ("name and birth", osprey)]
    assert same_person.alike(world.office, codebook.entries(world.office)) == []  # without the key: nothing is alike


def test_who_brings_in_a_list_is_told_that_somebody_else_did_and_that_nobody_can_compare_here(world):
    [said] = [note for note in world.noted if "somebody else" in note]
    assert said.startswith("3 workers of this site were brought in by somebody else, and their names are sealed here.")


def test_what_is_said_counts_them_once_and_is_asked_no_more(world):
    one, other = quarry(world)
    say(world, (one, other))
    together = persons.groups(world.office)
    assert together[one.id] == together[other.id] == {one.id, other.id}
    assert persons.count(codebook.workers(world.office), together) == 5
    assert [pair.why for pair in same_person.alike(world.office, book(world))] == ["name and birth"]
    say(world, (other, one), same=False)  # the other way round it is the same pair
    assert persons.groups(world.office) == {}
    assert persons.count(codebook.workers(world.office), {}) == 6
    assert [pair.why for pair in same_person.alike(world.office, book(world))] == ["name and birth"]
    [word] = [word for word in persons.words(world.office) if one.id in word.workers]
    assert (word.same, len(word.records), word.by) == (False, 1, membership.member(world.office).name)
    assert world.office.check() == []


def test_three_codes_of_one_person_are_one_and_one_pair_that_is_two_does_not_part_them(world):
    first, second, third = codebook.workers(world.office)[:3]
    say(world, (first, second))
    say(world, (second, third))
    assert persons.groups(world.office)[first.id] == {first.id, second.id, third.id}
    say(world, (second, third), same=False)
    assert set(persons.groups(world.office)) == {first.id, second.id}


def test_nobody_says_it_of_names_that_they_have_not_seen_nor_in_the_field(world):
    one, other = quarry(world)
    with pytest.raises(SamePersonUnseen):
        same_person.say(world.office, one, other, {one.id}, same=True)
    with pytest.raises(SamePersonTwice):
        same_person.say(world.office, one, one, {one.id}, same=True)
    with pytest.raises(NotHeadOffice):
        same_person.say(world.amina, one, other, {one.id, other.id}, same=True)
    assert [word for word in persons.words(world.office) if len(word.workers) == 2 and word.by] == []


def test_what_stands_in_clear_names_codes_and_no_person_and_no_seat_hears_of_it(world):
    one, other = quarry(world)
    say(world, (one, other))
    [word] = [word for word in persons.words(world.office) if word.same]
    lines = [event for record in word.records for event in world.office.events(record)]
    said = json.dumps([world.office.payload(event.hash) for event in lines])
    assert one.id in said
    assert not any(name in said for name in ("Kestrel", "Quarry", "KQ"))
    sent = answer.send(world.office, world.amina.seat, world.stick, passphrase=PASSPHRASE)
    assert import_package(world.amina, sent.path).accepted
    assert world.amina.records(persons.SAME_PERSON) == []


def test_a_seat_that_says_it_itself_is_refused_whatever_its_role():
    payload = {"branch": "", "fields": {"one": "a", "other": "b", "said": "same", "by": "me"}}
    for kind in ("record.created", "field.set"):
        claimed = authority.claims(kind, persons.SAME_PERSON, payload)
        for role in authority.ROLES:
            assert all(authority.allowed(one, role) for one in claimed) == (role == "headoffice")


def test_one_of_two_codes_that_is_erased_leaves_the_other_to_be_erased_by_its_own_seat(tmp_path):
    with a_team(tmp_path) as world:
        bring(world, world.amina, AMINAS)
        audit = world.shared()
        bring(world, world.bilal, BILALS)
        world.give(world.bilal, world.amina, audit)
        world.up(world.amina, audit)
        one, other = quarry(world)
        say(world, (one, other))
        consent.withdraw_consent(world.amina, one.id, reason="asked")
        world.up(world.amina, audit)
        left = {entry.worker.id: entry.sealed.get("name", "") for entry in book(world)}
        assert (left[one.id], left[other.id]) == ("", "QUARRY Kestrel")
        assert persons.groups(world.office)[other.id] == {one.id, other.id}
        with pytest.raises(FieldAuditError):
            consent.withdraw_consent(world.amina, other.id, reason="asked")  # what Bilal was told, Bilal erases
        consent.withdraw_consent(world.bilal, other.id, reason="asked")
        world.give(world.bilal, world.amina, audit)
        world.up(world.amina, audit)
        assert {entry.sealed.get("name", "") for entry in book(world)} & {"Kestrel Quarry", "QUARRY Kestrel"} == set()


def test_the_commands_tell_who_is_alike_and_record_it(world, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("fieldaudit.exchange.enrol.officer_secret", lambda *_: world.officer.secret)
    shutil.copytree(world.folder / "office", tmp_path / "office")
    (tmp_path / "pass").write_text(PASSPHRASE + "\n")
    one, other = quarry(world)

    def run(*words):
        given = ["--home", tmp_path / "office", "--passphrase-file", tmp_path / "pass", "--json"]
        given += ["--key-passphrase-file", f"officer={tmp_path / 'pass'}"]
        code = main([str(word) for word in (*given, *words)])
        said = capsys.readouterr()
        return code, [json.loads(line) for line in said.out.splitlines()], said.err

    code, lines, _ = run("officer", "codebook", "--key", "k", "--site", world.site)
    assert (code, [line["why"] for line in lines if "alike" in line]) == (0, ["identity", "name and birth"])
    code, [said], _ = run("officer", "same", one.code.lower(), other.code.replace("-", ""), "--key", "k")
    assert (code, said) == (0, {"codes": [one.code, other.code], "same": True})
    code, lines, told = run("roster", "list")
    assert [line["same"] for line in lines if line["code"] == one.code] == [[other.code]]
    assert "6 codes are 5 persons." in told
    code, lines, _ = run("officer", "same", one.code, other.code, "--apart", "--key", "k")
    assert (code, lines[0]["same"]) == (0, False)
    for codes, error in (((one.code, "K7M-4QX-92H"), "WorkerUnknown"), ((one.code, one.code), "SamePersonTwice")):
        code, lines, _ = run("officer", "same", *codes, "--key", "k")
        assert (code, lines[-1]["error"]) == (1, error)
