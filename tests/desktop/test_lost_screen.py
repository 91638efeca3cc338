"""A lost laptop is handled on one screen: what it held, revoke, tell the others, invite anew, what still comes in."""

from dataclasses import replace
from pathlib import Path

import pytest
from desktop_fakes import FINGERPRINT, NOW, Immediate, Refusing
from PySide6.QtWidgets import QAbstractButton

from fieldaudit.desktop.devices.lost_presenter import HeldLine, LostPresenter, WaitingLine
from fieldaudit.desktop.devices.lost_view import LostScreen
from fieldaudit.errors import AuthorityPassphraseNeeded, SeatUnknown

AUDITS = tuple((f"a{number}", f"Site {number}, Workplace inspection") for number in range(9))
HELD = HeldLine(FINGERPRINT, "A. Rahman", "auditor", "Dhaka", AUDITS, 1200, 2, 3, NOW)


class LostUses:
    """Remembers what was done."""

    def __init__(self):
        self.seat, self.done = HELD, []
        self.lines = (WaitingLine("ab" * 32, "A. Rahman", "A. Rahman was revoked; the package says it was before."),)

    def held(self, fingerprint):
        assert fingerprint == FINGERPRINT
        return self.seat

    def waiting(self):
        return self.lines

    def revoke(self, fingerprint):
        self.done.append(("revoke", fingerprint))
        self.seat = replace(self.seat, revoked=True)

    def tell_others(self, folder, passphrase):
        if passphrase == "wrong":
            raise AuthorityPassphraseNeeded
        self.done.append(("tell", folder, passphrase))
        return 4

    def invite_again(self, fingerprint, file):
        self.done.append(("invite", fingerprint, file))
        return "one two three four five six"

    def trust(self, digest):
        self.done.append(("trust", digest))
        self.lines = ()


@pytest.fixture
def uses():
    return LostUses()


@pytest.fixture
def screen(window, uses):
    shown = window(LostScreen(LostPresenter(uses, Immediate())))
    shown.opened(FINGERPRINT)
    return shown


def test_first_the_seat_is_revoked_then_the_others_are_told_and_the_person_invited(screen, uses, monkeypatch):
    view = "fieldaudit.desktop.devices.lost_view.QFileDialog"
    monkeypatch.setattr(f"{view}.getExistingDirectory", lambda *_: "stick")
    monkeypatch.setattr(f"{view}.getSaveFileName", lambda *_: ("again.invitation", ""))
    assert not screen.tell.isEnabled()
    assert not screen.invite.isEnabled()
    screen.revoke.click()
    assert not screen.revoke.isVisible()
    screen.passphrase.edit.setText("wrong")
    screen.tell.click()
    assert "passphrase" in screen.banner.text()
    screen.passphrase.edit.setText("right")
    screen.tell.click()
    screen.invite.click()
    assert uses.done == [
        ("revoke", FINGERPRINT),
        ("tell", Path("stick"), "right"),
        ("invite", FINGERPRINT, Path("again.invitation")),
    ]
    assert "4 packages" in screen._told.text()
    assert "one two three\nfour five six" in screen._words.text()


def test_it_says_what_the_laptop_held_and_what_nobody_has(screen):
    assert "and 3 more" in screen._audits.text()
    assert "after the last package" in screen._unknown.text()
    assert screen.place() == FINGERPRINT


def test_a_package_from_before_the_loss_is_taken_in_by_a_persons_word(screen, uses):
    [take] = screen._waiting_panel.findChildren(QAbstractButton)
    take.click()
    assert uses.done == [("trust", "ab" * 32)]
    assert not screen._waiting_panel.isVisible()


def test_a_person_who_is_not_known_is_said_and_nothing_can_be_done(window):
    shown = window(LostScreen(LostPresenter(Refusing(SeatUnknown(fingerprint="x")), Immediate())))
    shown.opened(FINGERPRINT)
    assert "No person here" in shown.banner.text()
    assert not shown.revoke.isEnabled()
