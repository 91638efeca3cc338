"""Bombs: what unfolds to far more than it weighs is refused within 200 MB, in a process that says how much."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from exchange_world import PASSPHRASE
from hostile_world import open_hostile
from insider_world import entry, smuggle
from package_workshop import Parcel, Row, lay_open

from fieldaudit.exchange import limits
from fieldaudit.exchange.incoming import import_package
from fieldaudit.vault import arriving, driver
from fieldaudit.vault.records import new_id

MIB = limits.MIB
MOST_MB = 200
CHILD = """
import json, sys
from pathlib import Path
from fieldaudit.exchange import limits
from fieldaudit.exchange.incoming import import_package
from fieldaudit.headoffice.intake import take_in_all
from fieldaudit.vault import Vault
files = [Path(file) for file in sys.argv[3:]]
with Vault.open(Path(sys.argv[1]), sys.argv[2]) as vault:
    states = [import_package(vault, file).state for file in files]
    limits.BATCH = 4  # so that some are read ahead
    states += [result.state for result in take_in_all(vault, [*files, *files[:3]])]
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([states, peak // 1024]))
"""


def nested(size: int) -> bytes:
    """Return JSON of about `size` bytes that takes more than twenty times as many when it is read."""
    return b"[" + b"[]," * (size // 3) + b"[]]"


def _lines(parcel: Parcel, data: bytes) -> None:
    parcel.members[parcel.manifest["streams"][0]["lines"]] = gzip.compress(data, 1)


def _carriages(parcel: Parcel, data: bytes) -> None:
    parcel.members[parcel.manifest["streams"][0]["carriages"]] = gzip.compress(data, 1)


def _short(parcel: Parcel) -> None:
    _lines(parcel, b"{}\n" * (4 * MIB))
    _carriages(parcel, b'{"salt":"","payload":"","sealed":"","signature":""}\n' * 200_000)


def _form(parcel: Parcel, data: bytes) -> None:
    parcel.members[parcel.manifest["forms"][0]["xform"]] = data


def _message(parcel: Parcel) -> None:
    parcel.add_message("have", nested(20 * MIB))


def _members(parcel: Parcel) -> None:
    parcel.extra.extend((f"x/{number}", b"") for number in range(limits.INNER_MEMBERS + 1))


def _slots(parcel: Parcel) -> None:
    """A million fields in a few entries, truly linked, committed and covered."""
    part = parcel.manifest["streams"][0]
    rows = parcel.rows(part)
    for number in range(10):
        said = json.dumps({"fields": {f"{number}{at:x}": "" for at in range(100_000)}}, separators=(",", ":"))
        place = {"seq": part["last"] + number + 1, "lamport": 99, "kind": "field.set", "replaces": [], "sealed": False}
        line = rows[0].line | place | {"parent": "", "cancels": "", "audience": "site"}
        rows.append(Row(line, {"salt": "11" * 32, "payload": said, "sealed": "", "signature": ""}))
    part["last"] += 10
    parcel.relink(part, rows)


LAUGHS = b"".join(b'<!ENTITY %c "%s">' % (letter + 1, b"&%c;" % letter * 10) for letter in range(97, 106))
BOMBS = {
    "line breaks": lambda parcel: _lines(parcel, b"\n" * (limits.UNPACKED + 1)),
    "one line": lambda parcel: _lines(parcel, b"x" * (limits.UNPACKED - 1)),
    "short lines": _short,
    "nested payload": lambda parcel: _carriages(parcel, nested(7 * MIB) + b"\n"),
    "nested manifest": lambda parcel: setattr(parcel, "document", nested(4 * MIB - 99)),
    "nested checkpoint": lambda parcel: parcel.check_off(parcel.manifest["checkpoints"][0], nested(20 * MIB)),
    "nested message": _message,
    "form of many nodes": lambda parcel: _form(parcel, b"<a>" + b"<b/>" * (4 * MIB) + b"</a>"),
    "deep form": lambda parcel: _form(parcel, b"<a>" * MIB + b"</a>" * MIB),
    "form that laughs": lambda parcel: _form(parcel, b'<!DOCTYPE l [<!ENTITY a "aa">' + LAUGHS + b"]><l>&j;</l>"),
    "large envelope": lambda parcel: parcel.plain.append(lambda _data: bytes(limits.ENVELOPE + MIB)),
    "members without number": _members,
    "a million slots": _slots,
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read where Linux says it")
def test_no_bomb_takes_more_than_two_hundred_megabytes(tmp_path):
    with open_hostile(tmp_path) as world:
        files = []
        for number, change in enumerate(BOMBS.values()):
            parcel = lay_open(world.package("first"), world.sender("first"), world.reader("first"))
            change(parcel)
            files.append(parcel.write(tmp_path / f"{number}.fap"))
    said = subprocess.run(
        [sys.executable, "-c", CHILD, tmp_path / "office0", PASSPHRASE, *files], capture_output=True, check=True
    )
    states, peak = json.loads(said.stdout)
    assert dict(zip(BOMBS, states, strict=False)) == dict.fromkeys(BOMBS, "damaged")
    assert states[len(BOMBS) :] == ["damaged"] * (len(BOMBS) + 3)  # and where many come at once
    assert peak < MOST_MB
    assert not any((tmp_path / "office0" / "quarantine").iterdir())


def test_many_slots_of_few_bytes_are_stored_a_piece_at_a_time(tmp_path, monkeypatch):
    """A hundred entries of ten thousand fields weigh 2.5 MB and took 380 MB when all were held together."""
    most = 0

    def counted(connection, sql, rows):
        nonlocal most
        rows = list(rows)
        most = max(most, len(rows))
        return run_many(connection, sql, rows)

    run_many = driver.run_many
    monkeypatch.setattr(driver, "run_many", counted)
    monkeypatch.setattr(arriving, "_PIECE", 4000)
    said = [{"fields": {f"{number}.{at}": "" for at in range(300)}} for number in range(30)]
    with open_hostile(tmp_path) as world:
        site, office = new_id(), world.reader("second")
        entries = [entry(site, "site", "field.set", fields) for fields in said]
        parcel = smuggle(world, world.ben, entries)
        assert import_package(office, parcel.write(tmp_path / "slots.fap")).accepted
        assert 300 <= most <= 900
        assert len(office.cells(site)) == 9000
        assert office.check() == []
