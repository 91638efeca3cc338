"""One line always says what is only on this machine: in the field, for a supervisor, at head office."""

from dataclasses import replace

import pytest
from exchange_world import PASSPHRASE, add_audit, make_world, open_world

from fieldaudit.desktop.backup.lines import CopyFacts, OnlyLine
from fieldaudit.desktop.backup.words import amount, only_here, reminder
from fieldaudit.desktop.desk import StatusFacts
from fieldaudit.desktop.status import status_words
from fieldaudit.desktop.wiring.backup_uses import only_line
from fieldaudit.exchange import answer
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.incoming import import_package
from fieldaudit.vault.records import created, new_id


@pytest.fixture
def world(tmp_path):
    make_world(tmp_path)
    with open_world(tmp_path) as opened:
        yield opened


def line(vault) -> str:
    return only_here(only_line(vault)).partition(" since ")[0]


def test_the_line_follows_an_audit_until_its_receipt_and_a_site_that_belongs_to_none(world):
    assert line(world.field) == ""
    audits = [add_audit(world.field)]
    assert line(world.field) == "1 audit only on this laptop"
    audits.append(add_audit(world.field))
    assert line(world.field) == "2 audits only on this laptop"
    package = export_audits(world.field, audits, world.stick).path
    assert line(world.field) == "2 audits only on this laptop"
    assert line(world.office) == ""
    import_package(world.office, package)
    assert line(world.office) == "2 audits only on this laptop"
    back = answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE)
    import_package(world.field, back.path)
    assert line(world.field) == ""
    world.field.append([created(new_id(), "party", "Dhaka", {"name": "Delta Garments"})])
    assert line(world.field) == "1 entry only on this laptop"
    world.field.append([created(new_id(), "party", "Dhaka", {"name": "Delta Knitwear"})])
    assert line(world.field) == "2 entries only on this laptop"


def test_the_reminder_counts_in_the_right_number_and_never_says_none(world):
    said = only_line(world.field)
    for counts, words in (
        ({"audits": 1, "entries": 9}, "1 audit has been"),
        ({"audits": 3, "entries": 9}, "3 audits have been"),
        ({"entries": 1}, "1 entry has been"),
        ({"entries": 5}, "5 entries have been"),
    ):
        assert reminder(replace(said, **counts))[0].startswith(words)
    assert amount(OnlyLine(entries=4)) == "4 entries"
    assert amount(OnlyLine(2, 1, entries=4)) == "2 audits, 1 answer"
    assert amount(OnlyLine()) == only_here(OnlyLine()) == ""


@pytest.mark.parametrize("role", ["auditor", "supervisor", "administrator"])
@pytest.mark.parametrize("only", [OnlyLine(), OnlyLine(2, 7), OnlyLine(entries=1)])
@pytest.mark.parametrize("copied", [CopyFacts(), CopyFacts("away")])
def test_every_desk_says_it_whatever_else_there_is_to_say(role, only, copied):
    facts = StatusFacts("A. Rahman", role, "North", only=only, copies=copied, to_send=2)
    _, bold, rest = status_words(facts, head_office=role == "administrator")
    assert (only_here(only) or "nothing is only here") in f"{bold} {rest}"
