"""What comes before a desk: opening a vault, joining, setting up, the sample data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldaudit.demo import play
from fieldaudit.demo.play import FIELD, OFFICE, PASSPHRASE_FILE
from fieldaudit.desktop.first_start.presenter import Invitation, RecoverySheet
from fieldaudit.errors import FileUnreadable, RecoveryRefused, WrongPassphrase
from fieldaudit.exchange import clock, enrol, passphrases, sheets
from fieldaudit.exchange.invitation import read_invitation
from fieldaudit.field import audits, sites
from fieldaudit.trust import certificates
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import Vault, instruments, keys
from fieldaudit.vault.listing import list_audits

if TYPE_CHECKING:
    from pathlib import Path

    from fieldaudit.desktop.first_start.presenter import Desk
    from fieldaudit.desktop.protocols import Progress

SAMPLE = "sample"
_NOT_PLAYED_UNTIL = "summary.json"


def open_vault(home: Path, passphrase: str) -> Vault:
    """Open the vault in `home`; raises WrongPassphrase and what the vault refuses."""
    opened = Vault.open(home, passphrase)
    keys.keep_office_slot(opened)  # one that was made before head office had a recovery recipient
    return opened


def recover(home: Path, words: str, passphrase: str) -> Vault:
    """Set a new passphrase by the words of the recovery sheet and open the vault; raises WordsMistyped too."""
    try:
        passphrases.recover(home, words, passphrase)
    except WrongPassphrase as refused:
        raise RecoveryRefused from refused
    return Vault.open(home, passphrase)


class EntryUses:
    """The doors of the first start; `home` is where the vault will lie, the sample lies beside it."""

    def __init__(self, home: Path) -> None:
        """Remember where vaults go."""
        self._home = home

    def read_invitation(self, file: Path, code: str) -> Invitation:
        """Open an invitation with its six words."""
        try:
            found = read_invitation(file, code, clock.now())
        except OSError as problem:
            raise FileUnreadable(path=file.name, reason=problem.strerror or problem) from problem
        organisation = certificates.authority_name(found.authority.encode("ascii"))
        return Invitation(organisation, found.name, found.role, found.branch)

    def join(self, file: Path, code: str, passphrase: str) -> Vault:
        """Make the vault and the seat's key."""
        enrol.join(self._home, file, code, passphrase)
        return Vault.open(self._home, passphrase)

    def set_up(self, organisation: str, passphrase: str) -> RecoverySheet:
        """Make a head office."""
        made = enrol.create_organisation(self._home, organisation, passphrase)
        vault = Vault.open(self._home, passphrase)
        words = tuple(made.recovery_words.split())
        return RecoverySheet(made.sheet, words, vault, sheets.share_sheets(vault, made.recovery_words))

    def sample(self, desk: Desk, progress: Progress) -> Vault:
        """Make the sample data where it is not there yet and open one of its two vaults."""
        place = self._home.parent / SAMPLE
        if not (place / _NOT_PLAYED_UNTIL).is_file():
            play(place, cost=CHEAP, progress=progress.report)  # what it guards is made up
        passphrase = (place / PASSPHRASE_FILE).read_text("utf-8").strip()
        opened = Vault.open(place / (FIELD if desk == "field" else OFFICE), passphrase)
        if desk == "field":
            _leave_one_under_way(opened)
        return opened


def _leave_one_under_way(vault: Vault) -> None:
    """Start a second audit of the sample, so that there is something to go on with."""
    if len(list_audits(vault)) > 1:
        return
    known = sites.list_sites(vault)
    chosen = instruments.available(vault)
    if known and chosen:
        audits.start_audit(vault, chosen[0].digest, known[0].id, audits.NewVisit(announcement="announced"))
