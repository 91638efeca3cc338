"""Two or three people work on one audit apart: whatever they do, every vault shows what its history says."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from field_deeds import DEEDS, PASSPORT, SEEN, do
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from seats_world import begin, carry, several_seats

from fieldaudit.audit.audit_view import AuditView
from fieldaudit.errors import AnswerRefused, NothingToRedo, NothingToUndo
from fieldaudit.field import conflicts
from fieldaudit.field.work import AuditWork
from fieldaudit.vault.history import history, state_at
from fieldaudit.vault.opening import readable_cells

MORE = ("undo", "redo", "resolve", "passport")
STEP = st.one_of(
    st.tuples(st.integers(0, 2), st.sampled_from([*sorted(DEEDS), *MORE, *MORE]), st.integers(0, 9)),
    st.tuples(st.integers(0, 2), st.just("carry"), st.integers(0, 9)),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with several_seats(tmp_path_factory.mktemp("seats"), 3) as made:
        yield made


def act(works, seat, deed, number, shuffle):
    """Let a seat do one thing."""
    work = works[seat]
    if deed == "carry":
        giver = works[(seat + 1 + number % (len(works) - 1)) % len(works)]
        carry(giver.vault, work.vault, work.id, share=[0.3, 0.7, 1.0][number % 3], shuffle=shuffle)
        works[seat] = AuditWork(work.vault, work.id)
    elif deed in ("undo", "redo"):
        with suppress(NothingToUndo, NothingToRedo):
            getattr(work, deed)()
    elif deed == "resolve":
        for ref in sorted(work.reading.conflicts)[:1]:
            if work.session.has(ref):
                claims = conflicts.claims(work, ref)
                with suppress(AnswerRefused):
                    conflicts.resolve(work, ref, claims[number % len(claims)].event)
    elif deed == "passport":
        work.answer(PASSPORT, ["yes", "no"][number % 2])
    else:
        do(work, deed, number)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    count=st.integers(2, 3), steps=st.lists(STEP, min_size=4, max_size=14), shuffle=st.randoms(use_true_random=False)
)
def test_every_vault_shows_what_its_history_says_and_in_the_end_all_show_the_same(world, count, steps, shuffle):
    works = begin(world)[:count]
    audit = works[0].id
    shown = {}
    for chosen, deed, number in steps:
        seat = chosen % count
        vault = works[seat].vault
        act(works, seat, deed, number, shuffle)
        last = vault.events(audit)[-1].hash
        shown[seat, last] = readable_cells(vault, audit)
        assert vault.check() == []
        assert works[seat].session.values() == AuditWork(vault, audit).session.values()
    for number, work in enumerate(works):  # each answers what the one before answered: their streams name each other
        carry(works[number - 1].vault, work.vault, audit, shuffle=shuffle)
        AuditWork(work.vault, audit).answer(SEEN, str(number))
    for _ in range(2):
        for giver in works:
            for taker in works:
                carry(giver.vault, taker.vault, audit, shuffle=shuffle)
    vaults = [work.vault for work in works]
    assert all(vault.cells(audit) == vaults[0].cells(audit) for vault in vaults)
    for share in (
        0.5,
        1.0,
    ):  # one who only reads has it all in another order, in pieces: replacements before the replaced
        carry(vaults[0], world.office, audit, share, shuffle)
    assert world.office.cells(audit) == vaults[0].cells(audit)
    assert world.office.check() == []
    officer = [world.officer.secret]
    readable = [readable_cells(vault, audit, secrets=officer) for vault in vaults]
    assert all(cells == readable[0] for cells in readable)
    told = [[line.change for line in history(vault, audit, secrets=officer)] for vault in vaults]
    assert all(changes == told[0] for changes in told)
    for (seat, event), cells in shown.items():
        assert state_at(vaults[seat], audit, event) == cells
    for vault in vaults:
        assert vault.check() == []
        assert state_at(vault, audit, datetime.now(UTC)) == readable_cells(vault, audit)


ON_A_QUESTION = st.tuples(st.sampled_from(["answer", "skip", "clear"]), st.integers(0, 3))


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=ON_A_QUESTION, second=ON_A_QUESTION, before=st.none() | ON_A_QUESTION, chosen=st.integers(0, 1))
def test_what_two_people_say_about_a_question_apart_is_a_conflict_until_one_chooses(
    world, first, second, before, chosen
):
    works = begin(world)[:2]
    audit = works[0].id
    if before is not None:
        say(works[0], *before)
        carry(works[0].vault, works[1].vault, audit)
        works[1] = AuditWork(works[1].vault, audit)
    said = [say(works[0], *first), say(works[1], *second)]
    for giver, taker in ((0, 1), (1, 0)):
        carry(works[giver].vault, works[taker].vault, audit)
    works = [AuditWork(work.vault, audit) for work in works]
    for work in works:
        assert {claim.event for claim in conflicts.claims(work, SEEN)} == set(said)
        assert SEEN in work.reading.conflicts
        [row] = [row for row in work.sheet().rows if row.ref == SEEN]
        assert row.conflict
    picked = conflicts.claims(works[0], SEEN)[chosen]
    conflicts.resolve(works[0], SEEN, picked.event)
    carry(works[0].vault, works[1].vault, audit)
    for vault in (works[0].vault, works[1].vault):
        view = AuditView.of(vault.cells(audit))
        assert not view.disputed
        assert (view.skips.get(SEEN, ""), view.answers.get(SEEN, "")) == (
            (picked.value, "") if picked.skipped else ("", picked.value)
        )
        assert vault.check() == []


def say(work, how, number):
    """Say something about a question and return the event that says it."""
    if how == "skip":
        work.skip(SEEN, f"reason {number}")
    else:
        work.answer(SEEN, str(number) if how == "answer" else "")
    return next(
        event.hash
        for event in reversed(work.vault.events(work.id))
        if event.kind in ("answer.set", "answer.skipped") and event.seat == work.vault.seat
    )
