"""What people say of closings, on the vault of either desk."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from fieldaudit.desktop import wording
from fieldaudit.desktop.given.lines import Choice
from fieldaudit.desktop.review.points import SiteFinding
from fieldaudit.desktop.run.typed import shown_day
from fieldaudit.desktop.statements.lines import AskedLine, DoLine, Reading, ReadLine, ToSignLine
from fieldaudit.desktop.wiring.lines import as_day, as_moment
from fieldaudit.exchange import countersign, people
from fieldaudit.exchange.countersign_request import SUPERVISOR
from fieldaudit.exchange.export import export_audits, loose_unconfirmed
from fieldaudit.field import assigned_actions
from fieldaudit.field import countersign as own
from fieldaudit.vault.listing import SIGNED_STATES, list_audits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from fieldaudit.audit.site_text import SiteText
    from fieldaudit.desktop.statements.lines import OwnEntry
    from fieldaudit.vault import Vault


class OwnStatements:
    """What a supervisor is to sign and to do; every method is called on the worker."""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault

    def closings(self) -> Sequence[ToSignLine]:
        """Return what this seat was asked to sign."""
        return [
            ToSignLine(
                id=one.id,
                site=one.site,
                form=one.form,
                version=one.version,
                by=one.by,
                asked=_day(one.asked),
                answer=one.answer,
                comment=one.comment,
                newer=one.newer,
                withdrawn=_day(one.withdrawn),
            )
            for one in own.to_sign(self._vault)
        ]

    def actions(self) -> Sequence[DoLine]:
        """Return what this person is to carry out."""
        return [
            DoLine(one.id, one.text, one.site, one.about, one.state, as_day(one.due), one.note, one.next)
            for one in assigned_actions.mine(self._vault)
        ]

    def unsent(self) -> int:
        """Return how many records hold something that head office does not have."""
        return loose_unconfirmed(self._vault)

    def read(self, request: str) -> Reading:
        """Return what a closing says to the site."""
        asked = next((one for one in own.to_sign(self._vault) if one.id == request), None)
        return _reading(own.read(self._vault, request), asked.site if asked else "", asked.by if asked else "")

    def sign(self, request: str, entry: OwnEntry) -> None:
        """Agree or dissent."""
        picture = base64.b64encode(entry.signature).decode("ascii")
        own.sign(self._vault, request, own.Countersigned(entry.answer, entry.function, entry.comment, picture))

    def move(self, action: str, state: str, note: str) -> None:
        """Say how far an action is."""
        assigned_actions.move(self._vault, action, state, note)

    def write(self, folder: Path) -> Path:
        """Write the package for head office."""
        return export_audits(self._vault, (), folder).path


class OfficeStatements:
    """Whom head office asked and what they said."""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault

    def asked(self) -> Sequence[AskedLine]:
        """Return every request."""
        return [
            AskedLine(
                id=one.id,
                audit=one.audit,
                name=one.name,
                site=one.site,
                form=one.form,
                version=one.version,
                state=one.state,
                answer=one.answer,
                comment=one.comment,
                standing=one.standing,
                asked=_day(one.asked),
                signed=_day(one.signed),
                sent=one.sent,
            )
            for one in countersign.overview(self._vault)
        ]

    def choices(self) -> tuple[Sequence[Choice], Sequence[Choice]]:
        """Return the audits that are signed, and the supervisors."""
        closings = [
            Choice(row.id, row.site, " · ".join(part for part in (row.form_title, row.auditor) if part))
            for row in list_audits(self._vault)
            if row.state in SIGNED_STATES
        ]
        trusted = (people.ADMITTED, people.CERTIFIED)
        persons = [
            Choice(seat.id, seat.name, seat.branch)
            for seat in people.seats(self._vault).values()
            if seat.role == SUPERVISOR and seat.state in trusted
        ]
        return closings, sorted(persons, key=lambda one: one.name.casefold())

    def ask(self, audit: str, seat: str) -> str:
        """Ask a supervisor."""
        return countersign.ask(self._vault, audit, seat)

    def withdraw(self, request: str) -> None:
        """Take a request back."""
        countersign.withdraw(self._vault, request)


def _day(time: str) -> date | None:
    moment = as_moment(time)
    return moment.astimezone().date() if moment else None


def _reading(text: SiteText, site: str, by: str) -> Reading:
    translate = QCoreApplication.translate
    day = shown_day(text.day)
    visit = ", ".join(
        part for part in (wording.long_day(day) if day else "", wording.announcement(text.announcement)) if part
    )
    not_checked = translate("statements", "not checked: {reason}")
    return Reading(
        title=text.form,
        facts=(
            (translate("statements", "Site"), site),
            (translate("statements", "Visit"), visit),
            (translate("statements", "Auditor"), text.auditor),
            (translate("statements", "Outcome"), wording.outcome(text.outcome)),
            (translate("statements", "Reason"), text.reason),
            (translate("statements", "Version"), str(text.version)),
            (translate("statements", "Asked by"), by),
            (translate("statements", "Closing"), text.closing),
        ),
        closing=text.closing,
        findings=tuple(
            SiteFinding(
                title=one.title,
                severity=one.severity,
                clause=one.clause,
                seen=one.seen,
                owner=one.owner,
                due=one.due,
                note=" · ".join(part for part in (one.answer, one.note) if part),
                actions=tuple((action.text, action.owner, action.due) for action in one.actions),
            )
            for one in text.findings
        ),
        answers=tuple(
            ReadLine(
                one.number, one.label, not_checked.format(reason=one.skipped) if one.skipped else one.text, one.note
            )
            for one in text.answers
        ),
        files=text.files,
    )
