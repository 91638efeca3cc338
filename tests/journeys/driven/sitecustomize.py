"""Loaded by the interpreter of a driven program: a window's process then does what the test says, by a socket.

Nothing is patched. The window's process is the one that the launcher forks; what it is told to do goes through Qt's own
event queue on the interface thread, and the launcher is told nothing.
"""

import os
import sys
import threading
import time


def _serve(folder):
    import json
    import socket

    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"{folder}/{os.getpid()}.new")
        server.listen()
        os.rename(f"{folder}/{os.getpid()}.new", f"{folder}/{os.getpid()}")  # noqa: PTH104 - the launcher loads as little as it does undriven
        while True:
            connection, _ = server.accept()
            with connection, connection.makefile("rw", encoding="utf-8") as stream:
                said = json.loads(stream.readline())
                stream.write(json.dumps(_on_the_interface_thread(said)) + "\n")


def _on_the_interface_thread(words):
    from PySide6.QtCore import QObject, Qt, Signal, Slot
    from PySide6.QtWidgets import QApplication

    class Bridge(QObject):
        call = Signal()

        @Slot()
        def act(self):
            self.called()

    done, answer = threading.Event(), {}

    def act():
        try:
            names = {"application": QApplication.instance(), "answer": answer}
            [names["window"]] = [w for w in QApplication.topLevelWidgets() if type(w).__name__ == "Window"]
            names["flow"] = names["window"]._closing.__self__
            exec(words, names)  # noqa: S102 - the test's own words
        except Exception as error:  # noqa: BLE001 - told to the test
            answer["fault"] = repr(error)
        done.set()

    bridge = Bridge()
    bridge.moveToThread(QApplication.instance().thread())
    bridge.called = act
    bridge.call.connect(bridge.act, Qt.ConnectionType.QueuedConnection)
    bridge.call.emit()
    done.wait(60)
    return answer


def _begin():
    folder = os.environ.get("FIELDAUDIT_DRIVEN")

    def wait():
        while "fieldaudit.desktop.flow" not in sys.modules:
            time.sleep(0.02)
        from PySide6.QtWidgets import QApplication

        while QApplication.instance() is None or not any(w.isVisible() for w in QApplication.topLevelWidgets()):
            time.sleep(0.02)
        _serve(folder)

    if folder:
        threading.Thread(target=wait, daemon=True).start()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin)
