"""What a supervisor's package and vault hold, looked at as whoever has their key and passphrase would."""

import base64
import gzip
import json
import zlib
from pathlib import Path
from random import Random

import pytest
from client_pack_world import CLIENT, HIDDEN, SITE
from exchange_world import add_audit
from messages_world import XFORM
from package_workshop import Parcel, lay_open
from statements_world import ACTION, SUPERVISOR, amended, down, package_for, three_homes, up

from fieldaudit.audit.events import NewEvent
from fieldaudit.exchange import answer, countersign, people, published, supervisors
from fieldaudit.field import assigned_actions, audits, consent
from fieldaudit.field import countersign as own
from fieldaudit.field import given as in_the_field
from fieldaudit.field.sites import NewSite, add_site
from fieldaudit.headoffice import given
from fieldaudit.headoffice.given import NewTask
from fieldaudit.vault import driver, instruments
from fieldaudit.vault.follow_up import NewAction, open_action
from fieldaudit.vault.reading import findings_of, read_audit
from fieldaudit.vault.records import created, fields_set, new_id

PLANTED = ("PlantedFutureVisit", "PlantedMill", "PlantedOfficeQuestion", "PlantedRootCause", "PlantedTable")
OFFICE_WORDS = ("PlantedOfficeAction", "PlantedDraftAction", *PLANTED)
FUTURE = "2031-02-03"
SMALL = XFORM.replace('id="fire"', 'id="short-log"').replace("<h:title>Fire", "<h:title>Short log")


@pytest.fixture
def world(tmp_path: Path):
    with three_homes(tmp_path / "world") as opened:
        fill_head_office(opened)
        yield opened


def fill_head_office(world) -> None:
    """Give head office everything that is none of a supervisor's business, and what is."""
    office = world.office
    form = instruments.find(office, "planted").digest
    world.future = given.assign(
        office,
        NewTask(world.field.seat, world.place, form, "2031-02-28", FUTURE, FUTURE, "unannounced", "PlantedFutureVisit"),
    )
    mill = add_site(office, NewSite("PlantedMill", "PlantedMill Group"))
    given.assign(office, NewTask(world.field.seat, mill, form, FUTURE, announcement="unannounced"))
    given.ask(office, world.audit, "/data/fire/remark", "", "PlantedOfficeQuestion")
    for finding in findings_of(office, read_audit(office, world.audit).view):
        cause = {"root_cause": "PlantedRootCause"}
        if finding.audience != "restricted":
            office.append([fields_set(office, finding.id, "finding", cause)])
    small = office.add_form(XFORM.encode(), {})
    published.publish_form(office, small)
    published.publish_form(office, office.add_form(SMALL.encode(), {}), supervisors=True)
    draft = add_audit(world.field)
    [finding] = findings_of(world.field, read_view(world.field, draft))
    open_action(world.field, finding, NewAction("corrective", "PlantedDraftAction", SUPERVISOR, "2026-12-04"))
    up(world, world.field, draft)
    office.append([created(new_id(), "interview", "", {"audit": world.audit, "language": "PlantedTable"})])
    people.add_revocation(office, "b" * 32, "2026-11-01T00:00:00Z")
    revoked = people.revocations(office)
    head = [world.audit, world.field.seat, "c" * 32, 7, "d" * 64]
    office.put("revocations", {**revoked, "revoked": [{**revoked["revoked"][0], "heads": [head]}]})


def read_view(vault, audit):
    from fieldaudit.audit.views import AuditView

    return AuditView.of(vault.cells(audit))


def everything_in(parcel: Parcel) -> str:
    """Return all that a package says to who has its key, unpacked to the last layer."""
    found = [json.dumps(parcel.manifest)]
    for name, data in parcel.members.items():
        plain = gzip.decompress(data) if name.endswith(".gz") else data
        found.append(name + plain.decode("utf-8", "replace"))
    return unfolded("\n".join([*found, *(name for name, _ in parcel.blobs)]))


def everything_on(vault) -> str:
    """Return every value in every table of an open vault."""
    found = []
    with vault.reading() as connection:
        tables = driver.column(connection, "SELECT name FROM sqlite_master WHERE type = 'table'")
        for table in tables:
            for row in driver.run(connection, "SELECT * FROM " + table).fetchall():  # noqa: S608 - the vault's own names
                found += [one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one) for one in row]
    return unfolded("\n".join(found))


def unfolded(text: str) -> str:
    """Add what is packed inside: the lines that a request to countersign carries."""
    packed = {part for part in text.replace("\\", "").split('"') if len(part) > 400 and part.startswith("eN")}
    return "\n".join([text, *(zlib.decompress(base64.b64decode(one)).decode() for one in packed)])


def others_records(world) -> set[str]:
    """Return the id of every record at head office that is not the supervisor's business."""
    mine = supervisors.records_for(world.office, people.find_seat(world.office, world.supervisor.seat))
    log = set(world.supervisor.record_types())
    return set(world.office.record_types()) - set(mine) - log


def leaks(text: str, forbidden) -> list[str]:
    return [word for word in forbidden if word and word in text]


def test_before_anybody_asks_a_supervisor_has_their_own_log_action_and_form_and_nothing_of_any_other_visit(world):
    forbidden = {*HIDDEN, *CLIENT, *SITE, *OFFICE_WORDS, FUTURE, "2031-02-28", "Amina Rahman", *others_records(world)}
    assert world.audit in forbidden
    assert world.future in forbidden
    package = package_for(world, world.supervisor, everything=True)
    parcel = lay_open(package, world.office, world.supervisor)
    assert leaks(everything_in(parcel), forbidden) == []
    assert down(world, world.supervisor, everything=True).accepted
    assert leaks(everything_on(world.supervisor), forbidden) == []
    types = world.supervisor.record_types()
    assert sorted(set(types.values())) == ["action", "audit", "party", "site", "visit"]
    assert [row.id for row in world.supervisor.records("audit")] == [world.log]
    assert [one.text for one in assigned_actions.mine(world.supervisor)] == [ACTION]
    assert in_the_field.assigned(world.supervisor) == in_the_field.asked(world.supervisor) == []
    assert set(published.offered_forms(world.supervisor)) == {"short-log"}
    assert [form.id for form in instruments.available(world.supervisor) if form.id == "fire"] == []
    assert parcel.blobs == []


def test_a_closing_to_countersign_brings_what_it_says_to_the_site_and_nothing_else(world):
    hidden = {*HIDDEN, *CLIENT, *OFFICE_WORDS, FUTURE, "2031-02-28"}
    named_by_the_closing = set(site_records(world))
    others = others_records(world) - named_by_the_closing
    request = countersign.ask(world.office, world.audit, world.supervisor.seat)
    package = package_for(world, world.supervisor, everything=True)
    text = everything_in(lay_open(package, world.office, world.supervisor))
    assert [world.office.record_types()[one] for one in leaks(text, others)] == []
    assert leaks(text, hidden | others) == []
    assert SITE[0] in text
    assert down(world, world.supervisor, everything=True).accepted
    assert leaks(everything_on(world.supervisor), hidden | others) == []
    assert SITE[0] in repr(own.read(world.supervisor, request))
    assert [row.id for row in world.supervisor.records("audit")] == [world.log]


def site_records(world):
    """Return the records of which the closing says something to the site."""
    from fieldaudit.exchange import client_pack

    lines = client_pack.evidence(world.office, world.audit, "site").lines
    findings = {line.said.get("finding", "") for line in lines}
    return {line.event.record for line in lines} | findings | {world.audit, world.site}


def listed(parcel: Parcel) -> list[tuple[str, int]]:
    return [(row["name"], row["size"]) for row in parcel.manifest["inner"]]


def test_planning_starting_and_ending_an_unannounced_visit_changes_neither_names_nor_sizes_nor_what_is_due(world):
    down(world, world.supervisor)
    assert world.supervisor.seat not in [seat.id for seat in answer.due(world.office)]
    before = lay_open(package_for(world, world.supervisor, everything=True), world.office, world.supervisor)
    down(world, world.field)
    form = instruments.find(world.office, "planted").digest
    visit = {"announcement": "unannounced", "purpose": "PlantedFutureVisit"}
    plan = NewTask(world.field.seat, world.place, form, FUTURE, **visit)
    world.office.append([fields_set(world.office, world.place, "site", {"risk": "high"}, "site")])
    task = given.assign(world.office, plan)
    down(world, world.field)
    started = in_the_field.start(world.field, task)
    up(world, world.field, started)
    assert world.supervisor.seat not in [seat.id for seat in answer.due(world.office)]
    after = lay_open(package_for(world, world.supervisor, everything=True), world.office, world.supervisor)
    assert [one for one, _ in listed(before)] == [one for one, _ in listed(after)]
    for (name, size), (_, other) in zip(listed(before), listed(after), strict=True):
        assert abs(size - other) <= 3, name  # a signature in DER has 70 to 72 bytes
    assert leaks(everything_in(after), {task, started, FUTURE, "PlantedFutureVisit"}) == []


def test_an_assignment_of_ones_own_brings_the_site_as_it_was_then_and_no_later_word_of_it(world):
    form = instruments.find(world.office, "planted").digest
    mine = given.assign(world.office, NewTask(world.supervisor.seat, world.place, form, "2026-12-20", purpose="weekly"))
    down(world, world.supervisor)
    world.office.append([fields_set(world.office, world.place, "site", {"address": "PlantedLater"}, "site")])
    down(world, world.supervisor, everything=True)
    assert [one.id for one in in_the_field.assigned(world.supervisor)] == [mine]
    assert leaks(everything_on(world.supervisor), {"PlantedLater"}) == []
    started = in_the_field.start(world.supervisor, mine)
    up(world, world.supervisor, started)
    assert [row.state for row in given.list_tasks(world.office) if row.id == mine] == ["started"]
    assert audits.find_site(world.supervisor, "Dormitory 3") == world.place


def test_who_writes_into_the_audit_of_another_or_says_to_hold_it_hears_nothing_of_it(world):
    """Forge, as a certified supervisor who knows an audit's id from a request, a line of it and a word of having it."""
    request = countersign.ask(world.office, world.audit, world.supervisor.seat)
    down(world, world.supervisor)
    world.supervisor.append([NewEvent(world.audit, "audit", "note.set", {"ref": "/data/x", "text": "mine"})])
    world.supervisor.append([created(world.audit, "audit", "Dhaka", {"auditor": SUPERVISOR})])
    up(world, world.supervisor, world.audit)
    assert world.audit in [row.id for row in world.office.records("audit")]
    consent.withdraw_consent(world.field, world.audit, "", "PlantedWithdrawal")
    up(world, world.field, world.audit)
    known = dict(world.office.get(f"have/{world.supervisor.seat}") or {})
    world.office.put(f"have/{world.supervisor.seat}", {**known, "holds": [world.audit]})
    parcel = lay_open(package_for(world, world.supervisor, everything=True), world.office, world.supervisor)
    text = everything_in(parcel)
    assert request in text
    assert leaks(text, {*HIDDEN, *OFFICE_WORDS, "PlantedWithdrawal"}) == []
    assert {part["record"] for part in parcel.manifest["streams"]}.isdisjoint({world.audit, *others_records(world)})


def test_lines_that_a_supervisor_may_not_read_come_only_where_the_chain_of_their_own_records_needs_them(world):
    down(world, world.supervisor)
    office, log = world.office, world.log
    office.append([fields_set(office, log, "audit", {"score": "PlantedHidden"})])
    down(world, world.supervisor, everything=True)
    assert {event.seat for event in world.supervisor.events(log)} == {world.supervisor.seat}
    office.append([fields_set(office, log, "audit", {"remark": "for all"}, "site")])
    office.append([fields_set(office, log, "audit", {"score": "PlantedHidden again"})])
    down(world, world.supervisor, everything=True)
    theirs = [event for event in world.supervisor.events(log) if event.seat == office.seat]
    assert [event.audience for event in theirs] == ["headoffice", "site"]
    assert leaks(everything_on(world.supervisor), {"PlantedHidden"}) == []


def deeds(world):
    """Give what head office and an auditor do all week, each as a function of a word that it plants; ids come back."""
    office, field = world.office, world.field
    form = instruments.find(office, "planted").digest
    findings = [one.id for one in findings_of(office, read_view(office, world.audit)) if one.audience != "restricted"]

    def assign(word):
        place = world.place if len(word) % 2 else world.site
        plan = {"announcement": "unannounced", "purpose": word}
        return [given.assign(office, NewTask(field.seat, place, form, FUTURE, **plan))]

    def visit(word):
        down(world, field)
        tasks = in_the_field.assigned(field)
        audit = in_the_field.start(field, tasks[0].id) if tasks else world.audit
        field.append([NewEvent(audit, "audit", "note.set", {"ref": "/data/fire/remark", "text": word}, "site")])
        up(world, field, audit)
        return [audit] if tasks else []

    def say(record, kind, audience):
        return lambda word: office.append([fields_set(office, record, kind, {"remark": word}, audience)]) and []

    def interview(word):
        office.append([created(made := new_id(), "interview", "", {"audit": world.log, "name": word})])
        return [made]

    def revoke(word):
        people.add_revocation(office, (word.encode().hex() * 4)[:32], "2026-11-02T00:00:00Z")
        return []

    return [
        assign,
        visit,
        interview,
        revoke,
        lambda word: [given.ask(office, world.audit, "", "", word)],
        lambda word: [add_site(office, NewSite(word, word))],
        *(say(finding, "finding", "headoffice") for finding in findings),
        say(world.audit, "audit", "site"),
        say(world.log, "audit", "client"),
        say(world.place, "site", "site"),
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_done_all_week_none_of_it_reaches_a_supervisor_whom_it_does_not_concern(world, seed):
    chance, planted = Random(seed), {*HIDDEN, *CLIENT, *SITE, *OFFICE_WORDS, FUTURE}  # noqa: S311 - no secret
    does = deeds(world)
    for day in range(3):
        for number in range(6):
            word = f"Week{seed}{day}{number}" + "x" * chance.randint(0, 1)
            planted |= {word, *chance.choice(does)(word)}
        note = NewEvent(world.log, "audit", "note.set", {"ref": "/data/fire/remark", "text": f"my {day}"}, "site")
        world.supervisor.append([note])
        up(world, world.supervisor, world.log)
        parcel = lay_open(
            package_for(world, world.supervisor, everything=bool(day % 2)), world.office, world.supervisor
        )
        assert leaks(everything_in(parcel), planted) == []
        assert down(world, world.supervisor).accepted
        assert leaks(everything_on(world.supervisor), planted) == []
    assert [row.id for row in world.supervisor.records("audit")] == [world.log]
    assert world.supervisor.check() == []


def test_an_action_is_given_only_after_its_audit_was_closed_and_only_what_is_for_the_site(world):
    seat = people.find_seat(world.office, world.supervisor.seat)
    assert [one.text for one in supervisors.assigned_actions(world.office, seat)] == [ACTION]
    amended(world)
    assert [one.text for one in supervisors.assigned_actions(world.office, seat)] == [ACTION]


@pytest.mark.parametrize(
    ("owner", "is_mine"),
    [("sumi  akter", True), ("Sumi", False), ("", False), ("site manager", False), ("Sumi Akter Begum", False)],
)
def test_an_action_is_ones_own_by_the_whole_name_or_the_seat(owner, is_mine):
    assert supervisors.owns(owner, SUPERVISOR, "a" * 32) == is_mine
    assert supervisors.owns("a" * 32, SUPERVISOR, "a" * 32)
