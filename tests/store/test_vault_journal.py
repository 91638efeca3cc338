"""What is appended is durable, chained, projected, and the same after every reopening."""

import random
import uuid
from datetime import timedelta

import pytest
from vault_samples import AUDIT, Clock, answer, created, event, new_vault, reopened, values

from fieldaudit.audit.events import MAX_REPLACES, parse_line
from fieldaudit.errors import EventRefused, NoSeatYet
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import RecordRow, Vault, drafts, projection

SLOT = "answer//data/exits"


@pytest.fixture
def vault(tmp_path):
    with new_vault(tmp_path / "home") as made:
        yield made


def test_an_answer_is_there_again_after_reopening(vault):
    vault.append([created(form="f"), answer("2")], puts={"last": {"ref": "/data/exits"}})
    before = vault.cells(AUDIT)
    with reopened(vault) as again:
        assert again.cells(AUDIT) == before
        assert values(again, SLOT) == ["2"]
        assert again.get("last") == {"ref": "/data/exits"}
        assert again.check() == []


def test_lines_are_chained_and_carry_seat_incarnation_and_time(vault):
    first, second = vault.append([created(), answer("2")])
    (third,) = vault.append([answer("3", replaces=(second.hash,))])
    assert [e.seq for e in (first, second, third)] == [1, 2, 3]
    assert [e.prev for e in (first, second, third)] == ["", first.hash, second.hash]
    assert [e.lamport for e in (first, second, third)] == [1, 2, 3]
    assert {(e.seat, e.inc) for e in (first, second, third)} == {(vault.seat, vault.incarnation)}
    assert (first.time, first.offset) == ("2026-11-21T13:50:01.000Z", "+360")
    assert vault.events(AUDIT) == [first, second, third]
    assert [parse_line(s.line).hash for s in vault.lines(AUDIT, vault.seat, vault.incarnation, 1)] == [
        second.hash,
        third.hash,
    ]


def test_a_clock_that_goes_back_is_flagged_and_not_corrected(tmp_path):
    clock = Clock()
    with new_vault(tmp_path / "home", clock) as vault:
        (first,) = vault.append([answer("1")])
        clock.now -= timedelta(hours=1)
        early, still_early = vault.append([answer("2"), answer("3")])
        clock.now += timedelta(hours=2)
        (later,) = vault.append([answer("4")])
    assert [e.late for e in (first, early, still_early, later)] == [False, True, True, False]
    assert early.time < first.time


def test_a_seat_writes_one_stream_in_each_record(vault):
    other = str(uuid.uuid4())
    vault.append([answer("1"), answer("1", record=other), answer("2")])
    assert [(head.record, head.seq) for head in vault.streams([AUDIT, other])] == [(AUDIT, 2), (other, 1)]


def test_records_are_listed_by_type_with_branch_and_audience(vault):
    site = str(uuid.uuid4())
    vault.append([created(site, "site", name="Mill"), answer("1")])
    assert vault.records("site") == [RecordRow(site, "site", "dhaka", "headoffice")]
    assert vault.records("audit") == [RecordRow(AUDIT, "audit", "", "headoffice")]


def test_a_record_keeps_its_type(vault):
    vault.append([answer("1")])
    with pytest.raises(EventRefused):
        vault.append([created(type="site")])


def test_what_fails_in_the_middle_leaves_nothing_behind(vault):
    vault.append([answer("1")])
    before = vault.cells(AUDIT), vault.streams([AUDIT]), vault.get("key")
    with pytest.raises(EventRefused):
        vault.append([answer("2"), event("answer.set", {"ref": "/data/exits"})], puts={"key": 1})
    with pytest.raises(EventRefused):
        vault.append([answer("2", replaces=tuple(f"{n:064x}" for n in range(MAX_REPLACES + 1)))])
    assert (vault.cells(AUDIT), vault.streams([AUDIT]), vault.get("key")) == before
    (after,) = vault.append([answer("3")])
    assert after.seq == 2
    assert vault.check() == []


class _Stop(Exception):
    pass


def test_a_transaction_is_one_change_and_an_inner_one_can_fail_alone(vault):
    with pytest.raises(_Stop), vault.transaction():
        vault.append([answer("1")])
        vault.put("key", 1)
        raise _Stop
    assert (vault.events(AUDIT), vault.get("key")) == ([], None)
    with vault.transaction():
        vault.append([answer("2")])
        with pytest.raises(_Stop), vault.transaction():
            vault.append([answer("3")])
            raise _Stop
        vault.put("key", 2)
    assert (values(vault, SLOT), vault.get("key")) == (["2"], 2)
    with reopened(vault) as again:
        assert values(again, SLOT) == ["2"]
        assert again.check() == []


def test_a_seat_made_in_a_transaction_that_failed_is_forgotten(tmp_path):
    with Vault.create(tmp_path / "home", "correct horse battery", cost=CHEAP) as vault:
        assert (vault.seat, vault.identity) == ("", None)
        with pytest.raises(NoSeatYet):
            vault.append([answer("1")])
        donor = new_vault(tmp_path / "donor")
        with pytest.raises(_Stop), vault.transaction():
            vault.set_seat(donor.signing_key, donor.identity)
            assert vault.seat == donor.seat
            raise _Stop
        donor.close()
        assert vault.seat == ""


def random_steps(vault, count, seed):
    """Append random answers, skips, computed values, rows and undos, each knowing any of what came before."""
    dice = random.Random(seed)  # noqa: S311 - chooses steps of a test
    for number in range(count):
        known = [e.hash for e in vault.events(AUDIT)]
        replaces = tuple(dice.sample(known, min(len(known), dice.randint(0, 3))))
        ref = dice.choice(["/data/p", "/data/q", "/data/r[x]/s"])
        new = dice.choice(
            [
                event("answer.set", {"ref": ref, "value": str(number)}, replaces=replaces),
                event("answer.skipped", {"ref": ref, "reason": str(number)}, replaces=replaces),
                event("computed", {"values": {ref: str(number), "/data/sum": "1"}}, replaces=replaces),
                event("row.added", {"repeat": "/data/r", "row": "x", "after": ""}, replaces=replaces),
                event("row.removed", {"repeat": "/data/r", "row": "x", "saw": []}, replaces=replaces),
                *([event("event.cancelled", {"reason": "undo"}, cancels=dice.choice(known))] * 2 if known else []),
            ]
        )
        vault.append([new])


def test_after_three_hundred_random_steps_the_cells_are_what_a_replay_says(vault):
    random_steps(vault, 300, seed=7)
    assert vault.check() == []
    before = vault.cells(AUDIT)
    assert len(before) > 3
    with reopened(vault) as again:
        with again.reading() as connection:
            assert projection.replay(connection, AUDIT) == before
        assert again.cells(AUDIT) == before


def test_cells_are_found_by_the_beginning_of_their_slot(vault):
    vault.append([answer("1"), event("note.set", {"ref": "/data/exits", "text": "seen"}), answer("2", "/data/zoo")])
    assert [cell.slot for cell in vault.cells(AUDIT, "answer/")] == [SLOT, "answer//data/zoo"]
    assert [cell.value for cell in vault.cells(AUDIT, "note/")] == ["seen"]


def test_the_payload_and_the_signature_of_an_event_are_read_back(vault):
    (made,) = vault.append([answer("2")])
    assert vault.payload(made.hash) == {"ref": "/data/exits", "value": "2"}
    assert vault.payload("0" * 64) is None
    vault.sign_event(made.hash, b"signature")
    assert vault.stored(made.hash).signature == b"signature"


def test_drafts_are_overwritten_and_taken_away(vault):
    drafts.keep(vault, AUDIT, "/data/note", "half a sen")
    drafts.keep(vault, AUDIT, "/data/note", "half a sentence")
    assert drafts.of(vault, AUDIT) == {"/data/note": "half a sentence"}
    drafts.keep(vault, AUDIT, "/data/note", "")
    assert drafts.of(vault, AUDIT) == {}


def test_settings_hold_json_and_none_takes_them_away(vault):
    vault.put("a", [1, {"b": None}])
    assert vault.get("a") == [1, {"b": None}]
    vault.put("a", None)
    assert vault.get("a") is None


def test_what_was_undone_is_not_what_the_next_line_follows(vault):
    (first,) = vault.append([created()])

    def undone():
        with vault.transaction():
            vault.append([answer("1"), answer("2")])
            raise KeyError

    for _ in range(2):
        with pytest.raises(KeyError):
            undone()
        with pytest.raises(EventRefused):
            vault.append([answer("3"), event("note.set", {"ref": "/data/exits", "text": 1})])
        (made,) = vault.append([answer("4")])
        assert (made.seq, made.prev) == (first.seq + 1, first.hash)
        first = made
    assert vault.check() == []


def test_a_record_keeps_its_type_in_every_line_after_the_first(vault):
    vault.append([created()])
    with pytest.raises(EventRefused, match="called site"):
        vault.append([answer("1", type="site")])
    with pytest.raises(EventRefused, match="called site"):
        vault.append([answer("1"), answer("1", type="site")])
    assert [made.seq for made in vault.events(AUDIT)] == [1]
