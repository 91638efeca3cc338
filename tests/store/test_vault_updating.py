"""A vault that an older program filled with what it did not know, opened by one that does."""

import pytest
from vault_samples import AUDIT, FINDING, answer, created, event, new_vault, parts, reopened

from fieldaudit.audit import slots
from fieldaudit.errors import DiskFull
from fieldaudit.vault import driver, journal, updating
from fieldaudit.vault.history import history, state_at

EVERY = sorted(set(slots.KINDS) - {"event.cancelled", "subject.key"})
SAID = (
    *("record.created", "answer.set", "answer.skipped", "note.set", "evidence.attached", "finding.withdrawn"),
    *("row.added", "computed", "field.set", "conflict.resolved"),
)
ATTACHED = {"ref": "/data/exits", "blob": "ab" * 32, "name": "a.png", "media_type": "image/png", "sha256": "cd" * 32}
RAISED = {"finding": FINDING, "ref": "/data/exits", "verdict": "no", "severity": "major", "title": "Blocked"}
SHOWN = (
    "SELECT r.id, w.slot, e.hash, w.live, w.value FROM writes w JOIN records r ON r.key = w.rec"
    " JOIN events e ON e.key = w.event ORDER BY 1, 2, 3"
)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The parts of an audit with replaced, cancelled, concurrent and cleared things in it, of two writers."""
    folder = tmp_path_factory.mktemp("told")
    one, other = new_vault(folder / "one"), new_vault(folder / "other")
    with one, other:
        one.append([created(form="f")])
        [first] = one.append([answer("4")])
        other.absorb(parts(one))
        skipped = {"ref": "/data/exits", "reason": "closed"}
        [skip] = one.append([event("answer.skipped", skipped, replaces=[first.hash])])
        [note] = one.append([event("note.set", {"ref": "/data/exits", "text": "a"})])
        other.absorb(parts(one))
        [second] = other.append([event("note.set", {"ref": "/data/exits", "text": "b"}, replaces=[note.hash])])
        one.append([event("note.set", {"ref": "/data/exits", "text": "c"}, replaces=[note.hash])])
        one.append([event("evidence.attached", {**ATTACHED, "size": 3, "taken": "", "secret": "x", "file": ""})])
        [raised] = one.append([event("finding.raised", RAISED)])
        one.append([event("finding.withdrawn", {**RAISED, "reason": "mended"}, replaces=[raised.hash])])
        one.append([event("row.added", {"repeat": "/data/floor", "row": "r1", "after": ""})])
        one.append([event("computed", {"values": {"/data/sum": "4", "/data/x": "5"}})])
        [undone] = one.append([event("field.set", {"fields": {"due": "2026-12-01"}})])
        one.append([event("event.cancelled", {"reason": "undo"}, cancels=undone.hash)])
        resolved = {"slot": "answer/" + "/data/exits", "value": "5", "reason": "asked"}
        other.append([event("conflict.resolved", resolved, replaces=[first.hash, skip.hash])])
        other.append([event("note.set", {"ref": "/data/y", "text": "d"}, replaces=[second.hash])])
        return (*parts(one), *parts(other))


@pytest.fixture(scope="module")
def expected(told, tmp_path_factory):
    """What a vault shows that knew every kind, by the order in which it came."""
    found = {}
    for backwards in (False, True):
        with new_vault(tmp_path_factory.mktemp("knew")) as knew:
            knew.absorb(told[:: -1 if backwards else 1])
            found[backwards] = shown(knew)
    return found


def shown(vault):
    with vault.reading() as connection:
        awaited = driver.run(connection, "SELECT target, event FROM awaited ORDER BY 1, 2").fetchall()
        blobs = driver.run(connection, "SELECT * FROM blobs ORDER BY 1").fetchall()
        return driver.run(connection, SHOWN).fetchall(), awaited, blobs


def older(monkeypatch, *kinds):
    """Let the program be one that does not know these kinds yet."""
    monkeypatch.setattr(slots, "_WRITERS", {kind: do for kind, do in slots._WRITERS.items() if kind not in kinds})
    monkeypatch.setattr(slots, "KINDS", tuple(kind for kind in slots.KINDS if kind not in kinds))
    if "answer.set" in kinds:
        monkeypatch.setattr(slots, "plain_answer", lambda *_: None)
    if "evidence.attached" in kinds:
        monkeypatch.setattr(journal, "_learn", lambda *_: None)


@pytest.mark.parametrize(
    ("kinds", "backwards"),
    [*(((kind,), False) for kind in SAID), (EVERY, False), (EVERY, True)],
    ids=[*SAID, "every kind", "every kind, backwards"],
)
def test_what_an_older_program_did_not_know_is_shown_as_if_it_had(
    tmp_path, told, expected, monkeypatch, kinds, backwards
):
    with monkeypatch.context() as then:
        older(then, *kinds)
        vault = new_vault(tmp_path / "older")
        vault.absorb(told[:: -1 if backwards else 1])
        assert shown(vault) != expected[backwards]
    with reopened(vault) as now:
        assert shown(now) == expected[backwards]
        assert now.check() == []


def test_it_is_done_once_and_nothing_is_said(tmp_path, told, monkeypatch):
    with monkeypatch.context() as then:
        older(then, "note.set")
        vault = new_vault(tmp_path / "older")
        vault.absorb(told)
        vault.put("progress/" + AUDIT, [1, 2])
        assert not any(cell.kind == "note.set" for cell in vault.cells(AUDIT))
    vault = reopened(vault)
    assert {cell.value for cell in vault.cells(AUDIT, "note/")} == {"b", "c", "d"}
    assert vault.get("progress/" + AUDIT) is None
    assert vault.noticed() == []
    monkeypatch.setattr(updating, "_known_now", None)  # nobody looks again
    with reopened(vault) as again:
        assert {cell.value for cell in again.cells(AUDIT, "note/")} == {"b", "c", "d"}


def test_a_full_disk_keeps_no_vault_shut_and_the_next_opening_does_it(tmp_path, told, monkeypatch):
    with monkeypatch.context() as then:
        older(then, "note.set")
        vault = new_vault(tmp_path / "older")
        vault.absorb(told)
    before = shown(vault)
    with monkeypatch.context() as full:
        full.setattr(updating.settings, "put", _refuse)
        vault = reopened(vault)
    assert shown(vault) == before
    with reopened(vault) as again:
        assert again.cells(AUDIT, "note/")


def _refuse(*_):
    raise DiskFull


def test_what_came_unknown_and_lacks_what_its_kind_needs_says_nothing_and_keeps_no_audit_shut(tmp_path, monkeypatch):
    strange = event("note.set", {"text": 3})
    with monkeypatch.context() as then:
        older(then, "note.set")
        with new_vault(tmp_path / "writer") as writer:
            writer.append([created(), strange, answer("4")])
            come = parts(writer)
        vault = new_vault(tmp_path / "older")
        vault.absorb(come)
    with reopened(vault) as now:
        last = now.events(AUDIT)[-1].hash
        for cells in (now.cells(AUDIT), state_at(now, AUDIT, last)):
            assert [cell.slot for cell in cells] == ["answer//data/exits", "branch"]
        assert history(now, AUDIT)
        assert now.check() == []
