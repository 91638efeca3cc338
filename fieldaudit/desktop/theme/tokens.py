"""The colours by meaning, light and dark, and the steps of type and space that every screen shares."""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["critical", "major", "minor", "good", "information", "accent", "neutral"]


@dataclass(frozen=True)
class Pair:
    """A colour for text and signs, and the soft one that lies behind it."""

    strong: str
    soft: str


@dataclass(frozen=True)
class Tokens:
    """One theme's colours as `#RRGGBB`; names say what a colour means, never what it looks like."""

    dark: bool
    background: str
    panel: str
    hairline: str
    border: str
    ink: str
    muted: str
    rail: str
    rail_ink: str
    rail_chosen: str
    accent: str
    on_accent: str
    accent_soft: str
    critical: Pair
    major: Pair
    minor: Pair
    good: Pair
    information: Pair
    neutral: Pair

    def tone(self, tone: Tone) -> Pair:
        """Return the pair of a tone; `accent` is the accent on its soft."""
        pairs: dict[Tone, Pair] = {
            "critical": self.critical,
            "major": self.major,
            "minor": self.minor,
            "good": self.good,
            "information": self.information,
            "accent": Pair(self.accent, self.accent_soft),
            "neutral": self.neutral,
        }
        return pairs[tone]


LIGHT = Tokens(
    dark=False,
    background="#F5F6F4",
    panel="#FFFFFF",
    hairline="#D5D9D3",
    border="#808880",
    ink="#1B211C",
    muted="#566058",
    rail="#12312A",
    rail_ink="#DCE8E3",
    rail_chosen="#0B5D4E",
    accent="#0B5D4E",
    on_accent="#FFFFFF",
    accent_soft="#E1EFEB",
    critical=Pair("#A3151F", "#FBE9E9"),
    major=Pair("#9A4A00", "#FDF0E1"),
    minor=Pair("#6B5900", "#FAF4D6"),
    good=Pair("#1D6B3A", "#E4F3E8"),
    information=Pair("#1F4F8F", "#E6EEF9"),
    neutral=Pair("#566058", "#ECEEEA"),
)

DARK = Tokens(
    dark=True,
    background="#141816",
    panel="#1B211E",
    hairline="#313A35",
    border="#79857E",
    ink="#E8ECE9",
    muted="#A3AFA8",
    rail="#0E1714",
    rail_ink="#C9D6D0",
    rail_chosen="#173A32",
    accent="#4CC2A5",
    on_accent="#06231C",
    accent_soft="#173A32",
    critical=Pair("#FF9494", "#3D1719"),
    major=Pair("#FFB366", "#3A2710"),
    minor=Pair("#E8D36A", "#332D0F"),
    good=Pair("#7BD49A", "#14321F"),
    information=Pair("#8EB9F5", "#16283F"),
    neutral=Pair("#A3AFA8", "#262D29"),
)

SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_6 = 4, 8, 12, 16, 24
"""Steps of space in pixels: sign to word, between controls, inside cards, between cards, the page's edge."""

RADIUS_CONTROL, RADIUS_PANEL = 8, 10

TARGET, TARGET_SMALL = 44, 36
"""Heights of what is clicked, in pixels: answers, lists, main buttons; buttons of a bar."""

TextRole = Literal["small", "secondary", "body", "question", "title", "heading"]

TEXT_PIXELS: dict[TextRole, int] = {
    "small": 12,
    "secondary": 13,
    "body": 15,
    "question": 16,
    "title": 18,
    "heading": 20,
}
BODY_PIXELS = TEXT_PIXELS["body"]
READING_CHARACTERS = 75
