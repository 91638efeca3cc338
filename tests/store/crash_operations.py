"""What the power may be cut in, and a process killed in: each operation as the program does it, and what must hold.

An operation is three functions: `prepare(folder)` makes the homes it starts from, `act(folder, mark)` does it and marks
each step that the program has acknowledged, `hold(folder, marks)` asserts what must hold of whatever a crash left, with
those steps acknowledged. A new one is one more entry in OPERATIONS. `python crash_operations.py NAME FOLDER [SETTING]`
acts, as strace watches it; SETTING is the control's PRAGMA synchronous, in the test alone.
"""

import atexit
import ctypes
import io
import json
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from exchange_world import PASSPHRASE
from field_world import field_desk, start
from PIL import Image
from quick_keys import install

from fieldaudit.audit.events import parse_line
from fieldaudit.errors import FieldAuditError, WrongPassphrase
from fieldaudit.exchange import enrol
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.incoming import import_package
from fieldaudit.exchange.intake import take_in
from fieldaudit.field.work import AuditWork
from fieldaudit.trust.slots import CHEAP
from fieldaudit.vault import Vault, attachments, engine, keys, purge

SEEN = "/data/fire/seen"
ANSWERS = 24
UNTRACED = "TracerPid:\t0\n"


@dataclass(frozen=True)
class Operation:
    """How it is prepared, done, and judged."""

    prepare: Callable
    act: Callable
    hold: Callable


def photo(number):
    """Return a JPEG of noise, another one for each number, large enough for several writes."""
    out = io.BytesIO()
    noise = random.Random(number).randbytes(96 * 64 * 3)  # noqa: S311 - pixels
    Image.frombytes("RGB", (96, 64), noise).save(out, "JPEG", quality=95)
    return out.getvalue()


def keep(folder, **what):
    (folder / "known.json").write_text(json.dumps(what))


def kept(folder):
    return json.loads((folder / "known.json").read_text())


# --- answers, one by one, with photos among them; the vault is closed and opened again in between


@contextmanager
def in_state_of(world):
    """Keep incarnation files on the disk that is cut."""
    before = os.environ.get("FIELDAUDIT_STATE_DIR")
    os.environ["FIELDAUDIT_STATE_DIR"] = str(world / "state")
    try:
        yield
    finally:
        os.environ.pop("FIELDAUDIT_STATE_DIR")
        if before is not None:
            os.environ["FIELDAUDIT_STATE_DIR"] = before


@cache
def _begun():
    """Begin an audit once in a process: reading the form takes as long as ten crashes."""
    folder = Path(tempfile.mkdtemp(prefix="fieldaudit-begun-"))
    atexit.register(shutil.rmtree, folder)
    with in_state_of(folder), field_desk(folder) as world:
        keep(folder, audit=start(world).id)
    return folder


def prepare_answers(folder):
    shutil.copytree(_begun(), folder)
    for home in ("field", "office"):
        Vault.open(folder / home, PASSPHRASE).close()  # so that each has a life of its own there


def answers(folder, mark):
    audit, number = kept(folder)["audit"], 0
    for _ in range(2):
        with Vault.open(folder / "field", PASSPHRASE) as vault:
            work = AuditWork(vault, audit)
            for _ in range(ANSWERS // 2):
                number += 1
                number % 4 or work.attach(SEEN, photo(number), f"{number}.jpg")
                work.answer(SEEN, str(number))
                mark({"answer": number})
        mark({"closed": number})


def hold_answers(folder, marks):
    with Vault.open(folder / "field", PASSPHRASE) as vault:
        assert vault.check() == []
        hold_values(vault, kept(folder)["audit"], max((one.get("answer", 0) for one in marks), default=0))
    hold_goes_on(folder)


def hold_values(vault, audit, acknowledged):
    """Hold that the answers 1, 2, 3... are there up to the acknowledged one, and photos with every fourth."""
    said = [event for event in vault.events(audit) if event.kind == "answer.set"]
    values = [int(vault.payload(event.hash)["value"]) for event in said]
    assert values == list(range(1, len(values) + 1))
    assert acknowledged <= len(values) <= acknowledged + 1, f"{acknowledged} acknowledged, {len(values)} there"
    shown = vault.cells(audit, f"answer/{SEEN}")
    assert [int(cell.value) for cell in shown] == values[-1:]
    attached = [vault.payload(event.hash) for event in vault.events(audit) if event.kind == "evidence.attached"]
    assert len(attached) in (len(values) // 4, (len(values) + 1) // 4)
    for number, payload in enumerate(attached, start=1):
        assert attachments.read(vault, payload["blob"]) == photo(4 * number)


def hold_goes_on(folder):
    """Hold that work goes on after the crash."""
    with Vault.open(folder / "field", PASSPHRASE) as vault:
        work = AuditWork(vault, kept(folder)["audit"])
        work.answer(SEEN, "1000")
        work.attach(SEEN, photo(0), "after.jpg")
        assert vault.check() == []


# --- two packages with photos, the second one going on where the first one ended


def prepare_packages(folder):
    prepare_answers(folder)
    audit = kept(folder)["audit"]
    packages, events = [], []
    with Vault.open(folder / "field", PASSPHRASE) as vault:
        for turn in range(2):
            work = AuditWork(vault, audit)
            for number in range(8 * turn, 8 * turn + 8):
                number % 4 or work.attach(SEEN, photo(number), f"{number}.jpg")
                work.answer(SEEN, str(number))
            packages.append(export_audits(vault, [audit], folder / "stick").path.name)
            events.append(len(vault.events(audit)))
    keep(folder, audit=audit, packages=packages, events=events)


def intake(folder, mark):
    with Vault.open(folder / "office", PASSPHRASE) as office:
        for name in kept(folder)["packages"]:
            mark({"in": name, "state": take_in(office, folder / "stick" / name).state})
    mark({"closed": True})


def hold_intake(folder, marks):
    known = kept(folder)
    packages, events = known["packages"], [0, *known["events"]]
    acknowledged = [one["in"] for one in marks if "in" in one]
    assert all(one["state"] == "taken_in" for one in marks if "in" in one)
    with Vault.open(folder / "office", PASSPHRASE) as office:
        assert office.check() == []
        log = office.exchange_log.packages("in")
        assert {row.state for row in log} <= {"taken_in"}
        assert len(acknowledged) <= len(log)
        assert len(office.events(known["audit"])) == events[len(log)]
        for number, name in enumerate(packages):
            assert take_in(office, folder / "stick" / name).state == ("duplicate" if number < len(log) else "taken_in")
        assert len(office.events(known["audit"])) == events[-1]
        assert office.check() == []


# --- a package in parts, written and taken in part by part


PART = 24 * 1024


def prepare_parts(folder):
    prepare_answers(folder)
    with Vault.open(folder / "field", PASSPHRASE) as vault:
        answer_from_to(vault, folder, 1, 4 * EIGHT, lambda _: None)


def take_parts(folder, mark):
    parts = export_in_parts(folder)
    mark({"exported": [path.name for path in parts]})
    with Vault.open(folder / "office", PASSPHRASE) as office:
        for path in parts:
            mark({"part": path.name, "state": import_package(office, path).state})
    mark({"closed": True})


def export_in_parts(folder):
    with Vault.open(folder / "field", PASSPHRASE) as vault:
        sent = export_audits(vault, [kept(folder)["audit"]], folder / "stick", max_size=PART)
    assert len(sent.parts) > 2
    return sent.files()


def hold_parts(folder, marks):
    audit, taken = kept(folder)["audit"], any(one.get("state") == "taken_in" for one in marks)
    exported = [name for one in marks for name in one.get("exported", [])]
    with Vault.open(folder / "field", PASSPHRASE) as vault:
        assert vault.check() == []
        events = len(vault.events(audit))
    with Vault.open(folder / "office", PASSPHRASE) as office:
        assert office.check() == []
        assert len(office.events(audit)) in ((events,) if taken else (0, events))
    parts = [folder / "stick" / name for name in exported] or export_in_parts(folder)
    with Vault.open(folder / "office", PASSPHRASE) as office:
        assert {import_package(office, path).state for path in parts} <= {"incomplete", "taken_in", "duplicate"}
        assert len(office.events(audit)) == events
        assert office.check() == []


# --- export, with answers in between


def export(folder, mark):
    audit, number = kept(folder)["audit"], 0
    with Vault.open(folder / "field", PASSPHRASE) as vault:
        work = AuditWork(vault, audit)
        for _ in range(3):
            for _ in range(2):
                number += 1
                number % 4 or work.attach(SEEN, photo(number), f"{number}.jpg")
                work.answer(SEEN, str(number))
                mark({"answer": number})
            mark({"package": export_audits(vault, [audit], folder / "stick").path.name})
    mark({"closed": True})


def hold_export(folder, marks):
    packages = sorted((folder / "stick").glob("*.fap")) if (folder / "stick").is_dir() else []
    acknowledged = [one["package"] for one in marks if "package" in one]
    assert set(acknowledged) <= {path.name for path in packages}
    with Vault.open(folder / "office", PASSPHRASE) as office:
        assert [take_in(office, path).state for path in packages] == ["taken_in"] * len(packages)
        assert office.check() == []
    with Vault.open(folder / "field", PASSPHRASE) as vault:
        assert len(vault.exchange_log.packages("out")) >= len(acknowledged)
    hold_answers(folder, marks)
    with Vault.open(folder / "field", PASSPHRASE) as vault, Vault.open(folder / "office", PASSPHRASE) as office:
        audit = kept(folder)["audit"]
        last = export_audits(vault, [audit], folder / "stick").path
        assert take_in(office, last).state == "taken_in"
        assert [one.line for one in everything(office, audit)] == [one.line for one in everything(vault, audit)]


def everything(vault, record):
    return sorted(
        (stored for head in vault.streams([record]) for stored in vault.lines(head.record, head.seat, head.inc)),
        key=lambda stored: (parse_line(stored.line).inc, parse_line(stored.line).seq),
    )


# --- backups while work goes on, and their restoring


def prepare_backups(folder):
    prepare_answers(folder)
    (folder / "backups").mkdir()


def back_up(folder, mark):
    audit, number = kept(folder)["audit"], 0
    with Vault.open(folder / "field", PASSPHRASE) as vault:
        work = AuditWork(vault, audit)
        for turn in range(3):
            for _ in range(4):
                number += 1
                number % 4 or work.attach(SEEN, photo(number), f"{number}.jpg")
                work.answer(SEEN, str(number))
                mark({"answer": number})
            vault.backup(folder / "backups" / f"{turn}.backup")
            mark({"backup": turn, "holds": number})
    mark({"closed": True})


def hold_backups(folder, marks):
    hold_answers(folder, marks)
    acknowledged = {one["backup"]: one["holds"] for one in marks if "backup" in one}
    for turn, number in acknowledged.items():
        again = folder / f"again{turn}"
        Vault.restore(folder / "backups" / f"{turn}.backup", again)
        with Vault.open(again, PASSPHRASE) as vault:
            assert vault.check() == []
            hold_values(vault, kept(folder)["audit"], number)
    assert {path.name for path in (folder / "backups").glob("*.backup")} <= {f"{turn}.backup" for turn in range(3)}
    for path in (folder / "backups").glob("*.backup"):  # one that was not acknowledged has its name only when whole
        shutil.rmtree(folder / "again", ignore_errors=True)
        Vault.restore(path, folder / "again")


EIGHT = 8


def prepare_eight(folder):
    """Make a vault with eight answers and two photos."""
    prepare_answers(folder)
    with Vault.open(folder / "field", PASSPHRASE) as vault:
        answer_from_to(vault, folder, 1, EIGHT, lambda _: None)


def answer_from_to(vault, folder, first, last, mark):
    """Answer, with a photo at every fourth."""
    work = AuditWork(vault, kept(folder)["audit"])
    for number in range(first, last + 1):
        number % 4 or work.attach(SEEN, photo(number), f"{number}.jpg")
        work.answer(SEEN, str(number))
        mark({"answer": number})


def prepare_restore(folder):
    prepare_eight(folder)
    with Vault.open(folder / "field", PASSPHRASE) as vault:
        vault.backup(folder / "kept.backup")
    shutil.rmtree(folder / "field")


def restore(folder, mark):
    Vault.restore(folder / "kept.backup", folder / "field")
    mark({"restored": True, "answer": EIGHT})
    with Vault.open(folder / "field", PASSPHRASE) as vault:
        answer_from_to(vault, folder, 9, 12, mark)
    mark({"closed": True})


def hold_restore(folder, marks):
    if not marks and not Vault.exists(folder / "field"):
        Vault.restore(folder / "kept.backup", folder / "field")
    hold_eight(folder, marks)


def hold_eight(folder, marks):
    """Hold that the eight answers are there, and those acknowledged after them."""
    hold_answers(folder, [{"answer": EIGHT}, *marks])


# --- a new key for the database, and the step from an older version of it


def rotate(folder, mark):
    for turn in range(2):
        with Vault.open(folder / "field", PASSPHRASE) as vault:
            keys.rotate(vault, PASSPHRASE, cost=CHEAP)
        mark({"rotated": turn})
        with Vault.open(folder / "field", PASSPHRASE) as vault:
            answer_from_to(vault, folder, 9 + 2 * turn, 10 + 2 * turn, mark)
    mark({"closed": True})


def prepare_migration(folder):
    from test_vault_versions import make_old

    prepare_eight(folder)
    with Vault.open(folder / "field", PASSPHRASE) as vault:
        key = vault._key
    make_old(folder / "field" / "vault.db", key)


def migrate(folder, mark):
    with Vault.open(folder / "field", PASSPHRASE) as vault:
        mark({"migrated": True})
        answer_from_to(vault, folder, 9, 10, mark)
    mark({"closed": True})
    Vault.open(folder / "field", PASSPHRASE).close()


# --- removing an audit for good, beside another one that stays


def prepare_purge(folder):
    with field_desk(folder) as world:
        gone, stays = start(world), start(world)
        for number in range(1, 9):
            gone.attach(SEEN, photo(100 + number), "gone.jpg")
            gone.answer(SEEN, str(number))
        keep(folder, audit=stays.id, gone=gone.id, site=world.site)
        answer_from_to(world.field, folder, 1, EIGHT, lambda _: None)


def remove(folder, mark):
    gone = kept(folder)["gone"]
    fields = {"audit": gone, "site": kept(folder)["site"], "receipt": "a receipt"}
    with Vault.open(folder / "field", PASSPHRASE) as vault:
        purge.purge(vault, [purge.Removal(gone, (gone,), fields)])
        mark({"purged": True})
        answer_from_to(vault, folder, 9, 10, mark)
    mark({"closed": True})


def hold_purge(folder, marks):
    gone = kept(folder)["gone"]
    with Vault.open(folder / "field", PASSPHRASE) as vault:
        assert vault.check() == []
        was = bool(vault.records(purge.TYPE))
        assert was or not any("purged" in one for one in marks)
        assert (gone in vault.record_types()) is not was
        assert len([event for event in vault.events(gone) if event.kind == "answer.set"]) == (0 if was else 8)
        photos = {event.hash for event in vault.events(gone) if event.kind == "evidence.attached"}
        assert len(photos) == (0 if was else 8)
        names = {path.stem for path in (folder / "field" / "blobs").iterdir()}
        standing = [event for event in vault.events(kept(folder)["audit"]) if event.kind == "evidence.attached"]
        assert len(names) == len(standing) + len(photos)
    hold_eight(folder, marks)


# --- setting up a home, and the first work in it


def prepare_joining(folder):
    with field_desk(folder):
        pass
    shutil.rmtree(folder / "field")


def join(folder, mark):
    code = (folder / "code").read_text()
    enrol.join(folder / "field", folder / "stick" / "amina.invitation", code, PASSPHRASE, cost=CHEAP)
    mark({"joined": True})
    with Vault.open(folder / "field", PASSPHRASE) as vault:
        for number in range(1, 9):
            vault.put("progress", number)
            mark({"put": number})
    mark({"closed": True})


def hold_joined(folder, marks):
    if not marks and not Vault.exists(folder / "field"):
        join(folder, lambda _: None)
        marks = [{"put": 8}]
    with Vault.open(folder / "field", PASSPHRASE) as vault:
        assert vault.check() == []
        assert vault.seat
        acknowledged = max((one.get("put", 0) for one in marks), default=0)
        assert (vault.get("progress") or 0) in (acknowledged, acknowledged + 1)


# --- passphrases


PASSPHRASES = [PASSPHRASE, *(f"another passphrase {number}" for number in range(1, 4))]


def change_passphrase(folder, mark):
    with Vault.open(folder / "field", PASSPHRASE) as vault:
        for number, passphrase in enumerate(PASSPHRASES[1:], start=1):
            keys.change_passphrase(vault, passphrase, cost=CHEAP)
            mark({"passphrase": number})
            vault.put("progress", number)
            mark({"put": number})
    mark({"closed": True})


def hold_passphrase(folder, marks):
    acknowledged = max((one.get("passphrase", 0) for one in marks), default=0)
    put = max((one.get("put", 0) for one in marks), default=0)
    opened = 0
    for number, passphrase in enumerate(PASSPHRASES):
        try:
            with Vault.open(folder / "field", passphrase) as vault:
                assert vault.check() == []
                assert (vault.get("progress") or 0) in (put, put + 1)
        except WrongPassphrase:
            continue
        assert number in (acknowledged, acknowledged + 1)
        opened += 1
    assert opened == 1


OPERATIONS = {
    "answers": Operation(prepare_answers, answers, hold_answers),
    "intake": Operation(prepare_packages, intake, hold_intake),
    "parts": Operation(prepare_parts, take_parts, hold_parts),
    "export": Operation(prepare_answers, export, hold_export),
    "backup": Operation(prepare_backups, back_up, hold_backups),
    "restore": Operation(prepare_restore, restore, hold_restore),
    "rotation": Operation(prepare_eight, rotate, hold_eight),
    "migration": Operation(prepare_migration, migrate, hold_eight),
    "purge": Operation(prepare_purge, remove, hold_purge),
    "join": Operation(prepare_joining, join, hold_joined),
    "passphrase": Operation(prepare_answers, change_passphrase, hold_passphrase),
}


def act(name, folder, output):
    """Carry the operation out in `folder`; its marks go to the handle `output`, each in one write."""
    os.environ["FIELDAUDIT_STATE_DIR"] = str(folder / "state")
    OPERATIONS[name].act(folder, lambda what: say(output, what))


def say(output, what):
    """Write a mark, with the moment, by a call of its own kind, which no injected fault meets."""
    os.writev(output, [b"MARK " + json.dumps({**what, "at": time.monotonic()}).encode() + b"\n"])


def act_and_list(name, folder, output):
    """Do the same, and mark at last which modules it has loaded."""
    act(name, folder, output)
    say(output, {"modules": sorted(sys.modules)})


def act_on_a_faulty_disk(name, folder, output):
    """Do the same where the disk may refuse, once strace has come: what the program then says is a mark too."""
    _let_anyone_trace()
    for _ in range(12_000):
        if UNTRACED not in Path("/proc/self/status").read_text():
            break
        time.sleep(0.005)
    time.sleep(0.05)  # strace is there; now it also looks
    try:
        act(name, folder, output)
    except FieldAuditError as refused:
        say(output, {"refused": type(refused).__name__, "says": str(refused), "trace": traceback.format_exc()[-1500:]})
    except Exception:  # noqa: BLE001 - anything but a sentence is what the test looks for
        say(output, {"refused": "nothing of ours", "says": traceback.format_exc()[-600:]})


def _let_anyone_trace():
    """Allow strace to attach where the system keeps processes from each other (Yama)."""
    ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_ulong(-1 & (2**64 - 1)), 0, 0, 0)


def weaken(setting):
    """Make the database sync less than it promises: what the controls do, and nothing else can."""
    assert "PRAGMA synchronous = FULL" in engine._SETTINGS
    engine._SETTINGS = tuple(one.replace("synchronous = FULL", f"synchronous = {setting}") for one in engine._SETTINGS)


if __name__ == "__main__":
    install()
    if sys.argv[3:]:
        weaken(sys.argv[3])
    say(1, {"begin": True})
    act(sys.argv[1], Path(sys.argv[2]), 1)
