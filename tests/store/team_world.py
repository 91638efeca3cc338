"""Two certified auditors on one visit and their head office, each with a real vault, and a stick between them."""

import atexit
import shutil
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from exchange_world import PASSPHRASE
from field_world import field_desk
from hostile_world import seat_of

from fieldaudit.exchange import authority_key, colleagues, membership
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field import audits, team
from fieldaudit.field.work import AuditWork
from fieldaudit.trust import certificates, sealing
from fieldaudit.vault import Vault

FIRE, FLOORS, VOICES = "/data/fire", "", "/data/voices"
NAMES = {"amina": "Amina Rahman", "bilal": "Bilal Haque", "chandra": "Chandra Das"}


@dataclass
class TeamWorld:
    """Open vaults: Amina leads, Bilal helps, Chandra is there for tests of three; none of them has met."""

    folder: Path
    office: Vault
    amina: Vault
    bilal: Vault
    chandra: Vault
    site: str
    officer: sealing.Identity

    @property
    def stick(self) -> Path:
        return self.folder / "stick"

    def meet(self, one: Vault, other: Vault):
        """Let one person take in the other's card."""
        card = self.stick / f"{other.seat[:8]}.card"
        card.write_bytes(colleagues.own_card(other))
        return colleagues.read_card(one, card)

    def begin(self) -> AuditWork:
        """Let Amina start an audit."""
        visit = audits.NewVisit(date="2026-11-20")
        return AuditWork(self.amina, audits.start_audit(self.amina, "small", self.site, visit))

    def shared(self, sections=(FLOORS,)) -> str:
        """Let Amina start an audit and share it with Bilal, who has taken it in; returns it."""
        audit = self.begin().id
        team.share(self.amina, audit, self.meet(self.amina, self.bilal), sections)
        self.give(self.amina, self.bilal, audit)
        return audit

    def give(self, giver: Vault, taker: Vault, audit: str, **how):
        """Carry what the taker does not have of an audit; it must be taken in."""
        for path in self.write_all(giver, taker, audit, **how):
            result = import_package(taker, path)
            assert result.accepted, result
        return result

    def write(self, giver: Vault, taker: Vault, audit: str, **how) -> Path:
        """Write what fits in one package."""
        [path] = self.write_all(giver, taker, audit, **how)
        return path

    def write_all(self, giver: Vault, taker: Vault, audit: str, **how) -> list[Path]:
        """Write a package for each checkpoint of a third person that goes along."""
        who = colleagues.find(giver, taker.seat)
        return team.send(giver, audit, who, self.stick, **how).files()

    def up(self, sender: Vault, audit: str, **how):
        """Carry an audit to head office, in as many packages as it takes; returns what came of the last."""
        for path in export_audits(sender, [audit], self.stick, **how).files():
            result = import_package(self.office, path)
        return result


@cache
def _template() -> tuple[Path, str, sealing.Identity]:
    folder = Path(tempfile.mkdtemp(prefix="fieldaudit-team-"))
    atexit.register(shutil.rmtree, folder)
    with field_desk(folder) as world:
        world.office.put(membership.OFFICER, world.officer.recipient)
        _certify(world)
        for name in ("bilal", "chandra"):
            with seat_of(world, folder / name, NAMES[name]) as vault:
                vault.put(membership.OFFICER, world.officer.recipient)
        return folder, world.site, world.officer


def _certify(world) -> None:
    """Give Amina her certificate, as the first answer of head office does."""
    authority = authority_key.load(world.office.home, PASSPHRASE)
    request = world.field.get(membership.REQUEST).encode()
    pem = certificates.issue(authority, request, name=NAMES["amina"], role="auditor", branch="Dhaka", days=700)
    world.field.put(membership.CERTIFICATE, pem.decode())


@contextmanager
def a_team(folder: Path):
    """Open copies of all four homes below `folder`."""
    template, site, officer = _template()
    shutil.copytree(template, folder, dirs_exist_ok=True)
    with ExitStack() as stack:
        vaults = [
            stack.enter_context(Vault.open(folder / name, PASSPHRASE))
            for name in ("office", "field", "bilal", "chandra")
        ]
        yield TeamWorld(folder, *vaults, site, officer)
