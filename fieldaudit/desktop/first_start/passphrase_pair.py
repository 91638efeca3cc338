"""Choosing a passphrase: typed twice, with a word on how strong it is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldaudit.desktop.first_start.strength import strength_words
from fieldaudit.desktop.theme.tokens import SPACE_3
from fieldaudit.desktop.widgets import PassphraseField
from fieldaudit.errors import FieldAuditError
from fieldaudit.trust.strength import measure


class PassphrasePair(QWidget):
    """Two fields; `changed` while typing, `entered` on Enter in the second."""

    changed = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints: tuple[str, ...] = ()
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

    def set_hints(self, *hints: str) -> None:
        """Count words that someone who knows the person tries first (a name, an organisation) as weak."""
        self._hints = hints

    def is_ready(self) -> bool:
        """Return whether both are there and strong enough to be taken."""
        if not self.again.passphrase():
            return False
        return measure(self.first.passphrase(), self._hints).strength not in ("short", "guessable")

    def show_error(self, error: FieldAuditError | None) -> None:
        """Show an error at the second field."""
        self.again.show_error(error)

    def _typed(self) -> None:
        self.first.set_usual_hint(self._hint(self.first.passphrase()))
        self.changed.emit()

    def _hint(self, passphrase: str) -> str:
        if not passphrase:
            return self.tr("Four or more unrelated words are good. Nobody can read it back to you.")
        return strength_words(measure(passphrase, self._hints))
