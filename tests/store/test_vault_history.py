"""Who said what and when, on a real vault, and an audit as this vault would have shown it at a past moment."""

from datetime import UTC, datetime, timedelta

import pytest
from field_deeds import BLOCKED, CLEAR, PASSPORT, SAID, SEEN
from field_world import field_desk, start
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from seats_world import begin, carry, several_seats
from vault_samples import AUDIT, Clock, answer, created, new_vault, parts

from fieldaudit.audit.history import Value
from fieldaudit.desktop.run.history import read_history
from fieldaudit.desktop.wiring.audit_uses import AuditsUses
from fieldaudit.errors import AuditNotBegun, EventUnknown
from fieldaudit.exchange import people
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.intake import take_in
from fieldaudit.field.work import AuditWork
from fieldaudit.vault.history import history, read_audit_at, state_at
from fieldaudit.vault.reading import read_audit


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with field_desk(tmp_path_factory.mktemp("history") / "world") as made:
        yield made


def last(work):
    return work.vault.events(work.id)[-1].hash


def test_the_history_of_an_answer_says_who_when_from_what_and_what_was_undone(world):
    work = start(world)
    for value in ("yes", "no"):
        work.answer(CLEAR, value)
    work.skip(CLEAR, "The guard had gone.")
    work.undo()
    lines = history(world.field, work.id, CLEAR)
    assert [line.change.became for line in lines] == [
        Value("skip", "The guard had gone."),
        Value("answer", "no"),
        Value("answer", "yes"),
    ]
    assert [line.change.was for line in lines] == [(Value("answer", "no"),), (Value("answer", "yes"),), ()]
    assert [line.undone is not None for line in lines] == [True, False, False]
    assert [line.change.standing for line in lines] == [False, True, False]
    assert {line.who for line in lines} == {"Amina Rahman"}
    assert all(abs(line.when - datetime.now(UTC)) < timedelta(minutes=5) for line in lines)


def test_the_time_is_in_the_zone_of_who_wrote_it_and_a_clock_set_back_is_told(tmp_path):
    clock = Clock()
    with new_vault(tmp_path / "a", clock) as vault:
        [_, first] = vault.append([created(), answer("1")])
        clock.now -= timedelta(hours=2)
        vault.append([answer("2", replaces=(first.hash,))])
        later, earlier = history(vault, AUDIT, "/data/exits")
    assert (earlier.when.isoformat(), earlier.late) == ("2026-11-21T19:50:02+06:00", False)
    assert later.late
    assert later.when < earlier.when


def test_a_state_at_a_moment_counts_no_event_before_those_that_its_writer_had_seen(tmp_path):
    clock = Clock()
    with new_vault(tmp_path / "a", clock) as vault:
        [_, first] = vault.append([created(), answer("1")])
        clock.now -= timedelta(hours=2)
        vault.append([answer("2", replaces=(first.hash,))])
        noon = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)  # by its clock the second was written, the first not yet
        assert state_at(vault, AUDIT, noon) == []
        assert state_at(vault, AUDIT, noon + timedelta(days=1)) == vault.cells(AUDIT)


def test_the_state_after_an_event_is_what_this_vault_showed_then_in_its_own_order(tmp_path):
    with new_vault(tmp_path / "a") as first, new_vault(tmp_path / "b") as second:
        first.append([created(), answer("1")])
        second.absorb(parts(first))
        [theirs] = second.append([answer("2", "/data/doors")])
        shown = {}
        for value in ("3", "4"):
            [event] = first.append([answer(value)])
            shown[event.hash] = first.cells(AUDIT)
        first.absorb(parts(second))
        shown[theirs.hash] = first.cells(AUDIT)
        for event, cells in shown.items():
            assert state_at(first, AUDIT, event) == cells
        second.absorb(parts(first))
        assert state_at(second, AUDIT, theirs.hash) != shown[theirs.hash]  # there it came before the others
        with pytest.raises(EventUnknown):
            state_at(first, AUDIT, "0" * 64)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(values=st.lists(st.tuples(st.sampled_from([SEEN, BLOCKED]), st.integers(0, 9)), min_size=1, max_size=5))
def test_an_audit_read_as_of_then_shows_what_was_shown_then(world, values):
    work = start(world)
    shown = []
    for ref, value in values:
        work.answer(ref, str(value))
        reading = read_audit(world.field, work.id)
        shown.append((last(work), reading.session.values(), reading.marks(), reading.progress()))
    for event, answered, marks, progress in shown:
        reading = read_audit_at(world.field, work.id, event)
        assert (reading.session.values(), reading.marks(), reading.progress()) == (answered, marks, progress)


def test_before_it_began_there_is_no_audit(world):
    work = start(world)
    with pytest.raises(AuditNotBegun):
        read_audit_at(world.field, work.id, datetime(2000, 1, 1, tzinfo=UTC))


def test_what_is_restricted_is_told_to_who_wrote_it_and_the_officer_and_as_restricted_to_others(world):
    work = start(world)
    work.answer(SAID, "They keep the passports.")
    work.answer(PASSPORT, "no")
    assert [line.change.became.text for line in history(world.field, work.id, SAID)] == ["They keep the passports."]
    assert take_in(world.office, export_audits(world.field, [work.id], world.stick).path).state == "taken_in"
    assert history(world.office, work.id, SAID) == ()
    sealed = [line for line in history(world.office, work.id) if line.change.sealed]
    assert sealed
    assert {(line.change.became.text, line.change.ref) for line in sealed} == {("", "")}
    officer = [world.officer.secret]
    [read] = history(world.office, work.id, SAID, secrets=officer)
    assert (read.change.became.text, read.who) == ("They keep the passports.", "Amina Rahman")
    session = read_audit(world.office, work.id).session
    assert read_history(world.office, work.id, session, SAID).restricted
    assert not read_history(world.office, work.id, session, SEEN).restricted


def test_a_seat_is_named_by_its_certificate_and_vouched_for_until_it_is_revoked(world):
    work = start(world)
    work.answer(SEEN, "1")
    take_in(world.office, export_audits(world.field, [work.id], world.stick).path)
    [line] = history(world.office, work.id, SEEN)
    certificate = world.office.exchange_log.certificate(world.field.seat)
    assert line.who == "Amina Rahman"
    assert line.vouched is (certificate is not None)
    if certificate is not None:
        world.office.exchange_log.revoke(world.field.seat, "2026-11-22T00:00:00Z")
        assert not history(world.office, work.id, SEEN)[0].vouched
    assert people.seats(world.office)[world.field.seat].name == "Amina Rahman"


def test_two_people_are_told_apart_and_their_conflict_is_marked(tmp_path):
    with several_seats(tmp_path, 2) as made:
        mine, theirs = begin(made)
        mine.answer(SEEN, "1")
        theirs.skip(SEEN, "too dark")
        carry(theirs.vault, mine.vault, mine.id)
        lines = history(mine.vault, mine.id, SEEN)
        assert {(line.who, line.change.became.what, line.change.conflict) for line in lines} == {
            ("Amina Rahman", "answer", True),
            ("", "skip", True),
        }


def test_the_desktop_reads_the_same_history_and_the_audit_as_of_then_with_its_findings(world):
    work = start(world)
    work.answer(CLEAR, "no")
    failed = last(work)
    work.answer(CLEAR, "yes")
    uses = AuditsUses(world.field)
    lines = uses.history(work.id, CLEAR).lines
    assert [(line.became.text, [value.text for value in line.was]) for line in lines] == [("Yes", ["No"]), ("No", [])]
    whole = uses.history(work.id).lines
    assert any("Every exit is clear." in line.about for line in whole)
    then, now = uses.audit(work.id, failed), uses.audit(work.id)
    assert (len(then.findings), len(now.findings)) == (1, 0)
    [said] = [line.answer for part in then.sections for line in part.answers if line.ref == CLEAR]
    assert said == "No"
    assert AuditWork(world.field, work.id).session.node(CLEAR).value == "yes"
