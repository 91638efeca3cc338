"""The readers of packages: whatever bytes they are given, they answer with a whole value or a refusal."""

import gzip
import io
import json
import tarfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldaudit.audit.events import StoredEvent
from fieldaudit.errors import PackageDamaged, PackageRefused
from fieldaudit.exchange import container
from fieldaudit.exchange.manifest import (
    AUDITS,
    FormPart,
    Manifest,
    Member,
    Message,
    Part,
    Sender,
    read_manifest,
    write_manifest,
)
from fieldaudit.exchange.parts import Unpacked, _unpack, pack_carriages, pack_lines

NAMES = st.from_regex(r"[a-b][a-b0-9]{0,3}(/[a-b]{1,3}){0,2}(\.age)?", fullmatch=True).filter(container.is_safe_name)


def written(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    for name, data in files.items():
        container.write_member(out, name, data)
    container.write_end(out)
    return out.getvalue()


def read(data: bytes, most: int = 100) -> dict[str, bytes]:
    found = container.members(io.BytesIO(data), len(data), most)
    return {header.name: b"".join(pieces) for header, pieces in found}


@given(st.dictionaries(NAMES, st.binary(max_size=1500), max_size=5))
def test_what_was_written_is_read_by_us_and_by_the_standard_library(files: dict[str, bytes]):
    data = written(files)
    assert read(data) == files
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        assert {info.name: tar.extractfile(info).read() for info in tar} == files


@settings(max_examples=200)
@given(st.dictionaries(NAMES, st.binary(max_size=600), min_size=1, max_size=3), st.data())
def test_an_altered_archive_is_refused_or_its_alteration_stays_visible(files: dict[str, bytes], data: st.DataObject):
    good = bytearray(written(files))
    at = data.draw(st.integers(0, len(good) - 1))
    good[at] ^= data.draw(st.integers(1, 255))
    try:
        found = read(bytes(good))
    except PackageDamaged:
        return
    assert sum(map(len, found.values())) == sum(map(len, files.values()))


@given(st.binary(max_size=3000))
def test_any_bytes_at_all_are_refused_as_an_archive(data: bytes):
    with pytest.raises(PackageDamaged):
        read(data)


def test_an_archive_that_pads_like_gnu_tar_is_read_and_one_with_something_after_its_end_is_not():
    data = written({"a": b"x"})
    assert read(data + bytes(container.BLOCK * 10)) == {"a": b"x"}
    for more in (b"x", bytes(100) + b"x", bytes(container.BLOCK * 40), written({"b": b"y"})):
        with pytest.raises(PackageDamaged):
            read(data + more)


def test_more_members_than_allowed_are_refused():
    data = written({f"m{number}": b"" for number in range(6)})
    assert len(read(data, most=6)) == 6
    with pytest.raises(PackageDamaged):
        read(data, most=5)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/a",
        "../a",
        "a/../b",
        "a//b",
        "a/",
        "./a",
        "A",
        "a b",
        "a\\b",
        "c:a",
        "con",
        "con.age",
        "x/lpt1",
        "ä",
        ".a",
        "a/b/c/d",
    ],
)
def test_names_that_could_climb_or_clash_are_never_written_or_read(name: str):
    assert not container.is_safe_name(name)
    with pytest.raises(ValueError, match="no name"):
        container.write_header(io.BytesIO(), name, 0)


MANIFEST = Manifest(
    purpose=AUDITS,
    organisation="a" * 32,
    sender=Sender("b" * 32, "Amina", "", ""),
    to="c" * 32,
    recipients=("age1" + "q" * 58,),
    sequence=1,
    previous="",
    made="2026-11-21T10:00:00.000Z",
    program="0.1.0",
    audits=("00000000-0000-4000-8000-000000000000",),
    inner=(
        Member("streams/1", 1, "d" * 64),
        Member("payloads/1", 1, "d" * 64),
        Member("forms/x", 1, "d" * 64),
        Member("forms/y", 1, "d" * 64),
        Member("messages/1", 1, "d" * 64),
        Member("messages/1.sig", 1, "d" * 64),
    ),
    outer=(Member(f"blobs/{'e' * 64}.age", 5, "e" * 64),),
    streams=(
        Part("00000000-0000-4000-8000-000000000000", "b" * 32, "f" * 32, 1, 2, "a" * 64, "streams/1", "payloads/1"),
    ),
    checkpoints=("b" * 32,),
    forms=(FormPart("a" * 64, "fire", "3", "forms/x", {"Büro list.csv": "forms/y"}),),
    messages=(Message("receipt", "messages/1", "messages/1.sig"),),
)


def test_a_manifest_comes_back_as_it_was_written():
    assert read_manifest(write_manifest(MANIFEST)) == MANIFEST


def _paths(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(deep for key, item in below for deep in _paths(item, (*path, key)))]


PATHS = [path for path in _paths(json.loads(write_manifest(MANIFEST))) if path]
FREE = {("sender", "name"), ("program",), ("forms", 0, "id"), ("forms", 0, "version")}
STRANGE = st.sampled_from([None, True, -1, 2**60, "x" * 2000, "../x", "A", [], {}, ["x"], {"x": "y"}, "\0"])


@settings(max_examples=300)
@given(st.sampled_from(PATHS), STRANGE)
def test_a_manifest_with_a_strange_value_anywhere_is_refused_or_read_as_another_one(path, strange):
    data = json.loads(write_manifest(MANIFEST))
    place = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = strange
    try:
        found = read_manifest(json.dumps(data).encode())
    except PackageRefused:
        return
    assert isinstance(strange, str | list | dict)
    assert path in FREE or strange in ([], {})
    assert write_manifest(found) != write_manifest(MANIFEST)


REMOVABLE = [path for path in PATHS if isinstance(path[-1], str) and path[:-1] != ("forms", 0, "attachments")]


@pytest.mark.parametrize("path", REMOVABLE, ids=lambda path: "/".join(map(str, path)))
def test_a_manifest_that_lacks_anything_is_refused(path):
    data = json.loads(write_manifest(MANIFEST))
    place = data
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    with pytest.raises(PackageRefused):
        read_manifest(json.dumps(data).encode())


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_at_all_are_refused_as_a_manifest(data: bytes):
    with pytest.raises(PackageRefused):
        read_manifest(data)


@given(st.lists(st.binary(max_size=200).map(lambda line: line.replace(b"\n", b"")), max_size=20))
def test_lines_come_back_byte_for_byte(lines: list[bytes]):
    packed = pack_lines([StoredEvent(line) for line in lines])
    assert list(_unpack(packed, 200, Unpacked())) == lines


@given(st.binary(max_size=300))
def test_any_bytes_at_all_are_refused_as_a_compressed_member(data: bytes):
    with pytest.raises(PackageDamaged):
        list(_unpack(data, 1000, Unpacked()))


def test_an_empty_line_a_cut_end_and_a_bomb_are_told_apart():
    assert list(_unpack(gzip.compress(b"\n"), 10, Unpacked())) == [b""]
    for data in (gzip.compress(b"no line break"), gzip.compress(b"a\n")[:-1], gzip.compress(b"a\n") + b"\0"):
        with pytest.raises(PackageDamaged):
            list(_unpack(data, 1000, Unpacked()))
    with pytest.raises(PackageDamaged, match="more than a package may hold"):
        list(_unpack(gzip.compress(b"\n" * 5000), 10, Unpacked(4999)))


def test_carriages_keep_payloads_exactly():
    event = StoredEvent(b"line", bytes(range(32)), '{"value":"ä \\u0041 €"}'.encode())
    [row] = gzip.decompress(pack_carriages([event])).splitlines()
    assert json.loads(row)["payload"].encode() == event.payload
