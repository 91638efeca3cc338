"""What the run screen shows of an open audit besides its questions: its head, its files, places, rows in conflict."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fieldaudit.audit import authority
from fieldaudit.audit.outline import outline
from fieldaudit.desktop.run.audit_lines import EvidenceItem, Header
from fieldaudit.desktop.run.cards import Claim, LostRow, PlaceAsk
from fieldaudit.desktop.run.plan import above
from fieldaudit.exchange import colleagues, membership, team_package
from fieldaudit.field import conflicts, given

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fieldaudit.audit.audit_view import Evidence
    from fieldaudit.desktop.run.plan import Plan
    from fieldaudit.field.work import AuditWork
    from fieldaudit.vault import Vault
    from fieldaudit.vault.tray import Item


def read_header(vault: Vault, work: AuditWork) -> Header:
    """Return what the title bar says."""
    reading, form = work.reading, work.session.form
    return Header(
        title=form.title,
        site=reading.site.name,
        day=reading.started[:10],
        announcement=reading.visit.announcement,
        languages=tuple(form.languages),
        language=work.session.language or form.default_language,
        signed=work.signed,
        **_together(vault, work),
    )


def _together(vault: Vault, work: AuditWork) -> dict[str, Any]:
    """Return whether the audit can be shared, and whose its sections are where they are others'."""
    role = membership.member(vault).role if vault.get(membership.ORGANISATION) else ""
    view = team_package.team_of(vault, work.id)
    whose = {part.index: view.sections.get(part.ref, "") for part in outline(work.session.form)}
    return {
        "shares": authority.allowed(colleagues.PACKAGE, role),
        "others": {index: view.name_of(seat) for index, seat in whose.items() if seat not in ("", vault.seat)},
    }


def evidence_item(item: Evidence | Item) -> EvidenceItem:
    """Return an attachment as the tray shows it."""
    return EvidenceItem(item.blob, item.name, item.media_type, item.size, item.sha256, item.taken)


def asked_of(vault: Vault, audit: str) -> dict[str, str]:
    """Return what head office asks about answers of an audit, by question."""
    waiting = (one for one in given.asked(vault, audit) if one.state != "settled")
    return {one.ref: one.text for one in waiting if one.ref}


def lost_rows(work: AuditWork, index: int, section_of: Callable[[str], int]) -> Iterator[LostRow]:
    """Yield a section's removed rows that hold answers which their remover had not seen."""
    if not work.reading.view.unseen:
        return
    for row in conflicts.lost_rows(work):
        if index == section_of(row.ref):
            title = row.ref.rpartition("[")[0].rpartition("/")[2].replace("_", " ")
            answers = tuple(Claim(one.event, one.value, one.by, one.time) for one in row.answers)
            yield LostRow(row.ref, title[:1].upper() + title[1:], answers)


def places_of(work: AuditWork, index: int, plan: Plan) -> Iterator[PlaceAsk]:
    """Yield the places of a section that nothing else asks for; those of no section are in the first."""
    for ref in work.unasked_places():
        around = next((found for holder in above(ref) if (found := plan.sections_of(holder))), frozenset([1]))
        if index == min(around):
            yield PlaceAsk(ref, _name(work.session.positional(ref)), work.session.node(ref).value)


def _name(ref: str) -> str:
    """Return a place's name in the form as words, with its row where it lies in one: "start geopoint", "gate 2"."""
    holder, _, name = ref.rpartition("/")
    row = holder.rpartition("[")[2].removesuffix("]") if holder.endswith("]") else ""
    return " ".join([*re.split(r"[_\-.]+", name), row]).strip()
