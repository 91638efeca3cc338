"""Withdrawing a respondent's consent: whose, what goes, why, a word to be typed before it does, and what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QSizePolicy

from fieldaudit.desktop import wording
from fieldaudit.desktop.audits.withdrawn import WithdrawnList
from fieldaudit.desktop.half_typed import KeptForm
from fieldaudit.desktop.theme.tokens import SPACE_2
from fieldaudit.desktop.widgets import Button, Facts, FormField, Label, Panel, Pill, QuietButton, TextField, holder, row

if TYPE_CHECKING:
    from fieldaudit.desktop.audits.presenter import AuditPresenter, AuditState, ConsentAsk, ConsentDone, Respondent

_NUMBERS_SHOWN = 6


class ConsentPanel(Panel):
    """Asked for by the button in the bar; nothing goes before the word is typed and a reason given."""

    def __init__(self, presenter: AuditPresenter) -> None:
        super().__init__(padding=20)
        self._presenter = presenter
        self._word = self.tr("ERASE")
        self._busy = False
        self._ask: ConsentAsk | None = None
        self._done: ConsentDone | None = None
        self._title, self._what = Label("", bold=True), Label("", wrap=True)
        self.who = QComboBox()
        self.who.currentIndexChanged.connect(self._chose)
        self._who = FormField(self.tr("Who withdraws"), self.who)
        self._later = Label("", muted=True, wrap=True)
        self.reason = TextField(self.tr("Why, without naming anybody"), placeholder=self.tr("Asked by telephone"))
        self.word = TextField(self.tr("Type {word} to confirm").format(word=self._word))
        for field in (self.reason, self.word):
            field.edit.textChanged.connect(self._follow)
        self._half = KeptForm(self, "", {"reason": self.reason.edit})
        self.erase = Button(self.tr("Erase for good"), "danger", icon="trash-2")
        self.erase.clicked.connect(self._erase)
        self.cancel = QuietButton(self.tr("Cancel"))
        self.cancel.clicked.connect(self._give_up)
        self._asking = holder(row(self.reason, self.word, gap=SPACE_2))
        self._pill, self._facts, self.withdrawn = (
            Pill(self.tr("Erased"), "good", icon="check"),
            Facts(),
            WithdrawnList(),
        )
        self._erased = holder(row(self._pill, None))
        self._before = Label(self.tr("Withdrawn before"), bold=True)
        parts = (
            self._title,
            self._erased,
            self._before,
            self.withdrawn,
            self._who,
            self._what,
            self._facts,
            self._later,
            self._asking,
        )
        for part in parts:
            self.body.addWidget(part)
        self.body.addLayout(row(None, self.cancel, self.erase, gap=SPACE_2))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def show_state(self, state: AuditState) -> None:
        """Show what would be erased, while it is asked; then what was, and where it may still be."""
        self._busy = state.busy
        if state.consent is not self._ask:
            self._ask = state.consent
            self.reason.set_text("")
            self.word.set_text("")
            if state.consent is not None:
                self._show_ask(state.consent)
                self._half.begin("consent")
        if state.erased is not None and state.erased is not self._done:
            self._half.done()
            self._show_done(state.erased)
        self._done = state.erased
        asking = state.consent is not None and bool(state.consent.respondents)
        self._who.setVisible(asking and self.who.count() > 1)
        for part in (self._asking, self.erase, self._what):
            part.setVisible(asking)
        self._erased.setVisible(state.erased is not None)
        self._show_before(asking=asking)
        nothing_left = state.consent is not None and not asking
        self._facts.setHidden(nothing_left)
        self.cancel.set_text(self.tr("Cancel") if asking else self.tr("Close"))
        self.setVisible(state.consent is not None or state.erased is not None)
        self._follow()

    def _show_before(self, *, asking: bool) -> None:
        """Put earlier withdrawals last, under a heading of their own, while another one is asked; else at the top."""
        self._before.setVisible(asking and bool(self._ask and self._ask.withdrawn))
        for place, part in enumerate((self._before, self.withdrawn), start=2):
            self.body.removeWidget(part)
            self.body.insertWidget(self.body.count() if asking else place, part)

    def _show_ask(self, ask: ConsentAsk) -> None:
        self.who.blockSignals(True)
        self.who.clear()
        for one in ask.respondents:
            words = one.name or self.tr("The respondent of this audit")
            self.who.addItem(f"{words} · {wording.code(one.code)}" if one.code else words, one.subject)
        self.who.blockSignals(False)
        self.withdrawn.show_lines(ask.withdrawn)
        left = bool(ask.respondents)
        self._title.setText(self.tr("Withdraw the respondent's consent") if left else self.tr("Withdrawn consents"))
        self._what.setText(
            self.tr(
                "This is erased on this computer, with every key that opens it. It cannot be undone. "
                "Files that are not assigned go too: nobody can say whom they show."
            )
        )
        self._later.setText(
            self.tr(
                "The findings and the history stay, without what was said. Backups made before still hold it: destroy "
                "them. Head office erases its copy when the next package arrives there."
            )
        )
        if not left:
            self._later.setText(
                self.tr("Backups made before still hold what was said: nothing reaches them. Destroy them.")
            )
        self._chose()

    def _chosen(self) -> Respondent | None:
        return self._ask.respondents[self.who.currentIndex()] if self._ask and self.who.currentIndex() >= 0 else None

    def _chose(self) -> None:
        """Say what would go of whom is chosen; the word is typed for each anew."""
        self.word.set_text("")
        chosen = self._chosen()
        if chosen is not None and self._ask is not None:
            self._facts.show_facts(self._counts(chosen.entries, chosen.attachments, self._ask.unassigned))

    def _counts(self, entries: int, attachments: int, unassigned: int) -> list[tuple[str, str]]:
        return [
            (self.tr("Restricted entries"), f"{entries:,}"),
            (self.tr("Their attachments"), f"{attachments:,}"),
            (self.tr("Files not assigned to a question"), f"{unassigned:,}"),
        ]

    def _show_done(self, done: ConsentDone) -> None:
        self.withdrawn.show_lines(done.withdrawn)
        self._title.setText(self.tr("The consent is withdrawn"))
        facts = [
            *self._counts(done.entries, done.attachments, done.unassigned),
            (self.tr("Still in packages"), self._said_packages(done)),
            (self.tr("Still in copies"), self._said_copies(done)),
        ]
        if not done.head_office and not done.withdrawn:
            facts.append(
                (
                    self.tr("Head office"),
                    self.tr("Not told yet: it erases its copy when your next package is taken in."),
                )
            )
        self._facts.show_facts(facts)
        self._later.setText(self.tr("What was written before still holds it. Destroy what you can reach."))

    def _said_packages(self, done: ConsentDone) -> str:
        if not done.packages:
            return self.tr("None was written with this audit.")
        latest = done.packages[-_NUMBERS_SHOWN:]
        said = ", ".join(
            self.tr("no. {number} of {day}").format(number=number, day=wording.day(when.astimezone().date()))
            for number, when in latest
        )
        more = len(done.packages) - len(latest)
        return self.tr("{packages} and {count} before").format(packages=said, count=more) if more else said

    def _said_copies(self, done: ConsentDone) -> str:
        if done.copied is None:
            return self.tr("None was made from here.")
        name, when = done.copied
        day = wording.day(when.astimezone().date())
        words = self.tr("{file} of {day} and older ones. Make a new copy, then destroy them.")
        return words.format(file=name, day=day)

    def _follow(self) -> None:
        self.erase.setEnabled(
            not self._busy and bool(self.reason.text()) and self.word.text().casefold() == self._word.casefold()
        )

    def _give_up(self) -> None:
        self._half.done()
        self._presenter.ask_consent()

    def _erase(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._presenter.withdraw(chosen.subject, self.reason.text())
