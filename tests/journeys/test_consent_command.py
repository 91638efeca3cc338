"""`fieldaudit consent withdraw`: whose consent it is has to be said wherever that is not plain."""

from pathlib import Path

import pytest
from exchange_world import PASSPHRASE

from fieldaudit.audit.events import NewEvent, Subject
from fieldaudit.exchange import membership
from fieldaudit.trust import sealing
from fieldaudit.vault import Vault

SAID = "/data/voices/said"
WHY = ("--reason", "asked by telephone")


@pytest.fixture
def heard(run, audit):
    """An audit in which two respondents were heard, by the codes w1 and w2."""
    with Vault.open(Path("field"), PASSPHRASE) as vault:
        vault.put(membership.OFFICER, sealing.new_identity().recipient)
        for code in ("w1", "w2"):
            payload = {"ref": f"/data/{code}", "value": "they keep my passport"}
            said = NewEvent(audit, "audit", "answer.set", payload, audience="restricted", seal_to=Subject(audit, code))
            vault.append([said])
    return audit


def withdraw(run, *words):
    return run("field", "consent", "withdraw", *words, *WHY)


def test_without_a_code_it_says_what_to_give_and_who_was_heard(run, heard):
    code, [refused], said = withdraw(run, heard)
    assert (code, refused["error"], said.count("\n")) == (1, "RespondentUnclear", 1)
    assert "was not said whose consent is withdrawn" in said
    assert "w1, w2" in said


def test_a_code_that_nobody_has_is_told_with_those_that_there_are(run, heard):
    code, [refused], said = withdraw(run, heard, "w9")
    assert (code, refused["error"]) == (1, "RespondentUnclear")
    assert "w9" in said
    assert "w1, w2" in said


def test_a_code_that_was_withdrawn_is_no_more_among_them(run, heard):
    code, [done], _ = withdraw(run, heard, "w1")
    assert (code, done["entries"]) == (0, 2)
    _, _, said = withdraw(run, heard, "w1")
    assert "w1" in said
    assert said.rstrip().endswith("w2.")
    assert withdraw(run, heard, "w2")[0] == 0
    code, [refused], said = withdraw(run, heard)
    assert (code, refused["error"]) == (1, "NothingToErase")
    assert "Check the name" not in said


def test_where_one_respondent_was_heard_under_no_code_none_is_needed(run, audit):
    with Vault.open(Path("field"), PASSPHRASE) as vault:
        vault.put(membership.OFFICER, sealing.new_identity().recipient)
    assert run("field", "fill", audit, fed=[{"set": SAID, "to": "they keep my passport"}])[0] == 0
    code, [done], _ = withdraw(run, audit)
    assert (code, done["entries"] > 0) == (0, True)


def test_what_belongs_to_nobody_by_code_is_named_by_the_audit_where_others_were_heard(run, heard):
    assert run("field", "fill", heard, fed=[{"set": SAID, "to": "they keep my passport"}])[0] == 0
    code, _, said = withdraw(run, heard)
    assert code == 1
    assert f"{heard}, w1, w2" in said
    assert withdraw(run, heard, heard)[0] == 0
    assert withdraw(run, heard, "w1")[0] == 0


def test_an_audit_that_is_not_here_is_told_as_everywhere(run, audit):
    code, [refused], _ = withdraw(run, "nowhere", "w1")
    assert (code, refused["error"]) == (1, "AuditUnknown")
