"""What a stranger's picture takes in memory: bounded by what its structure says, measured in a process of its own."""

import io
import json
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image
from test_media import box, chunk, saved

from fieldaudit.errors import PhotoRefused
from fieldaudit.vault import media, media_memory, media_pictures

MB = 1024 * 1024
BROAD, HIGH = 4000, 3000
_MEASURE = """
import json, sys
from pathlib import Path
from fieldaudit.errors import PhotoRefused
from fieldaudit.vault import media, media_pictures

def most():
    [line] = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
    return int(line.split()[1]) * 1024

media_pictures.copy(Path(sys.argv[1]).read_bytes(), "image/png")  # what Pillow loads once
told = {}
for name in sys.argv[2:]:
    data = Path(name).read_bytes()
    Path("/proc/self/clear_refs").write_text("5")
    before = most()
    try:
        media_pictures.copy(data, media.whole(data, "a").media_type)
        said = ""
    except PhotoRefused as refused:
        said = str(refused)
    told[Path(name).name] = (most() - before, said)
print(json.dumps(told))
"""


def packed(size):
    deflate = zlib.compressobj(9)
    piece = bytes(MB)
    return b"".join(deflate.compress(piece[: min(MB, size - at)]) for at in range(0, size, MB)) + deflate.flush()


def png(size, depth, colour, raw, extra=b""):
    head = struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra
    return start + chunk(b"IDAT", packed(raw)) + chunk(b"IEND", b"")


def frames(**how):
    out = io.BytesIO()
    more = [Image.new("RGBA", (2000, 1500), (shade, 0, 0, 9)) for shade in (1, 2)]
    Image.new("RGBA", (2000, 1500)).save(out, "WEBP", save_all=True, append_images=more, method=0, **how)
    return out.getvalue()


def larger(data, mark, size):
    """Return a JPEG whose frame header with this marker says another size."""
    at = data.find(mark) + 5
    return data[:at] + struct.pack(">HH", *reversed(size)) + data[at + 4 :]


TAKEN = {
    "idat of 500 MB": lambda: png((10, 10), 8, 2, 500 * MB),
    "colours": lambda: png((BROAD, HIGH), 8, 6, HIGH * (BROAD * 4 + 1)),
    "deep colours": lambda: png((BROAD, HIGH), 16, 2, HIGH * (BROAD * 6 + 1)),
    "palette of two": lambda: png((BROAD, HIGH), 1, 0, HIGH * (BROAD // 8 + 1)),
    "deep grey": lambda: png((BROAD, HIGH), 16, 0, HIGH * (BROAD * 2 + 1)),
    "progressive": lambda: saved("JPEG", (BROAD, HIGH), progressive=True, subsampling=0, quality=30),
    "progressive in four": lambda: saved("JPEG", (BROAD, HIGH), "CMYK", progressive=True, quality=30),
    "baseline": lambda: saved("JPEG", (BROAD, HIGH), quality=30),
    "lossless": lambda: saved("WEBP", (BROAD, HIGH), "RGBA", lossless=True, method=0),
    "lossy": lambda: saved("WEBP", (BROAD, HIGH), method=0),
    "animated": frames,
}
_LARGE = (8944, 8944)
REFUSED = {
    "progressive": lambda: larger(saved("JPEG", progressive=True, subsampling=0), b"\xff\xc2", _LARGE),
    "progressive in four": lambda: larger(saved("JPEG", mode="CMYK", progressive=True), b"\xff\xc2", _LARGE),
    "WebP": lambda: b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4)
    + (6999).to_bytes(3, "little") * 2,
    "deep grey": lambda: png(_LARGE, 16, 0, 1000),
    "clear": lambda: png(_LARGE, 8, 6, 1000),
}  # fmt: skip


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """What each picture took in memory, and why it was refused, by name."""
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("only Linux tells a process what it took at most")
    folder = tmp_path_factory.mktemp("pictures")
    (folder / "first").write_bytes(saved("PNG"))
    for name, make in TAKEN.items():
        (folder / name).write_bytes(make())
    words = [sys.executable, "-c", _MEASURE, str(folder / "first"), *(str(folder / name) for name in TAKEN)]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    return json.loads(done.stdout), {name: (folder / name).read_bytes() for name in TAKEN}


@pytest.mark.parametrize("name", TAKEN)
def test_decoding_and_copying_a_picture_takes_no_more_than_was_reckoned_before(measured, name):
    told, files = measured
    took, said = told[name]
    assert not said
    kind = media.look(files[name], "a").media_type
    size = media_pictures.Image.open(io.BytesIO(files[name])).size
    assert took <= 1.1 * media_memory.needed(files[name], kind, size[0] * size[1]) + 24 * MB


def test_a_png_whose_pixels_unpack_to_500_mb_takes_what_its_ten_by_ten_pixels_take(measured):
    assert measured[0]["idat of 500 MB"][0] < 16 * MB


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_take_more_than_400_mb_is_refused_before_it_is_decoded(name, monkeypatch):
    monkeypatch.setattr(media_pictures, "check", lambda *_: pytest.fail("it was decoded"))
    data = REFUSED[name]()
    assert len(data) < 10_000
    with pytest.raises(PhotoRefused, match=r"MB of memory, and at most 400"):
        media.whole(data, "a")


def test_texts_of_a_png_that_unpack_to_gigabytes_together_are_refused_at_once(monkeypatch):
    text = chunk(b"zTXt", b"k\0\0" + packed(3 * MB))
    with pytest.raises(PhotoRefused, match="unpacks without end"):
        media.look(png((10, 10), 8, 2, 310, text * 500), "a.png")
    assert media.look(png((10, 10), 8, 2, 310, text), "a.png").width == 10


def test_a_second_header_in_a_png_is_damage():
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 48, 8, 2, 0, 0, 0))
    with pytest.raises(PhotoRefused, match="damaged"):
        media.look(png((9000, 9000), 8, 2, 310, head), "a.png")


def test_a_recording_of_boxes_in_boxes_without_end_is_refused_in_a_sentence():
    nested = b""
    for _ in range(3000):
        nested = box(b"trak", nested)
    with pytest.raises(PhotoRefused, match=r"cannot be recognised|cut short"):
        media.look(box(b"ftyp", b"isom" + bytes(8)) + box(b"moov", nested), "a.m4a")


def test_a_grey_scan_of_sixteen_bits_can_be_copied_for_a_report():
    data = png((64, 48), 16, 0, 48 * (64 * 2 + 1))
    copied = Image.open(io.BytesIO(media_pictures.copy(data, "image/png")))
    assert (copied.size, copied.mode) == ((64, 48), "RGB")
    out = io.BytesIO()
    Image.new("I;16", (64, 48), 0x8000).save(out, "PNG")
    half = Image.open(io.BytesIO(media_pictures.copy(out.getvalue(), "image/png"))).getpixel((9, 9))
    assert all(abs(value - 128) < 4 for value in half)
