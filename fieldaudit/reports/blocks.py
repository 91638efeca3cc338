"""The building blocks of a page: headings with bookmarks, fact grids, tables whose long rows run on, panels."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, Spacer, Table, TableStyle

from fieldaudit.reports import theme
from fieldaudit.reports.text import clean, text

Piece = tuple[str, ParagraphStyle]
Box = tuple[str, str, Color, Color]
_LONGEST_FACT = 160  # characters; a longer one takes the whole width
_TALLEST_CELL = 24  # lines of a cell, counted with letters of usual width
_CHARACTER = 5.5  # points
_LONGEST_PIECE = 480  # characters; a taller cell could not be broken across pages


class Bookmark(Flowable):  # type: ignore[misc] # ReportLab has no types
    """A place in the document's outline; it takes no room."""

    def __init__(self, title: str, key: str, level: int) -> None:
        super().__init__()
        self.title, self.key, self.level = clean(title), key, level

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Take no room."""
        return 0, 0

    def draw(self) -> None:
        """Mark this place and list it in the outline."""
        self.canv.bookmarkHorizontal(self.key, 0, 24)
        self.canv.addOutlineEntry(self.title, self.key, self.level, closed=self.level > 0)


def heading(title: str, key: str, *, room: float = 120) -> list[Flowable]:
    """Give a section's heading, on a new page when less than `room` points are left under it."""
    return [CondPageBreak(room), Spacer(0, 14), Bookmark(title, key, 0), text(title, theme.H1)]


def subheading(title: str, *, room: float = 80) -> list[Flowable]:
    """Give a smaller heading within a section."""
    return [CondPageBreak(room), text(title, theme.H2)]


def facts(pairs: Sequence[tuple[str, str]], *, columns: int = 3, width: float = theme.WIDTH) -> list[Flowable]:
    """Labelled facts side by side, those without a value left out; each row stays whole, rows may part."""
    shown = [(label, value) for label, value in pairs if value]
    long = [pair for pair in shown if any(len(pieces(part, _LONGEST_FACT)) > 1 for part in pair)]
    shown = [pair for pair in shown if pair not in long]
    spread = [flowable for pair in long for row in labelled(*pair) for flowable in row]
    if not shown:
        return spread
    rows: list[list[Any]] = []
    for start in range(0, len(shown), columns):
        cells = [_fact(label, value) for label, value in shown[start : start + columns]]
        rows.append(cells + [""] * (columns - len(cells)))
    padding = [("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 4)]
    gutter = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 10)]
    table = Table(rows, colWidths=[width / columns] * columns)
    table.setStyle(TableStyle([*padding, *gutter, ("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return [table, *spread]


def _fact(label: str, value: str) -> list[Flowable]:
    return [text(label, theme.SMALL), text(value, theme.BODY)]


def pieces(value: str, longest: int = _LONGEST_PIECE) -> list[str]:
    """Cut a long text at line breaks and spaces into pieces that are each no taller than a page."""
    found: list[str] = []
    rest = value.strip()
    while len(rest) > longest or rest.count("\n", 0, longest) > longest // 40:
        limit = min(longest, _nth(rest, "\n", longest // 40))
        at = max(rest.rfind("\n", 1, limit), rest.rfind(" ", 1, limit))
        at = at if at > 0 else limit
        found.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*found, rest] if rest or not found else found


def _nth(value: str, character: str, count: int) -> int:
    at = -1
    for _ in range(count):
        at = value.find(character, at + 1)
        if at < 0:
            return len(value)
    return max(at, 1)


def table(
    head: Sequence[Piece], rows: Sequence[Sequence[Sequence[Piece]]], widths: Sequence[float], *, figures: bool = False
) -> Table:
    """Give a table with a repeated head; cells are pieces of text, and a row too tall for a page runs on in another.

    `figures` sets all columns but the first close, and keeps the last rows (the total) together.
    """
    body: list[list[Any]] = [[text(*piece) for piece in head]]
    rules: list[tuple[Any, ...]] = [("LINEBELOW", (0, 0), (-1, 0), 0.8, theme.BORDER)]
    for row in rows:
        body.extend(_run_on(row, widths))
        rules.append(("LINEBELOW", (0, len(body) - 1), (-1, len(body) - 1), 0.5, theme.HAIRLINE))
    made = Table(body, colWidths=list(widths), repeatRows=1)
    padding = [("TOPPADDING", (0, 0), (-1, -1), 3.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5)]
    gutter = [("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 6)]
    made.setStyle(TableStyle([*padding, *gutter, ("VALIGN", (0, 0), (-1, -1), "TOP"), *rules]))
    if figures:
        close = [("LEFTPADDING", (1, 0), (-1, -1), 1), ("RIGHTPADDING", (1, 0), (-1, -1), 1)]
        made.setStyle(TableStyle([*close, ("NOSPLIT", (0, max(-3, -len(body))), (-1, -1))]))
    return made


def _run_on(row: Sequence[Sequence[Piece]], widths: Sequence[float]) -> Iterator[list[Any]]:
    longest = [min(_LONGEST_PIECE, int(_TALLEST_CELL * width / _CHARACTER)) for width in widths]
    columns = [list(_batches(*pair)) for pair in zip(row, longest, strict=True)]
    for parts in zip_longest(*columns, fillvalue=()):
        yield [[text(*piece) for piece in part] or "" for part in parts]


def _batches(cell: Sequence[Piece], longest: int) -> Iterator[tuple[Piece, ...]]:
    """Give the pieces of a cell, as many together as one row may hold."""
    batch: list[Piece] = []
    used = 0
    for value, its_style in cell:
        for piece in pieces(value, longest):
            if batch and used + len(piece) > longest:
                yield tuple(batch)
                batch, used = [], 0
            batch.append((piece, its_style))
            used += len(piece)
    yield tuple(batch)


def panel(contents: Sequence[Sequence[Flowable]], *, edge: Color, fill: Color | None = None) -> Table:
    """Rows under one another behind a coloured edge; it may part between rows."""
    made = Table([[list(row)] for row in contents], colWidths=[theme.WIDTH])
    rules: list[tuple[Any, ...]] = [
        ("LINEBEFORE", (0, 0), (0, -1), 3, edge),
        ("BOX", (0, 0), (-1, -1), 0.5, theme.HAIRLINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 12),
        ("RIGHTPADDING", (0, 0), (-1, -1), 10),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ("TOPPADDING", (0, 0), (-1, 0), 8),
        ("BOTTOMPADDING", (0, -1), (-1, -1), 8),
    ]
    if fill is not None:
        rules.append(("BACKGROUND", (0, 0), (-1, -1), fill))
    made.setStyle(TableStyle(rules))
    return made


INNER_WIDTH = theme.WIDTH - 22


def labelled(label: str, value: str) -> list[list[Flowable]]:
    """Rows of a panel: a small label and the text under it, cut where a page could end."""
    if not value:
        return []
    first, *others = pieces(value)
    rest = [[text(piece, theme.BODY)] for piece in others]
    return [[text(label, theme.SMALL), text(first, theme.BODY)], *rest]


def empty(sentence: str) -> Flowable:
    """One sentence in place of a list that has nothing."""
    return text(sentence, theme.BODY_MUTED)


def boxes(cells: Sequence[Box], *, size: float = 20) -> Table:
    """Figures side by side: number, label, ink and ground."""
    columns = len(cells)
    gap = 6.0
    width = (theme.WIDTH - gap * (columns - 1)) / columns
    row: list[Any] = []
    rules: list[tuple[Any, ...]] = []
    for index, (figure, label, ink, ground) in enumerate(cells):
        if index:
            row.append("")
        at = len(row)
        row.append(
            [text(figure, theme.style(size, bold=True, colour=ink)), text(label, theme.style(8, colour=theme.INK))]
        )
        rules.append(("BACKGROUND", (at, 0), (at, 0), ground))
        rules.append(("LINEABOVE", (at, 0), (at, 0), 2, ink))
    made = Table([row], colWidths=[width if i % 2 == 0 else gap for i in range(2 * columns - 1)])
    space = [("TOPPADDING", (0, 0), (-1, -1), 6), ("BOTTOMPADDING", (0, 0), (-1, -1), 8)]
    sides = [("LEFTPADDING", (0, 0), (-1, -1), 8), ("RIGHTPADDING", (0, 0), (-1, -1), 4)]
    made.setStyle(TableStyle([*space, *sides, ("VALIGN", (0, 0), (-1, -1), "TOP"), *rules]))
    return made
