"""A clock that was set back or is wrong: marked, said at opening, in review, to head office and in reports."""

from datetime import UTC, datetime, timedelta

import pytest
from field_world import field_desk, start
from vault_samples import AUDIT, PASSPHRASE, Clock, answer, created, new_vault

from fieldaudit.desktop.review.field_review import FieldReview
from fieldaudit.desktop.wiring.audit_uses import AuditsUses
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.intake import take_in
from fieldaudit.reports.gather import gather
from fieldaudit.vault import Vault
from fieldaudit.vault.histories import set_back

NAME = "/data/fire/seen"


def at(year, month=11, day=21, hour=12):
    return Clock(datetime(year, month, day, hour, tzinfo=UTC))


@pytest.fixture
def world(tmp_path):
    with field_desk(tmp_path / "world") as made:
        yield made


def set_clock(vault, moment):
    vault._clock = Clock(moment)


def set_back_once(world):
    """Answer, set the clock back by three days, answer twice, set it right, answer again; returns the work."""
    work = start(world)
    now = world.field._clock()
    set_clock(world.field, now + timedelta(minutes=1))
    work.answer(NAME, "1")
    set_clock(world.field, now - timedelta(days=3))
    work.answer(NAME, "2")
    set_clock(world.field, now + timedelta(hours=1))
    work.answer(NAME, "3")
    return work


def test_each_time_that_the_clock_was_set_back_is_listed_with_what_it_said(tmp_path):
    clock = at(2026)
    with new_vault(tmp_path / "home", clock) as vault:
        vault.append([created(), answer("1")])
        for day, minute in ((23, 0), (22, 0), (23, 5), (23, 4), (24, 0)):  # on, set back, right, adjusted, on
            clock.now = datetime(2026, 11, day, 12, minute, tzinfo=UTC)
            vault.append([answer(str(minute)), answer(str(minute), "/data/zoo")])
        assert sum(event.late for event in vault.events(AUDIT)) == 4
        found = set_back(vault, AUDIT)
    assert [(one.time[:10], one.behind[:10], one.entries) for one in found] == [("2026-11-22", "2026-11-23", 2)]


def test_a_clock_set_back_is_said_in_review_and_blocks_nothing(world):
    work = set_back_once(world)
    review = FieldReview(world.field).review(work.id)
    (point,) = [point for point in review.points if point.kind == "clock"]
    assert "The computer's clock was set back" in point.label
    assert not point.blocks


def test_a_clock_set_back_is_shown_to_head_office(world, tmp_path):
    work = set_back_once(world)
    assert take_in(world.office, export_audits(world.field, [work.id], tmp_path / "p").path).state == "taken_in"
    facts = dict(AuditsUses(world.office).audit(work.id).facts)
    assert "The computer's clock was set back" in facts["Clock"]


@pytest.mark.parametrize("audience", ["site", "client", "headoffice"])
def test_a_clock_set_back_stands_in_every_report(world, audience):
    work = set_back_once(world)
    said = {fact.label: fact.value for fact in gather(world.field, work.id, audience).visit.facts}
    assert "was set back on" in said["Clock"]


def test_an_audit_under_a_clock_that_ran_on_says_nothing_of_it(world):
    work = start(world)
    work.answer(NAME, "1")
    assert not [point for point in FieldReview(world.field).review(work.id).points if point.kind == "clock"]
    assert dict(AuditsUses(world.field).audit(work.id).facts)["Clock"] == ""
    assert "Clock" not in {fact.label for fact in gather(world.field, work.id, "headoffice").visit.facts}


@pytest.mark.parametrize(("year", "said"), [(1970, "newest entry here was made on"), (2100, "years after the newest")])
def test_a_clock_of_another_age_at_start_is_one_sentence_and_blocks_nothing(tmp_path, year, said):
    with new_vault(tmp_path / "home", at(2026)) as vault:
        vault.append([created(), answer("1")])
    with Vault.open(tmp_path / "home", PASSPHRASE, clock=at(year, 1, 1)) as vault:
        (sentence,) = vault.noticed()
        assert said in sentence
        assert f"{year}-01-01" in sentence
        (made,) = vault.append([answer("2")])
        assert made.late == (year == 1970)
        assert vault.check() == []


def test_a_vault_without_an_entry_knows_that_its_program_is_younger_than_the_clock(tmp_path):
    with new_vault(tmp_path / "home", at(1970, 1, 2)) as vault:
        assert "1970-01-02" in vault.noticed()[0]


def test_a_clock_that_is_right_says_nothing(tmp_path):
    with new_vault(tmp_path / "home", at(2026)) as vault:
        vault.append([created(), answer("1")])
        assert vault.noticed() == []
