"""Runs one case of the fuzzer of colleagues' packages, and says what is wrong with what came of it."""

from __future__ import annotations

from contextlib import contextmanager
from unittest.mock import patch

from field_deeds import CLEAR, PASSPORT, SAID, SEEN, photo
from package_workshop import lay_open
from packages_run import ACCEPTED, Wrong, changed, dump, files_of, read_all, refused, trial
from team_world import FLOORS, a_team

from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field.work import AuditWork
from fieldaudit.vault import check

BASES = ("team", "relayed")


class Bases:
    """The two packages, who wrote and who reads each, and who wrote what is relayed."""

    def __init__(self, world, packages) -> None:
        self.world, self.packages = world, packages
        self.writers = {"team": world.bilal, "relayed": world.amina}
        self.readers = {"team": world.amina, "relayed": world.office}


@contextmanager
def open_bases(folder):
    with a_team(folder) as world:
        audit = world.shared((FLOORS,))
        mine = AuditWork(world.bilal, audit)
        mine.answer(SEEN, "5")
        mine.answer(SAID, "words of a worker")
        mine.answer(PASSPORT, "no")
        mine.answer(CLEAR, "no")
        mine.attach(CLEAR, photo(), "exit.png")
        given = world.write(world.bilal, world.amina, audit)
        with trial(world.amina):
            assert import_package(world.amina, given).accepted
            up = export_audits(world.amina, [audit], world.stick).path
        yield Bases(world, {"team": given, "relayed": up})


def run(bases: Bases, case) -> str:
    reader, writer = bases.readers[case.base], bases.writers[case.base]
    parcel = lay_open(bases.packages[case.base], writer, reader)
    path = bases.world.folder / "hostile.fap"
    try:
        changed(parcel, case).write(path)
    except Exception:  # noqa: BLE001 - a second change may find nothing left of what it changes
        return "not built"
    with trial(reader):
        before, files = dump(reader), files_of(reader)
        result = import_package(reader, path)
        after = dump(reader)
        if result.state in ACCEPTED:
            _accepted(bases, case, reader, before, after)
        else:
            refused(reader, result, before, after, files)
    return result.state


def _accepted(bases: Bases, case, reader, before, after) -> None:
    """Of a colleague nothing is here but what the colleague signed: each line of theirs is one that they wrote."""
    sender, others = bases.writers[case.base], {bases.world.bilal, bases.world.amina} - {bases.writers[case.base]}
    for row in set(after["streams"]) - set(before["streams"]):
        if row[2] == reader.seat or row[2] not in {sender.seat, *(one.seat for one in others)}:
            raise Wrong(f"a stream of another: {row}")
    for other in others - {reader}:
        for record in reader.record_types():
            for event in reader.events(record):
                if event.seat == other.seat and other.stored(event.hash) is None:
                    raise Wrong(f"a line that {other.seat} did not write: {event.kind}")
    read_all(reader)
    with patch.object(check, "_pages", lambda *_: ()), patch.object(check, "_life", lambda *_: ()):
        wrong = [said for said in reader.check() if "no receipt says so" not in said]
    if wrong:
        raise Wrong(f"check: {wrong[0]}")
