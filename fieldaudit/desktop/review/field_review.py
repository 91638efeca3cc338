"""Review, signing and the site's closing on a vault."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from fieldaudit.desktop.review.points import Point, Review, SaidLine, Signed, SiteFinding, SiteView
from fieldaudit.desktop.run.audit_lines import Header
from fieldaudit.desktop.wiring import remarks
from fieldaudit.exchange import membership
from fieldaudit.field import closing
from fieldaudit.field.closing import SiteAnswer
from fieldaudit.field.work import AuditWork
from fieldaudit.vault.reading import actions_of, findings_of, is_asked, read_audit
from fieldaudit.vault.statements import statements_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fieldaudit.audit.actions import ActionView
    from fieldaudit.audit.finding_view import FindingView
    from fieldaudit.audit.sheet import SheetRow
    from fieldaudit.desktop.review.points import Party, PointKind, SiteEntry
    from fieldaudit.vault import Vault
    from fieldaudit.vault.reading import AuditReading
    from fieldaudit.vault.statements import Statement

_CODES: dict[str, PointKind] = {
    "required": "missing",
    "invalid": "invalid",
    "conflict": "conflict",
    "unassigned": "unassigned",
}


class FieldReview:
    """`ReviewUses` and `ClosingUses` on a vault; every method is called on the worker."""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault

    def review(self, audit: str) -> Review:
        """Return an audit as it stands before its signature."""
        work = AuditWork(self._vault, audit)
        work.finish_computing()
        rows = [row for row in work.sheet().rows if is_asked(work.session.node(row.ref))]
        score = closing.current_score(work)
        standing = [finding for finding in work.findings() if not finding.withdrawn]
        return Review(
            header=_header(work.reading),
            answered=sum(row.state in ("answered", "not_checked", "sealed") for row in rows),
            total=len(rows),
            percent=score.percent,
            open_criticals=sum(finding.severity == "critical" for finding in standing),
            findings=len(standing),
            photos=sum(work.reading.evidence.values()),
            points=(*_points(work, rows, standing), *_clock(self._vault, audit)),
            signed=_signed(self._vault, work.reading),
            before=_said_before(self._vault, work.reading),
        )

    def sign(self, audit: str, outcome: str, reason: str) -> None:
        """Sign it."""
        work = AuditWork(self._vault, audit)
        work.finish_computing()
        closing.sign(work, outcome, reason)

    def amend(self, audit: str, reason: str) -> None:
        """Open a signed audit again."""
        closing.amend(self._vault, audit, reason)

    def site_view(self, audit: str) -> SiteView:
        """Return the parts that are for the site's eyes: findings of that audience alone, and their actions."""
        reading = read_audit(self._vault, audit)
        its = actions_of(self._vault, audit)
        signed = reading.view.closing
        return SiteView(
            header=_header(reading),
            auditor=reading.view.field("auditor"),
            outcome=signed.outcome if signed else "",
            answered=sum(row.audience == "site" and row.state == "answered" for row in reading.sheet().rows),
            findings=tuple(
                _site_finding(finding, its, reading)
                for finding in findings_of(self._vault, reading.view)
                if finding.audience == "site" and not finding.withdrawn
            ),
            signed=signed is not None,
            said=said_lines(self._vault, audit, signed.hash) if signed else (),
            by=membership.member(self._vault).name,
        )

    def save(self, audit: str, entry: SiteEntry, party: Party = "site") -> None:
        """Record what the site's representative says, or a supervisor of the agency."""
        drawn = b"" if entry.answer == closing.DECLINED else entry.signature
        picture = base64.b64encode(drawn).decode("ascii")
        if party == "supervisor":
            said = closing.Witnessed(entry.name, entry.function, entry.answer, entry.comment, picture)
            closing.witness(self._vault, audit, said)
            return
        answer = SiteAnswer(entry.name, entry.function, entry.authority, entry.answer, entry.comment, picture)
        closing.site_answer(self._vault, audit, answer)


def _header(reading: AuditReading) -> Header:
    return Header(
        title=reading.session.form.title,
        site=reading.site.name,
        day=reading.started[:10],
        announcement=reading.visit.announcement,
        signed=reading.view.closing is not None,
    )


def _points(work: AuditWork, rows: list[SheetRow], standing: list[FindingView]) -> Iterator[Point]:
    open_points = closing.problems(work, "complete", "")
    acted = {point.ref for point in open_points if point.code == "action"}
    numbers = {row.ref: row.number for row in rows}
    for finding in standing:
        if finding.severity == "critical":
            number = numbers.get(finding.ref, "")
            yield Point("critical", finding.ref, number, finding.title, blocks=finding.ref in acted)
    for point in open_points:
        if point.code in _CODES:
            yield Point(_CODES[point.code], point.ref, point.number, point.label, point.problem, blocks=True)
    for row in rows:
        if row.verdict == "unable" and row.state == "answered":
            yield Point("unverified", row.ref, row.number, row.label)
        elif row.state == "not_checked":
            yield Point("not_checked", row.ref, row.number, row.label, row.reason)


def _clock(vault: Vault, audit: str) -> Iterator[Point]:
    said = remarks.clock(vault, audit)
    if said:
        words = QCoreApplication.translate("review", "Head office and the report are told this, too.")
        yield Point("clock", "", "", said, words)


def said_lines(vault: Vault, audit: str, closed: str) -> tuple[SaidLine, ...]:
    """Return what people said of a closing."""
    return tuple(_said_line(one) for one in statements_of(vault, audit, closed))


def _said_before(vault: Vault, reading: AuditReading) -> tuple[SaidLine, ...]:
    """Return what people said of versions that were signed anew or taken up again."""
    versions = {one.hash: one.version for one in reading.view.closings if one != reading.view.closing}
    if not versions:
        return ()
    said = (one for one in statements_of(vault, reading.id) if one.closing in versions)
    return tuple(_said_line(one, versions[one.closing]) for one in said)


def _said_line(one: Statement, version: int = 0) -> SaidLine:
    return SaidLine(one.party, one.name, one.function, one.answer, one.comment, one.standing, one.by, version)


def _signed(vault: Vault, reading: AuditReading) -> Signed | None:
    standing = reading.view.closing
    if standing is None:
        return None
    return Signed(
        outcome=standing.outcome,
        reason=standing.reason,
        time=standing.time,
        by=reading.view.field("auditor"),
        version=standing.version,
        closing=standing.hash,
        said=said_lines(vault, reading.id, standing.hash),
    )


def _site_finding(finding: FindingView, its: list[ActionView], reading: AuditReading) -> SiteFinding:
    seen = (finding.affected, finding.sampled) if finding.affected is not None and finding.sampled is not None else None
    return SiteFinding(
        title=finding.title,
        severity=finding.severity,
        clause=finding.clause,
        seen=seen,
        owner=finding.owner,
        due=finding.due,
        note=reading.notes.get(finding.ref, ""),
        actions=tuple((one.text, one.owner, one.due) for one in its if one.finding == finding.id),
    )
