"""The auditor's review shows what a supervisor signed from their own seat, on real vaults."""

import pytest
from desktop_fakes import Immediate
from PySide6.QtCore import QCoreApplication
from statements_world import amended, down, three_homes, up

from fieldaudit.desktop.review.field_review import FieldReview
from fieldaudit.desktop.review.presenter import ReviewPresenter
from fieldaudit.desktop.review.view import ReviewScreen
from fieldaudit.desktop.widgets import Label, Pill
from fieldaudit.desktop.wiring.field_uses import HomeUses
from fieldaudit.exchange import countersign
from fieldaudit.field import closing
from fieldaudit.field import countersign as own
from fieldaudit.field.countersign import Countersigned


@pytest.fixture
def world(tmp_path):
    with three_homes(tmp_path / "world") as opened:
        request = countersign.ask(opened.office, opened.audit, opened.supervisor.seat)
        down(opened, opened.supervisor)
        own.sign(opened.supervisor, request, Countersigned("dissent", "Floor supervisor", "The exit was open at ten."))
        up(opened, opened.supervisor)
        down(opened, opened.field)
        yield opened


def shown(part) -> str:
    QCoreApplication.processEvents()
    return " ".join(label.text() for label in part.findChildren(Label) if label.isVisibleTo(part))


def review_of(window, world):
    screen = window(ReviewScreen(ReviewPresenter(FieldReview(world.field), Immediate())))
    screen.opened(world.audit)
    return screen


def test_a_dissent_stands_in_the_review_beside_the_signature_and_on_the_first_page(window, world):
    screen = review_of(window, world)
    words = shown(screen._standing)
    assert "Sumi Akter, Floor supervisor: dissents" in words
    assert "The exit was open at ten." in words
    assert "Certified, signed from their own computer" in words
    assert "Signed." in words
    assert "dissent" in [pill.accessibleName() for pill in screen._standing.findChildren(Pill)]
    assert screen._before.isHidden()
    assert [line.against for line in HomeUses(world.field).audits() if line.id == world.audit] == ["dissent"]


def test_who_amends_the_audit_still_reads_what_was_said_of_the_version_before(window, world):
    closing.amend(world.field, world.audit, "One floor was missed.")
    screen = review_of(window, world)
    assert screen._standing.isHidden()
    words = shown(screen._before)
    assert "The exit was open at ten." in words
    assert "Of version 1. Certified, signed from their own computer" in words


def test_a_version_signed_anew_shows_what_was_said_of_the_former_apart_from_its_own(window, world):
    amended(world)
    screen = review_of(window, world)
    assert "The exit was open at ten." not in shown(screen._standing)
    assert "The exit was open at ten." in shown(screen._before)
