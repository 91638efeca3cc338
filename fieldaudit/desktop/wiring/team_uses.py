"""One audit by several people, on the vault."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from fieldaudit.audit.record_views import RecordView
from fieldaudit.audit.team import AUDIT, TEAM
from fieldaudit.desktop.run.markup import plain
from fieldaudit.desktop.team.presenter import CardLine, Handed, PersonLine, SectionLine, TeamPage
from fieldaudit.desktop.wiring.lines import as_line, as_moment
from fieldaudit.errors import AuditUnknown, FormMissing, FormRefused
from fieldaudit.exchange import colleagues, membership
from fieldaudit.field import team
from fieldaudit.vault import files
from fieldaudit.vault.listing import SIGNED_STATES, audit_row

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from fieldaudit.desktop.lines import AuditLine
    from fieldaudit.desktop.protocols import Progress
    from fieldaudit.exchange.colleagues import Colleague
    from fieldaudit.field.team import Person
    from fieldaudit.vault import Vault


def with_team(vault: Vault, lines: Iterable[AuditLine]) -> list[AuditLine]:
    """Say on the lines of audits that several people do with whom, and which sections are this seat's."""
    shared = {RecordView.of(vault.cells(row.id)).field(AUDIT) for row in vault.records(TEAM)}
    return [replace(line, who=_in_words(vault, line.id)) if line.id in shared else line for line in lines]


def _in_words(vault: Vault, audit: str) -> str:
    try:
        found = team.team_of(vault, audit)
    except (AuditUnknown, FormMissing, FormRefused):  # the list says what it can
        return ""
    others = [one.name for one in found.people if not one.me and not one.left]
    mine = ", ".join(plain(part.title) for part in found.sections_of(vault.seat))
    translate = QCoreApplication.translate
    words = [translate("lines", "with {names}").format(names=", ".join(others))] if others else []
    words += [translate("lines", "your sections: {sections}").format(sections=mine)] if mine else []
    return ", ".join(words)


class VaultTeam:
    """`TeamUses` on one vault; every method is called on the worker."""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault

    def page(self, audit: str) -> TeamPage:
        """Return the team of an audit."""
        found, row, me = team.team_of(self._vault, audit), audit_row(self._vault, audit), membership.member(self._vault)
        inside = {one.seat for one in found.people if not one.left}
        return TeamPage(
            audit=audit,
            site=row.site,
            instrument=row.form_title,
            card=colleagues.card_name(me.name),
            own_fingerprint=me.fingerprint,
            certified=me.certified,
            mine=found.mine,
            signed=row.state in SIGNED_STATES,
            lead=found.lead_name,
            people=tuple(map(_person, found.people)),
            sections=tuple(SectionLine(part.ref, part.number, plain(part.title), part.seat) for part in found.parts),
            others=tuple(_card(one) for one in colleagues.colleagues(self._vault) if one.seat not in inside),
        )

    def read_card(self, file: Path) -> CardLine:
        """Return whose card a file is."""
        return _card(colleagues.read_card(self._vault, file))

    def save_card(self, file: Path) -> None:
        """Write this seat's own card."""
        files.write_asked(file, colleagues.own_card(self._vault))

    def share(self, audit: str, seat: str) -> None:
        """Bring a colleague in."""
        team.share(self._vault, audit, colleagues.find(self._vault, seat))

    def allocate(self, audit: str, ref: str, seat: str) -> None:
        """Give a section to somebody."""
        team.allocate(self._vault, audit, seat, [ref])

    def hand_over(self, audit: str, seat: str) -> None:
        """Let somebody else lead."""
        team.hand_over(self._vault, audit, seat)

    def take_over(self, audit: str, reason: str) -> None:
        """Lead from now on."""
        team.take_over(self._vault, audit, reason)

    def leave(self, audit: str, seat: str) -> None:
        """Let somebody leave."""
        team.leave(self._vault, audit, seat)

    def write(self, audit: str, seat: str, folder: Path, progress: Progress) -> Handed:
        """Write what somebody does not have."""
        who = colleagues.find(self._vault, seat)
        written = team.send(self._vault, audit, who, folder, progress=progress.report)
        size = sum(one.size for one in written.packages())
        return Handed(who.name, tuple(written.files()), size, written.left_out)


def _person(one: Person) -> PersonLine:
    return as_line(PersonLine, one, left=bool(one.left), sent=as_moment(one.sent), came=as_moment(one.came))


def _card(one: Colleague) -> CardLine:
    return as_line(CardLine, one)
