"""A form's words on the screen: with its markup, in the direction of its language, and live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices

from fieldaudit.desktop.run.markup import rich
from fieldaudit.desktop.widgets import Label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from fieldaudit.desktop.theme.tokens import TextRole


class RichLabel(Label):
    """Wrapped words that show the markup of a form; a link opens in the browser, and its address is its tip."""

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
        self._source = ""
        self.linkActivated.connect(lambda address: QDesktopServices.openUrl(QUrl(address)))
        self.linkHovered.connect(self.setToolTip)
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
        self._source = text
        made = rich(text)
        self.setTextFormat(Qt.TextFormat.RichText if made else Qt.TextFormat.PlainText)
        links = "<a href=" in made
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
            if links
            else Qt.TextInteractionFlag.NoTextInteraction
        )
        self.setText(made or text)
