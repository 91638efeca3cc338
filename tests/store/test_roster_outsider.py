"""An outsider goes through all that a list of workers left behind: files of three homes, the stick, every row and page.

Not one file alone is opened that way: whatever is packed, encoded or encrypted for whoever owns the desk is laid bare.
"""

import base64
import binascii
import gzip
import io
import json
import re
import tarfile
import tempfile
import zlib
from datetime import date

import pytest
from cipher_pages import all_plain, traces
from exchange_world import PASSPHRASE
from team_world import a_team

from fieldaudit.audit.events import Subject
from fieldaudit.errors import FieldAuditError
from fieldaudit.exchange import answer
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field import consent, interviews, roster
from fieldaudit.reports import audit_report
from fieldaudit.reports.gather import gather
from fieldaudit.trust import sealing
from fieldaudit.vault import codebook, subjects

SAID = {
    "name": "Kestrel Quarry",
    "other": "Osprey Delgado",
    "sinhala": "\u0dc1\u0dca\u200d\u0dbb\u0dd3 \u0dc3\u0dd2\u0dbd\u0dca\u0dc0\u0dcf",
    "identity": "KQ7716532",
    "employee": "EMP-4471-Z",
    "job": "glue spreader",
}
ROSTER = (
    "name,passport,emp no,dob,job,start\n"
    f"{SAID['name']},{SAID['identity']},{SAID['employee']},2001-02-14,{SAID['job']},2025-03-04\n"
    f"{SAID['other']},OD-44-5566,E-2,1988-05-06,packer,2024-06-05\n"
    f"{SAID['sinhala']},SW-1,E-3,1990-01-02,packer,2024-06-05\n"
)
_DEEP = 6
_AGE_HEAD = len("age-encryption.org/v1\n-> X25519 ")  # every sealed payload begins so
_TOKENS = re.compile(rb"[A-Za-z0-9+/=_-]{24,}")


def spellings(text):
    """Return the ways in which a text could stand in bytes."""
    yield from (text.encode(), text.upper().encode(), text.lower().encode())
    yield from (text.encode("utf-16-le"), text.encode("utf-16-be"), text.encode("unicode_escape"))
    yield from (text.encode("ascii", "backslashreplace"), binascii.hexlify(text.encode()))
    for shift in range(3):  # in base64 it looks otherwise at each of three places
        whole = base64.b64encode(b"." * shift + text.encode())
        yield whole[shift and 4 : -4]


def bare(data, secrets=(), depth=0):
    """Give bytes, and what is in them: archives, compressed or encoded parts, what age seals to any of `secrets`."""
    yield data
    if depth == _DEEP:
        return
    for inner in [*unsealed(data, secrets), *unpacked(data), *decoded(data)]:
        yield from bare(inner, secrets, depth + 1)


def unsealed(data, secrets):
    if not data.startswith(b"age-encryption.org/v1") or not secrets:
        return
    try:
        yield sealing.unseal(data, secrets, 64 * 1024 * 1024)
    except FieldAuditError:
        return


def unpacked(data):
    if data[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(data)) as whole:
            yield from (whole.extractfile(one).read() for one in whole if one.isfile())
    for place in [found.start() for found in re.finditer(rb"\x1f\x8b\x08|stream\r?\n|\x78[\x01\x9c\xda]", data)]:
        part = data[place:].removeprefix(b"stream").lstrip(b"\r\n") if data[place : place + 1] == b"s" else data[place:]
        try:
            yield zlib.decompressobj(wbits=47).decompress(part, 8 * 1024 * 1024)
        except zlib.error:
            continue


def decoded(data):
    for token in _TOKENS.findall(data) if len(data) < 4 * 1024 * 1024 else ():
        try:
            yield base64.b64decode(token + b"=" * (-len(token) % 4), validate=True)
        except (ValueError, binascii.Error):
            continue


def found_in(data, secrets=()):
    layers = list(bare(data, secrets))
    return sorted(
        name for name, text in SAID.items() if any(one in layer for one in set(spellings(text)) for layer in layers)
    )


def found_in_files(folder, secrets=()):
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): names for path in files if (names := found_in(path.read_bytes(), secrets))}


def found_in_rows(vault, more=()):
    """Look at every value of every row of every table, as the desk can with its own key and `more` that it has."""
    with vault.reading() as connection:
        tables = [row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert {"events", "writes", "meta", "drafts"} <= set(tables)
        values = set()
        for table in tables:
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"').fetchall():  # noqa: S608 - its own names
                values |= {value if isinstance(value, bytes) else str(value).encode() for value in row}
    return sorted({name for value in values for name in found_in(value, [*own_secrets(vault), *more])})


def own_secrets(vault):
    """Return what the desk itself opens with: its seat's lasting key."""
    return [vault.identity.secret]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A list at Amina's, interviews; all carried to Bilal and to head office; reports; then one person takes it back.

    `before` is what the outsider found before that, `kept` what they copied of it for themselves.
    """
    folder = tmp_path_factory.mktemp("outsider")
    places = {name: folder / name for name in ("tmp", "state")}
    with pytest.MonkeyPatch.context() as patch, a_team(folder / "world") as made:
        for place in places.values():
            place.mkdir()
        patch.setattr(tempfile, "tempdir", str(places["tmp"]))
        patch.setenv("TMPDIR", str(places["tmp"]))
        patch.setenv("FIELDAUDIT_STATE_DIR", str(places["state"]))
        made.places, made.source = [made.folder, *places.values()], folder / "list.csv"
        made.source.write_text(ROSTER, encoding="utf-8")
        looked = roster.preview(made.amina, made.source, made.site, today=date(2026, 11, 22))
        roster.bring_in(made.amina, looked)
        made.audit = made.shared()
        made.workers = {entry.sealed["name"]: entry.worker for entry in codebook.entries(made.amina)}
        for name, subject in ((SAID["name"], ""), (SAID["other"], "respondent 2")):
            interviews.link(made.amina, made.audit, made.workers[name].code, subject)
        carry(made)
        for profile in ("site", "client", "headoffice"):
            report = gather(made.office, made.audit, profile, organisation="Open Harvest")
            (made.folder / f"{profile}.pdf").write_bytes(audit_report(report, profile))
        made.before, made.kept = looked_through(made), copied(made, SAID["name"])
        consent.withdraw_consent(made.amina, made.workers[SAID["name"]].id, reason="asked")
        consent.withdraw_consent(made.amina, made.audit, reason="asked")
        carry(made)
        yield made


def carry(world):
    world.give(world.amina, world.bilal, world.audit)
    assert world.up(world.amina, world.audit).accepted
    back = answer.send(world.office, world.amina.seat, world.stick, passphrase=PASSPHRASE)
    assert import_package(world.amina, back.path).accepted


def looked_through(world):
    """Return what is found: by file as a stranger, on the stick as each desk, by desk in its rows and pages."""
    desks = {"amina": world.amina, "bilal": world.bilal, "office": world.office}
    found = {f"{place.name} as a stranger": found_in_files(place) for place in world.places}
    found |= {f"stick as {name}": found_in_files(world.stick, own_secrets(desk)) for name, desk in desks.items()}
    found |= {f"rows of {name}": found_in_rows(desk) for name, desk in desks.items()}
    found |= {f"pages of {name}": traces(all_plain(desk), SAID) for name, desk in desks.items()}
    return found


def copied(world, name):
    """Return what a thief copies of a worker: the keys, and what is sealed to them."""
    record = world.workers[name].id
    records = (record, *(one.id for one in world.workers[name].placements))
    with world.amina.reading() as connection:
        keys = [key for one in (record, world.audit) for key in subjects.kept(connection, Subject(one, one))]
        rows = connection.exec_driver_sql(
            "SELECT e.sealed FROM events e JOIN records r ON r.key = e.rec WHERE r.id IN (?, ?)"
            " AND e.sealed IS NOT NULL",
            records,
        )
        sealed = [row[0] for row in rows.fetchall()]
    return {"keys": keys, "sealed": sealed}


def test_the_eye_finds_a_name_however_it_is_packed_and_the_code_book_opens_where_it_may():
    for text in SAID.values():
        plain = f"x {text} y".encode()
        whole = io.BytesIO()
        with tarfile.open(fileobj=whole, mode="w", format=tarfile.USTAR_FORMAT) as packed:
            head = tarfile.TarInfo("a")
            head.size = len(plain)
            packed.addfile(head, io.BytesIO(plain))
        key = sealing.new_identity()
        ways = (plain, text.encode("utf-16-le"), json.dumps(text).encode(), zlib.compress(plain), whole.getvalue())
        for data in (*ways, gzip.compress(plain), b"stream\n" + zlib.compress(plain), base64.b64encode(b"1" + plain)):
            assert found_in(data), data
            assert found_in(sealing.seal(data, [key.recipient]), [key.secret])
            assert not found_in(sealing.seal(data, [key.recipient]))


def test_before_anybody_takes_it_back_no_name_is_in_any_file_row_or_page_but_in_sealed_ones(world):
    assert {where: what for where, what in world.before.items() if what} == {}
    assert len(list(world.stick.glob("*.fap"))) > 2
    assert list(world.places[1].iterdir()) == []  # the folder for temporary files
    assert {entry.sealed.get("name") for entry in codebook.entries(world.amina)} >= {SAID["other"], SAID["sinhala"]}
    assert {entry.sealed.get("name") for entry in codebook.entries(world.bilal)} == {None}


def test_afterwards_there_is_none_either(world):
    assert {where: what for where, what in looked_through(world).items() if what} == {}


def test_with_the_keys_that_were_copied_before_nothing_that_is_left_tells_who_it_was(world):
    keys = world.kept["keys"]
    assert any(found_in(sealed, keys) for sealed in world.kept["sealed"])  # what the thief took along still opens
    for desk in (world.amina, world.bilal, world.office):
        assert found_in_rows(desk, keys) == []
        assert codebook.find(desk, world.workers[SAID["name"]].code)[0].withdrawn


def test_neither_key_nor_sealed_name_is_left_in_a_page_a_free_page_or_the_log_of_the_seat_that_sealed_it(world):
    plain = all_plain(world.amina)
    sealed = [whole[_AGE_HEAD:] for whole in world.kept["sealed"]]
    assert len(world.kept["keys"]) == len(sealed) - 1 == 2  # a worker and an interview; the key event, name, job
    for secret in (*world.kept["keys"], *sealed):
        assert traces(plain, {"x": secret}) == []
    for desk in (world.bilal, world.office):
        pages = all_plain(desk)
        assert [one for one in sealed if traces(pages, {"x": one})] == []


def test_the_officer_reads_the_others_and_not_who_took_it_back(world):
    names = {entry.sealed.get("name") for entry in codebook.entries(world.office, secrets=[world.officer.secret])}
    assert names == {SAID["other"], SAID["sinhala"], None}
    told = [one.code for one in interviews.linked(world.office, world.audit, [world.officer.secret])]
    assert sorted(told) == sorted(["", world.workers[SAID["other"]].code])
