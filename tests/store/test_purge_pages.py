"""What head office has can be removed here: rows, keys, files and pages are gone, and nothing else is."""

from datetime import UTC, datetime, timedelta

import pytest
from exchange_world import PASSPHRASE, pack, unpack
from field_world import field_desk, start
from pages import holds
from vault_samples import add_blob

from fieldaudit.audit import authority
from fieldaudit.audit.events import NewEvent
from fieldaudit.errors import DiskFull, NothingToPurge
from fieldaudit.exchange import answer, clock, copies, purging
from fieldaudit.exchange.apply import apply
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.intake import take_in
from fieldaudit.field import purging as field_purging
from fieldaudit.field.closing import sign
from fieldaudit.vault import Vault, attachments, driver, follow_up
from fieldaudit.vault.listing import list_audits

TOLD = "The door on the second floor was chained"
PHOTO = b"\xff\xd8\xff\xe0 the chained door " + bytes(range(256)) * 40
CLEAR = "/data/fire/exits_clear"


def may_go(vault):
    return [found for found in field_purging.candidates(vault) if not found.hindrance]


@pytest.fixture
def world(tmp_path):
    with field_desk(tmp_path / "world") as made:
        yield made


@pytest.fixture
def elsewhere(monkeypatch):
    """A stick, as far as the program can tell."""
    monkeypatch.setattr(copies, "on_same_disk", lambda home, other: False)


def signed_audit(world, note=TOLD, answered="yes"):
    work = start(world)
    work.answer(CLEAR, answered)
    work.note(CLEAR, note)
    attach(work, PHOTO)
    if answered == "yes":
        sign(work, "complete")
    else:
        sign(work, "partial", "The guard sent us away.")
    return work.id


def attach(work, data):
    blob = add_blob(work.vault, data, "image/jpeg", "exit.jpg")
    payload = {
        "ref": CLEAR,
        "blob": blob.id,
        "name": blob.name,
        "media_type": blob.media_type,
        "size": blob.size,
        "sha256": blob.sha256,
        "taken": "",
        "secret": attachments.secret_of(work.vault, blob.id),
        "file": "exit.jpg",
    }
    work.vault.append([NewEvent(work.id, "audit", "evidence.attached", payload, "site")])


def send_and_receive(world, *audits, backup=True):
    for package in [export_audits(world.field, audits, world.stick).path] if audits else []:
        assert take_in(world.office, package).state == "taken_in"
    if backup:
        copies.copy_to(world.office, world.stick / "office.fab")
    back = answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE)
    return apply(world.field, back.path)


def test_a_receipt_alone_lets_nothing_be_removed_and_head_offices_own_backup_does(world, elsewhere):
    audit = signed_audit(world)
    taken = send_and_receive(world, audit, backup=False)
    assert "purge" not in taken.messages
    [found] = field_purging.candidates(world.field)
    assert found.hindrance == field_purging.NOT_SECURED
    with pytest.raises(NothingToPurge, match="verified backup"):
        field_purging.purge_audits(world.field, [audit])
    taken = send_and_receive(world)
    assert "purge" in taken.messages
    [found] = may_go(world.field)
    assert (found.audit, found.site, found.attachments) == (audit, "Delta unit 2", 1)


def test_what_came_after_head_offices_backup_stays_until_the_next_one(world, elsewhere):
    first = signed_audit(world)
    send_and_receive(world, first)
    second = signed_audit(world, "Another one")
    send_and_receive(world, second, backup=False)
    assert [found.audit for found in may_go(world.field)] == [first]
    send_and_receive(world)
    assert {found.audit for found in may_go(world.field)} == {first, second}


def test_a_backup_on_head_offices_own_disk_lets_nothing_be_removed(world):
    audit = signed_audit(world)
    send_and_receive(world, audit)
    assert may_go(world.field) == []
    copies.copy_to(world.office, world.stick / "carried.fab", carried=True)
    send_and_receive(world, backup=False)
    assert [found.audit for found in may_go(world.field)] == [audit]


def test_a_purged_audit_leaves_its_record_and_nothing_in_pages_files_or_keys(world, elsewhere):
    kept = signed_audit(world, "This one stays")
    audit = signed_audit(world)
    send_and_receive(world, audit, kept)
    database, key, home = world.field.home / "vault.db", world.field._key, world.field.home
    closing = next(found for found in may_go(world.field) if found.audit == audit).closing
    blob = next(iter(world.field.cells(audit, "evidence/"))).value["blob"]
    secret = attachments.secret_of(world.field, blob)
    assert holds(database, key, TOLD.encode())
    assert holds(database, key, secret.encode())
    before_an_upgrade = home / "vault.db.before-1"
    before_an_upgrade.write_bytes(b"a copy in which the audit is too")
    field_purging.purge_audits(world.field, [audit])
    assert not before_an_upgrade.exists()
    for gone in (TOLD.encode(), secret.encode(), secret[:40].encode()):
        assert not holds(database, key, gone)
    assert holds(database, key, b"This one stays")
    assert not (home / "blobs" / f"{blob}.age").exists()
    with world.field.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA freelist_count").scalar() == 0
        lines = connection.exec_driver_sql("SELECT count(*) FROM events WHERE instr(line, ?)", (audit,)).scalar()
        assert lines == 0
    assert (home / "vault.db-wal").stat().st_size < 64 * 1024
    [stub] = field_purging.purged(world.field)
    assert (stub.audit, stub.site, stub.closing) == (audit, "Delta unit 2", closing)
    assert stub.receipt == purging.right(world.field).digest
    assert [row.id for row in list_audits(world.field)] == [kept]
    assert world.field.check() == []


def test_the_record_that_stays_is_signed_by_the_seat(world, elsewhere):
    audit = signed_audit(world)
    send_and_receive(world, audit)
    field_purging.purge_audits(world.field, [audit])
    [row] = world.field.records("purge")
    [event] = world.field.events(row.id)
    from fieldaudit.trust import keys

    keys.verify(world.field.signing_key.public_pem(), world.field.stored(event.hash).signature, event.line)


def test_after_a_purge_the_vault_opens_in_the_same_life_and_goes_on(world, elsewhere):
    audit = signed_audit(world)
    send_and_receive(world, audit)
    life = world.field.incarnation
    field_purging.purge_audits(world.field, [audit])
    world.field.close()
    with Vault.open(world.field.home, PASSPHRASE) as again:
        assert again.incarnation == life
        assert again.check() == []
        world.field = again
        second = signed_audit(world, "After it")
        send_and_receive(world, second)
        assert [found.audit for found in may_go(again)] == [second]


def test_an_audit_with_an_open_action_or_something_unsent_stays(world, elsewhere):
    work = start(world)
    work.answer(CLEAR, "no")
    [finding] = [found for found in work.findings() if not found.withdrawn]
    follow_up.open_action(
        world.field, finding, follow_up.NewAction("containment", "Take it off.", "manager", "2026-12-01")
    )
    sign(work, "partial", "The guard sent us away.")
    send_and_receive(world, work.id)
    [found] = field_purging.candidates(world.field)
    assert found.hindrance == field_purging.OPEN_ACTIONS
    with pytest.raises(NothingToPurge, match="actions"):
        field_purging.purge_audits(world.field, [work.id])
    other = signed_audit(world)
    send_and_receive(world, other)
    world.field.append([NewEvent(other, "audit", "note.set", {"ref": CLEAR, "text": "one more"})])
    assert may_go(world.field) == []
    field_purging.purge_audits(world.field, [work.id], open_actions=True)
    assert [row.id for row in list_audits(world.field)] == [other]
    assert world.field.check() == []


def test_what_a_purge_deletes_it_finds_by_indexes_that_are_gone_after_it(world, elsewhere, monkeypatch):
    audit = signed_audit(world)
    send_and_receive(world, audit)
    seen, run = {}, driver.run

    def explained(connection, statement, values=()):
        if statement.startswith("DELETE FROM") and "events" in statement:
            plan = run(connection, f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
            seen[statement] = " ".join(str(step[-1]) for step in plan)
        return run(connection, statement, values)

    monkeypatch.setattr(driver, "run", explained)
    field_purging.purge_audits(world.field, [audit])
    assert "removing_events_rec" in seen["DELETE FROM events WHERE rec = ?"]
    assert not [statement for statement, plan in seen.items() if "SCAN" in plan]
    with world.field.reading() as connection:
        assert not driver.column(connection, "SELECT name FROM sqlite_master WHERE name LIKE 'removing%'")
    assert world.field.check() == []


def test_a_right_to_purge_for_somebody_else_or_an_older_one_changes_nothing(world, elsewhere):
    from fieldaudit.errors import PackageDamaged
    from fieldaudit.exchange.documents import read_document, write_document

    first = signed_audit(world)
    send_and_receive(world, first)
    now = clock.now()
    document = purging.right_for(world.office, world.field.seat, now)
    values = read_document("purge", document)
    for wrong in ({"seat": "0" * 32}, {"organisation": "0" * 32}, {"have": [["x"]]}, {"backup": 3}):
        with pytest.raises(PackageDamaged):
            purging.keep_right(world.field, "", write_document("purge", values | wrong), b"")
    before = purging.right(world.field)
    older = {"time": "2020-01-01T00:00:00.000Z", "have": []}
    purging.keep_right(world.field, "", write_document("purge", values | older), b"")
    assert purging.right(world.field) == before
    assert len(may_go(world.field)) == 1


def test_a_right_from_a_head_office_whose_clock_stood_in_2100_gives_way_to_the_next(world, elsewhere):
    """Or nothing could be removed here any more for 74 years."""
    send_and_receive(world, signed_audit(world))
    ahead = purging.right_for(world.office, world.field.seat, datetime(2100, 1, 1, tzinfo=UTC))
    purging.keep_right(world.field, "", ahead, b"")
    assert purging.right(world.field).time.startswith("2100")
    after = purging.right_for(world.office, world.field.seat, clock.now())
    purging.keep_right(world.field, "", after, b"")
    assert purging.right(world.field).time < "2100"


def test_only_head_office_may_sign_a_right_to_purge():
    assert [role for role in authority.ROLES if authority.allowed("purge", role)] == ["headoffice"]


def test_a_package_with_a_right_that_was_altered_is_refused_whole(world, elsewhere):
    audit = signed_audit(world)
    take_in(world.office, export_audits(world.field, [audit], world.stick).path)
    copies.copy_to(world.office, world.stick / "office.fab")
    back = answer.send(world.office, world.field.seat, world.stick, passphrase=PASSPHRASE).path
    members = unpack(back)
    sealed = bytearray(members["envelope.age"])
    sealed[len(sealed) // 2] ^= 1
    pack(back, members | {"envelope.age": bytes(sealed)})
    assert apply(world.field, back).state == "damaged"
    assert may_go(world.field) == []


def test_a_full_disk_in_the_middle_leaves_everything_and_after_the_commit_the_next_opening_finishes(
    world, elsewhere, monkeypatch
):
    from fieldaudit.vault import purge as vault_purge
    from fieldaudit.vault import scrub

    audit = signed_audit(world)
    send_and_receive(world, audit)
    blob = next(iter(world.field.cells(audit, "evidence/"))).value["blob"]
    with monkeypatch.context() as patch:
        patch.setattr(vault_purge, "_keep_signed", lambda vault, removals: (_ for _ in ()).throw(DiskFull()))
        with pytest.raises(DiskFull):
            field_purging.purge_audits(world.field, [audit])
    assert world.field.check() == []
    assert attachments.read(world.field, blob) == PHOTO
    with monkeypatch.context() as patch:
        patch.setattr(scrub, "finish", lambda connection: (_ for _ in ()).throw(DiskFull()))
        patch.setattr(vault_purge.blobs, "path_of", lambda home, blob: home / "elsewhere")
        with pytest.raises(DiskFull):
            field_purging.purge_audits(world.field, [audit])
    home, key = world.field.home, world.field._key
    assert (home / "blobs" / f"{blob}.age").exists()
    world.field.close()
    with Vault.open(home, PASSPHRASE) as again:
        assert not (home / "blobs" / f"{blob}.age").exists()
        assert not holds(home / "vault.db", key, TOLD.encode())
        assert again.check() == []


def test_nothing_is_due_without_a_place_and_a_day_later_it_is(world, elsewhere):
    assert not copies.is_due(world.field)
    copies.choose_place(world.field, copies.Place(world.stick))
    assert copies.is_due(world.field)
    made = copies.copy_daily(world.field)
    assert not copies.is_due(world.field)
    later = datetime.fromisoformat(made.time) + timedelta(hours=24, seconds=1)
    assert copies.is_due(world.field, later)
    assert copies.is_due(world.field, datetime(2020, 1, 1, tzinfo=UTC))
    assert made.file.parent == world.stick
