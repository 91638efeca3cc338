"""Small pictures of attachments, decoded off the interface thread at the size they are shown in."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QRunnable, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

from fieldaudit.errors import PhotoRefused
from fieldaudit.vault import media, media_pictures
from fieldaudit.vault.media_shapes import Refused

_FORMATS = {"image/jpeg": b"jpeg", "image/png": b"png", "image/webp": b"webp"}


def decode(data: bytes, width: int, height: int, kind: bytes = b"") -> QImage:
    """Return an image that fills `width` by `height` pixels as closely as its shape allows; a null one for no image.

    `kind` is Qt's name of the only format that it may be in.
    """
    source = QByteArray(data)
    buffer = QBuffer(source)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind))
    reader.setAutoDetectImageFormat(not kind)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        target = QSize(width, height)
        if reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90:
            target.transpose()
        scaled = size.scaled(target, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        if scaled.width() < size.width():  # never larger than it is
            reader.setScaledSize(scaled)
    return reader.read()


def decode_stranger(data: bytes, width: int, height: int) -> QImage:
    """Return the same of an attachment: of a kind that is taken and a size that is safe, or a null one.

    Qt's decoders read the kind that the bytes show and no other; HEIC, which they cannot read, comes as a copy.
    """
    try:
        kind = media.look(data, "").media_type
        if kind == "image/heic":
            data, kind = media_pictures.copy(data, kind, 2 * max(width, height)), "image/jpeg"
    except (PhotoRefused, Refused):
        return QImage()
    return decode(data, width, height, _FORMATS[kind]) if kind in _FORMATS else QImage()


class Decoder(QObject):
    """`decoded(key, QImage)` once a picture is ready; what is asked for twice is decoded once."""

    decoded = Signal(str, QImage)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    def decode(self, key: str, data: bytes, width: int, height: int) -> None:
        """Decode a picture in the background."""
        self._pool.start(_Work(self, key, data, width, height))

    def wait(self) -> None:
        """Let what is being decoded finish."""
        self._pool.waitForDone()


class _Work(QRunnable):
    """One picture to decode."""

    def __init__(self, decoder: Decoder, key: str, data: bytes, width: int, height: int) -> None:
        super().__init__()
        self._decoder, self._key, self._data = decoder, key, data
        self._width, self._height = width, height

    def run(self) -> None:
        """Decode it and say so."""
        image = decode_stranger(self._data, self._width, self._height)
        with suppress(RuntimeError):  # the window is gone meanwhile, and with it whoever wanted the picture
            self._decoder.decoded.emit(self._key, image)
