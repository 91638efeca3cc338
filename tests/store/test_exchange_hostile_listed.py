"""Hostile packages of the list that none may be missing of: cuts, numbers, names, what an insider asks of others."""

import sys
from pathlib import Path

import pytest
from hostile_world import BASES, open_hostile
from insider_world import certify
from package_workshop import _entry, as_bytes
from test_exchange_hostile_inside import _forged, opened, refused
from test_exchange_hostile_inside import _message as message

from fieldaudit.errors import FieldAuditError
from fieldaudit.exchange import purging
from fieldaudit.exchange.batch import import_packages
from fieldaudit.exchange.documents import write_document
from fieldaudit.exchange.incoming import import_package

sys.path.append(str(Path(__file__).parents[1] / "fuzz"))
FEW = 12  # random places; `python -m tests.fuzz.packages_cuts` does a thousand of each package


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with open_hostile(tmp_path_factory.mktemp("listed")) as opened_world:
        yield opened_world


@pytest.mark.parametrize("base", ["alert", "answer1"])
def test_a_package_cut_at_any_boundary_outside_or_inside_leaves_one_row_and_nothing_else(world, base):
    from packages_cuts import cut_all

    counts = cut_all(world, base, FEW, 1)
    assert counts["damaged"] > 100
    assert set(counts) <= {"damaged", "incomplete"}


MEGABYTE = b"9" * 1_000_000
JSON = {
    "a megabyte integer": MEGABYTE,
    "NaN": b"NaN",
    "a number twice": b'1,"x":1,"x":2',
    "deep nesting": b"[" * 50_000 + b"]" * 50_000,
    "a float": b"1.5",
    "half a character": b'"\\ud800"',
}


def _manifest(parcel, value):
    parcel.manifest["inner"] = [_entry(name, data) for name, data in parcel.members.items()]
    number = b'"sequence":%d' % parcel.manifest["sequence"]
    parcel.document = as_bytes(parcel.manifest).replace(number, b'"sequence":' + value)
    assert parcel.document != as_bytes(parcel.manifest)


def _line(parcel, value):
    _first_row(parcel, "line", b'"seq":', b'"x":' + value + b',"seq":')


def _carriage(parcel, value):
    _first_row(parcel, "carriage", b'"salt":', b'"x":' + value + b',"salt":')


def _payload(parcel, value):
    part = parcel.manifest["streams"][0]
    rows = parcel.rows(part)
    rows[0].carriage["payload"] = '{"branch":"","fields":{},"x":' + value.decode() + "}"
    parcel.relink(part, rows)


def _checkpoint(parcel, value):
    parcel.check_off(parcel.manifest["checkpoints"][0], b"[" + value.replace(b'"x":', b"") + b"]")


def _message(parcel, value):
    kind = parcel.manifest["messages"][0] if parcel.manifest["messages"] else None
    if kind is None:
        parcel.add_message("have", b'{"format":"fieldaudit have","x":' + value + b"}")
    else:
        parcel.say(kind, as_bytes(parcel.members[kind["member"]]).replace(b"{", b'{"x":' + value + b",", 1))


def _first_row(parcel, which, before, after):
    part = parcel.manifest["streams"][0]
    rows = parcel.rows(part)
    spoilt = as_bytes(getattr(rows[0], which)).replace(before, after, 1)
    setattr(rows[0], which, spoilt)
    parcel.keep(part, rows)
    parcel.cover()


PLACES = {"first": (_manifest, _line, _carriage, _payload, _checkpoint, _message), "answer2": (_manifest, _message)}


@pytest.mark.parametrize("value", JSON.values(), ids=JSON)
@pytest.mark.parametrize("base", PLACES)
def test_json_that_is_none_of_ours_is_refused_wherever_it_stands(world, base, value):
    for spoil in PLACES[base]:
        parcel = opened(world, base)
        spoil(parcel, value)
        assert refused(world, base, parcel)[0] == "damaged", spoil.__name__


def test_a_payload_with_a_value_that_is_json_is_taken_in(world):
    """So that every refusal above of a payload is for its value."""
    from packages_run import trial

    parcel = opened(world, "first")
    _payload(parcel, b"1")
    with trial(world.reader("first")):
        assert import_package(world.reader("first"), parcel.write(world.folder / "same.fap")).accepted


NAMES = (
    "../climbs",
    "/etc/passwd",
    "blobs/../../x",
    "con",
    "blobs/nul.age",
    "a\\b",
    "c:x",
    "x" * 120,
    "ü",
    "BLOBS/x.AGE",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_outside_that_climbs_or_is_a_device_is_refused_and_makes_no_file(world, name):
    for change in (lambda outer: outer.append((name, b"x")), lambda outer: outer.__setitem__(-1, (name, outer[-1][1]))):
        parcel = opened(world, "first")
        parcel.outer.append(change)
        assert refused(world, "first", parcel)[0] == "damaged"
    assert not list(world.folder.rglob("climbs"))


def test_a_name_twice_and_its_twin_in_capitals_are_refused_outside_too(world):
    for twin in (str, str.upper):
        parcel = opened(world, "first")
        parcel.outer.append(lambda outer, twin=twin: outer.append((twin(outer[-1][0]), outer[-1][1])))
        assert refused(world, "first", parcel)[0] == "damaged"


@pytest.mark.parametrize("size", [b"77777777777\0", b"\x80\0\0\0\x17\x48\x76\xe8\0\0\0\0", b"-0000000001\0"])
def test_a_header_that_declares_gigabytes_is_refused_and_no_room_is_made(world, size):
    def declare(data):
        block = bytearray(data[:512])
        block[124:136] = size
        block[148:156] = b" " * 8
        block[148:156] = b"%06o\0 " % sum(block)
        return bytes(block) + data[512:]

    parcel = opened(world, "first")
    parcel.whole.append(declare)
    assert refused(world, "first", parcel)[0] == "damaged"


@pytest.mark.parametrize("role", ["administrator", "reviewer", "supervisor"])
@pytest.mark.parametrize("kind", ["purge", "receipt", "certificate", "revocation"])
def test_no_certified_insider_asks_another_seat_to_purge_or_plays_the_authority(world, role, kind):
    """An administrator may send packages to the field: what only head office signs is refused in them all the same."""
    kept, field = world.ben.get("certificate"), world.reader("answer2")
    certify(world, world.ben, role)
    try:
        parcel = _forged(world, kind)
        parcel.speak_as(world.ben)
        before = purging.right(field), len(field.exchange_log.receipts())
        assert refused(world, "answer2", parcel)[0] == "not_allowed"
        assert (purging.right(field), len(field.exchange_log.receipts())) == before
    finally:
        world.ben.put("certificate", kept)


def test_a_right_to_purge_for_one_seat_is_none_for_another_though_head_office_signed_it(world):
    parcel = _forged(world, "purge")
    values = message("purge", world) | {"seat": world.ben.seat}
    parcel.say(parcel.manifest["messages"][0], write_document("purge", values))
    assert refused(world, "answer2", parcel)[0] == "damaged"


def test_several_hostile_packages_in_one_batch_leave_a_row_each_and_keep_no_good_one_out(world):
    """The batch reads ahead and stores together: what it copied of the refused is gone, the good one is in."""
    from packages_run import dump, files_of, trial

    reader = world.reader("first")
    spoil = {
        "cut": lambda parcel: parcel.whole.append(lambda data: data[: len(data) // 2]),
        "lie": lambda parcel: parcel.manifest["outer"][0].__setitem__("size", 10**11),
        "blob": lambda parcel: parcel.blobs.__setitem__(0, (parcel.blobs[0][0], b"x" + parcel.blobs[0][1][1:])),
        "name": lambda parcel: parcel.outer.append(lambda outer: outer.append(("../climbs", b"x"))),
        "json": lambda parcel: _line(parcel, MEGABYTE),
        "insider": lambda parcel: parcel.speak_as(world.ben),
    }
    with trial(reader):
        paths = [opened(world, "first").write(world.folder / "good.fap")]
        for name, change in spoil.items():
            parcel = opened(world, "first")
            change(parcel)
            paths.append(parcel.write(world.folder / f"{name}.fap"))
        before, files = dump(reader), files_of(reader)
        outcomes = dict(import_packages(reader, [*paths[1:4], paths[0], *paths[4:]]))
        after = dump(reader)
        assert not [one for one in outcomes.values() if isinstance(one, FieldAuditError)]
        assert [path.stem for path, one in outcomes.items() if one.accepted] == ["good"]
        assert len(after["packages"]) - len(before["packages"]) == len(paths)
        good = sum(member.startswith("blobs/") for member, _ in opened(world, "first").blobs)
        assert len(files_of(reader) - files) == good


def test_the_list_of_packages_to_cut_names_every_base():
    assert {"alert", "answer1", *PLACES} <= set(BASES)
