"""The evidence of an audit: photos small enough to look over, files by name."""

from functools import partial

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from fieldaudit.desktop import icons, wording
from fieldaudit.desktop.audits.presenter import AuditPresenter, EvidenceLine
from fieldaudit.desktop.run.thumbnails import Decoder
from fieldaudit.desktop.theme import tokens_of
from fieldaudit.desktop.theme.tokens import RADIUS_CONTROL, SPACE_1, SPACE_4
from fieldaudit.desktop.widgets import ElidedLabel, EmptyState, Flow, clear, column, holder, page
from fieldaudit.desktop.widgets.painting import rounded

_WIDTH, _HEIGHT = 216, 144


class EvidencePage(QWidget):
    """Thumbnails that are read in the background, one after the other."""

    def __init__(self, presenter: AuditPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._flow = Flow(SPACE_4)
        self._empty = EmptyState(
            "image", self.tr("No evidence"), self.tr("No photo or file was attached to this audit.")
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        inner = holder(self._flow)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        inner.setSizePolicy(policy)
        layout.addWidget(page(column(self._empty, inner, None), margins=(0, 0, 0, 0)))
        self._shown: tuple[EvidenceLine, ...] | None = None
        self._pictures: dict[str, Picture] = {}
        self._decoder = Decoder(self)
        self._decoder.decoded.connect(self._decoded)

    def show_evidence(self, evidence: tuple[EvidenceLine, ...]) -> None:
        """Show the thumbnails of these."""
        if evidence == self._shown:
            return
        self._shown = evidence
        self._empty.setVisible(not evidence)
        clear(self._flow)
        self._pictures.clear()
        for line in evidence:
            thumbnail = Thumbnail(line)
            self._flow.addWidget(thumbnail)
            if line.is_image:
                self._pictures[line.blob] = thumbnail.picture
                self._presenter.thumbnail(line.blob, partial(self._decode, line.blob))

    def _decode(self, blob: str, data: bytes) -> None:
        ratio = self.devicePixelRatioF()
        self._decoder.decode(blob, data, round(_WIDTH * ratio), round(_HEIGHT * ratio))

    def _decoded(self, blob: str, image: QImage) -> None:
        if blob in self._pictures:
            self._pictures[blob].show_image(image)


class Thumbnail(QWidget):
    """A photo, its name, and when it was taken."""

    def __init__(self, line: EvidenceLine) -> None:
        super().__init__()
        self.picture = Picture("image" if line.is_image else "file-text")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addWidget(self.picture)
        caption = ElidedLabel(line.question or line.name, "secondary")
        caption.setFixedWidth(_WIDTH)
        layout.addWidget(caption)
        layout.addWidget(
            ElidedLabel(
                " · ".join(part for part in (line.name, wording.moment(line.when) if line.when else "") if part),
                "secondary",
                muted=True,
            )
        )
        self.setAccessibleName(f"{line.name}, {line.question}")
        self.setFixedWidth(_WIDTH)


class Picture(QWidget):
    """The photo itself, scaled down while it is decoded."""

    def __init__(self, sign: str) -> None:
        super().__init__()
        self._sign, self._image = sign, QImage()
        self.setFixedSize(_WIDTH, _HEIGHT)

    def show_image(self, image: QImage) -> None:
        """Show a photo; what could not be decoded keeps its sign."""
        self._image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name and signature
        """Paint the photo, or a sign until it is there."""
        tokens, painter = tokens_of(self), QPainter(self)
        box = QRectF(self.rect())
        if self._image.isNull():
            rounded(painter, box, RADIUS_CONTROL, tokens.neutral.soft, tokens.hairline)
            icons.paint(
                painter, self._sign, tokens.border, QRectF(box.center().x() - 14, box.center().y() - 14, 28, 28)
            )
            return
        shape = QPainterPath()
        shape.addRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipPath(shape)
        scale = max(box.width() / self._image.width(), box.height() / self._image.height())
        wide, high = self._image.width() * scale, self._image.height() * scale
        painter.drawImage(QRectF((box.width() - wide) / 2, (box.height() - high) / 2, wide, high), self._image)
