"""What a file is, by its bytes: what is taken, what is refused and why, and copies that hold pixels alone."""

import io
import os
import struct
import wave
import zipfile
import zlib

import pytest
from heic_sample import HEIC
from PIL import Image, ImageCms, PngImagePlugin

from fieldaudit.errors import PhotoRefused
from fieldaudit.reports.photos import pixels_only
from fieldaudit.vault import media, media_pictures, media_shapes

MARK = b"KESTRELMARK"


def saved(kind, size=(64, 48), mode="RGB", **how):
    out = io.BytesIO()
    picture = Image.new(mode, size, "red")
    picture.putpixel((0, 0), (0, 0, 255) if mode == "RGB" else (0, 0, 255, 255))
    picture.save(out, kind, **how)
    return out.getvalue()


def exif(orientation=1):
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010E] = MARK.decode()  # ImageDescription
    made[0x0132] = "2026:11:21 13:50:00"
    made.get_ifd(0x8769)[0x9003] = "2026:11:21 13:50:00"
    made.get_ifd(0x8825)[29] = MARK.decode()  # GPSDateStamp
    return made


def profile():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + MARK


def text_chunks():
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", MARK.decode())
    info.add_itxt("XML:com.adobe.xmp", MARK.decode())
    info.add_text("Packed", MARK.decode(), zip=True)
    return info


def sound():
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(800))
    return out.getvalue()


def mp3(frames=4, tag=b""):
    return tag + (b"\xff\xfb\x90\x00" + bytes(413)) * frames  # MPEG-1, layer 3, 128 kbit/s, 44.1 kHz: 417 bytes


def box(kind, body):
    return struct.pack(">I4s", 8 + len(body), kind) + body


def mp4(handler, brand=b"M4A "):
    track = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(12))))
    return box(b"ftyp", brand + bytes(8)) + box(b"moov", track) + box(b"mdat", bytes(64))


def ogg(first):
    return b"OggS\0\x02" + bytes(20) + b"\x01\x13" + first + bytes(64)


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
TAKEN = {
    "a.jpg": (saved("JPEG"), "image/jpeg"),
    "progressive.jpeg": (saved("JPEG", progressive=True), "image/jpeg"),
    "a.png": (saved("PNG"), "image/png"),
    "clear.png": (saved("PNG", mode="RGBA"), "image/png"),
    "a.webp": (saved("WEBP"), "image/webp"),
    "lossless.webp": (saved("WEBP", lossless=True), "image/webp"),
    "tagged.webp": (saved("WEBP", exif=exif()), "image/webp"),
    "a png.jpg": (saved("PNG"), "image/png"),  # pictures are renamed by every messenger
    "scan": (PDF, "application/pdf"),
    "a.pdf": (PDF, "application/pdf"),
    "a.wav": (sound(), "audio/wav"),
    "a.mp3": (mp3(), "audio/mpeg"),
    "tagged.mp3": (mp3(tag=b"ID3\x04\0\0\0\0\0\x0a" + bytes(10)), "audio/mpeg"),
    "a.aac": ((b"\xff\xf1\x50\x80\x04\x1f\xfc" + bytes(25)) * 3, "audio/aac"),
    "voice.m4a": (mp4(b"soun"), "audio/mp4"),
    "recording.3gp": (mp4(b"soun", b"3gp4"), "audio/mp4"),
    "whatsapp.opus": (ogg(b"OpusHead"), "audio/ogg"),
    "a.ogg": (ogg(b"\x01vorbis"), "audio/ogg"),
    "a.amr": (b"#!AMR\n" + bytes(64), "audio/amr"),
    "a.flac": (b"fLaC" + bytes(64), "audio/flac"),
    "Exit 2.5 m": (saved("JPEG"), "image/jpeg"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_a_file_is_shows_in_its_bytes(name):
    data, kind = TAKEN[name]
    assert media.whole(data, name).media_type == kind


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_with(kind, body):
    plain = saved("PNG")
    return plain[:33] + chunk(kind, body) + plain[33:]


def giant_png():
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def giant_jpeg():
    data = bytearray(saved("JPEG"))
    at = data.find(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", 65_000, 65_000)
    return bytes(data)


def giant_webp():
    body = b"VP8X" + struct.pack("<I", 10) + bytes(4) + (16_383).to_bytes(3, "little") * 2
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def with_archive(data):
    out = io.BytesIO(data)
    out.seek(0, 2)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("run.js", "alert(1)")
    return out.getvalue()


BOMB = zlib.compress(bytes(60_000_000), 9)
REFUSED = {
    "empty": ("a.jpg", b"", "empty"),
    "a program": ("a.jpg", b"MZ\x90\0" + bytes(64), "a program"),
    "a page": ("a.jpg", b"<!DOCTYPE html><html>", "a web page"),
    "a drawing": ("a.png", b'\xef\xbb\xbf<?xml version="1.0"?><svg/>', "a web page or a drawing"),
    "a PDF called a photo": ("a.jpg", PDF, "ends in .jpg, but it is a PDF"),
    "a photo called a PDF": ("a.pdf", saved("JPEG"), "ends in .pdf, but it is a picture"),
    "a photo called a program": ("photo.jpg.exe", saved("JPEG"), "ends in .exe"),
    "a photo called a page": ("photo.html", saved("JPEG"), "ends in .html"),
    "a sound called a photo": ("a.png", sound(), "ends in .png, but it is a sound recording"),
    "a document": ("a.docx", b"PK\x03\x04" + bytes(40), "an archive or an office document"),
    "a GIF": ("a.gif", b"GIF89a" + bytes(20), "a GIF"),
    "a film": ("a.mp4", mp4(b"vide", b"isom"), "a film"),
    "another film": ("a.webm", b"\x1a\x45\xdf\xa3" + bytes(40), "a film"),
    "a third film": ("a.ogv", ogg(b"\x80theora"), "a film"),
    "AVIF": ("a.avif", box(b"ftyp", b"avif" + bytes(8)), "AVIF"),
    "text": ("a.txt", b"hello, this is a text", "not a photo"),
    "photo and archive": ("a.jpg", with_archive(saved("JPEG")), "two kinds of file in one"),
    "photo and PDF": ("a.jpg", saved("JPEG", comment=b"%PDF-1.4"), "two kinds of file in one"),
    "photo and page": ("a.jpg", saved("JPEG", comment=b"<script>alert(1)</script>"), "two kinds of file in one"),
    "PDF and archive": ("a.pdf", with_archive(PDF), "two kinds of file in one"),
    "a giant PNG": ("a.png", giant_png(), "2,500 megapixels"),
    "a giant JPEG": ("a.jpg", giant_jpeg(), "4,225 megapixels"),
    "a giant WebP": ("a.webp", giant_webp(), "268 megapixels"),
    "a text bomb": ("a.png", png_with(b"zTXt", b"Comment\0\0" + BOMB), "unpacks without end"),
    "a profile bomb": ("a.png", png_with(b"iCCP", b"sRGB\0\0" + BOMB), "unpacks without end"),
    "an international bomb": (
        "a.png",
        png_with(b"iTXt", b"Comment\0\x01\0en\0Comment\0" + BOMB),
        "unpacks without end",
    ),
    "a cut JPEG": ("a.jpg", saved("JPEG", (400, 300))[:-700], "cut short"),
    "a JPEG's beginning": ("a.jpg", b"\xff\xd8\xff broken", "cut short"),
    "a cut PNG": ("a.png", saved("PNG")[:-20], "cut short"),
    "a PNG with a changed byte": ("a.png", png_with(b"tEXt", b"a\0b").replace(b"a\0b", b"a\0c"), "damaged"),
    "a cut WebP": ("a.webp", saved("WEBP")[:-9], "cut short"),
    "a cut PDF": ("a.pdf", PDF[:-8], "cut short"),
    "a cut recording": ("a.wav", sound()[:30], "cut short"),
    "a cut M4A": ("a.m4a", mp4(b"soun")[:-30], "cut short"),
    "an MP3's tag alone": ("a.mp3", b"ID3\x04\0\0\0\0\0\x0a" + bytes(10), "cut short"),
    "a cut HEIC": ("a.heic", box(b"ftyp", b"heic" + bytes(8)) + b"\0\0\0\x10meta", "cut short"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_none_is_refused_with_its_reason(what):
    name, data, reason = REFUSED[what]
    with pytest.raises(PhotoRefused, match=reason) as refused:
        media.whole(data, name)
    assert name in str(refused.value)


def test_a_file_of_more_than_50_mb_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.jpg"
    with path.open("wb") as file:
        file.truncate(media.MOST_BYTES + 1)
    with pytest.raises(PhotoRefused, match="larger than 50 MB"):
        media.read_file(path)


def test_what_is_no_file_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    (tmp_path / "device.jpg").symlink_to("/dev/zero")
    (tmp_path / "folder.jpg").mkdir()
    for name in ("pipe.jpg", "device.jpg", "folder.jpg"):
        with pytest.raises(PhotoRefused):
            media.read_file(tmp_path / name)
    with pytest.raises(PhotoRefused, match="no such file"):
        media.read_file(tmp_path / "nowhere.jpg")


def test_a_link_to_a_photo_is_the_photo(tmp_path):
    (tmp_path / "a.jpg").write_bytes(saved("JPEG"))
    (tmp_path / "link.jpg").symlink_to(tmp_path / "a.jpg")
    assert media.read_file(tmp_path / "link.jpg") == saved("JPEG")


@pytest.mark.parametrize(("pieces", "reason"), [([b"ab", b"cd", b"e"], "still being written"), ([b"ab"], "changed")])
def test_a_file_that_grows_or_shrinks_while_it_is_read_is_refused(pieces, reason):
    left = iter([*pieces, b""])
    with pytest.raises(PhotoRefused, match=reason):
        media._read_whole(lambda _: next(left), 4, "a.jpg")


def loaded(kind):
    """A picture that carries a mark everywhere where a file of its kind can carry one."""
    if kind == "JPEG":
        data = saved(kind, exif=exif(6), icc_profile=profile(), comment=MARK, xmp=b"<x:xmpmeta>" + MARK)
        iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x12" + b"\x1c\x02\x78\0\x0b" + MARK + b"\0\0"
        return data[:2] + b"\xff\xed" + struct.pack(">H", 2 + len(iptc)) + iptc + data[2:] + MARK
    if kind == "PNG":
        return saved(kind, exif=exif(6), icc_profile=profile(), pnginfo=text_chunks())
    return saved(kind, exif=exif(6), icc_profile=profile(), xmp=b"<x:xmpmeta>" + MARK)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_shared_copy_holds_the_pixels_upright_and_nothing_else(kind):
    data = loaded(kind)
    assert data.count(MARK) + (kind == "PNG") >= 3  # the control; PNG packs some of it
    copied = media_pictures.copy(data, f"image/{kind.lower()}")
    assert MARK not in copied
    assert not any(mark in copied for mark in (b"Exif", b"http://ns.adobe.com", b"ICC_PROFILE", b"Photoshop", b"GPS"))
    with Image.open(io.BytesIO(copied)) as picture:
        assert picture.format == "JPEG"
        assert picture.size == (48, 64)  # lying on its side: orientation 6 stands it up
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not picture.getexif()
    assert [marker for marker, *_ in _segments(copied) if marker in range(0xE1, 0xF0) or marker == 0xFE] == []


def _segments(data):
    return media_shapes.segments(data)


def test_a_heic_photo_is_taken_where_a_decoder_is_and_copied_as_pixels():
    pytest.importorskip("pi_heif")
    found = media.whole(HEIC, "a.heic")
    assert (found.media_type, found.width, found.height) == ("image/heic", 16, 16)
    assert b"FIELDAUDIT-XMP-MARK" in HEIC
    copied = media_pictures.copy(HEIC, "image/heic")
    assert copied.startswith(b"\xff\xd8")
    assert not any(mark in copied for mark in (b"FIELDAUDIT", b"xmp", b"adobe"))


def test_a_heic_photo_stands_in_a_report_where_a_decoder_is_and_leaves_a_frame_elsewhere(monkeypatch):
    pytest.importorskip("pi_heif")
    copied, wide, high = pixels_only(HEIC)
    assert (copied[:2], wide, high) == (b"\xff\xd8", 16, 16)
    monkeypatch.setattr(media_pictures, "heic_here", lambda: False)
    assert pixels_only(HEIC) is None


def test_without_a_decoder_a_heic_photo_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr(media_pictures, "heic_here", lambda: False)
    with pytest.raises(PhotoRefused, match="cannot open HEIC photos; save it as JPEG"):
        media.whole(box(b"ftyp", b"heic" + bytes(8)) + bytes(64), "a.heic")


@pytest.mark.parametrize("name", ["a.pdf", "a.wav"])
def test_what_is_no_picture_is_never_copied_for_others(name):
    with pytest.raises(media_shapes.Refused, match="only a picture"):
        media_pictures.copy(TAKEN[name][0], media.look(TAKEN[name][0], name).media_type)


def test_when_a_photo_was_taken_is_read_and_a_broken_note_of_it_is_no_reason_to_refuse():
    assert media_pictures.taken_at(loaded("JPEG"), "image/jpeg") == "2026-11-21T13:50:00"
    assert media_pictures.taken_at(saved("JPEG"), "image/jpeg") == ""
    broken = bytearray(saved("JPEG", exif=exif()))
    at = broken.find(b"Exif\0\0") + 6
    broken[at : at + 40] = b"\xff" * 40
    assert media.whole(bytes(broken), "a.jpg").picture
    assert media_pictures.taken_at(bytes(broken), "image/jpeg") == ""
