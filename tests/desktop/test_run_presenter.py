import run_fakes
from desktop_fakes import Held, Immediate

from fieldaudit.desktop.run.cards import Card, cards_of, pages_of
from fieldaudit.desktop.run.presenter import RunPresenter
from fieldaudit.desktop.run.state import Why
from fieldaudit.errors import AnswerRefused, NothingToUndo, PhotoRefused


def opened(background=None, uses=None, section=0, ref=""):
    presenter = RunPresenter(uses or run_fakes.FakeRun(), background or Immediate())
    presenter.open("a1", section, ref)
    return presenter


def card(presenter, ref):
    return next(card for card in cards_of(presenter.state.items) if card.ref == ref)


def test_it_opens_where_work_goes_on_with_the_evidence_of_that_question():
    state = opened().state
    assert (state.section, state.current) == (3, "/data/exits")
    assert [item.name for item in state.evidence] == ["Exit 2, chained.jpg", "Exit 4, pallets.jpg"]


def test_it_returns_to_the_question_that_one_was_at_before_locking():
    state = opened(section=5, ref="/data/order").state
    assert (state.section, state.current) == (5, "/data/order")


def test_an_answer_that_passes_moves_on():
    presenter = opened(ref="/data/alarm")
    presenter.answer("/data/alarm", "yes")
    assert presenter.state.current == "/data/lighting"
    assert presenter.state.saved


def test_an_answer_that_fails_stays_with_its_finding_open():
    presenter = opened(section=3, ref="/data/extinguishers")
    presenter.choose("/data/exits")
    presenter.answer("/data/exits", "yes")
    presenter.choose("/data/exits")
    presenter.answer("/data/exits", "no")
    assert presenter.state.current == "/data/exits"
    assert card(presenter, "/data/exits").finding.severity == "critical"


def test_nothing_is_said_to_be_saved_before_the_journal_has_it():
    background = Held()
    presenter = opened(background)
    background.finish()
    presenter.answer("/data/alarm", "yes")
    assert card(presenter, "/data/alarm").value == "yes"
    assert presenter.state.saved == ""
    background.finish()
    assert presenter.state.saved


def test_two_answers_in_a_hurry_keep_both_while_the_first_is_being_saved():
    background = Held()
    presenter = opened(background)
    background.finish()
    presenter.answer("/data/alarm", "yes")
    presenter.answer("/data/lighting", "unable")
    first, second = background.waiting
    background.waiting = [first]
    background.finish()
    assert card(presenter, "/data/lighting").value == "unable"
    background.waiting = [second]
    background.finish()
    assert card(presenter, "/data/lighting").value == "unable"


def test_a_refused_value_is_kept_beside_its_question_and_shown_only_on_leaving():
    presenter = opened(section=5, ref="/data/count")
    presenter.answer("/data/count", "bad", stay=True)
    assert isinstance(presenter.state.refused["/data/count"], AnswerRefused)
    assert not presenter.state.inspecting
    presenter.step_section(1, check=True)
    assert presenter.state.section == 5
    assert presenter.state.inspecting
    presenter.step_section(1, check=True)
    assert presenter.state.section == 6


def test_the_counter_says_why_it_moved():
    presenter = opened(ref="/data/alarm")
    presenter.answer("/data/alarm", "no")
    assert presenter.state.why == Why(1, 0, "3.8")
    presenter.answer("/data/lighting", "yes")
    assert presenter.state.why is None


def test_not_checked_asks_a_reason_and_moves_on_with_it():
    presenter = opened(ref="/data/alarm")
    presenter.ask_reason("/data/alarm")
    assert presenter.state.asking == "/data/alarm"
    presenter.skip("/data/alarm", "the panel was locked")
    assert presenter.state.asking == ""
    assert presenter.state.current == "/data/lighting"
    assert card(presenter, "/data/alarm").reason == "the panel was locked"


def test_a_row_that_is_removed_can_be_kept_until_one_goes_on():
    presenter = opened(section=4)
    presenter.remove_row("/data/floor[r1]")
    assert all(not item.ref.startswith("/data/floor[r1]/") for item in presenter.state.shown)
    presenter.undo()
    assert any(item.ref.startswith("/data/floor[r1]/") for item in presenter.state.shown)
    presenter.remove_row("/data/floor[r1]")
    presenter.go(5)
    assert ("remove", "/data/floor[r1]") in presenter._uses.calls


def test_adding_a_row_goes_to_its_first_question():
    presenter = opened(section=4)
    presenter.add_row("/data/floor")
    assert presenter.state.current == "/data/floor[r3]/name"


def test_undo_returns_to_the_question_wherever_it_is():
    presenter = opened(section=3, ref="/data/alarm")
    presenter.answer("/data/alarm", "yes")
    presenter.go(6)
    presenter.undo()
    assert (presenter.state.section, presenter.state.current) == (3, "/data/alarm")
    assert card(presenter, "/data/alarm").value == ""


def test_undo_with_nothing_left_says_so():
    presenter = opened()
    presenter.undo()
    assert isinstance(presenter.state.error, NothingToUndo)


def test_the_next_unanswered_question_may_lie_in_another_section():
    presenter = opened(ref="/data/lighting")
    presenter.next_unanswered()
    assert presenter.state.section == 4


def test_going_through_sections_passes_over_those_that_are_not_used():
    presenter = opened(section=7)
    presenter.step_section(1)
    assert presenter.state.section == 10


def test_a_file_that_is_no_photo_is_refused_in_its_place_and_the_others_stay(tmp_path):
    presenter = opened()
    good, bad = tmp_path / "exit.png", tmp_path / "plan.docx"
    good.write_bytes(b"a photo")
    bad.write_bytes(b"no photo")
    presenter.attach([good, bad])
    assert isinstance(presenter.state.photo_error, PhotoRefused)
    assert len(presenter.state.evidence) == 3


def test_a_page_holds_at_most_fifty_cards_and_turning_it_goes_to_its_first():
    presenter = opened(section=7)
    assert [len(cards_of(page)) for page in presenter.state.pages] == [50, 50, 20]
    presenter.turn_page(1)
    assert presenter.state.current == "/data/long51"
    presenter.choose("/data/long101")
    assert presenter.state.page == 2


def test_the_head_of_a_row_stays_with_its_questions_across_pages():
    items = (*run_fakes.LONG[:49], *run_fakes.rows(1))
    pages = pages_of(items)
    assert not isinstance(pages[0][-1], Card) or pages[0][-1].ref == "/data/floor[r1]/name"
    assert [len(cards_of(page)) for page in pages] == [50, 2]


def test_an_audit_that_cannot_be_opened_says_so():
    from desktop_fakes import Refusing

    from fieldaudit.errors import AuditUnknown

    presenter = opened(uses=Refusing(AuditUnknown(audit="a1")))
    assert isinstance(presenter.state.error, AuditUnknown)
    assert not presenter.state.loading
