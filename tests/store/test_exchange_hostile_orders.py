"""Deliveries in any order, any number of times, whole and damaged, what they wait for in between: one end."""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from exchange_world import PASSPHRASE, add_audit, finding_of, make_world, open_world, pack, unpack
from field_deeds import CLEAR, SEEN, photo
from field_world import start, write_form
from hostile_world import seat_of
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fieldaudit.audit.events import NewEvent
from fieldaudit.checklist import parse_form
from fieldaudit.errors import SeatUnknown
from fieldaudit.exchange import answer, enrol, export, people
from fieldaudit.exchange.batch import import_packages
from fieldaudit.exchange.incoming import import_package
from fieldaudit.exchange.intake import intake_log, retry_waiting, take_in
from fieldaudit.field import sites
from fieldaudit.vault import Vault, instruments

PACKAGES = ("a1", "a2", "a3", "a4", "b1", "b2", "c1", "d1")
NOISE = ("a2-cut", "a2-lost", "a3-lost", "b1-cut")
DEEDS = ("invite", "certify", "form")
WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)  # each takes a second


@dataclass
class Post:
    """Head office as it was before anything came, the packages, and what makes those go in that wait."""

    office: Path
    stick: Path
    invitations: dict
    fingerprint: str
    form: bytes


@pytest.fixture(scope="module")
def post(tmp_path_factory) -> Post:
    """Amina is invited, Ben certified, Carla known to nobody; Dora answered another form under a name that is known."""
    folder = tmp_path_factory.mktemp("post")
    make_world(folder)
    stick = folder / "stick"
    with open_world(folder) as world:
        invitations = world.office.get("invitations")
        world.form = instruments.install(world.field, write_form(folder / "form"))
        world.office.add_form(*world.field.form(world.field.forms()[0]))
        shutil.copytree(folder / "office", folder / "before")
        _amina(world, stick)
        other = world.field.form(world.field.forms()[0])[0].replace(b"Small inspection", b"Small Inspection")
    for name, certified in (("ben", True), ("carla", False), ("dora", True)):
        with open_world(folder) as world, seat_of(world, folder / name, name.title(), certified=certified) as vault:
            if name == "carla":
                fingerprint = people.keys.fingerprint(vault.seat)
            _others(vault, name[0], stick, other)
    _spoil(stick)
    return Post(folder / "before", stick, invitations, fingerprint, other)


def _amina(world, stick: Path) -> None:
    """An alert, the audit, and two packages that each go on from it after a receipt."""
    world.site = sites.add_site(world.field, sites.NewSite("Delta unit 2", "Delta Garments", "BD"))
    work = start(world)
    work.answer(CLEAR, "no")
    work.attach(CLEAR, photo(), "exit.png")
    finding = next(iter(work.findings()))
    export.export_alert(world.field, finding.id, stick / "a1.fap")
    export.export_audits(world.field, [work.id], stick / "a2.fap")
    take_in(world.office, stick / "a2.fap")
    back = answer.send(world.office, world.field.seat, stick / "back.fap", passphrase=PASSPHRASE)
    import_package(world.field, back.path)
    work.reload()
    work.answer(SEEN, "4")
    work.attach(SEEN, photo("blue"), "door.png")
    export.export_audits(world.field, [work.id], stick / "a3.fap")
    work.note(SEEN, "Two of them from outside.")
    export.export_audits(world.field, [work.id], stick / "a4.fap")


def _others(vault: Vault, letter: str, stick: Path, other: bytes) -> None:
    digest = ""
    if letter == "d":
        digest = vault.add_form(other)
    audit = add_audit(vault, photo("green"))
    answered = {"ref": "/data/q1", "value": letter}
    vault.append([NewEvent(audit, "audit", "answer.set", answered, form=digest)])
    export.export_audits(vault, [audit], stick / f"{letter}1.fap")
    if letter == "b":
        export.export_alert(vault, finding_of(add_audit(vault)), stick / "b2.fap")


def _spoil(stick: Path) -> None:
    for name in ("a2", "a3"):
        outer = unpack(stick / f"{name}.fap")
        pack(stick / f"{name}-lost.fap", {"envelope.age": outer["envelope.age"]})
    for name in ("a2", "b1"):
        data = (stick / f"{name}.fap").read_bytes()
        (stick / f"{name}-cut.fap").write_bytes(data[: len(data) // 2])


def act(office: Vault, post: Post, deed: str) -> None:
    """Deliver a package, several at once, or do what something waits for."""
    if deed == "invite":
        office.put("invitations", {**post.invitations, **(office.get("invitations") or {})})
        retry_waiting(office)
    elif deed == "certify":
        with suppress(SeatUnknown):  # nothing of hers came yet
            if people.find_seat(office, post.fingerprint).state != people.CERTIFIED:
                enrol.certify(office, post.fingerprint, PASSPHRASE, role="auditor", branch="Dhaka")
        retry_waiting(office)
    elif deed == "form":
        office.add_form(post.form)
        retry_waiting(office)
    else:
        list(import_packages(office, [post.stick / f"{name}.fap" for name in deed.split("+")]))


class End(dict):
    """What head office holds in the end."""

    def __repr__(self) -> str:
        return "End"


def end_of(office: Vault) -> End:
    """Return everything that was taken in: cells, streams, people, forms, files, what became of each package."""
    records = sorted(office.record_types())
    return End(
        cells={record: sorted(office.cells(record), key=repr) for record in records},
        streams=sorted(office.streams(records), key=repr),
        people=sorted((who.id, who.name, who.role, who.branch, who.state) for who in people.seats(office).values()),
        forms=sorted(office.forms()),
        blobs=sorted(path.name for path in (office.home / "blobs").iterdir()),
        waiting=sorted(path.name for path in (office.home / "quarantine").iterdir()),
        taken_in=sorted(row.digest for row in intake_log(office) if row.state == "taken_in"),
        states={row.state for row in intake_log(office)} - {"taken_in", "damaged", "incomplete"},
    )


def deliver(folder: Path, post: Post, deeds: list[str]) -> End:
    shutil.copytree(post.office, folder)
    with Vault.open(folder, PASSPHRASE) as office:
        office.put("invitations", None)
        for deed in (*deeds, *PACKAGES, *DEEDS):
            act(office, post, deed)
        assert office.check() == []
        return end_of(office)


@pytest.fixture(scope="module")
def in_order(post, tmp_path_factory) -> End:
    end = deliver(tmp_path_factory.mktemp("order") / "office", post, ["invite", *PACKAGES, "certify", "form"])
    assert len(end["taken_in"]) == len(PACKAGES)
    assert (end["waiting"], end["states"]) == ([], set())
    return end


SEVERAL = st.lists(st.sampled_from((*PACKAGES, *NOISE)), min_size=2, max_size=4).map("+".join)
DEED = st.one_of(st.sampled_from((*PACKAGES, *NOISE, *DEEDS)), SEVERAL)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), phases=WITHOUT_SHRINKING)
@given(deeds=st.lists(DEED, min_size=3, max_size=10))
def test_any_order_any_number_of_times_ends_in_the_same_state(post, in_order, tmp_path_factory, deeds):
    end = deliver(tmp_path_factory.mktemp("any") / "office", post, deeds)
    assert [key for key in end if end[key] != in_order[key]] == []


def test_each_of_them_waits_with_a_reason_and_one_step_until_what_it_waits_for_comes(post, tmp_path):
    shutil.copytree(post.office, tmp_path / "office")
    with Vault.open(tmp_path / "office", PASSPHRASE) as office:
        office.put("invitations", None)
        for name, state in (("a3", "unknown_signer"), ("c1", "unknown_signer"), ("d1", "form_altered")):
            result = take_in(office, post.stick / f"{name}.fap")
            assert (result.state, result.held) == (state if name != "a3" else "earlier_missing", True)
            assert result.reason
            assert result.next_step
        assert take_in(office, post.stick / "a3-lost.fap").state == "incomplete"
        act(office, post, "a2")
        assert {row.state for row in intake_log(office)} == {
            "earlier_missing", "unknown_signer", "form_altered", "incomplete",
        }  # fmt: skip
        for deed in ("invite", "certify", "form"):
            act(office, post, deed)
        states = sorted(row.state for row in intake_log(office))
        assert states.count("taken_in") == 4
        assert len(list((office.home / "quarantine").iterdir())) == 0


def test_an_incomplete_package_goes_in_when_another_brings_what_it_lacks(post, tmp_path):
    shutil.copytree(post.office, tmp_path / "office")
    with Vault.open(tmp_path / "office", PASSPHRASE) as office:
        lost = take_in(office, post.stick / "a2-lost.fap")
        assert (lost.state, lost.held) == ("incomplete", True)
        whole = take_in(office, post.stick / "a2.fap")
        assert (whole.state, whole.package) == ("taken_in", lost.package)
        assert [row.state for row in intake_log(office)] == ["taken_in"]
        again = take_in(office, post.stick / "a2-lost.fap")
        assert (again.state, again.held) == ("incomplete", False)  # a spoilt copy of what is in waits for nothing
        assert list((office.home / "quarantine").iterdir()) == []


def test_two_of_one_batch_cannot_both_be_the_first_under_one_name(post, tmp_path):
    """What is checked before the first is stored is checked again: a form's name here, an invitation likewise."""
    shutil.copytree(post.office, tmp_path / "office")
    with Vault.open(tmp_path / "office", PASSPHRASE) as office:
        known = office.forms()
        with office.transaction() as connection:
            connection.exec_driver_sql("DELETE FROM forms")
        both = [post.stick / "a2.fap", post.stick / "d1.fap"]
        outcomes = [outcome.state for _, outcome in import_packages(office, both)]
        assert outcomes == ["taken_in", "form_altered"]
        assert office.forms() == known
        assert parse_form(post.form, {}).digest not in office.forms()
