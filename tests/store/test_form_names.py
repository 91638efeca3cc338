"""One name, one form: who adds a changed form is asked for a version of its own, on every road it can come by."""

from pathlib import Path

import pytest
from exchange_world import PASSPHRASE, add_audit, make_world, open_world
from test_exchange_form_twins import OTHER
from test_exchange_forms import XFORM, audit_with

from fieldaudit import cli
from fieldaudit.audit.events import NewEvent
from fieldaudit.checklist import parse_form
from fieldaudit.errors import FormKeptApart, FormNameTaken
from fieldaudit.exchange import answer, export, form_twins, published
from fieldaudit.exchange.incoming import import_package
from fieldaudit.exchange.intake import take_in
from fieldaudit.vault import instruments

CHANGED = XFORM.replace("Usable exits", "Ways out")


@pytest.fixture
def world(tmp_path: Path):
    make_world(tmp_path / "world")
    with open_world(tmp_path / "world") as opened:
        yield opened


def file_of(world, xform: str) -> Path:
    path = world.folder / "form.xml"
    path.write_text(xform, encoding="utf-8")
    return path


def digest_of(xform: str) -> str:
    return parse_form(xform.encode(), {}).digest


@pytest.mark.parametrize("desk", ["office", "field"])
def test_a_changed_form_under_a_known_name_and_version_is_not_added_at_any_desk(world, desk):
    vault = getattr(world, desk)
    instruments.install(vault, file_of(world, XFORM))
    before = vault.forms()
    with pytest.raises(FormNameTaken) as refused:
        instruments.install(vault, file_of(world, CHANGED))
    assert "fire 3" in refused.value.sentence
    assert "version" in refused.value.next_step
    assert vault.forms() == before


def test_it_is_added_once_its_version_was_raised_and_the_first_stays(world):
    first = instruments.install(world.office, file_of(world, XFORM))
    second = instruments.install(world.office, file_of(world, CHANGED.replace('version="3"', 'version="4"')))
    assert world.office.forms() == [first.digest, second.digest]


def test_the_same_form_is_added_as_often_as_one_likes_even_where_two_have_its_name(world):
    first = instruments.install(world.office, file_of(world, XFORM))
    world.office.add_form(CHANGED.encode(), {})  # as older programs allowed
    assert instruments.install(world.office, file_of(world, XFORM)) == first
    assert instruments.install(world.office, file_of(world, CHANGED)).digest == digest_of(CHANGED)


def test_a_changed_copy_of_a_form_of_the_program_needs_a_version_of_its_own(world):
    bundled = next(item for item in instruments.bundled() if item.id)
    copied = XFORM.replace('id="fire" version="3"', f'id="{bundled.id}" version="{bundled.version}"')
    with pytest.raises(FormNameTaken):
        instruments.install(world.field, file_of(world, copied))
    assert digest_of(copied) not in world.field.forms()


def test_a_form_without_a_version_that_was_changed_is_asked_for_one(world):
    bare = XFORM.replace(' version="3"', "")
    instruments.install(world.field, file_of(world, bare))
    with pytest.raises(FormNameTaken) as refused:
        instruments.install(world.field, file_of(world, bare.replace("Usable exits", "Exits")))
    assert "fire" in refused.value.sentence
    assert "  " not in refused.value.sentence


def test_one_that_is_kept_apart_is_still_told_so_and_a_third_one_needs_a_version(world):
    world.office.add_form(OTHER.encode(), {})
    audit, _ = audit_with(world, XFORM)
    form_twins.accept(
        world.office, take_in(world.office, export.export_audits(world.field, [audit], world.stick).path).package
    )
    with pytest.raises(FormKeptApart):
        instruments.install(world.office, file_of(world, XFORM))
    with pytest.raises(FormNameTaken):
        instruments.install(world.office, file_of(world, CHANGED))


@pytest.mark.parametrize("command", [["forms", "add"], ["publish", "form"]])
def test_every_command_that_reads_a_form_file_says_so_and_changes_nothing(tmp_path, capsys, command):
    make_world(tmp_path / "world")
    with open_world(tmp_path / "world") as world:
        known = world.office.add_form(XFORM.encode(), {})
        path = file_of(world, CHANGED)
    (tmp_path / "pass").write_text(PASSPHRASE + "\n", encoding="utf-8")
    home = ["--home", str(tmp_path / "world" / "office"), "--passphrase-file", str(tmp_path / "pass")]
    assert cli.main([*home, *command, str(path)]) != 0
    said = capsys.readouterr().err
    assert FormNameTaken.next_step in said
    assert "Traceback" not in said
    with open_world(tmp_path / "world") as world:
        assert world.office.forms() == [known]
        assert published.offered_forms(world.office) == {}


@pytest.mark.parametrize(("older", "newer"), [("9", "10"), ("2025.9", "2025.10"), ("1", "1.1"), ("", "1")])
def test_the_newest_form_of_an_id_is_the_one_with_the_higher_version_as_people_count(world, older, newer):
    texts = [XFORM.replace('version="3"', f'version="{version}"') for version in (newer, older)]
    newest, _ = [world.field.add_form(text.encode(), {}) for text in texts]
    assert instruments.find(world.field, "fire").digest == newest


def test_a_form_that_comes_only_with_a_decision_does_not_take_the_name_from_the_one_given_out(world):
    """Head office decides in an audit made with a form that it keeps apart: the field goes on with the other."""
    given_out = world.office.add_form(XFORM.encode(), {})
    audit = add_audit(world.field)
    take_in(world.office, export.export_audits(world.field, [audit], world.stick).path)
    published.publish_form(world.office, given_out)
    to_field(world)
    old = world.office.add_form(OTHER.encode(), {})
    instruments.keep_apart(world.office, [old])
    decided = {"slot": "answer//data/doors", "value": "2", "reason": "counted again"}
    world.office.append([NewEvent(audit, "audit", "conflict.resolved", decided, form=old)])
    to_field(world)
    assert old in world.field.forms()
    assert [item.digest for item in published.to_use(world.field) if item.id == "fire"] == [given_out]


def to_field(world):
    back = answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE)
    assert import_package(world.field, back.path).state == "applied"
