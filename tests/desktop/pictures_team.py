"""Pictures of the team of an audit: `python -m tests.desktop.pictures_team OUT`."""

import os
import sys
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

import desktop_fakes as fakes
from pictures import FIELD_RAIL, in_shell, save_all
from team_fakes import ALONE, ARABIC, BILAL, HIS, LONG_NAMES, TROUBLED, TWO, TeamUses

from fieldaudit.desktop.team.presenter import TeamPresenter
from fieldaudit.desktop.team.view import TeamScreen
from fieldaudit.errors import AuditUnknown

TEAMS = {
    "lead": TWO,
    "alone": ALONE,
    "member": HIS,
    "signed": replace(TWO, signed=True),
    "uncertified": replace(ALONE, certified=False),
    "long-names": LONG_NAMES,
    "long-lead": replace(LONG_NAMES, mine=False),
    "arabic": ARABIC,
    "trouble": TROUBLED,
}


class Unknown(TeamUses):
    """An audit that is gone."""

    def page(self, audit):
        raise AuditUnknown(audit=audit)


def screens():
    """Yield `(name, shell)`."""
    for name, team in TEAMS.items():
        screen = TeamScreen(TeamPresenter(TeamUses(team), fakes.Immediate()))
        yield name, in_shell(screen, FIELD_RAIL, "team", "a1")
    gone = TeamScreen(TeamPresenter(Unknown(), fakes.Immediate()))
    yield "gone", in_shell(gone, FIELD_RAIL, "team", "a1")
    for name in ("card", "refused", "written"):
        presenter = TeamPresenter(TeamUses(TWO), fakes.Immediate())
        shell = in_shell(TeamScreen(presenter), FIELD_RAIL, "team", "a1")
        if name == "written":
            presenter.write(BILAL, Path("/media/stick"))
        else:
            presenter.read_card(Path("chandra.card" if name == "card" else "other.card"))
        yield name, shell


if __name__ == "__main__":
    save_all(Path(sys.argv[1]), "team", screens)
