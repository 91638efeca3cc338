"""What waits because of a certificate, on the window's own uses: real certificates, and a clock that the test sets."""

from datetime import timedelta

import pytest
from exchange_world import PASSPHRASE, add_audit
from field_deeds import CLEAR, SEEN
from messages_world import working
from team_world import a_team
from test_team_revoked import shorten

from fieldaudit.audit.audit_view import AuditView
from fieldaudit.audit.events import NewEvent
from fieldaudit.desktop.wiring.lost_uses import LostUses
from fieldaudit.desktop.wiring.office_uses import DevicesUses, IntakeUses
from fieldaudit.exchange import clock, membership, people, renewal
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field.work import AuditWork
from fieldaudit.trust import certificates, keys


class Progress:
    """Nobody looks."""

    def report(self, done, total):
        """Go on."""


@pytest.fixture
def world(tmp_path):
    with working(tmp_path / "world") as opened:
        yield opened


@pytest.fixture
def moved(monkeypatch):
    """Give a way to move the program's clock."""
    start = clock.now()

    def move(when):
        monkeypatch.setattr(clock, "now", lambda: when)

    move(start)
    return lambda days: move(start + timedelta(days=days)) if isinstance(days, int) else move(days)


def take_in(office, *paths):
    uses = IntakeUses(office)
    uses.take_in(paths, Progress())
    return uses.packages()


def state_of(office, package):
    return next(line.state for line in IntakeUses(office).packages() if line.id == package)


def test_what_came_under_a_certificate_that_ended_goes_in_with_the_next_package_that_is_written(world, moved):
    audit = add_audit(world.field)
    path = export_audits(world.field, [audit], world.stick).path
    end = renewal.ends(world.office, world.field.seat)
    moved(end + timedelta(days=1))
    waits = take_in(world.office, path)[0]
    assert (waits.state, waits.held, waits.who) == ("expired", True, "Amina Rahman")
    IntakeUses(world.office).retry()
    assert state_of(world.office, waits.id) == "expired"
    [written] = DevicesUses(world.office).write_package(waits.fingerprint, world.stick, PASSPHRASE, 0)
    assert state_of(world.office, waits.id) == "taken_in"
    assert import_package(world.field, written).state == "applied"
    assert certificates.end_of(world.field.get(membership.CERTIFICATE).encode()) > end + timedelta(days=600)
    following = take_in(world.office, export_audits(world.field, [add_audit(world.field)], world.stick).path)
    assert {line.state for line in following} == {"taken_in"}  # the clock is where it was: her own is valid again


def test_what_was_signed_before_a_loss_goes_in_once_the_list_names_heads_at_or_behind_it(world, moved):
    audit = add_audit(world.field)
    first = export_audits(world.field, [audit], world.stick).path
    world.field.append([NewEvent(audit, "audit", "answer.set", {"ref": "/data/late", "value": "more"})])
    both = export_audits(world.field, [audit], world.stick).path
    fingerprint = keys.fingerprint(world.field.seat)
    moved(1)
    lost = LostUses(world.office)
    lost.revoke(fingerprint)
    lines = {line.title: line for line in take_in(world.office, first, both) if line.needs_you()}
    assert {line.state for line in lines.values()} == {"revoked_before"}
    assert [line.who for line in lost.waiting()] == ["Amina Rahman", "Amina Rahman"]
    moved(2)
    later = next(line for line in lines.values() if line.title.endswith("no. 3"))
    lost.trust(later.id)
    assert {line.state for line in IntakeUses(world.office).packages()} == {"taken_in"}  # the earlier one with it
    assert lost.waiting() == []
    known = people.trusted_heads(world.office, world.field.seat)
    assert {record for record, _ in known} >= {audit}
    again = export_audits(world.field, [audit], world.stick, again=True).path  # nothing new, whatever its clock says
    assert take_in(world.office, again)[0].state == "taken_in"


@pytest.fixture
def shared(tmp_path):
    with a_team(tmp_path) as made:
        made.audit = made.shared()
        assert made.up(made.bilal, made.audit).state == "taken_in"
        AuditWork(made.bilal, made.audit).answer(SEEN, "5")
        made.give(made.bilal, made.amina, made.audit)
        AuditWork(made.amina, made.audit).answer(CLEAR, "yes")
        yield made


def answers(world):
    return AuditView.of(world.office.cells(world.audit)).answers


def test_the_window_says_whom_a_team_package_waits_for_and_takes_the_rest_in_when_told_to(shared):
    lost = LostUses(shared.office)
    lost.revoke(keys.fingerprint(shared.bilal.seat))
    waits = take_in(shared.office, export_audits(shared.amina, [shared.audit], shared.stick).path)[0]
    his = keys.fingerprint(shared.bilal.seat)
    assert (waits.state, waits.who, waits.about) == ("colleague_revoked", "Amina Rahman", ("Bilal Haque", his))
    assert answers(shared) == {CLEAR: "yes"}
    assert not lost.held(keys.fingerprint(shared.amina.seat)).revoked
    [line] = lost.waiting()
    assert (line.who, "by Bilal Haque wait" in line.reason) == ("Bilal Haque", True)
    lost.trust(line.digest)
    assert state_of(shared.office, waits.id) == "taken_in"
    assert answers(shared) == {CLEAR: "yes", SEEN: "5"}


def test_a_colleague_whose_certificate_ended_is_renewed_from_their_own_page_and_the_rest_goes_in(shared, moved):
    shorten(shared, shared.bilal, clock.now())
    path = export_audits(shared.amina, [shared.audit], shared.stick).path
    moved(90)
    waits = take_in(shared.office, path)[0]
    assert (waits.state, waits.about[0]) == ("colleague_expired", "Bilal Haque")
    DevicesUses(shared.office).write_package(waits.about[1], shared.stick, PASSPHRASE, 0)
    assert state_of(shared.office, waits.id) == "taken_in"
    assert answers(shared) == {CLEAR: "yes", SEEN: "5"}
