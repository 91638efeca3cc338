"""What a section of an open audit shows: questions, heads of groups, rows (folded where they are many)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fieldaudit.audit.outline import Place, is_header
from fieldaudit.audit.severity import worst
from fieldaudit.audit.sheet import display, sheet_row
from fieldaudit.desktop.run.cards import AddRow, Card, FoldedRows, GridHead, Heading, RowHead
from fieldaudit.desktop.run.markup import plain
from fieldaudit.desktop.run.plan import Group, Inside, Leaf, Rows, Spot, rows_around
from fieldaudit.desktop.run.reading import make_card

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fieldaudit.checklist import Control, Raised, Session
    from fieldaudit.desktop.run.cards import Item
    from fieldaudit.desktop.run.ledger import Ledger
    from fieldaudit.desktop.run.plan import Part
    from fieldaudit.desktop.run.reading import Beside

#: A repeat whose rows hold more questions than this shows its rows folded, one open at a time.
FOLD_ABOVE = 30
_NAMED_BY = 2


class Pages:
    """Reads the sections of one session; a question is read again only where something about it may have changed."""

    def __init__(self, ledger: Ledger) -> None:
        """Read from the session and the marks that `ledger` counts."""
        self.ledger, self.session = ledger, ledger.session
        self._cards: dict[str, tuple[object, Card]] = {}
        self._heads: dict[str, RowHead] = {}

    def forget(self, refs: Iterable[str]) -> None:
        """Read anew what these stable references concern: questions, groups with all in them, rows with theirs."""
        holders = []
        for ref in refs:
            for row in rows_around(ref):
                self._heads.pop(row, None)
            if self._cards.pop(ref, None) is None:
                holders.append(ref + "/")
        below = tuple(holders)
        for ref in [ref for ref in self._cards if ref.startswith(below)]:
            del self._cards[ref]

    def forget_all(self) -> None:
        """Read everything anew."""
        self._cards.clear()
        self._heads.clear()

    def items(self, index: int, beside: Beside, at: str = "") -> tuple[Item, ...]:
        """Return what a section shows; of repeats with many rows only the one that `at` is or lies in is open."""
        verdicts = {raised.ref: raised for raised in self.session.findings()}
        return tuple(_Walk(self, beside, verdicts, at).items(self.ledger.plan.of(index), Inside(str(index))))

    def card(self, spot: Spot, beside: Beside, raised: Raised | None) -> Card | None:
        """Return a question, None where it does not apply."""
        marks = self.ledger.marks
        said = (marks.skips.get(spot.ref), marks.notes.get(spot.ref), marks.evidence.get(spot.ref))
        around = (spot.number, raised, said, spot.ref in marks.conflicts, beside.of(spot.ref))
        known = self._cards.get(spot.ref)
        if known is not None and known[0] == around:
            return known[1]
        if not self.session.has(spot.ref):
            return None
        node = self.session.node(spot.ref)
        if not node.relevant:
            return None
        made = make_card(sheet_row(Place(spot.number, node), marks, raised), node, spot.control, beside)
        self._cards[spot.ref] = (around, made)
        return made

    def head(self, rows: Rows, inside: Inside, position: int, title: str) -> RowHead:
        """Return a row's head: its label, how far it is, and its first answers."""
        known = self._heads.get(inside.row)
        if known is not None and known.position == position:
            return known
        tally = self.ledger.of_row(rows, inside)
        own = _fixed(plain(self.session.node(inside.row).short_label))
        named = own if own and own != title else f"{title or '#'} {position}"
        made = RowHead(
            ref=inside.row,
            title=named,
            position=position,
            removable=not rows.fixed,
            summary=" · ".join(self._first_answers(rows, inside)),
            done=tally.done,
            total=tally.total,
            flags=len(tally.severities),
            worst=worst(list(tally.severities)),
        )
        self._heads[inside.row] = made
        return made

    def title_of_rows(self, rows: Rows, inside: Inside) -> str:
        """Return what a repeat calls its rows."""
        ref = inside.ref(rows.control)
        return _repeat_title(self.session, rows.control, ref.rpartition("/")[0])

    def _first_answers(self, rows: Rows, inside: Inside) -> list[str]:
        """Return the first two answers of a row in words, restricted ones never."""
        found: list[str] = []
        for part in rows.parts:
            if isinstance(part, Leaf) and len(found) < _NAMED_BY:
                spot = inside.ref(part.control)
                mark = self.ledger.mark(spot, part.control)
                if mark.asked and mark.done:
                    node = self.session.node(spot)
                    if node.value and node.audience != "restricted" and node.kind not in ("upload", "trigger"):
                        found.append(display(node))
        return found


@dataclass(frozen=True)
class _Walk:
    """Walks a section's parts in reading order."""

    pages: Pages
    beside: Beside
    verdicts: Mapping[str, Raised]
    at: str

    def items(self, parts: Sequence[Part], inside: Inside) -> Iterator[Item]:
        """Yield the items of a section, a group or a row."""
        for part in parts:
            if isinstance(part, Rows):
                yield from self._repeat(part, inside)
            elif isinstance(part, Group):
                yield from self._group(part, inside)
            else:
                yield from self._question(part, inside)

    def _question(self, part: Leaf, inside: Inside) -> Iterator[Item]:
        ref = inside.ref(part.control)
        spot = Spot(ref, inside.number(part), part.control)
        card = self.pages.card(spot, self.beside, self.verdicts.get(ref))
        if card is None:
            return
        if is_header(part.control):
            yield GridHead(ref, card.label, tuple(option.label for option in card.options))
        else:
            yield card

    def _group(self, part: Group, inside: Inside) -> Iterator[Item]:
        found = list(self.items(part.parts, inside))
        session, control = self.pages.session, part.control
        if found and control.ref and session.has(ref := inside.ref(control)):
            title = session.node(ref).label
            if title:
                yield Heading(ref, title)
        yield from found

    def _repeat(self, part: Rows, inside: Inside) -> Iterator[Item]:
        session, ref = self.pages.session, inside.ref(part.control)
        rows = session.rows_at(ref)
        holder = ref.rpartition("/")[0]
        if holder and session.has(holder) and not session.node(holder).relevant:
            return
        title = self.pages.title_of_rows(part, inside)
        folds = len(rows) * part.leaves > FOLD_ABOVE
        folded: list[RowHead] = []
        for position, row in enumerate(rows, start=1):
            within = inside.within(part, row, position)
            if folds and not f"{self.at}/".startswith(f"{row}/"):
                if session.node(row).relevant:
                    folded.append(self.pages.head(part, within, position, title))
                continue
            if folded:
                yield FoldedRows(tuple(folded))
                folded = []
            found = list(self.items(part.parts, within))
            if found:
                yield replace(self.pages.head(part, within, position, title), folds=folds)
                yield from found
        if folded:
            yield FoldedRows(tuple(folded))
        if not part.fixed:
            yield AddRow(ref, title, empty=not rows)


def _repeat_title(session: Session, control: Control, holder: str) -> str:
    """Return what a repeat calls its rows: its label as it reads where no row is, as far as it is fixed words."""
    text = control.label
    if text is None:
        return ""
    parts = text.parts
    if text.text_id is not None and (not holder or session.has(holder)):
        form, text_id = session.form, str(session.evaluate(text.text_id, holder or session.form.root.ref))
        forms = form.translations.get(session.language, {}).get(text_id)
        forms = forms or form.translations.get(form.default_language, {}).get(text_id, {})
        parts = forms.get("short") or forms.get("") or forms.get("long") or parts
    words = "".join(part for part in parts if isinstance(part, str))
    return _fixed(plain(words))


def _fixed(words: str) -> str:
    """Return a label without what a number or a name would stand behind."""
    return " ".join(words.split()).rstrip(" :#-")
