"""What head office's screens do, on the vault."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from fieldaudit.desktop import wording
from fieldaudit.desktop.devices.presenter import InviteForm, SeatLine
from fieldaudit.desktop.intake.presenter import SETTLED, PackageLine, Watched
from fieldaudit.desktop.wiring.backup_uses import only_line
from fieldaudit.desktop.wiring.lines import as_moment
from fieldaudit.desktop.wiring.stopping import told_how_far
from fieldaudit.errors import FilesUnreadable, FileUnreadable, WatchedIntakeStopped
from fieldaudit.exchange import enrol, gathering, people
from fieldaudit.exchange.answer import send
from fieldaudit.exchange.incoming import certify_and_release
from fieldaudit.exchange.intake import intake_log, retry_waiting
from fieldaudit.headoffice import intake, seats, waiting
from fieldaudit.trust import keys
from fieldaudit.vault.contested import contested
from fieldaudit.vault.listing import list_audits

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from fieldaudit.desktop.backup.lines import OnlyLine
    from fieldaudit.desktop.protocols import Progress
    from fieldaudit.vault import PackageRow, Vault

_COMPARED = 400  # of a longer list only the newest packages are looked into
_EPOCH = datetime.fromtimestamp(0, UTC)
_STATES = {"newer_program": "newer"}


class IntakeUses:
    """Packages that arrive at one vault."""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault

    def packages(self) -> Sequence[PackageLine]:
        """Return what came: what needs a person first, each newest first."""
        titles = {row.id: f"{row.form_title}, {row.site}" for row in list_audits(self._vault)}
        lines = [_package(row, titles) for row in intake_log(self._vault)]
        newest = dict.fromkeys(audit for line in lines[:_COMPARED] for audit, _ in line.audits)
        differing = contested(self._vault, list(newest))
        told = [_two_versions(line, differing) for line in lines]
        return sorted(told, key=lambda line: not line.needs_you())

    def take_in(self, files: Sequence[Path], progress: Progress) -> None:
        """Verify, stage and accept files; raises what could not even be read, after all others, or IntakeStopped."""
        with told_how_far(progress) as report:
            results = intake.take_in_all(self._vault, files, report)
        unreadable = [result for result in results if isinstance(result, FileUnreadable)]
        if len(unreadable) > 1:
            raise FilesUnreadable(count=len(unreadable), **unreadable[0].details)
        if unreadable:
            raise unreadable[0]

    def arrived(self) -> Sequence[Path]:
        """Return what is new in the watched folder."""
        return intake.arrived(self._vault)

    def take_in_arrived(self, progress: Progress) -> None:
        """Take in what is new in the watched folder; raises WatchedIntakeStopped."""
        with told_how_far(progress, WatchedIntakeStopped) as report:
            intake.take_in_arrived(self._vault, report)

    def only_here(self) -> OnlyLine:
        """Return what is nowhere but on this laptop."""
        return only_line(self._vault)

    def throw_away(self, package: str) -> None:
        """Remove the parts that wait of a package that will never be complete."""
        gathering.throw_away(self._vault, package)

    def put_away(self, package: str) -> None:
        """Wait for a package no longer."""
        waiting.put_away(self._vault, package)

    def retry(self) -> None:
        """Look once more at everything that waits."""
        retry_waiting(self._vault)

    def watched(self) -> Watched | None:
        """Return the folder that is watched and whether it is there, or None."""
        folder = intake.watched_folder(self._vault)
        if folder is None:
            return None
        try:
            with os.scandir(folder):
                return Watched(folder)
        except (FileNotFoundError, NotADirectoryError):
            return Watched(folder, away=True)
        except OSError as failed:
            return Watched(folder, trouble=failed.strerror or str(failed))

    def watch(self, folder: Path | None) -> None:
        """Watch a folder from now on, or none."""
        intake.watch(self._vault, folder)


class DevicesUses:
    """Seats and invitations of one vault."""

    def __init__(self, vault: Vault) -> None:
        """Work on one vault."""
        self._vault = vault

    def seats(self) -> Sequence[SeatLine]:
        """Return who waits to be certified, every seat and every open invitation."""
        log = self._vault.exchange_log.packages("in")
        unknown = [
            SeatLine(
                seat.id,
                seat.name,
                "",
                "",
                people.WAITING,
                seat.fingerprint,
                as_moment(next((row.time for row in log if row.sender == seat.id), "")),
            )
            for seat in people.waiting(self._vault).values()
        ]
        return unknown + [
            SeatLine(
                row.id,
                row.name,
                row.role,
                row.branch,
                row.state,
                row.fingerprint,
                as_moment(row.last_package),
                int(row.to_send),
                row.ends,
                row.renews,
            )
            for row in seats.list_seats(self._vault)
        ]

    def invite(self, form: InviteForm, file: Path) -> str:
        """Write an invitation; return its six-word code."""
        return enrol.invite(self._vault, form.name, form.role, form.branch, file).code

    def certify(self, fingerprint: str, role: str, branch: str, passphrase: str) -> None:
        """Certify a seat whose fingerprint was compared; what waited for that is taken in."""
        certify_and_release(self._vault, fingerprint, passphrase, role=role, branch=branch)

    def revoke(self, fingerprint: str) -> None:
        """Revoke a seat."""
        enrol.revoke(self._vault, fingerprint)

    def write_package(self, fingerprint: str, folder: Path, passphrase: str, most: int) -> Sequence[Path]:
        """Write what waits for a seat into a folder; what waited for its new certificate is taken in."""
        written = send(self._vault, fingerprint, folder, passphrase=passphrase or None, max_size=most)
        waiting.renewed(self._vault)
        return written.parts or (written.path,)


def _two_versions(line: PackageLine, differing: Collection[str]) -> PackageLine:
    """Say of what was taken in that something in it differs from what others said, as long as nobody has chosen."""
    mine = tuple(audit for audit in line.audits if audit[0] in differing)
    if line.state != "taken_in" or not mine:
        return line
    translate = QCoreApplication.translate
    others = tuple(audit for audit in line.audits if audit not in mine)
    return replace(
        line,
        state="two_versions",
        sentence=translate("intake", "Different things were said about it on two computers."),
        next_step=translate("intake", "Nothing is lost: compare them and choose which hold."),
        audits=(*mine, *others),
    )


def _package(row: PackageRow, titles: Mapping[str, str]) -> PackageLine:
    translate = QCoreApplication.translate
    detail = row.detail
    audits = tuple((audit, titles[audit]) for audit in detail.get("audits", ()) if audit in titles)
    who = str(detail.get("sender", ""))
    count = len(detail.get("audits", ()))
    named = translate("intake", "1 audit") if count == 1 else translate("intake", "{count} audits").format(count=count)
    kind = translate("intake", "critical alert") if detail.get("purpose") == "alert" else named if count else ""
    number = (
        translate("intake", "no. {number}").format(number=row.number) if row.number else str(detail.get("file", ""))
    )
    held = bool(detail.get("held"))
    about = detail.get("about")
    state = "revoked_before" if row.state == "revoked" and held else _STATES.get(row.state, row.state)
    if about and held and row.state in ("revoked", "expired"):
        state = f"colleague_{row.state}"
    settled = state in SETTLED
    facts = [(translate("intake", "File"), str(detail.get("file", "")))]
    if "accepted_by" in detail:
        facts.append((translate("intake", "Its form"), _by(detail, "accepted_by", "accepted")))
    if "put_away_by" in detail:
        facts.append((translate("intake", "Left out by"), _by(detail, "put_away_by", "put_away")))
    return PackageLine(
        id=row.digest,
        state=state,
        title=" · ".join(part for part in (who, number) if part),
        detail=kind if settled and state != waiting.PUT_AWAY else row.reason,
        when=as_moment(row.time) or _EPOCH,
        sentence=row.reason,
        next_step="" if settled else str(detail.get("next_step", "")),
        who=who,
        fingerprint=keys.fingerprint(row.sender) if row.sender else "",
        facts=tuple(facts),
        audits=audits,
        in_parts=row.state == "incomplete" and "parts" in detail,
        held=held,
        about=(str(about["name"]), keys.fingerprint(str(about["seat"]))) if about else ("", ""),
    )


def _by(detail: Mapping[str, Any], who: str, when: str) -> str:
    moment = as_moment(str(detail.get(when, "")))
    return ", ".join(part for part in (str(detail[who]), wording.moment(moment) if moment else "") if part)
