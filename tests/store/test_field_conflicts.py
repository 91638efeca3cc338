"""Two answers to one question: who gave which is shown, and a person chooses the one that holds."""

import pytest
from field_world import field_desk, standing, start

from fieldaudit.audit.events import NewEvent
from fieldaudit.desktop.run.cards import cards_of
from fieldaudit.desktop.run.field_run import FieldRun
from fieldaudit.errors import AnswerRefused, DiskFull, DueDayUnclear
from fieldaudit.field import conflicts
from fieldaudit.field.findings import FindingDetails, update

CLEAR, SEEN = "/data/fire/exits_clear", "/data/fire/seen"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with field_desk(tmp_path_factory.mktemp("desk")) as world:
        yield world


@pytest.fixture
def disputed(desk):
    """Return an audit where one question has an answer "yes" and, given without knowing of it, an answer "no"."""
    work = start(desk)
    work.answer(SEEN, "10")
    work.answer(CLEAR, "yes")
    payload, form = {"ref": CLEAR, "value": "no"}, work.session.form.digest
    desk.field.append([NewEvent(work.id, "audit", "answer.set", payload, "site", form=form)])
    work.reload()
    work.settle()
    return work


def claim(work, value):
    return next(one for one in conflicts.claims(work, CLEAR) if one.value == value)


def test_both_answers_are_told_with_who_gave_them_and_when(disputed):
    told = conflicts.claims(disputed, CLEAR)
    assert {one.value for one in told} == {"yes", "no"}
    assert all(one.by and one.time for one in told)


def test_a_question_with_one_answer_has_no_claims(disputed):
    assert conflicts.claims(disputed, SEEN) == ()


@pytest.mark.parametrize(("value", "raised"), [("yes", False), ("no", True)])
def test_the_chosen_answer_holds_and_what_follows_from_it_is_recorded(disputed, value, raised):
    saved = conflicts.resolve(disputed, CLEAR, claim(disputed, value).event)
    assert saved.time
    assert disputed.session.node(CLEAR).value == value
    assert ("exits_clear" in standing(disputed)) is raised
    assert disputed.reading.conflicts == frozenset()
    disputed.reload()
    assert disputed.session.node(CLEAR).value == value
    assert conflicts.claims(disputed, CLEAR) == ()


def test_the_choice_stands_in_the_journal_in_place_of_both(disputed):
    both = {one.event for one in conflicts.claims(disputed, CLEAR)}
    conflicts.resolve(disputed, CLEAR, claim(disputed, "no").event)
    [chosen] = [event for event in disputed.vault.events(disputed.id) if event.kind == "conflict.resolved"]
    assert set(chosen.replaces) == both


def test_an_answer_that_does_not_stand_is_not_chosen_and_nothing_changes(disputed):
    before = disputed.vault.streams([disputed.id])
    with pytest.raises(AnswerRefused):
        conflicts.resolve(disputed, CLEAR, "0" * 64)
    assert disputed.vault.streams([disputed.id]) == before


def test_a_full_disk_leaves_both_answers(disputed, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    event = claim(disputed, "no").event
    with monkeypatch.context() as patch:
        patch.setattr(disputed.vault, "append", full)
        with pytest.raises(DiskFull):
            conflicts.resolve(disputed, CLEAR, event)
    assert len(conflicts.claims(disputed, CLEAR)) == 2


def test_the_run_screen_shows_both_in_the_words_of_the_choices_and_a_choice_ends_it(desk, disputed):
    run = FieldRun(desk.field)
    run.open(disputed.id)
    [card] = [card for card in cards_of(run.section(1)) if card.ref == CLEAR]
    assert {one.text for one in card.claims} == {"Yes", "No"}
    event = next(one.event for one in card.claims if one.text == "Yes")
    [card] = [card for card in cards_of(run.resolve(1, CLEAR, event).items) if card.ref == CLEAR]
    assert (card.value, card.conflict, card.claims) == ("yes", False, ())


def test_answering_anew_ends_the_conflict_too(desk, disputed):
    run = FieldRun(desk.field)
    run.open(disputed.id)
    [card] = [card for card in cards_of(run.answer(1, CLEAR, "unable").items) if card.ref == CLEAR]
    assert (card.conflict, card.claims) == (False, ())


def test_who_closes_a_finding_and_until_when_can_be_changed(desk):
    work = start(desk)
    work.answer(CLEAR, "no")
    update(desk.field, standing(work)["exits_clear"], FindingDetails(owner=" Guard captain ", due="2027-02-01"))
    found = standing(work)["exits_clear"]
    assert (found.owner, found.due) == ("Guard captain", "2027-02-01")
    with pytest.raises(DueDayUnclear):
        update(desk.field, found, FindingDetails(owner="X", due="soon"))
    assert standing(work)["exits_clear"].owner == "Guard captain"
