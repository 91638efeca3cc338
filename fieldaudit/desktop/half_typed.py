"""What is half typed in forms that are no questions: kept while one types, and there again after a lock or a restart.

Passphrases, words of a sheet or of an invitation, and words typed to confirm are never kept.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_REST_MS = 800


class HalfTyped(QObject):
    """What is half typed, by record and form: in memory here; `write(record, form, text)` puts it on disk."""

    def __init__(
        self,
        found: Mapping[tuple[str, str], str] | None = None,
        write: Callable[[str, str, str], object] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._found = dict(found or {})
        self._write = write
        self._open: dict[int, KeptForm] = {}

    def read(self, record: str, form: str) -> dict[str, str]:
        """Return what is half typed in a form, by field."""
        try:
            fields = json.loads(self._found.get((record, form), "{}"))
        except ValueError:  # another version's
            return {}
        return {str(name): str(text) for name, text in fields.items()} if isinstance(fields, dict) else {}

    def has(self, record: str, form: str) -> bool:
        """Return whether something is half typed in a form."""
        return (record, form) in self._found

    def keep(self, record: str, form: str, fields: Mapping[str, str]) -> None:
        """Keep what is half typed; nothing takes it away."""
        text = json.dumps(dict(fields), ensure_ascii=False) if fields else ""
        if text == self._found.get((record, form), ""):
            return
        if text:
            self._found[record, form] = text
        else:
            del self._found[record, form]
        if self._write is not None:
            self._write(record, form, text)

    def forget_record(self, record: str) -> None:
        """Forget what is half typed about a record, and empty the forms that still show it: the vault has erased it."""
        for known in [known for known in self._found if known[0] == record]:
            del self._found[known]
        for form in tuple(self._open.values()):
            form.forget(record)

    def begun(self, form: KeptForm) -> None:
        """Know a form that is on the screen, for `flush`."""
        if id(form) not in self._open:
            self._open[id(form)] = form
            form.destroyed.connect(partial(_drop, self._open, id(form)))

    def flush(self) -> None:
        """Keep what is typed at this moment: a lock comes, or one goes elsewhere."""
        for form in tuple(self._open.values()):
            form.flush()


def half_typed_of(widget: QWidget) -> tuple[HalfTyped | None, str]:
    """Return the store of the screen that a widget stands on, and the record that the screen is about."""
    at: QWidget | None = widget
    while at is not None:
        store = getattr(at, "half_typed", None)
        if isinstance(store, HalfTyped):
            return store, str(at.record()) if hasattr(at, "record") else ""
        at = at.parentWidget()
    return None, ""


def _drop(forms: dict[int, KeptForm], number: int) -> None:
    forms.pop(number, None)


class KeptForm(QObject):
    """Follows the fields of a form, and puts back what was half typed in it when it is first shown, or at `begin`.

    What stands as it stood at the beginning is not kept. Call `done` once it was saved or given up.
    """

    def __init__(self, form: QWidget, name: str, fields: Mapping[str, QWidget]) -> None:
        super().__init__(form)
        self._form, self._name, self._fields = form, name, dict(fields)
        self._store: HalfTyped | None = None
        self._record = self._about = ""
        self._first: dict[str, str] = {}
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self.flush)
        for field in self._fields.values():
            _changed(field).connect(self._edited)  # type: ignore[attr-defined]  # a signal
        if name:
            form.installEventFilter(self)

    def begin(self, name: str = "", about: str = "") -> bool:
        """Begin anew with what stands in the fields, and put back what was half typed; False where nothing was.

        `about` is the record that is written about, where the screen is about none.
        """
        self._name, self._about = name or self._name, about or self._about
        self._store, self._record = half_typed_of(self._form)
        self._record = self._record or self._about
        if self._store is None:
            return False
        self._store.begun(self)
        self._first = self._read()
        kept = self._store.read(self._record, self._name)
        for field, text in kept.items():
            if field in self._fields:
                _put(self._fields[field], text)
        self._rest.stop()
        return bool(kept)

    def flush(self) -> None:
        """Keep what is typed."""
        self._rest.stop()
        if self._store is not None:
            now = self._read()
            self._store.keep(self._record, self._name, now if now != self._first else {})

    def forget(self, record: str) -> None:
        """Put back what stood there at the beginning where this is about `record`: nothing here may keep it anew."""
        if self._store is not None and self._record == record:
            for name, text in self._first.items():
                _put(self._fields[name], text)
            self._rest.stop()

    def done(self) -> None:
        """Keep it no longer: it was saved, or given up."""
        self._rest.stop()
        if self._store is not None:
            self._store.keep(self._record, self._name, {})
            self._store = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name and signature
        """Begin when the form is first shown: only then it stands on its screen."""
        if watched is self._form and event.type() == QEvent.Type.Show:
            self._form.removeEventFilter(self)
            self.begin()
        return super().eventFilter(watched, event)

    def _edited(self) -> None:
        if self._store is not None:
            self._rest.start()

    def _read(self) -> dict[str, str]:
        return {name: _text(field) for name, field in self._fields.items()}


def _changed(field: QWidget) -> object:
    if isinstance(field, QComboBox):
        return field.currentIndexChanged
    if isinstance(field, QAbstractButton):
        return field.toggled
    return field.textChanged  # type: ignore[attr-defined]  # a line or a text


def _text(field: QWidget) -> str:
    if isinstance(field, QComboBox):
        return str(field.currentData())
    if isinstance(field, QAbstractButton):
        return "1" if field.isChecked() else ""
    return field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text()  # type: ignore[attr-defined]


def _put(field: QWidget, text: str) -> None:
    """Fill a field as a person would, so that whoever follows it notices."""
    if isinstance(field, QComboBox):
        field.setCurrentIndex(max(0, field.findData(text)))
    elif isinstance(field, QAbstractButton):
        if text and not field.isChecked():
            field.click()
    elif isinstance(field, QPlainTextEdit):
        field.setPlainText(text)
    elif isinstance(field, QLineEdit):
        field.setText(text)
        field.textEdited.emit(text)
