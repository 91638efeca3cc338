"""What desktop tests share: the theme, windows that are destroyed after a test, and the collector on this thread."""

import gc

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QPalette

from fieldaudit.desktop import theme
from fieldaudit.desktop.theme import LIGHT


def pytest_collection_modifyitems(items):
    """The offscreen platform prints a warning for every top-level window whose size is limited; it is not ours."""
    for item in items:
        if "/desktop/" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore("not support (propagateSizeHints|raise|grabbing)", extend=True))


@pytest.fixture(scope="session", autouse=True)
def _collect_on_this_thread_only():
    """Keep Python's collector from the worker threads, as the application does: Qt's objects die where they live."""
    gc.disable()
    gc.freeze()
    yield
    gc.unfreeze()
    gc.enable()


def destroy_what_is_left():
    """Destroy windows that were closed, and what only they kept alive."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


@pytest.fixture
def destroy():
    """Return the function that destroys closed windows."""
    return destroy_what_is_left


@pytest.fixture
def window(qapp):
    """Return a function that shows a widget in the light theme at the design size; it is destroyed after the test."""
    if qapp.palette().color(QPalette.ColorRole.Window).name().upper() != LIGHT.background or theme.scale() != 1.0:
        theme.apply(qapp, "light")
    kept = []

    def show(widget, width=1366, height=768):
        kept.append(widget)
        widget.resize(width, height)
        widget.show()
        widget.activateWindow()
        for _ in range(3):
            qapp.processEvents()
        return widget

    yield show
    for widget in kept:
        widget.close()
        widget.deleteLater()
    destroy_what_is_left()
