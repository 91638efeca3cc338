"""Two homes, one audit, one package there and one back, and the report."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from fieldaudit.demo.answers import fill_in
from fieldaudit.demo.sample import INSTRUMENT, answer_beginning, answer_sample, attach_sample, follow_up_sample
from fieldaudit.errors import FolderNotEmpty
from fieldaudit.exchange.answer import send
from fieldaudit.exchange.apply import apply
from fieldaudit.exchange.enrol import create_officer, create_organisation, invite, join
from fieldaudit.exchange.export import export_alert, export_audits
from fieldaudit.exchange.intake import take_in
from fieldaudit.field import audits, closing, sites
from fieldaudit.field.closing import SiteAnswer
from fieldaudit.field.work import AuditWork
from fieldaudit.reports import audit_report, page_count
from fieldaudit.reports.gather import gather
from fieldaudit.trust.slots import DEFAULT, Cost
from fieldaudit.vault import Vault, files, instruments
from fieldaudit.vault.reading import actions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from fieldaudit.exchange.results import TakenIn

ORGANISATION = "Harbour Recruitment (sample)"
AUDITOR, BRANCH = "A. Rahman", "North"
SITES = (
    sites.NewSite("Riverside Garments, Unit 2", "Riverside Garments", "BD", "14 Canal Road, Dhaka"),
    sites.NewSite("Hilltop Cold Store", "Hilltop Foods", "BD", "Station Road, Chittagong"),
    sites.NewSite("Delta Dormitory", "Riverside Garments", "BD", "16 Canal Road, Dhaka", "dormitory"),
)
REPRESENTATIVE = SiteAnswer(
    "S. Karim", "Factory manager", authority=True, answer="agree", comment="Exits opened during the visit."
)
OFFICE, FIELD, STICK = "headoffice", "field", "stick"
PASSPHRASE_FILE, IDENTITY_FILE, REPORT_FILE = "passphrase.txt", "headoffice-identity.txt", "report.pdf"
STEPS = 8


@dataclass(frozen=True)
class Played:
    """What the demo made, as its summary.json says it; paths are relative to the folder."""

    organisation: str
    audit: str
    form: str
    answers: int
    findings: int
    actions: int
    attachments: int
    package: str
    manifest_sha256: str
    closing_hash: str
    imported: str
    receipt_applied: bool
    report: str
    report_pages: int
    field_home: str
    headoffice_home: str
    headoffice_identity: str
    passphrase_file: str
    alert: str
    alert_imported: str


def play(
    out: Path, form: Path | None = None, *, cost: Cost = DEFAULT, progress: Callable[[int, int], None] | None = None
) -> Played:
    """Play the whole loop in the empty folder `out`, with the bundled inspection or with any form; writes summary.json.

    Raises FolderNotEmpty, FormRefused, and whatever a real audit would meet.
    """
    if out.exists() and any(out.iterdir()):
        raise FolderNotEmpty(folder=out)
    tell = progress or (lambda _done, _total: None)
    out.mkdir(parents=True, exist_ok=True)
    passphrase = secrets.token_urlsafe(18)
    files.write(out / PASSPHRASE_FILE, f"{passphrase}\n".encode())
    _enrol(out, passphrase, cost)
    tell(3, STEPS)
    with Vault.open(out / OFFICE, passphrase) as office, Vault.open(out / FIELD, passphrase) as field:
        files.write(out / IDENTITY_FILE, f"{_secret(office)}\n".encode())
        work = _inspect(field, form)
        tell(4, STEPS)
        alert, alert_taken = _alert(field, office, work, out)
        closing_hash = _close(work, complete=form is None)
        tell(5, STEPS)
        written = export_audits(field, [work.id], out / STICK)
        taken = take_in(office, written.path)
        tell(6, STEPS)
        answer = send(office, field.seat, out / STICK, passphrase=passphrase)
        applied = apply(field, answer.path)
        tell(7, STEPS)
        pdf = audit_report(gather(office, work.id, "headoffice", "en"), "headoffice")
        files.write(out / REPORT_FILE, pdf)
        view = work.view()
        played = Played(
            organisation=ORGANISATION,
            audit=work.id,
            form=view.field("form_id"),
            answers=len(view.answers),
            findings=sum(not finding.withdrawn for finding in work.findings()),
            actions=len(actions_of(field, work.id)),
            attachments=sum(len(found) for found in view.evidence.values()),
            package=str(written.path.relative_to(out)),
            manifest_sha256=written.manifest_sha256,
            closing_hash=closing_hash,
            imported=taken.state,
            receipt_applied=applied.accepted,
            report=REPORT_FILE,
            report_pages=page_count(pdf),
            field_home=FIELD,
            headoffice_home=OFFICE,
            headoffice_identity=IDENTITY_FILE,
            passphrase_file=PASSPHRASE_FILE,
            alert=alert,
            alert_imported=alert_taken.state if alert_taken else "",
        )
    files.write(out / "summary.json", json.dumps(asdict(played), indent=2, ensure_ascii=False).encode())
    tell(STEPS, STEPS)
    return played


def _enrol(out: Path, passphrase: str, cost: Cost) -> None:
    """Set up head office and the protection officer's key, invite the auditor, and let them join."""
    create_organisation(out / OFFICE, ORGANISATION, passphrase, cost=cost)
    with Vault.open(out / OFFICE, passphrase) as office:
        create_officer(office, out / "officer.key", passphrase)
        invited = invite(office, AUDITOR, "auditor", BRANCH, out / "a-rahman.invitation")
    join(out / FIELD, invited.path, invited.code, passphrase, cost=cost)


def _inspect(field: Vault, form: Path | None) -> AuditWork:
    """Add the sample's sites and fill in one audit."""
    made = sites.add_sites(field, SITES)
    chosen = instruments.install(field, form).digest if form else INSTRUMENT
    work = AuditWork(field, audits.start_audit(field, chosen, made[0], audits.NewVisit(announcement="unannounced")))
    today = date.today()  # noqa: DTZ011 - the day on the wall
    if form:
        fill_in(work)
        attach_sample(work, today)
    else:
        answer_sample(work, today)
        fill_in(work)
        follow_up_sample(work, today)
        _go_on(field, made[1:], today)
    return work


def _go_on(field: Vault, places: Sequence[str], today: date) -> None:
    """Leave more to look at in the auditor's home: an audit under way, and one that is signed and not sent yet."""
    under_way, ready = (
        AuditWork(field, audits.start_audit(field, INSTRUMENT, place, audits.NewVisit(due=day.isoformat())))
        for place, day in zip(places, (today + timedelta(days=1), today + timedelta(days=3)), strict=True)
    )
    answer_beginning(under_way, today, 24)
    answer_beginning(ready, today, 10)
    closing.sign(ready, "stopped", "The fire alarm went off and the building was cleared.")


def _alert(field: Vault, office: Vault, work: AuditWork, out: Path) -> tuple[str, TakenIn | None]:
    """Send the first critical finding at once, from the audit that is not signed yet."""
    urgent = [
        finding for finding in work.findings() if finding.severity == "critical" and finding.audience != "restricted"
    ]
    if not urgent:
        return "", None
    written = export_alert(field, urgent[0].id, out / STICK)
    return str(written.path.relative_to(out)), take_in(office, written.path)


def _close(work: AuditWork, *, complete: bool) -> str:
    """Sign as complete where nothing is missing, else as partial; then the site's representative answers."""
    missing = closing.problems(work, "complete", "")
    outcome = "complete" if complete or not missing else "partial"
    closing_hash = closing.sign(
        work, outcome, "" if outcome == "complete" else "Only part of this form belongs to the sample."
    )
    closing.site_answer(work.vault, work.id, REPRESENTATIVE)
    return closing_hash


def _secret(vault: Vault) -> str:
    identity = vault.identity
    assert identity is not None  # noqa: S101 - head office was made a moment ago
    return identity.secret
