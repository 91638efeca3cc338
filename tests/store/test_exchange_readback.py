"""A package counts as written once the medium gives it back."""

import hashlib

import pytest
from exchange_world import add_audit, make_world, open_world, pack, unpack

from fieldaudit.errors import PackageNotWhole
from fieldaudit.exchange import export, writer
from fieldaudit.exchange.readback import read_back


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


def test_a_failing_stick_is_told_and_the_audit_stays_unsent(tmp_path, monkeypatch):
    make_world(tmp_path)
    with open_world(tmp_path) as world:
        audit = add_audit(world.field)

        def failing(path, wanted):
            data = bytearray(path.read_bytes())
            data[600] ^= 1
            path.write_bytes(data)
            read_back(path, wanted)

        with monkeypatch.context() as stick:
            stick.setattr(writer, "read_back", failing)
            with pytest.raises(PackageNotWhole):
                export.export_audits(world.field, [audit], world.stick)
        assert export.sent_packages(world.field) == []
        assert not list(world.stick.glob("*.fap"))
        written = export.export_audits(world.field, [audit], world.stick)
        assert "envelope.age" in unpack(written.path)
