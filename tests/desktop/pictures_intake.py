"""Pictures of Intake in every waiting state and of twin forms: `python -m tests.desktop.pictures_intake OUT`."""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

import desktop_fakes as fakes
from intake_fakes import TWIN, WAITING, FormsUses
from pictures import OFFICE_RAIL, in_shell, save_all

from fieldaudit.desktop.intake.forms_presenter import FormsPresenter
from fieldaudit.desktop.intake.forms_view import FormsScreen
from fieldaudit.desktop.intake.presenter import IntakePresenter
from fieldaudit.desktop.intake.view import IntakeScreen
from fieldaudit.errors import NoFormWaits


def screens():
    """Yield `(name, shell)`."""
    for line in WAITING:
        yield f"state-{line.id}", _intake(fakes.IntakeUses(WAITING), line.id)
    yield "duplicate", _intake(fakes.IntakeUses(), "p5")
    for name, trouble in (("there", ()), ("away", (True,)), ("unreadable", (False, "Permission denied"))):
        uses = fakes.IntakeUses(WAITING)
        uses.folder, uses.trouble = Path("/media/office/EXCHANGE-STICK/from the field/november"), trouble
        yield f"watched-{name}", _intake(uses, "damaged")
    working = IntakePresenter(fakes.IntakeUses(), fakes.Immediate())
    shell = in_shell(IntakeScreen(working), OFFICE_RAIL, "intake")
    working.change(working=True, progress=(212, 500))
    yield "working", shell
    yield "forms", _forms(FormsUses())
    yield "forms-reviewer", _forms(FormsUses(may_accept=False))
    yield "forms-two", _forms(FormsUses((TWIN, fakes.replace(TWIN, id="accommodation-check"))))
    yield "forms-error", _forms(fakes.Refusing(NoFormWaits(package="form_altered")))


def _intake(uses, package):
    return in_shell(IntakeScreen(IntakePresenter(uses, fakes.Immediate())), OFFICE_RAIL, "intake", package)


def _forms(uses):
    return in_shell(FormsScreen(FormsPresenter(uses, fakes.Immediate())), OFFICE_RAIL, "forms", "form_altered")


if __name__ == "__main__":
    save_all(Path(sys.argv[1]), "intake", screens)
