"""The steps of a lock, and what lies over the window: what runs is saved, nothing shows through."""

import threading

import pytest
from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from fieldaudit.desktop import locking
from fieldaudit.desktop.background import Worker
from fieldaudit.desktop.cover import InterviewCover, LockingCover
from fieldaudit.desktop.desk import Desk
from fieldaudit.desktop.idle import IdleWatch
from fieldaudit.desktop.locking import AT_ONCE_MS, FINISHING_MS, Locking
from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.navigation.shell import Place, Shell
from fieldaudit.desktop.widgets import RailItem
from fieldaudit.desktop.window import Window
from fieldaudit.errors import Cancelled, DiskFull


class Notes(Screen):
    """A screen with a text that is handed to the worker when it is left."""

    def __init__(self, worker, kept):
        super().__init__("Notes")
        self.text = QLineEdit()
        self._worker, self._kept = worker, kept
        holder = QVBoxLayout()
        holder.addWidget(self.text)
        self.set_content(holder)

    def leaving(self):
        text = self.text.text()
        self._worker.run(lambda: self._kept.append(text), success=lambda _: None, failure=lambda _: None)

    def place(self):
        return {"at": self.text.cursorPosition()}


@pytest.fixture
def worker(qapp):
    made = Worker()
    yield made
    made.close()


@pytest.fixture
def kept():
    """What reached the vault, in order."""
    return []


@pytest.fixture
def shell(window, worker, kept):
    """Return the working window on a screen with a text; its desk puts away into `kept`."""
    shown = window(Window(lambda: None))
    made = Shell([Place("notes", lambda: Notes(worker, kept), RailItem("notes", "Notes", "house"))])
    made.cover_asked.connect(shown.turn_interview_cover)
    shown.show_shell(made)
    made.go("notes")
    return made


@pytest.fixture
def desk(kept, tmp_path):
    return Desk((), "notes", False, None, None, kept.append, lambda: kept.append("closed"), tmp_path)


@pytest.fixture
def lock(shell, worker, qtbot):
    """Return the lock of that window; `lock.ends()` waits for its end."""
    made = Locking(shell.window(), worker)
    made.ends = lambda: qtbot.waitSignal(made.done)
    made.wait = qtbot.wait
    yield made
    made.deleteLater()


def test_what_is_typed_and_what_is_being_saved_are_kept_before_the_vault_is_closed(
    lock, shell, desk, kept, qtbot, worker
):
    shell.screen_of("notes").text.setText("half typed")
    go_on = threading.Event()
    worker.run(lambda: (go_on.wait(10), kept.append("saved")), success=lambda _: None, failure=lambda _: None)
    with lock.ends():
        lock.begin(shell, desk)
        assert isinstance(shell.window()._cover, LockingCover)
        go_on.set()
    assert kept == ["saved", "half typed", ["notes", {"at": 10}], "closed"]


def test_nothing_is_done_any_more_once_a_lock_has_begun(lock, shell, desk, kept, worker):
    with lock.ends():
        lock.begin(shell, desk)
        worker.run(lambda: kept.append("too late"), success=lambda _: None, failure=lambda _: None)
    assert kept[-1] == "closed"


def long_work(kept, started):
    def work(progress):
        try:
            for done in range(100_000):
                started.set()
                progress.report(done, 100_000)
                threading.Event().wait(0.01)
        except Cancelled:
            kept.append("cancelled")
            raise

    return work


@pytest.mark.parametrize("asked_by", ["Ctrl+L", "idle, then Lock now", "idle, then Enter"])
def test_long_work_is_stopped_cleanly_when_a_person_locks(lock, shell, desk, kept, worker, asked_by):
    started = threading.Event()
    worker.follow(
        long_work(kept, started), success=lambda _: None, failure=lambda _: None, progress=lambda done, total: None
    )
    started.wait(10)
    with lock.ends():
        if asked_by == "Ctrl+L":
            lock.begin(shell, desk, AT_ONCE_MS)
        else:
            lock.begin(shell, desk, FINISHING_MS)
            press(shell, Qt.Key.Key_Return) if "Enter" in asked_by else shell.window()._cover.now.click()
    assert kept == ["cancelled", "", ["notes", {"at": 0}], "closed"]


def test_on_idle_long_work_is_finished_first_behind_a_cover(lock, shell, desk, kept, worker):
    go_on = threading.Event()

    def work(progress):
        go_on.wait(10)
        progress.report(1, 1)
        kept.append("written")

    worker.follow(work, success=lambda _: None, failure=lambda _: None, progress=lambda done, total: None)
    lock.begin(shell, desk, FINISHING_MS)
    lock.wait(AT_ONCE_MS + 100)
    assert shell.window()._cover.isVisible()
    with lock.ends():
        go_on.set()
    assert kept[0] == "written"
    assert kept[-1] == "closed"


def test_what_hangs_does_not_keep_it_from_locking(lock, shell, desk, kept, worker):
    go_on = threading.Event()
    lock._limit.setInterval(200)
    worker.run(lambda: go_on.wait(60), success=lambda _: None, failure=lambda _: None)
    with lock.ends():
        lock.begin(shell, desk)
    assert kept == []
    go_on.set()


def test_locking_again_and_again_does_not_put_off_the_end_of_what_hangs(lock, shell, desk, worker):
    go_on = threading.Event()
    lock._limit.setInterval(400)
    worker.run(lambda: go_on.wait(60), success=lambda _: None, failure=lambda _: None)
    lock.begin(shell, desk, 0)
    lock.wait(50)
    pressing = QTimer(lock, interval=50)
    pressing.timeout.connect(lambda: lock.begin(shell, desk))
    pressing.start()
    with lock.ends():
        lock.wait(50)
    pressing.stop()
    go_on.set()


def test_the_vault_is_closed_even_where_the_place_cannot_be_remembered(lock, shell, desk, kept):
    def full(place):
        raise DiskFull

    with lock.ends():
        lock.begin(shell, Desk((), "notes", False, None, None, full, desk.close, desk.home))
    assert kept == ["", "closed"]


def test_a_screen_that_fails_when_it_is_left_does_not_keep_it_open(lock, shell, desk, kept, monkeypatch, caplog):
    monkeypatch.setattr(shell.screen_of("notes"), "leaving", lambda: 1 / 0)
    with lock.ends():
        lock.begin(shell, desk)
    assert kept[-1] == "closed"
    assert "could not be left" in caplog.text


def test_what_was_copied_here_is_taken_out_of_the_clipboard(qapp, monkeypatch):
    monkeypatch.setattr(type(QGuiApplication.clipboard()), "ownsClipboard", lambda _: True)  # offscreen knows no owner
    QGuiApplication.clipboard().setText("Quillfeather")
    locking.clear_clipboard()
    assert QGuiApplication.clipboard().text() == ""


def test_what_another_program_copied_stays_in_the_clipboard(qapp, monkeypatch):
    data = QMimeData()
    data.setText("theirs")
    QGuiApplication.clipboard().setMimeData(data)
    monkeypatch.setattr(type(QGuiApplication.clipboard()), "ownsClipboard", lambda _: False)
    locking.clear_clipboard()
    assert QGuiApplication.clipboard().text() == "theirs"


def press(shell, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(shell.window().focusWidget() or shell.window(), key, modifier)


def words_of(cover):
    return " ".join(label.text() for label in cover.findChildren(QWidget) if hasattr(label, "text"))


@pytest.fixture
def covered(shell, qapp):
    """Return the cover of interview mode over a screen in whose text the cursor stands."""
    shell.screen_of("notes").text.setText("Quillfeather")
    shell.screen_of("notes").text.setFocus()
    press(shell, Qt.Key.Key_F9)
    return shell.window()._cover


def test_f9_covers_the_screen_and_says_that_this_is_no_lock_and_what_is(covered):
    assert isinstance(covered, InterviewCover)
    assert "not a lock" in words_of(covered)
    assert "not a lock: Ctrl+L locks" in covered.accessibleName()


def test_nothing_shows_through_the_cover_at_any_size(covered, shell, qapp):
    for size in ((1366, 768), (1500, 900), (1132, 590)):
        shell.window().resize(*size)
        qapp.processEvents()
        assert covered.geometry() == shell.window().rect()
    before = shell.window().grab().toImage()
    shell.screen_of("notes").text.setText("another name altogether")
    qapp.processEvents()
    assert shell.window().grab().toImage() == before


def test_keys_and_clicks_reach_nothing_below_the_cover(covered, shell):
    for key in (Qt.Key.Key_A, Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Slash, Qt.Key.Key_Tab):
        press(shell, key)
    QTest.mouseClick(covered, Qt.MouseButton.LeftButton, pos=covered.rect().center())
    assert shell.window().focusWidget() is covered
    assert shell.screen_of("notes").text.text() == "Quillfeather"


@pytest.mark.parametrize("key", [Qt.Key.Key_F9, Qt.Key.Key_Escape])
def test_the_cover_is_lifted_by_f9_or_escape_and_the_cursor_is_where_it_was(covered, shell, key):
    press(shell, key)
    assert shell.window()._cover is None
    assert shell.window().focusWidget() is shell.screen_of("notes").text


def test_ctrl_l_locks_from_below_the_cover_and_returns_to_the_cursor(covered, shell, lock, desk, kept, qtbot):
    with qtbot.waitSignal(shell.lock_asked):
        press(shell, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    with lock.ends():
        lock.begin(shell, desk)
    assert ["notes", {"at": 12}] in kept


def test_the_cover_takes_dialogs_away(shell, window):
    dialog = window(QDialog(), 200, 100)
    shell.window().turn_interview_cover()
    assert not dialog.isVisible()


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def idle(window):
    """Return a watch of a window with ten minutes, its clock, and what it told."""
    clock, told = Clock(), []
    watch = IdleWatch(clock=clock)
    watch.idle.connect(lambda: told.append("idle"))
    watch.slept.connect(lambda: told.append("slept"))
    watched = window(QLineEdit(), 200, 40)
    watch.watch(watched)
    watch.set_minutes(10)

    def pass_time(seconds, step=5):
        for _ in range(int(seconds / step)):
            clock.now += step
            watch.look()
        return told

    pass_time.watched, pass_time.watch, pass_time.clock = watched, watch, clock
    return pass_time


def test_it_is_idle_after_the_minutes_without_a_touch(idle):
    assert idle(595) == []
    assert idle(5) == ["idle"]


def test_a_touch_begins_the_minutes_anew(idle):
    idle(500)
    QTest.keyClick(idle.watched.windowHandle(), Qt.Key.Key_A)
    assert idle(595) == []
    assert idle(5) == ["idle"]


def test_never_is_never(idle):
    idle.watch.set_minutes(0)
    assert idle(100_000) == []


def test_a_sleep_that_no_platform_told_of_is_noticed_on_waking(idle):
    idle.watch.set_minutes(0)
    idle.clock.now += 3600
    idle.watch.look()
    assert idle(0) == ["slept"]
