import findings_fakes as found
import pytest
from desktop_fakes import Immediate

from fieldaudit.desktop.review.closing_presenter import ClosingPresenter, missing_fields
from fieldaudit.desktop.review.points import SiteEntry
from fieldaudit.desktop.review.presenter import ReviewPresenter


def opened(review):
    presenter = ReviewPresenter(found.ReviewUses(review), Immediate())
    presenter.open("a1")
    return presenter


def test_complete_waits_until_nothing_stands_in_its_way():
    assert not opened(found.OPEN).state.ready
    assert opened(found.READY).state.ready


def test_another_outcome_needs_a_reason_instead():
    presenter = opened(found.OPEN)
    presenter.choose_outcome("refused")
    assert not presenter.state.ready
    presenter.give_reason("  ")
    presenter.sign()
    assert presenter._uses.calls == []
    presenter.give_reason("The gate stayed shut.")
    presenter.sign()
    assert presenter._uses.calls == [("sign", "refused", "The gate stayed shut.")]
    assert presenter.state.review.signed.outcome == "refused"


def test_a_reason_typed_for_another_outcome_is_not_signed_with_complete():
    presenter = opened(found.READY)
    presenter.give_reason("typed before")
    presenter.sign()
    assert presenter._uses.calls == [("sign", "complete", "")]


def test_a_signed_audit_can_only_be_amended():
    presenter = opened(found.SIGNED)
    assert not presenter.state.ready
    presenter.amend("a name was wrong")
    assert presenter._uses.calls == [("amend", "a name was wrong")]
    assert presenter.state.review.signed is None


def test_coming_back_keeps_the_outcome_and_the_point_one_came_from():
    presenter = opened(found.OPEN)
    presenter.choose_outcome("partial")
    presenter.choose("/data/count")
    presenter.open("a1")
    assert (presenter.state.outcome, presenter.state.chosen) == ("partial", "/data/count")
    presenter.open("a2")
    assert (presenter.state.outcome, presenter.state.chosen) == ("complete", "")


@pytest.mark.parametrize(
    ("entry", "missing"),
    [
        (SiteEntry("", "", authority=False, answer=""), {"name", "function", "answer"}),
        (SiteEntry("J. Karim", "manager", authority=True, answer="agree"), set()),
        (SiteEntry("J. Karim", "manager", authority=True, answer="dispute"), {"comment"}),
    ],
)
def test_a_site_s_answer_is_whole_or_names_what_it_lacks(entry, missing):
    assert missing_fields(entry) == missing


def test_the_site_s_answer_is_recorded_once():
    presenter = ClosingPresenter(found.ClosingUses(), Immediate())
    presenter.open("a1")
    presenter.save()
    assert presenter.state.missing
    presenter.say(name="J. Karim", function="production manager", answer="agree", authority=True)
    presenter.save()
    assert presenter.state.saved
    assert [entry.name for entry in presenter._uses.saved] == ["J. Karim"]
