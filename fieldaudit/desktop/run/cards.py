"""What a section shows, as plain data: question cards with their findings, heads, and the rows of repeats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fieldaudit.desktop.run.markup import plain

Control = Literal[
    "buttons",
    "list",
    "toggles",
    "rank",
    "range",
    "upload",
    "ok",
    "line",
    "lines",
    "int",
    "decimal",
    "date",
    "time",
    "datetime",
    "place",
    "calculated",
    "note",
    "grid",
    "grid_many",
]
DONE_STATES = ("answered", "not_checked", "sealed")
MOST_CARDS = 50


@dataclass(frozen=True)
class Option:
    """A choice: its value in the form, its words, and the bytes of its picture."""

    value: str
    label: str
    image: bytes = b""


@dataclass(frozen=True)
class Media:
    """A picture, sound or film that goes with a question; `here` is False where the form came without the file."""

    kind: str
    name: str
    here: bool = True


@dataclass(frozen=True)
class Claim:
    """One of several answers that people gave without knowing of each other: its words, by whom ("": unknown), when.

    One may say that the question was not checked (`skipped`), with the reason for words.
    """

    event: str
    text: str
    by: str
    time: str
    skipped: bool = False


@dataclass(frozen=True)
class FindingCard:
    """The finding that an answer raised; dates are ISO, counts text ("" unknown), `evidence` what the form asks for."""

    id: str
    severity: str
    rule_severity: str = ""
    reasons: tuple[str, ...] = ()
    affected: str = ""
    sampled: str = ""
    owner: str = ""
    due: str = ""
    contain_by: str = ""
    evidence: str = ""
    advice: str = ""
    actions: int = 0


@dataclass(frozen=True)
class Card:
    """A question: `value` is the XForms lexical string; `draft` what was half typed when the vault was locked."""

    ref: str
    number: str
    label: str
    control: Control
    hint: str = ""
    guidance: str = ""
    value: str = ""
    text: str = ""
    state: str = "open"
    options: tuple[Option, ...] = ()
    verdict: str = ""
    severity: str = ""
    reason: str = ""
    note: str = ""
    evidence: int = 0
    audience: str = "headoffice"
    required: bool = False
    message: str = ""
    conflict: bool = False
    claims: tuple[Claim, ...] = ()
    draft: str = ""
    start: str = "0"
    end: str = "10"
    step: str = "1"
    finding: FindingCard | None = None
    media: tuple[Media, ...] = ()
    appearance: str = ""
    datatype: str = ""
    mediatype: str = ""
    picture: bytes = b""
    asked: str = ""  # what head office asks about this answer, and is not settled

    @property
    def key(self) -> str:
        """What tells this item from the others of its section."""
        return self.ref

    @property
    def words(self) -> str:
        """The label without markup, as names and lists show it."""
        return plain(self.label)

    @property
    def failing(self) -> bool:
        """Whether the answer is a finding."""
        return self.verdict == "noncompliant"

    @property
    def answerable(self) -> bool:
        """Whether a person can answer it."""
        return self.control not in ("note", "calculated")

    @property
    def done(self) -> bool:
        """Whether it is dealt with."""
        return self.state in DONE_STATES


@dataclass(frozen=True)
class Heading:
    """The title of a group inside a section."""

    ref: str
    title: str

    @property
    def key(self) -> str:
        """What tells this item from the others of its section."""
        return f"heading {self.ref}"


@dataclass(frozen=True)
class GridHead:
    """The words of the columns that the questions below it share."""

    ref: str
    title: str
    columns: tuple[str, ...]

    @property
    def key(self) -> str:
        """What tells this item from the others of its section."""
        return f"grid {self.ref}"


@dataclass(frozen=True)
class RowHead:
    """The head of a repeat's row, with its first answers; a counted row cannot be removed, one of many `folds`."""

    ref: str
    title: str
    position: int
    removable: bool = True
    summary: str = ""
    done: int = 0
    total: int = 0
    flags: int = 0
    worst: str = ""
    folds: bool = False

    @property
    def key(self) -> str:
        """What tells this item from the others of its section."""
        return f"row {self.ref}"


@dataclass(frozen=True)
class FoldedRows:
    """Rows next to each other that are folded to one line each; `ref` is the first one's."""

    rows: tuple[RowHead, ...]

    @property
    def ref(self) -> str:
        """The first row."""
        return self.rows[0].ref

    @property
    def key(self) -> str:
        """What tells this item from the others of its section."""
        return f"folded {self.ref}"

    def holds(self, ref: str) -> bool:
        """Return whether a question, or a row, lies in one of these rows."""
        return any(f"{ref}/".startswith(f"{row.ref}/") for row in self.rows)


@dataclass(frozen=True)
class AddRow:
    """The place where another row of a repeat is added; `empty` where there is none yet."""

    ref: str
    title: str
    empty: bool = False

    @property
    def key(self) -> str:
        """What tells this item from the others of its section."""
        return f"add {self.ref}"


@dataclass(frozen=True)
class PlaceAsk:
    """A place that the form wants located and has no question for; `value` is the point that was given by hand."""

    ref: str
    name: str
    value: str = ""

    @property
    def key(self) -> str:
        """What tells this item from the others of its section."""
        return f"place {self.ref}"


@dataclass(frozen=True)
class LostRow:
    """A removed row with answers that its remover had not seen: what it is called, and each answer with who gave it."""

    ref: str
    title: str
    answers: tuple[Claim, ...]

    @property
    def key(self) -> str:
        """What tells this item from the others of its section."""
        return f"lost {self.ref}"


Item = Card | Heading | GridHead | RowHead | FoldedRows | AddRow | PlaceAsk | LostRow


def cards_of(items: tuple[Item, ...]) -> tuple[Card, ...]:
    """Return the questions among a section's items."""
    return tuple(item for item in items if isinstance(item, Card))


def pages_of(items: tuple[Item, ...]) -> tuple[tuple[Item, ...], ...]:
    """Cut a section into pages of at most 50 questions; the heads of rows stay with what follows them."""
    pages: list[list[Item]] = [[]]
    held = 0
    for item in items:
        if isinstance(item, Card):
            if held == MOST_CARDS:
                following = _trailing_heads(pages[-1])
                pages.append(following)
                held = 0
            held += 1
        pages[-1].append(item)
    return tuple(tuple(page) for page in pages)


def _trailing_heads(page: list[Item]) -> list[Item]:
    """Take the headings at the end of a page off it."""
    heads: list[Item] = []
    while page and isinstance(page[-1], Heading | GridHead | RowHead):
        heads.insert(0, page.pop())
    return heads
