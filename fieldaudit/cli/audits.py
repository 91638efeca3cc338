"""`fieldaudit audits`, `fill`, `sign` and `report`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fieldaudit.cli.opened import open_home
from fieldaudit.cli.output import counted, write_file
from fieldaudit.cli.steps import carry_out, read_step, text_lines
from fieldaudit.errors import AuditUnfinished
from fieldaudit.field import audits, closing, outbox, team
from fieldaudit.field.work import AuditWork
from fieldaudit.reports import audit_report, page_count
from fieldaudit.reports.gather import gather
from fieldaudit.vault.listing import list_audits
from fieldaudit.vault.reading import findings_of, read_audit

if TYPE_CHECKING:
    import argparse

    from fieldaudit.audit.finding_view import FindingView
    from fieldaudit.audit.sheet import SheetRow
    from fieldaudit.cli.output import Output


def new(options: argparse.Namespace, output: Output) -> None:
    """Start an audit of a site with a form."""
    with open_home(options) as vault:
        visit = audits.NewVisit(announcement=options.announcement)
        audit = audits.start_audit(vault, options.form, audits.find_site(vault, options.site), visit)
    output.result({"audit": audit}, f"Started audit {audit}.")


def list_all(options: argparse.Namespace, output: Output) -> None:
    """Print every audit of this vault."""
    with open_home(options) as vault:
        rows = list_audits(vault)
        confirmed = [row.id for row in rows if row.state == outbox.CONFIRMED]
        since = outbox.changed_since(vault, confirmed)
    for row in rows:
        state = since.get(row.id, row.state)
        output.result(
            {
                "audit": row.id,
                "site": row.site,
                "form": row.form_title,
                "state": state,
                "answered": row.answered,
                "total": row.total,
                "findings": sum(row.findings.values()),
            },
            f"{row.id}  {row.site}, {row.form_title}: {state.replace('_', ' ')}, "
            f"{row.answered} of {row.total} answered, {counted(sum(row.findings.values()), 'finding')}",
        )
    if not rows:
        output.say("There are no audits yet. Start one with: fieldaudit audits new --form ID --site SITE")


def show(options: argparse.Namespace, output: Output) -> None:
    """Print one audit with every question, answered or not."""
    with open_home(options) as vault:
        reading = read_audit(vault, options.audit)
        findings = [_finding(finding) for finding in findings_of(vault, reading.view)]
    sheet = reading.sheet()
    answers = [_answer(reading.session.positional(row.ref), row) for section in sheet.sections for row in section.rows]
    answered, total = reading.progress()
    summary = {
        "audit": options.audit,
        "state": reading.view.state,
        "answered": answered,
        "total": total,
        "findings": findings if output.as_json else len(findings),
    }
    lines = [f"{name}: {value}" for name, value in summary.items()]
    lines += [f"{row.number}  {row.label}: {row.text or row.state.replace('_', ' ')}" for row in sheet.rows]
    output.result(summary | {"answers": answers}, "\n".join(lines))


def _answer(ref: str, row: SheetRow) -> dict[str, object]:
    known = {"ref": ref, "type": row.type, "relevant": row.state != "not_asked"}
    return known | ({"sealed": True} if row.state == "sealed" else {"value": row.value})


def _finding(finding: FindingView) -> dict[str, object]:
    shown = ("id", "ref", "title", "severity", "clause", "affected", "sampled", "owner", "due", "withdrawn", "audience")
    return {name: getattr(finding, name) for name in shown}


def amend(options: argparse.Namespace, output: Output) -> None:
    """Open a signed audit again, with the reason."""
    with open_home(options) as vault:
        closing.amend(vault, options.audit, options.reason)
    output.result(
        {"audit": options.audit, "state": "in_progress"}, "The audit is open again; sign it when you are done."
    )


def fill(options: argparse.Namespace, output: Output) -> None:
    """Carry out the steps on standard input, each durable before it is confirmed."""
    with open_home(options) as vault:
        work = AuditWork(vault, options.audit)
        work.finish_computing()
        saved_steps = 0
        for number, line in enumerate(text_lines(sys.stdin), start=1):
            if not line.strip():
                continue
            ref, saved = carry_out(work, read_step(line, number), number, Path.cwd())
            saved_steps += 1
            output.result(
                {"saved": saved_steps, "ref": ref, "time": saved.time, "raised": list(saved.raised)},
                f"saved {saved_steps}  {ref}",
            )
            work.finish_computing()
        if waiting := work.unfinished():
            raise AuditUnfinished(count=len(waiting))


def sign(options: argparse.Namespace, output: Output) -> int:
    """Close an audit, or print what stands in the way (exit code 1)."""
    with open_home(options) as vault:
        work = AuditWork(vault, options.audit)
        team.require_lead(vault, work.id)  # said before what is open: another signs it
        work.finish_computing()
        problems = closing.problems(work, options.outcome, options.reason)
        if problems:
            listed = [{"ref": problem.ref, "label": problem.label, "problem": problem.problem} for problem in problems]
            output.result({"problems": listed}, "\n".join(map(_point, problems)))
            counted = "1 point is" if len(problems) == 1 else f"{len(problems)} points are"
            output.say(f"fieldaudit: not signed: {counted} open.")
            return 1
        closed = closing.sign(work, options.outcome, options.reason)
    output.result({"closing_hash": closed}, f"Signed. Closing event: {closed}")
    return 0


def _point(point: closing.OpenPoint) -> str:
    about = " ".join(part for part in (point.number, point.label) if part)
    return f"{about}: {point.problem}" if about else point.problem


def report(options: argparse.Namespace, output: Output) -> None:
    """Write an audit's report for one audience."""
    with open_home(options) as vault:
        data = gather(vault, options.audit, options.audience, options.language)
    pdf = audit_report(data, options.audience)
    write_file(Path(options.output), pdf)
    pages = page_count(pdf)
    output.result({"pages": pages, "file": options.output}, f"Wrote {options.output}, {pages} pages.")
