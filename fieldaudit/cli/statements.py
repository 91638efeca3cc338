"""`fieldaudit statements` and `actions`: what people say of a closing, and what a supervisor is to do."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from fieldaudit.cli.opened import open_home
from fieldaudit.exchange import countersign, membership
from fieldaudit.exchange.export import export_audits
from fieldaudit.field import assigned_actions, closing, saying
from fieldaudit.field import countersign as own
from fieldaudit.trust import keys
from fieldaudit.vault.statements import Statement, statements_of

if TYPE_CHECKING:
    import argparse

    from fieldaudit.audit.site_text import SiteText
    from fieldaudit.cli.output import Output
    from fieldaudit.vault import Vault

_NO_PICTURE = ("picture",)


def ask(options: argparse.Namespace, output: Output) -> None:
    """Ask a supervisor to sign what a closing says to the site; it goes with the next package to them."""
    with open_home(options) as vault:
        request = countersign.ask(vault, options.audit, options.of)
    output.result({"request": request}, f"Asked: {request}. It goes with: fieldaudit send --to {options.of!r}")


def withdraw(options: argparse.Namespace, output: Output) -> None:
    """Take a request for a countersignature back; what was signed meanwhile is kept."""
    with open_home(options) as vault:
        countersign.withdraw(vault, options.request)
    output.result({"request": options.request, "state": "withdrawn"}, "Withdrawn; the next package to them says so.")


def list_all(options: argparse.Namespace, output: Output) -> None:
    """Print what was said of an audit's closings; without one, head office's requests or a supervisor's own."""
    with open_home(options) as vault:
        if options.audit:
            _list_said(vault, options.audit, output)
        elif membership.is_head_office(vault):
            for row in countersign.overview(vault):
                line = f"{row.id}  {row.state}  {row.name}: {row.site}, {row.form}, version {row.version}  {row.answer}"
                output.result(asdict(row), line.rstrip())
        else:
            for one in own.to_sign(vault):
                state = one.answer or ("withdrawn" if one.withdrawn else "older" if one.newer else "waiting")
                output.result(asdict(one), f"{one.id}  {state}  {one.site}, {one.form}, version {one.version}")


def _list_said(vault: Vault, audit: str, output: Output) -> None:
    for said in statements_of(vault, audit):
        told = {name: value for name, value in asdict(said).items() if name not in _NO_PICTURE}
        told["fingerprint"] = keys.fingerprint(said.seat)  # of whose computer it is from
        output.result(told | {"handwritten": bool(said.picture)}, _line(said))


def _line(said: Statement) -> str:
    name = said.name or "name not given"
    how = {
        "witnessed": f"witnessed by {said.by}",
        "certified": f"certified from own seat, {keys.fingerprint(said.seat)}",
    }
    standing = how.get(said.standing, "from an own seat that is not certified")
    return f"{said.party}: {said.answer}  {name}, {said.function} ({standing})  {said.comment}".rstrip()


def show(options: argparse.Namespace, output: Output) -> None:
    """Print what a closing says to the site, once it is shown to be what the auditor signed."""
    with open_home(options) as vault:
        text = own.read(vault, options.request)
    output.result(asdict(text), "\n".join(_lines(text)))


def _lines(text: SiteText) -> list[str]:
    lines = [f"{text.form}, version {text.version}, {text.outcome}", f"closing {text.closing}"]
    lines += [f"{name}: {value}" for name, value in (("auditor", text.auditor), ("visit", text.day)) if value]
    for found in text.findings:
        lines.append(f"finding, {found.severity}: {found.title}  {found.answer}".rstrip())
        lines += [f"  action: {one.text}, {one.owner}, by {one.due}" for one in found.actions]
    lines += [f"{one.number}  {one.label}: {one.text or one.skipped}  {one.note}".rstrip() for one in text.answers]
    return lines


def sign(options: argparse.Namespace, output: Output) -> None:
    """Agree with a closing, or dissent from it, with the key of this supervisor's seat."""
    with open_home(options) as vault:
        said = own.Countersigned(options.answer, options.function, options.comment, _picture(options))
        event = own.sign(vault, options.request, said)
    output.result(
        {"event": event, "answer": options.answer}, "Signed. It goes with: fieldaudit statements send --to FOLDER"
    )


def send(options: argparse.Namespace, output: Output) -> None:
    """Write the package for head office with what was signed and said about actions, though no audit is sent."""
    with open_home(options) as vault:
        written = export_audits(vault, (), Path(options.to))
    output.result({"package": str(written.path), "size": written.size}, f"Wrote {written.path}.")


def witness(options: argparse.Namespace, output: Output) -> None:
    """Record what a supervisor says on this computer, as this seat witnessed it."""
    with open_home(options) as vault:
        said = closing.Witnessed(options.name, options.function, options.answer, options.comment, _picture(options))
        closing.witness(vault, options.audit, said)
        by = membership.member(vault).name
    output.result({"audit": options.audit, "answer": options.answer, "by": by}, f"Recorded, witnessed by {by}.")


def site(options: argparse.Namespace, output: Output) -> None:
    """Record what the site's representative says of a signed audit."""
    with open_home(options) as vault:
        said = closing.SiteAnswer(
            options.name, options.function, options.authority, options.answer, options.comment, _picture(options)
        )
        closing.site_answer(vault, options.audit, said)
    output.result({"audit": options.audit, "answer": options.answer}, "Recorded beside the auditor's signature.")


def list_actions(options: argparse.Namespace, output: Output) -> None:
    """Print the actions that are assigned to this person from audits of others."""
    with open_home(options) as vault:
        for one in assigned_actions.mine(vault):
            output.result(asdict(one), f"{one.id}  {one.state}  due {one.due or 'not said'}  {one.site}: {one.text}")


def move_action(options: argparse.Namespace, output: Output) -> None:
    """Say how far such an action is."""
    with open_home(options) as vault:
        assigned_actions.move(vault, options.action, options.state, options.note)
    output.result({"action": options.action, "state": options.state}, "Recorded; it goes with the next package.")


def _picture(options: argparse.Namespace) -> str:
    return saying.read_picture(Path(options.signature)) if options.signature else ""
