"""A team of two, without a vault."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from desktop_fakes import FINGERPRINT

from fieldaudit.desktop.team.presenter import CardLine, Handed, PersonLine, SectionLine, TeamPage
from fieldaudit.errors import CardRefused, TeamRefused

AMINA, BILAL, CHANDRA = "a" * 32, "b" * 32, "c" * 32
EARLIER = datetime(2026, 11, 20, 8, 40, tzinfo=UTC)
CARD = CardLine(CHANDRA, "Chandra Das", "Chattogram", FINGERPRINT)
SECTIONS = (
    SectionLine("/data/fire", 1, "Fire safety and emergency exits", BILAL),
    SectionLine("/data/wages", 2, "Wages and hours"),
    SectionLine("/data/dorm", 3, "Dormitory", BILAL),
    SectionLine("/data/voices", 4, "What workers said", AMINA),
)
ME = PersonLine(AMINA, "Amina Rahman", FINGERPRINT, me=True, leads=True)
HE = PersonLine(BILAL, "Bilal Haque", FINGERPRINT, sent=EARLIER, came=EARLIER, news=True)
ALONE = TeamPage(
    "a1", "Delta unit 2", "Workplace inspection", "Amina Rahman.card", FINGERPRINT, certified=True,
    sections=tuple(replace(line, seat="") for line in SECTIONS),
)  # fmt: skip
TWO = replace(ALONE, lead="Amina Rahman", people=(ME, HE), sections=SECTIONS, others=(CARD,))
HIS = replace(
    TWO,
    mine=False,
    card="Bilal Haque.card",
    people=(replace(ME, me=False, news=True), replace(HE, me=True, news=False)),
)  # fmt: skip
LONG = "Mohammad Abdur Rahman bin Abdul-Wahid Chowdhury of the Chattogram Hill Tracts Branch Office"
UNBROKEN = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafe"
LONG_NAMES = replace(
    TWO,
    site="Riverside Garments and Textiles International (Bangladesh) Private Limited, Unit 2, Building C",
    lead=LONG,
    card=LONG,
    people=(replace(ME, name=LONG), replace(HE, name=UNBROKEN)),
    sections=(*SECTIONS, SectionLine("/data/long", 5, f"{LONG} and {UNBROKEN}", BILAL)),
    others=(replace(CARD, name=UNBROKEN),),
)
ARABIC = replace(
    TWO,
    site="مصنع الأمل للملابس، الوحدة ٢",
    instrument="تفتيش مكان العمل",
    lead="أمينة رحمن",
    card="أمينة رحمن.card",
    people=(replace(ME, name="أمينة رحمن"), replace(HE, name="بلال حق")),
    sections=(
        SectionLine("/data/fire", 1, "السلامة من الحريق ومخارج الطوارئ", BILAL),
        SectionLine("/data/wages", 2, "الأجور وساعات العمل"),
        SectionLine("/data/voices", 3, "ما قاله العمال", AMINA),
    ),
)
ENDED = "This card cannot be used: the certificate of Bilal Haque was revoked on 2026-11-19."
TROUBLED = replace(TWO, people=(ME, replace(HE, trouble=ENDED)))


class TeamUses:
    """Remembers what was done; shows `team` and changes it as the vault would."""

    def __init__(self, team=TWO):
        self.team, self.done, self.saved = team, [], []

    def page(self, audit):
        return replace(self.team, audit=audit)

    def read_card(self, file):
        if file.name != "chandra.card":
            raise CardRefused(reason="this organisation did not issue the certificate in it")
        return CARD

    def save_card(self, file):
        self.saved.append(file)

    def share(self, audit, seat):
        self.done.append(("share", audit, seat))
        people = (*self.team.people, PersonLine(seat, "Chandra Das", FINGERPRINT, news=True))
        self.team = replace(self.team, people=people, others=())

    def allocate(self, audit, ref, seat):
        if seat == CHANDRA:
            raise TeamRefused(reason="nobody of that name is in it")
        self.done.append(("allocate", audit, ref, seat))
        lines = (replace(line, seat=seat) if line.ref == ref else line for line in self.team.sections)
        self.team = replace(self.team, sections=tuple(lines))

    def hand_over(self, audit, seat):
        self.done.append(("hand over", audit, seat))

    def take_over(self, audit, reason):
        self.done.append(("take over", audit, reason))
        self.team = replace(self.team, mine=True, lead="Bilal Haque")

    def leave(self, audit, seat):
        self.done.append(("leave", audit, seat))
        people = (replace(one, left=True) if one.seat == seat else one for one in self.team.people)
        self.team = replace(self.team, people=tuple(people))

    def write(self, audit, seat, folder, progress):
        progress.report(1, 1)
        self.done.append(("write", audit, seat))
        return Handed("Bilal Haque", (Path(folder) / "fa-000002.fap",), 1_340_000, ("Chandra Das",))
