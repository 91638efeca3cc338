"""Photos for the sample data: drawn, not taken, but with the metadata that a telephone's camera leaves in a file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFilter

if TYPE_CHECKING:
    from datetime import datetime

_GPS, _EXIF = 0x8825, 0x8769
_SIZE = (1600, 1200)


def blocked_exit(taken: datetime) -> bytes:
    """Return a JPEG of an exit with pallets in front of it."""
    image, draw = _room()
    draw.rectangle((620, 260, 1000, 980), fill=(92, 104, 98), outline=(52, 60, 56), width=10)
    draw.rectangle((660, 180, 960, 240), fill=(30, 122, 70))
    draw.text((745, 190), "EXIT", fill=(240, 250, 244), font_size=42)
    for x, y, width in ((480, 760, 420), (700, 620, 380), (560, 880, 560)):
        draw.rectangle((x, y, x + width, y + 120), fill=(150, 116, 74), outline=(96, 70, 40), width=8)
        for slat in range(x + 40, x + width, 90):
            draw.line((slat, y, slat, y + 120), fill=(96, 70, 40), width=6)
    return _jpeg(image, taken)


def open_guard(taken: datetime) -> bytes:
    """Return a JPEG of a machine whose guard stands open."""
    image, draw = _room()
    draw.rectangle((360, 420, 1240, 1000), fill=(70, 92, 110), outline=(40, 54, 66), width=10)
    draw.ellipse((600, 520, 940, 860), fill=(180, 184, 186), outline=(60, 64, 66), width=12)
    draw.ellipse((730, 650, 810, 730), fill=(60, 64, 66))
    draw.polygon(((960, 420), (1240, 420), (1360, 180), (1080, 180)), fill=(214, 170, 40), outline=(120, 92, 20))
    return _jpeg(image, taken)


def fire_panel(taken: datetime) -> bytes:
    """Return a JPEG of a fire alarm panel with its fault light on."""
    image, draw = _room()
    draw.rectangle((520, 260, 1080, 860), fill=(176, 36, 40), outline=(110, 20, 24), width=12)
    draw.rectangle((600, 340, 1000, 500), fill=(24, 30, 28))
    draw.text((640, 385), "FAULT ZONE 2", fill=(250, 190, 70), font_size=48)
    for index in range(6):
        lit = index == 1
        draw.ellipse((610 + index * 65, 580, 650 + index * 65, 620), fill=(250, 190, 70) if lit else (90, 20, 22))
    return _jpeg(image, taken)


def _room() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.linear_gradient("L").resize(_SIZE).convert("RGB")
    image = Image.blend(image, Image.new("RGB", _SIZE, (196, 200, 192)), 0.75)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 980, *_SIZE), fill=(128, 126, 118))
    for x in range(0, _SIZE[0], 200):
        draw.line((x, 980, x - 160, _SIZE[1]), fill=(112, 110, 104), width=4)
    return image, draw


def _jpeg(image: Image.Image, taken: datetime) -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Sample", "Telephone camera"
    exif.get_ifd(_EXIF)[0x9003] = taken.strftime("%Y:%m:%d %H:%M:%S")
    exif.get_ifd(_GPS).update({1: "N", 2: (23.0, 48.0, 36.5), 3: "E", 4: (90.0, 24.0, 45.1)})
    out = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(1.2)).save(out, "JPEG", quality=88, exif=exif, comment=b"sample photo, drawn")
    return out.getvalue()
