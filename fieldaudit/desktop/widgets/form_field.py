"""A field with its label above and its error below; and the one for passphrases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from fieldaudit.desktop import icons
from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import SPACE_1, TARGET
from fieldaudit.desktop.widgets.labels import Label

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from fieldaudit.errors import FieldAuditError


class FormField(QWidget):
    """A label, any input, a hint and an inline error; what was typed stays when an error shows."""

    def __init__(self, label: str, control: QWidget, *, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.input = control
        self._label, self._hint = Label(label, bold=True), Label(hint, "secondary", muted=True, wrap=True)
        self._error = Label("", "secondary", tone="critical", wrap=True)
        self._label.setBuddy(control)
        control.setAccessibleName(label)
        control.setAccessibleDescription(hint)
        control.setMinimumHeight(TARGET)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        for part in (self._label, control, self._hint, self._error):
            layout.addWidget(part)
        self._hint.setVisible(bool(hint))
        self._error.hide()
        self.setFocusProxy(control)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def set_label(self, label: str) -> None:
        """Change the label, and the accessible name with it."""
        self._label.setText(label)
        self.input.setAccessibleName(label)

    def set_hint(self, hint: str) -> None:
        """Change the quiet line below the input."""
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.input.setAccessibleDescription(hint)

    def show_error(self, error: FieldAuditError | str | None) -> None:
        """Show what is wrong with this field, or nothing."""
        said = error or "" if isinstance(error, str | None) else f"{error.sentence} {error.window_step}"
        text = said.strip()
        self._error.setText(text)
        self._error.setVisible(bool(text))
        self.input.setProperty("invalid", bool(text))
        self.input.setAccessibleDescription(text or self._hint.text())
        style = self.input.style()
        style.unpolish(self.input)
        style.polish(self.input)

    def error(self) -> str:
        """Return the error that is shown."""
        return self._error.text()


class TextField(FormField):
    """A field of one line."""

    entered = Signal()

    def __init__(self, label: str, *, hint: str = "", placeholder: str = "", parent: QWidget | None = None) -> None:
        self.edit = QLineEdit()
        super().__init__(label, self.edit, hint=hint, parent=parent)
        self.edit.setPlaceholderText(placeholder)
        self.edit.returnPressed.connect(self.entered)
        self.edit.textEdited.connect(lambda _: self.show_error(None))

    def text(self) -> str:
        """Return what was typed, without space around it."""
        return self.edit.text().strip()

    def set_text(self, text: str) -> None:
        """Change the text."""
        self.edit.setText(text)


class PassphraseField(FormField):
    """A passphrase: hidden until shown on purpose, with a word where Caps Lock seems to be on; `entered` on Enter."""

    entered = Signal()
    changed = Signal()

    def __init__(self, label: str, *, hint: str = "", parent: QWidget | None = None) -> None:
        self.edit = QLineEdit()
        self._usual_hint = hint
        super().__init__(label, self.edit, hint=hint, parent=parent)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self._toggle = QAction(self)
        self._toggle.setCheckable(True)
        self._toggle.toggled.connect(self._show)
        self.edit.addAction(self._toggle, QLineEdit.ActionPosition.TrailingPosition)
        self.edit.returnPressed.connect(self.entered)
        self.edit.textEdited.connect(self._edited)
        self.edit.installEventFilter(self)
        self._show(False)

    def passphrase(self) -> str:
        """Return what was typed, as typed."""
        return self.edit.text()

    def clear(self) -> None:
        """Forget what was typed."""
        self.edit.clear()
        self._toggle.setChecked(False)

    def set_usual_hint(self, hint: str) -> None:
        """Change the hint that stands while Caps Lock gives no reason for another."""
        self._usual_hint = hint
        self.set_hint(hint)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name and signature
        """Notice a letter that Caps Lock has turned round."""
        if watched is self.edit and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._notice_caps(event)
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name and signature
        """Tint the sign anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_toggle"):
            self._show(self._toggle.isChecked())

    def _notice_caps(self, event: QKeyEvent) -> None:
        letter, shift = event.text(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if len(letter) == 1 and letter.isalpha() and letter.upper() != letter.lower():
            caps = letter.isupper() != shift
            self.set_hint(self.tr("Caps Lock seems to be on.") if caps else self._usual_hint)

    def _edited(self) -> None:
        self.show_error(None)
        self.changed.emit()

    def _show(self, shown: bool) -> None:
        self.edit.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        words = self.tr("Hide the passphrase") if shown else self.tr("Show the passphrase")
        self._toggle.setText(words)
        self._toggle.setToolTip(words)
        self._toggle.setIcon(icons.icon("eye-off" if shown else "eye", tokens_of(self).muted, 20))
