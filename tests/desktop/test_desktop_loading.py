"""What lies behind the first page is loaded on the interface thread, in small steps."""

import subprocess
import sys

from fieldaudit.desktop.loading import Loading, modules


def test_every_module_of_the_desktop_can_be_loaded_on_any_system():
    program = f"import importlib\nfor name in {modules()!r}: importlib.import_module(name)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False).stderr == ""


def test_what_others_build_on_is_loaded_first():
    names = modules()
    assert names.index("fieldaudit.desktop.widgets.banner") < names.index("fieldaudit.desktop.run.view")
    assert names.index("fieldaudit.desktop.run.view") < names.index("fieldaudit.desktop.audits.audit_view")


def test_all_is_loaded_one_by_one_with_the_window_alive_between(qtbot, monkeypatch):
    loaded = []
    monkeypatch.setattr("importlib.import_module", loaded.append)
    loading = Loading()
    wanted = modules()
    loading.begin()
    qtbot.waitUntil(lambda: loaded == wanted, timeout=20_000)
    assert not loading._next.isActive()
