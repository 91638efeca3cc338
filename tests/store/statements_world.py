"""Three homes: head office, an auditor and an on-site supervisor, with an audit that holds something for everybody."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from client_pack_world import fill_in, write_form
from exchange_world import PASSPHRASE, World, make_world, open_world

from fieldaudit.exchange import enrol, membership
from fieldaudit.exchange.answer import send
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field import audits, closing
from fieldaudit.field.sites import NewSite, add_site
from fieldaudit.field.work import AuditWork
from fieldaudit.trust import sealing
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import Vault, instruments
from fieldaudit.vault.follow_up import NewAction, open_action

SUPERVISOR = "Sumi Akter"
ACTION = "Hang the key list at the gate."


@contextmanager
def three_homes(folder: Path):
    """Open them: all certified, `world.audit` signed by the auditor and at head office, `world.log` the supervisor's.

    One action on a finding for the site is the supervisor's, one on a finding for head office too.
    """
    shutil.copytree(_template(), folder, dirs_exist_ok=True)
    with open_world(folder) as world, Vault.open(folder / "supervisor", PASSPHRASE) as supervisor:
        world.supervisor = supervisor
        vars(world).update(json.loads((folder / "ids.json").read_text()))
        yield world


@cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="fieldaudit-statements-"))
    atexit.register(shutil.rmtree, folder)
    make_world(folder)
    with open_world(folder) as world:
        officer = sealing.new_identity()
        for vault in (world.office, world.field):
            vault.put(membership.OFFICER, officer.recipient)
        invitation = world.stick / "sumi.invitation"
        code = enrol.invite(world.office, SUPERVISOR, "supervisor", "Dhaka", invitation).code
        enrol.join(folder / "supervisor", invitation, code, PASSPHRASE, cost=CHEAP)
        with Vault.open(folder / "supervisor", PASSPHRASE) as world.supervisor:
            (folder / "ids.json").write_text(json.dumps(_fill(world, folder)))
    return folder


def _fill(world: World, folder: Path) -> dict[str, str]:
    form = write_form(folder / "planted")
    for vault in (world.field, world.supervisor):
        instruments.install(vault, form)
    site = add_site(world.field, NewSite("Delta unit 2", "Delta Garments", "BD"))
    work = AuditWork(world.field, audits.start_audit(world.field, "planted", site, audits.NewVisit("unannounced")))
    fill_in(work)
    for finding in (one for one in work.findings() if one.audience in ("site", "headoffice") and not one.withdrawn):
        text = ACTION if finding.audience == "site" else "PlantedOfficeAction"
        open_action(world.field, finding, NewAction("corrective", text, SUPERVISOR, "2026-12-04"))
    closing.sign(work, "complete")
    up(world, world.field, work.id)
    down(world, world.field)
    place = add_site(world.supervisor, NewSite("Dormitory 3", "Sunrise Agency"))
    log = audits.start_audit(world.supervisor, "planted", place, audits.NewVisit())
    AuditWork(world.supervisor, log).answer("/data/fire/remark", "All doors were open.")
    up(world, world.supervisor, log)
    down(world, world.supervisor)
    return {"audit": work.id, "log": log, "site": site, "place": place}


def up(world, vault: Vault, *records: str):
    """Carry what a field seat has to head office."""
    return import_package(world.office, export_audits(vault, records, world.stick).path)


def down(world, vault: Vault, **how):
    """Carry what waits for a field seat to it."""
    return import_package(vault, package_for(world, vault, **how))


def package_for(world, vault: Vault, **how) -> Path:
    """Write what waits for a field seat."""
    return send(world.office, vault.seat, world.stick, passphrase=PASSPHRASE, **how).path


def amended(world) -> str:
    """Sign the audit anew as its second version and carry it to head office; returns the closing."""
    closing.amend(world.field, world.audit, "One floor was missed.")
    work = AuditWork(world.field, world.audit)
    work.answer("/data/fire/drill", "no")
    signed = closing.sign(work, "partial", "The second floor was locked.")
    up(world, world.field, world.audit)
    return signed
