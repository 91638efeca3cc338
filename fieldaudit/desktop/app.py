"""The desktop application: made once per process."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from fieldaudit import faults
from fieldaudit.assets import folder
from fieldaudit.desktop import theme, traces
from fieldaudit.desktop.background import Worker, take_short_turns
from fieldaudit.desktop.collector import Collector
from fieldaudit.desktop.ending import Ending
from fieldaudit.desktop.flow import Flow
from fieldaudit.launcher import LOCKED


def main(home: Path | str | None = None, *, quit_when_shown: bool = False) -> int:
    """Open the window on the vault in `home` (default: the platform's data folder); return the exit code.

    `quit_when_shown` ends as soon as the first page was painted: what the start benchmark measures.
    """
    where = Path(home) if home else _usual_home()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise TypeError
    traces.leave_none()
    application.setApplicationName("FieldAudit")
    application.setDesktopFileName("fieldaudit")
    collector = Collector(application)
    take_short_turns()
    worker = Worker(begin=faults.hush_logging)
    flow = Flow(where, worker)
    translators = translate(application, flow.preferences.language)
    theme.apply(application, flow.preferences.theme, flow.preferences.text_scale)
    flow.left.connect(application.exit)
    flow.begin()
    flow.window.show()
    flow.shown()
    ending = Ending(application)
    ending.asked.connect(flow.window.close)
    if quit_when_shown:
        QTimer.singleShot(0, application.quit)
    code = application.exec()
    worker.close(wait=code != LOCKED)  # a lock has put the vault away, or does not wait for what hangs
    ending.stop()
    collector.stop()
    translators.clear()
    return code


def _usual_home() -> Path:
    import platformdirs  # noqa: PLC0415 - the first page must not wait for it

    return Path(platformdirs.user_data_dir("FieldAudit", appauthor=False)) / "home"


def translate(application: QApplication, language: str) -> list[QTranslator]:
    """Install a language (empty: the system's) for our strings and Qt's own; mirror where it runs right to left."""
    locale = QLocale(language) if language else QLocale.system()
    QLocale.setDefault(locale)
    installed = []
    places = (
        ("fieldaudit", str(folder("resources") / "translations")),
        ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
    )
    for name, where in places:
        translator = QTranslator(application)
        if translator.load(locale, name, "_", where):
            application.installTranslator(translator)
            installed.append(translator)
    ours = language or (locale.name() if installed else "en")
    rtl = QLocale(ours).textDirection() == Qt.LayoutDirection.RightToLeft
    application.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    return installed
