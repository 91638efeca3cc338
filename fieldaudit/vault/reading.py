"""An audit opened for reading: its view, a live session over its answers, its site, visit, findings and actions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fieldaudit.audit import actions, finding_view
from fieldaudit.audit.outline import is_header, template
from fieldaudit.audit.severity import rank
from fieldaudit.audit.sheet import Marks, Sheet, build_sheet
from fieldaudit.audit.views import AuditView, PartyView, SiteView, VisitView
from fieldaudit.checklist import Session
from fieldaudit.errors import AuditUnknown
from fieldaudit.vault import instruments
from fieldaudit.vault.opening import holds_restricted, readable_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldaudit.audit.actions import ActionView
    from fieldaudit.audit.cells import Cell
    from fieldaudit.audit.finding_view import FindingView
    from fieldaudit.checklist import Node
    from fieldaudit.vault.vault import Vault

#: Under this and its id an audit keeps what its form was given of the record saved before it.
LAST_SAVED = "last-saved/"
QUESTIONS = ("input", "select1", "select", "upload", "trigger", "range", "rank")


@dataclass
class AuditReading:
    """What is known of one audit here; `skips`, `notes`, `evidence`, `recorded_findings` follow an editor's changes."""

    id: str
    view: AuditView
    session: Session
    visit: VisitView
    site: SiteView
    party: PartyView
    opaque: bool
    skips: dict[str, str]
    notes: dict[str, str]
    evidence: dict[str, int]
    recorded_findings: dict[str, dict[str, Any]]
    heads: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def started(self) -> str:
        """The day of the visit, ISO."""
        return self.visit.field("date") or self.view.field("started")

    @property
    def conflicts(self) -> frozenset[str]:
        """References of questions that two people answered, or skipped, without knowing of each other."""
        return frozenset(self.view.disputed)

    def progress(self) -> tuple[int, int]:
        """Return (questions dealt with, questions that apply)."""
        dealt_with = total = 0
        for node in self.session.nodes():
            if is_asked(node):
                total += 1
                dealt_with += (
                    bool(node.value) or node.stable in self.skips or (self.opaque and node.audience == "restricted")
                )
        return dealt_with, total

    def sheet(self) -> Sheet:
        """Return every question as it stands now."""
        return build_sheet(self.session, self.marks())

    def marks(self) -> Marks:
        """Return what the journal says about questions besides their values."""
        return Marks(self.skips, self.notes, self.evidence, self.conflicts, self.opaque)


def is_asked(node: Node) -> bool:
    """Return whether a question applies and takes an answer: read-only ones are notes, others head a grid."""
    return node.kind in QUESTIONS and node.relevant and not node.readonly and not is_header(node)


def properties(auditor: str, seat: str) -> dict[str, str]:
    """Return what a form may ask of the computer and its user (ODK XForms, Metadata): those that began the audit."""
    return {"username": auditor, "deviceid": f"fieldaudit:{seat}" if seat else ""}


def properties_of(view: AuditView) -> dict[str, str]:
    """Return an audit's properties; whoever reads it computes with the same."""
    cells = view.slots.get("field/auditor", ())
    return properties(view.field("auditor"), cells[-1].seat if cells else "")


def read_audit(
    vault: Vault,
    audit: str,
    language: str | None = None,
    secrets: Sequence[str] = (),
    cells: Sequence[Cell] | None = None,
) -> AuditReading:
    """Open an audit for reading; `secrets` are age secrets of a reader of restricted answers.

    `cells` are those of a former state (history.state_at); its site and visit are shown as they are now. Raises
    AuditUnknown, FormMissing.
    """
    cells = readable_cells(vault, audit, secrets=secrets) if cells is None else cells
    view = AuditView.of(cells)
    form_digest, visit_id = view.form, view.visit
    if not form_digest:
        raise AuditUnknown(audit=audit)
    visit = VisitView.of(vault.cells(visit_id))
    site = SiteView.of(vault.cells(visit.site))
    form = instruments.form_of(vault, form_digest)
    before = str(vault.get(LAST_SAVED + audit) or "").encode() if form.last_saved else b""
    session = Session.resume(
        form,
        view.values,
        view.rows,
        record=audit,
        language=language,
        last_saved=before,
        properties=properties_of(view),
    )
    return AuditReading(
        id=audit,
        view=view,
        session=session,
        visit=visit,
        site=site,
        party=PartyView.of(vault.cells(site.party)),
        opaque=holds_restricted(cells),
        skips=dict(view.skips),
        notes=dict(view.notes),
        evidence={ref: len(found) for ref, found in view.evidence.items()},
        recorded_findings=_recorded(view),
        heads={slot: tuple(cell.event for cell in register) for slot, register in view.slots.items()},
    )


def _recorded(view: AuditView) -> dict[str, dict[str, Any]]:
    """Return what was last recorded of each finding by the reference of its question, dismissed ones included."""
    found = {}
    for slot, register in view.slots.items():
        if slot.startswith("finding/"):
            # a withdrawal that did not know of a concurrent raising does not undo it
            standing = [cell.value for cell in register if "withdrawn" not in cell.value]
            said = dict(standing[0] if standing else register[0].value)
            if "withdrawn" not in said or said.get("dismissed"):
                found[str(said["ref"])] = said
    return found


def findings_of(vault: Vault, view: AuditView) -> list[FindingView]:
    """Return an audit's findings with what was said about them since, worst first, withdrawn ones last."""
    found = [
        finding_view.view(
            slot.removeprefix("finding/"), register, readable_cells(vault, slot.removeprefix("finding/"), view.id)
        )
        for slot, register in view.slots.items()
        if slot.startswith("finding/")
    ]
    return sorted(found, key=lambda finding: (bool(finding.withdrawn), -rank(finding.severity), finding.time))


def actions_of(vault: Vault, audit: str) -> list[ActionView]:
    """Return the actions opened for an audit's findings, by due date."""
    found = [actions.view(readable_cells(vault, row.id, audit)) for row in vault.records("action")]
    return sorted(
        (action for action in found if action.audit == audit), key=lambda action: (action.due or "9999", action.id)
    )


def earlier_findings(vault: Vault, site: str, audit: str, form_id: str) -> dict[str, str]:
    """Return the findings of earlier signed audits of this site with this form, by template reference."""
    found: dict[str, str] = {}
    for row in vault.records("audit"):
        if row.id == audit:
            continue
        view = AuditView.of(vault.cells(row.id))
        if view.closing is None or view.field("form_id") != form_id or view.field("site") != site:
            continue
        for finding in view.findings.values():
            if not finding.withdrawn:
                found[template(finding.ref)] = finding.id
    return found
