"""The window on real vaults: first start, unlocking, each desk's places, locking and coming back."""

import shutil

import pytest

from fieldaudit.desktop import relaunch, theme
from fieldaudit.desktop.background import Worker
from fieldaudit.desktop.first_start.view import FirstStartScreen
from fieldaudit.desktop.flow import Flow
from fieldaudit.desktop.unlock.view import UnlockScreen
from fieldaudit.exchange import enrol
from fieldaudit.field import audits, sites
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import Vault, instruments

PASSPHRASE = "lantern river copper walnut"
pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def homes(tmp_path_factory):
    """Make a head office and an auditor's vault with a site and an audit under way, once for this file."""
    root = tmp_path_factory.mktemp("homes")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIELDAUDIT_STATE_DIR", str(root / "state"))
        enrol.create_organisation(root / "office", "Fair Work Partners", PASSPHRASE, cost=CHEAP)
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


def test_locking_asks_for_a_new_process_which_returns_to_the_same_place(begin, qtbot):
    flow = begin("field")
    shell = unlock(flow, qtbot)
    settled(flow, qtbot)
    shell.go("sites")
    settled(flow, qtbot)
    with qtbot.waitSignal(flow.left, timeout=60_000) as left:
        flow.lock()
    assert left.args == [relaunch.LOCKED]
    again = begin("field")
    shell = unlock(again, qtbot)
    settled(again, qtbot)
    assert shell.here() == "sites"
    shell.go_back()
    assert shell.here() == "home"


def test_a_new_process_is_started_as_this_one_was(monkeypatch):
    monkeypatch.setattr("sys.orig_argv", ["python3", "-m", "fieldaudit", "--home", "x"])
    monkeypatch.setattr("sys.executable", "/usr/bin/python3")
    assert relaunch.command() == ["/usr/bin/python3", "-m", "fieldaudit", "--home", "x"]


def _rows(shell, name):
    return shell.screen_of(name).table.rows()
