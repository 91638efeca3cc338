"""What somebody with the passphrase can do to the rows of a vault, and what finds it (docs/threat-model.md)."""

# ruff: noqa: S608 - the statements are those of an attacker, made of this file's own constants

import pytest
from tamper_world import SECOND, found, insider, ready, reopen, rewrite, state_of
from vault_samples import AUDIT

OTHER_HISTORY = "not the one that was written on this computer"


@pytest.fixture
def home(tmp_path):
    return ready(tmp_path / "home")


def change(home, *statements):
    with insider(home) as connection:
        for statement in statements:
            connection.execute(statement)
        assert connection.total_changes, "an attack that changes nothing shows nothing"


def of_audit(audit, condition):
    return f"key IN (SELECT e.key FROM events e JOIN records r ON r.key = e.rec WHERE r.id = '{audit}' AND {condition})"


def test_an_untouched_vault_has_nothing_to_say(home):
    assert found(home) == ""


ROWS = {
    "a line": ("UPDATE events SET line = CAST(replace(line, 'note', 'nota') AS BLOB) WHERE key = 9", "was altered"),
    "a payload": (
        "UPDATE events SET payload = CAST(replace(payload, 'remark', 'praise') AS BLOB) WHERE key = 9",
        "carries another payload",
    ),
    "the salt": ("UPDATE events SET salt = zeroblob(32) WHERE key = 9", "carries another payload"),
    "a hash": (f"UPDATE events SET hash = '{'a' * 64}' WHERE key = 9", "was altered"),
    "a cell": ("UPDATE writes SET live = 1 WHERE slot = 'answer//data/exits'", "not what its history says"),
    "a cell that is gone": ("UPDATE writes SET live = 0 WHERE slot = 'answer//data/zoo'", "not what its history says"),
    "what an entry says": ("UPDATE writes SET value = '\"9\"' WHERE slot = 'answer//data/zoo'", "not kept as"),
    "that an entry says anything": ("DELETE FROM writes WHERE event = 9", "Not all entries"),
    "what replaces what": ("INSERT INTO awaited SELECT hash, 9 FROM events WHERE key = 8", "What replaces what"),
    "the kind beside a line": ("UPDATE events SET kind = 'answer.skipped' WHERE key = 9", "index of the history"),
    "the audience beside a line": ("UPDATE events SET audience = 'site' WHERE key = 9", "index of the history"),
    "the time beside a line": ("UPDATE events SET time = '2020-01-01T00:00:00.000Z' WHERE key = 9", "index of the"),
    "an undoing beside a line": (f"UPDATE events SET cancels = '{'a' * 64}' WHERE key = 9", "index of the history"),
    "the end of a stream": (
        "UPDATE tips SET hash = (SELECT hash FROM events WHERE key = 9)",
        "The ends of the streams",
    ),
    "the number of an end": ("UPDATE tips SET seq = seq + 1", "numbers or times"),
    "the time of an end": ("UPDATE tips SET time = '2030-01-01T00:00:00.000Z'", "numbers or times"),
    "the order of a record": ("UPDATE tips SET lamport = 1", "numbers or times"),
    "whose a stream is": (f"UPDATE streams SET seat = '{'a' * 32}'", "lies in the wrong place"),
    "which record it is": (f"UPDATE records SET id = '{SECOND[:-1]}9' WHERE id = '{SECOND}'", "in the wrong place"),
    "what a record is": (f"UPDATE records SET type = 'action' WHERE id = '{SECOND}'", "index of the history"),
    "the key of an attachment": ("UPDATE blobs SET secret = 'AGE-SECRET-KEY-1'", "The key of the attachment"),
    "an attachment's row": ("DELETE FROM blobs", "The key of the attachment"),
}


@pytest.mark.parametrize("row", ROWS)
def test_an_edited_row_is_found_by_the_full_check(home, row):
    statement, said = ROWS[row]
    change(home, statement)
    assert said in found(home)


def test_a_form_that_was_altered_is_found_by_the_full_check(home):
    with reopen(home) as vault:
        vault.add_form(XFORM)
    assert found(home) == ""
    change(home, "UPDATE forms SET xform = CAST(replace(xform, 'Exits', 'Doors') AS BLOB)")
    assert "The form" in found(home)


XFORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>T</h:title><model><instance><data id="t" version="1"><exits/></data></instance>
<bind nodeset="/data/exits" type="int"/></model></h:head>
<h:body><input ref="/data/exits"><label>Exits</label></input></h:body></h:html>"""


def without(home, audit, condition):
    """Take entries away with everything that was made of them; the ends of their streams are moved to what is left."""
    chosen = of_audit(audit, condition)
    change(
        home,
        f"DELETE FROM writes WHERE event IN (SELECT key FROM events WHERE {chosen})",
        f"DELETE FROM tips WHERE hash IN (SELECT hash FROM events WHERE {chosen})",
        f"DELETE FROM events WHERE {chosen}",
        "INSERT OR IGNORE INTO tips SELECT e.stream, e.hash, e.seq, e.time, e.lamport FROM events e WHERE e.seq ="
        " (SELECT MAX(o.seq) FROM events o WHERE o.stream = e.stream)",
    )


def test_the_newest_entry_taken_away_is_told_at_unlock(home):
    without(home, AUDIT, "e.seq = (SELECT MAX(seq) FROM events WHERE rec = e.rec)")
    with reopen(home) as vault:
        assert "put back to an earlier state: 1 entries" in vault.noticed()[0]


def test_the_last_entry_of_another_stream_taken_away_is_found_by_the_full_check(home):
    without(home, SECOND, "e.seq = 2")
    with reopen(home) as vault:
        assert vault.noticed() == []
        assert OTHER_HISTORY in " ".join(vault.check())


def test_an_entry_taken_from_the_middle_is_missed_by_the_one_after_it(home):
    without(home, AUDIT, "e.seq = 5")
    assert "does not follow the line before it" in found(home)


def test_a_whole_stream_and_a_whole_record_taken_away_are_found_by_the_full_check(home):
    without(home, SECOND, "1")
    change(home, f"DELETE FROM streams WHERE rec = (SELECT key FROM records WHERE id = '{SECOND}')")
    assert OTHER_HISTORY in found(home)
    change(home, f"DELETE FROM records WHERE id = '{SECOND}'")
    assert OTHER_HISTORY in found(home)


def test_two_lines_that_changed_places_are_found_by_the_full_check(home):
    change(home, "UPDATE events SET seq = 13 - seq WHERE key IN (6, 7)")
    assert "lies in the wrong place" in found(home)
    change(home, "UPDATE events SET key = -1 WHERE key = 6", "UPDATE events SET key = 6 WHERE key = 7")
    assert OTHER_HISTORY in found(home)


def test_streams_that_changed_records_are_found_by_the_full_check(home):
    change(
        home,
        "UPDATE streams SET rec = -rec",
        f"UPDATE streams SET rec = (SELECT key FROM records WHERE id = '{SECOND}') WHERE rec = -2",
        f"UPDATE streams SET rec = (SELECT key FROM records WHERE id = '{AUDIT}') WHERE rec = -3",
        "UPDATE streams SET rec = -rec WHERE rec < 0",
    )
    assert "in the wrong place" in found(home)


def test_a_forged_line_between_others_is_found_by_the_full_check(home):
    change(
        home,
        "INSERT INTO events (hash, rec, stream, seq, kind, lamport, time, audience, cancels, line, salt, payload)"
        " SELECT replace(hash, substr(hash, 1, 4), 'ffff'), rec, stream, seq + 1, kind, lamport, time, audience,"
        " cancels, line, salt, payload FROM events WHERE key = 9",
    )
    assert "was altered" in found(home)


def altered(line, payload):
    if line["kind"] == "note.set" and payload["text"] == "remark 7":
        payload["text"] = "praise 7"
    return payload


def test_a_journal_written_anew_with_new_hashes_is_told_at_unlock_while_the_state_folder_is_as_it_was(home):
    rewrite(home, altered)
    with reopen(home) as vault:
        assert "another history than the one written on this computer" in vault.noticed()[0]
        assert vault.check() == []  # it is whole in itself: what it was is known only outside of it


def test_a_journal_written_anew_together_with_the_state_folder_is_not_found_here(home):
    rewrite(home, altered)
    state_of(home).unlink()
    assert found(home) == ""
    with reopen(home) as vault:
        assert "praise 7" in [cell.value for cell in vault.cells(AUDIT, "note//data/7")]


def test_what_was_noticed_at_one_opening_is_still_known_at_the_next(home):
    rewrite(home, altered)
    for _ in range(2):
        with reopen(home) as vault:
            said = vault.noticed(ever=True)
    assert len(said) == 1
    assert "another history" in said[0]
