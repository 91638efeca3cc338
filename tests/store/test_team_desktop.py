"""The team's screen and the lists, on real vaults."""

import pytest
from field_deeds import SEEN
from team_world import FIRE, VOICES, a_team

from fieldaudit.desktop.run.field_run import FieldRun
from fieldaudit.desktop.wiring.field_uses import HomeUses
from fieldaudit.desktop.wiring.team_uses import VaultTeam
from fieldaudit.errors import FileUnwritable
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field.work import AuditWork


class Quiet:
    def report(self, done, total):
        pass


@pytest.fixture
def world(tmp_path):
    with a_team(tmp_path) as made:
        yield made


def test_a_team_is_made_on_two_screens_and_a_package_goes_each_way(world):
    audit, hers, his = world.begin().id, VaultTeam(world.amina), VaultTeam(world.bilal)
    alone = hers.page(audit)
    assert (alone.people, alone.mine, alone.certified, alone.others) == ((), True, True, ())
    assert [line.title for line in alone.sections] == ["Fire", "Small inspection", "What workers said"]
    his.save_card(world.stick / "bilal.card")
    card = hers.read_card(world.stick / "bilal.card")
    assert (card.name, card.seat) == ("Bilal Haque", world.bilal.seat)
    assert [one.name for one in hers.page(audit).others] == ["Bilal Haque"]
    hers.share(audit, card.seat)
    hers.allocate(audit, FIRE, card.seat)
    page = hers.page(audit)
    assert [(one.name, one.leads, one.me, one.news) for one in page.people] == [
        ("Amina Rahman", True, True, False),
        ("Bilal Haque", False, False, True),
    ]
    handed = hers.write(audit, card.seat, world.stick, Quiet())
    assert import_package(world.bilal, handed.files[0]).state == "applied"
    theirs = his.page(audit)
    assert (theirs.lead, theirs.mine, theirs.site) == ("Amina Rahman", False, "Delta unit 2")
    assert next(line.seat for line in theirs.sections if line.ref == FIRE) == world.bilal.seat
    AuditWork(world.bilal, audit).answer(SEEN, "4")
    back = his.write(audit, world.amina.seat, world.stick, Quiet())
    assert import_package(world.amina, back.files[0]).state == "applied"
    bilal = hers.page(audit).people[1]
    assert bilal.sent is not None
    assert bilal.came is not None


def test_the_list_and_the_run_screen_say_whose_sections_are_whose(world):
    audit = world.shared([FIRE, VOICES])
    [mine], [his] = HomeUses(world.amina).audits(), HomeUses(world.bilal).audits()
    assert mine.who == "with Bilal Haque"
    assert his.who == "with Amina Rahman, your sections: Fire, What workers said"
    assert (his.id, his.site, his.stage) == (audit, "Delta unit 2", "in_progress")
    assert FieldRun(world.amina).open(audit).header.others == {1: "Bilal Haque", 3: "Bilal Haque"}
    header = FieldRun(world.bilal).open(audit).header
    assert (header.others, header.shares) == ({}, True)


def test_a_card_that_cannot_be_written_is_one_sentence(world):
    with pytest.raises(FileUnwritable):
        VaultTeam(world.amina).save_card(world.stick / "no such folder" / "amina.card")
