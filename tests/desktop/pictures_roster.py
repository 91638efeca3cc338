"""Pictures of workers by code, and of withdrawn consents: `python -m tests.desktop.pictures_roster OUT`."""

import os
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

import desktop_fakes as fakes
import roster_fakes as workers
from pictures import FIELD_RAIL, OFFICE_RAIL, in_shell, save_all
from test_officer_screen import OfficerUses

from fieldaudit.desktop.audits.audit_view import AuditScreen
from fieldaudit.desktop.audits.presenter import AuditPresenter, ConsentAsk
from fieldaudit.desktop.audits.withdrawn_lines import MachineLine, WithdrawnLine
from fieldaudit.desktop.devices.officer_presenter import OfficerLine, OfficerPresenter
from fieldaudit.desktop.devices.officer_view import OfficerScreen
from fieldaudit.desktop.roster.lines import Workers
from fieldaudit.desktop.roster.presenter import RosterPresenter
from fieldaudit.desktop.roster.view import RosterScreen

DAY, NEXT = date(2026, 5, 12), date(2026, 5, 13)
OPEN = WithdrawnLine(
    "",
    DAY,
    (
        MachineLine("", "erased", DAY, here=True),
        MachineLine("", "erased", NEXT, office=True),
        MachineLine("Chandra Das", "open"),
        MachineLine("Bilal Haque", "open", lost=True),
    ),
)
DONE = WithdrawnLine(
    "w-07", DAY, (MachineLine("", "erased", DAY, here=True), MachineLine("", "erased", NEXT, office=True))
)
AT_OFFICE = WithdrawnLine(
    "Delta unit 2",
    DAY,
    (MachineLine("", "open", here=True, office=True, why="waits"), MachineLine("Amina Rahman", "erased", DAY)),
)


def screens():
    """Yield `(name, shell)`."""
    for name in ("codes", "names", "import", "problems", "officer", "none"):
        yield f"roster-{name}", _roster(name)
    for name in ("worker", "interviewed", "forget", "forgotten", "other", "empty"):
        yield f"roster-audit-{name}", _in_audit(name)
    for name in ("alike", "same"):
        yield f"roster-{name}", _at_office(name)
    yield "roster-strange", _strange()
    for name, ask in (
        ("asked", ConsentAsk(fakes.ONE_RESPONDENT.respondents, 1, (OPEN, DONE))),
        ("nothing-left", ConsentAsk((), 0, (OPEN, DONE))),
    ):
        uses = fakes.AuditsUses()
        uses.ask = ask
        audit = AuditScreen(AuditPresenter(uses, fakes.Immediate()))
        shell = in_shell(audit, FIELD_RAIL, "audit", "a1")
        audit.consent_button.click()
        yield f"withdrawn-{name}", shell
    line = OfficerLine(fakes.FINGERPRINT, 2, fakes.TODAY, (AT_OFFICE,))
    yield (
        "withdrawn-office",
        in_shell(OfficerScreen(OfficerPresenter(OfficerUses(line), fakes.Immediate())), OFFICE_RAIL, "devices"),
    )


def _roster(name):
    lines = () if name == "none" else workers.LINES
    found = Workers("Delta unit 2", lines, officer=name != "none", office=name == "officer")
    uses = workers.RosterUses(found, workers.BAD if name == "problems" else workers.GOOD)
    screen = RosterScreen(RosterPresenter(uses, fakes.Immediate()))
    shell = in_shell(screen, OFFICE_RAIL if name == "officer" else FIELD_RAIL, "sites", "s1")
    if name == "names":
        screen.names.click()
    if name in ("import", "problems"):
        screen.bring.click()
        screen.import_panel.zone.files.emit([workers.FILE])
    if name == "officer":
        screen.officer.click()
    return shell


def _in_audit(name):
    uses = workers.RosterUses(Workers("Delta unit 2", () if name == "empty" else workers.LINES))
    if name in ("interviewed", "forget"):
        uses.linked["a1"] = "w1"
    screen = RosterScreen(RosterPresenter(uses, fakes.Immediate()))
    shell = in_shell(screen, FIELD_RAIL, "roster", {"audit": "a1"})
    presenter = screen._presenter
    if name != "empty":
        presenter.look_at("w3" if name == "other" else "w1")
    if name == "interviewed":
        screen.names.click()
    if name in ("forget", "forgotten"):
        screen.worker_panel.forget.click()
        screen.worker_panel.reason.set_text("Asked by telephone")
        screen.worker_panel.word.set_text("ERASE" if name == "forgotten" else "ERA")
    if name == "forgotten":
        screen.worker_panel.erase.click()
    return shell


def _at_office(name):
    found = Workers("Delta unit 2", workers.TOGETHER, office=True, persons=3)
    screen = RosterScreen(RosterPresenter(workers.RosterUses(found), fakes.Immediate()))
    shell = in_shell(screen, OFFICE_RAIL, "sites", "s1")
    screen.officer.click()
    screen._presenter.open_with(workers.FILE, "canyon walnut")
    if name == "same":
        screen._presenter.look_at("w1")
    return shell


def _strange():
    """500 persons, names with marks in them, very long ones."""
    lines = tuple(
        replace(workers.LINES[0], id=f"w{number}", code=f"{number:03}-QZ8-R5D", agency="Labour & <b>Sons</b> " * 6)
        for number in range(500)
    )
    uses = workers.RosterUses(Workers("Delta <b>unit</b> & Sons", lines))
    uses.names = lambda *_: {line.id: workers.STRANGE[int(line.id[1:]) % len(workers.STRANGE)] for line in lines}
    screen = RosterScreen(RosterPresenter(uses, fakes.Immediate()))
    shell = in_shell(screen, FIELD_RAIL, "roster", {"audit": "a1"})
    screen.names.click()
    screen._presenter.look_at("w3")
    return shell


if __name__ == "__main__":
    save_all(Path(sys.argv[1]), "workers", screens)
