"""What the window was not shown to survive: locking in the middle of long work, an old vault, shares, long undoing."""

import io
import sys
from pathlib import Path

import pytest
from PIL import Image
from test_desktop_flow import PASSPHRASE, begin, homes, settled, unlock  # noqa: F401 - fixtures

from fieldaudit import launcher
from fieldaudit.cli import main
from fieldaudit.errors import NothingToRedo, NothingToUndo
from fieldaudit.exchange import sheets
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.intake import take_in
from fieldaudit.field.closing import sign
from fieldaudit.field.work import AuditWork
from fieldaudit.trust import slots
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import Vault, schema

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))
from test_vault_versions import make_old

pytestmark = pytest.mark.timeout(240)
NEW = "another lantern entirely here"


def photo(shade):
    out = io.BytesIO()
    Image.new("RGB", (900, 700), (shade, 90, 90)).save(out, "JPEG")
    return out.getvalue()


def the_audit(home):
    with Vault.open(home, PASSPHRASE) as vault:
        return vault.records("audit")[0].id


def a_whole_number(work):
    """Return the reference of a question that takes a whole number."""
    return next(node.ref for node in work.session.nodes() if node.type in ("int", "integer") and node.relevant)


def copying(shell, folder):
    presenter = shell.screen_of("backup")._presenter
    presenter.copy(folder)
    assert presenter.state.copying


def checking(shell, _):
    shell.screen_of("check").now.click()
    assert shell.screen_of("check")._presenter.state.checking


def sending(shell, folder):
    presenter = shell.screen_of("exchange")._presenter
    presenter.send(folder)
    assert presenter.state.working == "send"


def attaching(shell, _):
    card = next(card for card in shell.screen_of("run").page.cards() if card.card.control == "int")
    files = [(f"{number}.jpg", photo(number)) for number in range(12)]
    shell.screen_of("run")._presenter.attach(files, card.card.ref)


@pytest.mark.parametrize(
    ("page", "begin_work"),
    [("backup", copying), ("check", checking), ("exchange", sending), ("run", attaching)],
    ids=["copying", "checking", "sending", "attaching"],
)
def test_locking_while_long_work_runs_leaves_a_whole_vault_and_no_half_file(begin, qtbot, tmp_path, page, begin_work):  # noqa: F811
    flow = begin("field")
    audit = the_audit(flow.home)
    if page == "exchange":
        with Vault.open(flow.home, PASSPHRASE) as vault:
            sign(AuditWork(vault, audit), "partial", "The guard sent us away.")
    shell = unlock(flow, qtbot)
    settled(flow, qtbot)
    (tmp_path / "stick").mkdir()
    shell.go(page, audit)
    settled(flow, qtbot)
    with qtbot.waitSignal(flow.left, timeout=60_000) as left:
        begin_work(shell, tmp_path / "stick")
        flow.lock()
    assert left.args == [launcher.LOCKED]
    flow.worker.close()
    assert [path.name for path in (tmp_path / "stick").iterdir() if path.suffix not in (".fab", ".fap")] == []
    with Vault.open(flow.home, PASSPHRASE) as vault:
        assert vault.check() == []
        attached = vault.cells(audit, "evidence/")
    assert len(attached) == (12 if page == "run" else 0)


def test_a_vault_of_the_first_version_opens_in_the_window_and_in_a_terminal(begin, qtbot, tmp_path, capsys):  # noqa: F811
    flow = begin("field")
    home = flow.home
    with Vault.open(home, PASSPHRASE) as vault:
        audit = vault.records("audit")[0].id
        work = AuditWork(vault, audit)
        ref = a_whole_number(work)
        work.answer(ref, "41")
        key = vault._key
    make_old(home / "vault.db", key)
    shell = unlock(flow, qtbot)
    settled(flow, qtbot)
    assert shell.screen_of("home").table.count() == 1
    shell.go("run", audit)
    settled(flow, qtbot)
    assert not shell.screen_of("run").banner.text()
    flow.window.close()
    flow.worker.close()
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    words = ["--home", str(home), "--passphrase-file", str(tmp_path / "passphrase")]
    with Vault.open(home, PASSPHRASE) as vault:
        key = vault._key
    make_old(home / "vault.db", key)
    assert main([*words, "vault", "check"]) == 0
    assert "whole" in capsys.readouterr().out
    assert main([*words, "history", audit, ref]) == 0
    assert "41" in capsys.readouterr().out
    with Vault.open(home, PASSPHRASE) as vault, vault.reading() as connection:
        assert connection.exec_driver_sql("SELECT version FROM schema_version").scalar() == schema.SCHEMA_VERSION


def test_two_pages_of_shares_pasted_whole_open_the_vault_from_the_window(begin, qtbot, monkeypatch):  # noqa: F811
    monkeypatch.setattr(slots, "calibrated", lambda: CHEAP)
    flow = begin("field")
    with Vault.open(flow.home, PASSPHRASE) as vault:
        pages = sheets.share_sheets(vault, sheets.make_sheet(vault, PASSPHRASE, cost=CHEAP).words)
    flow.window._stack.currentWidget().recovery_asked.emit()
    screen = flow.window._stack.currentWidget()
    screen.words.setPlainText(pages[0])
    screen._presenter.recover(pages[0], NEW, NEW)
    settled(flow, qtbot)
    assert "this is one" in screen.words_error()
    screen.words.setPlainText(pages[2] + pages[0])
    screen._presenter.recover(screen.words.toPlainText(), NEW, NEW)
    qtbot.waitUntil(lambda: flow.window.shell() is not None, timeout=60_000)
    settled(flow, qtbot)
    assert flow.window.shell().here() == "home"


def test_a_long_chain_of_undoing_goes_on_across_restarts_and_all_of_it_comes_back(begin):  # noqa: F811
    home = begin("field").home
    audit, many = the_audit(home), 24
    with Vault.open(home, PASSPHRASE) as vault:
        work = AuditWork(vault, audit)
        ref = a_whole_number(work)
        for number in range(1, many + 1):
            work.answer(ref, str(number))
    for turn in range(3):  # a third of them in each life of the program
        with Vault.open(home, PASSPHRASE) as vault:
            work = AuditWork(vault, audit)
            for _ in range(many // 3):
                work.undo()
            assert work.session.node(ref).value == str(many - (turn + 1) * many // 3 or "")
    with Vault.open(home, PASSPHRASE) as vault:
        work = AuditWork(vault, audit)
        with pytest.raises(NothingToUndo):
            work.undo()
        for _ in range(many // 2):
            work.redo()
    with Vault.open(home, PASSPHRASE) as vault:
        work = AuditWork(vault, audit)
        for _ in range(many // 2):
            work.redo()
        assert work.session.node(ref).value == str(many)
        with pytest.raises(NothingToRedo):
            work.redo()
        assert vault.check() == []


@pytest.mark.parametrize("page", ["intake", "backup"])
def test_locking_while_head_office_takes_packages_in_leaves_each_whole_in_or_out(begin, homes, qtbot, tmp_path, page):  # noqa: F811
    sender = begin("field")
    with Vault.open(sender.home, PASSPHRASE) as field:
        audit = field.records("audit")[0].id
        work = AuditWork(field, audit)
        ref, made = a_whole_number(work), []
        for number in range(3):
            work.answer(ref, str(number + 1))
            made.append(export_audits(field, [audit], tmp_path).path)
    sender.window.close()
    flow = begin("office")
    shell = unlock(flow, qtbot)
    settled(flow, qtbot)
    shell.go("intake")
    settled(flow, qtbot)
    with qtbot.waitSignal(flow.left, timeout=60_000) as left:
        shell.screen_of("intake")._presenter.take_in(made)
        if page != "intake":
            shell.go(page)
        flow.lock()
    assert left.args == [launcher.LOCKED]
    flow.worker.close()
    with Vault.open(flow.home, PASSPHRASE) as office:
        assert office.check() == []
        for package in made:
            assert take_in(office, package).state in ("taken_in", "duplicate")
        assert [cell.value for cell in office.cells(audit, f"answer/{ref}")] == ["3"]
        assert office.check() == []
