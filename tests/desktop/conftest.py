"""What desktop tests share: the theme on the application, and one message of the offscreen plugin that says nothing about us."""

import pytest

from fieldaudit.desktop import theme


def pytest_collection_modifyitems(items):
    """The offscreen platform prints a warning for every top-level window whose size is limited; it is not ours."""
    for item in items:
        if "/desktop/" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True))


@pytest.fixture
def window(qapp, qtbot):
    """Return a function that shows a widget in the light theme at the design size and keeps it until the test ends."""
    theme.apply(qapp, "light")
    kept = []

    def show(widget, width=1366, height=768):
        kept.append(widget)
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        qtbot.waitExposed(widget)
        qapp.processEvents()
        return widget

    return show
