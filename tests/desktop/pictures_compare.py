"""Pictures of comparing: `python -m tests.desktop.pictures_compare OUT`."""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

import desktop_fakes as fakes
from compare_fakes import BRANCHES, CHOICES, CHOSEN, CLOSINGS, CompareUses
from pictures import FIELD_RAIL, OFFICE_RAIL, in_shell, save_all

from fieldaudit.desktop.compare.presenter import ComparePresenter
from fieldaudit.desktop.compare.view import CompareScreen


def screens():
    """Yield `(name, shell)`."""
    for name, rail in (("copies", FIELD_RAIL), ("people", OFFICE_RAIL)):
        uses = CompareUses() if name == "copies" else CompareUses(branches=())
        screen = CompareScreen(ComparePresenter(uses, fakes.Immediate()))
        shell = in_shell(screen, rail, "compare", "a1")
        if name == "people":
            screen.table.choose("drills")
        yield name, shell
    screen = CompareScreen(ComparePresenter(CompareUses(), fakes.Immediate()))
    shell = in_shell(screen, OFFICE_RAIL, "compare", "a1")
    screen.table.choose("floor")
    yield "row", shell
    screen = CompareScreen(ComparePresenter(CompareUses(), fakes.Immediate()))
    shell = in_shell(screen, FIELD_RAIL, "compare", "a1")
    screen._presenter.decide(2, "Seen again on the second day.")
    screen._presenter.choose("c1")
    yield "decided", shell
    uses = CompareUses(CLOSINGS, (), BRANCHES)
    yield "closings", in_shell(CompareScreen(ComparePresenter(uses, fakes.Immediate())), OFFICE_RAIL, "compare", "a1")
    uses = CompareUses(CHOICES, (), ())
    screen = CompareScreen(ComparePresenter(uses, fakes.Immediate()))
    shell = in_shell(screen, OFFICE_RAIL, "compare", "a1")
    yield "choices", shell
    uses = CompareUses(CHOICES, (), ())
    uses.after = ((), (CHOSEN,))
    screen = CompareScreen(ComparePresenter(uses, fakes.Immediate()))
    shell = in_shell(screen, OFFICE_RAIL, "compare", "a1")
    screen.panels[0].back.click()
    yield "choice-of-another", shell
    screen = CompareScreen(ComparePresenter(CompareUses((), (), ()), fakes.Immediate()))
    yield "empty", in_shell(screen, FIELD_RAIL, "compare", "a1")


if __name__ == "__main__":
    save_all(Path(sys.argv[1]), "compare", screens)
