"""Real packages both ways, and the vaults that they are about to reach, for tests that change something in them."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from exchange_world import PASSPHRASE, add_audit, finding_of, make_world, open_world
from field_deeds import CLEAR, PASSPORT, SEEN, photo
from field_world import start, write_form

from fieldaudit.exchange import answer, authority_key, export, membership
from fieldaudit.exchange.incoming import import_package, verify_package
from fieldaudit.exchange.intake import take_in
from fieldaudit.field import closing, sites
from fieldaudit.trust import certificates, keys, sealing
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import Vault, instruments
from fieldaudit.vault.follow_up import NewAction, open_action

#: Which vault stands before each package: head office at two moments, the field at two.
OFFICE = {"first": "office0", "second": "office1", "alert": "office1"}
FIELD = {"answer1": "field0", "answer2": "field1"}
BASES = {**OFFICE, **FIELD}


@dataclass
class Hostile:
    """Open vaults by name, the good packages by name, and the people who can sign and read."""

    folder: Path
    vaults: dict[str, Vault] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)

    def package(self, base: str) -> Path:
        return self.folder / "stick" / f"{base}.fap"

    def reader(self, base: str) -> Vault:
        """Return the vault that the package is for."""
        return self.vaults[BASES[base]]

    def sender(self, base: str) -> Vault:
        return self.vaults["field1" if base in OFFICE else "office1"]

    @property
    def ben(self) -> Vault:
        """Another certified auditor: the insider who speaks for others."""
        return self.vaults["ben"]


@contextmanager
def open_hostile(folder: Path) -> Iterator[Hostile]:
    """Open copies of all vaults below `folder`."""
    shutil.copytree(_template(), folder, dirs_exist_ok=True)
    with ExitStack() as stack:
        world = Hostile(folder)
        for name in ("office0", "office1", "field0", "field1", "ben"):
            world.vaults[name] = stack.enter_context(Vault.open(folder / name, PASSPHRASE))
        for base in BASES:
            world.digests[base] = verify_package(world.reader(base), world.package(base)).manifest_sha256
        yield world


@cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="fieldaudit-hostile-"))
    atexit.register(shutil.rmtree, folder)
    kept = os.environ.get("FIELDAUDIT_STATE_DIR")
    os.environ["FIELDAUDIT_STATE_DIR"] = str(folder / ".state")  # it outlives the test that happens to be the first
    try:
        _set_up(folder)
    finally:
        os.environ.pop("FIELDAUDIT_STATE_DIR")
        if kept is not None:
            os.environ["FIELDAUDIT_STATE_DIR"] = kept
    shutil.rmtree(folder / ".state", ignore_errors=True)
    return folder


def _set_up(folder: Path) -> None:
    """Two loops between Amina and head office, stopped before each arrival to copy who receives."""
    make_world(folder)
    stick = folder / "stick"
    with open_world(folder) as world:
        officer = sealing.new_identity().recipient
        for vault in (world.office, world.field):
            vault.put(membership.OFFICER, officer)
        world.form = instruments.install(world.field, write_form(folder / "form"))
        world.site = sites.add_site(world.field, sites.NewSite("Delta unit 2", "Delta Garments", "BD"))
        _ben(world, folder / "ben")
        work = start(world)
        work.answer(SEEN, "4")
        work.answer(CLEAR, "no")
        work.attach(CLEAR, photo(), "exit.png")
        work.answer(PASSPORT, "yes")
        export.export_audits(world.field, [work.id], stick / "first.fap")
        shutil.copytree(folder / "office", folder / "office0")
        _must(take_in(world.office, stick / "first.fap"))
        forms = world.office.forms()
        answer.send(world.office, world.field.seat, stick / "answer1.fap", passphrase=PASSPHRASE, forms=forms)
        shutil.copytree(folder / "field", folder / "field0")
        _must(import_package(world.field, stick / "answer1.fap"))
        _go_on(world, work)
        export.export_audits(world.field, [work.id], stick / "second.fap")
        other = add_audit(world.field)
        export.export_alert(world.field, finding_of(other), stick / "alert.fap")
        shutil.copytree(folder / "office", folder / "office1")
        shutil.copytree(folder / "field", folder / "field1")
        _must(take_in(world.office, stick / "second.fap"))
        answer.send(world.office, world.field.seat, stick / "answer2.fap", forms=forms)
    for left in ("office", "field"):
        shutil.rmtree(folder / left)


def _go_on(world, work) -> None:
    work.reload()
    work.note(CLEAR, "Chained from outside.")
    work.attach(SEEN, photo("blue"), "door.png")
    for finding in work.findings():
        open_action(world.field, finding, NewAction("containment", "Cut the chain", "site manager", "2026-12-01"))
    work.add_repeat("/data/floor")
    work.answer("/data/floor[1]/floor_name", "ground")
    work.skip("/data/voices/said", "not now")
    closing.sign(work, "complete")


def _must(result) -> None:
    assert result.accepted, result


def _ben(world, home: Path) -> None:
    with seat_of(world, home, "Ben Okafor") as vault:
        add_audit(vault)


@contextmanager
def seat_of(world, home: Path, name: str, *, certified: bool = True) -> Iterator[Vault]:
    """Make a seat as an invitation and a receipt would, without their seconds of key derivation; it is open inside."""
    key, identity = keys.generate_signing_key(), sealing.new_identity()
    request = certificates.make_request(key, name, identity.recipient)
    authority = authority_key.load(world.office.home, PASSPHRASE)
    with Vault.create(home, PASSPHRASE, cost=CHEAP) as vault:
        vault.set_seat(key, identity)
        vault.put(membership.ORGANISATION, authority.certificate_pem.decode())
        vault.put(membership.ME, {"name": name, "role": "auditor", "branch": "Dhaka"})
        vault.put(membership.REQUEST, request.decode())
        vault.put(membership.HEAD_OFFICE, world.field.get(membership.HEAD_OFFICE))
        if certified:
            pem = certificates.issue(authority, request, name=name, role="auditor", branch="Dhaka", days=700)
            vault.put(membership.CERTIFICATE, pem.decode())
        yield vault
