"""Pictures of what head office gives out, at both desks: `python -m tests.desktop.pictures_given OUT`."""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

import desktop_fakes as fakes
from given_fakes import GivenUses
from pictures import FIELD_RAIL, OFFICE_RAIL, in_shell, save_all
from test_lost_screen import LostUses
from test_officer_screen import OfficerUses

from fieldaudit.desktop.devices.lost_presenter import LostPresenter
from fieldaudit.desktop.devices.lost_view import LostScreen
from fieldaudit.desktop.devices.officer_presenter import OfficerLine, OfficerPresenter
from fieldaudit.desktop.devices.officer_view import OfficerScreen
from fieldaudit.desktop.given.field_view import FieldGivenScreen
from fieldaudit.desktop.given.office_view import OfficeGivenScreen, TaskFormPanel
from fieldaudit.desktop.given.presenter import FieldPresenter, OfficePresenter
from fieldaudit.desktop.widgets import RailItem

ITEM = RailItem("given", "Given out", "list-checks")
IN_FIELD = RailItem("given", "Head office", "building-2")


def screens():
    """Yield `(name, shell, screen)`."""
    for page in ("tasks", "questions", "published"):
        office = OfficeGivenScreen(OfficePresenter(GivenUses(), fakes.Immediate()))
        shell = in_shell(office, (*OFFICE_RAIL[:4], ITEM, OFFICE_RAIL[4]), "given")
        office.tabs.tab(page).click()
        yield f"office-{page}", shell
        field = FieldGivenScreen(FieldPresenter(GivenUses(), fakes.Immediate()))
        shell = in_shell(field, (*FIELD_RAIL[:4], IN_FIELD, *FIELD_RAIL[4:]), "given")
        field.tabs.tab(page).click()
        yield f"field-{page}", shell
    nothing = OfficeGivenScreen(OfficePresenter(GivenUses((), (), ()), fakes.Immediate()))
    yield "office-empty", in_shell(nothing, (*OFFICE_RAIL[:4], ITEM, OFFICE_RAIL[4]), "given")
    nothing = FieldGivenScreen(FieldPresenter(GivenUses((), (), ()), fakes.Immediate()))
    yield "field-empty", in_shell(nothing, (*FIELD_RAIL[:4], IN_FIELD, *FIELD_RAIL[4:]), "given")
    adding = OfficeGivenScreen(OfficePresenter(GivenUses(), fakes.Immediate()))
    shell = in_shell(adding, (*OFFICE_RAIL[:4], ITEM, OFFICE_RAIL[4]), "given")
    adding.assign.click()
    yield "office-assign", shell
    refused = OfficeGivenScreen(OfficePresenter(GivenUses(), fakes.Immediate()))
    shell = in_shell(refused, (*OFFICE_RAIL[:4], ITEM, OFFICE_RAIL[4]), "given")
    refused.assign.click()
    refused.findChild(TaskFormPanel).write.click()
    yield "office-refused", shell
    for name, line in (("none", OfficerLine()), ("there", OfficerLine(fakes.FINGERPRINT, 2, fakes.TODAY))):
        officer = OfficerScreen(OfficerPresenter(OfficerUses(line), fakes.Immediate()))
        yield f"officer-{name}", in_shell(officer, OFFICE_RAIL, "devices")
    for name in ("lost", "lost-done"):
        lost = LostScreen(LostPresenter(LostUses(), fakes.Immediate()))
        shell = in_shell(lost, OFFICE_RAIL, "devices", fakes.FINGERPRINT)
        if name == "lost-done":
            lost.revoke.click()
            lost._presenter.tell_others(Path("/media/stick"), "")
            lost._presenter.invite_again(Path("again.invitation"))
        yield name, shell


if __name__ == "__main__":
    save_all(Path(sys.argv[1]), "given", screens)
