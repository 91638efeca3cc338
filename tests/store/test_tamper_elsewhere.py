"""What is known outside of a vault: receipts, closings, head office's own copy; and copies that went on apart."""

import json
import shutil
from dataclasses import astuple

import pytest
from exchange_world import PASSPHRASE, add_audit, make_world, open_world
from tamper_world import insider, rewrite, state_of

from fieldaudit.audit import closing
from fieldaudit.audit.events import NewEvent
from fieldaudit.errors import FieldAuditError
from fieldaudit.exchange.answer import send
from fieldaudit.exchange.apply import apply
from fieldaudit.exchange.export import export_audits, unconfirmed_by_audit
from fieldaudit.exchange.intake import take_in
from fieldaudit.vault import Vault
from fieldaudit.vault.histories import side_by_side


@pytest.fixture
def folder(tmp_path):
    make_world(tmp_path / "world")
    return tmp_path / "world"


def field(folder):
    return Vault.open(folder / "field", PASSPHRASE)


def answer(audit, value, ref="/data/q1"):
    return NewEvent(audit, "audit", "answer.set", {"ref": ref, "value": value})


def sign(vault, audit):
    """Close an audit as the field room does; returns the closing hash, which a report prints on every page."""
    heads = [list(astuple(head)) for head in vault.streams([audit])]
    payload = {"outcome": "complete", "reason": "", "heads": heads, "form": "", "version": 1, "score": {}}
    payload |= {"commitments": closing.commitments(vault.events(audit))}
    with vault.transaction():
        [made] = vault.append([NewEvent(audit, "audit", "closing.signed", payload, "site")])
        vault.sign_event(made.hash, vault.signing_key.sign(made.line))
    return made.hash


def deliver(world, vault, audit, name):
    """Send everything about an audit from one copy to head office; returns how it went in."""
    return take_in(world.office, export_audits(vault, [audit], world.stick / name).path).state


def receipt(world, vault):
    """Bring head office's receipt back to one copy."""
    (seat,) = world.office.get("seats")
    return apply(vault, send(world.office, seat, world.stick, passphrase=PASSPHRASE).path).state


def falsify(line, payload):
    """Turn the answer of question 1 from 1 to 9."""
    if line["kind"] == "answer.set" and payload["ref"] == "/data/q1":
        payload["value"] = "9"
    return payload


def without_closing(line, payload):
    """Falsify, and leave the signature out."""
    return None if line["kind"] == "closing.signed" else falsify(line, payload)


def sign_anew(vault, audit):
    """Sign the closings of a rewritten journal, with the seat's key that lies in its vault."""
    for event in vault.events(audit):
        if event.kind == "closing.signed":
            vault.sign_event(event.hash, vault.signing_key.sign(event.line))


def values(vault, audit, ref="/data/q1"):
    return sorted(cell.value for cell in vault.cells(audit) if cell.slot == f"answer/{ref}")


def sent_and_rewritten(folder, *, confirmed):
    """Send an audit, with or without a receipt back, and write the field's whole journal anew; returns the audit."""
    with open_world(folder) as world:
        audit = add_audit(world.field)
        sign(world.field, audit)
        assert deliver(world, world.field, audit, "first") == "taken_in"
        if confirmed:
            assert receipt(world, world.field) == "applied"
    rewrite(folder / "field", falsify, PASSPHRASE)
    state_of(folder / "field").unlink()
    return audit


def test_a_journal_written_anew_after_a_receipt_is_found_by_the_full_check(folder):
    sent_and_rewritten(folder, confirmed=True)
    with field(folder) as vault:
        assert "which a receipt confirms, is not here" in " ".join(vault.check())


def test_a_journal_written_anew_has_closings_whose_signatures_do_not_fit(folder):
    sent_and_rewritten(folder, confirmed=False)
    with field(folder) as vault:
        assert "carries a signature that does not fit" in " ".join(vault.check())


def test_whoever_signs_anew_what_was_rewritten_cannot_bring_the_printed_closing_back(folder):
    with open_world(folder) as world:
        audit = add_audit(world.field)
        printed = sign(world.field, audit)
        closed = world.field.stored(printed)
    rewrite(folder / "field", without_closing, PASSPHRASE)
    state_of(folder / "field").unlink()
    with field(folder) as vault:
        again = sign(vault, audit)
        assert vault.check() == []
        assert again != printed
        payload = json.loads(closed.payload)
        assert not closing.holds(payload, vault.events(audit))  # what was printed covers other answers than these


@pytest.mark.parametrize("confirmed", [False, True], ids=["sent", "sent and confirmed"])
def test_a_journal_written_anew_after_it_was_sent_arrives_as_a_second_branch(folder, confirmed):
    audit = sent_and_rewritten(folder, confirmed=confirmed)
    with insider(folder / "field", PASSPHRASE) as connection:  # nothing here remembers the receipt
        connection.execute("DELETE FROM confirmed")
        connection.execute("DELETE FROM receipts")
    with open_world(folder) as world:
        sign_anew(world.field, audit)
        assert deliver(world, world.field, audit, "second") == "taken_in"
        assert any(branch.forked for branch in side_by_side(world.office, audit))
        assert values(world.office, audit) == [
            "1",
            "9",
        ]  # both are kept and shown: nothing that head office had is gone
        assert [branch.forked for branch in side_by_side(world.office, audit)] == [True, True]
        assert world.office.check() == []


def test_what_counts_as_confirmed_without_a_receipt_is_found_by_the_full_check(folder):
    with open_world(folder) as world:
        audit = add_audit(world.field)
        (head,) = world.field.streams([audit])
    with insider(folder / "field", PASSPHRASE) as connection:
        connection.execute("INSERT INTO confirmed (record, seat, inc, seq, hash) VALUES (?, ?, ?, ?, ?)", astuple(head))
    with field(folder) as vault:
        assert unconfirmed_by_audit(vault, [audit])[audit] < head.seq  # it would not be sent
        assert "counts as confirmed, and no receipt says so" in " ".join(vault.check())


def test_entries_that_head_office_confirmed_and_lost_are_found_by_its_full_check(folder):
    with open_world(folder) as world:
        audit = add_audit(world.field)
        deliver(world, world.field, audit, "first")
        assert world.office.check() == []
    rewrite(folder / "office", falsify, PASSPHRASE)
    state_of(folder / "office").unlink()
    with Vault.open(folder / "office", PASSPHRASE) as office:
        assert "which a receipt confirms, is not here" in " ".join(office.check())


def test_a_line_forged_at_head_office_meets_the_auditors_own_next_one_as_incomplete(folder):
    with open_world(folder) as world:
        audit = add_audit(world.field)
        deliver(world, world.field, audit, "first")
        receipt(world, world.field)
    rewrite(folder / "office", falsify, PASSPHRASE)
    with open_world(folder) as world:
        world.field.append([answer(audit, "2")])
        state = deliver(world, world.field, audit, "second")
        assert state == "earlier_missing"  # it goes on from a line that head office no longer has
        assert values(world.field, audit) == ["1", "2"]


def test_a_folder_and_its_state_put_back_to_yesterday_arrive_as_a_second_branch_and_nothing_is_lost(folder, tmp_path):
    with open_world(folder) as world:
        audit = add_audit(world.field)
        place = state_of(folder / "field")
    shutil.copytree(folder / "field", tmp_path / "yesterday")
    state = place.read_bytes()
    with open_world(folder) as world:
        world.field.append([answer(audit, "today", "/data/q2")])
        deliver(world, world.field, audit, "first")
    shutil.rmtree(folder / "field")
    shutil.copytree(tmp_path / "yesterday", folder / "field")
    place.write_bytes(state)
    with open_world(folder) as world:
        assert world.field.noticed() == []  # nothing on this computer knows
        world.field.append([answer(audit, "tomorrow", "/data/q2")])
        assert deliver(world, world.field, audit, "second") == "taken_in"
        assert values(world.office, audit, "/data/q2") == ["2", "today", "tomorrow"]
        assert [branch.forked for branch in side_by_side(world.office, audit)] == [True, True]
        assert world.office.check() == []


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_copy_a_restored_backup_and_the_original_all_merge_at_head_office_without_loss(folder, tmp_path, order):
    with open_world(folder) as world:
        audit = add_audit(world.field)
        world.field.backup(tmp_path / "backup.tar")
    shutil.copytree(folder / "field", tmp_path / "copied")
    Vault.restore(tmp_path / "backup.tar", tmp_path / "restored")
    with (
        open_world(folder) as world,
        Vault.open(tmp_path / "copied", PASSPHRASE) as copied,
        Vault.open(tmp_path / "restored", PASSPHRASE) as restored,
    ):
        copies = (world.field, copied, restored)
        assert len({copy.incarnation for copy in copies}) == 3
        for name, copy in zip(("original", "copied", "restored"), copies, strict=True):
            copy.append([answer(audit, name, "/data/q9")])
        for place in order:
            assert deliver(world, copies[place], audit, f"from {place}") == "taken_in"
        assert values(world.office, audit, "/data/q9") == ["copied", "original", "restored"]
        branches = side_by_side(world.office, audit)
        assert len(branches) == 3
        assert not any(branch.forked for branch in branches)
        assert sum(branch.parent != "" for branch in branches) == 2  # two say which line they go on from
        assert world.office.check() == []
        for copy in copies:
            assert receipt(world, copy) == "applied"
        assert [unconfirmed_by_audit(copy, [audit])[audit] for copy in copies] == [0, 0, 0]


def test_one_life_of_one_vault_lists_nothing_side_by_side(folder):
    with open_world(folder) as world:
        audit = add_audit(world.field)
        deliver(world, world.field, audit, "first")
        assert side_by_side(world.office, audit) == []


ALTERED = {
    "a line": "UPDATE events SET line = CAST(replace(line, 'answer', 'anwser') AS BLOB) WHERE kind = 'answer.set'",
    "a payload": "UPDATE events SET payload = CAST(replace(payload, '1', '9') AS BLOB) WHERE kind = 'answer.set'",
    "the places of two lines": "UPDATE events SET seq = 5 - seq WHERE kind = 'answer.set' AND seq IN (2, 3)",
    "an entry that is gone": "DELETE FROM events WHERE kind = 'answer.set' AND seq = 3",
}


@pytest.mark.parametrize("row", ALTERED)
def test_what_was_altered_in_the_rows_does_not_get_into_head_office(folder, row):
    with open_world(folder) as world:
        audit = add_audit(world.field)
    with insider(folder / "field", PASSPHRASE) as connection:
        connection.execute("UPDATE writes SET live = 0")
        connection.execute(ALTERED[row])
    with open_world(folder) as world:
        try:
            state = deliver(world, world.field, audit, "altered")
        except (FieldAuditError, AssertionError) as refused:
            state = repr(refused)
        assert state != "taken_in"
        assert world.office.record_types() == {}


def test_an_attachment_that_was_altered_does_not_get_into_head_office(folder):
    with open_world(folder) as world:
        audit = add_audit(world.field)
        (sealed,) = (world.field.home / "blobs").iterdir()
        sealed.write_bytes(sealed.read_bytes()[:-1] + b"x")
        try:
            state = deliver(world, world.field, audit, "altered")
        except FieldAuditError as refused:
            state = repr(refused)
        assert state != "taken_in"
        assert world.office.record_types() == {}
