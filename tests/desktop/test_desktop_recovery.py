"""The recovery sheet's way in: its words, a new passphrase twice, errors where they belong."""

import desktop_fakes as fakes
import pytest
from PySide6.QtCore import Qt

from fieldaudit.desktop.unlock.presenter import UnlockPresenter
from fieldaudit.desktop.unlock.recover_presenter import RecoverPresenter
from fieldaudit.desktop.unlock.recover_view import RecoverScreen
from fieldaudit.desktop.unlock.view import UnlockScreen
from fieldaudit.errors import PassphraseTooShort, RecoveryRefused

WORDS = " ".join(fakes.WORDS)
NEW = "lantern river copper walnut"


def recovering(window, recover, done=lambda _: None, background=None):
    screen = window(RecoverScreen(RecoverPresenter(recover, background or fakes.Immediate(), done)))
    screen.take_focus()
    return screen


def enter(screen, again=NEW):
    screen.words.setPlainText(WORDS)
    for field, text in ((screen.pair.first, NEW), (screen.pair.again, again)):
        field.edit.setText(text)
        field.edit.textEdited.emit(text)


def refuse(error):
    def refused(_words, _passphrase):
        raise error

    return refused


def test_the_words_and_a_new_passphrase_open_the_vault(window, qtbot):
    opened = []
    screen = recovering(window, lambda words, new: (words, new), opened.append)
    enter(screen)
    qtbot.keyClick(screen.pair.again.edit, Qt.Key.Key_Return)
    assert opened == [(WORDS, NEW)]


def test_nothing_can_be_set_before_words_and_both_passphrases_are_there(window):
    screen = recovering(window, lambda *_: pytest.fail("set"))
    assert not screen.button.isEnabled()
    screen.words.setPlainText(WORDS)
    assert not screen.button.isEnabled()
    enter(screen)
    assert screen.button.isEnabled()


def test_words_of_another_sheet_are_told_at_the_words_and_typing_takes_it_away(window, qtbot):
    screen = recovering(window, refuse(RecoveryRefused()))
    enter(screen)
    qtbot.mouseClick(screen.button, Qt.MouseButton.LeftButton)
    assert "do not open" in screen.words_error()
    assert screen.words.toPlainText() == WORDS
    screen.words.setPlainText("acorn")
    assert screen.words_error() == ""


@pytest.mark.parametrize(("again", "error"), [("another one altogether", None), (NEW, PassphraseTooShort(least=10))])
def test_what_is_wrong_with_the_passphrase_is_told_there(window, qtbot, again, error):
    screen = recovering(window, refuse(error))
    enter(screen, again)
    qtbot.mouseClick(screen.button, Qt.MouseButton.LeftButton)
    assert screen.pair.again.error()
    assert screen.words_error() == ""


def test_while_the_keys_are_derived_nothing_can_be_pressed_twice(window, qtbot):
    held, tried = fakes.Held(), []
    screen = recovering(window, lambda *typed: tried.append(typed), background=held)
    enter(screen)
    qtbot.mouseClick(screen.button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(screen.pair.again.edit, Qt.Key.Key_Return)
    assert not screen.button.isEnabled()
    held.finish()
    assert len(tried) == 1


def test_the_unlock_screen_offers_the_way_quietly(window, qtbot):
    screen = window(UnlockScreen(UnlockPresenter(str, fakes.Immediate(), lambda _: None)))
    assert screen.recovery.kind == "plain"
    with qtbot.waitSignal(screen.recovery_asked):
        qtbot.mouseClick(screen.recovery, Qt.MouseButton.LeftButton)
