"""Hostile packages: none is accepted, a refusal adds one row to the intake log and nothing else, in one sentence."""

import base64
import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from exchange_world import PASSPHRASE, World, add_audit, finding_of, make_world, open_world, pack, snapshot, unpack
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldaudit.audit.events import NewEvent
from fieldaudit.errors import PackageRefused
from fieldaudit.exchange import answer, enrol, export, limits
from fieldaudit.exchange.incoming import import_package, verify_package
from fieldaudit.exchange.intake import intake_log, take_in
from fieldaudit.exchange.writer import Plan, Turn, write_package
from fieldaudit.trust import certificates, keys, sealing
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import Vault
from fieldaudit.vault.records import new_id

Members = dict[str, bytes]


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory):
    """A world in which one good package lies on the stick and has not been imported."""
    folder = tmp_path_factory.mktemp("hostile")
    make_world(folder)
    with open_world(folder) as opened:
        audit = add_audit(opened.field, b"\xff\xd8\xff" + b"a photo" * 20_000)
        package = export.export_audits(opened.field, [audit], opened.stick).path
        yield opened, package


def refused(world: World, package: Path, state: str, *, by_eye: bool = True) -> str:
    """Import a hostile package, check that nothing came of it, and return its reason."""
    before, rows = snapshot(world.office), {row.digest for row in intake_log(world.office)}
    result = take_in(world.office, package)
    assert result.state == state, result
    if result.held:
        (world.office.home / "quarantine" / f"{result.package}.fap").unlink()
    assert result.held == (state in ("incomplete", "newer_program"))
    assert snapshot(world.office) == before
    assert {row.digest for row in intake_log(world.office)} - rows <= {result.package}
    assert len(result.reason.split(". ")) == 1
    assert result.reason.endswith(".")
    assert result.next_step
    if by_eye:
        with pytest.raises(PackageRefused):
            verify_package(world.office, package)
    return result.reason


def opened(world: World, package: Path) -> list[tuple[str, bytes]]:
    """Return the members of the envelope, as only its reader sees them."""
    plain = sealing.unseal(unpack(package)["envelope.age"], [world.office.identity.secret])
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        return [(info.name, tar.extractfile(info).read()) for info in tar]


def resealed(world: World, package: Path, inner: list[tuple[str, bytes]], outer: Members | None = None) -> Path:
    """Write a package with other contents, sealed to head office as anybody can do."""
    tar = pack(package.with_name("inner.tar"), inner).read_bytes()
    sealed = sealing.seal(tar, [world.office.identity.recipient])
    members = {**(outer if outer is not None else unpack(package)), "envelope.age": sealed}
    ordered = {"envelope.age": members.pop("envelope.age"), **members}
    return pack(package.with_name("hostile.fap"), ordered)


def signed_anew(
    world: World, package: Path, change: Callable[[dict, Members], None], key: keys.SigningKey | None = None
) -> Path:
    """Write what a certified insider could: the manifest and members changed, listed anew and signed."""
    inner = opened(world, package)
    members = dict(inner[3:])
    manifest = json.loads(inner[0][1])
    change(manifest, members)
    manifest["inner"] = [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in members.items()
    ]
    document = json.dumps(manifest, separators=(",", ":")).encode()
    signature = (key or world.field.signing_key).sign(document)
    head = [("manifest.json", document), ("manifest.sig", signature), inner[2]]
    return resealed(world, package, head + list(members.items()))


def test_the_tools_of_these_tests_make_packages_that_are_accepted_when_nothing_is_changed(tmp_path):
    """So that every refusal below is for its change."""
    make_world(tmp_path)
    with open_world(tmp_path) as world:
        package = export.export_audits(world.field, [add_audit(world.field)], world.stick).path
        same = signed_anew(world, package, lambda _manifest, _members: None)
        assert take_in(world.office, same).state == "taken_in"
        assert take_in(world.office, resealed(world, package, opened(world, package))).state == "duplicate"


def _boundaries(package: Path) -> list[int]:
    """Return the offsets of all regions of the outer tar and of the age file in it, and one byte around each."""
    with tarfile.open(package) as tar:
        edges = {edge for info in tar for edge in (info.offset, info.offset_data, info.offset_data + info.size)}
    data = package.read_bytes()
    age = data.index(b"age-encryption.org")
    edges |= {age + 22, data.index(b"\n---", age), data.index(b"\n---", age) + 48, len(data) - 512, len(data) - 1024}
    return sorted({edge + step for edge in edges for step in (-1, 0, 1) if 0 <= edge + step < len(data)})


def test_a_package_cut_at_any_boundary_is_refused(sent):
    world, package = sent
    data = package.read_bytes()
    for length in _boundaries(package):
        cut = world.stick / "cut.fap"
        cut.write_bytes(data[:length])
        refused(world, cut, "damaged")


def test_a_flipped_byte_in_any_region_is_refused(sent):
    world, package = sent
    data = package.read_bytes()
    for at in _boundaries(package)[:-4]:
        flipped = world.stick / "flipped.fap"
        flipped.write_bytes(data[:at] + bytes([data[at] ^ 0x41]) + data[at + 1 :])
        assert take_in(world.office, flipped).state in ("damaged", "not_for_me"), at


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(st.tuples(st.floats(0, 1), st.integers(1, 255)), min_size=1, max_size=3), cut=st.booleans())
def test_random_damage_never_gets_in_and_never_crashes(sent, places, cut):
    world, package = sent
    data = bytearray(package.read_bytes())
    for share, flip in places:
        data[int(share * (len(data) - 1))] ^= flip
    hurt = world.stick / "hurt.fap"
    hurt.write_bytes(bytes(data[: int(places[0][0] * len(data))] if cut else data))
    if unpack_or_nothing(hurt) == unpack(package):
        return  # the flips fell on bytes of the tar that carry no meaning
    with pytest.raises(PackageRefused) as refusal:
        verify_package(world.office, hurt)
    assert refusal.value.state in ("damaged", "not_for_me")


def unpack_or_nothing(package: Path) -> Members:
    try:
        return unpack(package)
    except (tarfile.TarError, OSError):
        return {}


def test_a_package_for_another_head_office_is_refused(sent, tmp_path):
    world, package = sent
    enrol.create_organisation(tmp_path / "other", "Other", PASSPHRASE, cost=CHEAP)
    with Vault.open(tmp_path / "other", PASSPHRASE) as other:
        assert take_in(other, package).state == "not_for_me"
        inner = opened(world, package)
        tar = pack(tmp_path / "inner.tar", inner).read_bytes()
        forwarded = pack(tmp_path / "x.fap", {"envelope.age": sealing.seal(tar, [other.identity.recipient])})
        assert take_in(other, forwarded).state == "wrong_organisation"


def test_a_stranger_with_a_certificate_of_their_own_authority_is_refused(sent):
    world, package = sent
    authority, key = certificates.make_authority("Open Harvest Alliance"), keys.generate_signing_key()
    request = certificates.make_request(key, "Amina Rahman", sealing.new_identity().recipient)
    forged = certificates.issue(authority, request, name="Amina Rahman", role="headoffice", branch="", days=9)
    inner = opened(world, package)
    document = json.loads(inner[0][1])
    document["sender"]["seat"] = key.seat
    manifest = json.dumps(document, separators=(",", ":")).encode()
    head = [("manifest.json", manifest), ("manifest.sig", key.sign(manifest)), ("signer.pem", forged)]
    assert "nobody here has confirmed" in refused(world, resealed(world, package, head + inner[3:]), "unknown_signer")


def test_a_stranger_who_signs_for_an_invited_person_is_refused(sent):
    """The proof in the manifest is bound to the invited person's own request."""
    world, package = sent
    key = keys.generate_signing_key()
    request = certificates.make_request(key, "Amina Rahman", sealing.new_identity().recipient)
    inner = opened(world, package)
    document = json.loads(inner[0][1])
    document["sender"]["seat"] = key.seat
    manifest = json.dumps(document, separators=(",", ":")).encode()
    head = [("manifest.json", manifest), ("manifest.sig", key.sign(manifest)), ("signer.pem", request)]
    hostile = resealed(world, package, head + inner[3:])
    before = snapshot(world.office)
    result = take_in(world.office, hostile)
    assert (result.state, result.held) == ("unknown_signer", True)  # waits sealed, for a person to decide
    assert snapshot(world.office)[:-1] == before[:-1]
    (world.office.home / "quarantine" / f"{result.package}.fap").unlink()


def _member(number: int, change: Callable[[bytes], bytes]) -> Callable[[list[tuple[str, bytes]]], None]:
    def act(inner: list[tuple[str, bytes]]) -> None:
        inner[number] = (inner[number][0], change(inner[number][1]))

    return act


CHANGED_INSIDE = {
    "another manifest": _member(0, lambda data: data.replace(b'"sequence":1', b'"sequence":2')),
    "a space in the manifest": _member(0, lambda data: data + b" "),
    "another signature": _member(1, lambda data: data[:-1] + bytes([data[-1] ^ 1])),
    "no signature": lambda inner: inner.pop(1),
    "no signer": lambda inner: inner.pop(2),
    "a long signer": _member(2, lambda data: data + b"\n" * limits.SIGNER),
    "a member changed": _member(4, lambda data: data + b"\0"),
    "a member missing": lambda inner: inner.pop(4),
    "members swapped": lambda inner: inner.insert(4, inner.pop(3)),
    "a member more": lambda inner: inner.append(("streams/99999.jsonl.gz", b"")),
    "a name twice": lambda inner: inner.append(inner[3]),
    "a name that climbs": lambda inner: inner.append(("../climbs", b"x")),
    "an absolute name": lambda inner: inner.append(("/etc/passwd", b"x")),
    "a device": lambda inner: inner.append(("streams/con", b"x")),
    "a case twin": lambda inner: inner.append((inner[3][0].upper(), inner[3][1])),
    "the manifest second": lambda inner: inner.insert(1, inner.pop(0)),
    "nothing": lambda inner: inner.clear(),
}


@pytest.mark.parametrize("change", CHANGED_INSIDE.values(), ids=CHANGED_INSIDE)
def test_a_package_changed_inside_and_sealed_again_is_refused(sent, change):
    world, package = sent
    inner = opened(world, package)
    change(inner)
    refused(world, resealed(world, package, inner), "damaged")


def _bomb(manifest: dict, members: Members) -> None:
    members[manifest["streams"][0]["lines"]] = gzip.compress(b"\n" * (limits.UNPACKED + 1))


def _long_line(manifest: dict, members: Members) -> None:
    members[manifest["streams"][0]["lines"]] = gzip.compress(b"x" * 70_000 + b"\n")


def _two_gzips(manifest: dict, members: Members) -> None:
    members[manifest["streams"][0]["lines"]] += gzip.compress(b"more\n")


def _cut_gzip(manifest: dict, members: Members) -> None:
    members[manifest["streams"][0]["lines"]] = members[manifest["streams"][0]["lines"]][:-9]


def _lines(change: Callable[[list[bytes]], None], which: str = "lines") -> Callable[[dict, Members], None]:
    def act(manifest: dict, members: Members) -> None:
        part = max(manifest["streams"], key=lambda row: row["last"])
        rows = gzip.decompress(members[part[which]]).splitlines()
        change(rows)
        members[part[which]] = gzip.compress(b"".join(row + b"\n" for row in rows))

    return act


def _answer(rows: list[bytes]) -> None:
    place = next(i for i, row in enumerate(rows) if b'\\"value\\":\\"1\\"' in row)
    rows[place] = rows[place].replace(b'\\"value\\":\\"1\\"', b'\\"value\\":\\"7\\"')


def _sign_wrongly(rows: list[bytes]) -> None:
    carriage = json.loads(rows[-1])
    carriage["signature"] = base64.b64encode(b"no signature").decode()
    rows[-1] = json.dumps(carriage).encode()


def _foreign_stream(manifest: dict, _members: Members) -> None:
    manifest["streams"][0]["seat"] = "0" * 32


def _no_checkpoint(manifest: dict, members: Members) -> None:
    del members[f"checkpoints/{manifest['checkpoints'].pop()}.json"]


def _others_checkpoint(manifest: dict, _members: Members) -> None:
    manifest["checkpoints"].append("0" * 32)


def _set(key: str, value: object) -> Callable[[dict, Members], None]:
    return lambda manifest, _members: manifest.__setitem__(key, value)


def _first(manifest: dict, _members: Members) -> None:
    max(manifest["streams"], key=lambda row: row["last"])["first"] = 2


def _sender(manifest: dict, _members: Members) -> None:
    manifest["sender"]["seat"] = "0" * 32


def _lie(size: int) -> Callable[[dict, Members], None]:
    return lambda manifest, _members: manifest["outer"][0].__setitem__("size", size)


OVERREACHING = {
    "a gzip bomb": (_bomb, "damaged"),
    "a line that is too long": (_long_line, "damaged"),
    "two gzip members in one": (_two_gzips, "damaged"),
    "a cut gzip member": (_cut_gzip, "damaged"),
    "a line left out": (_lines(lambda rows: rows.pop(1)), "damaged"),
    "the last line left out": (_lines(lambda rows: rows.pop()), "damaged"),
    "a payload left over": (_lines(lambda rows: rows.append(rows[0]), "carriages"), "damaged"),
    "an answer changed": (_lines(_answer, "carriages"), "damaged"),
    "a line with a key twice": (_lines(lambda rows: rows.__setitem__(0, rows[0][:-1] + b',"v":1}')), "damaged"),
    "a carriage with NaN": (_lines(lambda rows: rows.__setitem__(0, b'{"salt":NaN}'), "carriages"), "damaged"),
    "deep nesting": (_lines(lambda rows: rows.__setitem__(0, b"[" * 60_000)), "damaged"),
    "a closing signed by nobody": (_lines(_sign_wrongly, "carriages"), "damaged"),
    "somebody else's stream": (_foreign_stream, "not_allowed"),
    "no checkpoint": (_no_checkpoint, "not_allowed"),
    "somebody else's checkpoint": (_others_checkpoint, "not_allowed"),
    "a part that begins elsewhere than it says": (_first, "damaged"),
    "another sender than the signer": (_sender, "damaged"),
    "another receiver": (_set("to", "0" * 32), "not_for_me"),
    "another organisation": (_set("organisation", "0" * 32), "wrong_organisation"),
    "a later version": (_set("version", 3), "newer_program"),
    "an unknown key": (_set("extra", 1), "damaged"),
    "an unknown purpose": (_set("purpose", "purge"), "damaged"),
    "an answer from the field": (_set("purpose", "answer"), "not_allowed"),
    "a megabyte integer": (_set("sequence", 10**4000), "damaged"),
    "a negative number": (_set("sequence", -1), "damaged"),
    "no recipients": (_set("recipients", []), "damaged"),
    "a size that is a lie": (_lie(5), "damaged"),
    "a hundred gigabytes declared": (_lie(10**11), "damaged"),
    "an attachment not listed": (_set("outer", []), "damaged"),
}


@pytest.mark.parametrize(("change", "state"), OVERREACHING.values(), ids=OVERREACHING)
def test_a_signed_package_that_lies_or_overreaches_is_refused(sent, change, state):
    world, package = sent
    hostile = signed_anew(world, package, change)
    refused(world, hostile, state, by_eye=manifest_is_wrong(change))


def manifest_is_wrong(change: object) -> bool:
    """Looking at a package says what it is; that it is not for this desk only matters when it is to be taken in."""
    return change is not OVERREACHING["an answer from the field"][0]


def test_attachments_missing_changed_renamed_or_too_many_are_refused(sent):
    world, package = sent
    outer = unpack(package)
    [blob] = [name for name in outer if name.startswith("blobs/")]
    fewer = {name: data for name, data in outer.items() if name != blob}
    swapped = {**fewer, f"blobs/{'0' * 64}.age": outer[blob]}
    changed = {**fewer, blob: outer[blob][:-1] + b"x"}
    more = {**outer, f"blobs/{'f' * 64}.age": b"more"}
    later = {blob: outer[blob], "envelope.age": outer["envelope.age"]}
    for members, state in (
        (fewer, "incomplete"),
        (swapped, "damaged"),
        (changed, "damaged"),
        (more, "damaged"),
        (later, "damaged"),
    ):
        refused(world, pack(world.stick / "outer.fap", members), state)


def test_a_damaged_copy_of_a_package_that_is_in_does_not_take_its_place(tmp_path):
    make_world(tmp_path)
    with open_world(tmp_path) as world:
        package = export.export_audits(world.field, [add_audit(world.field)], world.stick).path
        assert take_in(world.office, package).state == "taken_in"
        outer = unpack(package)
        fewer = pack(world.stick / "fewer.fap", {"envelope.age": outer["envelope.age"]})
        assert take_in(world.office, fewer).state == "incomplete"
        assert take_in(world.office, package).state == "duplicate"
        assert sorted(row.state for row in intake_log(world.office)) == ["incomplete", "taken_in"]


def test_what_is_no_package_is_refused(sent, tmp_path):
    world, package = sent
    for number, data in enumerate((b"", b"x", b"not a package at all" * 100, b"\0" * 2048, b"age-encryption.org/v1\n")):
        junk = tmp_path / f"{number}.fap"
        junk.write_bytes(data)
        refused(world, junk, "damaged")
    for mode in ("w:gz", "w:xz"):
        with tarfile.open(tmp_path / "packed", mode) as tar:
            tar.add(package, "envelope.age")
        refused(world, tmp_path / "packed", "damaged")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_links_folders_and_devices_in_the_tar_are_refused(sent, kind):
    world, package = sent
    outer = unpack(package)
    hostile = world.stick / "links.fap"
    with tarfile.open(hostile, "w", format=tarfile.USTAR_FORMAT) as tar:
        envelope = tarfile.TarInfo("envelope.age")
        envelope.size = len(outer["envelope.age"])
        tar.addfile(envelope, io.BytesIO(outer["envelope.age"]))
        link = tarfile.TarInfo("blobs/link")
        link.type, link.linkname = kind, "/etc/passwd"
        tar.addfile(link)
    refused(world, hostile, "damaged")


def test_a_certified_auditor_cannot_play_head_office(sent, tmp_path):
    """A forged receipt, validly signed by a seat of the organisation, confirms nothing."""
    world, package = sent
    inner = opened(world, package)
    manifest = json.loads(inner[0][1])
    receipt = json.dumps({"format": "fieldaudit receipt", "version": 1}).encode()
    key = world.field.signing_key
    members = {"messages/00001.json": receipt, "messages/00001.sig": key.sign(receipt)}
    manifest.update(purpose="answer", to=world.field.seat, recipients=[world.field.identity.recipient])
    manifest.update(outer=[], streams=[], forms=[], checkpoints=[])
    manifest["messages"] = [{"kind": "receipt", "member": "messages/00001.json", "signature": "messages/00001.sig"}]
    manifest["inner"] = [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in members.items()
    ]
    document = json.dumps(manifest, separators=(",", ":")).encode()
    head = [("manifest.json", document), ("manifest.sig", key.sign(document)), inner[2], *members.items()]
    tar = pack(tmp_path / "inner.tar", head).read_bytes()
    forged = pack(tmp_path / "f.fap", {"envelope.age": sealing.seal(tar, [world.field.identity.recipient])})
    assert import_package(world.field, forged).state == "not_allowed"
    assert world.field.exchange_log.receipts() == []


def test_what_a_role_may_not_write_is_refused_whoever_signed_it(tmp_path):
    """The invitation made a reviewer, whose package answers a checklist; and a supervisor closes an action."""
    make_world(tmp_path)
    with open_world(tmp_path) as world:
        [(number, invited)] = world.office.get("invitations").items()
        audit = add_audit(world.field)
        answers = export.export_audits(world.field, [audit], world.stick).path
        opening = {
            "finding": finding_of(audit),
            "audit": audit,
            "kind": "corrective",
            "text": "Open it",
            "owner": "site",
        }
        closed = {"state": "closed", "note": "done", "verification": None}
        action = new_id()
        world.field.append([NewEvent(action, "action", "action.opened", {**opening, "due": "2026-12-01"})])
        world.field.append([NewEvent(action, "action", "action.state", closed)])
        actions = export.export_audits(world.field, [audit], world.stick).path
        for role, package, says in (
            ("reviewer", answers, "answer.set"),
            ("supervisor", actions, "action.state:closed"),
        ):
            world.office.put("invitations", {number: {**invited, "role": role}})
            assert says in refused(world, package, "not_allowed", by_eye=False)
        world.office.put("invitations", {number: invited})
        assert take_in(world.office, actions).state == "taken_in"


def test_the_field_takes_no_histories_from_head_office_that_it_did_not_ask_for(tmp_path):
    make_world(tmp_path)
    with open_world(tmp_path) as world:
        audit = add_audit(world.office)
        plan = Plan("audits", world.field.seat, (world.field.identity.recipient,))
        [head] = world.office.streams([audit])
        plan.add_stream(world.office.lines(audit, head.seat, head.inc))
        pushed = write_package(world.office, plan, Turn(1, "", datetime.now(UTC)), world.stick).path
        assert import_package(world.field, pushed).state == "not_allowed"
        assert world.field.record_types() == {}


def test_a_wrong_date_on_this_computer_is_said_and_nothing_is_lost(tmp_path):
    make_world(tmp_path)
    with open_world(tmp_path) as world:
        audit = add_audit(world.field)
        take_in(world.office, export.export_audits(world.field, [audit], world.stick).path)
        back = answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE).path
        for year in (1970, 2100):
            result = import_package(world.field, back, now=datetime(year, 1, 1, tzinfo=UTC))
            assert result.state == "expired"
            assert "date" in result.next_step
        assert import_package(world.field, back).state == "applied"
