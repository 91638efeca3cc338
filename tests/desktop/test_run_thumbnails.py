"""Small pictures that are decoded beside the interface."""

import shiboken6
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from fieldaudit.desktop.run.thumbnails import Decoder


def photo():
    """Return a PNG."""
    image = QImage(2000, 1500, QImage.Format.Format_RGB32)
    image.fill(0x808880)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data())


def test_a_picture_is_handed_over_once_it_is_decoded(qtbot):
    decoder = Decoder()
    with qtbot.waitSignal(decoder.decoded) as said:
        decoder.decode("key", photo(), 200, 150)
    assert (said.args[0], said.args[1].width()) == ("key", 200)


def test_a_window_that_is_gone_before_its_picture_is_ready_misses_nothing(qtbot):
    decoder = Decoder()
    decoder.decode("key", photo(), 200, 150)
    shiboken6.delete(decoder)  # waits for what is being decoded, which then has nobody to tell
