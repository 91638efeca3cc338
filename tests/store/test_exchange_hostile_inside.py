"""Packages changed inside, mostly signed anew: by their sender, another insider, a stranger, head office itself."""

import json
import random
import sys
from pathlib import Path

import pytest
from hostile_world import BASES, FIELD, OFFICE, Hostile, open_hostile
from package_workshop import Parcel, as_bytes, lay_open

from fieldaudit.errors import SealTooLarge
from fieldaudit.exchange import answer, membership
from fieldaudit.exchange.documents import write_document
from fieldaudit.exchange.incoming import import_package
from fieldaudit.exchange.intake import intake_log, take_in
from fieldaudit.trust import keys, sealing
from fieldaudit.vault.listing import list_audits

CASES = sorted((Path(__file__).parent / "hostile_cases").glob("*.json"))
sys.path.append(str(Path(__file__).parents[1] / "fuzz"))


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with open_hostile(tmp_path_factory.mktemp("hostile")) as opened:
        yield opened


def opened(world: Hostile, base: str) -> Parcel:
    return lay_open(world.package(base), world.sender(base), world.reader(base))


def refused(world: Hostile, base: str, parcel: Parcel) -> tuple[str, str]:
    """Import what was made of a base, see that nothing came of it but one row, and put that back too."""
    from packages_run import dump, files_of, refused, trial

    reader = world.reader(base)
    with trial(reader):
        before, files = dump(reader), files_of(reader)
        result = import_package(reader, parcel.write(world.folder / "hostile.fap"))
        assert not result.accepted, result
        refused(reader, result, before, dump(reader), files)
    return result.state, result.reason


@pytest.mark.parametrize("base", BASES)
def test_the_workshop_makes_packages_that_are_accepted_when_nothing_is_changed(world, base):
    """So that every refusal below is for its change, the lines linked and signed anew included."""
    from packages_run import trial

    parcel = opened(world, base)
    for part in parcel.manifest["streams"]:
        parcel.relink(part, parcel.rows(part))
    with trial(world.reader(base)):
        assert import_package(world.reader(base), parcel.write(world.folder / "same.fap")).accepted


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("kind", ["OUTSIDE", "INSIDE", "SIGNED"])
def test_whatever_is_changed_a_refusal_is_one_row_and_what_is_accepted_oversteps_nothing(world, base, kind):
    """Several dozen of each; `python -m tests.fuzz.packages` does many more."""
    import packages_changes
    from packages_run import Case, run

    chance = random.Random(f"{base} {kind}")  # noqa: S311 - the same cases every time
    seen = set()
    for change in getattr(packages_changes, kind) * {"OUTSIDE": 3, "INSIDE": 3, "SIGNED": 1}[kind]:
        by = "ben" if kind == "SIGNED" and chance.random() < 0.3 else "own"
        seen.add(run(world, Case(base, by, chance.randrange(1 << 32), (change.__name__,))))
    assert "damaged" in seen


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_fuzzing_packages_found_stays_mended(world, path):
    from packages_run import read_case, run

    run(world, read_case(path.read_text(encoding="utf-8")))


# --- an insider who oversteps


def test_another_auditor_cannot_continue_a_stream_nor_bring_it_as_his_own(world):
    for base in OFFICE:
        parcel = opened(world, base)
        parcel.speak_as(world.ben)
        assert refused(world, base, parcel)[0] == "not_allowed"
        parcel.manifest["checkpoints"] = [world.ben.seat]
        parcel.cover()
        state, reason = refused(world, base, parcel)
        assert (state, "without that person's signature" in reason) == ("not_allowed", True)


def _message(kind: str, world: Hostile) -> dict:
    office, field = world.vaults["office1"], world.vaults["field1"]
    heads = [[head.record, head.seat, head.inc, head.seq, head.hash] for head in field.streams(field.record_types())]
    about = {"organisation": membership.organisation(field).id, "seat": field.seat, "time": "2100-01-01T00:00:00.000Z"}
    pem = field.get(membership.CERTIFICATE)
    return {
        "receipt": {**about, "package": world.digests["second"], "have": heads},
        "purge": {**about, "backup": "2026-11-22T00:00:00.000Z", "have": heads},
        "certificate": {"certificate": pem, "officer": sealing.new_identity().recipient, "officer_number": 99},
        "revocation": {"number": 99, "revoked": [{"seat": office.seat, "since": "2026-01-01", "heads": []}]},
        "form": {"digest": field.forms()[0], "id": "small", "form_version": "1", "number": 99},
        "reference": {"name": "wages", "number": 99, "sha256": "0" * 64, "text": "a"},
        "have": {**about, "have": heads, "forms": {}, "reference": {}, "gone": []},
        "unheard_of": {},
    }[kind]


KINDS = ("receipt", "purge", "certificate", "revocation", "form", "reference", "have", "unheard_of")


def _forged(world: Hostile, kind: str) -> Parcel:
    """Return an answer to the field that holds nothing but one message."""
    parcel = opened(world, "answer2")
    parcel.manifest |= {"messages": [], "forms": [], "streams": [], "checkpoints": []}
    parcel.members.clear()
    values = _message(kind, world)
    message = {"kind": kind, "member": "messages/1.json", "signature": "messages/1.sig"}
    parcel.manifest["messages"].append(message)
    parcel.say(message, write_document(kind, values))
    return parcel


@pytest.mark.parametrize("kind", KINDS)
def test_a_certified_auditor_gets_no_message_of_head_offices_into_the_field(world, kind):
    parcel = _forged(world, kind)
    parcel.speak_as(world.ben)
    assert refused(world, "answer2", parcel)[0] == "not_allowed"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "have"])
def test_a_certified_auditor_gets_no_message_of_head_offices_into_head_office(world, kind):
    parcel = opened(world, "second")
    document = write_document(kind, _message(kind, world))
    parcel.add_message(kind, document)
    assert refused(world, "second", parcel)[0] == "not_allowed"


def test_neither_an_auditor_nor_a_stranger_gets_a_form_into_the_field_by_a_package_without_messages(world):
    form = world.vaults["field1"].form(world.vaults["field1"].forms()[0])[0].replace(b"Small insp", b"Forged insp")
    from fieldaudit.checklist import parse_form

    read = parse_form(form, {})
    for who in ("ben", "stranger"):
        parcel = opened(world, "answer2")
        parcel.members.clear()
        parcel.members["forms/x/form.xml"] = form
        named = {"digest": read.digest, "id": read.id, "version": "99", "xform": "forms/x/form.xml", "attachments": {}}
        parcel.manifest |= {"messages": [], "forms": [named], "streams": [], "checkpoints": []}
        parcel.speak_as(world.ben)
        if who == "stranger":
            _as_stranger(parcel)
        assert refused(world, "answer2", parcel)[0] in ("not_allowed", "unknown_signer")


def _as_stranger(parcel: Parcel) -> None:
    from fieldaudit.trust import certificates

    parcel.key = keys.generate_signing_key()
    parcel.signer = certificates.make_request(parcel.key, "Head office", sealing.new_identity().recipient)
    parcel.manifest["sender"]["seat"] = parcel.key.seat


def test_a_form_that_nothing_was_answered_with_does_not_come_along(world):
    parcel = opened(world, "alert")
    parcel.members["forms/x/form.xml"] = b"<form/>"
    named = {"digest": "0" * 64, "id": "x", "version": "1", "xform": "forms/x/form.xml", "attachments": {}}
    parcel.manifest["forms"].append(named)
    state, reason = refused(world, "alert", parcel)
    assert (state, "form" in reason) == ("not_allowed", True)


def test_a_key_that_opens_nothing_does_not_take_the_place_of_an_attachments_own(world):
    """Names of attachments are in clear outside: somebody else could otherwise bring one first, with a false key."""
    for secret in (sealing.new_identity().secret, "AGE-SECRET-KEY-1NONE", "x"):
        parcel = opened(world, "first")
        part = max(parcel.manifest["streams"], key=lambda row: row["last"])
        rows = parcel.rows(part)
        row = next(row for row in rows if row.line["kind"] == "evidence.attached")
        row.carriage["payload"] = as_bytes(row.payload() | {"secret": secret}).decode()
        parcel.relink(part, rows)
        state, reason = refused(world, "first", parcel)
        assert (state, "does not open" in reason) == ("damaged", True)


def test_an_audit_without_a_form_keeps_no_list_from_being_shown(world):
    from packages_run import trial

    parcel = opened(world, "first")
    for part in parcel.manifest["streams"]:
        rows = parcel.rows(part)
        for row in rows:
            if row.line["kind"] == "record.created":
                row.carriage["payload"] = as_bytes({"branch": "", "fields": {}}).decode()
        parcel.relink(part, rows)
    reader = world.reader("first")
    with trial(reader):
        assert import_package(reader, parcel.write(world.folder / "hostile.fap")).state == "taken_in"
        assert len(list_audits(reader)) == 1


PLACES_OF_FILES = {
    "an attachment": lambda parcel: parcel.manifest["streams"][0].__setitem__("lines", parcel.blobs[0][0]),
    "the same file": lambda parcel: parcel.manifest["streams"][0].__setitem__(
        "lines", parcel.manifest["streams"][0]["carriages"]
    ),
    "nothing": lambda parcel: parcel.members.__setitem__("forms/unused", b"x"),
}


@pytest.mark.parametrize("change", PLACES_OF_FILES.values(), ids=PLACES_OF_FILES)
def test_a_manifest_that_names_other_files_than_the_envelope_holds_is_refused(world, change):
    parcel = opened(world, "first")
    change(parcel)
    assert refused(world, "first", parcel)[0] == "damaged"


@pytest.mark.parametrize(
    "signer",
    [
        lambda pem: pem + "ü".encode(),
        lambda pem: pem + pem,
        lambda pem: b"hello\n" + pem,
        lambda pem: pem.replace(b"-----END", b"\xff\n-----END"),
        lambda pem: b"",
    ],
)
@pytest.mark.parametrize("base", ["first", "second"])
def test_a_signers_file_is_one_block_and_nothing_else(world, base, signer):
    parcel = opened(world, base)
    parcel.signer = signer(parcel.signer)
    assert refused(world, base, parcel)[0] == "unknown_signer"


# --- names, clocks, replays


@pytest.mark.parametrize("name", ["x" * 300, "a\nb", "\x1b[2J", "Ren\u202eee"])
def test_a_stranger_whose_name_plays_with_the_screen_is_nobody(world, name):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.x509.oid import NameOID

    parcel = opened(world, "first")
    _as_stranger(parcel)
    request = x509.load_pem_x509_csr(parcel.signer)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    object.__setattr__(next(iter(subject)), "_value", name)  # what this program's library refuses, others write
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    builder = builder.add_extension(request.extensions[0].value, critical=False)
    parcel.signer = builder.sign(parcel.key.private, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    state, reason = refused(world, "first", parcel)
    assert (state, name in reason) == ("unknown_signer", False)


@pytest.mark.parametrize(
    ("key", "value"), [("time", "0001-01-01T00:00:00.000Z"), ("offset", "+9999"), ("time", "9999-12-31T23:59:59.999Z")]
)
def test_a_moment_that_no_calendar_can_show_is_refused(world, key, value):
    parcel = opened(world, "first")
    part = parcel.manifest["streams"][0]
    rows = parcel.rows(part)
    rows[0].line[key] = value
    parcel.relink(part, rows)
    assert refused(world, "first", parcel)[0] == "damaged"


@pytest.mark.parametrize("year", [1970, 2100])
def test_a_laptop_whose_clock_stood_elsewhere_is_believed_as_far_as_its_chain_goes(world, year):
    from packages_run import read_all, trial

    parcel = opened(world, "first")
    for part in parcel.manifest["streams"]:
        rows = parcel.rows(part)
        for row in rows:
            row.line["time"] = f"{year}{row.line['time'][4:]}"
        parcel.relink(part, rows)
    parcel.manifest["made"] = f"{year}{parcel.manifest['made'][4:]}"
    reader = world.reader("first")
    with trial(reader):
        assert import_package(reader, parcel.write(world.folder / "hostile.fap")).state == "taken_in"
        read_all(reader)


def test_an_old_answer_that_comes_late_rolls_nothing_back(world):
    """Certificate, officer, revocations, receipts and forms: all as the newer answer said."""
    from packages_run import dump, trial

    field = world.vaults["field0"]
    kept = ("me", "certificate", membership.OFFICER, "revocations", "purge.right")
    with trial(field):
        assert import_package(field, world.package("answer2")).state == "applied"
        before, confirmed = {key: field.get(key) for key in kept}, dump(field)["confirmed"]
        assert import_package(field, world.package("answer1")).state == "applied"
        assert {key: field.get(key) for key in kept} == before
        assert dump(field)["confirmed"] == confirmed
        assert import_package(field, world.package("answer1")).state == "duplicate"


def test_a_copy_that_lost_an_attachment_does_not_take_the_place_of_the_whole_one_that_waits(world):
    """A package of somebody unknown waits whole; on another stick an attachment is cut out of it."""
    from packages_run import trial

    reader = world.reader("first")
    with trial(reader):
        reader.put("invitations", None)
        whole = take_in(reader, world.package("first"))
        assert (whole.state, whole.held) == ("unknown_signer", True)
        kept = (reader.home / "quarantine" / f"{whole.package}.fap").read_bytes()
        for spoilt, state in ((lambda outer: outer.pop(), "incomplete"), (_spoil_last, "damaged")):
            parcel = opened(world, "first")
            parcel.document = None
            parcel.outer.append(spoilt)
            _same_manifest(world, parcel)
            lost = take_in(reader, parcel.write(world.folder / "lost.fap"))
            assert (lost.state, lost.held, lost.package != whole.package) == (state, False, True)
        assert (reader.home / "quarantine" / f"{whole.package}.fap").read_bytes() == kept
        assert {row.state for row in intake_log(reader)} == {"unknown_signer", "incomplete", "damaged"}


def _spoil_last(outer: list[tuple[str, bytes]]) -> None:
    outer[-1] = (outer[-1][0], outer[-1][1][:-1] + b"x")


def _same_manifest(world: Hostile, parcel: Parcel) -> None:
    """Keep the manifest and its signature as they were: the same package, as far as it goes."""
    from exchange_world import unpack

    sealed = unpack(world.package("first"))["envelope.age"]
    parcel.sealed.append(lambda _data: sealed)


def test_an_envelope_that_opens_to_more_than_its_limit_is_refused(world):
    parcel = opened(world, "first")
    parcel.plain.append(lambda _data: bytes(26 << 20))
    with pytest.raises(SealTooLarge):
        sealing.unseal(sealing.seal(bytes(1000), parcel.recipients), [world.reader("first").identity.secret], 999)
    assert refused(world, "first", parcel)[0] == "damaged"


def test_every_finding_of_the_workshop_names_a_place_that_is_there():
    """The cases that are kept are read by name: none may be of a change that is gone."""
    from packages_changes import BY_NAME

    for path in CASES:
        found = json.loads(path.read_text(encoding="utf-8"))
        assert found["base"] in (*OFFICE, *FIELD)
        assert set(found["changes"]) <= set(BY_NAME)
    assert answer.RECEIPT in KINDS
