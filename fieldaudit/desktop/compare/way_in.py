"""The way from a list of audits to where they are compared: a button that says how many hold what differs."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut

from fieldaudit.desktop.lines import AuditLine
from fieldaudit.desktop.widgets import QuietButton


class WayToCompare(QuietButton):
    """Hidden while nothing differs; `asked(audit)` by a click or Alt+C: the audit one stands on, else the first."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__("", icon="git-fork", small=True)
        QShortcut(QKeySequence("Alt+C"), self).activated.connect(self._ask)
        self.setToolTip("Alt+C")
        self._audits: tuple[str, ...] = ()
        self._standing_on = ""
        self.clicked.connect(lambda _: self._ask())
        self.hide()

    def show_audits(self, lines: Sequence[AuditLine]) -> None:
        """Count the audits in which something differs."""
        self._audits = tuple(line.id for line in lines if line.differs)
        count = len(self._audits)
        words = self.tr("1 audit to compare") if count == 1 else self.tr("{count} audits to compare")
        self.set_text(words.format(count=count))
        self.setVisible(bool(count))

    def stand_on(self, audit: str) -> None:
        """Prefer this audit: it is the current one of the list."""
        self._standing_on = audit

    def _ask(self) -> None:
        if self._audits:
            chosen = self._standing_on if self._standing_on in self._audits else self._audits[0]
            self.asked.emit(chosen)
