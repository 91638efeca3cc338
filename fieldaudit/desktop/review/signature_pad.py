"""The field in which the site's representative signs."""

from __future__ import annotations

from PySide6.QtCore import QSize

from fieldaudit.desktop.widgets.drawing_pad import DrawingPad

LEAST = QSize(480, 160)


class SignaturePad(DrawingPad):
    """A drawing pad with a line to sign on."""

    def __init__(self) -> None:
        super().__init__(LEAST, name="", invitation=" ")
        self._invitation = self.tr("Sign here")
        self.setAccessibleName(self.tr("Signature"))
        self.setAccessibleDescription(self.tr("Sign here, or type the name above and leave this empty."))
