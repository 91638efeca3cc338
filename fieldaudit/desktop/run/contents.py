"""The table of contents of an open audit: sections, groups, rows and questions, as far as they apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.audit.outline import is_header
from fieldaudit.desktop.run.audit_lines import Entry
from fieldaudit.desktop.run.markup import plain
from fieldaudit.desktop.run.plan import Group, Inside, Leaf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fieldaudit.desktop.run.plan import Part, Rows
    from fieldaudit.desktop.run.section_items import Pages

KINDS = ("all", "waiting", "required", "findings")


def read_contents(pages: Pages) -> tuple[Entry, ...]:
    """Return every line in reading order; groups and rows without a question that applies are left out."""
    found: list[Entry] = []
    for line in pages.ledger.lines():
        if line.total:
            waits = line.total - line.done
            found.append(Entry("section", line.index, "", str(line.index), line.title, 0, waits))
            inside = Inside(str(line.index))
            found += _below(pages, pages.ledger.plan.of(line.index), inside, line.index, 1)
    return tuple(found)


def matching(entries: Sequence[Entry], kind: str, words: str) -> tuple[Entry, ...]:
    """Return the questions of a kind that hold all words, each under the heads of what it lies in."""
    wanted = words.casefold().split()
    if kind == "all" and not wanted:
        return tuple(entries)
    found: list[Entry] = []
    heads: list[Entry] = []
    for entry in entries:
        del heads[entry.depth :]
        if entry.kind != "question":
            heads.append(entry)
        elif _is(entry, kind) and all(word in f"{entry.number} {entry.title}".casefold() for word in wanted):
            found += [*heads_not_in(heads, found), entry]
    return tuple(found)


def heads_not_in(heads: Sequence[Entry], found: Sequence[Entry]) -> list[Entry]:
    """Return the heads that are not the ones shown last."""
    shown: list[Entry | None] = [None] * len(heads)
    for entry in reversed(found):
        if entry.depth < len(heads) and shown[entry.depth] is None and entry.kind != "question":
            shown[entry.depth] = entry
        if entry.depth == 0:
            break
    same = next((at for at, head in enumerate(heads) if shown[at] is not head), len(heads))
    return list(heads[same:])


def _is(entry: Entry, kind: str) -> bool:
    if kind == "findings":
        return bool(entry.severity)
    return kind == "all" or (bool(entry.waits) and (kind == "waiting" or entry.required))


def _below(pages: Pages, parts: Sequence[Part], inside: Inside, section: int, depth: int) -> Iterator[Entry]:
    for part in parts:
        if isinstance(part, Leaf):
            yield from _question(pages, part, inside, section, depth)
        elif isinstance(part, Group):
            yield from _group(pages, part, inside, section, depth)
        else:
            yield from _rows(pages, part, inside, section, depth)


def _question(pages: Pages, part: Leaf, inside: Inside, section: int, depth: int) -> Iterator[Entry]:
    ref = inside.ref(part.control)
    mark = pages.ledger.mark(ref, part.control)
    if mark.asked and not is_header(part.control):
        node, number = pages.session.node(ref), inside.number(part)
        waits = 0 if mark.done else 1
        title = plain(node.short_label)
        yield Entry("question", section, ref, number, title, depth, waits, node.required, mark.severity)


def _group(pages: Pages, part: Group, inside: Inside, section: int, depth: int) -> Iterator[Entry]:
    control, session = part.control, pages.session
    ref = inside.ref(control) if control.ref else ""
    title = plain(session.node(ref).short_label) if ref and session.has(ref) else ""
    within = list(_below(pages, part.parts, inside, section, depth + 1 if title else depth))
    if within and title:
        yield Entry("group", section, within[0].ref, "", title, depth, _waiting(within))
    yield from within


def _rows(pages: Pages, part: Rows, inside: Inside, section: int, depth: int) -> Iterator[Entry]:
    title = pages.title_of_rows(part, inside)
    for position, row in enumerate(pages.session.rows_at(inside.ref(part.control)), start=1):
        within = inside.within(part, row, position)
        below = list(_below(pages, part.parts, within, section, depth + 1))
        if below:
            head = pages.head(part, within, position, title)
            named = f"{head.title} · {head.summary}" if head.summary else head.title
            number = f"{inside.number(part)}.{position}"
            yield Entry("row", section, below[0].ref, number, named, depth, _waiting(below))
            yield from below


def _waiting(entries: Sequence[Entry]) -> int:
    return sum(entry.waits for entry in entries if entry.kind == "question")
