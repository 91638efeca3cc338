"""A forgotten passphrase: the auditor asks, head office hears six words and answers, and the vault has a new key."""

import json
import shutil

import pytest
from exchange_world import PASSPHRASE, make_world

from fieldaudit.errors import (
    NoOfficeRecovery,
    PassphraseTooShort,
    RecoveryAnswerRefused,
    RecoveryRequestRefused,
    SeatNotConfirmed,
    WrongPassphrase,
)
from fieldaudit.exchange import authority_key, people, recovery_answer, recovery_request, recovery_voucher
from fieldaudit.trust import sealing
from fieldaudit.trust.slots import CHEAP
from fieldaudit.trust.vouchers import Voucher, check_voucher
from fieldaudit.trust.words import six_words
from fieldaudit.vault import Vault, keyfile, keys, keys_log

OFFICE = FORGOTTEN = PASSPHRASE
NEW = "chosen after the answer"


class World:
    """A head office and an auditor who joined it, in copies of one that is made once: sealing to words takes long."""

    def __init__(self, folder, words=""):
        self.folder, self.office_home, self.home = folder, folder / "office", folder / "field"
        self.asked = recovery_request.Asked(words, folder / "a.request")
        self.answered = folder / "a.answer"
        self.office = Vault.open(self.office_home, OFFICE)
        with Vault.open(self.home, FORGOTTEN) as vault:
            self.seat = vault.seat

    def know(self, state=people.CERTIFIED):
        people.keep_seat(self.office, people.Seat(self.seat, "Amina", "auditor", "dhaka", "", "", state))

    def ask(self, name="other.request"):
        return recovery_request.ask(self.home, self.folder / name)

    def answer(self, asked, name="other.answer", code=None):
        out = self.folder / name
        found = recovery_answer.answer(self.office, asked.path, code or asked.words, OFFICE, out)
        return found, out

    def open(self, out, words, passphrase=NEW):
        return recovery_request.open_answer(self.home, out, words, passphrase, cost=CHEAP)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A world in which the auditor has asked and head office has answered."""
    folder = tmp_path_factory.mktemp("recovery")
    make_world(folder)
    world = World(folder)
    world.know()
    with Vault.open(world.home, FORGOTTEN) as vault:
        vault.put("note", "what was recorded")
    asked = world.ask("a.request")
    who, _ = world.answer(asked, "a.answer")
    world.office.close()
    return folder, asked.words, who


@pytest.fixture
def world(template, tmp_path):
    """A copy of that world."""
    folder, words, _ = template
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    made = World(tmp_path, words)
    yield made
    made.office.close()


def test_the_vault_opens_again_under_a_new_key_and_both_sides_know_of_it(world, template):
    with Vault.open(world.home, FORGOTTEN) as vault:
        old, sheet = vault._key, keys.make_recovery(vault, cost=CHEAP)
    asked, out, who = world.asked, world.answered, template[2]
    assert (who.name, who.role, who.branch) == ("Amina", "auditor", "dhaka")
    with world.open(out, asked.words.upper().replace(" ", "-")) as vault:
        assert vault.get("note") == "what was recorded"
        assert vault.check() == []
        assert vault._key != old
        assert vault.keys.kinds() == ("passphrase", "office")
        last = keys_log.rows(vault)[-1]
        assert (last.what, last.detail) == ("recovered", "sheet void")
        assert keys.tried(vault, keyfile.OFFICE)
    row = keys_log.rows(world.office)[-1]
    assert row.what == "recovery answered"
    assert world.seat in row.detail
    with pytest.raises(WrongPassphrase):
        Vault.open(world.home, FORGOTTEN)
    with pytest.raises(WrongPassphrase):
        Vault.recover(world.home, sheet)
    Vault.open(world.home, NEW).close()
    with pytest.raises(RecoveryAnswerRefused, match="no request"):  # it opens once
        world.open(out, asked.words)


def test_neither_file_shows_the_key_and_the_answer_opens_for_the_fresh_secret_alone(world):
    with Vault.open(world.home, FORGOTTEN) as vault:
        key = vault._key
    asked, out = world.asked, world.answered
    for path in (asked.path, out, world.home / recovery_request.PENDING):
        assert key not in path.read_bytes()
        assert world.seat.encode() not in path.read_bytes()
    strange = sealing.new_identity()
    with pytest.raises(Exception, match="sealed for"):
        sealing.unseal(out.read_bytes(), [strange.secret])


def test_words_that_were_misheard_open_neither_request_nor_answer(world):
    asked = world.asked
    with pytest.raises(RecoveryRequestRefused, match="six words"):
        world.answer(asked, code=six_words())
    assert not (world.folder / "other.answer").exists()
    assert [row.what for row in keys_log.rows(world.office)] == ["recovery answered"]
    out = world.answered
    with pytest.raises(RecoveryAnswerRefused, match="six words"):
        world.open(out, six_words())
    with pytest.raises(PassphraseTooShort):
        world.open(out, asked.words, "short")
    Vault.open(world.home, FORGOTTEN).close()


def test_a_request_exchanged_for_a_thief_s_own_does_not_open_with_the_words_that_were_said(world):
    asked = world.asked
    copy = world.folder / "stolen"
    copy.mkdir()
    (copy / "vault.keys").write_bytes((world.home / "vault.keys").read_bytes())
    theirs = recovery_request.ask(copy, world.folder / "theirs.request")
    asked.path.write_bytes(theirs.path.read_bytes())
    with pytest.raises(RecoveryRequestRefused, match="six words"):
        world.answer(asked)


def test_only_the_last_request_can_be_answered(world):
    first, second = world.asked, world.ask()
    with pytest.raises(RecoveryAnswerRefused, match="six words"):
        world.open(world.answered, first.words)
    with pytest.raises(RecoveryAnswerRefused, match="last request"):
        world.open(world.answered, second.words)
    _, out = world.answer(second)
    world.open(out, second.words).close()


def test_an_answer_to_a_key_that_was_rotated_since_is_refused(world):
    asked, out = world.asked, world.answered
    with Vault.open(world.home, FORGOTTEN) as vault:
        keys.rotate(vault, FORGOTTEN, cost=CHEAP)
    with pytest.raises(RecoveryAnswerRefused, match="no longer"):
        world.open(out, asked.words)
    Vault.open(world.home, FORGOTTEN).close()


def test_head_office_needs_the_passphrase_of_the_certificate_key(world):
    asked = world.asked
    with pytest.raises(WrongPassphrase):
        recovery_answer.look(world.office, asked.path, asked.words, "another passphrase")
    secret = authority_key.recovery_secret(world.office_home, OFFICE)
    assert secret.encode() not in b"".join(path.read_bytes() for path in world.office_home.glob("*.key*"))
    assert secret not in json.dumps([world.office.get(name) for name in ("recovery_voucher", "me", "organisation")])


def test_a_person_who_was_revoked_gets_no_answer_and_an_unknown_one_is_said_to_be_unknown(world):
    asked = world.asked
    world.know(people.REVOKED)
    with pytest.raises(SeatNotConfirmed):
        world.answer(asked)
    world.office.put("seats", None)
    assert recovery_answer.look(world.office, asked.path, asked.words, OFFICE).name == ""


@pytest.mark.parametrize("damage", [lambda data: data[:-30], lambda _: b"", lambda _: b"x" * 300_000])
def test_damaged_files_are_said_plainly_and_change_nothing(world, damage):
    asked, out = world.asked, world.answered
    out.write_bytes(damage(out.read_bytes()))
    with pytest.raises(RecoveryAnswerRefused):
        world.open(out, asked.words)
    asked.path.write_bytes(damage(asked.path.read_bytes()))
    with pytest.raises(RecoveryRequestRefused):
        world.answer(asked)
    Vault.open(world.home, FORGOTTEN).close()


def test_a_vault_from_before_gets_its_slot_once_head_office_is_known(world):
    with Vault.open(world.home, FORGOTTEN) as vault:
        vault.change_keys(lambda known, _key: known.without(keyfile.OFFICE))
        vault.put(keys.OFFICE_RECIPIENT, None)
    with pytest.raises(NoOfficeRecovery):
        world.ask()
    with Vault.open(world.home, FORGOTTEN) as vault:
        assert recovery_voucher.accept(vault, recovery_voucher.offered(world.office))
        assert not keys.keep_office_slot(vault)  # once is enough
    assert world.ask().words


def test_a_recipient_that_the_organisation_does_not_vouch_for_gets_nothing(world):
    strange = sealing.new_identity().recipient
    offered = recovery_voucher.offered(world.office)
    with Vault.open(world.home, FORGOTTEN) as vault:
        before = vault.keys
        assert not recovery_voucher.accept(vault, {**offered, "recovery": strange})
        assert not recovery_voucher.accept(vault, {**offered, "recovery_signature": "bm9uZQ=="})
        assert not recovery_voucher.accept(vault, {})
        assert vault.keys == before
        authority = vault.get("organisation").encode()
    assert check_voucher(Voucher(offered["recovery"], offered["recovery_signature"]), authority)


def test_an_office_from_before_makes_its_recovery_identity_when_its_key_is_next_opened(world):
    data = json.loads((world.office_home / "ca.key").read_bytes())
    before = data.pop("recovery")
    (world.office_home / "ca.key").write_text(json.dumps({**data, "version": 1}))
    authority_key.load(world.office_home, OFFICE)
    made = authority_key.ensure_recovery(world.office_home, OFFICE)
    assert made.recipient != before["recipient"]
    assert authority_key.ensure_recovery(world.office_home, OFFICE) == made
    authority_key.change_passphrase(world.office_home, OFFICE, NEW, CHEAP)
    assert authority_key.recovery_secret(world.office_home, NEW).startswith("AGE-SECRET-KEY-1")


def test_head_office_s_own_vault_has_no_such_slot(world):
    assert not recovery_voucher.accept(world.office, recovery_voucher.offered(world.office))
    assert world.office.keys.kinds() == ("passphrase", "recovery")
