"""Places on the earth: one as a pair of figures, a line or an outline as a list of points; no map is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from fieldaudit.desktop.run import coordinates
from fieldaudit.desktop.run.answers.base import WholeLine
from fieldaudit.desktop.run.answers.texts import Lines, TextAnswer
from fieldaudit.desktop.run.coordinates import Wrong
from fieldaudit.desktop.widgets import Label, column

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

    from fieldaudit.desktop.run.cards import Card

_MANY = ("geotrace", "geoshape")


class PlaceAnswer(TextAnswer):
    """Decimal degrees, or degrees, minutes and seconds as they are pasted; what is wrong is said below."""

    def __init__(self, card: Card) -> None:
        self._kind = card.datatype if card.datatype in _MANY else "geopoint"
        super().__init__(card)
        if self._kind == "geopoint":
            self.field.setPlaceholderText(self.tr("latitude longitude, such as 23.81 90.41"))
        else:
            self.field.setPlaceholderText(self.tr("a point a line: latitude longitude, such as 23.81 90.41"))
        self._say()

    def add_beside(self) -> None:
        """Put the line that counts the points, or says what is wrong, below the field."""
        self.said = Label("", "secondary", muted=True, wrap=True)
        self._line = WholeLine()
        self._line.setLayout(column(self.said))
        self.flow.addWidget(self._line)
        self.field.textChanged.connect(self._say)

    def show_card(self, card: Card) -> None:
        """Show the place that stands."""
        super().show_card(card)
        self._say()

    def read(self, text: str) -> str | None:
        """Return the point or points."""
        if not text.strip():
            return ""
        found = self._read(text)
        return None if isinstance(found, Wrong) else found

    def show_value(self, value: str) -> str:
        """Return the points without what is not known."""
        many = self._kind in _MANY
        return coordinates.write_points(value, self._kind) if many else coordinates.write_point(value)

    def edited(self) -> None:
        """Start to wait for rest."""
        super().edited()
        self._say()

    def _make_field(self) -> QLineEdit | QPlainTextEdit:
        if self._kind == "geopoint":
            return super()._make_field()
        lines = Lines()
        lines.setTabChangesFocus(True)
        lines.textChanged.connect(self.edited)
        return lines

    def _read(self, text: str) -> str | Wrong:
        return coordinates.read_points(text, self._kind) if self._kind in _MANY else coordinates.read_point(text)

    def _say(self) -> None:
        if not hasattr(self, "said"):
            return
        found = self._read(self.text()) if self.text().strip() else ""
        wrong = isinstance(found, Wrong)
        self.said.set_tone("critical" if wrong and not self._rest.isActive() else None)
        self.said.setText(self._sentence(found) if isinstance(found, Wrong) else self._counted(found))
        self._line.setHidden(not self.said.text())

    def _counted(self, value: str) -> str:
        count = len(value.split(";")) if value else 0
        if self._kind not in _MANY or not count:
            return ""
        said = self.tr("{n} points").format(n=QLocale().toString(count - (self._kind == "geoshape")))
        return said + (self.tr(", closed to the first") if self._kind == "geoshape" else "")

    def _sentence(self, wrong: Wrong) -> str:
        sentences = {
            "shape": self.tr("Write latitude and longitude, such as 23.81 90.41 or 23°48'36\"N 90°24'36\"E."),
            "latitude": self.tr("A latitude, which comes first, lies between -90 and 90."),
            "longitude": self.tr("A longitude, which comes second, lies between -180 and 180."),
            "geotrace": self.tr("A line needs two points at least."),
            "geoshape": self.tr("An outline needs three points at least."),
        }
        where = self.tr("Line {n}:").format(n=wrong.line) + " " if wrong.line else ""
        return where + sentences[wrong.kind]
