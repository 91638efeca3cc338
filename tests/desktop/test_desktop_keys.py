"""What opens the vault, on the screen: the unlock page, asking head office, the page of keys, sealing for travel."""

import json
from dataclasses import replace
from pathlib import Path

import desktop_fakes as fakes
import pytest
from PySide6.QtCore import Qt

from fieldaudit.desktop.first_start.passphrase_pair import PassphrasePair
from fieldaudit.desktop.settings.keys_presenter import Asking, KeysFacts, KeysPresenter
from fieldaudit.desktop.settings.keys_view import KeysScreen
from fieldaudit.desktop.unlock.ask_presenter import AskPresenter
from fieldaudit.desktop.unlock.ask_view import AskScreen
from fieldaudit.desktop.unlock.presenter import UnlockPresenter
from fieldaudit.desktop.unlock.view import UnlockScreen
from fieldaudit.desktop.unlock.ways import Ways, ways_of
from fieldaudit.desktop.widgets import Label
from fieldaudit.errors import Cancelled, PassphraseTooShort, RecoveryAnswerRefused, WrongPassphrase

WORDS = "acorn violet timber salmon orbit maple"
NEW = "lantern river copper walnut"


def typed(field, text):
    field.edit.setText(text)
    field.edit.textEdited.emit(text)


# --- the unlock page


@pytest.mark.parametrize(
    ("slots", "travel", "ways"),
    [
        (["passphrase", "office"], None, Ways(sheet=False, office=True)),
        (["passphrase", "recovery", "keychain"], None, Ways(sheet=True, keychain=True)),
        (["recovery"], "recovery", Ways(sheet=True, travel="recovery")),
        (["office"], "office", Ways(sheet=False, office=True, travel="office")),
        (["passphrase"], "by air", Ways(sheet=False)),
    ],
)
def test_the_key_file_says_which_ways_there_are(tmp_path, slots, travel, ways):
    data = {"slots": [{"kind": kind} for kind in slots], **({"travel": travel} if travel else {})}
    (tmp_path / "vault.keys").write_text(json.dumps(data))
    assert ways_of(tmp_path) == ways


@pytest.mark.parametrize("content", [None, "", "[]", '{"slots": 3}', "{" * 2_000_000])
def test_a_key_file_that_cannot_be_read_offers_the_usual_ways(tmp_path, content):
    if content is not None:
        (tmp_path / "vault.keys").write_text(content)
    assert ways_of(tmp_path) == Ways()


def unlocking(window, ways, opened=lambda _: None):
    return window(UnlockScreen(UnlockPresenter(str, fakes.Immediate(), opened), ways))


def test_the_unlock_page_offers_what_opens_this_vault(window, qtbot):
    screen = unlocking(window, Ways(office=True, keychain=True))
    assert screen.office.isVisible()
    assert screen.keychain.isVisible()
    with qtbot.waitSignal(screen.office_asked):
        qtbot.mouseClick(screen.office, Qt.MouseButton.LeftButton)
    screen = unlocking(window, Ways())
    assert not screen.office.isVisible()
    assert not screen.keychain.isVisible()


@pytest.mark.parametrize(("way", "words"), [("recovery", "printed recovery sheet"), ("office", "Ask head office")])
def test_a_vault_that_is_sealed_for_travel_says_so_and_asks_for_no_passphrase(window, way, words):
    screen = unlocking(window, Ways(office=True, keychain=True, travel=way))
    screen.take_focus()
    assert not screen.field.isVisible()
    assert not screen.keychain.isVisible()
    assert screen.recovery.isVisible() == (way == "recovery")
    assert screen.office.isVisible() == (way == "office")
    assert words in screen._lead.text()


def test_the_keychain_s_refusal_stands_at_the_field(window):
    presenter = UnlockPresenter(str, fakes.Immediate(), lambda _: None)
    screen = window(UnlockScreen(presenter, Ways(keychain=True)))

    def refused():
        raise WrongPassphrase

    presenter.unlock_by(refused)
    assert screen.field.error()


# --- asking head office


class Office:
    def __init__(self, error=None):
        self.error, self.done = error, []

    def ask(self, out):
        self.done.append(out)
        return WORDS

    def open(self, answer, words, passphrase):
        if self.error:
            raise self.error
        return answer, words, passphrase


def asking(window, uses, opened=lambda _: None):
    return window(AskScreen(AskPresenter(uses, fakes.Immediate(), opened)))


def test_the_six_words_stand_there_once_the_request_is_written(window):
    uses = Office()
    screen = asking(window, uses)
    assert not screen.words_to_say.isVisible()
    screen._presenter.ask(Path("a.request"))
    assert screen.words_to_say.text() == WORDS
    assert uses.done == [Path("a.request")]


def test_the_answer_opens_the_vault_with_a_passphrase_typed_twice(window, qtbot):
    opened = []
    screen = asking(window, Office(), opened.append)
    screen._presenter.choose(Path("an.answer"))
    typed(screen.words, WORDS)
    typed(screen.pair.first, NEW)
    assert not screen.button.isEnabled()
    typed(screen.pair.again, "another one altogether")
    qtbot.mouseClick(screen.button, Qt.MouseButton.LeftButton)
    assert opened == []
    assert "not the same" in screen.pair.again.error()
    typed(screen.pair.again, NEW)
    qtbot.mouseClick(screen.button, Qt.MouseButton.LeftButton)
    assert opened == [(Path("an.answer"), WORDS, NEW)]


@pytest.mark.parametrize("error", [RecoveryAnswerRefused(reason="it is damaged"), PassphraseTooShort(least=10)])
def test_what_is_wrong_stands_where_it_is_and_what_was_typed_stays(window, qtbot, error):
    screen = asking(window, Office(error))
    screen._presenter.choose(Path("an.answer"))
    for field, text in ((screen.words, WORDS), (screen.pair.first, NEW), (screen.pair.again, NEW)):
        typed(field, text)
    qtbot.mouseClick(screen.button, Qt.MouseButton.LeftButton)
    at_words = isinstance(error, RecoveryAnswerRefused)
    assert bool(screen.answer_error()) == at_words
    assert bool(screen.pair.again.error()) != at_words
    assert screen.words.text() == WORDS


# --- choosing a passphrase


@pytest.mark.parametrize(
    ("passphrase", "words", "ready"),
    [
        ("short", "Too short", False),
        ("password1234", "known passwords", False),
        ("open harvest", "", False),
        ("ten letter", "Weak", True),
        (NEW, "Strong", True),
        (NEW * 400, "Strong", True),
    ],
)
def test_a_passphrase_is_measured_while_it_is_typed(window, passphrase, words, ready):
    pair = window(PassphrasePair())
    pair.set_hints("Open Harvest", "Amina")
    typed(pair.first, passphrase)
    typed(pair.again, passphrase)
    assert words in pair._hint(passphrase)
    assert pair.is_ready() == ready
    assert pair.values() == (passphrase, passphrase)


# --- the page of keys


class Keys:
    def __init__(self, **facts):
        slots = (("Your passphrase", "256 MiB"), ("Head office", "when you ask"))
        self.now, self.done, self.error = KeysFacts(slots, **facts), [], None

    def facts(self):
        return self.now

    def change_passphrase(self, old, new):
        self.did("passphrase", old, new)

    def rotate(self, passphrase, progress):
        progress.report(120, 240)
        self.did("rotate", passphrase)
        return True

    def make_sheet(self, passphrase):
        self.did("sheet", passphrase)
        return "FIELDAUDIT RECOVERY SHEET"

    def set_keychain(self, on):
        self.now = replace(self.now, keychain_on=on)
        self.did("keychain", on)

    def seal_for_travel(self, way, words, progress):
        progress.report(1, 2)
        self.did("travel", way, words)

    def look(self, request, words, passphrase):
        self.did("look", request, words, passphrase)
        return Asking("Amina Rahman", "auditor", "Dhaka", "acorn-violet")

    def answer(self, request, words, passphrase, out):
        self.did("answer", request, words, passphrase, out)

    def did(self, *what):
        if self.error:
            raise self.error
        self.done.append(what)


def page_of(window, uses, sealed=lambda: None):
    screen = window(KeysScreen(KeysPresenter(uses, fakes.Immediate(), sealed)))
    screen.opened()
    return screen


def test_another_passphrase_is_set_when_it_was_typed_twice_and_then_let_go_of(window, qtbot):
    uses = Keys()
    screen = page_of(window, uses)
    typed(screen.passphrase, "the old one")
    typed(screen.pair.first, NEW)
    typed(screen.pair.again, "another one altogether")
    qtbot.mouseClick(screen.change, Qt.MouseButton.LeftButton)
    assert uses.done == []
    typed(screen.pair.again, NEW)
    qtbot.mouseClick(screen.change, Qt.MouseButton.LeftButton)
    assert uses.done == [("passphrase", "the old one", NEW)]
    assert screen.passphrase.passphrase() == screen.pair.first.passphrase() == ""


def test_a_new_key_says_that_the_sheet_is_void_and_a_sheet_is_shown_once(window, qtbot):
    uses = Keys()
    screen = page_of(window, uses)
    typed(screen.passphrase, "the old one")
    qtbot.mouseClick(screen.rotate, Qt.MouseButton.LeftButton)
    assert screen._presenter.state.done == "sheet_void"
    qtbot.mouseClick(screen.make, Qt.MouseButton.LeftButton)
    assert "RECOVERY SHEET" in screen.sheet.toPlainText()
    screen.opened()
    assert screen.sheet.toPlainText() == ""


def test_a_new_key_shows_how_far_it_is_and_who_cancels_is_left_as_it_was(window, qtbot):
    class Watched(fakes.Immediate):
        cancelled = 0

        def follow(self, work, *, success, failure, progress):
            self.told = work, success, failure, progress
            return self

        def cancel(self):
            self.cancelled += 1
            self.told[2](Cancelled())

    worker = Watched()
    screen = window(KeysScreen(KeysPresenter(Keys(), worker, lambda: None)))
    screen.opened()
    assert screen._progress.isHidden()
    qtbot.mouseClick(screen.rotate, Qt.MouseButton.LeftButton)
    worker.told[3](120, 240)
    assert screen._progress.isVisible()
    assert "120 of 240" in " ".join(label.text() for label in screen._progress.findChildren(Label))
    assert not screen.rotate.isEnabled()
    screen._progress.cancelled.emit()
    assert worker.cancelled == 1
    assert screen._progress.isHidden()
    assert screen.rotate.isEnabled()
    assert (screen._presenter.state.error, screen._presenter.state.done) == (None, "")


def test_a_wrong_passphrase_is_said_and_nothing_is_done(window, qtbot):
    uses = Keys()
    uses.error = WrongPassphrase()
    screen = page_of(window, uses)
    qtbot.mouseClick(screen.rotate, Qt.MouseButton.LeftButton)
    assert isinstance(screen._presenter.state.error, WrongPassphrase)
    assert screen._presenter.state.done == ""


def test_the_keychain_can_be_switched_where_there_is_one(window, qtbot):
    assert not page_of(window, Keys()).keychain.isEnabled()
    uses = Keys(keychain_name="Secret Service")
    screen = page_of(window, uses)
    qtbot.mouseClick(screen.keychain, Qt.MouseButton.LeftButton)
    assert uses.done == [("keychain", True)]
    assert screen.keychain.isChecked()


def test_sealing_for_travel_asks_twice_and_then_closes(window, qtbot):
    uses, closed = Keys(ways=("recovery",)), []
    screen = page_of(window, uses, lambda: closed.append(True))
    travel = screen.travel
    assert not travel.office.isEnabled()
    assert not travel.button.isEnabled()
    qtbot.mouseClick(travel.sheet, Qt.MouseButton.LeftButton)
    travel.words.setPlainText(WORDS)
    typed(travel.typed, "yes")
    qtbot.mouseClick(travel.button, Qt.MouseButton.LeftButton)
    assert (uses.done, closed) == ([], [])
    typed(travel.typed, " Seal this  laptop ")
    qtbot.mouseClick(travel.button, Qt.MouseButton.LeftButton)
    assert (uses.done, closed) == ([("travel", "recovery", WORDS)], [True])


def test_head_office_sees_whose_vault_it_is_before_it_answers(window, qtbot):
    uses = Keys(head_office=True)
    panel = page_of(window, uses).answers
    assert panel.isVisible()
    assert not panel.look.isEnabled()
    panel._choose(Path("a.request"))
    typed(panel.words, WORDS)
    typed(panel.passphrase, "of the certificate key")
    assert not panel.answer.isEnabled()
    qtbot.mouseClick(panel.look, Qt.MouseButton.LeftButton)
    assert "Amina Rahman" in panel.who.text()
    assert panel.answer.isEnabled()
    panel.write_to(Path("an.answer"))
    assert uses.done[-1] == ("answer", Path("a.request"), WORDS, "of the certificate key", Path("an.answer"))
    assert panel.passphrase.passphrase() == ""


def test_an_auditor_s_page_does_not_answer_requests(window):
    assert not page_of(window, Keys()).answers.isVisible()
