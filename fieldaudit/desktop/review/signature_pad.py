"""The field in which the site's representative signs.

A signature belongs to what stood there when it was drawn: it is kept with that, once it is recorded, and never as a
draft, beside which the words could be changed after a lock. The field says so.
"""

from __future__ import annotations

from PySide6.QtCore import QSize

from fieldaudit.desktop.widgets.drawing_pad import DrawingPad

LEAST = QSize(480, 160)


class SignaturePad(DrawingPad):
    """A drawing pad with a line to sign on."""

    def __init__(self) -> None:
        super().__init__(LEAST, name="", invitation=" ")
        self._invitation = self.tr("Sign here. A lock clears it until it is recorded.")
        self.setAccessibleName(self.tr("Signature"))
        self.setAccessibleDescription(self.tr("Sign here, or type the name above and leave this empty."))
