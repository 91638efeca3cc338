"""How an audit was done and closed: facts, every signature, the site's answers, and what is there but restricted."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldaudit.desktop.audits.presenter import AuditDetail, ClosingPart
from fieldaudit.desktop.theme.tokens import SPACE_3, SPACE_4, SPACE_6
from fieldaudit.desktop.widgets import Facts, Label, Panel, Pill, clear, column, page


class ClosingPage(QWidget):
    """One panel for how it was done, one for each signature."""

    def __init__(self) -> None:
        super().__init__()
        done = Panel(padding=SPACE_6)
        self._facts = Facts()
        self._restricted = Pill("", "neutral", icon="lock")
        self._restricted.hide()
        done.body.addWidget(Label(self.tr("How it was done"), "question", bold=True))
        done.body.addWidget(self._facts)
        done.body.addWidget(self._restricted, 0, Qt.AlignmentFlag.AlignLeading)
        self._parts = column(gap=SPACE_4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page(column(done, self._parts, None, gap=SPACE_4), margins=(0, 0, 0, 0)))
        self._shown: AuditDetail | None = None

    def show_detail(self, detail: AuditDetail) -> None:
        """Show how this audit was done and closed."""
        if detail == self._shown:
            return
        self._shown = detail
        self._facts.show_facts(detail.facts)
        count = detail.restricted
        words = self.tr("1 restricted entry") if count == 1 else self.tr("{count} restricted entries")
        self._restricted.show_state(
            self.tr("{entries}: for the protection officer").format(entries=words.format(count=count)),
            "neutral",
            icon="lock",
        )
        self._restricted.setVisible(count > 0)
        clear(self._parts)
        unsigned = ClosingPart(self.tr("How it was closed"), ((self.tr("State"), self.tr("not signed yet")),))
        for part in detail.closing or (unsigned,):
            self._parts.addWidget(_panel(part))


def _panel(part: ClosingPart) -> Panel:
    panel = Panel(padding=SPACE_6, gap=SPACE_3)
    panel.setAccessibleName(part.title)
    panel.body.addWidget(Label(part.title, "question", bold=True, wrap=True))
    panel.body.addWidget(Facts(part.facts))
    return panel
