"""What waits at Intake: every state with its reason and one next step, the watched folder, two forms with one name."""

from pathlib import Path

import desktop_fakes as fakes
import pytest
from intake_fakes import OTHER_FINGERPRINT, TWIN, WAITING, FormsUses

from fieldaudit.desktop.devices.presenter import DevicesPresenter
from fieldaudit.desktop.devices.view import DevicesScreen
from fieldaudit.desktop.intake.forms_presenter import FormsPresenter
from fieldaudit.desktop.intake.forms_view import FormsScreen
from fieldaudit.desktop.intake.presenter import IntakePresenter
from fieldaudit.desktop.intake.states import badge
from fieldaudit.desktop.intake.view import IntakeScreen
from fieldaudit.desktop.widgets import Label, Pill
from fieldaudit.errors import FileUnreadable, NoFormWaits, NothingToPutAway

STEPS = {
    "unknown_signer": ("devices", fakes.FINGERPRINT),
    "revoked_before": ("lost", fakes.FINGERPRINT),
    "revoked": ("devices", ""),
    "expired": ("devices", fakes.FINGERPRINT),
    "colleague_revoked": ("lost", OTHER_FINGERPRINT),
    "colleague_expired": ("devices", OTHER_FINGERPRINT),
    "form_altered": ("forms", "form_altered"),
}


@pytest.fixture
def uses():
    return fakes.IntakeUses(WAITING)


@pytest.fixture
def screen(window, uses):
    shown = window(IntakeScreen(IntakePresenter(uses, fakes.Immediate())))
    shown.opened()
    return shown


@pytest.mark.parametrize("line", WAITING, ids=lambda line: line.id)
def test_every_state_has_words_of_its_own_a_reason_and_at_most_one_next_step(screen, line):
    screen.opened(line.id)
    assert badge(line.state).icon != badge("a state that nobody knows").icon or line.state == "newer"
    assert screen.detail._sentence.text() == line.sentence
    assert screen.detail._next.isHidden() == (line.state == "put_away")
    assert screen.detail._throw.isHidden() == (line.state == "put_away")


@pytest.mark.parametrize("state", STEPS)
def test_the_next_step_leads_to_where_it_is_taken(screen, qtbot, state):
    screen.opened(state)
    with qtbot.waitSignal(screen.go) as went:
        screen.detail._button.click()
    assert tuple(went.args) == STEPS[state]


@pytest.mark.parametrize("state", ["colleague_revoked", "colleague_expired"])
def test_where_a_colleague_is_not_believed_the_next_step_speaks_of_them_and_not_of_the_sender(screen, state):
    screen.opened(state)
    assert "K. Osei" in screen.detail._next.text()


def test_no_sentence_of_the_window_names_a_command(screen):
    for line in WAITING:
        screen.opened(line.id)
        said = " ".join(label.text() for label in screen.detail.findChildren(Label) if not label.isHidden())
        assert "fieldaudit " not in said


def test_what_waits_for_an_earlier_package_lets_one_choose_it(screen, uses, monkeypatch):
    chosen = "fieldaudit.desktop.widgets.drop_zone.QFileDialog.getOpenFileNames"
    monkeypatch.setattr(chosen, lambda *_: (["fa-000003.fap"], ""))
    screen.opened("earlier_missing")
    screen.detail._button.click()
    assert uses.taken == [Path("fa-000003.fap")]


def test_a_newer_package_is_tried_again(screen, uses):
    screen.opened("newer")
    screen.detail._button.click()
    assert uses.retried == 1


def test_leaving_out_what_has_a_copy_here_is_asked_once_more(screen, uses):
    screen.opened("form_altered")
    screen.detail._throw.click()
    assert uses.put == []
    screen.detail._throw.click()
    assert uses.put == ["form_altered"]
    assert screen._presenter.state.waiting() == len(WAITING) - 2


def test_leaving_out_what_left_nothing_behind_takes_one_press(screen, uses):
    screen.opened("damaged")
    screen.detail._throw.click()
    assert uses.put == ["damaged"]


def test_what_was_decided_meanwhile_is_said_and_the_list_is_read_anew(screen, uses):
    uses.put_away = fakes.Refusing(NothingToPutAway(package="damaged")).put_away
    screen.opened("damaged")
    screen.detail._throw.click()
    assert "No package that needs you" in screen.banner.text()
    assert not screen._presenter.state.working


def test_after_leaving_one_out_the_next_that_needs_a_person_is_shown(screen, uses):
    needing = [line.id for line in screen._presenter.state.packages if line.needs_you()]
    place = needing.index("damaged")
    screen.opened("damaged")
    screen.detail._throw.click()
    assert screen.table.current_key() == needing[place + 1]


def test_stopping_what_a_watched_folder_brings_watches_it_no_longer(uses):
    uses.folder, held = Path("/media/stick"), fakes.Held()
    uses.arrived = lambda: [Path("a.fap")]
    presenter = IntakePresenter(uses, held)
    presenter.load()
    held.finish()
    presenter.look_into_watched()
    look, looked, _ = held.waiting.pop()
    looked(look())
    assert presenter.state.working
    presenter.cancel()
    held.finish()
    assert uses.folder is None
    assert presenter.state.watched is None


def test_stopping_what_was_dropped_leaves_the_watched_folder_as_it_is(uses):
    uses.folder, held = Path("/media/stick"), fakes.Held()
    presenter = IntakePresenter(uses, held)
    presenter.take_in([Path("a.fap")])
    presenter.cancel()
    held.finish()
    assert uses.folder == Path("/media/stick")


def test_a_file_dropped_while_others_are_taken_in_has_its_turn(uses):
    held = fakes.Held()
    presenter = IntakePresenter(uses, held)
    presenter.take_in([Path("a.fap")])
    presenter.take_in([Path("b.fap")])
    assert presenter.state.working
    held.finish()
    assert uses.taken == [Path("a.fap"), Path("b.fap")]


def test_a_file_that_fails_keeps_no_later_one_out_and_stays_said(uses):
    held = fakes.Held()
    presenter = IntakePresenter(uses, held)
    taking = uses.take_in

    def take_in(files, progress):
        if files == [Path("a.fap")]:
            raise FileUnreadable(path="a.fap", reason="Permission denied")
        taking(files, progress)

    uses.take_in = take_in
    presenter.take_in([Path("a.fap")])
    presenter.take_in([Path("b.fap")])
    held.finish()
    assert uses.taken == [Path("b.fap")]
    assert "Permission denied" in presenter.state.error.sentence


@pytest.mark.parametrize(
    ("trouble", "words"),
    [((), "Watching"), ((True,), "Watched folder is not there"), ((False, "Permission denied"), "cannot be read")],
)
def test_the_watched_folder_says_whether_it_is_there_and_can_be_left(screen, uses, trouble, words):
    uses.folder, uses.trouble = Path("/media/stick"), trouble
    screen.opened()
    assert screen.watching.isVisible()
    assert not screen._watch.isVisible()
    assert words in screen.watching.accessibleName()
    screen.watching.stop.click()
    assert uses.folder is None
    assert not screen.watching.isVisible()
    assert screen._watch.isVisible()


def test_a_stick_that_is_pulled_is_no_failure_and_is_read_when_it_is_back(uses, tmp_path):
    presenter = IntakePresenter(uses, fakes.Immediate())
    presenter.watch(tmp_path)
    uses.trouble = (True,)
    (tmp_path / "fa-000001.fap").write_bytes(b"package")
    presenter.look_into_watched()
    assert (presenter.state.watched.away, presenter.state.error, uses.taken) == (True, None, [])
    uses.trouble = ()
    presenter.look_into_watched()
    assert [path.name for path in uses.taken] == ["fa-000001.fap"]


@pytest.fixture
def forms(window):
    def show(uses):
        shown = window(FormsScreen(FormsPresenter(uses, fakes.Immediate())))
        shown.opened("ab" * 32)
        return shown

    return show


def test_both_forms_stand_beside_each_other_with_what_differs(forms):
    screen = forms(FormsUses())
    said = [label.text() for label in screen.findChildren(Label)]
    assert "given out by Head office, 2 Oct 08:00" in [text.replace("2 Oct 2026", "2 Oct") for text in said]
    assert {"Known here", "In the package", "Every exit opens outwards and is unlocked."} <= set(said)
    assert "its words, when it is a finding, and how severe" in said
    assert sorted(pill.text() for pill in screen.findChildren(Pill)) == [
        "Added", "Changed", "Changed", "Removed", "Removed"
    ]  # fmt: skip


def test_taken_in_it_goes_back_to_intake_on_that_package(forms, qtbot):
    uses = FormsUses()
    screen = forms(uses)
    with qtbot.waitSignal(screen.go) as went:
        screen.accept.click()
    assert went.args == ["intake", "ab" * 32]
    assert uses.done == [("accept", "ab" * 32)]


def test_left_out_it_goes_back_too(forms, qtbot):
    uses = FormsUses()
    screen = forms(uses)
    with qtbot.waitSignal(screen.go):
        screen.leave.click()
    assert uses.done == [("put_away", "ab" * 32)]


def test_who_does_not_give_out_forms_may_not_take_it_in(forms):
    uses = FormsUses(may_accept=False)
    screen = forms(uses)
    assert not screen.accept.isVisible()
    screen._presenter.accept()
    assert uses.done == []
    assert "administrator" in screen._said.text()


def test_what_was_decided_meanwhile_is_an_empty_page_not_an_error(forms):
    screen = forms(fakes.Refusing(NoFormWaits(package="ab")))
    assert screen.banner.text() == ""
    assert screen._empty.isVisible()
    assert not screen.accept.isVisible()


def test_more_changes_than_a_person_reads_are_counted(forms):
    many = fakes.replace(TWIN, changes=fakes.replace(TWIN.changes, added=TWIN.changes.added * 50))
    said = [label.text() for label in forms(FormsUses((many,))).findChildren(Label)]
    assert "Added: 10 more questions" in said


def test_a_package_for_a_person_is_cut_for_mail_and_all_its_files_are_named(window, monkeypatch, tmp_path):
    uses = fakes.DevicesUses()
    screen = window(DevicesScreen(DevicesPresenter(uses, fakes.Immediate())))
    screen.opened(fakes.SEATS[0].fingerprint)
    choosing = "fieldaudit.desktop.devices.detail_view.QFileDialog.getExistingDirectory"
    monkeypatch.setattr(choosing, lambda *_: str(tmp_path))
    screen.detail.cut.setCurrentIndex(2)
    screen.detail._send.click()
    assert uses.done == [("write", fakes.SEATS[0].fingerprint, tmp_path, "", 20_000_000)]
    assert "3 files, all of them needed, fa-000042.1-of-3.fap to fa-000042.3-of-3.fap" in screen.detail._written.text()
