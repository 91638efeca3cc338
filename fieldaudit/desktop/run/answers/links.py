"""A web address that the form shows: copied, or opened in the browser after one is asked (url)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from fieldaudit.desktop.run.answers.base import FlowAnswer, WholeLine
from fieldaudit.desktop.widgets import Button, Label, column

if TYPE_CHECKING:
    from fieldaudit.desktop.run.cards import Card

_SCHEMES = ("http", "https", "mailto")


class LinkAnswer(FlowAnswer):
    """Opening takes two presses: the program itself never goes online."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self._address = Label("", bold=True, wrap=True)
        self._address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._asked = Label("", "secondary", muted=True, wrap=True)
        line = WholeLine()
        line.setLayout(column(self._address, self._asked, gap=4))
        self.copy = Button(self.tr("Copy"), icon="copy", key="1")
        self.copy.clicked.connect(self._copy)
        self.open = Button(self.tr("Open in the browser"), key="2")
        self.open.clicked.connect(self._open)
        self._sure = False
        for part in (line, self.copy, self.open):
            self.flow.addWidget(part)
        self.numbered += [self.copy, self.open]
        self.end_with_not_checked("3")
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        """Show the address."""
        super().show_card(card)
        self._address.setText(card.value or self.tr("not known yet"))
        self.copy.setEnabled(bool(card.value))
        self.open.setEnabled(QUrl(card.value).scheme().casefold() in _SCHEMES)
        self._set_sure(False)

    def first_control(self) -> Button:
        """Return the button that copies."""
        return self.copy

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.card.value)
        self._asked.setText(self.tr("Copied."))
        self._asked.show()

    def _open(self) -> None:
        if self._sure:
            QDesktopServices.openUrl(QUrl(self.card.value))
        self._set_sure(not self._sure)

    def _set_sure(self, sure: bool) -> None:
        self._sure = sure
        self.open.set_text(self.tr("Open it now") if sure else self.tr("Open in the browser"))
        said = self.tr("This leaves the program and goes online: whoever runs the network can see the address.")
        self._asked.setText(said if sure else "")
        self._asked.setHidden(not sure)
