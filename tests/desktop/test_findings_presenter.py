import findings_fakes as found
import pytest
from desktop_fakes import Immediate, Refusing

from fieldaudit.desktop.findings.lines import FindingChange, Step
from fieldaudit.desktop.findings.presenter import FindingsPresenter
from fieldaudit.desktop.run.uses import ActionEntry
from fieldaudit.errors import ActionRefused, NotJoined


@pytest.fixture
def presenter():
    made = FindingsPresenter(found.FindingsUses(), Immediate())
    made.open()
    return made


def test_the_worst_comes_first_and_what_does_not_stand_last(presenter):
    assert [item.id for item in presenter.state.shown()] == ["f1", "f3", "f2", "f4"]
    assert presenter.state.chosen == "f1"


def test_each_tab_counts_what_it_shows(presenter):
    counts = presenter.state.counts()
    assert counts == {"all": 4, "open": 1, "no_action": 1, "closed": 1, "withdrawn": 1}
    for tab, count in counts.items():
        presenter.show_tab(tab)
        assert len(presenter.state.shown()) == count
        assert presenter.state.item in presenter.state.shown()


def test_filtering_keeps_only_what_has_every_word(presenter):
    presenter.filter("induction riverside")
    assert [item.id for item in presenter.state.shown()] == ["f2"]
    assert presenter.state.chosen == "f2"
    presenter.filter("nothing like it")
    assert presenter.state.item is None


def test_what_is_said_of_a_finding_is_read_back(presenter):
    presenter.say(FindingChange(spread="systemic"))
    assert presenter.state.item.spread == "systemic"


def test_an_action_is_opened_for_the_chosen_finding(presenter):
    presenter.open_action(ActionEntry("corrective", "Unlock it", "site manager", "2026-12-01"))
    assert presenter.state.item.actions[0].text == "Unlock it"
    assert presenter.state.counts()["no_action"] == 0


def test_a_refused_step_is_said_beside_the_finding(presenter):
    presenter._uses.refuse = ActionRefused(state="closed", reason="how it was verified is missing")
    presenter.advance("x1", Step("closed"))
    assert isinstance(presenter.state.detail_error, ActionRefused)
    presenter.choose("f2")
    assert presenter.state.detail_error is None


def test_findings_that_cannot_be_read_say_so():
    made = FindingsPresenter(Refusing(NotJoined()), Immediate())
    made.open()
    assert isinstance(made.state.error, NotJoined)
    assert made.state.loaded
