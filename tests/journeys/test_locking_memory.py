"""What survives a lock, in the real program: every process's memory and every file, beside controls that must find it.

Another process's memory is read as root only: the program keeps its own user from it (test_launcher_guard).
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from driven_program import Program, alive, as_written, found_in_files, found_in_memory, until
from exchange_world import PASSPHRASE
from field_world import field_desk, start

from fieldaudit.field.work import AuditWork
from fieldaudit.vault import Vault, drafts

NAME, TYPED = "Zsófia Quillfeather", "Bélinda Ravenscroft"
SAID, FLOOR_NAME = "/data/voices/said", "/floor_name"

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's"),
    pytest.mark.timeout(280),
]

UNLOCK = """
from PySide6.QtTest import QTest
from PySide6.QtCore import Qt
page = window.page()
QTest.keyClicks(page.field.edit, passphrase)
QTest.keyClick(page.field.edit, Qt.Key.Key_Return)
"""
GO = "flow.window.shell().go('run', {'audit': audit, 'section': section, 'ref': ref})"
HERE = "window.shell() is not None and bool(window.shell().here()) and flow.worker._pending == 0"
THERE = "window.shell().screen_of('run')._presenter.state.current"
FIELD = "window.shell().screen_of('run').page.card(window.shell().screen_of('run')._presenter.state.current)"
TYPE = f"""
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtCore import Qt
field = {FIELD}.answer.first_control()
field.setFocus()
field.selectAll()
for letter in typed:
    for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
        application.sendEvent(field, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))
[QTest.keyClick(field, Qt.Key.Key_Left) for _ in range(5)]
"""
CTRL_L = """
from PySide6.QtTest import QTest
from PySide6.QtCore import Qt
QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
"""
IDLE = "flow._idle._touched -= 60 * flow.preferences.lock_minutes"


def may_look():
    """Return whether this test may read another process's memory."""
    hidden = "import time; from fieldaudit import dumps; dumps.turn_off(); print(flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", hidden], stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        try:
            with Path(f"/proc/{other.pid}/mem").open("rb"):
                return True
        except OSError:
            return False
        finally:
            other.kill()


@pytest.fixture(scope="module")
def field(tmp_path_factory):
    """Make a vault with a worker's name in a restricted answer; returns (home, audit, needles)."""
    folder = tmp_path_factory.mktemp("lock")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIELDAUDIT_STATE_DIR", str(folder / "elsewhere"))
        with field_desk(folder / "world") as world:
            work = start(world)
            work.answer(SAID, NAME)
            key = world.field._key
            needles = {"raw key": key, "key in hex": key.hex().encode(), "KEY IN HEX": key.hex().upper().encode()}
            needles |= {"age secret": world.field.identity.secret.encode()} | as_written("worker's name", NAME)
            needles |= as_written("passphrase", PASSPHRASE) | as_written("what was typed", TYPED)
            needles |= as_written("a part of the name", NAME.split()[1]) | as_written("restricted question", SAID)
            return world.field.home, work.id, needles


@pytest.fixture
def opened(field, tmp_path):
    """Return the program, unlocked, at the restricted question, with a name half typed into another one."""
    home, audit, _ = field
    program = Program(tmp_path / "family", home)
    try:
        window = program.window()
        program.do(UNLOCK, passphrase=PASSPHRASE)
        program.wait_for(HERE)
        program.do(GO, audit=audit, section=0, ref=SAID)
        program.wait_for(f"{HERE} and {THERE} == {SAID!r}")
        program.do(GO, audit=audit, section=2, ref="")
        program.wait_for(f"{HERE} and {THERE}.endswith({FLOOR_NAME!r})")
        program.do(TYPE, typed=TYPED)
        yield program, window
    finally:
        program.end()


@pytest.mark.skipif(not may_look(), reason="only root may read the memory of these processes")
@pytest.mark.parametrize("way", [CTRL_L, IDLE], ids=["Ctrl+L", "idle"])
def test_nothing_that_survives_a_lock_holds_a_key_or_a_name(opened, field, way):
    program, window = opened
    needles = field[2]
    before = found_in_memory(window, needles)
    program.do(way)
    after = program.window(after=window)
    until(lambda: not alive(window))
    program.wait_for("type(window.page()).__name__ == 'UnlockScreen'")

    assert program.family() == sorted([program.launcher.pid, after])
    survived = {pid: found_in_memory(pid, needles) for pid in program.family()}
    on_disk = {place: found_in_files(place, needles) for place in (program.folder, field[0])}
    looked_for = {need.partition(",")[0] for need in needles} - {"KEY IN HEX"}

    assert {need.partition(",")[0] for need in before} >= looked_for  # the same look finds all of it before
    assert {"worker's name, latin-1", "what was typed, utf-16-le", "passphrase, latin-1"} <= before
    assert found_in_memory(after, {"a file's name": b"vault.db"})  # and it does see the memory of what survives
    assert found_in_memory(program.launcher.pid, {"its own": b"fieldaudit"})
    assert survived == {program.launcher.pid: set(), after: set()}
    assert on_disk == {program.folder: set(), field[0]: set()}


def test_the_launcher_has_loaded_neither_qt_nor_the_vaults_libraries(opened):
    program, window = opened
    loaded = {pid: Path(f"/proc/{pid}/maps").read_text() for pid in (program.launcher.pid, window)}
    for library in ("libQt6", "sqlcipher", "cryptography", "pyrage"):
        assert library in loaded[window]
        assert library not in loaded[program.launcher.pid]


def test_unlocking_returns_to_the_same_question_and_the_cursor_in_what_was_half_typed(opened, field):
    program, window = opened
    program.do(CTRL_L)
    program.window(after=window)
    program.do(UNLOCK, passphrase=PASSPHRASE)
    program.wait_for(f"{HERE} and {THERE}.endswith({FLOOR_NAME!r})")
    program.wait_for("isinstance(window.focusWidget(), __import__('PySide6.QtWidgets').QtWidgets.QLineEdit)")
    found = program.do("answer.update(text=window.focusWidget().text(), at=window.focusWidget().cursorPosition())")
    assert found == {"text": TYPED, "at": len(TYPED) - 5}


def test_asked_to_end_it_saves_what_is_half_typed_and_leaves_no_process(opened, field):
    program, _ = opened
    program.do(
        f"{FIELD}.answer.first_control().setText('third'); {FIELD}.answer.first_control().textEdited.emit('third')"
    )
    os.kill(program.launcher.pid, signal.SIGTERM)
    assert program.launcher.wait(60) == 0
    assert program.family() == []
    with Vault.open(field[0], PASSPHRASE) as vault:
        kept = AuditWork(vault, field[1]).view().answers | drafts.of(vault, field[1])
    assert [text for ref, text in kept.items() if ref.endswith(FLOOR_NAME)] == ["third"]


def test_a_launcher_that_is_killed_takes_its_window_along(opened):
    program, window = opened
    program.launcher.kill()
    until(lambda: not alive(window))
    assert program.family() == []
