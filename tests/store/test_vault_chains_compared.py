"""The journal compared line by line says what parsing each line says, whatever somebody with the key did to it."""

import json
from contextlib import ExitStack, contextmanager, suppress
from unittest import mock

import pytest
import sqlcipher3.dbapi2
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from vault_samples import AUDIT, answer, created, event, new_vault, parts

from fieldaudit.audit.events import StoredEvent, StreamPart, line_hash, write_line
from fieldaudit.vault import chains, chains_payloads, check_records, driver

SECOND = "8c5f3f0e-6a2b-4a44-9a35-0d6fd3a1a222"
NO_LINE = "is not a line of a journal"
LONG = "x" * 5000


def journal(home):
    """Make a journal with all that it may hold: two seats, a fork, payloads that are long, gone or not in clear."""
    vault = new_vault(home)
    vault.append([created(), answer("1"), answer("2", "/data/zoo"), answer(LONG, "/data/long"), created(SECOND)])
    with new_vault(home.with_name("other")) as other:
        other.absorb(parts(vault, AUDIT))
        other.append([answer(str(number), f"/data/{number}") for number in range(8)])
        vault.absorb(parts(other, AUDIT))
    many = [made.hash for made in vault.append([answer(str(number), f"/data/{number}") for number in range(80)])]
    vault.append([answer("all", "/data/all", replaces=tuple(many))])
    vault.append([event("answer.set", {"ref": "/data/exits", "value": "3"}, SECOND), answer("4")])
    vault.absorb([forked(vault.lines(AUDIT, vault.seat, vault.incarnation)[2])])
    with vault.transaction() as connection:
        connection.exec_driver_sql("UPDATE events SET salt = NULL, payload = NULL WHERE key IN (3, 9, 30, 31, 32)")
    return vault


def forked(stored):
    """Return another line in the place of this one."""
    line = json.loads(stored.line) | {"time": "2026-11-21T15:00:00.000Z"}
    made = write_line({key: value for key, value in line.items() if key != "v"})
    return StreamPart(made.record, made.seat, made.inc, (StoredEvent(made.line, stored.salt, stored.payload),))


@pytest.fixture(scope="module")
def vault(tmp_path_factory):
    with new_home(tmp_path_factory) as home, journal(home) as made:
        yield made


@contextmanager
def new_home(factory):
    folder = factory.mktemp("journal")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIELDAUDIT_STATE_DIR", str(folder / "state"))
        yield folder / "home"


class UndoneError(Exception):
    """Takes back what an attack did."""


@contextmanager
def attacked(vault, attacks):
    """Give the journal after these attacks, and take them back; what the tables allow in no row is no attack."""
    with suppress(UndoneError), vault.transaction() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for attack in attacks:
            with suppress(sqlcipher3.dbapi2.IntegrityError):
                attack(connection)
        yield connection
        raise UndoneError


def whole(connection):
    return [*chains.problems(connection), *chains.wrong_counts(connection), *chains_payloads.problems(connection)]


def said(connection, *, closer):
    """Return what is wrong with the journal; with `closer` no line is compared as a whole, each is parsed."""
    with ExitStack() as stack:
        if closer:
            stack.enter_context(mock.patch.object(chains, "_start", return_value="\n"))
            stack.enter_context(mock.patch.object(chains_payloads, "_end", return_value=b"\n"))
        return whole(connection)


def read(connection, column, key):
    """Return bytes where a line, a salt or a payload is stored as text."""
    found = driver.value(connection, f"SELECT {column} FROM events WHERE key = ?", (key,))  # noqa: S608 - a column's name
    return found if column == "hash" or found is None else as_bytes(found)


def as_bytes(value):
    return value.encode() if isinstance(value, str) else value


def write(column, key, value):
    def attack(connection):
        driver.run(connection, f"UPDATE events SET {column} = ? WHERE key = ?", (value, key))  # noqa: S608 - the same

    return attack


def edit(column, key, change, rehash):
    """Change the bytes of a line, a salt or a payload; with `rehash` the row's hash is that of its line again."""

    def attack(connection):
        data = read(connection, column, key)
        if data is not None:
            write(column, key, change(data))(connection)
        if rehash and (line := read(connection, "line", key)) is not None:
            write("hash", key, line_hash(line))(connection)

    return attack


def swap(column, one, other):
    def attack(connection):
        values = read(connection, column, one), read(connection, column, other)
        write(column, other, None if column == "payload" else b"")(connection)
        write(column, one, values[1])(connection)
        write(column, other, values[0])(connection)

    return attack


def carry_on(key):
    """Let the line after this one, in its stream and its table, name what stands in this row now: an insider would."""

    def attack(connection):
        row = driver.run(connection, "SELECT stream, seq, hash FROM events WHERE key = ?", (key,)).fetchone()
        after = (
            row
            and driver.run(
                connection, "SELECT key, line FROM events WHERE stream = ? AND seq = ?", (row[0], row[1] + 1)
            ).fetchone()
        )
        if after:
            start = after[1].find(b'"prev":"') + 8
            write("line", after[0], after[1][:start] + as_bytes(row[2]) + after[1][start + 64 :])(connection)
            write("hash", after[0], line_hash(read(connection, "line", after[0])))(connection)

    return attack


def removed(key):
    return lambda connection: driver.run(connection, "DELETE FROM events WHERE key = ?", (key,))


PIECES = [b"\x00", b"\n", b',"parent":', b'"seq":2', b"\xff", b"}", b'"', b"1", b"x" * 5000]
NUMBERS = [0, 1, 2, 3, 50, "x", b"2", b"\xff"]
KEYS = st.integers(1, 100)
CHANGES = st.one_of(
    st.tuples(st.integers(0, 600), st.sampled_from(PIECES), st.integers(0, 8)).map(
        lambda drawn: lambda data: data[: drawn[0]] + drawn[1] + data[drawn[0] + drawn[2] :]
    ),
    st.tuples(st.integers(-100, -1), st.integers(1, 255)).map(
        lambda drawn: (
            lambda data: (
                data[: drawn[0]] + bytes([data[drawn[0]] ^ drawn[1]]) + data[drawn[0] + 1 :]
                if len(data) >= -drawn[0]
                else data
            )
        )
    ),
    st.just(lambda _data: b""),
    st.just(lambda data: data + data),
    st.just(lambda data: data.decode("latin-1")),
)
ATTACKS = st.one_of(
    st.builds(edit, st.sampled_from(["line", "line", "salt", "payload"]), KEYS, CHANGES, st.booleans()),
    st.builds(write, st.just("hash"), KEYS, st.sampled_from(["", "a" * 64, b"a" * 64, b"\xff", "x y"])),
    st.builds(
        write, st.sampled_from(["rec", "stream", "seq"]), KEYS, st.sampled_from([0, 1, 2, 3, 50, "x", b"2", b"\xff"])
    ),
    st.builds(write, st.sampled_from(["salt", "payload"]), KEYS, st.sampled_from([None, b"", "", LONG, b"{}"])),
    st.builds(write, st.just("key"), KEYS, st.sampled_from([-(2**63), -1, 0, 5000, 2**63 - 1])),
    st.builds(swap, st.sampled_from(["line", "salt", "payload", "hash", "seq", "stream", "key"]), KEYS, KEYS),
    st.builds(carry_on, KEYS),
    st.builds(removed, KEYS),
)


def test_an_untouched_journal_with_a_fork_and_missing_payloads_has_no_problems(vault):
    with vault.reading() as connection:
        assert said(connection, closer=False) == said(connection, closer=True) == []


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(attacks=[write("stream", 1, 0), write("salt", 1, None)])
@given(attacks=st.lists(ATTACKS, max_size=4))
def test_comparing_says_what_parsing_says_and_the_full_check_knows_what_is_no_line(vault, attacks):
    with attacked(vault, attacks) as connection:
        compared, parsed = said(connection, closer=False), said(connection, closer=True)
        if any(NO_LINE in problem for problem in parsed):  # the middle of a line is read where it is replayed
            assert list(check_records.problems(connection, check_records.Reader(vault.seat, [], {})))
        else:
            assert compared == parsed


def test_a_hash_or_a_number_that_is_kept_as_bytes_is_found_though_it_reads_the_same(vault):
    for column in ("hash", "seq", "rec", "stream"):
        attacks = [lambda on, name=column: on.exec_driver_sql(AS_BYTES.format(name))]
        with attacked(vault, attacks) as connection:
            assert said(connection, closer=False) == said(connection, closer=True) != []


AS_BYTES = "UPDATE events SET {0} = CAST({0} AS BLOB) WHERE key = 7"


def test_a_number_left_out_in_a_stream_is_found_though_every_hash_fits(vault):
    def leave_one_out(connection):
        key, stream, seq, line, old = driver.run(
            connection, "SELECT key, stream, seq, line, hash FROM events ORDER BY key DESC LIMIT 1 OFFSET 1"
        ).fetchone()
        forged = line.replace(f'"seq":{seq}'.encode(), f'"seq":{seq + 1}'.encode())
        values = (seq + 1, forged, line_hash(forged), key)
        driver.run(connection, "UPDATE events SET seq = ?, line = ?, hash = ? WHERE key = ?", values)
        tip = (seq + 1, line_hash(forged), stream, old)
        driver.run(connection, "UPDATE tips SET seq = ?, hash = ? WHERE stream = ? AND hash = ?", tip)

    with attacked(vault, [leave_one_out]) as connection:
        for closer in (True, False):
            [problem] = said(connection, closer=closer)
            assert "does not follow the line before it" in problem
