"""What review, signing and the site's closing show, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from fieldaudit.vault.statements import gravest

if TYPE_CHECKING:
    from fieldaudit.desktop.run.audit_lines import Header

PointKind = Literal["critical", "missing", "invalid", "conflict", "unverified", "not_checked", "clock", "unassigned"]


@dataclass(frozen=True)
class Point:
    """Something to look at before signing; `blocks` says that a complete audit cannot be signed with it."""

    kind: PointKind
    ref: str
    number: str
    label: str
    said: str = ""
    blocks: bool = False


Party = Literal["site", "supervisor"]


@dataclass(frozen=True)
class SaidLine:
    """What somebody said of a closing: the site's representative or a supervisor, and who vouches for it.

    `standing` is witnessed (on this computer, `by` whom), certified (from their own seat) or uncertified; `version` is
    that of the closing, where it is another than the one that stands.
    """

    party: str
    name: str
    function: str
    answer: str
    comment: str = ""
    standing: str = "witnessed"
    by: str = ""
    version: int = 0

    @property
    def against(self) -> bool:
        """Whether it is no agreement."""
        return self.answer != "agree"


@dataclass(frozen=True)
class Signed:
    """A standing signature: outcome, reason, when (ISO), who, version, and what others said of it."""

    outcome: str
    reason: str
    time: str
    by: str
    version: int
    closing: str
    said: tuple[SaidLine, ...] = ()

    @property
    def against(self) -> str:
        """The gravest answer that is no agreement, "" where all agreed."""
        found = [line.answer for line in self.said if line.against]
        return gravest(*found) if found else ""


@dataclass(frozen=True)
class Review:
    """An audit before it is signed: criticals first, then what is missing, then what could not be verified.

    `before` is what people said of versions that stand no more.
    """

    header: Header
    answered: int
    total: int
    percent: int | None
    open_criticals: int
    findings: int
    photos: int
    points: tuple[Point, ...]
    signed: Signed | None = None
    before: tuple[SaidLine, ...] = ()

    @property
    def blocking(self) -> int:
        """How many points keep it from being signed as complete."""
        return sum(point.blocks for point in self.points)


@dataclass(frozen=True)
class SiteFinding:
    """A finding as the site sees it, with what is to be done about it."""

    title: str
    severity: str
    clause: str = ""
    seen: tuple[int, int] | None = None
    owner: str = ""
    due: str = ""
    note: str = ""
    actions: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class SiteView:
    """What the site's representative sees and signs: parts for the site's eyes only."""

    header: Header
    auditor: str
    outcome: str
    answered: int
    findings: tuple[SiteFinding, ...]
    signed: bool
    said: tuple[SaidLine, ...] = ()
    by: str = ""


@dataclass(frozen=True)
class SiteEntry:
    """What the representative, or a supervisor, answers; `signature` is a PNG, b"" where the name is typed."""

    name: str
    function: str
    authority: bool
    answer: str
    comment: str = ""
    signature: bytes = b""
