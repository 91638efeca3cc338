"""Pictures of comparing: `python -m tests.desktop.pictures_compare OUT`."""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

import desktop_fakes as fakes
from compare_fakes import CompareUses
from pictures import DESIGN, FIELD_RAIL, LEAST, OFFICE_RAIL, in_shell
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from fieldaudit.desktop import theme
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
    screen = CompareScreen(ComparePresenter(CompareUses((), (), ()), fakes.Immediate()))
    yield "empty", in_shell(screen, FIELD_RAIL, "compare", "a1")


def main(out):
    """Write every picture: light, dark, mirrored and in the smallest window."""
    out.mkdir(parents=True, exist_ok=True)
    application = QApplication.instance() or QApplication([])
    for variant, name, size in (
        ("light", "light", DESIGN),
        ("dark", "dark", DESIGN),
        ("rtl", "light", DESIGN),
        ("small", "light", LEAST),
    ):
        mirrored = variant == "rtl"
        sides = (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft)
        application.setLayoutDirection(sides[mirrored])
        theme.apply(application, name)
        for title, shell in screens():
            shell.resize(*size)
            shell.show()
            for _ in range(4):
                application.processEvents()
            shell.grab().save(str(out / f"compare-{title}-{variant}.png"))
            shell.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
