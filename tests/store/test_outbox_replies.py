"""What is said about an audit after its receipt can be sent: a reply to head office's question is not stuck here."""

import pytest
from exchange_world import PASSPHRASE
from field_deeds import CLEAR
from seats_world import begin, several_seats

from fieldaudit.desktop.wiring.field_uses import ExchangeUses
from fieldaudit.exchange import answer
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field import closing, outbox
from fieldaudit.field import given as in_the_field
from fieldaudit.headoffice import given


@pytest.fixture
def confirmed(tmp_path):
    """Return a world, an auditor's vault and an audit of theirs that was signed, sent and confirmed."""
    with several_seats(tmp_path, 1) as world:
        work = begin(world)[0]
        closing.sign(work, "void", "A trial.")
        exchange(world, work.vault, work.id)
        yield world, work.vault, work.id


def exchange(world, field, audit):
    assert import_package(world.office, export_audits(field, [audit], world.stick).path).state == "taken_in"
    back = answer.send(world.office, field.seat, world.stick, passphrase=PASSPHRASE)
    assert import_package(field, back.path).state == "applied"


def ready(field) -> list[str]:
    return [item.row.id for item in outbox.outbox(field).ready]


def test_a_reply_makes_its_audit_ready_again_until_it_is_confirmed(confirmed):
    world, field, audit = confirmed
    assert ready(field) == []
    given.ask(world.office, audit, CLEAR, "", "Which exit was it?")
    back = answer.send(world.office, field.seat, world.stick, passphrase=PASSPHRASE)
    import_package(field, back.path)
    assert ready(field) == []
    [question] = in_the_field.asked(field, audit)
    in_the_field.reply(field, question.id, "The north one.")
    assert ready(field) == [audit]
    assert [line.id for line in ExchangeUses(field).overview().ready] == [audit]
    package = export_audits(field, [audit], world.stick).path
    assert ready(field) == []
    assert outbox.outbox(field).only_here == 1
    assert import_package(world.office, package).state == "taken_in"
    back = answer.send(world.office, field.seat, world.stick, passphrase=PASSPHRASE)
    import_package(field, back.path)
    assert (ready(field), outbox.outbox(field).only_here) == ([], 0)
    [told] = given.questions(world.office, audit)
    assert told.reply == "The north one."
