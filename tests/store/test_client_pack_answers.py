"""What a site said of a closing, each time: in the pack, signed, and no dispute can be left out behind an agreement."""

import json
import shutil
from dataclasses import asdict

import pytest
from client_pack_world import CLIENT, certify, pack, packed_world, write
from hostile_world import seat_of
from test_client_pack import CHECK, refused, resum, signed_by
from test_client_pack_forged import by_ben, failed, pytestmark  # noqa: F401 - the tools that these need too

from fieldaudit.audit.events import NewEvent, line_hash
from fieldaudit.errors import PackageDamaged
from fieldaudit.exchange import client_pack_answers
from fieldaudit.exchange.client_pack import contents
from fieldaudit.exchange.client_pack_verify import verify_pack
from fieldaudit.field import closing
from fieldaudit.field.closing import SiteAnswer

DISPUTE, AGREE = "PlantedDisputed", "PlantedAgreed"
FIRST, SECOND = "closing/answers/0001", "closing/answers/0002"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("answers")
    with packed_world(folder / "world", sign=False) as made:
        closing.sign(made.work, "complete")
        closing.site_answer(made.field, made.work.id, SiteAnswer("M. Karim", "manager", True, "dispute", DISPUTE))
        closing.site_answer(made.field, made.work.id, SiteAnswer("M. Karim", "manager", True, "agree", AGREE))
        certify(made, made.work.id)
        made.packs = {who: pack(made.field, made.work.id, who, folder / f"{who}.zip") for who in ("site", "client")}
        made.at_office = pack(made.office, made.work.id, "site", folder / "office.zip")
        with seat_of(made, folder / "ben", "Ben Okafor") as made.ben:
            yield made


@pytest.fixture
def site(world):
    return dict(world.packs["site"])


def without(files, *names):
    return {name: data for name, data in files.items() if not name.startswith(names)}


def renamed(files, before, after):
    return {name.replace(before, after): data for name, data in files.items()}


def hidden(files):
    """Leave the dispute out, as though the agreement had been the only answer."""
    return renamed(without(files, FIRST), SECOND, FIRST)


def signed_anew(world, files):
    """Let the auditor's own computer, with other software, make the pack anew."""
    return signed_by(files, world.field.signing_key)


@pytest.mark.parametrize("who", ["site", "client"])
def test_every_answer_is_in_a_pack_in_its_order_with_a_signature(world, who):
    files = world.packs[who]
    assert DISPUTE.encode() in files[f"{FIRST}.payload"]
    assert AGREE.encode() in files[f"{SECOND}.payload"]
    assert json.loads(files[f"{SECOND}.payload"])["earlier"] == [line_hash(files[f"{FIRST}.line"])]
    assert {f"{SECOND}.sig", f"{SECOND}.pem"} <= set(files)
    assert CHECK["examine"](files)["audience"] == who
    assert contents(world.field, world.work.id, who).answers == ("dispute", "agree")


def test_head_office_proves_them_too(world):
    kept = [one for one in world.packs["site"] if one.startswith("closing/answers/")]
    assert len(kept) == 10
    assert {one: world.at_office[one] for one in kept} == {one: world.packs["site"][one] for one in kept}


def test_who_verifies_a_pack_is_told_what_was_said_before(world, site, tmp_path):
    found = verify_pack(world.office, write(site, tmp_path / "pack.zip"))
    assert asdict(found)["answers"] == ("dispute", "agree")


@pytest.mark.parametrize("shell", ["bash", "dash"])
def test_the_commands_of_the_readme_prove_each_answer(world, site, tmp_path, shell):
    if shutil.which(shell) is None:
        pytest.skip(f"needs {shell}")
    assert failed(world, site, tmp_path, shell) == []
    assert failed(world, site, tmp_path, shell) == []


def test_a_dispute_left_out_behind_the_agreement_is_found_by_the_script_and_by_the_program(world, site, tmp_path):
    forged = signed_anew(world, hidden(site))
    assert "earlier" in refused(forged)
    with pytest.raises(PackageDamaged):
        verify_pack(world.field, write(forged, tmp_path / "pack.zip"))


def test_a_dispute_left_out_is_found_with_a_shell_alone_whoever_makes_the_pack(world, site, tmp_path):
    told = failed(world, by_ben(world, without(site, FIRST)), tmp_path)
    assert any("earlier" in command for command in told), told


def changes(files):
    said = files[f"{FIRST}.payload"]
    yield "words", {f"{FIRST}.payload": said.replace(DISPUTE.encode(), b"PlantedAgreeing")}
    yield "salt", {f"{FIRST}.salt": bytes(32)}
    yield "two exchanged", {f"{FIRST}{end}": files[f"{SECOND}{end}"] for end in (".line", ".salt", ".payload")}
    yield "one twice", {f"closing/answers/0003{end}": files[f"{SECOND}{end}"] for end in (".line", ".salt", ".payload")}
    yield "another kind", {f"{FIRST}.line": files[f"{FIRST}.line"].replace(b"closing.site", b"closing.tide")}
    yield "a seat", {f"{FIRST}.pem": files["authority.pem"]}
    yield "no signature", {f"{FIRST}.sig": None}
    yield "no certificate", {f"{FIRST}.pem": None}
    yield "another file", {"closing/answers/0001.txt": b"x"}
    yield "the last is another", {"closing/site-answer.json": b"{}"}
    yield "no last one", {"closing/site-answer.json": None}


def test_every_change_is_found_by_the_script_even_when_the_digests_are_made_to_fit(site):
    for what, change in changes(site):
        made = {name: data for name, data in (site | change).items() if data is not None}
        assert "sums.txt" not in refused(resum(made)), what


def test_a_signature_that_is_not_the_writers_is_found_by_the_commands_and_the_program(world, site, tmp_path):
    forged = site | {f"{FIRST}.sig": site[f"{SECOND}.sig"]}
    assert CHECK["examine"](resum(forged))
    with pytest.raises(PackageDamaged):
        verify_pack(world.field, write(signed_anew(world, forged), tmp_path / "pack.zip"))
    told = failed(world, by_ben(world, forged), tmp_path / "pack")
    assert [f"{FIRST}.sig" in command for command in told] == [True]


def test_an_answer_to_the_version_before_stays_among_the_entries_of_the_next(tmp_path):
    with packed_world(tmp_path / "world", sign=False) as world:
        closing.sign(world.work, "complete")
        closing.site_answer(world.field, world.work.id, SiteAnswer("M. Karim", "manager", True, "dispute", DISPUTE))
        closing.amend(world.field, world.work.id, "One more remark.")
        world.work.reload()
        closing.sign(world.work, "complete")
        closing.site_answer(world.field, world.work.id, SiteAnswer("M. Karim", "manager", True, "agree", AGREE))
        certify(world, world.work.id)
        files = pack(world.field, world.work.id, "site", tmp_path / "again.zip")
    assert DISPUTE.encode() in files["events/site.openings"]
    assert CLIENT[0].encode() not in files["events/site.openings"]
    assert CHECK["examine"](files)
    assert "earlier" not in json.loads(files[f"{FIRST}.payload"])


def test_answers_of_older_programs_are_shown_as_the_makers_word(tmp_path):
    """They are not signed and name none before them."""
    with packed_world(tmp_path / "world", sign=False) as world:
        signed = closing.sign(world.work, "complete")
        for answer in ("dispute", "agree"):
            said = asdict(SiteAnswer("M. Karim", "manager", True, answer, "old")) | {"closing": signed}
            world.field.append([NewEvent(world.work.id, "audit", "closing.site", said, "site")])
        certify(world, world.work.id)
        files = pack(world.field, world.work.id, "site", tmp_path / "old.zip")
        assert f"{FIRST}.sig" not in files
        assert b"maker alone" in files["README.txt"].partition(b"7. ")[2]
        assert verify_pack(world.office, tmp_path / "old.zip").answers == ("dispute", "agree")
        older = without(files, "closing/answers/")  # as packs were made before: the last answer alone
        path = write(signed_by(older, world.field.signing_key), tmp_path / "older.zip")
        assert verify_pack(world.office, path).answers == ("agree",)


def test_the_answers_of_one_closing_are_those_that_name_it_and_no_other(world):
    signed = world.work.view().closing.hash
    assert len(client_pack_answers.of(world.field, world.work.id, signed)) == 2
    assert client_pack_answers.of(world.field, world.work.id, "0" * 64) == ()
