"""A list of workers: looked at first, all of it or nothing, names sealed from the first moment, codes everywhere."""

from datetime import date

import pytest
from cipher_pages import all_plain, traces
from field_world import field_desk, start
from messages_world import up
from vault_samples import files_below

from fieldaudit.audit import worker_codes
from fieldaudit.audit.events import Subject
from fieldaudit.desktop.wiring.roster_uses import RosterUses
from fieldaudit.errors import (
    Cancelled,
    FileUnreadable,
    NothingRestrictedOpens,
    NothingToErase,
    RestrictedCollectionOff,
    RosterRefused,
    SiteUnknown,
    WrongPassphrase,
)
from fieldaudit.exchange import confirmations, enrol
from fieldaudit.field import consent, roster, sites
from fieldaudit.field.roster import Choices
from fieldaudit.reports import audit_report
from fieldaudit.reports.gather import gather
from fieldaudit.vault import codebook, listing, records

OFFICER = "the officer's own passphrase"
SECRETS = {"name": "Kestrel Quarry", "other": "Osprey Delgado", "identity": "KQ7716532", "job": "glue spreader"}
ROSTER = """Full Name,Passport No.,Emp. No,Nationality,Gender,D.O.B.,Job Title,Agency,Date of Joining
Kestrel Quarry,KQ7716532,E-1,Nepali,F,14/02/2001,glue spreader,Himal Overseas,2025-03-04
Osprey Delgado,OD 445-566,E-2,PH,m,1988,packer,,05/06/2024
"""


@pytest.fixture
def world(tmp_path):
    with field_desk(tmp_path / "world") as made:
        made.file = tmp_path / "roster.csv"
        made.file.write_text(ROSTER, encoding="utf-8")
        yield made


TODAY = date(2026, 11, 22)  # nobody's age depends on when this runs


def seen(world, text=None, **how):
    if text is not None:
        world.file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return roster.preview(world.field, world.file, world.site, Choices(**how), today=TODAY)


def names(vault, **how):
    return {entry.worker.code: entry.sealed.get("name", "") for entry in codebook.entries(vault, **how)}


def test_a_list_is_looked_at_and_then_brought_in_and_the_code_book_tells_who_is_who(world):
    looked = seen(world)
    assert (looked.new, looked.problems, looked.encoding, looked.assumed) == (2, (), "UTF-8", False)
    assert codebook.workers(world.field) == []  # nothing was added by looking
    assert "Date of Joining" in looked.notes[0]
    added = roster.bring_in(world.field, looked)
    assert (added.new, added.known, added.here) == (2, 0, 0)
    book = names(world.field)
    assert sorted(book) == sorted(added.codes)
    assert all(worker_codes.read(code) == code for code in book)
    assert sorted(book.values()) == ["Kestrel Quarry", "Osprey Delgado"]
    [first] = [entry for entry in codebook.entries(world.field) if entry.sealed["name"] == "Kestrel Quarry"]
    assert (first.worker.age_band, first.worker.corridor) == ("25-34", "NP-BD")
    [placed] = first.worker.placements
    assert (placed.site, placed.agency, placed.start) == (world.site, "Himal Overseas", "2025-03")
    assert first.sealed["birth"] == "2001-02-14"
    assert (first.sealed["start"], first.sealed["job"]) == ("2025-03-04", "glue spreader")
    assert world.field.check() == []


def test_no_name_is_in_any_page_or_file_in_clear_nor_in_what_is_shown_of_a_line(world, tmp_path):
    world.file.unlink()
    mark = tmp_path / "elsewhere.csv"
    mark.write_text(ROSTER)
    before = set(files_below(tmp_path))
    looked = roster.preview(world.field, mark, world.site)
    roster.bring_in(world.field, looked)
    assert traces(all_plain(world.field), SECRETS) == []
    made = set(files_below(tmp_path)) - before
    assert not [path for path in made if any(word.encode() in path.read_bytes() for word in SECRETS.values())]
    assert not any(word in repr([looked, *codebook.entries(world.field)]) for word in SECRETS.values())


def test_without_an_officers_key_nothing_is_collected(tmp_path):
    with field_desk(tmp_path / "world", officer=False) as world:
        (tmp_path / "roster.csv").write_text(ROSTER)
        with pytest.raises(RestrictedCollectionOff):
            roster.preview(world.field, tmp_path / "roster.csv", world.site)


def test_who_has_a_known_identity_number_is_the_same_worker_and_not_doubled(world):
    roster.bring_in(world.field, seen(world))
    again = seen(world)
    assert [(line.placed, line.same in names(world.field)) for line in again.lines] == [(True, True)] * 2
    assert roster.bring_in(world.field, again).here == 2
    assert len(names(world.field)) == 2
    other = sites.add_site(world.field, sites.NewSite("Hostel 3", "Delta Garments", "BD"))
    moved = roster.preview(world.field, world.file, other)
    added = roster.bring_in(world.field, moved)
    assert (added.new, added.known) == (0, 2)
    assert {len(worker.placements) for worker in codebook.workers(world.field)} == {2}
    assert len(codebook.workers(world.field, other)) == 2
    apart = seen(world, "name,id\nKestrel Quarry,kq-771 6532\n")
    assert apart.lines[0].same
    assert roster.bring_in(world.field, apart, separate={2}).new == 1
    assert len(names(world.field)) == 3


PROBLEMS = [
    ("name,dob\n,2001-01-01\n", 2, "name", "missing"),
    ("name,dob\nA,32/01/2001\n", 2, "dob", "no such day"),
    ("name,dob\nA,yesterday\n", 2, "dob", "2026-03-05"),
    ("name,dob\nA,2031-01-01\n", 2, "dob", "future"),
    ("name,dob\nA,1850-01-01\n", 2, "dob", "age"),
    ("name,dob\nA,31/01/2001\nB,01/31/2001\n", 1, "dob", "month/day"),
    ("name,age\nA,old\n", 2, "age", "years"),
    ("name,gender\nA,B\n", 2, "gender", "female"),
    ("name,nationality\nA,Atlantis\n", 2, "nationality", "two letters"),
    ("name,id no\nA,P-1\nB,p1\n", 3, "id no", "row 2"),
    ("who,id\nA,1\n", 1, "", "called name"),
    ("name,id\n", 1, "", "no worker"),
    ("name,id\nA,1,2\n", 2, "", "more cells"),
    (f"name\n{'x' * 201}\n", 2, "name", "longer"),
    ("name\nA\u202eB\n", 2, "name", "cannot be shown"),
]


@pytest.mark.parametrize(("text", "row", "column", "word"), PROBLEMS)
def test_every_problem_names_row_and_column_and_nothing_is_brought_in(problem_world, text, row, column, word):
    looked = seen(problem_world, text)
    assert [(one.row, one.column) for one in looked.problems] == [(row, column)]
    assert word in looked.problems[0].reason
    with pytest.raises(RosterRefused) as refused:
        roster.bring_in(problem_world.field, looked)
    assert word in str(refused.value)
    assert codebook.workers(problem_world.field) == []


@pytest.fixture(scope="module")
def problem_world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("problems")
    with field_desk(folder / "world") as made:
        made.file = folder / "roster.csv"
        yield made


def test_all_problems_are_told_at_once(problem_world):
    looked = seen(problem_world, "name,age,sex\nA,x,y\n,3,f\nC,9,m\n")
    assert [(one.row, one.column) for one in looked.problems] == [(2, "age"), (2, "sex"), (3, "name")]


@pytest.mark.parametrize(
    ("data", "encoding", "assumed", "delimiter"),
    [
        ("Name;Age\nZoë;30\n".encode("utf-8-sig"), "UTF-8", False, ";"),
        ("Name\tAge\nZoë\t30\n".encode("utf-16"), "UTF-16", False, "\t"),
        ("Name,Age\nZoë,30\n".encode("utf-16-be"), "UTF-16", True, ","),
        ("Name,Age\r\nZoë,30\r\n".encode("cp1252"), "Windows-1252", True, ","),
        ("Name,Age\rZoë,30\r".encode(), "UTF-8", True, ","),
        ("sep=;\nName;Age\nZoë;30\n".encode(), "UTF-8", True, ";"),
        ('\n"Name","Age"\n\n"Zoë","30"\n'.encode(), "UTF-8", True, ","),
    ],
)
def test_any_usual_encoding_and_delimiter_is_read_and_what_was_assumed_is_said(
    problem_world, data, encoding, assumed, delimiter
):
    looked = seen(problem_world, data)
    assert (looked.encoding, looked.assumed, looked.delimiter) == (encoding, assumed, delimiter)
    assert [(line.said["name"], line.age_band) for line in looked.lines] == [("Zoë", "25-34")]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", RosterRefused),
        (b"PK\x03\x04 a spreadsheet", FileUnreadable),
        (b"name\n\x81\x8d\n", FileUnreadable),
        (b"name\na\0b\n", FileUnreadable),
        (b'name\n"open\n', RosterRefused),
        (b"name\n" + b"A\n" * 5001, RosterRefused),
        (b"a," * 201, RosterRefused),
        (b"x" * (8 * 1024 * 1024 + 1), FileUnreadable),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(problem_world, data, error):
    with pytest.raises(error):
        seen(problem_world, data)


def test_a_file_or_a_site_that_is_not_there_is_refused(problem_world, tmp_path):
    with pytest.raises(FileUnreadable):
        roster.preview(problem_world.field, tmp_path / "none.csv", problem_world.site)
    with pytest.raises(FileUnreadable):
        roster.preview(problem_world.field, tmp_path, problem_world.site)
    with pytest.raises(SiteUnknown):
        roster.preview(problem_world.field, problem_world.file, "nowhere")


@pytest.mark.parametrize(
    ("text", "order", "kept"),
    [
        ("2001-02-03", "", "2001-02-03"),
        ("2001/2/3", "", "2001-02-03"),
        ("20010203", "", "2001-02-03"),
        ("3.2.2001", "", "2001-02-03"),
        ("02/03/2001", "mdy", "2001-02-03"),
        ("02/13/2001", "", "2001-02-13"),
        ("3 Feb 2001", "", "2001-02-03"),
        ("3-February-2001", "", "2001-02-03"),
        ("Feb 3, 2001", "", "2001-02-03"),
        ("03-Feb-98", "", "1998-02-03"),
        ("03/02/98", "", "1998-02-03"),
        ("36925", "", "2001-02-03"),
        ("2001-02-03 00:00:00", "", "2001-02-03"),
        ("2001", "", "2001"),
    ],
)
def test_dates_in_several_shapes(problem_world, text, order, kept):
    [line] = seen(problem_world, f'name,birth date\nA,"{text}"\n', dates=order).lines
    assert line.said["birth"] == kept


def test_a_column_can_be_said_to_hold_something_else(problem_world):
    text = "worker,alias,full name\nAB12,Zoë,ignored\n"
    headers = seen(problem_world, text).headers
    chosen = roster.by_header(headers, {"name": "Alias"})
    [line] = seen(problem_world, text, fields=chosen).lines
    assert line.said["name"] == "Zoë"


def test_names_travel_sealed_and_the_officer_alone_opens_them_at_head_office(world):
    roster.bring_in(world.field, seen(world))
    audit = start(world).id
    assert up(world, audit).state == "taken_in"
    assert traces(all_plain(world.office), SECRETS) == []
    assert {worker.age_band for worker in codebook.workers(world.office)} == {"25-34", "35-44"}
    assert set(names(world.office).values()) == {""}
    secret = world.officer.secret
    assert names(world.office, secrets=[secret]) == names(world.field)
    assert world.office.check() == []


def test_a_worker_who_withdraws_is_erased_here_and_at_head_office_and_the_others_stay(world):
    roster.bring_in(world.field, seen(world))
    audit = start(world).id
    up(world, audit)
    code = next(code for code, name in names(world.field).items() if name == "Kestrel Quarry")
    [worker] = codebook.find(world.field, code)
    consent.withdraw_consent(world.field, worker.id, reason="asked to be taken off the list")
    assert sorted(names(world.field).values()) == ["", "Osprey Delgado"]
    assert codebook.find(world.field, code)[0].withdrawn
    up(world, audit)
    secret = world.officer.secret
    assert sorted(names(world.office, secrets=[secret]).values()) == ["", "Osprey Delgado"]
    [one] = confirmations.standing(world.field, worker.id)
    assert one.withdrawal.record == worker.id
    with pytest.raises(NothingToErase):
        consent.withdraw_consent(world.field, worker.id, reason="again")
    assert world.field.check() == []
    assert world.office.check() == []


def test_the_order_of_the_records_says_nothing_of_the_order_of_the_names(world):
    text = "name\n" + "".join(f"Worker {number:03}\n" for number in range(40))
    roster.bring_in(world.field, seen(world, text))
    order = [codebook.opened(world.field, _bare(row.id))["name"] for row in world.field.records("worker")]
    assert order != sorted(order)


def _bare(record):
    return codebook.Worker(record, "", "", "", (), withdrawn=False)


def test_a_name_that_is_said_anew_takes_the_place_of_the_former_one(world):
    roster.bring_in(world.field, seen(world, "name,id\nKestrel Quarry,K-1\n"))
    [worker] = codebook.workers(world.field)
    about = Subject(worker.id, worker.id)
    world.field.append(
        [records.fields_set(world.field, worker.id, "worker", {"name": "Kestrel Quarrie"}, "restricted", about)]
    )
    [entry] = codebook.entries(world.field)
    assert (entry.sealed["name"], entry.sealed["identity"]) == ("Kestrel Quarrie", "K-1")


def test_bringing_in_that_is_stopped_adds_nothing(world):
    def stop(_done, _total):
        raise Cancelled

    looked = seen(world)
    with pytest.raises(Cancelled):
        roster.bring_in(world.field, looked, progress=stop)
    assert codebook.workers(world.field) == []
    assert world.field.check() == []
    assert roster.bring_in(world.field, looked).new == 2


def test_a_worker_is_no_audit_and_reports_and_lists_do_not_meet_them(world):
    roster.bring_in(world.field, seen(world))
    audit = start(world).id
    assert [row.id for row in listing.list_audits(world.field)] == [audit]
    pdf = audit_report(gather(world.field, audit, "headoffice", organisation="Open Harvest"), "headoffice")
    assert not any(word.encode() in pdf for word in SECRETS.values())


def test_what_the_screen_shows_comes_from_the_vault_and_forgets_what_was_looked_at(world):
    key = enrol.create_officer(world.office, world.stick / "officer.key", OFFICER)
    world.field.put("officer_recipient", key.recipient)
    uses = RosterUses(world.field)
    assert uses.workers(world.site, "").lines == ()
    looked = uses.preview(world.site, world.file, {}, "")
    assert [line.name for line in looked.lines] == ["Kestrel Quarry", "Osprey Delgado"]
    uses.let_go()
    with pytest.raises(RosterRefused):
        uses.bring_in(frozenset(), Told())
    uses.preview(world.site, world.file, {}, "")
    assert uses.bring_in(frozenset(), Told()).new == 2
    found = uses.workers(world.site, "")
    assert (found.site, found.officer, found.office, len(found.lines)) == ("Delta unit 2", True, False, 2)
    names_ = uses.names(world.site, Told())
    assert any(text.startswith("Kestrel Quarry · KQ7716532") for text in names_.values())
    up(world, start(world).id)
    office = RosterUses(world.office)
    assert office.names(world.site, Told()) == {}
    assert office.names_for_officer(world.site, "", key.path, OFFICER, Told()).names == names_
    with pytest.raises(WrongPassphrase):
        office.names_for_officer(world.site, "", key.path, "something else", Told())
    former = enrol.create_officer(world.office, world.stick / "other.key", OFFICER)
    with pytest.raises(NothingRestrictedOpens, match="in the list of workers opens"):
        office.names_for_officer(world.site, "", former.path, OFFICER, Told())


class Told:
    def report(self, done, total):
        assert done <= total
