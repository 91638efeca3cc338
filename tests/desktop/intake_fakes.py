"""Packages in every state that head office meets, and two forms with one name."""

from datetime import timedelta

from desktop_fakes import FINGERPRINT, NOW

from fieldaudit.checklist.form_changes import Changed, FormChanges
from fieldaudit.desktop.intake.presenter import PackageLine
from fieldaudit.errors import (
    PackageColleagueExpired,
    PackageColleagueRevoked,
    PackageDamaged,
    PackageEarlierMissing,
    PackageFormAltered,
    PackageIncomplete,
    PackageInParts,
    PackageNewer,
    PackageNotAllowed,
    PackageNotForMe,
    PackageSignerExpired,
    PackageSignerRevoked,
    PackageSignerRevokedLater,
    PackageUnknownSigner,
    PackageWrongOrganisation,
)
from fieldaudit.exchange.form_twins import CAME, GIVEN_OUT, Twin, TwinSide

OTHER_FINGERPRINT = "olive tunnel amber drift lemon spoke cabin river"
AUDIT = (("a1", "Workplace inspection, Riverside Garments, Unit 2"),)
_LATER = {"name": "A. Rahman", "when": "2026-11-12", "made": "2026-11-10 09:12", "package": "ab" * 6}
REFUSALS = {
    "unknown_signer": PackageUnknownSigner(who="M. Santos", advice=""),
    "revoked_before": PackageSignerRevokedLater(**_LATER),
    "revoked": PackageSignerRevoked(name="A. Rahman", when="2026-11-12"),
    "expired": PackageSignerExpired(name="K. Osei", start="2024-11-01", end="2026-11-01", fingerprint=FINGERPRINT),
    "colleague_revoked": PackageColleagueRevoked(name="K. Osei", when="2026-11-12", made="", package="ab" * 6),
    "colleague_expired": PackageColleagueExpired(
        name="K. Osei", start="2024-11-01", end="2026-11-01", fingerprint=OTHER_FINGERPRINT
    ),
    "form_altered": PackageFormAltered(form="workplace-inspection 2026.11.1"),
    "earlier_missing": PackageEarlierMissing(),
    "incomplete": PackageIncomplete(missing=3),
    "newer": PackageNewer(),
    "damaged": PackageDamaged(reason="its signature does not fit"),
    "not_for_me": PackageNotForMe(),
    "wrong_organisation": PackageWrongOrganisation(),
    "not_allowed": PackageNotAllowed(reason="an entry of the kind closing.signed, as reviewer"),
}
COLLEAGUE = ("colleague_revoked", "colleague_expired")
HELD = (
    *COLLEAGUE,
    "unknown_signer",
    "revoked_before",
    "expired",
    "form_altered",
    "earlier_missing",
    "incomplete",
    "newer",
)
_PARTS = PackageInParts(here=2, count=5, missing="1, 3 and 4")
WAITING = (
    *(
        PackageLine(
            state,
            state,
            f"A. Rahman · no. {120 - place}",
            refused.sentence,
            NOW - timedelta(hours=place),
            refused.sentence,
            refused.next_step,
            "A. Rahman" if state in HELD else "",
            FINGERPRINT if state in HELD else "",
            (("File", f"fa-000{120 - place}.fap"),),
            AUDIT if state in HELD else (),
            held=state in HELD,
            about=("K. Osei", OTHER_FINGERPRINT) if state in COLLEAGUE else ("", ""),
        )
        for place, (state, refused) in enumerate(REFUSALS.items())
    ),
    PackageLine(
        "parts",
        "incomplete",
        "fa-000130.2-of-5.fap",
        _PARTS.sentence,
        NOW,
        _PARTS.sentence,
        _PARTS.next_step,
        facts=(("File", "fa-000130.2-of-5.fap"),),
        in_parts=True,
        held=True,
    ),
    PackageLine(
        "done",
        "put_away",
        "A. Rahman · no. 12",
        "The package is damaged.",
        NOW - timedelta(days=3),
        "The package is damaged or was altered on the way: it ends too early.",
        facts=(("File", "fa-000012.fap"), ("Left out by", "M. Head, 21 Nov 14:02")),
    ),
)
TWIN = Twin(
    "workplace-inspection",
    "2026.11.1",
    TwinSide("3f" * 32, "Workplace inspection", 108, "2026-10-02T08:00:00+00:00", GIVEN_OUT, "Head office", 14),
    TwinSide("9c" * 32, "Workplace inspection", 107, "2026-11-20T16:30:00+00:00", CAME, "A. Rahman", 1),
    FormChanges(
        (Changed("/data/fire/hoses", "Hose reels are within 30 m of every work place."),),
        (
            Changed("/data/fire/drill", "A night-shift drill was held in the last twelve months."),
            Changed("/data/fire/list", "The list of those trained is posted."),
        ),
        (
            Changed("/data/fire/exits", "Every exit opens outwards and is unlocked.", ("words", "finding")),
            Changed("/data/pay/slip", "Pay slips are given in a language that workers read.", ("required",)),
        ),
        elsewhere=False,
    ),
)


class FormsUses:
    """One package with one altered form; remembers what was decided."""

    def __init__(self, twins=(TWIN,), *, may_accept=True, taken_in=True):
        self._twins, self._may, self._taken_in = twins, may_accept, taken_in
        self.done = []

    def twins(self, package):
        assert package
        return self._twins

    def may_accept(self):
        return self._may

    def accept(self, package):
        self.done.append(("accept", package))
        return self._taken_in

    def put_away(self, package):
        self.done.append(("put_away", package))
