"""Runs one case of the package fuzzer against real vaults, and says what is wrong with what came of it."""

# ruff: noqa: S311 - breeding, not secrets

from __future__ import annotations

import json
import random
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from unittest.mock import patch

from hostile_world import BASES, FIELD, OFFICE
from package_workshop import lay_open
from packages_changes import BY_NAME, INSIDE, OUTSIDE, SIGNED

from fieldaudit.errors import FieldAuditError
from fieldaudit.exchange.incoming import import_package
from fieldaudit.exchange.intake import intake_log
from fieldaudit.headoffice.seats import list_seats
from fieldaudit.reports.gather import gather
from fieldaudit.vault import check
from fieldaudit.vault.history import history
from fieldaudit.vault.listing import audit_row, list_audits
from fieldaudit.vault.reading import actions_of, read_audit

ACCEPTED = ("taken_in", "applied", "duplicate")
_UNSIGNED = frozenset(change.__name__ for change in (*OUTSIDE, *INSIDE))
#: What an import may change beside the journal: who sent it, what was counted, what was sealed.
_MAY_CHANGE = ("seats", "invitations", "progress/", "have/")


class Wrong(Exception):
    """A promise that did not hold."""


class _Undone(Exception):
    """Ends a trial."""


@dataclass(frozen=True)
class Case:
    """A base package, who signs it (its own sender or Ben, another certified auditor), a seed, and the changes."""

    base: str
    by: str
    seed: int
    changes: tuple[str, ...]

    def write(self) -> str:
        return json.dumps(asdict(self))


def read_case(text: str) -> Case:
    found = json.loads(text)
    return Case(**(found | {"changes": tuple(found["changes"])}))


def draw(chance: random.Random) -> Case:
    """Draw a case: mostly one change, sometimes two or three."""
    pool = chance.choice((OUTSIDE, INSIDE, SIGNED, SIGNED, SIGNED))
    names = tuple(chance.choice(pool).__name__ for _ in range(chance.choice((1, 1, 1, 2, 3))))
    by = "ben" if pool is SIGNED and chance.random() < 0.25 else "own"
    return Case(chance.choice(sorted(BASES)), by, chance.randrange(1 << 32), names)


def run(world, case: Case, readers: bool = True) -> str:
    """Run a case and put everything back; returns the state. Raises Wrong, or whatever the program lets out."""
    reader, sender = world.reader(case.base), world.sender(case.base)
    parcel = lay_open(world.package(case.base), sender, reader)
    if case.by == "ben":
        parcel.speak_as(world.ben)
    path = world.folder / "hostile.fap"
    try:
        changed(parcel, case).write(path)
    except Exception:  # noqa: BLE001 - a second change may find nothing left of what it changes
        return "not built"
    with trial(reader):
        return deliver(world, reader, path, case, readers=readers)


def changed(parcel, case: Case):
    chance = random.Random(case.seed)
    for name in case.changes:
        BY_NAME[name](parcel, chance)
    return parcel


def deliver(world, reader, path, case, *, readers=True):
    """Import one file and look at everything that it may not have done."""
    before, files = dump(reader), files_of(reader)
    result = import_package(reader, path)
    after = dump(reader)
    if result.state not in ACCEPTED:
        refused(reader, result, before, after, files)
    else:
        accepted(world, result, case, before, after)
        if readers:
            read_all(reader)
            with patch.object(check, "_pages", _nothing), patch.object(check, "_life", _nothing):
                wrong = reader.check()  # without what a transaction that is undone must hold against it
            wrong = [said for said in wrong if "no receipt says so" not in said]  # head office may contradict itself
            if wrong:
                raise Wrong(f"check: {wrong[0]}")
    return result.state


def refused(reader, result, before, after, files):
    changed = [name for name in after if after[name] != before[name] and name != "packages"]
    rows = set(after["packages"]) - set(before["packages"])
    gone = [row for row in before["packages"] if row[:2] not in {kept[:2] for kept in after["packages"]}]
    if changed or len(rows) > 1 or gone:
        raise Wrong(f"a refusal ({result.state}) changed {changed}, {len(rows)} rows, took {len(gone)} away")
    left = files_of(reader) - files
    held = {f"quarantine/{result.package}.fap"} if result.held else set()
    if left != held:
        raise Wrong(f"a refusal ({result.state}, held={result.held}) left {sorted(left)}")
    said = result.reason + " " + result.next_step
    if (
        not result.reason.endswith(".")
        or not result.next_step
        or len(said) > 700
        or not said.replace("\u200d", "").isprintable()
    ):
        raise Wrong(f"a refusal ({result.state}) says {said[:900]!r}")


def accepted(world, result, case, before, after):
    good = world.digests[case.base]
    if set(case.changes) <= _UNSIGNED and result.package != good:
        raise Wrong("something that nobody signed was accepted")
    if case.by == "ben" and case.base in FIELD:
        raise Wrong("the field believed another auditor")
    for name in ("meta", "certificates", "receipts", "confirmed", "forms", "subjects", "streams"):
        new = set(after[name]) - set(before[name])
        if strange := [row for row in new if not _may(world, case, name, row)]:
            raise Wrong(f"{name} got {str(strange[0])[:300]}")


def _nothing(*_):
    return ()


def _may(world, case, name, row):
    """Whether a new row is one that this package may bring."""
    seat = world.ben.seat if case.by == "ben" else world.sender(case.base).seat
    if case.base in OFFICE:
        if name == "streams":
            return row[2] == seat
        if name == "certificates":
            return row[1] == seat
        if name == "meta":
            return row[0].startswith(_MAY_CHANGE)
    return True


def read_all(vault):
    """Read everything that screens and reports read; a sentence is fine, anything else is not."""
    list_seats(vault)
    intake_log(vault)
    for row in list_audits(vault):
        for reading in (
            lambda audit: audit_row(vault, audit),
            lambda audit: read_audit(vault, audit),
            lambda audit: actions_of(vault, audit),
            lambda audit: history(vault, audit),
            lambda audit: gather(vault, audit, "site"),
            lambda audit: gather(vault, audit, "headoffice"),
        ):
            try:
                reading(row.id)
            except FieldAuditError:
                continue


@contextmanager
def trial(vault):
    """Undo whatever is done to a vault in the block: rows and files."""
    files = files_of(vault)
    try:
        with suppress(_Undone), vault.transaction():
            yield
            _undo()
    finally:
        for name in files_of(vault) - files:
            (vault.home / name).unlink()


def _undo() -> None:
    raise _Undone


def dump(vault) -> dict[str, list[tuple]]:
    """Return every row of every table."""
    with vault.transaction() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        return {
            name: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name}")]  # noqa: S608 - our names
            for name in names
        }


def files_of(vault) -> set[str]:
    return {
        f"{path.parent.name}/{path.name}" if path.parent != vault.home else path.name
        for path in vault.home.rglob("*")
        if path.is_file() and path.name not in ("vault.db", "vault.db-wal", "vault.db-shm", "vault.db-journal")
    }
