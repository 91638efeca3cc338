"""What withdrawing each one's consent would erase is found in one pass over what is sealed, however many there are."""

import pytest
from field_world import field_desk, start

from fieldaudit.audit.events import RESTRICTED, NewEvent, Subject
from fieldaudit.errors import NothingToErase
from fieldaudit.field import consent
from fieldaudit.vault import driver, erasure

HEARD, ENTRIES = 12, 6


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """An audit with twelve respondents, six entries of each, and what another seat's key seals between them."""
    with field_desk(tmp_path_factory.mktemp("heard") / "world") as made:
        made.audit = start(made).id
        made.names = [f"respondent {number}" for number in range(HEARD)]
        for name in made.names:
            for number in range(ENTRIES):
                made.field.append([said(made.audit, name, f"{name} entry {number}")])
        yield made


def said(audit, name, text):
    return NewEvent(
        audit, "audit", "note.set", {"ref": f"/{text}", "text": text}, RESTRICTED, seal_to=Subject(audit, name)
    )


@pytest.fixture
def counted(world, monkeypatch):
    """Return how often anything was opened and how often the sealed entries were read."""
    counts = {"opened": 0, "read": 0}
    unseal, run = erasure.sealing.unseal, driver.run

    def count_unseal(*args):
        counts["opened"] += 1
        return unseal(*args)

    def count_run(connection, statement, values=()):
        counts["read"] += "kind != 'subject.key'" in statement
        return run(connection, statement, values)

    monkeypatch.setattr(erasure.sealing, "unseal", count_unseal)
    monkeypatch.setattr(erasure.driver, "run", count_run)
    return counts


def test_each_ones_part_is_counted_and_only_it(world):
    found = consent.previews(world.field, world.audit)
    assert {name: one.entries for name, one in found.items()} == dict.fromkeys(world.names, ENTRIES + 1)  # and the key


def test_what_is_sealed_is_read_once_and_opened_about_once_for_all_of_them(world, counted):
    sealed = HEARD * ENTRIES
    consent.previews(world.field, world.audit)
    assert counted["read"] == 1
    by_halves = HEARD * (2 + HEARD.bit_length())  # where the next one's entries begin
    keys = HEARD  # whether the seat's own key opens what carries theirs
    assert sealed <= counted["opened"] <= sealed + by_halves + keys
    assert counted["opened"] < HEARD * sealed / 4  # as it was: each entry for each of them


def test_entries_in_any_order_are_told_apart(world, tmp_path):
    with field_desk(tmp_path / "world") as mixed:
        audit = start(mixed).id
        order = [f"respondent {number * 5 % HEARD}" for number in range(HEARD * 3)]
        for number, name in enumerate(order):
            mixed.field.append([said(audit, name, str(number))])
        found = consent.previews(mixed.field, audit)
        assert {name: one.entries for name, one in found.items()} == dict.fromkeys(sorted(set(order)), 4)
        done = consent.withdraw_consent(mixed.field, audit, "respondent 5", "asked")
        assert done.entries == 4
        assert set(consent.previews(mixed.field, audit)) == set(order) - {"respondent 5"}
        with pytest.raises(NothingToErase):
            consent.withdraw_consent(mixed.field, audit, "respondent 5", "again")
