"""Pictures of what people say of closings: `python -m tests.desktop.pictures_statements OUT`."""

import os
import sys
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

import desktop_fakes as fakes
import findings_fakes as found
from pictures import FIELD_RAIL, OFFICE_RAIL, in_shell, save_all
from statements_fakes import ASKED, CLOSINGS, OfficeUses, OwnUses

from fieldaudit.desktop.audits.list_view import AuditsScreen
from fieldaudit.desktop.audits.presenter import AuditsPresenter
from fieldaudit.desktop.review.closing_presenter import ClosingPresenter
from fieldaudit.desktop.review.closing_view import ClosingScreen
from fieldaudit.desktop.review.points import SaidLine
from fieldaudit.desktop.review.presenter import ReviewPresenter
from fieldaudit.desktop.review.view import ReviewScreen
from fieldaudit.desktop.statements.office_view import OfficeSignaturesScreen
from fieldaudit.desktop.statements.own_view import OwnScreen
from fieldaudit.desktop.statements.presenter import OfficePresenter, OwnPresenter
from fieldaudit.desktop.widgets import RailItem
from fieldaudit.errors import CountersignBroken

ITEM = RailItem("signatures", "Signatures", "pen-line")
MINE = RailItem("countersign", "To sign", "pen-line")
OFFICE = (*OFFICE_RAIL[:4], ITEM, OFFICE_RAIL[4])
OWN = (FIELD_RAIL[0], MINE, *FIELD_RAIL[1:])
SAID = (
    SaidLine("site", "J. Karim", "factory manager", "dispute", "The second exit was open all morning.", by="A. Rahman"),
    SaidLine("supervisor", "S. Akter", "supervisor", "agree", standing="certified", by="S. Akter"),
    SaidLine("supervisor", "", "dormitory warden", "declined", by="A. Rahman"),
)


def screens():
    """Yield `(name, shell)`."""
    own = OwnScreen(OwnPresenter(OwnUses(), fakes.Immediate()))
    yield "own", in_shell(own, OWN, "countersign")
    typed = OwnScreen(OwnPresenter(OwnUses(), fakes.Immediate()))
    shell = in_shell(typed, OWN, "countersign")
    typed.closing.dissent.click()
    typed.sign.click()
    yield "own-lacking", shell
    done = OwnScreen(OwnPresenter(uses := OwnUses(), fakes.Immediate()))
    uses.waits = 2
    shell = in_shell(done, OWN, "countersign")
    done.tabs.tab("actions").click()
    yield "own-actions", shell
    nothing = OwnScreen(OwnPresenter(OwnUses((), ()), fakes.Immediate()))
    yield "own-empty", in_shell(nothing, OWN, "countersign")
    forged = OwnUses(reading=CountersignBroken(reason="the auditor's signature does not fit"))
    yield "own-broken", in_shell(OwnScreen(OwnPresenter(forged, fakes.Immediate())), OWN, "countersign")
    office = OfficeSignaturesScreen(OfficePresenter(OfficeUses(), fakes.Immediate()))
    shell = in_shell(office, OFFICE, "signatures")
    office.table.choose("r3")
    yield "office", shell
    asking = OfficeSignaturesScreen(OfficePresenter(OfficeUses(), fakes.Immediate()))
    shell = in_shell(asking, OFFICE, "signatures")
    asking.ask.click()
    yield "office-ask", shell
    empty = OfficeSignaturesScreen(OfficePresenter(OfficeUses(()), fakes.Immediate()))
    yield "office-empty", in_shell(empty, OFFICE, "signatures")
    taken_back = OfficeSignaturesScreen(OfficePresenter(uses := OfficeUses(), fakes.Immediate()))
    shell = in_shell(taken_back, OFFICE, "signatures")
    uses.withdraw("r1")
    taken_back.opened("r1")
    yield "office-withdrawn", shell
    withdrawn = OwnScreen(OwnPresenter(OwnUses((replace(CLOSINGS[0], withdrawn=fakes.TODAY),)), fakes.Immediate()))
    yield "own-withdrawn", in_shell(withdrawn, OWN, "countersign")
    long = OwnScreen(OwnPresenter(OwnUses((replace(CLOSINGS[2], site=LONG, comment=SENTENCE),)), fakes.Immediate()))
    yield "own-long", in_shell(long, OWN, "countersign")
    lines = [replace(ASKED[1], site=LONG, name=LONG, comment=SENTENCE), replace(ASKED[0], name=ARABIC, site=ARABIC)]
    said_long = OfficeSignaturesScreen(OfficePresenter(OfficeUses(lines), fakes.Immediate()))
    yield "office-long", in_shell(said_long, OFFICE, "signatures")
    yield from _closings()


LONG = "Shahjalal Islam International Garments and Accessories Manufacturing Company (Private) Limited, building 14"
ARABIC = "شركة النسيج المتحدة للملابس الجاهزة، الوحدة الثانية"
SENTENCE = f"{ARABIC}: the second room was locked when the team came, and it was open an hour later. " * 6


def _closings():
    said = (*SAID, SaidLine("supervisor", ARABIC, "supervisor", "dissent", SENTENCE, "certified", ARABIC))
    before = (replace(said[-1], version=1, name="S. Akter"),)
    unsigned = replace(found.OPEN, before=before)
    amended = ReviewScreen(ReviewPresenter(found.ReviewUses(unsigned), fakes.Immediate()))
    yield "review-before", in_shell(amended, FIELD_RAIL, "home", "a1")
    signed = replace(found.SIGNED, signed=replace(found.SIGNED.signed, said=(said[-1], *said[:-1])))
    review = ReviewScreen(ReviewPresenter(found.ReviewUses(signed), fakes.Immediate()))
    yield "review", in_shell(review, FIELD_RAIL, "home", "a1")
    uses = found.ClosingUses()
    uses.view = replace(uses.view, said=SAID[:1], by="A. Rahman")
    closing = ClosingScreen(ClosingPresenter(uses, fakes.Immediate()))
    yield "closing-supervisor", in_shell(closing, FIELD_RAIL, "home", {"audit": "a1", "party": "supervisor"})
    site = ClosingScreen(ClosingPresenter(found.ClosingUses(), fakes.Immediate()))
    shell = in_shell(site, FIELD_RAIL, "home", "a1")
    site.declined.click()
    yield "closing-declined", shell
    audits = AuditsScreen(AuditsPresenter(disputed := fakes.AuditsUses(), fakes.Immediate(), lambda: fakes.TODAY))
    lines = disputed.audits()
    disputed.audits = lambda: [replace(line, against="dispute") for line in lines]
    yield "audits", in_shell(audits, OFFICE, "audits")


if __name__ == "__main__":
    save_all(Path(sys.argv[1]), "statements", screens)
