"""The one question before signing: it names what freezes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from fieldaudit.desktop.review.words import outcome
from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import SPACE_3, SPACE_6
from fieldaudit.desktop.widgets import Label, PrimaryButton, QuietButton, row

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from fieldaudit.desktop.review.points import Review

_WIDTH = 480


class ConfirmSigning(QDialog):
    """Accepted when the person signs."""

    def __init__(self, review: Review, chosen: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Sign the audit"))
        self.sign = PrimaryButton(self.tr("Sign"), icon="pen-line")
        self.sign.clicked.connect(self.accept)
        cancel = QuietButton(self.tr("Not yet"))
        cancel.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_6, SPACE_6, SPACE_6, SPACE_6)
        layout.setSpacing(SPACE_3)
        title = self.tr("Sign as “{outcome}”?").format(outcome=outcome(chosen))
        layout.addWidget(Label(title, "title", bold=True, wrap=True))
        layout.addWidget(Label(self._freezes(review), wrap=True))
        later = self.tr(
            "To correct something afterwards you amend it with a reason and sign a new version; this one stays."
        )
        layout.addWidget(Label(later, muted=True, wrap=True))
        layout.addSpacing(SPACE_3)
        layout.addLayout(row(None, cancel, self.sign, gap=SPACE_3))
        self.setMinimumWidth(_WIDTH)
        cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the panel."""
        QPainter(self).fillRect(self.rect(), QColor(tokens_of(self).panel))

    def _freezes(self, review: Review) -> str:
        words = self.tr(
            "This freezes {answers} answers, {findings} findings with their actions, and {photos} attachments."
        )
        return words.format(answers=review.answered, findings=review.findings, photos=review.photos)
