"""Packages in parts: cut, carried in any order and any number of times, joined when the last one arrives."""

import hashlib
import io
import random
import shutil
import subprocess
import tarfile
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from exchange_world import PASSPHRASE, add_audit, make_world, open_world, pack, snapshot, unpack
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldaudit.errors import DiskFull, PackageInParts, PartsTooSmall, PartsUnknown
from fieldaudit.exchange import answer, export, gathering, limits, volumes
from fieldaudit.exchange.incoming import import_package, verify_package
from fieldaudit.exchange.intake import intake_log
from fieldaudit.exchange.results import TakenIn
from fieldaudit.exchange.writer import Written
from fieldaudit.vault import PackageRow, Vault, files

MOST = 22 * 1024
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path):
    make_world(tmp_path / "world")
    with open_world(tmp_path / "world") as opened:
        yield opened


def in_parts(world, size=45_000, most=MOST):
    """Export an audit with a photo of `size` random bytes in parts of at most `most` bytes."""
    audit = add_audit(world.field, photo=random.Random(size).randbytes(size))  # noqa: S311 - not a secret
    return audit, export.export_audits(world.field, [audit], world.stick, max_size=most)


def kept(vault):
    return sorted(path.name for path in (vault.home / "quarantine").glob("*"))


def test_a_package_is_cut_into_parts_no_larger_than_asked_whose_names_are_numbers(world):
    _, sent = in_parts(world)
    assert [path.name for path in sent.parts] == [f"fa-000001.{n}-of-4.fap" for n in (1, 2, 3, 4)]
    assert (sent.path, sent.files()) == (sent.parts[0], list(sent.parts))
    assert all(path.stat().st_size <= MOST for path in sent.parts)
    assert sorted(world.stick.glob("*.fap")) == sorted(sent.parts)
    assert len({unpack(path)["parts.txt"] for path in sent.parts}) == 1


def test_a_package_that_is_small_enough_stays_whole(world):
    _, sent = in_parts(world, most=10**6)
    assert (sent.path.name, sent.parts) == ("fa-000001.fap", ())


def test_parts_too_small_are_refused_and_nothing_is_left_behind(world):
    with pytest.raises(PartsTooSmall):
        in_parts(world, most=3000)
    assert list(world.stick.glob("*.fap")) == []


@pytest.mark.skipif(not (shutil.which("tar") and shutil.which("sha256sum")), reason="needs tar and sha256sum")
def test_standard_tools_join_the_parts(world, tmp_path):
    _, sent = in_parts(world)
    script = 'for part in "$@"; do tar -xf "$part"; done; sha256sum --check parts.txt && cat 0*.part > joined.fap'
    shell = [shutil.which("sh"), "-ec", script, "sh", *sent.parts]
    subprocess.run(shell, cwd=tmp_path, check=True, capture_output=True)
    assert verify_package(world.office, tmp_path / "joined.fap").manifest_sha256 == sent.manifest_sha256


def test_parts_wait_sealed_and_say_what_is_missing_until_the_last_one_comes(world):
    audit, sent = in_parts(world)
    first, second, third, fourth = sent.parts
    waits = import_package(world.office, third)
    assert (waits.state, waits.held, waits.accepted) == ("incomplete", True, False)
    assert waits.reason == "1 of 4 parts are here; missing: 1, 2, 4."
    assert import_package(world.office, first).reason == "2 of 4 parts are here; missing: 2, 4."
    assert import_package(world.office, third).reason == "2 of 4 parts are here; missing: 2, 4."
    [row] = intake_log(world.office)
    assert (row.state, row.reason) == ("incomplete", "2 of 4 parts are here; missing: 2, 4.")
    [set_here] = gathering.waiting_sets(world.office.home)
    assert (set_here.here, set_here.missing) == ((1, 3), (2, 4))
    assert world.office.record_types() == {}
    import_package(world.office, fourth)
    taken = import_package(world.office, second)
    assert (taken.state, taken.package, taken.audits) == ("taken_in", sent.manifest_sha256, (audit,))
    assert kept(world.office) == []
    [row] = intake_log(world.office)
    assert (row.state, row.detail["file"]) == ("taken_in", fourth.name)
    assert world.office.streams([audit]) == world.field.streams([audit])
    again = import_package(world.office, first)
    assert (again.state, again.accepted, kept(world.office)) == ("duplicate", True, [])
    assert world.office.check() == []


class Office:
    """What gathering needs of a head office, whose import of a whole package only notes what it was given."""

    def __init__(self, home):
        self.home, self.exchange_log, self.imported = home, self, []
        self._rows, self._values = {}, {}
        self.get, self.put = self._values.get, self._values.__setitem__
        home.mkdir()

    def transaction(self):
        return nullcontext()

    def package(self, digest, _direction):
        return self._rows.get(digest)

    def put_package(self, row):
        self._rows[row.digest] = row

    def drop_package(self, digest, _direction):
        self._rows.pop(digest, None)

    def deliver(self, path):
        return gathering.take_part(self, path, self._whole, NOW)

    def _whole(self, path):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        self.imported.append(digest)
        row = PackageRow(digest, "in", 1, "", "taken_in", "", "", {"file": path.name})
        self.put_package(row)
        return TakenIn("taken_in", "", package=digest)


def cut(folder, seed, count):
    """Cut random bytes into parts; returns them and the digest of the whole."""
    data = random.Random(seed).randbytes(count * 5000)  # noqa: S311 - not a secret
    path = folder / f"fa-{seed:06d}.fap"
    path.write_bytes(data)
    parts = volumes.in_parts(Written(path, "", seed, len(data)), 9000).parts
    return list(parts), hashlib.sha256(data).hexdigest()


def forgeries(folder, part, other):
    """Return parts that say they belong to a set and do not: another slice, a cut one, another's number or list."""
    members, strange = unpack(part), unpack(other)
    [name] = [member for member in members if member != "parts.txt"]
    slice_ = members[name]
    made = [
        pack(folder / "swapped", {**members, name: bytes(len(slice_))}),
        pack(folder / "shorter", {**members, name: slice_[:-1]}),
        pack(folder / "renumbered", {"parts.txt": members["parts.txt"], "00009.part": slice_}),
        pack(folder / "mixed", {"parts.txt": strange["parts.txt"], name: slice_}),
        pack(folder / "two", {**members, "00001.part" if name != "00001.part" else "00002.part": slice_}),
        folder / "torn",
    ]
    made[-1].write_bytes(part.read_bytes()[:-700])
    return made


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_parts_in_any_order_repeated_lost_and_forged_join_exactly_what_was_cut(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("parts")
    office = Office(folder / "office")
    seeds = data.draw(st.lists(st.integers(0, 10**6), min_size=2, max_size=2, unique=True))
    sets = [cut(folder, seed, data.draw(st.integers(2, 5))) for seed in seeds]
    parts = [part for found, _ in sets for part in found]
    lost = set(data.draw(st.lists(st.sampled_from(parts), max_size=2)))
    bad = forgeries(folder, data.draw(st.sampled_from(sets[0][0])), sets[1][0][0])
    again = data.draw(st.lists(st.sampled_from(parts), max_size=4))
    for path in data.draw(st.permutations([part for part in [*parts, *again] if part not in lost] + bad)):
        result = office.deliver(path)
        assert path not in bad or result.state == "damaged"
    complete = {digest for found, digest in sets if lost.isdisjoint(found)}
    assert (set(office.imported), len(office.imported)) == (complete, len(complete))
    begun = [found for found, _ in sets if not lost.issuperset(found)]
    missing = [tuple(number for number, part in enumerate(found, 1) if part in lost) for found in begun]
    waiting = [one.missing for one in gathering.waiting_sets(office.home)]
    assert sorted(waiting) == sorted(numbers for numbers in missing if numbers)
    for path in lost:
        office.deliver(path)
    assert (set(office.imported), kept(office)) == ({digest for _, digest in sets}, [])


def test_a_damaged_part_leaves_one_row_and_displaces_nothing(world):
    _, sent = in_parts(world)
    import_package(world.office, sent.parts[0])
    before, rows = kept(world.office), len(intake_log(world.office))
    for path in forgeries(world.stick, sent.parts[0], sent.parts[1]):
        if path.name == "mixed":
            continue  # the same list: that is no forgery here
        for _ in range(2):
            result = import_package(world.office, path)
            assert (result.state, result.held) == ("damaged", False), path.name
        assert kept(world.office) == before, path.name
        rows += 1
        assert len(intake_log(world.office)) == rows, path.name
    for path in sent.parts[1:]:
        last = import_package(world.office, path)
    assert last.state == "taken_in"


def lists(size, each, rows):
    return f"# fieldaudit parts 1: {size} bytes, {each} each\n".encode() + b"".join(
        b"%064x  %05d.part\n" % (number, number) for number in range(1, rows + 1)
    )


LIES = [
    b"",
    lists(10, 5, 1),
    lists(10, 5, 3),
    lists(10, 10, 1),
    lists(10**15, 10**13, 100),
    lists(801, 1, 801),
    lists(10, 5, 2) + b"\n",
    lists(10, 5, 2)[:-1],
    lists(10, 5, 2).replace(b"00002", b"00001"),
    lists(10, 5, 2).replace(b"parts 1", b"parts 2"),
    lists(10, 5, 2).replace(b": 10 bytes", b": 010 bytes"),
    lists(10, 5, 2).upper(),
    b"\xff" * 100,
    b"0" * 70_000,
    lists(10, 5, 2),  # which is a proper one, and the slice is another
]


def test_a_list_that_lies_is_refused_before_anything_is_kept(world, tmp_path):
    before = snapshot(world.office)
    for document in LIES:
        part = pack(tmp_path / "part.fap", {"parts.txt": document, "00001.part": bytes(5)})
        assert import_package(world.office, part).state == "damaged", document
        assert snapshot(world.office) == before


def test_gigabytes_that_a_part_declares_are_not_made_room_for(world, tmp_path):
    header = io.BytesIO()
    listing = lists(9 * 2**30, 5 * 2**30, 2)
    with tarfile.open(fileobj=header, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        info = tarfile.TarInfo("parts.txt")
        info.size = len(listing)
        tar.addfile(info, io.BytesIO(listing))
        info = tarfile.TarInfo("00001.part")
        info.size = 5 * 2**30
        header.write(info.tobuf(tarfile.USTAR_FORMAT))
    part = tmp_path / "part.fap"
    part.write_bytes(header.getvalue())
    assert import_package(world.office, part).state == "damaged"
    assert kept(world.office) == []


def test_what_has_no_room_is_not_kept_and_what_waits_stays(world, monkeypatch):
    _, sent = in_parts(world)
    import_package(world.office, sent.parts[0])
    monkeypatch.setattr(limits, "SETS_HELD", 1)
    _, others = in_parts(world, size=46_000)
    full = import_package(world.office, others.parts[0])
    assert (full.state, full.held, len(gathering.waiting_sets(world.office.home))) == ("incomplete", False, 1)
    assert [import_package(world.office, path).state for path in sent.parts][-1] == "taken_in"
    monkeypatch.setattr(limits, "SETS_HELD", 200)
    assert [import_package(world.office, path).state for path in others.parts][-1] == "taken_in"


def test_a_set_that_never_gets_whole_can_be_thrown_away_and_begun_anew(world):
    _, sent = in_parts(world)
    waits = import_package(world.office, sent.parts[0])
    gathering.throw_away(world.office, waits.package)
    assert kept(world.office) == []
    [row] = intake_log(world.office)
    assert (row.state, row.reason) == ("thrown_away", "1 of 4 parts had come; they were thrown away.")
    with pytest.raises(PartsUnknown):
        gathering.throw_away(world.office, waits.package)
    assert [import_package(world.office, path).state for path in sent.parts][-1] == "taken_in"
    assert [row.state for row in intake_log(world.office)] == ["taken_in"]


def test_a_package_joined_from_parts_waits_for_a_person_as_any_other(world):
    world.field.put("invitation", None)
    _, sent = in_parts(world)
    states = [import_package(world.office, path) for path in sent.parts]
    assert (states[-1].state, states[-1].held) == ("unknown_signer", True)
    assert kept(world.office) == [f"{sent.manifest_sha256}.fap"]
    assert import_package(world.office, sent.parts[1]).state == "unknown_signer"
    assert kept(world.office) == [f"{sent.manifest_sha256}.fap"]


def test_a_slice_that_rots_in_the_quarantine_is_asked_for_again(world):
    _, sent = in_parts(world)
    for path in sent.parts[:3]:
        import_package(world.office, path)
    rotten = next((world.office.home / "quarantine").glob("*-00002.part"))
    rotten.write_bytes(bytes(rotten.stat().st_size))
    assert import_package(world.office, sent.parts[3]).reason == "3 of 4 parts are here; missing: 2."
    assert import_package(world.office, sent.parts[1]).state == "taken_in"


def test_a_full_disk_while_joining_keeps_the_parts_and_the_next_import_goes_on(world, monkeypatch):
    _, sent = in_parts(world)
    for path in sent.parts[:3]:
        import_package(world.office, path)
    with monkeypatch.context() as full:
        full.setattr(gathering, "_join", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(DiskFull):
            import_package(world.office, sent.parts[3])
    assert len(kept(world.office)) == 5
    _, other = in_parts(world, size=100, most=0)
    result = import_package(world.office, other.path)
    assert (result.state, [one.state for one in result.released]) == ("taken_in", ["taken_in"])
    assert kept(world.office) == []


def test_what_a_crash_left_of_parts_is_swept(world):
    base = world.office.home / "quarantine"
    files.make_folder(base)
    for name in ("a" * 64 + "-00001.part", "b" * 64 + ".joined", "c" * 64 + "-00002.part.1f2e.part"):
        (base / name).write_bytes(b"left")
    _, sent = in_parts(world, most=0)
    import_package(world.office, sent.path)
    assert kept(world.office) == []


def test_head_office_may_send_parts_too_and_the_field_joins_them(world):
    import_package(world.office, in_parts(world, most=0)[1].path)
    back = answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE)
    parts = volumes.in_parts(back, 8192).parts
    states = [import_package(world.field, path).state for path in reversed(parts)]
    assert (set(states[:-1]), states[-1]) == ({"incomplete"}, "applied")
    assert import_package(world.field, parts[0]).state == "duplicate"


def test_looking_at_one_part_says_that_it_is_one_and_changes_nothing(world):
    _, sent = in_parts(world)
    before = snapshot(world.office)
    with pytest.raises(PackageInParts) as said:
        verify_package(world.office, sent.parts[1])
    assert said.value.sentence == "1 of 4 parts are here; missing: 1, 3, 4."
    assert snapshot(world.office) == before


def test_parts_wait_while_the_vault_is_closed(world, tmp_path):
    _, sent = in_parts(world)
    for path in sent.parts[1:]:
        import_package(world.office, path)
    shutil.copytree(world.folder / "office", tmp_path / "twin")
    with Vault.open(tmp_path / "twin", PASSPHRASE) as twin:
        assert import_package(twin, sent.parts[0]).state == "taken_in"


def test_many_missing_parts_are_named_by_the_first_dozen():
    assert gathering.missing_words(tuple(range(2, 30))) == "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 and 16 more"
