"""The recovery sheet: shown, saved or printed, and tried before one goes on."""

from pathlib import Path

from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QGridLayout

from fieldaudit.desktop.first_start.presenter import FirstStartPresenter, FirstStartState
from fieldaudit.desktop.theme import font
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_3, SPACE_6
from fieldaudit.desktop.widgets import (
    Banner,
    EntryPage,
    Label,
    PrimaryButton,
    QuietButton,
    TextField,
    clear,
    holder,
    row,
)
from fieldaudit.errors import FileUnwritable

_PER_LINE = 4


def _write(path: Path, text: str) -> None:
    """Write what opens everything: for its owner alone, whole or not at all."""
    from fieldaudit.vault import files  # noqa: PLC0415 - the first page must not wait for it

    files.write(path, text.encode())


class SheetPage(EntryPage):
    """The words in numbered columns, with Print and Save."""

    def __init__(self, presenter: FirstStartPresenter) -> None:
        super().__init__("", "", width=680)
        self.say(
            self.tr("Your recovery sheet"),
            self.tr(
                "These words open the head office when the passphrase is lost. "
                "They are shown only now. Keep them on paper, in a safe."
            ),
        )
        self._text, self._shares = "", tuple[str, ...]()
        self._banner = Banner()
        self._words = QGridLayout()
        self._words.setHorizontalSpacing(SPACE_6)
        self._words.setVerticalSpacing(SPACE_2)
        print_it = QuietButton(self.tr("Print"), icon="printer")
        print_it.clicked.connect(self._print)
        save = QuietButton(self.tr("Save as text"), icon="save")
        save.clicked.connect(self._save)
        self.in_shares = QuietButton(self.tr("As three shares…"), icon="users")
        self.in_shares.setAccessibleDescription(self.tr("Three sheets, any two of which open the head office."))
        self.in_shares.clicked.connect(self._choose_folder)
        self._next = PrimaryButton(self.tr("I have kept it"))
        self._next.clicked.connect(presenter.kept)
        self.body.addWidget(self._banner)
        self.body.addLayout(self._words)
        self.body.addWidget(
            holder(row(print_it, save, self.in_shares, None, self._next, gap=SPACE_3, margins=(0, SPACE_3, 0, 0)))
        )

    def take_focus(self) -> None:
        """Begin with going on: Enter is not a trap, the next page asks for words."""
        self._next.setFocus()

    def show_state(self, state: FirstStartState) -> None:
        """Show the words."""
        if state.sheet is None or state.sheet.text == self._text:
            return
        self._text, self._shares = state.sheet.text, state.sheet.shares
        self.in_shares.setHidden(not self._shares)
        clear(self._words)
        for place, word in enumerate(state.sheet.words):
            label = Label(f"{place + 1:>2}  {word}", "question", mono=True)
            label.setAccessibleName(f"{place + 1}, {word}")
            self._words.addWidget(label, place // _PER_LINE, place % _PER_LINE)

    def _print(self) -> None:
        printer = QPrinter()
        if QPrintDialog(printer, self).exec() == QDialog.DialogCode.Accepted:
            document = QTextDocument()
            document.setDefaultFont(font("body", mono=True))
            document.setPlainText(self._text)
            document.print_(printer)

    def _save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save the recovery sheet"), "recovery-sheet.txt")
        if name:
            self.save_to(Path(name))

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Where should the three shares go?"))
        if folder:
            self.save_shares_to(Path(folder))

    def save_shares_to(self, folder: Path) -> None:
        """Write each share as text and say how they are kept."""
        for number, text in enumerate(self._shares, start=1):
            path = folder / f"recovery-share-{number}.txt"
            try:
                _write(path, text)
            except OSError as problem:
                self._banner.show_error(FileUnwritable(path=path, reason=problem.strerror or problem))
                return
        self._banner.say(
            "major",
            self.tr("Three shares are saved. Any two of them open everything, one alone nothing."),
            self.tr("Print each, give them to three people, then delete the files."),
        )

    def save_to(self, path: Path) -> None:
        """Write the sheet as text and say so."""
        try:
            _write(path, self._text)
        except OSError as problem:
            self._banner.show_error(FileUnwritable(path=path, reason=problem.strerror or problem))
        else:
            self._banner.say(
                "major",
                self.tr("Saved as {name}. Anyone who reads that file can open everything.").format(name=path.name),
                self.tr("Print it, then delete the file."),
            )


class TrySheetPage(EntryPage):
    """Two of the words, typed back."""

    def __init__(self, presenter: FirstStartPresenter) -> None:
        super().__init__("", "", width=520)
        self.say(self.tr("Try the sheet"), self.tr("Read these two words from the paper, so that you know it works."))
        self._presenter = presenter
        self.first, self.second = TextField(""), TextField("")
        self.first.entered.connect(self.second.edit.setFocus)
        self.second.entered.connect(self._try)
        button = PrimaryButton(self.tr("Open the head office"), icon="check")
        button.clicked.connect(self._try)
        back = QuietButton(self.tr("Show the sheet again"))
        back.clicked.connect(lambda: presenter.go("sheet"))
        self.body.addWidget(self.first)
        self.body.addWidget(self.second)
        self.body.addWidget(holder(row(back, None, button, gap=SPACE_3)))

    def take_focus(self) -> None:
        """Begin with the first word."""
        self.first.edit.setFocus()

    def show_state(self, state: FirstStartState) -> None:
        """Ask for the words by their numbers."""
        for field, place in zip((self.first, self.second), state.asked, strict=True):
            field.set_label(self.tr("Word number {number}").format(number=place + 1))
        wrong = self.tr("One of the two words is not the one on the sheet.") if state.wrong_words else None
        self.second.show_error(wrong)

    def _try(self) -> None:
        self._presenter.try_words(self.first.text(), self.second.text())
