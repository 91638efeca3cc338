"""A form's words on the screen: with its markup, in the direction of its language, and live."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from fieldaudit.desktop.run.markup import rich
from fieldaudit.desktop.widgets import Label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from fieldaudit.desktop.theme.tokens import TextRole

_OPEN, _COPY, _STAY = "fieldaudit:open", "fieldaudit:copy", "fieldaudit:stay"  # a form's own links are of the web


class RichLabel(Label):
    """Wrapped words that show the markup of a form; a link shows its address and asks before it opens in the browser.

    A form comes from elsewhere and its words can name another address than they lead to; the program never goes online.
    """

    def __init__(
        self,
        text: str = "",
        role: TextRole = "body",
        *,
        bold: bool = False,
        muted: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", role, bold=bold, muted=muted, wrap=True, parent=parent)
        self._source = self._made = self._asked = ""
        self.linkActivated.connect(self._follow)
        self.linkHovered.connect(lambda address: self.setToolTip("" if address in (_OPEN, _COPY, _STAY) else address))
        self._align()
        self.show_text(text)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name and signature
        """Follow the direction of the page."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._align()

    def _align(self) -> None:
        """Begin at the right on a mirrored page, words of another script too; Qt would put those at the left."""
        side = Qt.AlignmentFlag.AlignLeft
        if self.isRightToLeft():
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
        self.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)

    @property
    def source(self) -> str:
        """The words as the form has them."""
        return self._source

    def show_text(self, text: str) -> None:
        """Show other words; the same again cost nothing."""
        if text == self._source:
            return
        self._source, self._asked = text, ""
        self._made = made = rich(text)
        self.setTextFormat(Qt.TextFormat.RichText if made else Qt.TextFormat.PlainText)
        links = "<a href=" in made
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
            if links
            else Qt.TextInteractionFlag.NoTextInteraction
        )
        self.setText(made or text)

    def _follow(self, address: str) -> None:
        """Ask where a link leads, or do what was answered."""
        asked = self._asked
        self._asked = address if address not in (_OPEN, _COPY, _STAY) else ""
        self.setText(f"{self._made}{self._question()}")
        if address == _OPEN and asked:
            QDesktopServices.openUrl(QUrl(asked))
        elif address == _COPY and asked:
            QGuiApplication.clipboard().setText(asked)

    def _question(self) -> str:
        if not self._asked:
            return ""
        warning = self.tr("This leaves the program and goes online: whoever runs the network can see the address.")
        answers = ((_OPEN, self.tr("Open it now")), (_COPY, self.tr("Copy the address")), (_STAY, self.tr("Cancel")))
        links = " · ".join(f'<a href="{name}">{escape(words)}</a>' for name, words in answers)
        return f"<br><b>{escape(self._asked)}</b><br>{escape(warning)}<br>{links}"
