"""A package counts as written once the medium gives it back."""

import hashlib
from pathlib import Path

import pytest
from exchange_world import add_audit, make_world, open_world, pack, unpack

from fieldaudit.errors import PackageNotWhole
from fieldaudit.exchange import container, export, readback, writer
from fieldaudit.exchange.readback import read_back
from fieldaudit.vault import files


def expected(members):
    return {name: hashlib.sha256(data).hexdigest() for name, data in members.items()}


def test_what_was_written_reads_back(tmp_path):
    members = {"envelope.age": b"e" * 5000, "blobs/x.age": b"x"}
    path = pack(tmp_path / "p.fap", members)
    read_back(path, expected(members))
    assert path.exists()


@pytest.mark.parametrize("damage", ["flipped", "cut", "swapped", "empty"])
def test_what_reads_back_otherwise_is_taken_away(tmp_path, damage):
    members = {"envelope.age": b"e" * 5000, "blobs/x.age": b"x" * 900}
    path = pack(tmp_path / "p.fap", dict(reversed(members.items())) if damage == "swapped" else members)
    data = bytearray(path.read_bytes())
    data[700] ^= damage == "flipped"
    path.write_bytes({"cut": data[:3000], "empty": b""}.get(damage, data))
    with pytest.raises(PackageNotWhole):
        read_back(path, expected(members))
    assert not path.exists()


def written_followed(path, members, monkeypatch, spoil=lambda file: None):
    """Write members as a package is, reading back after each of them; `spoil` comes before the first reading."""
    monkeypatch.setattr(readback, "_BATCH", 1)
    with files.writing(path) as file, readback.Following(file) as following:
        for name, data in members.items():
            container.write_member(file, name, data)
            file.flush()
            spoil(Path(file.name))
            following.written(len(data))
        container.write_end(file)
        return following.digests()


def test_what_is_read_back_while_the_file_is_written_is_not_read_again(tmp_path, monkeypatch):
    members = {"envelope.age": b"e" * 5000, "blobs/x.age": b"x" * 512, "blobs/y.age": b"y"}
    path = tmp_path / "p.fap"
    before = written_followed(path, members, monkeypatch)
    assert sorted(before.values()) == sorted(expected(members).values())
    with monkeypatch.context() as once:
        once.setattr(readback, "_digest", lambda *_: pytest.fail("read twice"))
        read_back(path, expected(members), before)
    assert path.exists()


def test_what_the_medium_changed_while_the_file_was_written_is_found(tmp_path, monkeypatch):
    def spoil(path):
        data = bytearray(path.read_bytes())
        data[600] ^= 1
        with path.open("r+b") as file:
            file.write(data)

    path = tmp_path / "p.fap"
    before = written_followed(path, {"envelope.age": b"e" * 5000}, monkeypatch, spoil)
    with pytest.raises(PackageNotWhole):
        read_back(path, expected({"envelope.age": b"e" * 5000}), before)
    assert not path.exists()


def test_a_medium_that_fails_while_the_file_is_written_leaves_nothing(tmp_path, monkeypatch):
    def failing(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(readback, "_read_batch", failing)
    with pytest.raises(OSError, match="Input/output"):
        written_followed(tmp_path / "p.fap", {"envelope.age": b"e"}, monkeypatch)
    assert list(tmp_path.iterdir()) == []


def test_a_failing_stick_is_told_and_the_audit_stays_unsent(tmp_path, monkeypatch):
    make_world(tmp_path)
    with open_world(tmp_path) as world:
        audit = add_audit(world.field)

        def failing(path, wanted, before):
            data = bytearray(path.read_bytes())
            data[600] ^= 1
            path.write_bytes(data)
            read_back(path, wanted, before)

        with monkeypatch.context() as stick:
            stick.setattr(writer, "read_back", failing)
            with pytest.raises(PackageNotWhole):
                export.export_audits(world.field, [audit], world.stick)
        assert export.sent_packages(world.field) == []
        assert not list(world.stick.glob("*.fap"))
        written = export.export_audits(world.field, [audit], world.stick)
        assert "envelope.age" in unpack(written.path)
