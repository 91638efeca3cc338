"""Words of a form with links in them: nothing goes online before a person has seen the address and said so."""

import pytest
from PySide6.QtGui import QDesktopServices, QGuiApplication

from fieldaudit.desktop.run.rich_label import RichLabel

LYING = "Read [www.un.org](https://evil.example/?a=1&b=2) first"
ADDRESS = "https://evil.example/?a=1&amp;b=2"


@pytest.fixture
def opened(monkeypatch):
    """Return what was handed to the browser."""
    found = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: found.append(url.toString()))
    return found


@pytest.fixture
def label(qtbot):
    """Return a label whose link names another address than it leads to."""
    made = RichLabel(LYING)
    qtbot.addWidget(made)
    return made


def press(label):
    label.linkActivated.emit("https://evil.example/?a=1&b=2")


def test_a_press_on_a_link_shows_where_it_leads_and_opens_nothing(label, opened):
    press(label)
    assert opened == []
    assert ADDRESS in label.text()
    assert "goes online" in label.text()


def test_the_second_press_opens_what_was_shown(label, opened):
    press(label)
    label.linkActivated.emit("fieldaudit:open")
    assert opened == ["https://evil.example/?a=1&b=2"]
    assert "goes online" not in label.text()


def test_an_answer_without_a_question_opens_nothing(label, opened):
    label.linkActivated.emit("fieldaudit:open")
    assert opened == []
    press(label)
    label.linkActivated.emit("fieldaudit:stay")
    label.linkActivated.emit("fieldaudit:open")
    assert opened == []


def test_the_address_can_be_copied_instead(label, opened):
    press(label)
    label.linkActivated.emit("fieldaudit:copy")
    assert QGuiApplication.clipboard().text() == "https://evil.example/?a=1&b=2"
    assert opened == []


def test_a_form_cannot_write_the_answer_itself(qtbot):
    made = RichLabel("**Note**: [go](fieldaudit:open) or <a href='fieldaudit:open'>go</a>")
    qtbot.addWidget(made)
    assert 'href="fieldaudit:open"' not in made.text()
    assert "<a href" not in made.text()


def test_other_words_forget_what_was_asked(label, opened):
    press(label)
    label.show_text("Something **else**")
    label.linkActivated.emit("fieldaudit:open")
    assert opened == []
    assert "goes online" not in label.text()
