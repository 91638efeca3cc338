"""What can be learned without any key from a stick, a folder and the state folder, and what cannot."""

import json

import pytest
from exchange_world import add_audit, make_world, open_world, unpack

from fieldaudit.exchange.export import export_audits
from fieldaudit.vault import keyfile
from fieldaudit.vault.incarnation import Incarnation

SAID = (b"Delta", b"Amina", b"Rahman", b"Dhaka", b"Harvest", b"exit.jpg", b"Exit locked", b"a photo", b"AGE-SECRET")


@pytest.fixture
def folder(tmp_path):
    """Make both homes, and a package on the stick; everything is closed, as a thief finds it."""
    make_world(tmp_path / "world")
    with open_world(tmp_path / "world") as world:
        export_audits(world.field, [add_audit(world.field)], world.stick)
    return tmp_path / "world"


def package_on(folder):
    (package,) = (folder / "stick").glob("*.fap")
    return package


def test_a_package_shows_a_number_and_sizes_and_names_neither_sender_reader_nor_site(folder):
    package = package_on(folder)
    assert package.name == "fa-000001.fap"
    whole, members = package.read_bytes(), unpack(package)
    with open_world(folder) as world:
        secrets = {world.office.seat, world.field.seat, world.office.identity.recipient, world.field.identity.recipient}
    assert not [word for word in (*SAID, *(secret.encode() for secret in secrets)) if word in whole]
    assert sorted(name.partition("/")[0] for name in members) == ["blobs", "envelope.age"]
    header = members["envelope.age"].partition(b"\n--- ")[0].splitlines()
    assert sum(line.startswith(b"-> X25519 ") for line in header) == 1


def test_a_package_does_not_say_when_or_by_which_account_it_was_made(folder):
    blocks = package_on(folder).read_bytes()
    assert blocks[136:148].strip(b"\0 ") in (b"", b"00000000000")  # the first member's time, as tar has it
    assert blocks[265:329].strip(b"\0") == b""  # its user and group by name


def test_the_folder_of_a_vault_and_the_state_folder_hold_no_word_of_what_was_said(folder, tmp_path):
    found = [path for path in (*(folder / "field").rglob("*"), *(tmp_path / ".state").rglob("*")) if path.is_file()]
    assert len(found) >= 5
    for path in found:
        assert not [word for word in SAID if word in path.read_bytes()], path


def test_the_key_file_shows_which_ways_in_there_are_and_no_name(folder):
    data = json.loads((folder / "field" / keyfile.NAME).read_bytes())
    assert {"format", "version", "vault", "slots"} <= set(data)
    assert {slot["kind"] for slot in data["slots"]} <= {"passphrase", "recovery", "office", "keychain"}


def test_the_state_folder_shows_how_much_was_written_and_hashes(folder):
    home = folder / "field"
    lines = Incarnation.place_of(keyfile.read(home).vault, home).read_text("ascii").splitlines()
    assert [len(line) for line in lines] == [32, 20, 64, 64]
