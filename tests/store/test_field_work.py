"""Filling in an audit on a real vault: what is shown as saved is there after reopening, whatever happened."""

import io

import pytest
from exchange_world import PASSPHRASE
from field_world import field_desk, standing, start
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from fieldaudit.errors import (
    AnswerRefused,
    DiskFull,
    NothingToUndo,
    PhotoRefused,
    ReasonMissing,
    RestrictedCollectionOff,
)
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.intake import take_in
from fieldaudit.field import audits, closing
from fieldaudit.field.findings import FindingDetails, update, withdraw
from fieldaudit.field.work import AuditWork
from fieldaudit.vault import Vault, attachments
from fieldaudit.vault.reading import read_audit

CLEAR, SEEN, BLOCKED, OPEN = (f"/data/fire/{name}" for name in ("exits_clear", "seen", "blocked", "open_doors"))
SAID, PASSPORT = "/data/voices/said", "/data/voices/holds_passport"


@pytest.fixture
def world(tmp_path):
    with field_desk(tmp_path / "world") as made:
        yield made


def reopened(world, work):
    world.field.close()
    world.field = Vault.open(world.folder / "field", PASSPHRASE)
    return AuditWork(world.field, work.id)


def test_an_answer_is_there_after_reopening_with_what_was_computed_from_it(world):
    work = start(world)
    work.answer(SEEN, "5")
    saved = work.answer(BLOCKED, "2")
    again = reopened(world, work)
    assert saved.values[OPEN] == "3"
    assert [again.session.node(ref).value for ref in (SEEN, BLOCKED, OPEN)] == ["5", "2", "3"]
    assert again.view().computed[OPEN] == "3"


def test_a_failing_answer_raises_its_finding_and_changing_it_withdraws_it_with_a_reason(world):
    work = start(world)
    assert work.answer(CLEAR, "no").raised == (CLEAR,)
    found = standing(work)["exits_clear"]
    assert (found.severity, found.owner, found.clause) == ("critical", "site manager", "ETI-3.1")
    assert work.answer(CLEAR, "yes").withdrawn == (CLEAR,)
    [gone] = work.findings()
    assert gone.withdrawn


def test_an_unknown_input_is_unable_never_compliant(world):
    work = start(world)
    work.answer(CLEAR, "unable")
    assert {item.ref: item.verdict for item in work.session.findings()}[CLEAR] == "unable"
    assert standing(work) == {}


def test_above_a_quarter_of_the_sample_the_severity_goes_one_step_up(world):
    work = start(world)
    work.answer(SEEN, "8")
    work.answer(BLOCKED, "2")
    assert standing(work)["blocked"].severity == "minor"
    work.answer(BLOCKED, "3")
    assert (standing(work)["blocked"].severity, standing(work)["blocked"].affected) == ("major", 3)


def test_a_finding_of_the_last_signed_audit_counts_as_a_repeat(world):
    first = start(world)
    first.answer(SEEN, "8")
    first.answer(BLOCKED, "1")
    closing.sign(first, "partial", "only the doors")
    second = start(world)
    second.answer(SEEN, "8")
    second.answer(BLOCKED, "1")
    assert (standing(second)["blocked"].severity, standing(second)["blocked"].reasons) == ("major", ("repeat",))


def test_not_checked_needs_a_reason_and_takes_the_answer_back(world):
    work = start(world)
    work.answer(CLEAR, "yes")
    with pytest.raises(ReasonMissing):
        work.skip(CLEAR, "  ")
    work.skip(CLEAR, "The door was behind a wall of boxes.")
    again = reopened(world, work)
    [row] = [row for row in again.sheet().rows if row.ref == CLEAR]
    assert (row.state, row.value, row.reason) == ("not_checked", "", "The door was behind a wall of boxes.")


def test_undo_brings_back_the_former_answer_and_what_followed_from_it(world):
    work = start(world)
    work.answer(SEEN, "8")
    work.answer(BLOCKED, "1")
    work.answer(BLOCKED, "4")
    ref, _ = work.undo()
    assert (ref, work.session.node(BLOCKED).value, standing(work)["blocked"].severity) == (BLOCKED, "1", "minor")
    again = reopened(world, work)
    assert again.view().computed[OPEN] == "7"
    assert [again.undo()[0], again.undo()[0]] == [BLOCKED, SEEN]
    with pytest.raises(NothingToUndo):
        again.undo()


def test_undo_reaches_a_restricted_answer(world):
    work = start(world)
    work.answer(SAID, "first")
    work.answer(SAID, "second")
    assert work.undo()[0] == SAID
    assert reopened(world, work).session.node(SAID).value == "first"


@pytest.mark.parametrize("form", ["small", "workplace-inspection"])
def test_opening_an_audit_again_writes_nothing(world, form):
    audit = audits.start_audit(world.field, form, world.site, audits.NewVisit())
    AuditWork(world.field, audit).add_repeat("/data/floor" if form == "small" else "/data/fire/floor")
    before = len(world.field.events(audit))
    AuditWork(world.field, audit)
    assert len(world.field.events(audit)) == before


def test_rows_keep_their_order_and_a_removed_one_stays_away(world):
    work = start(world)
    for number in (1, 2, 3):
        if not work.session.has(f"/data/floor[{number}]"):
            work.add_repeat("/data/floor")
        work.answer(f"/data/floor[{number}]/floor_name", f"floor {number}")
    work.remove_repeat("/data/floor[2]")
    again = reopened(world, work)
    names = [again.session.node(f"/data/floor[{n}]/floor_name").value for n in (1, 2)]
    assert names == ["floor 1", "floor 3"]
    assert not again.session.has("/data/floor[3]")


def test_a_refused_answer_changes_nothing(world):
    work = start(world)
    work.answer(SEEN, "3")
    before = len(world.field.events(work.id))
    with pytest.raises(AnswerRefused):
        work.answer(SEEN, "three")
    assert (work.session.node(SEEN).value, len(world.field.events(work.id))) == ("3", before)


def test_on_a_full_disk_the_session_shows_what_is_on_disk(world, monkeypatch):
    work = start(world)
    work.answer(SEEN, "3")
    with monkeypatch.context() as full:
        full.setattr(world.field, "append", lambda *_args, **_kw: (_ for _ in ()).throw(DiskFull()))
        with pytest.raises(DiskFull):
            work.answer(SEEN, "4")
    assert work.session.node(SEEN).value == "3"
    work.answer(SEEN, "5")
    assert reopened(world, work).session.node(SEEN).value == "5"


def test_what_a_worker_said_is_for_its_author_and_the_officer_alone(world):
    secret = "they keep the passports in a blue tin"
    work = start(world)
    work.answer(SAID, secret)
    work.answer(PASSPORT, "no")
    work.answer(CLEAR, "yes")
    again = reopened(world, work)
    assert again.session.node(SAID).value == secret
    assert standing(again)["holds_passport"].severity == "critical"
    taken = take_in(world.office, export_audits(world.field, [work.id], world.stick).path)
    assert taken.state == "taken_in", taken
    there = read_audit(world.office, work.id)
    states = {row.ref: (row.state, row.value) for row in there.sheet().rows}
    assert (states[SAID], states[PASSPORT], states[CLEAR]) == (("sealed", ""), ("sealed", ""), ("answered", "yes"))
    officer = read_audit(world.office, work.id, secrets=[world.officer.secret])
    assert officer.session.node(SAID).value == secret
    for home in (world.folder / "field", world.folder / "office", world.stick):
        assert all(secret.encode() not in path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_without_an_officer_restricted_answers_are_refused_and_others_go_on(tmp_path):
    with field_desk(tmp_path / "world", officer=False) as world:
        work = start(world)
        with pytest.raises(RestrictedCollectionOff):
            work.answer(SAID, "anything")
        assert work.session.node(SAID).value == ""
        work.answer(CLEAR, "yes")
        assert work.session.node(CLEAR).value == "yes"


def photo():
    out = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:11:21 13:50:00"
    Image.new("RGB", (64, 48), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_photo_is_kept_as_it_was_taken(world):
    work = start(world)
    data = photo()
    work.attach(CLEAR, data, "exit.jpg")
    again = reopened(world, work)
    [kept] = again.attachments(CLEAR)
    assert (kept.name, kept.taken) == ("exit.jpg", "2026-11-21T13:50:00")
    assert attachments.read(world.field, kept.blob) == data
    again.detach(CLEAR, kept.blob, "wrong door")
    assert again.attachments(CLEAR) == ()


@pytest.mark.parametrize("data", [b"", b"MZ this is a program", b"\xff\xd8\xff broken"])
def test_a_photo_that_is_none_is_refused_and_nothing_is_left(world, data):
    work = start(world)
    before = len(world.field.events(work.id))
    with pytest.raises(PhotoRefused):
        work.attach(CLEAR, data, "exit.jpg")
    assert len(world.field.events(work.id)) == before
    assert not list((world.folder / "field" / "blobs").iterdir())


def test_a_finding_that_a_person_withdrew_stays_away_until_its_rule_says_something_else(world):
    work = start(world)
    work.answer(SEEN, "8")
    work.answer(BLOCKED, "1")
    withdraw(world.field, standing(work)["blocked"], "It was being repaired.")
    work.reload()
    work.answer(CLEAR, "yes")
    assert standing(work) == {}
    work.answer(BLOCKED, "5")
    assert standing(work)["blocked"].severity == "major"


def test_lowering_a_severity_needs_a_reason(world):
    work = start(world)
    work.answer(CLEAR, "no")
    found = standing(work)["exits_clear"]
    with pytest.raises(Exception, match="reason"):
        update(world.field, found, FindingDetails(severity="minor"))
    update(world.field, found, FindingDetails(severity="minor", severity_reason="A second door stood open beside it."))
    assert standing(work)["exits_clear"].severity == "minor"


STEP = st.one_of(
    st.tuples(st.just("seen"), st.integers(0, 9)),
    st.tuples(st.just("blocked"), st.integers(0, 9)),
    st.tuples(st.just("clear"), st.sampled_from(["yes", "no", "unable", ""])),
    st.tuples(st.sampled_from(["add", "remove", "undo", "skip", "said"]), st.integers(1, 3)),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=1, max_size=12))
def test_whatever_was_done_the_vault_is_whole_and_reopening_shows_the_same(world, steps):
    work = start(world)
    for step, number in steps:
        take(work, step, number)
    again = AuditWork(world.field, work.id)
    assert again.session.values() == work.session.values()
    assert again.session.rows() == work.session.rows()
    assert again.reading.recorded_findings.keys() == work.reading.recorded_findings.keys()
    assert world.field.check() == []


def take(work, step, number):
    try:
        match step:
            case "seen" | "blocked":
                work.answer(f"/data/fire/{step}", str(number))
            case "clear":
                work.answer(CLEAR, number)
            case "said":
                work.answer(SAID, f"words {number}")
            case "skip":
                work.skip(CLEAR, f"reason {number}")
            case "add":
                work.add_repeat("/data/floor")
            case "remove":
                work.remove_repeat(f"/data/floor[{number}]")
            case "undo":
                work.undo()
    except (AnswerRefused, NothingToUndo):
        pass
