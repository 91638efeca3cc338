"""The session's own lock and sleep, told on a bus of our own."""

import shutil
import subprocess

import pytest
from PySide6.QtCore import QCoreApplication

from fieldaudit.desktop.session_lock import SCREEN, SLEEP, SessionLock

QtDBus = pytest.importorskip("PySide6.QtDBus")
pytestmark = pytest.mark.skipif(not shutil.which("dbus-daemon"), reason="there is no D-Bus here")


@pytest.fixture
def bus(qapp):
    """Return the address of a bus that ends with the test."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
    )
    try:
        yield daemon.stdout.readline().strip()
    finally:
        daemon.terminate()
        daemon.wait(10)
        daemon.stdout.close()


@pytest.fixture
def ends(bus):
    """Return the listening and the telling end, both gone after the test."""
    names = ("fieldaudit-test-listens", "fieldaudit-test-tells")
    yield [QtDBus.QDBusConnection.connectToBus(bus, name) for name in names]
    for name in names:
        QtDBus.QDBusConnection.disconnectFromBus(name)


def tell(teller, signal, *, begins):
    service, path, interface, name = signal
    assert teller.registerService(service)
    message = QtDBus.QDBusMessage.createSignal(path, interface, name)
    message.setArguments([begins])
    assert teller.send(message)


@pytest.mark.parametrize("signal", [*SLEEP, *SCREEN])
def test_the_beginning_of_a_lock_or_a_sleep_is_heard(ends, qtbot, signal):
    listener, teller = ends
    lock = SessionLock()
    assert lock.listen(listener, (signal,))
    with qtbot.waitSignal(lock.locked, timeout=10_000):
        tell(teller, signal, begins=True)


def test_waking_up_locks_nothing(ends, qtbot):
    listener, teller = ends
    lock = SessionLock()
    assert lock.listen(listener, SLEEP)
    heard = []
    lock.locked.connect(lambda: heard.append("lock"))
    tell(teller, SLEEP[0], begins=False)
    tell(teller, SLEEP[0], begins=True)
    qtbot.waitUntil(lambda: bool(heard))
    QCoreApplication.processEvents()
    assert heard == ["lock"]


def test_where_there_is_no_bus_nothing_happens(qapp):
    nowhere = QtDBus.QDBusConnection.connectToBus("unix:path=/nonexistent", "fieldaudit-test-nowhere")
    assert not SessionLock().listen(nowhere, SLEEP)
    QtDBus.QDBusConnection.disconnectFromBus("fieldaudit-test-nowhere")
