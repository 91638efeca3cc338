"""The vault's speed beside its floors (issue 4), in one run: `python -m tests.benchmarks.vault [--json] [--answers N]`.

One durable answer through AuditWork and through Vault.append alone, beside a bare one-row commit into a database with
the same connection settings in the same folder, in turns of twenty. CPU is the thread's, in program and system; fsyncs
are counted by strace in processes of their own, those of checkpoints among them (without strace: not counted,
for the driver syncs without asking Python). Then a vault of 1,000 audits made by appending in bulk: opening it after
key derivation, verifying its journal, listing it. `--steps KIND N HOME` is what strace watches.
"""

import argparse
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))

from exchange_world import PASSPHRASE
from field_world import field_desk, start

from fieldaudit.audit.events import LINE_TAG, NewEvent
from fieldaudit.field.work import AuditWork
from fieldaudit.vault import Vault, chains, chains_payloads, driver, engine, keyfile
from fieldaudit.vault.listing import PROGRESS, list_audits
from fieldaudit.vault.records import created, new_id

SEEN, BLOCKED = "/data/fire/seen", "/data/fire/blocked"
AUDITS, ANSWERS_EACH, BLOCK, ROUNDS = 1000, 20, 20, 12
KINDS = ("bare", "append", "work")
FRAME = 4096 + 24  # a page with its header in the log
FLOORS = {"cpu_ms_on_top": 0.5, "opening_ms": 150, "verified_per_second": 300_000}


def appending(vault, audit):
    """Return one answer through Vault.append: two projections (what was said, what stands) and one setting."""
    last = ()

    def append(number):
        nonlocal last
        payload = {"ref": "/data/fire/bench", "value": str(number)}
        [made] = vault.append([NewEvent(audit, "audit", "answer.set", payload, replaces=last)], puts={"bench": None})
        last = (made.hash,)

    return append


def working(vault, audit):
    """Return one answer as the desktop gives it: the form recalculates, the answer and a computed value are stored."""
    work = AuditWork(vault, audit)
    work.answer(SEEN, "9000")
    return lambda number: work.answer(BLOCKED, str(number))


@contextmanager
def committing(vault, _audit):
    """Give a bare one-row commit through the driver, in a database beside the vault's with the same settings."""
    path = vault.home / "bare.db"
    path.touch()
    made = engine.make_engine(path, vault._key)
    with made.connect() as connection:
        driver = connection.connection.driver_connection
        driver.execute("CREATE TABLE IF NOT EXISTS bare (key INTEGER PRIMARY KEY, value TEXT)")

        def commit(number):
            driver.execute("BEGIN IMMEDIATE")
            driver.execute("INSERT INTO bare (value) VALUES (?)", (str(number),))
            driver.execute("COMMIT")

        yield commit
    made.dispose()


def the_audit(vault):
    return vault.records("audit")[0].id


def one_answer(home, answers):
    """Return CPU and wall milliseconds of the three ways, medians and means, taken in turns of twenty."""
    cpu, wall = {kind: [] for kind in KINDS}, {kind: [] for kind in KINDS}
    with Vault.open(home, PASSPHRASE) as vault, committing(vault, "") as bare:
        audit = the_audit(vault)
        ways = dict(zip(KINDS, (bare, appending(vault, audit), working(vault, audit)), strict=True))
        for block in range(answers // BLOCK + 1):
            for kind, way in ways.items():
                for number in range(BLOCK):
                    begun, used = time.perf_counter(), time.thread_time()
                    way(block * BLOCK + number)
                    if block:  # the first ones compile their statements
                        cpu[kind].append((time.thread_time() - used) * 1000)
                        wall[kind].append((time.perf_counter() - begun) * 1000)
    on_top = {
        kind: statistics.median(mine - floor for mine, floor in zip(cpu[kind], cpu["bare"], strict=True))
        for kind in KINDS
    }
    return {
        kind: {
            "cpu_ms": round(statistics.median(cpu[kind]), 3),
            "cpu_ms_mean": round(statistics.mean(cpu[kind]), 3),
            "cpu_ms_on_top": round(on_top[kind], 3),
            "wall_ms": round(statistics.median(wall[kind]), 3),
        }
        for kind in KINDS
    }


def pages(home, answers=50):
    """Return how many pages of the database one answer of each kind puts into the write-ahead log."""
    found = {}
    with Vault.open(home, PASSPHRASE) as vault, committing(vault, "") as bare, vault.reading() as connection:
        connection.exec_driver_sql("PRAGMA wal_autocheckpoint = 0")
        audit = the_audit(vault)
        ways = zip(KINDS, (bare, appending(vault, audit), working(vault, audit)), strict=True)
        for kind, way in ways:
            log = home / ("bare.db-wal" if kind == "bare" else "vault.db-wal")
            repeat(way, 1)
            before = log.stat().st_size
            repeat(way, answers)
            found[kind] = (log.stat().st_size - before) / FRAME / answers
    return found


def steps(kind, count, home):
    """Do what strace watches: open the vault, `count` answers of one kind, close."""
    with Vault.open(Path(home), PASSPHRASE) as vault:
        audit = the_audit(vault)
        if kind == "bare":
            with committing(vault, audit) as bare:
                repeat(bare, count)
        else:
            repeat(appending(vault, audit) if kind == "append" else working(vault, audit), count)


def repeat(way, count):
    for number in range(count):
        way(number)


def fsyncs(home, kind, count):
    """Return how many fsyncs and fdatasyncs one answer costs: those of `count` more than the first one."""
    return round((_synced(home, kind, count + 1) - _synced(home, kind, 1)) / count, 3)


def _synced(home, kind, count):
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        copy = shutil.copytree(home, Path(folder) / "home")
        words = [sys.executable, "-m", "tests.benchmarks.vault", "--steps", kind, str(count), str(copy)]
        trace = ["strace", "-f", "-c", "-e", "trace=fsync,fdatasync", "-o", f"{folder}/counted"]
        subprocess.run([*trace, *words], check=True)
        counted = Path(folder, "counted").read_text()
    rows = [line.split() for line in counted.splitlines()]  # % time, seconds, usecs/call, calls, (errors,) syscall
    return sum(int(row[3]) for row in rows if row and row[-1] in ("fsync", "fdatasync"))


def fill_in_bulk(vault, form):
    """Append 1,000 small audits, fifty in a transaction: site and visit shared, 20 answers each."""
    party, site = new_id(), new_id()
    vault.append(
        [created(party, "party", "D", {"name": "P"}), created(site, "site", "D", {"name": "S", "party": party})]
    )
    for _ in range(AUDITS // 50):
        with vault.transaction():
            for _ in range(50):
                _one_audit(vault, form, site)


def _one_audit(vault, form, site):
    audit, visit = new_id(), new_id()
    fields = {"site": site, "visit": visit, "form": form, "form_id": "small", "form_title": "Small", "auditor": "A"}
    said = ({"ref": f"/data/floor[{n}]/name", "value": str(n)} for n in range(ANSWERS_EACH))
    events = [NewEvent(audit, "audit", "answer.set", payload, form=form) for payload in said]
    made = [created(visit, "visit", "D", {"site": site}), created(audit, "audit", "D", fields)]
    vault.append([*made, *events], puts={PROGRESS + audit: [ANSWERS_EACH, ANSWERS_EACH]})


def a_thousand(home, form):
    """Return what opening, verifying and listing a vault of 1,000 audits takes."""
    with Vault.open(home, PASSPHRASE) as vault:
        fill_in_bulk(vault, form)
    key = keyfile.unlock(keyfile.read(home), PASSPHRASE)
    opened = []
    for _ in range(7):
        begun = time.perf_counter()
        vault = Vault.open_by(home, lambda _keys: key)
        opened.append((time.perf_counter() - begun) * 1000)
        vault.close()
    with Vault.open(home, PASSPHRASE) as vault, vault.reading() as connection:
        events = connection.exec_driver_sql("SELECT COUNT(*) FROM events").scalar()
        verified = verifying(connection, home, key)
        check_wall, _ = timed(vault.check)
        list_wall, list_cpu = timed(lambda: list_audits(vault))
    return {
        "audits": AUDITS + 1,
        "events": events,
        "opening_ms": round(statistics.median(opened), 1),
        **verified,
        "whole_check_seconds": round(check_wall, 2),
        "listing_seconds": round(list_wall, 2),
        "listing_cpu_seconds": round(list_cpu, 2),
    }


def verifying(connection, home, key):
    """Return how many events a second are verified, and what the machine could: the best of several rounds, in turns.

    The journal is the chain of lines: hash, place, forerunner, ends. `with_payloads` also holds each payload in clear
    against its line's commitment. The limits are reading the same rows from the same pages and one bare SHA-256 over
    each line, one after the other on one core; `cold` is on a connection of its own, each page decrypted first.
    """
    events, lines = driver.value(connection, "SELECT COUNT(*) FROM events"), to_hash(connection)
    cold = []
    for _ in range(ROUNDS // 2):
        fresh = engine.make_engine(home / "vault.db", key)
        with fresh.connect() as other:
            cold.append(clocked(lambda on=other: verified(on))[0])
        fresh.dispose()
    works = (
        lambda: verified(connection),
        lambda: read(connection),
        lambda: hashed(lines),
        lambda: committed(connection),
    )
    rounds = [[clocked(work) for work in works] for _ in range(ROUNDS)]
    best = [[min(found[number] for found in of_one) for number in (0, 1)] for of_one in zip(*rounds, strict=True)]
    (wall, cpu), (read_wall, read_cpu), (hash_wall, hash_cpu), (payload_wall, _) = best
    return {
        "verified_per_second": round(events / wall),
        "with_payloads_per_second": round(events / (wall + payload_wall)),
        "verified_cold_per_second": round(events / min(cold)),
        "verified_per_cpu_second": round(events / cpu),
        "read_per_second": round(events / read_wall),
        "hashed_per_second": round(events / hash_wall),
        "one_core_per_second": round(events / (read_wall + hash_wall)),
        "verified_of_one_core": round((read_wall + hash_wall) / wall, 2),
        "cpu_of_one_core": round((read_cpu + hash_cpu) / cpu, 2),
    }


def verified(connection):
    assert list(chains.problems(connection)) == []


def committed(connection):
    assert list(chains_payloads.problems(connection)) == []


def read(connection):
    """Read the columns that verification needs, row by row, and nothing else."""
    found = driver.run(connection, "SELECT key, rec, stream, hash, seq, line FROM events ORDER BY key")
    while found.fetchmany(1000):
        pass


def to_hash(connection):
    """Return what is hashed of the whole journal, in memory: each line with its tag."""
    return [LINE_TAG + line for line in driver.column(connection, "SELECT line FROM events ORDER BY key")]


def hashed(pieces):
    sha256 = hashlib.sha256
    for piece in pieces:
        sha256(piece).digest()


def clocked(work):
    """Return the wall and CPU seconds of one run."""
    begun, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begun, time.process_time() - used


def timed(work):
    """Return the wall and CPU seconds of the faster of two runs; the first decrypts the pages."""
    both = []
    for _ in range(2):
        begun, used = time.perf_counter(), time.process_time()
        work()
        both.append((time.perf_counter() - begun, time.process_time() - used))
    return min(both)


def measure(answers):
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FIELDAUDIT_STATE_DIR"] = str(Path(folder) / "state")
        with field_desk(Path(folder) / "world") as world:
            start(world)
            form = world.form.digest if hasattr(world.form, "digest") else world.form
        home = Path(folder) / "world" / "field"
        found = {"load": os.getloadavg()[0], "answer": one_answer(home, answers), "fsyncs": None}
        found["pages"] = pages(home)
        if shutil.which("strace"):
            found["fsyncs"] = {kind: fsyncs(home, kind, 50) for kind in KINDS}
            found["fsyncs_with_checkpoints"] = {kind: fsyncs(home, kind, 500) for kind in KINDS}
        found["thousand"] = a_thousand(home, form)
    return found | {"floors": FLOORS}


def table(found):
    """Return the figures as lines for a person."""
    yield f"load of the machine at the start: {found['load']:.1f}"
    yield f"{'one durable answer':28}" + "".join(f"{kind:>10}" for kind in KINDS)
    for name in ("cpu_ms", "cpu_ms_mean", "cpu_ms_on_top", "wall_ms"):
        yield f"  {name:26}" + "".join(f"{found['answer'][kind][name]:10.3f}" for kind in KINDS)
    yield f"  {'pages':26}" + "".join(f"{found['pages'][kind]:10.2f}" for kind in KINDS)
    for name in ("fsyncs", "fsyncs_with_checkpoints"):
        counts = found.get(name)
        yield f"  {name:26}" + (
            "".join(f"{counts[kind]:10.3f}" for kind in KINDS) if counts else " not counted: no strace"
        )
    yield f"floors: {FLOORS['cpu_ms_on_top']} ms of CPU on top, as many fsyncs as the bare commit"
    for name, value in found["thousand"].items():
        yield f"  {name:26}{value:>10}" + (f"   floor {FLOORS[name]}" if name in FLOORS else "")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--answers", type=int, default=400)
    parser.add_argument("--steps", nargs=3, metavar=("KIND", "N", "HOME"))
    options = parser.parse_args()
    if options.steps:
        steps(options.steps[0], int(options.steps[1]), options.steps[2])
        return
    found = measure(options.answers)
    print(json.dumps(found) if options.json else "\n".join(table(found)))


if __name__ == "__main__":
    main()
