"""Files that wait with an audit until they are assigned: sealed, counted, never lost, and asked for before signing."""

import io

import pytest
from field_world import field_desk, start
from PIL import Image
from vault_samples import blob_of

from fieldaudit.errors import AuditIsSigned, BlobMissing, EvidenceFull, NotReadyToSign, PhotoRefused
from fieldaudit.field import closing, evidence
from fieldaudit.field.work import AuditWork
from fieldaudit.vault import attachments, media, tray

CLEAR, PASSPORT = "/data/fire/exits_clear", "/data/voices/holds_passport"


@pytest.fixture
def world(tmp_path):
    with field_desk(tmp_path / "world") as made:
        yield made


def photo(color="red"):
    out = io.BytesIO()
    Image.new("RGB", (64, 48), color).save(out, "JPEG")
    return out.getvalue()


def files_of(world):
    return sorted(path.name for path in (world.field.home / "blobs").iterdir())


def test_a_file_waits_sealed_in_the_order_in_which_it_came_and_becomes_evidence_when_it_is_assigned(world):
    work = start(world)
    kept = [evidence.put_in_tray(world.field, work.id, photo(c), f"{c}.jpg") for c in ("red", "blue")]
    events = len(world.field.events(work.id))
    assert [(item.blob, item.name) for item in tray.waiting(world.field, work.id)] == [
        (kept[0], "red.jpg"),
        (kept[1], "blue.jpg"),
    ]
    evidence.assign(work, kept[1], CLEAR)
    assert [item.name for item in tray.waiting(world.field, work.id)] == ["red.jpg"]
    [attached] = AuditWork(world.field, work.id).attachments(CLEAR)
    assert (attached.name, attachments.read(world.field, attached.blob)) == ("blue.jpg", photo("blue"))
    assert len(world.field.events(work.id)) == events + 1


def test_the_name_of_a_file_assigned_to_a_restricted_question_is_sealed_from_then_on(world):
    work = start(world)
    blob = evidence.put_in_tray(world.field, work.id, photo(), "karim passport.jpg")
    evidence.assign(work, blob, PASSPORT)
    assert blob_of(world.field, blob).name == ""
    assert work.attachments(PASSPORT)[0].name == "karim passport.jpg"


def test_nothing_that_waits_is_lost_at_signing(world):
    work = start(world)
    work.answer(CLEAR, "yes")
    blob = evidence.put_in_tray(world.field, work.id, photo(), "stairs.jpg")
    points = closing.problems(work, "partial", "half a day only")
    assert [(point.code, point.label) for point in points] == [("unassigned", "stairs.jpg")]
    with pytest.raises(NotReadyToSign):
        closing.sign(work, "partial", "half a day only")
    evidence.assign(work, blob, CLEAR)
    closing.sign(work, "partial", "half a day only")
    late = evidence.put_in_tray(world.field, work.id, photo("blue"), "late.jpg")
    with pytest.raises(AuditIsSigned):
        evidence.assign(work, late, CLEAR)
    assert [item.blob for item in tray.waiting(world.field, work.id)] == [late]


def test_a_file_that_is_not_wanted_goes_with_its_key(world):
    work = start(world)
    blob = evidence.put_in_tray(world.field, work.id, photo(), "thumb over the lens.jpg")
    tray.drop(world.field, work.id, blob)
    assert files_of(world) == []
    with pytest.raises(BlobMissing):
        attachments.secret_of(world.field, blob)
    with pytest.raises(BlobMissing):
        tray.drop(world.field, work.id, blob)


def test_evidence_is_never_dropped_as_if_it_waited(world):
    work = start(world)
    work.attach(CLEAR, photo(), "exit.jpg")
    [attached] = work.attachments(CLEAR)
    with pytest.raises(BlobMissing):
        tray.drop(world.field, work.id, attached.blob)
    assert attachments.read(world.field, attached.blob) == photo()


def test_an_audit_holds_so_much_evidence_and_says_how_much_it_has(world, monkeypatch):
    work = start(world)
    size = len(photo())
    monkeypatch.setattr(evidence, "MOST_IN_AUDIT", 2 * size)
    work.attach(CLEAR, photo(), "one.jpg")
    evidence.put_in_tray(world.field, work.id, photo("blue"), "two.jpg")
    before = files_of(world)
    with pytest.raises(EvidenceFull, match=r"three\.jpg does not fit"):
        work.attach(CLEAR, photo("green"), "three.jpg")
    assert files_of(world) == before
    other = start(world)
    other.attach(CLEAR, photo(), "another audit.jpg")
    monkeypatch.undo()
    assert evidence.used(world.field, work.id) == "1 of 2,000 MB"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\n%%EOF", b"MZ" + bytes(64)])
def test_what_is_refused_leaves_nothing(world, data):
    work = start(world)
    with pytest.raises(PhotoRefused):
        evidence.put_in_tray(world.field, work.id, data, "a.jpg")
    assert (files_of(world), tray.waiting(world.field, work.id)) == ([], ())


def test_a_file_whose_row_could_not_be_written_is_taken_away_again(world, monkeypatch):
    work = start(world)
    monkeypatch.setattr(tray, "keep", lambda *_, **__: (_ for _ in ()).throw(PhotoRefused(name="a", reason="b")))
    with pytest.raises(PhotoRefused):
        evidence.put_in_tray(world.field, work.id, photo(), "a.jpg")
    with pytest.raises(PhotoRefused):
        work.attach(CLEAR, photo(), "a.jpg")
    assert files_of(world) == []
    assert work.attachments(CLEAR) == ()


def test_files_of_50_mb_are_taken_and_larger_ones_are_not(world):
    work = start(world)
    padded = photo() + bytes(media.MOST_BYTES - len(photo()))
    evidence.put_in_tray(world.field, work.id, padded, "large.jpg")
    with pytest.raises(PhotoRefused, match="larger than 50 MB"):
        evidence.put_in_tray(world.field, work.id, padded + b"\0", "larger.jpg")
