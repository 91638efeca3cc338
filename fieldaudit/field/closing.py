"""Reviewing and closing an audit: what is missing, the outcome, the signature, the site's own closing, amending."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit import closing, covering, outcomes
from fieldaudit.audit.audit_view import AuditView
from fieldaudit.audit.events import NewEvent
from fieldaudit.audit.score import Score, score
from fieldaudit.errors import (
    AuditIsSigned,
    AuditNotSigned,
    AuditUnfinished,
    NameMissing,
    NotJoined,
    NotReadyToSign,
    ReasonMissing,
)
from fieldaudit.exchange import client_pack_lines
from fieldaudit.vault import tray
from fieldaudit.vault.reading import actions_of, findings_of

if TYPE_CHECKING:
    from fieldaudit.audit.finding_view import FindingView
    from fieldaudit.audit.sheet import SheetRow
    from fieldaudit.field.work import AuditWork
    from fieldaudit.vault import Vault

ANSWERS = ("agree", "dispute")
UNASSIGNED = "Attach it to a question, or remove it: what is not assigned is not signed and not sent."
_UNDONE = ("missing", "invalid")


@dataclass(frozen=True)
class OpenPoint:
    """One thing that stands in the way of an outcome: where it is, and what to do in one sentence."""

    code: str
    ref: str
    number: str
    label: str
    problem: str


@dataclass(frozen=True)
class SiteAnswer:
    """What the site's representative says at the closing meeting; `signature` is a PNG in base64, or ""."""

    name: str
    function: str
    authority: bool
    answer: str
    comment: str = ""
    signature: str = ""


def problems(work: AuditWork, outcome: str, reason: str) -> list[OpenPoint]:
    """Return what keeps an audit from being signed with this outcome; nothing when it can be."""
    rows = {row.ref: row for row in work.sheet().rows}
    findings = {finding.id: finding for finding in findings_of(work.vault, work.view())}
    missing = outcomes.missing(outcome, reason, _standing(work, rows, findings))
    waiting = [OpenPoint("unassigned", "", "", item.name, UNASSIGNED) for item in tray.waiting(work.vault, work.id)]
    return [*(_point(item, rows, findings) for item in missing), *waiting]


def _standing(work: AuditWork, rows: dict[str, SheetRow], findings: dict[str, FindingView]) -> outcomes.Standing:
    acted_on = {action.finding for action in actions_of(work.vault, work.id)}
    view = work.reading.view
    return outcomes.Standing(
        unanswered=[ref for ref, row in rows.items() if row.state == "missing"],
        invalid=[ref for ref, row in rows.items() if row.state == "invalid"],
        criticals_without_action=[
            finding.id
            for finding in findings.values()
            if finding.severity == "critical" and not finding.withdrawn and finding.id not in acted_on
        ],
        # two closings of one version are there for good; the next version settles them
        conflicts=sorted(slot for slot in {**view.conflicts, **view.unseen} if not slot.startswith("closing/")),
    )


def _point(item: outcomes.Problem, rows: dict[str, SheetRow], findings: dict[str, FindingView]) -> OpenPoint:
    ref = (
        findings[item.about].ref
        if item.about in findings
        else question_or_row(item.about)
        if item.code == "conflict"
        else item.about
    )
    row = rows.get(ref)
    label = findings[item.about].title if item.about in findings else row.label if row else ""
    return OpenPoint(item.code, ref, row.number if row else "", label, item.sentence)


def question_or_row(slot: str) -> str:
    """Return the stable reference that a slot in conflict is about: a question's, or a removed row's."""
    kind, _, about = slot.partition("/")
    repeat, _, row = about.rpartition("/")
    return f"{repeat}[{row}]" if kind == "row" else about


def current_score(work: AuditWork, audience: str = "") -> Score:
    """Return the score of an audit as its rules stand now, over the questions of one `audience` where it is given."""
    questions = [(item, work.session.node(item.ref)) for item in work.session.findings()]
    counted = [(item, node) for item, node in questions if audience in ("", node.audience)]
    weights = {item.ref: rule.weight for item, node in counted if (rule := node.bind.audit)}
    return score([item for item, _ in counted], weights)


def sign(work: AuditWork, outcome: str, reason: str = "") -> str:
    """Close the audit: signs every stream head seen, the form's digest and the commitments; returns the closing hash.

    Raises AuditUnfinished while values are still to be computed, NotReadyToSign with the number of open points,
    AuditIsSigned, NotJoined.
    """
    vault = work.vault
    if work.signed:
        raise AuditIsSigned
    if waiting := work.unfinished():
        raise AuditUnfinished(count=len(waiting))
    open_points = problems(work, outcome, reason)
    if open_points:
        raise NotReadyToSign(outcome=outcome, count=len(open_points))
    view = work.view()
    key = vault.signing_key
    if key is None:
        raise NotJoined
    records = [work.id, view.visit, *view.findings, *(action.id for action in actions_of(vault, work.id))]
    closed = closing.Closing(
        outcome=outcome,
        reason=reason.strip(),
        heads=[(head.record, head.seat, head.inc, head.seq, head.hash) for head in vault.streams(records)],
        form=work.session.form.digest,
        commitments=closing.commitments(vault.events(work.id)),
        version=view.next_version,
        score=current_score(work, "site"),  # the closing is for the site too: nothing of others shows in it
    )
    event = NewEvent(work.id, "audit", "closing.signed", closed.payload(), "site", form=closed.form)
    with vault.transaction():
        *_, made = vault.append([*_covers(work, closed), event])
        vault.sign_event(made.hash, key.sign(made.line))
    work.reload()
    return made.hash


def _covers(work: AuditWork, closed: closing.Closing) -> list[NewEvent]:
    """Return what the closing says to each audience alone, so that it can be proven to them (decision 17)."""
    lines = client_pack_lines.lines(work.vault, closed.heads)
    said = [
        covering.payload(closed, one, client_pack_lines.hashes(lines, one), client_pack_lines.originals(lines, one))
        for one in covering.COVERED
    ]
    return [
        NewEvent(work.id, "audit", covering.COVERS, payload, payload["audience"], form=closed.form) for payload in said
    ]


def amend(vault: Vault, audit: str, reason: str) -> None:
    """Open a signed audit again with a reason; its next signature is a new version, the old one is kept."""
    view = AuditView.of(vault.cells(audit))
    standing = view.closing
    if standing is None:
        raise AuditNotSigned
    if not reason.strip():
        raise ReasonMissing(what="amending a signed audit")
    payload = {"closing": standing.hash, "reason": reason.strip()}
    vault.append([NewEvent(audit, "audit", "audit.amended", payload, "site", form=standing.form)])


def site_answer(vault: Vault, audit: str, answer: SiteAnswer) -> None:
    """Record what the site's representative says of a signed audit, beside the auditor's signature, never over it."""
    view = AuditView.of(vault.cells(audit))
    if view.closing is None:
        raise AuditNotSigned
    if not answer.name.strip() or not answer.function.strip():
        raise NameMissing(what="the site's representative, or their function,")
    if answer.answer == "dispute" and not answer.comment.strip():
        raise ReasonMissing(what="disputing the findings")
    payload = {"closing": view.closing.hash} | vars(answer)
    vault.append([NewEvent(audit, "audit", "closing.site", payload, "site", form=view.closing.form)])
