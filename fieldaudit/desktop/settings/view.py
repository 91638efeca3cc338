"""Settings as they are seen: one page."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QComboBox, QWidget

from fieldaudit.desktop.navigation.screen import Screen
from fieldaudit.desktop.preferences import LOCK_MINUTES, TEXT_SCALES
from fieldaudit.desktop.settings.presenter import About, SettingsPresenter, SettingsState
from fieldaudit.desktop.theme.tokens import SPACE_2, SPACE_4
from fieldaudit.desktop.widgets import Button, Facts, FormField, Label, Panel, column, holder, page, row


class SettingsScreen(Screen):
    """Theme, text size and lock take effect at once; below, what the program is."""

    def __init__(
        self,
        presenter: SettingsPresenter,
        about: Callable[[], About],
        languages: Sequence[str],
        *,
        can_purge: bool = True,
    ) -> None:
        super().__init__("")
        self._presenter, self._about = presenter, about
        self.bar.set_title(self.tr("Settings"))
        self.language = QComboBox()
        self.language.addItem(self.tr("as the system"), "")
        for code in languages:
            self.language.addItem(QLocale(code).nativeLanguageName().capitalize(), code)
        self.language.currentIndexChanged.connect(lambda _: presenter.set(language=self.language.currentData()))
        self.language.setMaximumWidth(360)
        self._themes = {
            "system": self._choice(self.tr("As the system"), "laptop", "theme", "system"),
            "light": self._choice(self.tr("Light"), "sun", "theme", "light"),
            "dark": self._choice(self.tr("Dark"), "moon", "theme", "dark"),
        }
        names = (self.tr("Normal"), self.tr("Large"), self.tr("Larger"))
        self._sizes = {
            scale: self._choice(name, "", "text_scale", scale) for scale, name in zip(TEXT_SCALES, names, strict=True)
        }
        self._locks = {
            minutes: self._choice(
                self.tr("after {minutes} minutes").format(minutes=minutes) if minutes else self.tr("never"),
                "",
                "lock_minutes",
                minutes,
            )
            for minutes in LOCK_MINUTES
        }
        window = Panel(self.tr("The window"), padding=20, gap=SPACE_4)
        window.body.addWidget(
            FormField(
                self.tr("Language"), self.language, hint=self.tr("Takes effect when the program is opened again.")
            )
        )
        window.body.addWidget(Label(self.tr("Theme"), bold=True))
        window.body.addWidget(holder(row(*self._themes.values(), None, gap=SPACE_2)))
        window.body.addWidget(Label(self.tr("Size of text"), bold=True))
        window.body.addWidget(holder(row(*self._sizes.values(), None, gap=SPACE_2)))
        window.body.addWidget(Label(self.tr("Lock when nobody touched the computer"), bold=True))
        window.body.addWidget(holder(row(*self._locks.values(), None, gap=SPACE_2)))
        self._facts, self._licences = Facts(), Facts()
        keys = Panel(self.tr("Keys"), padding=20)
        self.keys = Button(self.tr("What opens this vault…"), icon="key-round")
        self.keys.clicked.connect(lambda: self.go.emit("keys", None))
        keys.body.addWidget(holder(row(self.keys, None)))
        safety = Panel(self.tr("Copies and checks"), padding=20)
        copies = Button(self.tr("Copies of everything…"), icon="save")
        copies.clicked.connect(lambda: self.go.emit("backup", None))
        purge = Button(self.tr("Remove what head office has…"), icon="trash-2")
        purge.clicked.connect(lambda: self.go.emit("purge", None))
        self.check = Button(self.tr("Check everything…"), icon="shield-check")
        self.check.clicked.connect(lambda: self.go.emit("check", None))
        safety.body.addWidget(holder(row(copies, self.check, *([purge] if can_purge else []), None, gap=SPACE_2)))
        program = Panel(self.tr("About"), padding=20)
        program.body.addWidget(self._facts)
        licences = Panel(self.tr("What it is made of"), padding=20)
        licences.body.addWidget(self._licences)
        content = column(window, keys, safety, program, licences, None)
        inner = holder(content)
        inner.setMaximumWidth(760)
        self.set_content(page(row(inner, None)))
        presenter.show_in(self._show)

    def opened(self, argument: object = None) -> None:  # noqa: ARG002 - Qt's name and signature
        """Say what the program is."""
        about = self._about()
        self._facts.show_facts(about.facts)
        self._licences.show_facts(about.licences)

    def first_focus(self) -> QWidget:
        """Begin with the language."""
        return self.language

    def _choice(self, words: str, icon: str, field: str, value: object) -> Button:
        button = Button(words, icon=icon)
        button.setCheckable(True)
        button.clicked.connect(lambda: self._presenter.set(**{field: value}))
        return button

    def _show(self, state: SettingsState) -> None:
        self.banner.show_error(state.error)
        chosen = state.preferences
        for name, button in self._themes.items():
            button.setChecked(name == chosen.theme)
        for scale, button in self._sizes.items():
            button.setChecked(scale == chosen.text_scale)
        for minutes, button in self._locks.items():
            button.setChecked(minutes == chosen.lock_minutes)
        at = self.language.findData(chosen.language)
        if at >= 0 and at != self.language.currentIndex():
            self.language.blockSignals(True)
            self.language.setCurrentIndex(at)
            self.language.blockSignals(False)
