"""Choosing a passphrase: typed twice, with a word on how strong it is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldaudit.desktop.first_start.strength import LEAST, Strength, strength
from fieldaudit.desktop.theme.tokens import SPACE_3
from fieldaudit.desktop.widgets import PassphraseField
from fieldaudit.errors import FieldAuditError


class PassphrasePair(QWidget):
    """Two fields; `changed` while typing, `entered` on Enter in the second."""

    changed = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first = PassphraseField(self.tr("Choose a passphrase"), hint=self._hint(""))
        self.again = PassphraseField(self.tr("The same once more"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_3)
        layout.addWidget(self.first)
        layout.addWidget(self.again)
        self.first.changed.connect(self._typed)
        self.again.changed.connect(self.changed)
        self.first.entered.connect(self.again.edit.setFocus)
        self.again.entered.connect(self.entered)

    def values(self) -> tuple[str, str]:
        """Return both as typed."""
        return self.first.passphrase(), self.again.passphrase()

    def is_ready(self) -> bool:
        """Return whether both are there and long enough to try."""
        return strength(self.first.passphrase()) != "short" and bool(self.again.passphrase())

    def show_error(self, error: FieldAuditError | None) -> None:
        """Show an error at the second field."""
        self.again.show_error(error)

    def _typed(self) -> None:
        self.first.set_usual_hint(self._hint(self.first.passphrase()))
        self.changed.emit()

    def _hint(self, passphrase: str) -> str:
        if not passphrase:
            return self.tr("Four or more unrelated words are good. Nobody can read it back to you.")
        words: dict[Strength, str] = {
            "short": self.tr("Too short: at least {least} characters.").format(least=LEAST),
            "weak": self.tr("Weak: easy to guess for a machine. Add words."),
            "fair": self.tr("Fair: one more word makes it strong."),
            "strong": self.tr("Strong."),
        }
        return words[strength(passphrase)]
