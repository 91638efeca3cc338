"""Photos as they may stand in a report: their pixels and nothing else of the file they came in.

A JPEG drawn straight into a PDF keeps its GPS position and its comment (measured), so it is copied as every picture is
that leaves the original's keeping.
"""

from fieldaudit.errors import PhotoRefused
from fieldaudit.vault import media, media_pictures, media_shapes

_LONGEST_SIDE = 1600
_QUALITY = 82


def pixels_only(data: bytes) -> tuple[bytes, int, int] | None:
    """Give the picture in `data` as a new JPEG, upright and at most 1600 pixels long, with its width and height.

    None when `data` is no picture that can be decoded here, or one that unpacks to more pixels than any camera makes.
    """
    try:
        kind = media.look(data, "").media_type
        copied = media_pictures.copy(data, kind, _LONGEST_SIDE, _QUALITY)
    except (PhotoRefused, media_shapes.Refused):
        return None
    wide, high = media_shapes.size_of(copied, "image/jpeg")
    return copied, wide, high
