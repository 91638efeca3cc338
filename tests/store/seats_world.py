"""Several seats of one organisation with one audit, each with a real vault; what they write is carried line by line."""

from contextlib import ExitStack, contextmanager

from field_world import field_desk, start
from vault_samples import PASSPHRASE, parts

from fieldaudit.audit.events import StreamPart
from fieldaudit.exchange import membership
from fieldaudit.field.work import AuditWork
from fieldaudit.trust.keys import generate_signing_key
from fieldaudit.trust.sealing import new_identity
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import Vault

NAMES = ("Amina Rahman", "Bilal Haque", "Chandra Das")


@contextmanager
def several_seats(folder, count=2):
    """Open `count` vaults that know the small form and one site; the first is the field desk's."""
    with ExitStack() as stack:
        world = stack.enter_context(field_desk(folder / "world"))
        world.seats = [world.field]
        for name in NAMES[1:count]:
            vault = stack.enter_context(Vault.create(folder / name.split()[0], PASSPHRASE, cost=CHEAP))
            vault.set_seat(generate_signing_key(), new_identity())
            for key in (membership.ORGANISATION, membership.OFFICER):
                vault.put(key, world.field.get(key))
            vault.put(membership.ME, {"name": name, "role": "auditor", "branch": "Dhaka"})
            for digest in world.field.forms():
                vault.add_form(*world.field.form(digest))
            world.seats.append(vault)
        yield world


def begin(world):
    """Start an audit at the first seat and let all have it; returns each one's work on it."""
    audit = start(world).id
    for vault in world.seats[1:]:
        vault.absorb(parts(world.field))
    return [AuditWork(vault, audit) for vault in world.seats]


def carry(giver, taker, audit, share=1.0, shuffle=None):
    """Take the first `share` of each stream of an audit from one vault to another, in any order of streams."""
    found = [
        StreamPart(part.record, part.seat, part.inc, part.events[: max(1, round(len(part.events) * share))])
        for part in parts(giver, audit)
    ]
    if shuffle is not None:
        shuffle.shuffle(found)
    taker.absorb(found)
