"""A client pack: what would be in it is said first, it is for outsiders alone, and what to tell its reader after."""

from pathlib import Path

import pytest
from desktop_fakes import AuditsUses, Immediate
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel

from fieldaudit.desktop.audits.audit_view import AuditScreen
from fieldaudit.desktop.audits.presenter import AuditPresenter
from fieldaudit.errors import AuditNotSigned, PackUncertified


@pytest.fixture
def screen(window):
    uses = AuditsUses()
    presenter = AuditPresenter(uses, Immediate())
    made = window(AuditScreen(presenter))
    made.opened("a1")
    made.report_button.click()
    made.uses, made.presenter, made.panel = uses, presenter, made.pack_panel
    return made


def words(panel):
    QTest.qWait(1)
    return " ".join(label.text() for label in panel.findChildren(QLabel) if not label.isHidden())


def choose(monkeypatch, name):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (name, ""))


def test_what_is_in_it_and_what_is_not_is_said_before_anything_is_written(screen, monkeypatch):
    assert screen.panel.isHidden()
    screen.report_panel._buttons["client"].click()
    screen.report_panel._pack.click()
    said = words(screen.panel)
    assert "Evidence for the client" in said
    for part in ("388 of 412", "14, without place", "restricted answers above all", "contract.pdf, siren.m4a"):
        assert part in said
    assert screen.uses.packs == []
    choose(monkeypatch, "/home/a/pack.zip")
    screen.panel.save.click()
    assert screen.uses.packs == [("a1", "client", Path("/home/a/pack.zip"))]
    assert "Saved: pack.zip" in words(screen.panel)
    assert words(screen.panel).count("AB") == 32
    assert screen.panel.save.isHidden()
    screen.panel.cancel.click()
    assert screen.panel.isHidden()


def test_head_office_is_no_outsider_and_what_is_listed_is_for_who_is_chosen(screen):
    screen.report_panel._pack.click()
    assert not screen.panel.isHidden()
    screen.report_panel._buttons["headoffice"].click()
    assert screen.panel.isHidden()
    assert not screen.report_panel._pack.isEnabled()
    screen.report_panel._buttons["site"].click()
    assert screen.report_panel._pack.isEnabled()


def test_no_name_no_pack_and_a_cancel_leaves_nothing(screen, monkeypatch):
    screen.report_panel._pack.click()
    choose(monkeypatch, "")
    screen.panel.save.click()
    assert screen.uses.packs == []
    screen.panel.cancel.click()
    assert screen.panel.isHidden()


@pytest.mark.parametrize("error", [AuditNotSigned(), PackUncertified()])
def test_what_cannot_be_packed_is_said(screen, error):
    screen.uses.refuse = error
    screen.report_panel._pack.click()
    assert screen.panel.isHidden()
    assert str(error.sentence) in screen.banner.text()
    assert screen.report_panel._pack.isEnabled()


def test_another_tab_leaves_it(screen):
    screen.report_panel._pack.click()
    screen.tabs.tab("findings").click()
    assert screen.panel.isHidden()
    assert screen.presenter.state.page == "findings"
