"""Small pictures of attachments, decoded off the interface thread at the size they are shown in."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QRunnable, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader


def decode(data: bytes, width: int, height: int) -> QImage:
    """Return an image that fills `width` by `height` pixels as closely as its shape allows; a null one for no image."""
    source = QByteArray(data)
    buffer = QBuffer(source)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
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
        self._decoder.decoded.emit(self._key, decode(self._data, self._width, self._height))
