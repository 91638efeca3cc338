"""Scrolling after the keyboard: a form that opens below what one sees comes into view with the field one types in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QScrollArea

_AROUND = 16


class FollowFocus(QObject):
    """Keeps what has the keyboard inside `area` in sight, with the whole of the form (one of `forms`) it belongs to."""

    def __init__(self, area: QScrollArea, forms: tuple[type[QWidget], ...]) -> None:
        super().__init__(area)
        self._area, self._forms = area, forms
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._follow)
        application = QGuiApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._moved)

    def _moved(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._form_of(now) is not None:
            self._later.start()

    def _follow(self) -> None:
        focused = QApplication.focusWidget()
        form = self._form_of(focused) if focused is not None else None
        if focused is not None and form is not None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)  # of every widget
            self._area.ensureWidgetVisible(form, 0, _AROUND)
            self._area.ensureWidgetVisible(focused, 0, _AROUND)

    def _form_of(self, widget: QWidget) -> QWidget | None:
        inside: QWidget | None = self._area.widget()
        above: QWidget | None = widget
        while above is not None and above is not inside:
            if isinstance(above, self._forms):
                return above if inside is not None and inside.isAncestorOf(above) else None
            above = above.parentWidget()
        return None
