"""A disk that refuses any one statement of an answer: it is told in a sentence, and nothing is half written."""

import pytest
import sqlcipher3.dbapi2
from vault_samples import AUDIT, answer, created, event, new_vault, reopened, values

from fieldaudit.errors import DiskFull, DiskTrouble
from fieldaudit.vault import driver

SLOT = "answer//data/exits"
REFUSALS = {"disk I/O error": DiskTrouble, "database or disk is full": DiskFull}


class RefusingCursor:
    """The driver's cursor, whose statement number `refuse_at` fails; sqlite undoes the transaction when it gives up."""

    def __init__(self, connection, fault):
        self._real, self._connection, self._fault = connection.connection.cursor(), connection, fault

    def _meet(self, work, statement, rows):
        self._fault["count"] += 1
        if self._fault["count"] != self._fault["refuse_at"]:
            return work(statement, rows)
        if self._fault["undone"] and self._connection.connection.driver_connection.in_transaction:
            self._real.execute("ROLLBACK")
        raise sqlcipher3.dbapi2.OperationalError(self._fault["reason"])

    def execute(self, statement, rows=()):
        return self._meet(self._real.execute, statement, rows)

    def executemany(self, statement, rows):
        return self._meet(self._real.executemany, statement, rows)


@pytest.fixture
def vault(tmp_path):
    with new_vault(tmp_path / "home") as made:
        made.append([created(), answer("1")])
        yield made


def change(vault):
    """Append what an answer brings with it: the answer, two computed values and a finding's note, and a setting."""
    seen = tuple(cell.event for cell in vault.cells(AUDIT, SLOT))
    computed = event("computed", {"values": {"/data/a": "1", "/data/b": "2"}}, audience="site")
    note = event("note.set", {"ref": "/data/exits", "text": "seen"})
    vault.append([answer("2", replaces=seen), computed, note], puts={"progress": [1, 2]})


def all_of(vault):
    return vault.cells(AUDIT), vault.events(AUDIT), vault.streams([AUDIT]), vault.get("progress")


def refused(vault, monkeypatch, fault):
    """Try the change on a disk with this fault; returns whether it was refused, by the failure that says so."""
    with monkeypatch.context() as patched:
        patched.setattr(driver, "cursor", lambda connection: RefusingCursor(connection, fault))
        try:
            change(vault)
        except REFUSALS[fault["reason"]]:
            return True
    return False


@pytest.mark.parametrize("undone", [False, True], ids=["still open", "undone by the database"])
@pytest.mark.parametrize("reason", REFUSALS)
def test_whichever_statement_the_disk_refuses_nothing_is_half_written(vault, monkeypatch, reason, undone):
    before = all_of(vault)
    vault.seat  # noqa: B018 - read once, so that every count below is of the change alone
    met = 1
    while refused(vault, monkeypatch, {"count": 0, "refuse_at": met, "reason": reason, "undone": undone}):
        assert all_of(vault) == before
        met += 1
    assert met > 10
    assert values(vault, SLOT) == ["2"]
    assert [one.seq for one in vault.events(AUDIT)] == [1, 2, 3, 4, 5]
    with reopened(vault) as again:
        assert again.check() == []
        assert (values(again, SLOT), again.get("progress")) == (["2"], [1, 2])


def test_a_change_inside_a_transaction_that_the_disk_refuses_takes_all_of_it_back(vault, monkeypatch):
    before = all_of(vault)
    fault = {"reason": "disk I/O error", "undone": True, "count": 0, "refuse_at": 8}
    with pytest.raises(DiskTrouble), vault.transaction():
        vault.put("progress", [9, 9])
        monkeypatch.setattr(driver, "cursor", lambda connection: RefusingCursor(connection, fault))
        change(vault)
    monkeypatch.undo()
    assert all_of(vault) == before
    change(vault)
    assert vault.check() == []
