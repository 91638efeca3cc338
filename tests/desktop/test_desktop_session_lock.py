"""The session's own lock and sleep, told on a bus of our own."""

import os
import shutil
import stat
import subprocess
import sys

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


LOGIN = """
import os, sys
from PySide6.QtCore import QCoreApplication, QSocketNotifier
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusObjectPath, QDBusUnixFileDescriptor, QDBusVirtualObject

class Login(QDBusVirtualObject):
    def introspect(self, path):
        return ""

    def handleMessage(self, message, connection):
        answers = {"GetSession": QDBusObjectPath("/session/ours"), "Inhibit": QDBusUnixFileDescriptor(delay)}
        answer = message.createReply()
        answer.setArguments([answers[message.member()]])
        return connection.send(answer)

application = QCoreApplication([])
_, delay = os.pipe()
login, bus = Login(), QDBusConnection.connectToBus(sys.argv[1], "fieldaudit-test-login")
bus.registerVirtualObject("/org/freedesktop/login1", login, QDBusConnection.VirtualObjectRegisterOption.SubPath)
bus.registerService("org.freedesktop.login1")

def tell():
    sys.stdin.readline()
    bus.send(QDBusMessage.createSignal("/session/ours", "org.freedesktop.login1.Session", "Lock"))

asked = QSocketNotifier(0, QSocketNotifier.Type.Read)
asked.activated.connect(tell)
os.write(1, b"x")
application.exec()
"""


def test_the_login_managers_own_lock_is_heard_and_sleep_waits_until_this_process_lets_go(bus, ends, qtbot):
    listener, _ = ends
    lock = SessionLock()
    with subprocess.Popen([sys.executable, "-c", LOGIN, bus], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as manager:
        try:
            assert manager.stdout.read(1) == b"x"
            assert lock.listen_to_login(listener)
            assert stat.S_ISFIFO(os.fstat(lock._delay.fileDescriptor()).st_mode)
            with qtbot.waitSignal(lock.locked, timeout=10_000):
                manager.stdin.write(b"\n")
                manager.stdin.flush()
        finally:
            manager.kill()


def test_without_a_login_manager_it_goes_on(ends, qapp):
    assert not SessionLock().listen_to_login(ends[0])


def test_where_there_is_no_bus_nothing_happens(qapp):
    nowhere = QtDBus.QDBusConnection.connectToBus("unix:path=/nonexistent", "fieldaudit-test-nowhere")
    assert not SessionLock().listen(nowhere, SLEEP)
    QtDBus.QDBusConnection.disconnectFromBus("fieldaudit-test-nowhere")
