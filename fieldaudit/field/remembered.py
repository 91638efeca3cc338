"""What a new audit may take over from the one of the same form that this seat saved last (docs/decisions/0007)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.audit.events import AUDIENCES, RESTRICTED
from fieldaudit.audit.views import AuditView
from fieldaudit.checklist import Session
from fieldaudit.errors import FormMissing
from fieldaudit.vault import instruments
from fieldaudit.vault.reading import properties_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fieldaudit.audit.cells import Cell
    from fieldaudit.checklist import Form
    from fieldaudit.vault import Vault

SITE = AUDIENCES[0]


def last_saved(vault: Vault, form: Form, session: Session) -> bytes:
    """Return the record saved last as `Session.start` takes it, b"" when there is none or the form does not ask.

    `session` is a blank one of `form`: it tells who may see what.
    """
    if not form.last_saved:
        return b""
    audience = shared_audience({node.audience for node in session.nodes()})
    earlier = _saved_last(vault, form.id)
    if earlier is None:
        return b""
    try:
        its_form = instruments.form_of(vault, earlier.form)
    except FormMissing:
        return b""
    return _open_part(its_form, earlier, audience)


def shared_audience(audiences: Iterable[str]) -> str:
    """Return the one audience whose answers are remembered: the most open of a form, only the site's beside secrets."""
    found = set(audiences)
    return SITE if RESTRICTED in found else min(found, key=AUDIENCES.index, default=SITE)


def _saved_last(vault: Vault, form_id: str) -> AuditView | None:
    """Return the audit of this form in which this seat answered last; restricted answers stay sealed in it."""
    found: list[tuple[str, AuditView]] = []
    for row in vault.records("audit"):
        view = AuditView.of(vault.cells(row.id))
        if view.field("form_id") == form_id:
            times = [cell.time for cell in _answers(view) if cell.seat == vault.seat]
            if times:
                found.append((max(times), view))
    return max(found, key=lambda each: each[0])[1] if found else None


def _answers(view: AuditView) -> Iterable[Cell]:
    return (cell for slot, register in view.slots.items() if slot.startswith("answer/") for cell in register)


def _open_part(form: Form, view: AuditView, audience: str) -> bytes:
    """Return the record with the answers of that audience alone: what is computed is computed from them."""
    about = properties_of(view)
    whole = Session.resume(form, view.values, view.rows, record=view.id, properties=about)
    shown = {node.stable for node in whole.nodes() if node.audience == audience}
    values = {ref: value for ref, value in view.answers.items() if ref in shown}
    return Session.resume(form, values, view.rows, record=view.id, properties=about).instance_xml()
