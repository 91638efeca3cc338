"""A withdrawn consent reaches every machine that holds what was said, in any order, and each says that it did it."""

import base64
import io
import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from cipher_pages import all_plain, traces
from exchange_world import PASSPHRASE
from field_world import field_desk, start
from messages_world import down, up, written
from PIL import Image
from team_world import a_team
from vault_samples import parts

from fieldaudit.audit.events import NewEvent
from fieldaudit.cli import main
from fieldaudit.errors import PackageDamaged
from fieldaudit.exchange import confirmations, erased, export, having, intake, membership, people, withdrawals
from fieldaudit.exchange.answer import due, send
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field import consent
from fieldaudit.field.work import AuditWork
from fieldaudit.vault import Vault, erasure
from fieldaudit.vault.withdrawals import Withdrawal
from fieldaudit.vault.withdrawals import known as withdrawals_known
from fieldaudit.vault.withdrawals import take as withdrawals_take

SAID, PASSPORT, CLEAR = "/data/voices/said", "/data/voices/holds_passport", "/data/fire/exits_clear"


@pytest.fixture
def world(tmp_path):
    with field_desk(tmp_path / "world") as made:
        made.work = start(made)
        made.work.answer(CLEAR, "yes")
        up(made, made.work.id)
        down(made)
        yield made


def speak(world):
    """Let a worker say something, with a photo; returns its blob."""
    world.work.answer(SAID, "kestrel quarry")
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(picture, "JPEG")
    world.work.attach(PASSPORT, picture.getvalue(), "kestrel.jpg")
    [blob] = [one["blob"] for event, one in world.field.unsealed(world.work.id) if event.kind == "evidence.attached"]
    return blob


def exported(world, **how):
    return export.export_audits(world.field, [world.work.id], world.stick, **how).path


def take_back(world):
    return consent.withdraw_consent(world.field, world.work.id, reason="asked").event


def ciphertexts(vault, audit):
    found = [vault.stored(event.hash).sealed for event in vault.events(audit) if event.sealed]
    return {str(number): sealed for number, sealed in enumerate(found) if sealed}


def held(vault):
    return {path.stem for path in (vault.home / "blobs").iterdir()}


def states(vault):
    """Return what each machine says of the one withdrawal: name or place, and its word."""
    [one] = confirmations.standing(vault)
    return {("here" if m.here else m.name or "head office"): (m.state, m.why) for m in one.machines}


def test_what_was_withdrawn_is_erased_at_head_office_the_sealed_photo_too_and_both_say_so(world):
    blob = speak(world)
    up(world, world.work.id)
    secrets = ciphertexts(world.office, world.work.id)
    assert blob in held(world.office)
    assert traces(all_plain(world.office), secrets) == sorted(secrets)
    event = take_back(world)
    assert states(world.field) == {"here": ("erased", ""), "head office": ("open", "")}
    up(world, world.work.id)
    assert traces(all_plain(world.office), secrets) == []
    assert blob not in held(world.office)
    assert event in having.of(world.office, world.field.seat).erased
    assert states(world.office) == {"here": ("erased", ""), "Amina Rahman": ("erased", "")}
    down(world)
    assert states(world.field)["head office"] == ("erased", "")
    [one] = confirmations.standing(world.field)
    assert one.machines[1].since == confirmations.standing(world.office)[0].machines[0].since
    assert world.office.check() == []
    assert world.field.check() == []


def test_a_package_from_before_that_comes_after_brings_nothing_back(world):
    blob = speak(world)
    old = exported(world)
    take_back(world)
    new = exported(world)
    assert import_package(world.office, new).state == "taken_in"
    assert import_package(world.office, old).state == "taken_in"
    assert not ciphertexts(world.office, world.work.id)
    assert blob not in held(world.office)
    assert import_package(world.office, old).state == "duplicate"
    assert not ciphertexts(world.office, world.work.id)


def test_all_sent_again_by_a_restored_backup_that_goes_on_brings_nothing_back_and_it_is_told(world, tmp_path):
    blob = speak(world)
    up(world, world.work.id)
    secrets = ciphertexts(world.field, world.work.id)
    world.field.backup(tmp_path / "yesterday.fab")
    event = take_back(world)
    up(world, world.work.id)
    world.field.close()
    Vault.restore(tmp_path / "yesterday.fab", tmp_path / "restored")
    with Vault.open(tmp_path / "restored", PASSPHRASE) as restored:
        AuditWork(restored, world.work.id).answer(CLEAR, "no")
        assert traces(all_plain(restored), secrets) == sorted(secrets)
        again = export.export_audits(restored, [world.work.id], world.stick, again=True)
        assert import_package(world.office, again.path).state == "taken_in"
        assert not ciphertexts(world.office, world.work.id)
        assert blob not in held(world.office)
        assert states(world.office)["Amina Rahman"] == ("open", "")  # it says it no longer
        assert restored.seat in {seat.id for seat in due(world.office)}
        assert import_package(restored, written(world)).state == "applied"
        assert traces(all_plain(restored), secrets) == []
        assert blob not in held(restored)
        assert states(restored) == {"here": ("erased", ""), "head office": ("erased", "")}
        sent = export.export_audits(restored, [world.work.id], world.stick, again=True)
        assert import_package(world.office, sent.path).state == "taken_in"
        assert event in having.of(world.office, restored.seat).erased
        assert restored.check() == []


def test_a_head_office_that_was_put_back_confirms_no_longer_until_it_is_sent_again(world, tmp_path):
    speak(world)
    up(world, world.work.id)
    world.office.backup(tmp_path / "office.fab")
    take_back(world)
    up(world, world.work.id)
    down(world)
    assert states(world.field)["head office"] == ("erased", "")
    world.office.close()
    Vault.restore(tmp_path / "office.fab", tmp_path / "office-restored")
    with Vault.open(tmp_path / "office-restored", PASSPHRASE) as office:
        world.office = office
        assert ciphertexts(office, world.work.id)
        assert import_package(office, exported(world, again=True)).state == "taken_in"
        assert not ciphertexts(office, world.work.id)
        assert import_package(world.field, written(world)).state == "applied"
        assert states(world.field)["head office"] == ("erased", "")


def test_head_office_does_not_confirm_while_a_package_of_the_author_waits(world):
    speak(world)
    waits = import_package(world.office, exported(world), now=datetime(2090, 1, 1, tzinfo=UTC))
    assert waits.held  # its signer's certificate had ended by then
    take_back(world)
    last = exported(world)
    with monkey(intake, "release", lambda *_: ()):
        assert import_package(world.office, last).state == "taken_in"
    assert states(world.office)["here"] == ("open", "waits")
    down(world)
    assert states(world.field)["head office"] == ("open", "")
    [released] = intake.retry_waiting(world.office)
    assert released.state == "taken_in"
    assert not ciphertexts(world.office, world.work.id)
    assert states(world.office)["here"] == ("erased", "")
    down(world)
    assert states(world.field)["head office"] == ("erased", "")


@contextmanager
def monkey(module, name, stand_in):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, name, stand_in)
        yield


@pytest.fixture
def three(tmp_path):
    """Give a certified colleague the auditor's lines, as a team package brings them, and let him say so."""
    with a_team(tmp_path / "team") as team:
        made = SimpleNamespace(office=team.office, field=team.amina, colleague=team.bilal, stick=team.stick)
        made.work = team.begin()
        made.blob = speak(made)
        up(made, made.work.id)
        down(made)
        for digest in made.field.forms():
            made.colleague.add_form(*made.field.form(digest))
        made.before = parts(made.field)
        made.colleague.absorb(made.before)
        meet(made, "blocked doors: two")
        yield made


def meet(world, note):
    """Carry the colleague's work to head office, and what waits for him back."""
    AuditWork(world.colleague, world.work.id).note(CLEAR, note)
    sent = export.export_audits(world.colleague, [world.work.id], world.stick)
    assert import_package(world.office, sent.path).state == "taken_in"
    answer = withdrawals_for(world, world.colleague.seat)
    assert import_package(world.colleague, answer).state == "applied"


def withdrawals_for(world, seat):
    return send(world.office, seat, world.stick, passphrase=PASSPHRASE).path


def test_a_colleague_who_has_the_lines_is_told_by_head_office_and_the_author_sees_who_has_confirmed(three):
    meet(three, "and a third one")  # the certificate came with the first: now he says what he holds
    secrets = ciphertexts(three.colleague, three.work.id)
    assert secrets
    event = take_back(three)
    up(three, three.work.id)
    assert states(three.office)["Bilal Haque"] == ("open", "")
    assert {three.field.seat, three.colleague.seat} <= {seat.id for seat in due(three.office)}
    down(three)
    assert states(three.field)["Bilal Haque"] == ("open", "")
    meet(three, "no fourth one")
    assert traces(all_plain(three.colleague), secrets) == []
    three.colleague.absorb(three.before)  # what a colleague brings once more
    assert not ciphertexts(three.colleague, three.work.id)
    meet(three, "all seen")
    assert event in having.of(three.office, three.colleague.seat).erased
    assert three.field.seat in {seat.id for seat in due(three.office)}
    down(three)
    assert {name: said for name, (said, _) in states(three.field).items()} == {
        "here": "erased",
        "head office": "erased",
        "Bilal Haque": "erased",
    }
    assert three.colleague.check() == []


def test_a_seat_that_says_it_erased_what_it_never_had_is_that_seats_word_and_nothing_more(three):
    meet(three, "one")
    event = take_back(three)
    lie = [withdrawals_known(three.field)[0], Withdrawal("f" * 64, three.work.id, three.field.seat, "x", "", "", "")]
    before = ciphertexts(three.office, three.work.id)
    with monkey(erased, "here", lambda _: lie):
        meet(three, "two")
    assert ciphertexts(three.office, three.work.id) == before  # it erased nothing
    assert confirmations.standing(three.office) == []  # and made no withdrawal known
    up(three, three.work.id)
    assert states(three.office)["Bilal Haque"] == ("erased", "")  # his word
    assert states(three.office)["here"] == ("erased", "")  # head office's own
    meet(three, "three")  # the truth replaces it
    assert states(three.office)["Bilal Haque"] == ("open", "")
    meet(three, "four")
    assert event in having.of(three.office, three.colleague.seat).erased


def test_a_lost_laptop_is_shown_as_one_that_cannot_confirm_any_more(three):
    meet(three, "one")
    take_back(three)
    up(three, three.work.id)
    people.keep_seat(three.office, replace(people.seats(three.office)[three.colleague.seat], state=people.REVOKED))
    [one] = confirmations.standing(three.office)
    assert [(machine.name, machine.lost) for machine in one.open] == [("Bilal Haque", True)]


def test_a_program_that_does_not_know_of_confirmations_is_sent_none_and_read_as_before(world):
    speak(world)
    take_back(world)

    def older(vault, now, real=having.document):
        values = json.loads(real(vault, now))
        del values["erased"], values["holds"]
        return json.dumps(values, separators=(",", ":")).encode()

    with monkey(having, "document", older):
        up(world, world.work.id)
    assert not having.of(world.office, world.field.seat).speaks
    assert withdrawals.KIND not in down(world).messages
    assert states(world.office)["Amina Rahman"] == ("open", "")


def proof_of(world):
    speak(world)
    event = take_back(world)
    up(world, world.work.id)
    [one] = confirmations.standing(world.office)
    assert one.withdrawal.event == event
    return withdrawals._proof(world.office, one.withdrawal)


def other_seat(world):
    """Return a withdrawal that head office itself signed of what the auditor sealed."""
    payload = {"subject": world.work.id, "reason": "a lie", "erased": [], "blobs": []}
    [event] = world.office.append([NewEvent(world.work.id, "audit", erasure.KIND, payload)])
    stored = world.office.stored(event.hash)
    return {
        "line": stored.line.decode(),
        "salt": stored.salt.hex(),
        "payload": stored.payload.decode(),
        "signature": base64.b64encode(world.office.signing_key.sign(stored.line)).decode(),
    }


CHANGES = (
    lambda proof, _: {**proof, "line": proof["line"].replace('"late":false', '"late":true')},
    lambda proof, _: {**proof, "payload": proof["payload"].replace("asked", "asker")},
    lambda proof, _: {**proof, "salt": "00" * 32},
    lambda proof, _: {**proof, "salt": ""},
    lambda proof, _: {**proof, "signature": ""},
    lambda proof, _: {**proof, "signature": "!"},
    lambda proof, _: {**proof, "certificate": "-----BEGIN CERTIFICATE-----"},
    lambda proof, _: {**proof, "certificate": None},
    lambda proof, world: {**proof, "certificate": membership.organisation(world.office).authority.decode()},
    lambda proof, _: {**proof, "certificate": proof["certificate"][:200] + proof["certificate"][260:]},
    lambda proof, _: {name: proof[name] for name in proof if name != "line"},
    lambda _proof, _: "a line",
    lambda proof, world: {**proof, **other_seat(world)},  # head office's word under the auditor's certificate
)


def test_head_office_can_pass_on_a_withdrawal_and_cannot_make_one_up(world):
    proof = proof_of(world)
    event, _ = withdrawals._check(proof)
    assert event.seat == world.field.seat
    for change in CHANGES:
        with pytest.raises(PackageDamaged):
            withdrawals._check(change(proof, world))


def test_what_head_office_withdraws_of_its_own_erases_nothing_of_the_auditors(world):
    speak(world)
    hashes = [event.hash for event in world.field.events(world.work.id) if event.sealed]
    payload = {"subject": world.work.id, "reason": "a lie", "erased": hashes, "blobs": sorted(held(world.field))}
    [event] = world.office.append([NewEvent(world.work.id, "audit", erasure.KIND, payload)])
    before = ciphertexts(world.field, world.work.id), held(world.field)
    withdrawals_take(world.field, event, payload, "2026-11-22T00:00:00.000Z")
    assert (ciphertexts(world.field, world.work.id), held(world.field)) == before


def test_a_colleague_who_names_anothers_photos_does_not_have_head_office_delete_them(three):
    payload = {"subject": three.work.id, "reason": "a lie", "erased": [], "blobs": [three.blob, "../../vault", "x"]}
    three.colleague.append([NewEvent(three.work.id, "audit", erasure.KIND, payload)])
    meet(three, "one")
    assert three.blob in held(three.office)
    up_again = export.export_audits(three.field, [three.work.id], three.stick, again=True)
    (three.office.home / "blobs" / f"{three.blob}.age").unlink()
    assert import_package(three.office, up_again.path).state == "taken_in"
    assert three.blob in held(three.office)  # and it is let in again


def test_a_malformed_word_is_a_damaged_package(world):
    document = json.loads(having.document(world.field, datetime.now(UTC)))
    for more in ({"erased": "all"}, {"erased": [1]}, {"holds": {}}, {"erased": None}):
        with pytest.raises(PackageDamaged):
            having.keep(world.office, world.field.seat, json.dumps(document | more, separators=(",", ":")).encode())


def test_a_withdrawal_from_before_this_program_kept_a_list_is_counted_once(world):
    speak(world)
    event = take_back(world)
    with world.field.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM meta WHERE key LIKE 'withdraw%'")
    assert [one.event for one in withdrawals_known(world.field)] == [event]
    assert [one.event for one in withdrawals_known(world.field, world.work.id)] == [event]
    assert withdrawals_known(world.field, world.site) == []


def test_the_command_says_who_has_erased_it_and_who_has_not(world, tmp_path, capsys):
    speak(world)
    event = take_back(world)
    homes = {"field": world.field.home, "office": world.office.home}
    (tmp_path / "pass").write_text(PASSPHRASE + "\n")

    def run(which, *words):
        code = main(["--home", str(homes[which]), "--passphrase-file", str(tmp_path / "pass"), "consent", *words])
        return code, capsys.readouterr()

    world.field.close()
    code, said = run("field", "status", world.work.id)
    assert code == 0
    assert "erased here (20" in said.out
    assert "not yet confirmed: at head office" in said.out
    code, said = run("field", "status", world.work.id, "--json")
    [line] = map(json.loads, said.out.splitlines())
    assert (line["event"], [machine["state"] for machine in line["machines"]]) == (event, ["erased", "open"])
    assert run("field", "status", "nothing")[0] == 1
    world.office.close()
    code, said = run("office", "status")
    assert (code, said.out, "Nobody" in said.err) == (0, "", True)
