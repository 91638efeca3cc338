"""Send and receive as the window does it, on real vaults: in parts for mail, and everything again for head office."""

import pytest
from field_world import field_desk, start

from fieldaudit.desktop.wiring.field_uses import ExchangeUses
from fieldaudit.errors import NothingToSend
from fieldaudit.exchange.intake import take_in


class Told:
    """Progress that nobody looks at."""

    def report(self, done, total):
        pass


@pytest.fixture
def world(tmp_path):
    with field_desk(tmp_path / "world") as made:
        yield made


def test_everything_that_was_sent_is_sent_again_whole_and_head_office_takes_it_for_known(world, tmp_path):
    work = start(world)
    work.answer("/data/fire/exits_clear", "yes")
    first, again = tmp_path / "first", tmp_path / "again"
    for folder in (first, again):
        folder.mkdir()
    uses = ExchangeUses(world.field)
    with pytest.raises(NothingToSend):
        uses.send_again(again, 0, Told())
    assert list(again.iterdir()) == []
    sent = uses.send([work.id], first, 0, Told())
    take_in(world.office, sent.path)
    whole = uses.send_again(again, 0, Told())
    assert (whole.audits, whole.number, len(whole.files)) == (1, sent.number + 1, 1)
    assert [file.name for file in again.iterdir()] == list(whole.files)
    assert take_in(world.office, whole.path).accepted
