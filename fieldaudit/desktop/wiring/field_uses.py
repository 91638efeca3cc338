"""What an auditor's screens do, on the vault."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fieldaudit.desktop.exchange.presenter import Overview, Received, SendLine, Sent, SentLine
from fieldaudit.desktop.home.start_presenter import InstrumentChoice, SiteChoice
from fieldaudit.desktop.lines import ActionLine
from fieldaudit.desktop.wiring.backup_uses import only_line
from fieldaudit.desktop.wiring.given_uses import assigned_lines
from fieldaudit.desktop.wiring.lines import as_day, as_moment, audit_lines, open_actions, with_changes
from fieldaudit.desktop.wiring.stopping import told_how_far
from fieldaudit.desktop.wiring.team_uses import with_team
from fieldaudit.errors import FileUnreadable
from fieldaudit.exchange import published
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field import assigned_actions, audits, outbox, sites

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fieldaudit.desktop.backup.lines import OnlyLine
    from fieldaudit.desktop.home.start_presenter import VisitDetails
    from fieldaudit.desktop.lines import AuditLine
    from fieldaudit.desktop.protocols import Progress
    from fieldaudit.exchange.results import TakenIn
    from fieldaudit.exchange.writer import Written
    from fieldaudit.vault import Vault


class HomeUses:
    """Home and starting an audit."""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault

    def audits(self) -> Sequence[AuditLine]:
        """Return every audit of this seat."""
        lines = with_changes(self._vault, audit_lines(self._vault, with_person=False))
        lines = with_team(self._vault, lines)
        return (*lines, *assigned_lines(self._vault))

    def actions_due(self) -> Sequence[ActionLine]:
        """Return the open actions, the most urgent first."""
        assigned = (one for one in assigned_actions.mine(self._vault) if one.next)
        mine = [ActionLine(one.id, one.text, one.site, as_day(one.due)) for one in assigned]
        return sorted((*open_actions(self._vault), *mine), key=lambda line: (line.due or date.max, line.text))

    def only_here(self) -> OnlyLine:
        """Return what is nowhere but on this laptop."""
        return only_line(self._vault)

    def instruments(self) -> Sequence[InstrumentChoice]:
        """Return the installed instruments."""
        return [
            InstrumentChoice(found.digest, found.title, found.version, found.questions, tuple(found.languages))
            for found in published.to_use(self._vault)
        ]

    def sites(self) -> Sequence[SiteChoice]:
        """Return the known sites."""
        return [
            SiteChoice(site.id, site.name, " · ".join(part for part in (site.party, site.address) if part))
            for site in sites.list_sites(self._vault)
        ]

    def start(self, instrument: str, site: str, visit: VisitDetails) -> str:
        """Start an audit."""
        known = audits.NewVisit(visit.announcement, visit.date, visit.purpose, visit.team, visit.due)
        return audits.start_audit(self._vault, instrument, site, known)


class ExchangeUses:
    """Send and receive."""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault

    def overview(self) -> Overview:
        """Return what is ready, on its way and only here."""
        box = outbox.outbox(self._vault)
        return Overview(
            recipient=box.organisation,
            fingerprint=box.fingerprint,
            ready=tuple(
                SendLine(ready.row.id, ready.row.site, ready.row.form_title, None, ready.attachments, ready.size)
                for ready in box.ready
                if ready.row.state != "sent"  # confirmed ones are here because something was said since
            ),
            sent=tuple(
                SentLine(package.number, when, package.audits, package.confirmed)
                for package in box.sent
                if (when := as_moment(package.time)) is not None
            ),
            only_here=box.only_here,
            last_receipt=as_moment(box.last_receipt),
            asks=box.asks,
        )

    def send(self, audits: Sequence[str], folder: Path, most: int, progress: Progress) -> Sent:
        """Write a package; it is read back and verified before it counts as written."""
        return _sent(export_audits(self._vault, audits, folder, max_size=most, progress=progress.report), len(audits))

    def send_again(self, folder: Path, most: int, progress: Progress) -> Sent:
        """Write all that was sent before once more, whole, though it was confirmed."""
        count = len(outbox.sent_audits(self._vault))
        return _sent(outbox.send_again(self._vault, folder, max_size=most, progress=progress.report), count)

    def receive(self, files: Sequence[Path], progress: Progress) -> Sequence[Received]:
        """Verify and apply what head office sent; raises IntakeStopped."""
        results = []
        with told_how_far(progress) as report:
            for number, file in enumerate(files, start=1):
                results.append(self._receive_one(file))
                report(number, len(files))
        return results

    def _receive_one(self, file: Path) -> Received:
        try:
            result: TakenIn = import_package(self._vault, file)
        except FileUnreadable as unreadable:
            return Received(file.name, good=False, sentence=unreadable.sentence, next_step=unreadable.window_step)
        waits = bool(result.part_of) and result.held
        return Received(file.name, result.accepted, result.reason, result.next_step, waits)


def _sent(written: Written, audits: int) -> Sent:
    size = sum(one.size for one in written.packages())
    names = tuple(file.name for file in written.files())
    return Sent(written.path, size, written.sequence, audits, names, written.left_out)
