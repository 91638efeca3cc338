"""Reviewing and closing an audit: what is missing, the outcome, the signature, the site's own closing, amending."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldaudit.audit import closing, covering, outcomes
from fieldaudit.audit.audit_view import AuditView
from fieldaudit.audit.events import NewEvent
from fieldaudit.audit.score import Score, score
from fieldaudit.audit.slots import STATEMENT
from fieldaudit.errors import (
    AuditIsSigned,
    AuditNotSigned,
    AuditUnfinished,
    AuditUnknown,
    NameMissing,
    NotJoined,
    NotReadyToSign,
    ReasonMissing,
    StatementRefused,
)
from fieldaudit.exchange import client_pack_answers, client_pack_lines
from fieldaudit.field import saying, team
from fieldaudit.vault import tray
from fieldaudit.vault.reading import actions_of, findings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from fieldaudit.audit.audit_view import SignedClosing
    from fieldaudit.audit.finding_view import FindingView
    from fieldaudit.audit.sheet import SheetRow
    from fieldaudit.field.work import AuditWork
    from fieldaudit.vault import Vault

AGREE, DISPUTE, DISSENT, DECLINED = "agree", "dispute", "dissent", "declined"
SITE_ANSWERS = (AGREE, DISPUTE, DECLINED)
SUPERVISOR_ANSWERS = (AGREE, DISSENT, DECLINED)
UNASSIGNED = "Attach it to a question, or remove it: what is not assigned is not signed and not sent."


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
    """What the site's representative says at the closing meeting; `signature` is a PNG in base64, or "".

    `answer` is agree, dispute, or declined for who was asked and would not sign: they need not give their name.
    """

    name: str
    function: str
    authority: bool
    answer: str
    comment: str = ""
    signature: str = ""


@dataclass(frozen=True)
class Witnessed:
    """What the agency's on-site supervisor says on the auditor's computer: agree, dissent or declined."""

    name: str
    function: str
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
    AuditIsSigned, AuditLedByAnother, NotJoined.
    """
    vault = work.vault
    if work.signed:
        raise AuditIsSigned
    team.require_lead(vault, work.id)
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
        heads=[head.row for head in vault.streams(records)],
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
    """Record what the site's representative says of a signed audit, beside the auditor's signature, never over it.

    It names what they said of this closing before, and is signed by this seat, so that nobody can show a later answer
    without the earlier ones. Raises AuditNotSigned, NameMissing, ReasonMissing, StatementRefused.
    """
    closing = _standing_closing(vault, audit)
    who = "the site's representative, or their function,"
    _check_said(answer, SITE_ANSWERS, DISPUTE, who, "disputing the findings")
    with vault.transaction():
        before = client_pack_answers.earlier(vault, audit, closing.hash)
        payload = {"closing": closing.hash} | _stripped(vars(answer)) | before
        [made] = vault.append([NewEvent(audit, "audit", "closing.site", payload, "site", form=closing.form)])
        if vault.signing_key is not None:
            vault.sign_event(made.hash, vault.signing_key.sign(made.line))


def witness(vault: Vault, audit: str, said: Witnessed) -> None:
    """Record what a supervisor says of a signed audit, as this seat saw and heard it.

    It is this seat's word, signed by it, and never shown as the supervisor's own signature. Raises AuditNotSigned,
    NameMissing, ReasonMissing, StatementRefused, NotJoined.
    """
    closing = _standing_closing(vault, audit)
    _check_said(said, SUPERVISOR_ANSWERS, DISSENT, "the supervisor, or their function,", "a dissent")
    key = vault.signing_key
    if key is None:
        raise NotJoined
    payload = {"closing": closing.hash, "audit": audit} | _stripped(vars(said))
    with vault.transaction():
        [made] = vault.append([NewEvent(audit, "audit", STATEMENT, payload, "site", form=closing.form)])
        vault.sign_event(made.hash, key.sign(made.line))


def _standing_closing(vault: Vault, audit: str) -> SignedClosing:
    if vault.record_types().get(audit) != "audit":
        raise AuditUnknown(audit=audit)
    standing = AuditView.of(vault.cells(audit)).closing
    if standing is None:
        raise AuditNotSigned
    return standing


def _check_said(said: SiteAnswer | Witnessed, answers: Sequence[str], against: str, who: str, doing: str) -> None:
    """Check that it says who, in which function, and what; who declined to sign need not have given a name."""
    if said.answer not in answers:
        raise StatementRefused(reason=f"the answer must be one of {', '.join(answers)}")
    if not said.function.strip() or not (said.name.strip() or said.answer == DECLINED):
        raise NameMissing(what=who)
    if said.answer == against and not said.comment.strip():
        raise ReasonMissing(what=doing)
    if max(map(len, (said.name, said.function, said.comment))) > saying.LONGEST:
        raise StatementRefused(reason=f"it has more than {saying.LONGEST} letters")
    if said.answer == DECLINED and said.signature:
        raise StatementRefused(reason="who declined to sign has not signed")
    saying.check_picture(said.signature)


def _stripped(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in said.items()}
