"""What is said about an audit after its receipt can be sent: a reply to head office's question is not stuck here."""

from datetime import date

import pytest
from exchange_world import PASSPHRASE
from field_deeds import CLEAR
from seats_world import begin, several_seats

from fieldaudit.desktop.home.presenter import HomePresenter
from fieldaudit.desktop.wiring.field_uses import ExchangeUses, HomeUses
from fieldaudit.exchange import answer
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field import closing, outbox
from fieldaudit.field import given as in_the_field
from fieldaudit.headoffice import given
from fieldaudit.vault.follow_up import NewAction, open_action
from fieldaudit.vault.reading import findings_of, read_audit


@pytest.fixture
def confirmed(tmp_path):
    """Return a world, an auditor's vault and an audit of theirs that was signed, sent and confirmed."""
    with several_seats(tmp_path, 1) as world:
        work = begin(world)[0]
        work.answer(CLEAR, "no")
        closing.sign(work, "void", "A trial.")
        exchange(world, work.vault, work.id)
        yield world, work.vault, work.id


def exchange(world, field, audit):
    assert import_package(world.office, export_audits(field, [audit], world.stick).path).state == "taken_in"
    back = answer.send(world.office, field.seat, world.stick, passphrase=PASSPHRASE)
    assert import_package(field, back.path).state == "applied"


def ready(field) -> list[str]:
    return [item.row.id for item in outbox.outbox(field).ready]


class AtOnce:
    """Do at once what is to be done in the background."""

    def run(self, work, *, success, failure):
        success(work())


def at_home(field) -> dict[str, int]:
    """Return how many audits stand under each tab of the first page, those with none left out."""
    home = HomePresenter(HomeUses(field), AtOnce(), lambda: date(2026, 11, 22))
    home.load()
    return {stage: count for stage, count in home.state.counts().items() if count}


def test_a_reply_makes_its_audit_ready_again_until_it_is_confirmed(confirmed):
    world, field, audit = confirmed
    assert ready(field) == []
    given.ask(world.office, audit, CLEAR, "", "Which exit was it?")
    back = answer.send(world.office, field.seat, world.stick, passphrase=PASSPHRASE)
    import_package(field, back.path)
    assert (ready(field), at_home(field)) == ([], {"confirmed": 1})
    [question] = in_the_field.asked(field, audit)
    in_the_field.reply(field, question.id, "The north one.")
    assert (ready(field), at_home(field)) == ([audit], {"ready": 1})
    assert [line.id for line in ExchangeUses(field).overview().ready] == [audit]
    package = export_audits(field, [audit], world.stick).path
    assert (ready(field), at_home(field)) == ([], {"sent": 1})
    assert outbox.outbox(field).only_here == 1
    assert import_package(world.office, package).state == "taken_in"
    back = answer.send(world.office, field.seat, world.stick, passphrase=PASSPHRASE)
    import_package(field, back.path)
    assert (ready(field), outbox.outbox(field).only_here) == ([], 0)
    assert at_home(field) == {"confirmed": 1}
    [told] = given.questions(world.office, audit)
    assert told.reply == "The north one."


def test_what_is_done_about_a_finding_after_the_receipt_stands_where_what_is_only_here_stands(confirmed):
    world, field, audit = confirmed
    assert at_home(field) == {"confirmed": 1}
    [finding, *_] = findings_of(field, read_audit(field, audit).view)
    open_action(field, finding, NewAction("corrective", "Fit push bars.", "site manager", "2026-12-04"))
    assert at_home(field) == {"ready": 1}
    assert [line.stage for line in HomeUses(field).audits()] == ["ready"]
    exchange(world, field, audit)
    assert at_home(field) == {"confirmed": 1}
