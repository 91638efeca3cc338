"""The window on real vaults: first start, unlocking, each desk's places, locking and coming back."""

import os
import shutil
import signal
import sys

import pytest

from fieldaudit import launcher
from fieldaudit.desktop import theme
from fieldaudit.desktop.background import Worker
from fieldaudit.desktop.ending import Ending
from fieldaudit.desktop.first_start.view import FirstStartScreen
from fieldaudit.desktop.flow import Flow
from fieldaudit.desktop.unlock.view import UnlockScreen
from fieldaudit.errors import DiskFull
from fieldaudit.exchange import enrol
from fieldaudit.field import audits, sites
from fieldaudit.field.work import AuditWork
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import Vault, beginning, drafts, instruments

PASSPHRASE = "lantern river copper walnut"
pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def homes(tmp_path_factory):
    """Make a head office and an auditor's vault with a site and an audit under way, once for this file."""
    root = tmp_path_factory.mktemp("homes")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIELDAUDIT_STATE_DIR", str(root / "state"))
        made = enrol.create_organisation(root / "office", "Fair Work Partners", PASSPHRASE, cost=CHEAP)
        (root / "words.txt").write_text(made.recovery_words, "utf-8")
        with Vault.open(root / "office", PASSPHRASE) as office:
            invited = enrol.invite(office, "A. Rahman", "auditor", "North", root / "a.invitation")
        enrol.join(root / "field", invited.path, invited.code, PASSPHRASE, cost=CHEAP)
        with Vault.open(root / "field", PASSPHRASE) as field:
            site = sites.add_site(field, sites.NewSite("Riverside Garments", country="BD"))
            form = instruments.available(field)[0].digest
            audits.start_audit(field, form, site, audits.NewVisit(announcement="unannounced"))
    return root


@pytest.fixture
def begin(qapp, homes, tmp_path, destroy):
    """Return a function that opens the window on a copy of a home (or on an empty folder)."""
    theme.apply(qapp, "light")
    workers, flows = [], []

    def begin_on(name):
        home = tmp_path / name
        if (homes / name).is_dir() and not home.exists():
            shutil.copytree(homes / name, home)
        workers.append(Worker())
        flow = Flow(home, workers[-1])
        flows.append(flow)
        flow.begin()
        flow.window.show()
        return flow

    yield begin_on
    for flow, worker in zip(flows, workers, strict=True):
        if flow.window.isVisible():
            flow.window.close()
        worker.close()
        qapp.processEvents()
        flow.window.deleteLater()
        flow.deleteLater()  # its watch for idle minutes would go on in the tests after this
    flows.clear()
    destroy()


def unlock(flow, qtbot, passphrase=PASSPHRASE):
    screen = flow.window._stack.currentWidget()
    assert isinstance(screen, UnlockScreen)
    screen.field.edit.setText(passphrase)
    screen._unlock()
    qtbot.waitUntil(lambda: flow.window.shell() is not None and bool(flow.window.shell().here()), timeout=60_000)
    return flow.window.shell()


def settled(flow, qtbot):
    qtbot.waitUntil(lambda: flow.worker._pending == 0, timeout=60_000)


def test_without_a_vault_the_three_doors_are_shown(begin):
    assert isinstance(begin("nothing").window._stack.currentWidget(), FirstStartScreen)


def test_a_wrong_passphrase_leaves_one_at_the_field(begin, qtbot):
    flow = begin("field")
    screen = flow.window._stack.currentWidget()
    screen.field.edit.setText("not this one")
    screen._unlock()
    qtbot.waitUntil(lambda: bool(screen.field.error()), timeout=60_000)
    assert flow.window.shell() is None


def test_every_place_of_an_auditors_desk_opens_on_a_real_vault(begin, qtbot):
    flow = begin("field")
    shell = unlock(flow, qtbot)
    settled(flow, qtbot)
    assert shell.here() == "home"
    assert shell.screen_of("home").table.count() == 1
    for name in ("start", "audits", "sites", "findings", "exchange", "settings"):
        shell.go(name)
        settled(flow, qtbot)
        assert not shell.screen_of(name).banner.text(), name
    audit = shell.screen_of("audits").table.rows()[0].key
    for name in ("run", "audit"):
        shell.go(name, audit)
        settled(flow, qtbot)
        assert not shell.screen_of(name).banner.text(), name


def test_every_place_of_head_offices_desk_opens_on_a_real_vault(begin, qtbot):
    flow = begin("office")
    shell = unlock(flow, qtbot)
    settled(flow, qtbot)
    assert shell.here() == "intake"
    for name in ("audits", "sites", "findings", "devices", "settings"):
        shell.go(name)
        settled(flow, qtbot)
        assert not shell.screen_of(name).banner.text(), name
    assert [row.cells[0].text for row in _rows(shell, "devices")] == ["A. Rahman"]


def test_the_status_line_says_what_is_only_here(begin, qtbot):
    flow = begin("field")
    shell = unlock(flow, qtbot)
    settled(flow, qtbot)
    assert "A. Rahman, auditor · North" in shell.status.accessibleName()
    assert "1 audit only on this laptop" in shell.status.accessibleName()


def test_what_is_written_on_a_page_is_in_the_line_on_the_next_one(begin, qtbot):
    flow = begin("field")
    shell = unlock(flow, qtbot)
    settled(flow, qtbot)
    start = shell.screen_of("start")._presenter
    shell.go("start")
    settled(flow, qtbot)
    start.choose(instrument=start.state.instruments[0].digest, site=start.state.sites[0].id)
    start.start()
    settled(flow, qtbot)
    shell.go("home")
    settled(flow, qtbot)
    assert "2 audits only on this laptop" in shell.status.accessibleName()


def test_locking_asks_for_a_new_process_which_returns_to_the_same_place(begin, qtbot):
    flow = begin("field")
    shell = unlock(flow, qtbot)
    settled(flow, qtbot)
    shell.go("sites")
    settled(flow, qtbot)
    with qtbot.waitSignal(flow.left, timeout=60_000) as left:
        flow.lock()
    assert left.args == [launcher.LOCKED]
    again = begin("field")
    shell = unlock(again, qtbot)
    settled(again, qtbot)
    assert shell.here() == "sites"
    shell.go_back()
    assert shell.here() == "home"


def _rows(shell, name):
    return shell.screen_of(name).table.rows()


def test_what_is_half_typed_when_the_window_is_closed_is_there_next_time(begin, qtbot):
    flow = begin("field")
    shell = unlock(flow, qtbot)
    settled(flow, qtbot)
    [audit] = [line.id for line in shell.screen_of("home")._presenter.state.audits]
    shell.go("run", audit)
    settled(flow, qtbot)
    card = next(card for card in shell.screen_of("run").page.cards() if card.card.control == "int")
    card.answer.first_control().setText("47")
    card.answer.first_control().textEdited.emit("47")
    ref = card.card.ref
    flow.window.close()
    flow.worker.close()
    with Vault.open(flow.home, PASSPHRASE) as again:
        kept = AuditWork(again, audit).view().answers.get(ref) or drafts.of(again, audit).get(ref)
    assert kept == "47"


def test_a_home_whose_setting_up_never_ended_begins_with_the_three_doors(begin, homes, tmp_path):
    shutil.copytree(homes / "field", tmp_path / "half")
    (tmp_path / "half" / beginning.MARK).write_bytes(b"")
    assert isinstance(begin("half").window._stack.currentWidget(), FirstStartScreen)


def test_a_lost_passphrase_is_replaced_by_the_words_of_the_sheet(begin, qtbot, homes):
    flow = begin("office")
    flow.window._stack.currentWidget().recovery_asked.emit()
    screen = flow.window._stack.currentWidget()
    new = "another lantern entirely here"
    screen.words.setPlainText("abacus abdomen")
    screen._presenter.recover("abacus abdomen", new, new)
    settled(flow, qtbot)
    assert screen.words_error()
    screen._presenter.recover((homes / "words.txt").read_text("utf-8"), new, new)
    qtbot.waitUntil(lambda: flow.window.shell() is not None, timeout=60_000)
    settled(flow, qtbot)
    assert flow.window.shell().here() == "intake"


def test_one_comes_back_from_the_recovery_sheet_to_the_passphrase(begin):
    flow = begin("field")
    flow.window._stack.currentWidget().recovery_asked.emit()
    flow.window._stack.currentWidget().back.emit()
    assert isinstance(flow.window._stack.currentWidget(), UnlockScreen)


def test_the_window_locks_with_the_computers_own_session(begin, qtbot):
    flow = begin("field")
    unlock(flow, qtbot)
    settled(flow, qtbot)
    with qtbot.waitSignal(flow.left, timeout=60_000) as left:
        flow._session.locked.emit()
    assert left.args == [launcher.LOCKED]


def test_idle_locks_the_desk(begin, qtbot):
    flow = begin("field")
    unlock(flow, qtbot)
    settled(flow, qtbot)
    with qtbot.waitSignal(flow.left, timeout=60_000) as left:
        flow._idle.idle.emit()
    assert left.args == [launcher.LOCKED]


def test_idle_lets_go_of_a_passphrase_that_nobody_sent_off_and_of_nothing_else(begin, qtbot):
    flow = begin("field")
    with qtbot.assertNotEmitted(flow.left):
        flow._idle.idle.emit()
    flow.window.page().field.edit.setText("half a passphr")
    with qtbot.waitSignal(flow.left) as left:
        flow._idle.idle.emit()
    assert left.args == [launcher.LOCKED]


def test_a_vault_without_a_desk_is_closed_again_and_forgotten_on_idle(begin, qtbot, monkeypatch):
    def refuse(opened, flow):
        raise DiskFull

    monkeypatch.setattr("fieldaudit.desktop.wiring.desks.desk_of", refuse)
    flow = begin("field")
    screen = flow.window.page()
    screen.field.edit.setText(PASSPHRASE)
    screen._unlock()
    qtbot.waitUntil(lambda: flow.window.page() is not screen, timeout=60_000)
    settled(flow, qtbot)
    Vault.open(flow.home, PASSPHRASE).close()  # it is not in use
    with qtbot.waitSignal(flow.left) as left:
        flow._idle.idle.emit()
    assert left.args == [launcher.LOCKED]


@pytest.mark.skipif(sys.platform == "win32", reason="a window is closed there, not signalled")
def test_asked_to_end_by_a_signal_the_window_closes(qapp, qtbot):
    ending = Ending(qapp)
    try:
        with qtbot.waitSignal(ending.asked, timeout=10_000):
            os.kill(os.getpid(), signal.SIGTERM)
    finally:
        ending.stop()


def test_a_form_that_is_half_typed_when_the_window_locks_is_there_again(begin, qtbot):
    flow = begin("field")
    shell = unlock(flow, qtbot)
    settled(flow, qtbot)
    shell.go("sites", "add")
    settled(flow, qtbot)
    shell.screen_of("sites").form.name.edit.setText("Riverside Garments, Unit 3")
    with qtbot.waitSignal(flow.left, timeout=60_000):
        flow.lock()
    again = begin("field")
    shell = unlock(again, qtbot)
    settled(again, qtbot)
    assert shell.here() == "sites"
    assert shell.screen_of("sites").form.name.text() == "Riverside Garments, Unit 3"
