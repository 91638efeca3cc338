"""What a client pack shows, what it does not, and that nothing in it can be changed unnoticed."""

import hashlib
import importlib
import itertools
import json
import runpy
import zipfile

import pytest
from client_pack_world import CLIENT, HIDDEN, NOW, REPORT, SITE, certify, pack, packed_world, write
from client_pack_world import photo as taken

from fieldaudit import assets
from fieldaudit.audit.events import NewEvent, commitment, line_hash, parse_line
from fieldaudit.errors import (
    AuditNotSigned,
    AuditUnknown,
    FileUnreadable,
    FileUnwritable,
    PackageDamaged,
    PackageUnknownSigner,
    PackageWrongOrganisation,
    PackBefore,
    PackUncertified,
)
from fieldaudit.exchange import client_pack
from fieldaudit.exchange.client_pack import contents, write_pack
from fieldaudit.exchange.client_pack_verify import is_pack, verify_pack
from fieldaudit.field import closing
from fieldaudit.trust import certificates, keys
from fieldaudit.vault.follow_up import advance
from fieldaudit.vault.reading import actions_of
from fieldaudit.vault.records import fields_set

CHECK = runpy.run_path(str(assets.folder("resources") / "client-pack" / "check.py"))


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with packed_world(tmp_path_factory.mktemp("pack") / "world") as made:
        yield made


@pytest.fixture(scope="module")
def packs(world, tmp_path_factory):
    folder = tmp_path_factory.mktemp("packs")
    return {who: pack(world.field, world.work.id, who, folder / f"{who}.zip") for who in ("site", "client")}


def everything(files):
    return b"\n".join(name.encode() + b"\n" + data for name, data in files.items())


def lines(files, audience):
    return files[f"events/{audience}.lines"].splitlines()


def openings(files, audience):
    return [json.loads(row) for row in files[f"events/{audience}.openings"].splitlines()]


def resum(files):
    """Put the digests right again, as an attacker would who does not mind the maker's signature."""
    named = sorted(set(files) - {"sums.txt", "sums.sig"})
    sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in named)
    return files | {"sums.txt": sums.encode()}


def refused(files):
    with pytest.raises(CHECK["Broken"]) as raised:
        CHECK["examine"](files)
    return str(raised.value)


def hidden_words(world):
    """Ids and hashes that only others may know: of restricted and head office's records, rows and lines."""
    seen = {event.hash: event for record in world.field.record_types() for event in world.field.events(record)}
    secret = [event for event in seen.values() if event.audience in ("restricted", "headoffice")]
    open_records = {event.record for event in seen.values() if event.audience in ("site", "client")}
    row = world.row.rpartition("[")[2].rstrip("]")
    return {row, *(event.record for event in secret if event.record not in open_records), *HIDDEN}


@pytest.mark.parametrize("audience", ["site", "client"])
def test_nothing_that_is_for_others_is_in_the_bytes_of_a_pack(world, packs, audience):
    data = everything(packs[audience])
    planted = hidden_words(world)
    assert len(planted) > len(HIDDEN) + 2
    for word in planted:
        assert word.encode() not in data, word
    for mark in (b"restricted", b"headoffice", b"subject.key", b"/data/voice", b"/data/office"):
        assert mark not in everything({n: d for n, d in packs[audience].items() if n.startswith(("events", "closing"))})
    for word in SITE:
        assert word.encode() in data
    assert (CLIENT[0].encode() in data) is (audience == "client")


def test_lines_that_only_tell_of_others_are_not_there(world, packs):
    """A row of a restricted repeat and the undoing of a restricted answer are marked for the site in their lines."""
    told = {event.hash: event for event in world.field.events(world.work.id)}
    rows = [event for event in told.values() if event.kind == "row.added"]
    undone = [e for e in told.values() if e.kind == "event.cancelled" and told[e.cancels].audience == "restricted"]
    assert rows
    assert undone
    shown = {line_hash(line) for audience in ("site", "client") for line in lines(packs["client"], audience)}
    assert shown.isdisjoint({event.hash for event in (*rows, *undone)})


@pytest.mark.parametrize("audience", ["site", "client"])
def test_a_pack_holds_and_says_who_signed(world, packs, tmp_path, audience):
    assert CHECK["examine"](packs[audience])["audience"] == audience
    for vault in (world.field, world.office):
        path = write(packs[audience], tmp_path / f"{vault.seat}.zip")
        assert is_pack(path)
        found = verify_pack(vault, path)
        assert (found.audit, found.signer, found.maker) == (world.work.id, "Amina Rahman", "Amina Rahman")
        assert found.closing == world.work.view().closing.hash


def test_both_vaults_are_whole_with_what_a_closing_says_to_each_audience(world):
    for vault in (world.field, world.office):
        kinds = [event.kind for event in vault.events(world.work.id)]
        assert kinds[kinds.index("closing.signed") - 2 :][:3] == ["closing.covers", "closing.covers", "closing.signed"]
        assert vault.check() == []


def test_an_audit_that_was_signed_again_has_a_pack_of_the_new_closing(tmp_path):
    with packed_world(tmp_path / "world") as world:
        before = world.work.view().closing.hash
        closing.amend(world.field, world.work.id, "One more remark.")
        with pytest.raises(AuditNotSigned):
            contents(world.field, world.work.id, "site")
        world.work.reload()
        world.work.answer("/data/fire/remark", "Another")
        after = closing.sign(world.work, "complete")
        files = pack(world.field, world.work.id, "site", tmp_path / "again.zip")
        assert CHECK["examine"](files)["closing"] == after != before
        assert "closing/site-answer.json" not in files
        assert SITE[0].encode() not in files["events/site.openings"]


def test_head_office_makes_the_same_pack_and_says_that_it_made_it(world, packs, tmp_path):
    made = pack(world.office, world.work.id, "client", tmp_path / "office.zip")
    same = {name for name in made if made[name] == packs["client"].get(name)}
    assert set(made) - same == {"maker.pem", "pack.json", "sums.txt", "sums.sig"}
    found = verify_pack(world.field, tmp_path / "office.zip")
    assert (found.signer, found.maker) == ("Amina Rahman", "Open Harvest Alliance")


def test_a_pack_made_again_differs_in_its_signature_alone(world, packs, tmp_path):
    again = pack(world.field, world.work.id, "client", tmp_path / "again.zip")
    assert {name for name in again if again[name] != packs["client"][name]} <= {"sums.sig"}


def test_no_pack_takes_the_place_of_a_vaults_own_files(world):
    database = (world.field.home / "vault.db").read_bytes()
    with pytest.raises(FileUnwritable, match="its folder holds a vault"):
        pack(world.field, world.work.id, "client", world.field.home / "vault.db")
    assert (world.field.home / "vault.db").read_bytes()[:4096] == database[:4096]


def test_the_outcome_and_the_site_s_answer_are_in_it(packs):
    said = json.loads(packs["site"]["closing/site.payload"])
    assert (said["outcome"], said["audience"], said["count"]) == ("complete", "site", len(lines(packs["site"], "site")))
    assert SITE[1] in json.loads(json.loads(packs["site"]["closing/site-answer.json"])["payload"])["comment"]


def test_a_photo_is_its_pixels_and_names_the_original_that_was_committed_to(packs):
    [photo] = json.loads(packs["site"]["pack.json"])["photos"]
    assert json.loads(packs["site"]["closing/site.payload"])["evidence"] == [[photo["event"], photo["original"]]]
    assert photo["original"] == hashlib.sha256(taken()).hexdigest() != photo["sha256"]
    assert b"AGE-SECRET-KEY" not in everything(packs["client"])  # an original on a lost stick stays closed
    assert packs["site"][photo["file"]].startswith(b"\xff\xd8\xff")
    assert b"Exif" not in packs["site"][photo["file"]]


def drop(files, audience, which):
    kept = [row for number, row in enumerate(lines(files, audience)) if number != which]
    return {f"events/{audience}.lines": b"".join(row + b"\n" for row in kept)}


def altered(files):
    """Each way to change a pack: what it is called, and the files that change."""
    first = lines(files, "site")[0]
    swapped = first.replace(b'"seq":', b'"seq":1', 1)
    opening = openings(files, "site")
    yield "a line", {"events/site.lines": files["events/site.lines"].replace(first, swapped)}
    yield "a dropped line", drop(files, "site", 1)
    yield "a line twice", {"events/site.lines": files["events/site.lines"] + first + b"\n"}
    yield "no last line break", {"events/site.lines": files["events/site.lines"][:-1]}
    for name, value in (("payload", '{"ref":"/data/fire/exits","value":"yes"}'), ("salt", "00" * 32), ("salt", "")):
        rows = [opening[0] | {name: value}, *opening[1:]]
        yield f"a {name}", {"events/site.openings": "".join(json.dumps(row) + "\n" for row in rows).encode()}
    yield "an opening twice", {"events/site.openings": files["events/site.openings"] * 2}
    yield "an opening of another line", {"events/site.openings": files["events/client.openings"]}
    for part in ("line", "salt", "payload"):
        yield f"the statement's {part}", {f"closing/site.{part}": files[f"closing/client.{part}"]}
    outcome = files["closing/site.payload"].replace(b'"complete"', b'"partial!"')
    yield "the outcome", {"closing/site.payload": outcome}
    yield "the closing", {"closing/closing.line": files["closing/site.line"]}
    yield "lines of another audience", {"events/client.lines": files["events/site.lines"]}
    about = json.loads(files["pack.json"])
    other = about["photos"][0] | {"original": "0" * 64}
    yield "another original", {"pack.json": json.dumps(about | {"photos": [other]}).encode()}
    yield "no photos", {"pack.json": json.dumps(about | {"photos": []}).encode()}
    yield "another audit", {"pack.json": json.dumps(about | {"audit": "x"}).encode()}
    yield "another audience", {"pack.json": json.dumps(about | {"audience": "headoffice"}).encode()}
    yield "a later version", {"pack.json": json.dumps(about | {"version": 2}).encode()}
    yield "no description", {"pack.json": b"[]"}
    yield "not even text", {"pack.json": b"\xff"}
    answer = json.loads(files["closing/site-answer.json"])
    answer["payload"] = answer["payload"].replace("agree", "waive")
    yield "the site's answer", {"closing/site-answer.json": json.dumps(answer).encode()}


def test_every_change_is_found_by_the_script_even_when_the_digests_are_made_to_fit(packs):
    files = packs["client"]
    for what, change in altered(files):
        assert files | change != files, what
        assert "sums.txt" in refused(files | change), what
        assert "sums.txt" not in refused(resum(files | change)), what


def test_a_file_more_or_less_is_found(packs):
    files = packs["client"]
    assert "not listed" in refused(files | {"more.txt": b"x"})
    assert "missing" in refused({name: data for name, data in files.items() if name != "report.pdf"})
    for name in set(files) - {
        "sums.txt",
        "sums.sig",
        "closing/site-answer.json",
        "report.pdf",
        "README.txt",
        "check.py",
    }:
        if not name.endswith((".pem", ".sig")):
            refused(resum({other: data for other, data in files.items() if other != name}))


def test_a_pack_whose_digests_were_made_to_fit_is_refused_for_its_signature(world, packs, tmp_path):
    forged = resum(packs["site"] | {"report.pdf": b"%PDF another"})
    assert CHECK["examine"](forged)
    with pytest.raises(PackageDamaged):
        verify_pack(world.field, write(forged, tmp_path / "forged.zip"))


def signed_by(files, key, **more):
    files = resum(files | more)
    return files | {"sums.sig": key.sign(files["sums.txt"])}


def test_who_has_no_certificate_can_make_nothing_of_a_pack(world, packs, tmp_path):
    other = certificates.make_authority("Open Harvest Alliance")
    key = keys.generate_signing_key()
    request = certificates.make_request(key, "Amina Rahman", world.field.identity.recipient)
    pem = certificates.issue(other, request, name="Amina Rahman", role="auditor", branch="Dhaka", days=30)
    about = json.loads(packs["site"]["pack.json"]) | {"maker": key.seat}
    mine = signed_by(packs["site"], key, **{"maker.pem": pem, "pack.json": json.dumps(about).encode()})
    with pytest.raises(PackageUnknownSigner):
        verify_pack(world.field, write(mine, tmp_path / "mine.zip"))
    both = signed_by(mine, key, **{"authority.pem": other.certificate_pem})
    with pytest.raises(PackageWrongOrganisation):
        verify_pack(world.field, write(both, tmp_path / "both.zip"))


def test_the_closing_s_signature_is_looked_at_even_when_the_maker_lies(world, packs, tmp_path):
    key = world.field.signing_key
    forged = signed_by(packs["site"], key, **{"closing/closing.sig": key.sign(b"another")})
    with pytest.raises(PackageDamaged):
        verify_pack(world.field, write(forged, tmp_path / "forged.zip"))
    about = json.loads(packs["site"]["pack.json"]) | {"signer": world.office.seat}
    forged = signed_by(packs["site"], key, **{"pack.json": json.dumps(about).encode()})
    with pytest.raises(PackageDamaged):
        verify_pack(world.field, write(forged, tmp_path / "forged2.zip"))


def test_what_is_redacted_cannot_be_guessed_though_there_are_three_answers_only(world, packs):
    """The replaced remark is in the pack as a line: without its salt, knowing all but one word does not confirm it."""
    shown = {one["line"]: one for one in openings(packs["site"], "site")}
    closed = [parse_line(row) for row in lines(packs["site"], "site") if line_hash(row) not in shown]
    [gone] = [event for event in closed if event.kind == "answer.set"]
    stored = world.field.stored(gone.hash)
    guesses = [f'{{"ref":"/data/fire/remark","value":"{word}"}}'.encode() for word in ("yes", "no", HIDDEN[2])]
    assert stored.payload in guesses
    assert commitment(stored.salt, stored.payload) == gone.commit
    known = {bytes.fromhex(one["salt"]) for one in shown.values()} | {b"", bytes(32)}
    for salt, guess in itertools.product(known, guesses):
        assert commitment(salt, guess) != gone.commit
    assert stored.salt.hex().encode() not in everything(packs["site"])


def test_what_too_few_said_in_interviews_is_kept_back_as_in_the_report(tmp_path):
    report = importlib.import_module("fieldaudit.reports.profile")
    assert client_pack.FEWEST_INTERVIEWEES == report._FEWEST_INTERVIEWEES
    with packed_world(tmp_path / "world", sign=False) as world:
        finding = next(one for one in world.work.findings() if one.ref == "/data/fire/exits")
        [action] = [one for one in actions_of(world.field, world.work.id) if one.finding == finding.id]
        advance(world.field, action, "in_progress", "auditor", "PlantedFew of them asked")
        form = world.work.session.form.digest
        decided = {"slot": f"answer/{finding.ref}", "value": "no", "reason": "PlantedFew"}
        heads = [cell.event for cell in world.field.cells(world.work.id, decided["slot"])]
        event = NewEvent(world.work.id, "audit", "conflict.resolved", decided, "site", form=form, replaces=heads)
        values = {"values": {finding.ref: "PlantedFewComputed"}}
        world.field.append([event, NewEvent(world.work.id, "audit", "computed", values, "site", form=form)])
        fields = {"sources": "interview", "affected": "2", "sampled": "3", "note": "PlantedFew"}
        world.field.append([fields_set(world.field, finding.id, "finding", fields, "site")])
        world.work.reload()
        closing.sign(world.work, "complete")
        certify(world, world.work.id)
        files = pack(world.field, world.work.id, "site", tmp_path / "few.zip")
        CHECK["examine"](files)
        said = files["events/site.openings"]
        assert b"PlantedFew" not in everything(files)
        assert b"/data/fire/exits" not in said
        assert b"/data/fire/drill" in said


def test_every_salt_is_shown_once_and_is_of_a_line_that_is_shown(packs):
    salts = [one["salt"] for audience in ("site", "client") for one in openings(packs["client"], audience)]
    assert len(set(salts)) == len(salts) > 5


def test_what_a_pack_would_hold_is_said_before_it_is_made(world, packs):
    found = contents(world.field, world.work.id, "client")
    assert found.lines == sum(len(lines(packs["client"], who)) for who in ("site", "client"))
    assert found.shown == sum(len(openings(packs["client"], who)) for who in ("site", "client"))
    assert (found.photos, found.left_out) == (1, ())


def test_a_pack_that_is_no_archive_or_too_large_is_refused(world, packs, tmp_path, monkeypatch):
    cut = write(packs["site"], tmp_path / "cut.zip")
    cut.write_bytes(cut.read_bytes()[:-100])
    with pytest.raises(PackageDamaged):
        verify_pack(world.field, cut)
    with pytest.raises(FileUnreadable):
        is_pack(tmp_path / "none.zip")
    path = write(packs["site"], tmp_path / "bomb.zip")
    for limit in ("_MOST_BYTES", "_LARGEST", "_MOST_FILES"):
        with monkeypatch.context() as smaller, pytest.raises(PackageDamaged, match="more than"):
            smaller.setattr(f"fieldaudit.exchange.client_pack_verify.{limit}", 5)
            verify_pack(world.field, path)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("sums.txt", b"another")
    with pytest.raises(PackageDamaged, match="twice"):
        verify_pack(world.field, path)
    with pytest.raises(PackageDamaged, match="missing"):
        verify_pack(world.field, write({"more.txt": b""}, tmp_path / "empty.zip"))


def test_whose_certificate_was_withdrawn_since_is_said(world, packs, tmp_path):
    path = write(packs["site"], tmp_path / "pack.zip")
    assert verify_pack(world.office, path).withdrawn == ()
    with world.office.together():
        world.office.exchange_log.revoke(world.field.seat, "2026-11-23")
    assert verify_pack(world.office, path).withdrawn == ("Amina Rahman",)
    with world.office.together():
        world.office.exchange_log.revoke(world.field.seat, "")


def test_a_pack_is_written_whole_or_not_at_all(world, tmp_path, monkeypatch):
    (tmp_path / "folder").mkdir()
    for out in (tmp_path / "folder", tmp_path / "none" / "pack.zip"):
        with pytest.raises(FileUnwritable):
            write_pack(world.field, world.work.id, "site", REPORT, out, now=NOW)
    monkeypatch.setattr("fieldaudit.exchange.client_pack._add_photos", fail)
    with pytest.raises(FileUnwritable):
        write_pack(world.field, world.work.id, "site", REPORT, tmp_path / "pack.zip", now=NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def fail(*_):
    raise OSError(28, "No space left on device")


def test_an_audit_that_is_not_here_cannot_be_packed(world):
    with pytest.raises(AuditUnknown):
        contents(world.field, "x", "site")


def test_only_a_signed_audit_of_certified_people_can_be_packed(tmp_path, monkeypatch):
    with packed_world(tmp_path / "world", sign=False) as world:
        with pytest.raises(AuditNotSigned):
            contents(world.field, world.work.id, "site")
        monkeypatch.setattr("fieldaudit.field.closing._covers", lambda *_: [])
        closing.sign(world.work, "complete")
        with pytest.raises(PackBefore):  # as the version before signed
            contents(world.field, world.work.id, "site")
        monkeypatch.undo()
        closing.amend(world.field, world.work.id, "For a pack.")
        world.work.reload()
        closing.sign(world.work, "complete")
        assert contents(world.field, world.work.id, "site").lines
        with pytest.raises(PackUncertified):
            write_pack(world.field, world.work.id, "site", REPORT, tmp_path / "pack.zip")
        assert not (tmp_path / "pack.zip").exists()
