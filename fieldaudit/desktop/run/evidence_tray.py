"""The evidence of the current question: thumbnails, and the place where more is dropped, pasted or chosen."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldaudit.desktop import icons, wording
from fieldaudit.desktop.half_typed import half_typed_of
from fieldaudit.desktop.run.drop_place import DropPlace
from fieldaudit.desktop.run.reason_line import ReasonLine
from fieldaudit.desktop.run.thumbnails import Decoder
from fieldaudit.desktop.run.unassigned import UnassignedFiles
from fieldaudit.desktop.theme import font, tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_CONTROL, SPACE_1, SPACE_2, SPACE_3, SPACE_4
from fieldaudit.desktop.widgets import ElidedLabel, IconButton, Label, clear, column, page, row
from fieldaudit.desktop.widgets.painting import rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fieldaudit.desktop.run.audit_lines import EvidenceItem
    from fieldaudit.desktop.run.cards import Card
    from fieldaudit.errors import FieldAuditError

WIDTH = 248
_PICTURE = (WIDTH - 2 * SPACE_4, 122)
_HASH_SHOWN = 8
_DRAWN_MS = 40


class EvidenceTray(QWidget):
    """`attached(list)` of paths and pasted (name, bytes); `detached(blob, reason)`; `closed` where room is scarce.

    Several files dropped at once are `collected(list)`: they wait below until they are assigned, see `waiting`.
    """

    attached = Signal(list)
    collected = Signal(list)
    detached = Signal(str, str)
    closed = Signal()

    def __init__(self, picture: Callable[[str, Callable[[bytes], None]], None]) -> None:
        super().__init__()
        self._picture = picture
        self._items: tuple[EvidenceItem, ...] = ()
        self._locked = False
        self._thumbs: dict[str, Thumb] = {}
        self._images: dict[str, QImage] = {}
        self._title, self._count = Label("", bold=True), Label("", muted=True)
        self.close_button = IconButton("x", self.tr("Close the evidence"), kind="plain", small=True)
        self.close_button.clicked.connect(self.closed)
        self._error = Label("", "secondary", tone="critical", wrap=True)
        self.place = DropPlace()
        self.place.files.connect(self.attached)
        self.place.dropped.connect(self._take_dropped)
        self.waiting = UnassignedFiles()
        self.waiting.wanted.connect(self._show_waiting)
        self._pictures = QVBoxLayout()
        self._pictures.setSpacing(SPACE_3)
        below = column(self._pictures, self._error, self.place, self.waiting, None, gap=SPACE_3)
        self._area = page(below, margins=(SPACE_4, 0, SPACE_4, SPACE_4))
        head = row(gap=SPACE_2, margins=(SPACE_4, SPACE_3, SPACE_4, SPACE_2))
        head.addWidget(self._title, 1)
        head.addWidget(self._count)
        head.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._area, 1)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(self.tr("Evidence"))
        self._decoder = Decoder(self)
        self._decoder.decoded.connect(self._decoded)
        self._unread: list[str] = []
        self._drawn = QTimer(self, singleShot=True, interval=_DRAWN_MS)
        self._drawn.timeout.connect(self._read)

    def show_evidence(
        self, card: Card | None, items: tuple[EvidenceItem, ...], errors: Sequence[FieldAuditError], *, locked: bool
    ) -> None:
        """Show what is attached to a question, and what was refused."""
        self._title.setText(
            self.tr("Evidence for {number}").format(number=card.number) if card else self.tr("Evidence")
        )
        self._count.setText(str(len(items)) if items else "")
        self._error.setText("\n\n".join(str(error) for error in errors))
        self._error.setHidden(not errors)
        self.place.setHidden(card is None or locked)
        if items != self._items or locked != self._locked:
            self._show_items(items, locked=locked)
            self._items, self._locked = items, locked

    def show_collapsed(self, collapsible: bool) -> None:
        """Offer to close the tray where it takes room from the questions."""
        self.close_button.setHidden(not collapsible)

    def wait(self) -> None:
        """Let what is being decoded finish (before the window ends)."""
        self._decoder.wait()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the panel and the line beside it."""
        tokens, painter = tokens_of(self), QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.panel))
        left = self.width() - 1 if self.isRightToLeft() else 0
        painter.fillRect(left, 0, 1, self.height(), QColor(tokens.hairline))

    def _show_items(self, items: tuple[EvidenceItem, ...], *, locked: bool) -> None:
        kept = len(self._items) if items[: len(self._items)] == self._items and locked == self._locked else 0
        if not kept:  # what was only added to stays: making them all anew costs a frame
            clear(self._pictures)
            self._thumbs = {}
        for number, item in enumerate(items[kept:], start=kept + 1):
            thumb = Thumb(number, item, locked=locked)
            thumb.detached.connect(self.detached)
            self._thumbs[item.blob] = thumb
            self._pictures.addWidget(thumb)
            if item.blob in self._images:
                thumb.show_image(self._images[item.blob])
            elif item.picture:
                self._unread.append(item.blob)
            thumb.show()
        self._make_room()
        self._drawn.start()

    def _make_room(self) -> None:
        """Give the column its new height at once: what was laid out in the old one would be drawn in between."""
        inside = self._area.widget()
        if inside is not None and inside.isVisible() and (layout := inside.layout()) is not None:
            layout.invalidate()
            high = layout.totalMinimumSize().height()
            inside.resize(inside.width(), max(inside.height(), high))

    def _read(self) -> None:
        """Read the pictures once their places are drawn: done at the same time, the one holds the other up."""
        unread, self._unread = self._unread, []
        for blob in unread:
            if blob in self._thumbs:
                self._picture(blob, partial(self._decode, blob))

    def _take_dropped(self, files: list[Path]) -> None:
        """Attach one file to the question; let several wait, since they seldom all belong to one."""
        (self.attached if len(files) == 1 else self.collected).emit(files)

    def _show_waiting(self, blob: str) -> None:
        if blob in self._images:
            self.waiting.show_image(blob, self._images[blob])
        else:
            self._picture(blob, partial(self._decode, blob))

    def _decode(self, blob: str, data: bytes) -> None:
        ratio = self.devicePixelRatioF()
        self._decoder.decode(blob, data, round(_PICTURE[0] * ratio), round(_PICTURE[1] * ratio))

    def _decoded(self, blob: str, image: QImage) -> None:
        self._images[blob] = image
        while len(self._images) > 60:  # noqa: PLR2004 - small pictures of one audit's last questions
            del self._images[next(iter(self._images))]
        self.waiting.show_image(blob, image)
        if blob in self._thumbs:
            self._thumbs[blob].show_image(image)


class Thumb(QWidget):
    """One attachment: picture, name, when it was taken, the start of its hash, and a way to remove it with a reason."""

    detached = Signal(str, str)

    def __init__(self, number: int, item: EvidenceItem, *, locked: bool) -> None:
        super().__init__()
        self._item = item
        self.picture = _Picture(number, item)
        self._reason: ReasonLine | None = None
        remove = IconButton("trash-2", self.tr("Remove {name}").format(name=item.name), kind="plain", small=True)
        remove.clicked.connect(self._ask)
        remove.setHidden(locked)
        caption = ElidedLabel(self._caption(), "secondary", muted=True)
        hashed = ElidedLabel(f"SHA-256 {item.sha256[:_HASH_SHOWN]}…", "small", muted=True)
        hashed.setToolTip(item.sha256)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(caption)
        words.addWidget(hashed)
        line = QHBoxLayout()
        line.setSpacing(SPACE_1)
        line.addLayout(words, 1)
        line.addWidget(remove)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_1)
        self._layout.addWidget(self.picture)
        self._layout.addLayout(line)
        self.setAccessibleName(self._caption())

    def show_image(self, image: QImage) -> None:
        """Show the picture."""
        self.picture.show_image(image)

    def _caption(self) -> str:
        name = Path(self._item.name).stem or self._item.name
        try:
            taken = datetime.fromisoformat(self._item.taken).strftime("%H:%M") if self._item.taken else ""
        except ValueError:
            taken = ""
        return f"{name} · {taken}" if taken else f"{name} · {wording.size(self._item.size)}"

    @property
    def _kept(self) -> str:
        return f"detach/{self._item.blob}"

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Ask again where a reason was half typed when the program locked."""
        super().showEvent(event)
        store, record = half_typed_of(self)
        if store is not None and store.has(record, self._kept):
            self._ask(take_keyboard=False)

    def _ask(self, _: bool = False, *, take_keyboard: bool = True) -> None:
        if self._reason is not None:
            return
        self._reason = ReasonLine(invitation=self.tr("Why is it removed?"), kept=self._kept)
        self._reason.given.connect(lambda reason: self.detached.emit(self._item.blob, reason))
        self._reason.given_up.connect(self._close)
        self._layout.addWidget(self._reason)
        self._reason.show()
        if take_keyboard:
            self._reason.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self) -> None:
        if self._reason is not None:
            self._layout.removeWidget(self._reason)
            self._reason.hide()
            self._reason.deleteLater()
            self._reason = None


class _Picture(QWidget):
    """The picture itself, with its number; a grey field with a sign until it is there or where it is none."""

    def __init__(self, number: int, item: EvidenceItem) -> None:
        super().__init__()
        self._number, self._item = number, item
        self._image = QImage()
        self._drawn = QPixmap()
        self.setFixedSize(*_PICTURE)

    def show_image(self, image: QImage) -> None:
        """Show the picture."""
        self._image = image
        self._drawn = QPixmap()
        self.update()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name and signature
        """Draw it anew in another theme or text size."""
        super().changeEvent(event)
        self._drawn = QPixmap()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint what was drawn once: the tray is painted anew whenever something is added to it."""
        ratio = self.devicePixelRatioF()
        if self._drawn.isNull() or self._drawn.devicePixelRatio() != ratio:
            self._drawn = QPixmap(self.size() * ratio)
            self._drawn.setDevicePixelRatio(ratio)
            self._drawn.fill(Qt.GlobalColor.transparent)
            self._draw(QPainter(self._drawn))
        QPainter(self).drawPixmap(0, 0, self._drawn)

    def _draw(self, painter: QPainter) -> None:
        """Draw picture and number."""
        tokens = tokens_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        path = QPainterPath()
        path.addRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
        painter.setClipPath(path)
        if self._image.isNull():
            painter.fillRect(box, QColor(tokens.neutral.soft))
            sign = "image" if self._item.picture else "file-text"
            icons.paint(painter, sign, tokens.muted, QRectF(box.center().x() - 12, box.center().y() - 12, 24, 24))
        else:
            ratio = self._image.width() / max(1, self._image.height())
            wide, high = (
                (box.width(), box.width() / ratio)
                if ratio < box.width() / box.height()
                else (box.height() * ratio, box.height())
            )
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF((box.width() - wide) / 2, (box.height() - high) / 2, wide, high), self._image)
        badge = QRectF(6, box.bottom() - 24, 18, 18)
        rounded(painter, badge, 4, "#000000")
        painter.setPen(QColor("#FFFFFF"))
        painter.setFont(font("small", bold=True))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.end()
