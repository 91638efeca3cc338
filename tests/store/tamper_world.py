"""A vault with two days of work in it, and the tools of who tampers with it: with its key, and without."""

import atexit
import json
import shutil
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import sqlcipher3.dbapi2
from vault_samples import AUDIT, PASSPHRASE, Clock, add_blob, answer, created, event, new_vault

from fieldaudit.audit.events import StoredEvent, StreamPart, commitment, write_line, write_payload
from fieldaudit.vault import Vault, attachments, engine, journal, keyfile, rows
from fieldaudit.vault.incarnation import Incarnation

PAGE = 4096
DATABASE = "vault.db"
SECOND = "8c5f3f0e-6a2b-4a44-9a35-0d6fd3a1a222"
SITE = "8c5f3f0e-6a2b-4a44-9a35-0d6fd3a1a333"
PHOTO = b"\xff\xd8\xff" + b"a photo" * 1000


def first_day(home):
    """Make a vault with one audit; returns it closed."""
    with new_vault(home) as vault:
        vault.append([created(SITE, "site", name="Delta"), created(site=SITE), answer("1"), answer("2", "/data/zoo")])
        vault.append([note(f"remark {number}", f"/data/{number}") for number in range(40)])
    return vault


def second_day(vault):
    """Go on with it: answers in the first audit, a second audit, a photo; returns it closed."""
    with Vault.open(vault.home, PASSPHRASE, clock=Clock()) as again:
        old = tuple(cell.event for cell in again.cells(AUDIT, "answer//data/exits"))
        again.append([answer("3", replaces=old), note("seen again", "/data/exits")])
        again.append([created(SECOND, site=SITE), event("answer.set", {"ref": "/data/exits", "value": "9"}, SECOND)])
        again.append([note(f"later {number}", f"/data/{number}") for number in range(40)])
        again.append([attached(again, add_blob(again, PHOTO, "image/jpeg", "exit.jpg"))])
    return again


def note(text, ref):
    return event("note.set", {"ref": ref, "text": text})


def attached(vault, blob):
    payload = {"ref": "/data/exits", "blob": blob.id, "name": blob.name, "media_type": blob.media_type}
    payload |= {"size": blob.size, "sha256": blob.sha256, "taken": "", "file": blob.file.name}
    return event("evidence.attached", payload | {"secret": attachments.secret_of(vault, blob.id)})


def reopen(home, clock=None):
    return Vault.open(home, PASSPHRASE, clock=clock or Clock())


def found(home):
    """Return what opening and the full check say of a vault, in one text."""
    with reopen(home) as vault:
        return " ".join([*vault.noticed(), *vault.check()])


@contextmanager
def insider(home, passphrase=PASSPHRASE):
    """Give the rows of a closed vault to somebody who has its passphrase and knows how to use it."""
    key = keyfile.unlock(keyfile.read(home), passphrase)
    connection = sqlcipher3.dbapi2.connect(str(home / DATABASE), isolation_level=None)
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        yield connection
    finally:
        connection.close()


def keep(folder, copy):
    """Copy a closed vault's folder aside."""
    shutil.copytree(folder, copy)


def put_back(copy, folder):
    """Put a copy in the place of the folder."""
    shutil.rmtree(folder)
    shutil.copytree(copy, folder)


def pages(path):
    data = path.read_bytes()
    return [data[start : start + PAGE] for start in range(0, len(data), PAGE)]


def put_page(path, number, page):
    with path.open("r+b") as file:
        file.seek(number * PAGE)
        file.write(page)


@cache
def _template():
    """Make both days once for a whole run; `one` and `two` are the vault after each, beside them its states."""
    folder = Path(tempfile.mkdtemp(prefix="fieldaudit-tamper-"))
    atexit.register(shutil.rmtree, folder)
    home = folder / "home"
    vault = first_day(home)
    vault.close()
    keep(home, folder / "one")
    shutil.copy(state_of(home), folder / "one.state")
    second_day(vault).close()
    keep(home, folder / "two")
    shutil.copy(state_of(home), folder / "two.state")
    return folder


def ready(home, day="two"):
    """Put the vault as it was after a day in `home`, and where its life is kept beside it."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(_template() / day, home)
    put_state(home, day)
    return home


def put_state(home, day):
    """Let the platform's state folder say what it said after a day."""
    place = state_of(home)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(_template() / f"{day}.state", place)


def kept_from(day):
    """Return the folder of the vault as it was after a day."""
    return _template() / day


def state_of(home):
    """Return the file in the state folder that keeps this vault's life."""
    return Incarnation.place_of(keyfile.read(home).vault, home)


def rewrite(home, change, passphrase=PASSPHRASE):
    """Write the whole journal anew with new hashes, as somebody with the passphrase and this program's code could.

    `change(line, payload)` alters the dict of a line and returns its payload, or None to leave the entry out.
    """
    key = keyfile.unlock(keyfile.read(home), passphrase)
    made = engine.make_engine(home / DATABASE, key)
    with made.connect() as connection:
        old = [row for record in rows.record_types(connection) for row in rows.stored_events(connection, record)]
        parts = list(_rewritten(old, change))
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        for table in ("writes", "awaited", "tips", "events", "streams", "records"):
            connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - a name of the line above
        journal.absorb(connection, parts)
        connection.exec_driver_sql("COMMIT")
    made.dispose()


def _rewritten(old, change):
    new_hash, ends = {"": ""}, {}
    for was, stored in old:
        line, salt = json.loads(stored.line), stored.salt
        payload = change(line, json.loads(stored.payload) if stored.payload else None)
        if payload is None:
            continue
        body = write_payload(payload)
        seq, prev = ends.get((was.record, was.seat, was.inc), (0, ""))
        line |= {"seq": seq + 1, "prev": prev, "commit": commitment(salt, body)}
        line |= {key: new_hash.get(line[key], line[key]) for key in ("parent", "cancels")}
        line["replaces"] = [new_hash.get(target, target) for target in line["replaces"]]
        made = write_line({key: value for key, value in line.items() if key != "v"})
        new_hash[was.hash] = made.hash
        ends[was.record, was.seat, was.inc] = (seq + 1, made.hash)
        stored_anew = StoredEvent(made.line, salt, body, None, stored.signature)
        yield StreamPart(was.record, was.seat, was.inc, (stored_anew,))
