"""Lays out text of any script in lines of placed glyphs: bidi levels, font runs, HarfBuzz, visual order.

ReportLab's own shaping puts Arabic words in the wrong order, loses Thai marks and has no font fallback (measured), so
text that is more than plain Latin, Greek or Cyrillic comes through here. All positions are in points from the line's
left end and baseline.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import uharfbuzz as hb
from bidi import algorithm as bidi

from fieldaudit.reports.fonts import Face, face_for
from fieldaudit.reports.linebreaks import cut


@dataclass(frozen=True)
class Glyph:
    """One glyph of a face at a place."""

    face: Face
    id: int
    x: float
    y: float


@dataclass(frozen=True)
class Chunk:
    """The characters under a stretch of a line, left to right as they stand, for finding and copying."""

    face: Face
    text: str
    x: float
    width: float


@dataclass(frozen=True)
class Line:
    """One line, ready to be drawn; `rtl` tells where its paragraph starts."""

    glyphs: tuple[Glyph, ...]
    chunks: tuple[Chunk, ...]
    width: float
    rtl: bool


@dataclass(frozen=True)
class _Run:
    start: int
    end: int
    level: int
    face: Face


@dataclass(frozen=True)
class _Shape:
    """A glyph as shaped: the character it stands for, its advance and its offset, in points."""

    id: int
    cluster: int
    advance: float
    dx: float
    dy: float


def lay_out(text: str, size: float, width: float, *, bold: bool = False) -> list[Line]:
    """Break `text` (line breaks are paragraphs) into lines of at most `width` points at `size` points."""
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        base, levels = _levels(paragraph)
        runs = _runs(paragraph, levels, bold=bold)
        for start, end in cut(paragraph, _advances(paragraph, runs, size), width):
            lines.append(_line(paragraph, list(_within(runs, start, end)), size, rtl=base == 1))
    return lines


def _levels(text: str) -> tuple[int, list[int]]:
    """Give the paragraph's base level and each character's; python-bidi drops the invisible ones, which follow suit."""
    base = bidi.get_base_level(text)
    kept = [i for i, c in enumerate(text) if unicodedata.bidirectional(c) not in {"BN", ""}]
    storage = bidi.get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, ("L", "R")[base]
    bidi.get_embedding_levels("".join(text[i] for i in kept), storage)
    bidi.explicit_embed_and_overrides(storage)
    bidi.resolve_weak_types(storage)
    bidi.resolve_neutral_types(storage, debug=False)
    bidi.resolve_implicit_levels(storage, debug=False)
    known = {i: char["level"] for i, char in zip(kept, storage["chars"], strict=True)}
    levels: list[int] = []
    for i in range(len(text)):
        levels.append(known.get(i, levels[-1] if levels else base))
    return base, levels


def _runs(text: str, levels: list[int], *, bold: bool) -> list[_Run]:
    faces: list[Face] = []
    for character in text:
        faces.append(face_for(character, faces[-1] if faces else None, bold=bold))
    runs = []
    for (level, _), group in groupby(range(len(text)), key=lambda i: (levels[i], id(faces[i]))):
        places = list(group)
        runs.append(_Run(places[0], places[-1] + 1, level, faces[places[0]]))
    return runs


def _within(runs: list[_Run], start: int, end: int) -> Iterator[_Run]:
    for run in runs:
        if run.start < end and run.end > start:
            yield _Run(max(run.start, start), min(run.end, end), run.level, run.face)


def _shape(text: str, run: _Run, size: float) -> list[_Shape]:
    """Shape one run in its context; right-to-left runs come back in visual order."""
    buffer = hb.Buffer()
    buffer.add_str(text, run.start, run.end - run.start)
    buffer.direction = "rtl" if run.level % 2 else "ltr"
    buffer.guess_segment_properties()
    hb.shape(run.face.font, buffer)
    scale = size / run.face.units
    return [
        _Shape(info.codepoint, info.cluster, at.x_advance * scale, at.x_offset * scale, at.y_offset * scale)
        for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]


def _advances(text: str, runs: list[_Run], size: float) -> list[float | None]:
    """Each character's share of the width; None where it cannot be cut off from the one before."""
    advances: list[float | None] = [None] * len(text)
    for run in runs:
        for shape in _shape(text, run, size):
            advances[shape.cluster] = (advances[shape.cluster] or 0.0) + shape.advance
    return advances


def _visual(runs: list[_Run]) -> list[_Run]:
    """Reorder the runs of a line from left to right (Unicode bidi rule L2)."""
    ordered = list(runs)
    for level in range(max((run.level for run in runs), default=0), 0, -1):
        groups = (list(group) for _, group in groupby(ordered, key=lambda run: run.level >= level))
        ordered = [run for group in groups for run in (group[::-1] if group[0].level >= level else group)]
    return ordered


def _line(text: str, runs: list[_Run], size: float, *, rtl: bool) -> Line:
    glyphs: list[Glyph] = []
    chunks: list[Chunk] = []
    x = 0.0
    for run in _visual(runs):
        placed: list[tuple[_Shape, float]] = []
        for shape in _shape(text, run, size):
            placed.append((shape, x))
            glyphs.append(Glyph(run.face, shape.id, x + shape.dx, shape.dy))
            x += shape.advance
        chunks.extend(_chunks(text, run, placed))
    return Line(tuple(glyphs), tuple(chunks), x, rtl)


def _chunks(text: str, run: _Run, placed: list[tuple[_Shape, float]]) -> Iterator[Chunk]:
    """Give the words of a run with the stretch that each covers; readers turn right-to-left text around themselves.

    A word takes the space after it along: a space drawn alone gets lost behind a mark without width.
    """
    starts = [
        i for i in range(run.start, run.end) if i == run.start or (text[i - 1].isspace() and not text[i].isspace())
    ]
    for start, end in zip(starts, [*starts[1:], run.end], strict=True):
        covered = [(shape, x) for shape, x in placed if start <= shape.cluster < end]
        if covered:
            word = text[start:end]
            left = min(x for _, x in covered)
            width = sum(shape.advance for shape, _ in covered)
            yield Chunk(run.face, word[::-1] if run.level % 2 else word, left, width)
