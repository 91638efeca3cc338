"""Photos as they may stand in a report: their pixels and nothing else of the file they came in.

A JPEG drawn straight into a PDF keeps its GPS position and its comment (measured), and Pillow keeps a comment when it
saves an image again. So the pixels are pasted into a new image, which knows nothing but them.
"""

import io
import struct
import warnings
import zlib

from PIL import Image, ImageOps

_LONGEST_SIDE = 1600
_QUALITY = 82
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
_UNREADABLE = (  # what Pillow's decoders raise on files that are damaged or none of theirs
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    ArithmeticError,
    TypeError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def pixels_only(data: bytes) -> tuple[bytes, int, int] | None:
    """Give the picture in `data` as a new JPEG, upright and at most 1600 pixels long, with its width and height.

    None when `data` is no picture that can be decoded, or one that unpacks to more pixels than any camera makes.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
                return _rewritten(picture)
    except _UNREADABLE:
        return None


def _rewritten(picture: Image.Image) -> tuple[bytes, int, int]:
    picture.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    seen = upright.convert("RGBA") if _see_through(upright) else upright.convert("RGB")
    clean = Image.new("RGB", seen.size, "white")
    clean.paste(seen, (0, 0), seen if seen.mode == "RGBA" else None)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue(), clean.width, clean.height


def _see_through(picture: Image.Image) -> bool:
    return "A" in picture.getbands() or "transparency" in picture.info
