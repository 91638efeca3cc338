"""Packages that came in parts, at Intake and on the page for sending and receiving."""

import os
from dataclasses import replace

import desktop_fakes as fakes
import pytest
from exchange_world import PASSPHRASE, add_audit, make_world, open_world

from fieldaudit.desktop.exchange.presenter import ExchangePresenter, Received, SendLine
from fieldaudit.desktop.exchange.view import ExchangeScreen
from fieldaudit.desktop.intake.presenter import IntakePresenter, PackageLine
from fieldaudit.desktop.intake.view import IntakeScreen
from fieldaudit.desktop.widgets import Pill
from fieldaudit.desktop.wiring.field_uses import ExchangeUses
from fieldaudit.desktop.wiring.office_uses import IntakeUses
from fieldaudit.exchange.answer import send
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.volumes import in_parts
from fieldaudit.headoffice import intake

WAITS = PackageLine(
    "set",
    "incomplete",
    "fa-000007.3-of-5.fap",
    "3 of 5 parts are here; missing: 2, 4.",
    fakes.NOW,
    sentence="3 of 5 parts are here; missing: 2, 4.",
    next_step="Add the missing parts, in any order; ask the sender for those that were lost.",
    facts=(("File", "fa-000007.3-of-5.fap"),),
    in_parts=True,
)


class Progress:
    def report(self, done, total):
        pass


@pytest.fixture
def world(tmp_path):
    make_world(tmp_path / "world")
    with open_world(tmp_path / "world") as opened:
        yield opened


def test_parts_that_wait_are_thrown_away_by_a_second_press_only(window):
    uses = fakes.IntakeUses([WAITS])
    screen = window(IntakeScreen(IntakePresenter(uses, fakes.Immediate())))
    screen.opened()
    throw = screen.detail._throw
    assert throw.isVisible()
    throw.click()
    assert (uses.thrown, "for good" in throw.accessibleName() or "for good" in throw.text()) == ([], True)
    throw.click()
    assert uses.thrown == ["set"]
    assert not throw.isVisible()


def test_the_question_does_not_stay_when_another_package_is_chosen(window):
    other = fakes.PACKAGES[0]
    screen = window(IntakeScreen(IntakePresenter(fakes.IntakeUses([WAITS, other]), fakes.Immediate())))
    screen.opened()
    screen.detail._throw.click()
    screen.detail.show_package(other)
    assert not screen.detail._throw.isVisible()
    screen.detail.show_package(WAITS)
    assert not screen.detail._sure


def test_a_long_name_of_an_audit_does_not_push_the_page_out_of_its_window(window):
    uses = fakes.ExchangeUses()
    long = SendLine("r3", "Riverside Garments and Knitwear, Unit 1, east wing " * 3, "Inspection", fakes.NOW, 1, 1)
    told = replace(uses.overview(), ready=(long,))
    uses.overview = lambda: told
    screen = ExchangeScreen(ExchangePresenter(uses, fakes.Immediate()))
    screen.opened()
    window(screen)
    (box,) = screen._check_boxes()
    assert screen._area.widget().minimumSizeHint().width() < 1000
    assert (box.accessibleName().count("Riverside"), box.text()[-1]) == (3, "…")


def test_what_lacks_an_attachment_has_no_parts_to_throw_away(window):
    whole = fakes.replace(WAITS, in_parts=False)
    screen = window(IntakeScreen(IntakePresenter(fakes.IntakeUses([whole]), fakes.Immediate())))
    screen.opened()
    assert screen.detail._throw.text() == "Leave it out"


def test_parts_dropped_and_parts_in_the_watched_folder_join(world):
    audit = add_audit(world.field, photo=bytes(40_000))
    parts = export_audits(world.field, [audit], world.stick / "out", max_size=24_000).parts
    uses = IntakeUses(world.office)
    uses.take_in(parts[:1], Progress())
    [line] = uses.packages()
    assert (line.state, line.in_parts, line.sentence[:20]) == ("incomplete", True, "1 of 3 parts are her")
    folder = world.stick / "watched"
    folder.mkdir()
    uses.watch(folder)
    for part in parts[1:]:
        os.utime(part.rename(folder / part.name), (1, 1))  # what is written to this moment is still being copied
    uses.take_in_arrived(Progress())
    [line] = uses.packages()
    assert (line.state, line.in_parts) == ("taken_in", False)
    assert intake.arrived(world.office) == []


def test_a_set_that_was_thrown_away_needs_nobody(world):
    audit = add_audit(world.field, photo=bytes(40_000))
    uses = IntakeUses(world.office)
    uses.take_in(export_audits(world.field, [audit], world.stick, max_size=24_000).parts[:1], Progress())
    uses.throw_away(uses.packages()[0].id)
    [line] = uses.packages()
    assert (line.state, line.in_parts) == ("thrown_away", False)


def test_the_field_takes_parts_from_head_office_and_says_that_they_wait(window, world):
    intake.take_in_all(world.office, [export_audits(world.field, [add_audit(world.field)], world.stick).path])
    sent = in_parts(send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE), 8192)
    first, *rest = ExchangeUses(world.field).receive(sent.parts, Progress())
    assert (first.good, first.waits) == (False, True)
    assert (rest[-1].good, rest[-1].waits) == (True, False)


def test_a_part_that_waits_is_shown_as_waiting_not_as_refused(window):
    screen = window(ExchangeScreen(ExchangePresenter(fakes.ExchangeUses(), fakes.Immediate())))
    screen._show_received((Received("fa-000007.3-of-5.fap", False, WAITS.sentence, WAITS.next_step, True),))
    assert "Waiting for the other parts" in [pill.text() for pill in screen.findChildren(Pill)]
