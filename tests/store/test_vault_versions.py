"""A vault that an older version wrote is upgraded after a copy was made; a cut on the way leaves it whole."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import sqlcipher3.dbapi2
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from vault_samples import AUDIT, PASSPHRASE, Clock, add_blob, answer, created, event, new_vault, values

from fieldaudit.audit import slots as slots_of
from fieldaudit.audit.events import parse_line
from fieldaudit.errors import DiskFull, DiskTrouble, NotAVault
from fieldaudit.trust import slots
from fieldaudit.vault import Vault, drafts, engine, migrations, schema, scrub, version_copies
from fieldaudit.vault.migrations import step_0002, step_0003

NOT_HERE = "f" * 64
VERSION_1 = Path(__file__).with_name("schema_v1.sql").read_text(encoding="utf-8")
COPY = f"vault.db.before-{schema.SCHEMA_VERSION}"


@pytest.fixture
def old(tmp_path):
    """Return the home of a closed vault of version 1, with answers, an undo, an attachment and a draft in it."""
    with new_vault(tmp_path / "home") as vault:
        _, second = vault.append([created(), answer("1")])
        vault.append([answer("2", replaces=(second.hash,)), event("note.set", {"ref": "/data/exits", "text": "n"})])
        (wrong,) = vault.append([answer("3", "/data/zoo")])
        vault.append([event("event.cancelled", {"reason": ""}, cancels=wrong.hash)])
        (skip,) = vault.append([event("answer.skipped", {"ref": "/data/doors", "reason": "r"})])
        vault.append([answer("5", "/data/doors", replaces=(skip.hash,)), answer("6", replaces=(NOT_HERE,))])
        add_blob(vault, b"photo", "image/jpeg", "exit.jpg")
        vault.put("setting", [1, 2])
        drafts.keep(vault, AUDIT, "/data/exits", "half")
        key = vault._key
    make_old(vault.home / "vault.db", key)
    return vault.home


def make_old(database, key):
    """Put what a database holds into the tables of version 1, and that in its place."""
    older = database.with_name("older")
    older.touch()
    made = sqlcipher3.dbapi2.connect(str(older), isolation_level=None)
    made.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    made.executescript("PRAGMA journal_mode = WAL;" + VERSION_1)
    made.execute("ATTACH DATABASE ? AS now KEY ?", (str(database), f"x'{key.hex()}'"))
    for (table,) in made.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
        if table in ("cells", "writes", "replaced", "records"):
            continue
        columns = ", ".join(f'"{row[1]}"' for row in made.execute(f"PRAGMA main.table_info({table})"))
        made.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM now.{table}")  # noqa: S608
    made.execute(
        "INSERT INTO main.records SELECT r.key, r.id, r.type, (SELECT MAX(t.lamport) FROM now.tips t"
        " JOIN now.streams s ON s.key = t.stream WHERE s.rec = r.key) FROM now.records r"
    )
    made.execute("INSERT INTO main.cells SELECT rec, slot, event, value FROM now.writes WHERE live")
    for row, rec, line, payload in made.execute("SELECT key, rec, line, payload FROM now.events").fetchall():
        was = parse_line(line)
        made.executemany("INSERT INTO replaced VALUES (?, ?)", [(target, row) for target in was.replaces])
        for write in slots_of.writes(was, json.loads(payload) if payload else None):
            if was.replaces or not write.clears:
                said = (rec, write.slot, row, write.clears, json.dumps(write.value, ensure_ascii=False))
                made.execute("INSERT INTO writes VALUES (?, ?, ?, ?, ?)", said)
    made.execute("UPDATE schema_version SET version = 1, program = '0.1.0'")
    made.close()
    older.replace(database)


def opened(home):
    return Vault.open(home, PASSPHRASE, clock=Clock())


def version_of(vault):
    with vault.reading() as connection:
        return connection.exec_driver_sql("SELECT version FROM schema_version").scalar()


def hold_all_is_there(vault):
    assert version_of(vault) == schema.SCHEMA_VERSION
    assert vault.check() == []
    assert sorted(values(vault, "answer//data/exits")) == ["2", "6"]  # what "6" replaces is not here
    assert (values(vault, "answer//data/zoo"), values(vault, "skip//data/doors")) == ([], [])
    assert values(vault, "answer//data/doors") == ["5"]
    assert (vault.get("setting"), drafts.of(vault, AUDIT)) == ([1, 2], {"/data/exits": "half"})
    events = vault.events(AUDIT)
    assert [event.seq for event in events] == list(range(1, 10))
    (made,) = vault.append([answer("4", replaces=tuple(event.hash for event in events))])
    assert made.lamport == 10
    assert values(vault, "answer//data/exits") == ["4"]
    assert vault.check() == []


def tables(connection):
    """Return every table and index as the database describes it, however its words are spaced."""
    found = connection.exec_driver_sql("SELECT type, name, tbl_name, COALESCE(sql, '') FROM sqlite_master")
    return {(*about, "".join(sql.split())) for *about, sql in found}


def test_an_upgraded_vault_has_the_very_tables_of_a_new_one():
    new, older = (create_engine("sqlite://", isolation_level="AUTOCOMMIT") for _ in range(2))
    with new.connect() as made, older.connect() as upgraded:
        schema.metadata.create_all(made)
        upgraded.connection.executescript(VERSION_1)
        assert tables(upgraded) != tables(made)
        for version in range(1, schema.SCHEMA_VERSION):
            run_step(upgraded, version)
        assert tables(upgraded) == tables(made)


def run_step(connection, version):
    context = migrations.MigrationContext.configure(connection)
    with migrations.Operations.context(context):
        migrations.STEPS[version].upgrade()


def test_the_steps_are_a_line_that_alembic_itself_can_follow():
    folder = Path(migrations.__file__).parent
    script = ScriptDirectory(str(folder), version_locations=[str(folder)])
    assert script.get_heads() == [str(schema.SCHEMA_VERSION)]
    walked = [(step.revision, step.down_revision) for step in script.walk_revisions()]
    steps = [(str(version + 1), str(version)) for version in sorted(migrations.STEPS, reverse=True)]
    assert walked == [*steps, ("1", None)]


def test_an_older_vault_is_upgraded_with_all_that_it_holds_and_a_copy_kept_until_the_next_opening(old):
    before = (old / "vault.db").read_bytes()
    with opened(old) as vault:
        hold_all_is_there(vault)
        assert (old / COPY).read_bytes() == before
        key = vault._key
    with engine.make_engine(old / COPY, key).connect() as copy:
        assert copy.exec_driver_sql("SELECT version FROM schema_version").scalar() == 1
    opened(old).close()
    assert not list(old.glob("*before*"))


def test_a_vault_of_each_version_in_between_is_upgraded_too(old, monkeypatch):
    for version in range(2, schema.SCHEMA_VERSION):
        with monkeypatch.context() as patched:
            patched.setattr(schema, "SCHEMA_VERSION", version)
            with opened(old) as vault:
                assert version_of(vault) == version
    with opened(old) as vault:
        hold_all_is_there(vault)


def test_what_an_upgraded_vault_replaces_and_does_not_have_is_still_waited_for(old):
    with opened(old) as vault, vault.reading() as connection:
        waiting = connection.exec_driver_sql("SELECT target FROM awaited").scalars().all()
        assert waiting == [NOT_HERE]


def test_what_leaves_no_older_state_behind_takes_the_copy_too(old):
    with opened(old) as vault:
        with vault.transaction() as connection:
            scrub.must_follow(connection)
        assert (old / COPY).is_file()
        with vault.reading() as connection:
            scrub.finish(connection)
        assert not (old / COPY).exists()
        (old / COPY).write_bytes(b"a copy that the old key opens")
        vault.rotate_key(lambda key: [slots.wrap(key, PASSPHRASE, slots.CHEAP)])
        assert not (old / COPY).exists()
        hold_all_is_there(vault)


def test_what_an_older_vault_still_had_in_its_log_is_upgraded_too(old, monkeypatch):
    monkeypatch.setattr(schema, "SCHEMA_VERSION", 1)
    script = (
        "import os, sys, pathlib\n"
        "from fieldaudit.vault import Vault, schema\n"
        "schema.SCHEMA_VERSION = 1\n"
        "vault = Vault.open(pathlib.Path(sys.argv[1]), sys.argv[2])\n"
        "vault.put('late', 'in the log')\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(old), PASSPHRASE], check=True)
    assert (old / "vault.db-wal").stat().st_size
    monkeypatch.undo()
    with opened(old) as vault:
        assert vault.get("late") == "in the log"
        hold_all_is_there(vault)


@pytest.mark.parametrize("cut_at", ["copy", "step", "version", "COMMIT"])
def test_a_cut_while_upgrading_leaves_the_old_vault_and_the_next_opening_upgrades_it(old, monkeypatch, cut_at):
    def cut(*_):
        raise KeyboardInterrupt

    real = migrations.driver.run

    def cut_in(connection, statement, rows=()):
        if statement.startswith("UPDATE schema_version" if cut_at == "version" else cut_at):
            raise KeyboardInterrupt
        return real(connection, statement, rows)

    upgrade = step_0003.upgrade
    with monkeypatch.context() as patched:
        if cut_at == "copy":
            patched.setattr(version_copies, "_digest", cut)
        elif cut_at == "step":
            patched.setattr(step_0003, "upgrade", lambda: (upgrade(), cut()))
        else:
            patched.setattr(migrations.driver, "run", cut_in)
        with pytest.raises(KeyboardInterrupt):
            opened(old)
    with monkeypatch.context() as patched:
        patched.setattr(schema, "SCHEMA_VERSION", 1)
        with opened(old) as vault:
            assert version_of(vault) == 1
            with vault.reading() as connection:
                assert {name for _, name, _, _ in tables(connection)} == names_of_version_1()
    with opened(old) as vault:
        hold_all_is_there(vault)


def names_of_version_1():
    with create_engine("sqlite://").connect() as connection:
        connection.connection.executescript(VERSION_1)
        return {name for _, name, _, _ in tables(connection)}


@pytest.mark.parametrize(("reason", "told"), [("database or disk is full", DiskFull), ("disk I/O error", DiskTrouble)])
def test_a_disk_that_refuses_the_upgrade_is_told_and_the_vault_stays_what_it_was(old, monkeypatch, reason, told):
    before = (old / "vault.db").read_bytes()

    def refused():
        raise sqlcipher3.dbapi2.OperationalError(reason)

    with monkeypatch.context() as patched:
        patched.setattr(step_0002, "upgrade", refused)
        with pytest.raises(told):
            opened(old)
    assert (old / "vault.db").read_bytes() == before
    with opened(old) as vault:
        hold_all_is_there(vault)


def test_a_damaged_older_vault_is_not_upgraded(old):
    data = bytearray((old / "vault.db").read_bytes())
    data[-2000] ^= 1
    (old / "vault.db").write_bytes(data)
    with pytest.raises(NotAVault):
        opened(old)
    assert (old / "vault.db").read_bytes() == bytes(data)
    assert not list(old.glob("*before*"))


def test_a_version_that_never_was_is_refused(old):
    with opened(old) as vault, vault.transaction() as connection:
        connection.exec_driver_sql("UPDATE schema_version SET version = 0")
    with pytest.raises(NotAVault):
        opened(old)


def test_opening_a_vault_of_this_version_loads_no_migrations(tmp_path):
    new_vault(tmp_path / "home").close()
    script = (
        "import sys, pathlib\n"
        "from fieldaudit.vault import Vault\n"
        "Vault.open(pathlib.Path(sys.argv[1]), sys.argv[2]).close()\n"
        "print([name for name in sys.modules if name.startswith(('alembic', 'fieldaudit.vault.migrations'))])\n"
    )
    words = [sys.executable, "-c", script, str(tmp_path / "home"), PASSPHRASE]
    ran = subprocess.run(words, check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == "[]"
