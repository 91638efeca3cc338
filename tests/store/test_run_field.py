import io

import pytest
from field_world import field_desk
from PIL import Image

from fieldaudit.desktop.run.cards import AddRow, RowHead, cards_of
from fieldaudit.desktop.run.field_run import FieldRun
from fieldaudit.desktop.run.uses import ActionEntry, FindingEdit
from fieldaudit.errors import AnswerRefused, PhotoRefused
from fieldaudit.field import audits


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with field_desk(tmp_path_factory.mktemp("desk")) as world:
        yield world


@pytest.fixture
def run(desk):
    made = FieldRun(desk.field)
    made.open(audits.start_audit(desk.field, "small", desk.site, audits.NewVisit("unannounced")))
    return made


def card(items, name):
    return next(card for card in cards_of(items) if card.ref.endswith("/" + name))


def test_it_opens_with_its_header_and_the_first_unanswered_section(run):
    overview = run.open(run.work.id)
    assert (overview.header.title, overview.header.site) == ("Small inspection", "Delta unit 2")
    assert overview.section == 1
    assert (overview.sections[0].done, overview.sections[0].total) == (0, 2)


def test_an_answer_that_fails_comes_back_with_its_finding(run):
    change = run.answer(1, "/data/fire/exits_clear", "no")
    shown = card(change.items, "exits_clear")
    assert shown.failing
    assert (shown.finding.severity, shown.finding.evidence) == ("critical", "photo_or_reason")
    assert shown.finding.contain_by
    assert (change.sections[0].flags, change.sections[0].worst) == (1, "critical")
    assert change.time


def test_a_question_that_appears_is_counted_as_added(run):
    assert run.answer(1, "/data/fire/seen", "10").added == 1
    assert run.answer(1, "/data/fire/seen", "0").removed == 1


def test_rows_come_with_their_heads_and_can_be_added_and_removed(run):
    section = 2
    items = run.section(section)
    before = sum(isinstance(item, RowHead) for item in items)
    add = next(item for item in items if isinstance(item, AddRow))
    change = run.add_row(section, add.ref)
    assert sum(isinstance(item, RowHead) for item in change.items) == before + 1
    assert change.ref.endswith("/floor_name")
    change = run.remove_row(section, change.ref.removesuffix("/floor_name"))
    assert sum(isinstance(item, RowHead) for item in change.items) == before


def test_a_value_of_the_wrong_kind_is_refused_and_nothing_changes(run):
    with pytest.raises(AnswerRefused):
        run.answer(1, "/data/fire/seen", "some")
    assert card(run.section(1), "seen").value == ""


def test_undo_names_the_section_and_the_question(run):
    run.answer(1, "/data/fire/seen", "10")
    change = run.undo()
    assert (change.section, change.ref) == (1, "/data/fire/seen")
    assert card(change.items, "seen").value == ""


def test_counts_and_an_action_are_kept_with_the_finding(run):
    change = run.answer(1, "/data/fire/exits_clear", "no")
    finding = card(change.items, "exits_clear").finding
    change = run.edit_finding(1, FindingEdit(finding.id, "2", "5"))
    change = run.open_action(1, finding.id, ActionEntry("corrective", "Unlock exit 2", "site manager", "2026-12-01"))
    finding = card(change.items, "exits_clear").finding
    assert (finding.affected, finding.sampled, finding.actions) == ("2", "5", 1)


def test_photos_are_attached_shown_and_taken_away(run):
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "orange").save(buffer, "JPEG")
    change = run.attach(1, "/data/fire/exits_clear", [("exit.jpg", buffer.getvalue())])
    assert card(change.items, "exits_clear").evidence == 1
    [item] = run.evidence("/data/fire/exits_clear")
    assert (item.name, item.picture) == ("exit.jpg", True)
    assert run.picture(item.blob) == buffer.getvalue()
    with pytest.raises(PhotoRefused):
        run.attach(1, "/data/fire/exits_clear", [("plan.docx", b"no photo")])
    change = run.detach(1, "/data/fire/exits_clear", item.blob, "shows a face")
    assert card(change.items, "exits_clear").evidence == 0


def test_what_is_half_typed_is_there_after_opening_again(run):
    run.draft("/data/fire/seen", "1x")
    run.open(run.work.id)
    assert card(run.section(1), "seen").draft == "1x"
    change = run.answer(1, "/data/fire/seen", "12")
    assert card(change.items, "seen").draft == ""


def test_questions_are_found_and_the_next_unanswered_one_comes_round_again(run):
    assert [hit.ref for hit in run.find("every exit")] == ["/data/fire/exits_clear"]
    run.answer(1, "/data/fire/exits_clear", "yes")
    assert run.next_unanswered(3, "/data/voices/holds_passport") == (1, "/data/fire/seen")


def test_restricted_questions_are_marked(run):
    assert card(run.section(3), "said").audience == "restricted"


def test_the_alert_is_written_for_head_office(run, tmp_path):
    change = run.answer(1, "/data/fire/exits_clear", "no")
    file = run.alert(card(change.items, "exits_clear").finding.id, tmp_path)
    assert file.is_file()
