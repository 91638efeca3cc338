"""Answers (or a mark as not checked) given without knowing of each other: who gave which, and the one that holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fieldaudit.audit.events import NewEvent
from fieldaudit.errors import AnswerRefused, AuditIsSigned
from fieldaudit.exchange import membership, people
from fieldaudit.vault.listing import PROGRESS

if TYPE_CHECKING:
    from fieldaudit.audit.cells import Cell, Register
    from fieldaudit.field.work import AuditWork, Saved

_CHOSEN = "chosen by a person"


@dataclass(frozen=True)
class Claim:
    """One of the answers: its event, its value as the form keeps it, who gave it ("" unknown) and when (ISO, UTC).

    A mark as not checked is one of them too.
    """

    event: str
    value: str
    by: str
    time: str
    skipped: bool = False  # it says that the question was not checked; `value` is why


def claims(work: AuditWork, ref: str) -> tuple[Claim, ...]:
    """Return the answers that stand beside each other for a question, the latest first; () for one alone."""
    return tuple(_claim(work, cell) for cell in _heads(work, ref))


@dataclass(frozen=True)
class LostRow:
    """A row that was removed by somebody who had not seen these answers in it; `ref` is its stable reference."""

    ref: str
    answers: tuple[Claim, ...]


def lost_rows(work: AuditWork) -> tuple[LostRow, ...]:
    """Return the removed rows that hold answers which their remover had not seen: a conflict until a person decides."""
    return tuple(
        LostRow(_row_ref(slot), tuple(_claim(work, cell) for cell in cells))
        for slot, cells in sorted(work.view().unseen.items())
    )


def settle_row(work: AuditWork, row: str, *, keep: bool) -> Saved:
    """Bring a removed row back with all that it holds, or leave it removed now that its answers were seen.

    Raises AuditIsSigned, and AnswerRefused where the row is in no conflict any more.
    """
    if work.signed:
        raise AuditIsSigned
    view = work.view()
    slot = next((slot for slot in view.unseen if _row_ref(slot) == row), None)
    if slot is None:
        raise AnswerRefused(ref=row, reason="nobody answered in it without its remover knowing")
    repeat, _, name = slot.removeprefix("row/").rpartition("/")
    about: dict[str, object] = {"repeat": repeat, "row": name}
    place = f"place/{repeat}/{name}"
    if keep:
        kind, payload = "row.added", about | {"after": view.slots[place][-1].value if place in view.slots else ""}
        replaced = (*view.heads(slot), *view.heads(place))
    else:
        saw = [head for other in view.slots if row + "/" in other for head in view.heads(other)]
        kind, payload, replaced = "row.removed", about | {"saw": list(dict.fromkeys(saw))}, view.heads(slot)
    event = NewEvent(work.id, "audit", kind, payload, "site", replaces=replaced, form=work.session.form.digest)
    return _said(work, event, row)


def _row_ref(slot: str) -> str:
    repeat, _, row = slot.removeprefix("row/").rpartition("/")
    return f"{repeat}[{row}]"


def resolve(work: AuditWork, ref: str, event: str) -> Saved:
    """Let the answer of `event` hold, in place of all that stand for the question, and record what follows from it.

    Raises AuditIsSigned, and AnswerRefused where that answer does not stand any more.
    """
    if work.signed:
        raise AuditIsSigned
    ref = work.session.stable(ref)
    heads = _heads(work, ref)
    chosen = next((cell for cell in heads if cell.event == event), None)
    if chosen is None:
        raise AnswerRefused(ref=ref, reason="that answer does not stand any more")
    return _said(work, _choice(work, ref, chosen, heads), ref)


def _said(work: AuditWork, event: NewEvent, ref: str) -> Saved:
    """Record what a person decided and what follows from it, in one transaction."""
    try:
        with work.vault.transaction():
            [made] = work.vault.append([event], puts={PROGRESS + work.id: None})
            work.reload()
            settled = work.settle()
    except BaseException:
        work.reload()  # the whole transaction was undone, what went well in it too
        raise
    return replace(settled, time=settled.time or made.time, touched=settled.touched | {ref})


def _choice(work: AuditWork, ref: str, chosen: Cell, heads: Register) -> NewEvent:
    kind, payload = "conflict.resolved", {"slot": chosen.slot, "value": str(chosen.value), "reason": _CHOSEN}
    if len({cell.slot for cell in heads}) > 1:  # an event that settles one slot would leave the other standing
        kind, payload = _said_anew(ref, chosen)
    standing = tuple(dict.fromkeys(cell.event for cell in heads))
    audience, form = work.session.node(ref).audience, work.session.form.digest
    return NewEvent(work.id, "audit", kind, payload, audience, replaces=standing, form=form)


def _said_anew(ref: str, chosen: Cell) -> tuple[str, dict[str, str]]:
    if _is_skip(chosen):
        return "answer.skipped", {"ref": ref, "reason": str(chosen.value)}
    return "answer.set", {"ref": ref, "value": str(chosen.value)}


def _is_skip(cell: Cell) -> bool:
    return cell.slot.startswith("skip/")


def _heads(work: AuditWork, ref: str) -> Register:
    return work.view().disputed.get(work.session.stable(ref), ())


def _claim(work: AuditWork, cell: Cell) -> Claim:
    if cell.seat == work.vault.seat:
        by = membership.member(work.vault).name
    else:
        known = people.seats(work.vault).get(cell.seat)
        by = known.name if known is not None else ""
    return Claim(cell.event, str(cell.value), by, cell.time, _is_skip(cell))
