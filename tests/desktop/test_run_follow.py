"""Findings in place: who closes it until when, forms that come into view, nothing that lies over something else."""

from dataclasses import replace

import findings_fakes as found
import pytest
from desktop_fakes import Immediate
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget

from fieldaudit.desktop.findings.action_card import ActionCard, StepForm
from fieldaudit.desktop.findings.presenter import FindingsPresenter
from fieldaudit.desktop.findings.view import FindingsScreen

SIZES = ((1366, 768), (1132, 590))


@pytest.fixture
def findings(window, qapp):
    def open_at(finding="", uses=None, size=SIZES[0]):
        screen = window(FindingsScreen(FindingsPresenter(uses or found.FindingsUses(), Immediate())), *size)
        screen.opened({"audit": "", "finding": finding})
        qapp.processEvents()
        return screen

    return open_at


def overlapping(parent):
    shown = [child for child in parent.children() if isinstance(child, QWidget) and child.isVisible()]
    pairs = [(a, b) for place, a in enumerate(shown) for b in shown[:place] if a.geometry().intersects(b.geometry())]
    return pairs + [pair for child in shown for pair in overlapping(child)]


def too_small(parent):
    return [
        child
        for child in parent.findChildren(QWidget)
        if isinstance(child, QLineEdit | QAbstractButton | QComboBox)
        if child.isVisible() and child.height() < child.minimumSizeHint().height()
    ]


def test_owner_and_due_day_are_changed_in_place_and_the_keyboard_stays_where_it_was(findings, qapp):
    uses = found.FindingsUses()
    screen = findings("f1", uses)
    detail = screen.detail()
    detail.owner.edit.setFocus()
    detail.owner.set_text("Guard captain")
    detail.due.edit.setFocus()
    detail.due.set_text("1.2.2027")
    detail.affected.setFocus()
    qapp.processEvents()
    said = [(call[2].owner, call[2].due) for call in uses.calls]
    assert said == [("Guard captain", None), (None, "2027-02-01")]
    assert screen.detail() is detail
    assert QApplication.focusWidget() is detail.affected
    assert detail.due.text() == "1 Feb 2027"


def test_a_due_day_that_is_none_is_refused_at_the_field_and_nothing_is_recorded(findings):
    uses = found.FindingsUses()
    detail = findings("f1", uses).detail()
    detail.due.set_text("soon")
    detail.due.edit.editingFinished.emit()
    assert detail.due.error()
    assert uses.calls == []


def test_an_owner_that_is_blank_is_not_recorded(findings):
    uses = found.FindingsUses()
    detail = findings("f1", uses).detail()
    detail.owner.set_text("  ")
    detail.owner.edit.editingFinished.emit()
    assert uses.calls == []


def test_what_is_typed_is_recorded_when_the_screen_is_left(findings):
    uses = found.FindingsUses()
    screen = findings("f1", uses)
    screen.detail().owner.set_text("Guard captain")
    screen.leaving()
    assert [call[2].owner for call in uses.calls] == ["Guard captain"]


@pytest.mark.parametrize("size", SIZES)
def test_in_the_detail_nothing_lies_over_something_else_with_forms_and_errors_open(findings, qapp, size):
    screen = findings("f2", size=size)
    detail = screen.detail()
    detail.due.set_text("soon")
    detail.due.edit.editingFinished.emit()
    detail.open.click()
    detail.form.owner.set_text("")
    detail.form._save()
    card = detail.findChild(ActionCard)
    card._ask("closed")
    card.form.save()
    for _ in range(4):
        qapp.processEvents()
    assert overlapping(detail) == []
    assert too_small(detail) == []


@pytest.mark.parametrize("size", SIZES)
def test_a_form_that_opens_below_comes_into_view(findings, qapp, size):
    screen = findings("f1", size=size)
    screen.detail().open.click()
    for _ in range(4):
        qapp.processEvents()
    field = screen.detail().form.text
    assert QApplication.focusWidget() is field
    assert not field.visibleRegion().isEmpty()


def test_a_verification_form_comes_into_view_too(findings, qapp):
    screen = findings("f2", size=SIZES[1])
    screen.detail().findChild(ActionCard)._ask("closed")
    for _ in range(4):
        qapp.processEvents()
    assert not screen.detail().findChild(StepForm).method.visibleRegion().isEmpty()


def test_a_withdrawn_finding_shows_its_owner_and_due_day_as_they_are(findings):
    uses = found.FindingsUses([replace(found.EXITS, withdrawn="Seen again: open.")])
    detail = findings("f1", uses).detail()
    assert not hasattr(detail, "owner")
    detail.flush()
    assert uses.calls == []
