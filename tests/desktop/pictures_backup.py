"""Pictures of copies, restoring and removing, to look at: `python -m tests.desktop.pictures_backup OUT`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import pictures  # it chooses the offscreen platform and finds the stand-ins
from backup_fakes import FOUND, STANDING, BackupUses, CheckUses, PurgeUses, RestoreUses
from desktop_fakes import NOW, TODAY, Held, HomeUses, Immediate
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from fieldaudit.desktop.backup.check_presenter import CheckPresenter
from fieldaudit.desktop.backup.check_view import CheckScreen
from fieldaudit.desktop.backup.lines import CopyFacts, OnlyLine
from fieldaudit.desktop.backup.presenter import BackupPresenter, Standing
from fieldaudit.desktop.backup.purge_presenter import PurgePresenter, Removable
from fieldaudit.desktop.backup.purge_view import PurgeScreen
from fieldaudit.desktop.backup.restore_presenter import RestorePresenter
from fieldaudit.desktop.backup.restore_view import RestoreScreen
from fieldaudit.desktop.backup.view import BackupScreen
from fieldaudit.desktop.desk import StatusFacts
from fieldaudit.desktop.first_start.presenter import FirstStartPresenter
from fieldaudit.desktop.first_start.view import FirstStartScreen
from fieldaudit.desktop.home.presenter import HomePresenter
from fieldaudit.desktop.home.view import HomeScreen
from fieldaudit.desktop.navigation.shell import Place, Shell
from fieldaudit.desktop.status import status_words
from fieldaudit.errors import BackupNoRoom, WrongPassphrase

ONLY = OnlyLine(3, 214, NOW.replace(day=14), remind=True)


def in_shell(screen, name):
    rail = [Place(item.name, lambda: screen, item) for item in pictures.FIELD_RAIL if item.name != name]
    under = next((item for item in pictures.FIELD_RAIL if item.name == name), None)
    shell = Shell([*rail, Place(name, lambda: screen, under, under="" if under else "settings")])
    facts = StatusFacts("A. Rahman", "auditor", "North branch", 3, 0, NOW, ONLY, CopyFacts("", NOW))
    shell.status.show_status(*status_words(facts, head_office=False))
    shell.go(name)
    return shell


class Reminded(HomeUses):
    def only_here(self):
        return ONLY


class Full(BackupUses):
    def copy(self, folder, carried, progress):
        raise BackupNoRoom(place=folder, needed="341 MB", free="12 MB")


def backup(uses, *, copy=False, copier=None):
    presenter = BackupPresenter(uses, Immediate(), copier or Immediate())
    shell = in_shell(BackupScreen(presenter), "backup")
    if copy:
        presenter.copy(STANDING.folder)
        if copier:
            presenter.change(progress=(212, 682))
    return shell


def check(uses, *, copier=None, run=False):
    presenter = CheckPresenter(uses, copier or Immediate())
    shell = in_shell(CheckScreen(presenter), "check")
    if run:
        presenter.check()
    if copier:
        presenter.change(progress=(40, 100))
    return shell


def purge(found=None, typed=""):
    screen = PurgeScreen(PurgePresenter(PurgeUses(found) if found else PurgeUses(), Immediate()))
    shell = in_shell(screen, "purge")
    screen.typed.set_text(typed)
    return shell


def restore(error=None, *, sheet=False, busy=False):
    presenter = RestorePresenter(RestoreUses(), Immediate(), print)
    screen = RestoreScreen(presenter)
    presenter.choose(Path("/media/stick/fa-20261119-081204-3f9a1c07.fab"))
    presenter.change(sheet=sheet, error=error, busy=busy, progress=(120, 341))
    if not sheet:
        screen.passphrase.edit.setText("correct horse battery")
        screen.passphrase.changed.emit()
        presenter.change(error=error)
    return screen


def screens():
    """Yield `(name, make)`."""
    yield "home-reminder", lambda: in_shell(HomeScreen(HomePresenter(Reminded(), Immediate(), lambda: TODAY)), "home")
    yield "backup", lambda: backup(BackupUses())
    yield "backup-first", lambda: backup(BackupUses(Standing(only=ONLY)))
    yield "backup-away", lambda: backup(BackupUses(Standing(STANDING.folder, there=False, last=STANDING.last)))
    own = Standing(Path("/home/amina/Documents/copies"), same_disk=True, last=STANDING.last)
    yield "backup-own-disk", lambda: backup(BackupUses(own))
    yield "backup-copying", lambda: backup(BackupUses(), copy=True, copier=_Follows())
    yield "backup-done", lambda: backup(BackupUses(), copy=True)
    yield "backup-full", lambda: backup(Full(), copy=True)
    yield "check", lambda: check(CheckUses())
    yield "check-running", lambda: check(CheckUses(), copier=_Follows(), run=True)
    yield "check-good", lambda: check(CheckUses(), run=True)
    yield "check-bad", lambda: check(CheckUses(FOUND), run=True)
    yield "purge", purge
    yield "purge-typed", lambda: purge(typed="2")
    yield "purge-nothing", lambda: purge(Removable())
    yield "restore", restore
    yield "restore-sheet", lambda: restore(sheet=True)
    yield "restore-wrong", lambda: restore(WrongPassphrase())
    yield "restore-busy", lambda: restore(busy=True)
    yield "first-start", lambda: FirstStartScreen(FirstStartPresenter(None, Immediate(), print, None))


class _Follows(Held):
    def follow(self, work, *, success, failure, progress):
        return self.run(work, success=success, failure=failure)


_VARIANTS = ("light", "dark", "small", "large")


def main(out):
    """Write all pictures."""
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    QLocale.setDefault(QLocale("en_GB"))
    for variant, size in pictures.dressed(app):
        for screen, make in screens() if variant in _VARIANTS else ():
            pictures.grab(app, make, out / f"{screen}-{variant}.png", size)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
