"""Two answers to one question, given without knowing of each other: who gave which, and the one that holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fieldaudit.audit.events import NewEvent
from fieldaudit.errors import AnswerRefused, AuditIsSigned
from fieldaudit.exchange import membership, people

if TYPE_CHECKING:
    from fieldaudit.audit.cells import Cell, Register
    from fieldaudit.field.work import AuditWork, Saved

_CHOSEN = "chosen by a person"


@dataclass(frozen=True)
class Claim:
    """One of the answers: its event, its value as the form keeps it, who gave it ("" unknown) and when (ISO, UTC)."""

    event: str
    value: str
    by: str
    time: str


def claims(work: AuditWork, ref: str) -> tuple[Claim, ...]:
    """Return the answers that stand beside each other for a question, the latest first; () for one alone."""
    heads = _heads(work, ref)
    return tuple(_claim(work, cell) for cell in heads) if len(heads) > 1 else ()


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
    try:
        with work.vault.transaction():
            [made] = work.vault.append([_choice(work, ref, chosen, heads)])
            work.reload()
            settled = work.settle()
    except BaseException:
        work.reload()  # the whole transaction was undone, what went well in it too
        raise
    return replace(settled, time=settled.time or made.time, touched=settled.touched | {ref})


def _choice(work: AuditWork, ref: str, chosen: Cell, heads: Register) -> NewEvent:
    payload = {"slot": f"answer/{ref}", "value": str(chosen.value), "reason": _CHOSEN}
    standing = tuple(cell.event for cell in heads)
    audience, form = work.session.node(ref).audience, work.session.form.digest
    return NewEvent(work.id, "audit", "conflict.resolved", payload, audience, replaces=standing, form=form)


def _heads(work: AuditWork, ref: str) -> Register:
    return work.view().slots.get(f"answer/{work.session.stable(ref)}", ())


def _claim(work: AuditWork, cell: Cell) -> Claim:
    if cell.seat == work.vault.seat:
        by = membership.member(work.vault).name
    else:
        known = people.seats(work.vault).get(cell.seat)
        by = known.name if known is not None else ""
    return Claim(cell.event, str(cell.value), by, cell.time)
