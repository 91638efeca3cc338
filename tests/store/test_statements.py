"""What people say of a closing: the site's representative and the agency's supervisors, side by side."""

import base64
import json
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from client_pack_world import HIDDEN, SITE
from exchange_world import PASSPHRASE
from package_workshop import lay_open
from statements_world import ACTION, SUPERVISOR, amended, down, package_for, three_homes, up

from fieldaudit.audit.events import NewEvent
from fieldaudit.audit.given import CountersignView
from fieldaudit.errors import (
    AuditNotSigned,
    AuditUnknown,
    CountersignBroken,
    CountersignRefused,
    EventRefused,
    FieldAuditError,
    NameMissing,
    NotHeadOffice,
    NotYourRole,
    ReasonMissing,
    StatementRefused,
)
from fieldaudit.exchange import answer, countersign, countersign_view, people
from fieldaudit.exchange.client_pack import contents
from fieldaudit.exchange.export import export_audits
from fieldaudit.exchange.incoming import import_package
from fieldaudit.field import assigned_actions, closing
from fieldaudit.field import countersign as own
from fieldaudit.field.closing import SiteAnswer, Witnessed
from fieldaudit.field.countersign import Countersigned
from fieldaudit.reports import audit_report
from fieldaudit.reports.gather import gather
from fieldaudit.vault.records import fields_set
from fieldaudit.vault.statements import CERTIFIED, UNCERTIFIED, WITNESSED, against, statements_of

PIXEL = base64.b64encode(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02"
        "fea73581840000000049454e44ae426082"
    )
).decode()
DISSENT = Countersigned("dissent", "Floor supervisor", "The exit was open at ten.", PIXEL)


@pytest.fixture
def world(tmp_path: Path):
    with three_homes(tmp_path / "world") as opened:
        yield opened


def asked(world) -> str:
    """Ask the supervisor about the closing that stands, and carry it to them."""
    request = countersign.ask(world.office, world.audit, world.supervisor.seat)
    assert down(world, world.supervisor).accepted
    return request


def test_a_supervisor_reads_what_the_closing_covers_dissents_from_their_own_seat_and_head_office_shows_it(world):
    request = countersign.ask(world.office, world.audit, world.supervisor.seat)
    [row] = countersign.overview(world.office)
    assert (row.state, row.sent, row.name) == ("waiting", False, SUPERVISOR)
    assert world.supervisor.seat in [seat.id for seat in answer.due(world.office)]
    assert "1 closing to countersign" in down(world, world.supervisor).reason
    [row] = countersign.overview(world.office)
    assert row.sent
    [waits] = own.to_sign(world.supervisor)
    assert (waits.id, waits.form, waits.answer, waits.newer) == (request, "Planted inspection", "", False)
    text = own.read(world.supervisor, request)
    shown = {one.label: one.text for one in text.answers}
    assert shown["Remark"] == SITE[0]
    assert (shown["A drill was held."], shown["Every exit is clear."]) == ("Yes", "No")
    assert [one.title for one in text.findings] == ["Every exit is clear."]
    assert {one.text for one in text.findings[0].actions} == {"Do it now.", ACTION}
    assert (text.auditor, text.announcement, text.outcome) == ("Amina Rahman", "unannounced", "complete")
    own.sign(world.supervisor, request, DISSENT)
    up(world, world.supervisor)
    [said] = statements_of(world.office, world.audit)
    assert (said.party, said.standing, said.name, said.answer) == ("supervisor", CERTIFIED, SUPERVISOR, "dissent")
    assert (said.comment, said.picture) == ("The exit was open at ten.", PIXEL)
    assert [row.state for row in countersign.overview(world.office)] == ["signed"]
    assert against(world.office) == {world.audit: "dissent"}
    assert world.office.check() == world.supervisor.check() == []


def test_a_witnessed_word_stands_beside_and_is_never_shown_as_the_supervisors_own_signature(world):
    closing.witness(world.field, world.audit, Witnessed(SUPERVISOR, "Supervisor", "dissent", "Not so."))
    closing.witness(world.field, world.audit, Witnessed("", "Warden", "declined"))
    closing.site_answer(world.field, world.audit, SiteAnswer("M. Karim", "manager", True, "agree"))
    up(world, world.field, world.audit)
    for vault in (world.field, world.office):
        said = statements_of(vault, world.audit)
        assert [(one.party, one.standing, one.by) for one in said] == [
            (party, WITNESSED, "Amina Rahman") for party in ("site", "supervisor", "supervisor")
        ]
        assert [(one.name, one.answer) for one in said[1:]] == [(SUPERVISOR, "dissent"), ("", "declined")]
        assert against(vault) == {world.audit: "dissent"}
    request = asked(world)
    own.sign(world.supervisor, request, Countersigned("agree", "Supervisor"))
    up(world, world.supervisor)
    standings = [(one.standing, one.answer) for one in statements_of(world.office, world.audit)[1:]]
    assert standings == [(WITNESSED, "dissent"), (WITNESSED, "declined"), (CERTIFIED, "agree")]


def test_nothing_that_is_written_later_takes_a_dissent_away(world):
    closing.witness(world.field, world.audit, Witnessed(SUPERVISOR, "Supervisor", "dissent", "Not so."))
    [said] = statements_of(world.field, world.audit)
    payload = {"closing": said.closing, "audit": world.audit, "name": "", "function": "", "answer": "agree"}
    whole = payload | {"comment": "", "signature": ""}
    over = NewEvent(world.audit, "audit", "closing.statement", whole, "site", replaces=(said.event,))
    with pytest.raises(EventRefused, match="takes the place of nothing"):
        world.field.append([over])
    cancelling = NewEvent(world.audit, "audit", "event.cancelled", {"reason": "undo"}, "site", cancels=said.event)
    world.field.append([cancelling])
    assert [one.answer for one in statements_of(world.field, world.audit)] == ["dissent"]


def test_a_site_that_disputed_is_still_there_after_a_later_answer_names_it_as_replaced(world):
    closing.site_answer(world.field, world.audit, SiteAnswer("M. Karim", "manager", True, "dispute", "Not so."))
    [said] = statements_of(world.field, world.audit)
    later = {"closing": said.closing, "name": "M. Karim", "function": "manager", "authority": True, "answer": "agree"}
    later |= {"comment": "", "signature": ""}
    world.field.append([NewEvent(world.audit, "audit", "closing.site", later, "site", (said.event,))])
    assert [one.answer for one in statements_of(world.field, world.audit)] == ["dispute", "agree"]
    pages = gather(world.field, world.audit, "site").statements
    assert [one.answer for one in pages] == ["dispute", "agree"]


def test_an_amended_audit_is_asked_about_anew_and_the_old_statement_stays_with_its_version(world):
    request = asked(world)
    own.sign(world.supervisor, request, DISSENT)
    up(world, world.supervisor)
    signed = amended(world)
    assert world.supervisor.seat in [seat.id for seat in answer.due(world.office)]
    assert against(world.office) == {}  # nobody said anything of the version that stands
    down(world, world.supervisor)
    newer, older = own.to_sign(world.supervisor)
    assert (newer.version, newer.closing, newer.answer) == (2, signed, "")
    assert (older.id, older.newer, older.answer) == (request, True, "dissent")
    assert own.read(world.supervisor, newer.id).outcome == "partial"
    own.sign(world.supervisor, newer.id, Countersigned("agree", "Floor supervisor"))
    up(world, world.supervisor)
    said = statements_of(world.office, world.audit)
    assert [(one.answer, one.closing == signed) for one in said] == [("dissent", False), ("agree", True)]
    assert [row.state for row in countersign.overview(world.office)] == ["signed", "signed"]
    assert [one.answer for one in gather(world.office, world.audit, "site").statements] == ["agree"]
    down(world, world.supervisor)
    assert len(own.to_sign(world.supervisor)) == 2


def test_an_older_version_can_no_longer_be_signed(world):
    request = asked(world)
    amended(world)
    down(world, world.supervisor)
    assert [row.state for row in countersign.overview(world.office)] == ["waiting", "older"]
    with pytest.raises(StatementRefused, match="later version"):
        own.sign(world.supervisor, request, DISSENT)


def test_a_report_prints_every_statement_whole_with_whose_word_it_is(world):
    request = asked(world)
    comment = "The exit was open at ten, and the chain was put there by the guard after lunch. " * 20
    own.sign(world.supervisor, request, replace(DISSENT, comment=comment))
    up(world, world.supervisor)
    closing.witness(world.field, world.audit, Witnessed("Nila", "Warden", "agree"))
    up(world, world.field, world.audit)
    for profile in ("site", "client", "headoffice"):
        data = gather(world.office, world.audit, profile)
        assert [(one.name, one.standing) for one in data.statements] == [(SUPERVISOR, CERTIFIED), ("Nila", WITNESSED)]
        assert data.statements[0].comment == comment.strip()
        assert data.statements[0].picture.startswith(b"\x89PNG")
        assert audit_report(data, profile).startswith(b"%PDF")
    assert contents(world.office, world.audit, "site").lines > 0


def test_who_may_be_asked_about_what_is_said_in_a_sentence(world):
    office, seat = world.office, world.supervisor.seat
    with pytest.raises(NotHeadOffice):
        countersign.ask(world.field, world.audit, seat)
    with pytest.raises(CountersignRefused, match="no certified supervisor"):
        countersign.ask(office, world.audit, world.field.seat)
    with pytest.raises(AuditUnknown):
        countersign.ask(office, world.site, seat)
    with pytest.raises(AuditNotSigned):
        countersign.ask(office, world.log, seat)
    before = office.record_types()
    countersign.ask(office, world.audit, seat)
    with pytest.raises(CountersignRefused, match="before"):
        countersign.ask(office, world.audit, seat)
    assert len(office.record_types()) == len(before) + 1


PNG = b"\x89PNG\r\n\x1a\n"
BAD = [
    (Countersigned("maybe", "x"), StatementRefused),
    (Countersigned("declined", "x"), StatementRefused),
    (Countersigned("agree", " "), StatementRefused),
    (Countersigned("dissent", "x", " "), StatementRefused),
    (Countersigned("agree", "x", "y" * 10_001), StatementRefused),
    (Countersigned("agree", "x", "", "no picture"), StatementRefused),
    (Countersigned("agree", "x", "", base64.b64encode(b"GIF89a").decode()), StatementRefused),
    (Countersigned("agree", "x", "", base64.b64encode(PNG + bytes(200_001)).decode()), StatementRefused),
]


def test_a_statement_that_lacks_something_is_refused_and_nothing_is_written(world):
    request = asked(world)
    for said, error in BAD:
        with pytest.raises(error):
            own.sign(world.supervisor, request, said)
    with pytest.raises(StatementRefused, match="no such request"):
        own.sign(world.supervisor, world.log, DISSENT)
    assert statements_of(world.supervisor, world.audit) == ()
    own.sign(world.supervisor, request, DISSENT)
    with pytest.raises(StatementRefused, match="before"):
        own.sign(world.supervisor, request, Countersigned("agree", "x"))


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (Witnessed("", "warden", "agree"), NameMissing),
        (Witnessed("Nila", " ", "declined"), NameMissing),
        (Witnessed("Nila", "warden", "dissent"), ReasonMissing),
        (Witnessed("Nila", "warden", "dispute", "x"), StatementRefused),
        (Witnessed("Nila", "warden", "declined", "", PIXEL), StatementRefused),
        (Witnessed("Nila", "warden", "agree", "x" * 10_001), StatementRefused),
        (SiteAnswer("Karim", "manager", True, "dissent", "x"), StatementRefused),
        (SiteAnswer("Karim", "", True, "declined"), NameMissing),
        (SiteAnswer("Karim", "manager", True, "dispute", " "), ReasonMissing),
    ],
)
def test_what_a_witness_records_is_whole_or_refused(world, said, error):
    record = closing.witness if isinstance(said, Witnessed) else closing.site_answer
    with pytest.raises(error):
        record(world.field, world.audit, said)
    assert statements_of(world.field, world.audit) == ()


def test_a_draft_has_no_closing_to_say_anything_of(world):
    with pytest.raises(AuditNotSigned):
        closing.witness(world.supervisor, world.log, Witnessed("Nila", "warden", "agree"))
    with pytest.raises(AuditUnknown):
        closing.witness(world.field, world.site, Witnessed("Nila", "warden", "agree"))


def test_an_auditor_cannot_countersign_as_a_supervisor(world):
    request = countersign.ask(world.office, world.audit, world.supervisor.seat)
    with pytest.raises(NotYourRole):
        own.sign(world.field, request, DISSENT)


# what a supervisor reads is what the closing covers, or nothing


def documents(world):
    """Give the request as it arrived and each way to alter what it carries, with the words of its refusal."""
    request = asked(world)
    view = CountersignView.of(world.supervisor.cells(request))
    document = json.loads(zlib.decompress(base64.b64decode(view.field("view"))))
    return view, document


def repacked(view, document) -> CountersignView:
    packed = base64.b64encode(zlib.compress(json.dumps(document).encode())).decode()
    return replace(view, fields={**view.fields, "view": packed})


def test_whatever_is_altered_in_what_a_supervisor_is_to_sign_is_found(world):
    view, document = documents(world)
    assert countersign_view.read(world.supervisor, repacked(view, document)).version == 1
    opened = next(n for n, one in enumerate(document["lines"]) if isinstance(one, dict) and SITE[0] in one["payload"])
    closed = next(n for n, one in enumerate(document["lines"]) if isinstance(one, str))
    line = document["lines"][opened]
    fine = {**line, "payload": line["payload"].replace(SITE[0], "Fine")}
    void = {**document["said"], "payload": document["said"]["payload"].replace("complete", "void")}
    spoilt = {
        "an answer": {"lines": swapped(document, opened, fine)},
        "an answer left out": {"lines": swapped(document, opened)},
        "a closed line left out": {"lines": swapped(document, closed)},
        "a line twice": {"lines": [*swapped(document, closed), line]},
        "the outcome": {"said": void},
        "the signature": {"signature": base64.b64encode(b"no").decode()},
        "who signed": {"signer": world.supervisor.get("certificate")},
        "the closing": {"closing": document["closing"].replace('"seq":', '"seq":1')},
        "everything": {"lines": None},
    }
    for what, change in spoilt.items():
        with pytest.raises(CountersignBroken):
            countersign_view.read(world.supervisor, repacked(view, document | change))
            pytest.fail(what)
    for text in ("", "%%%", base64.b64encode(b"x").decode(), bomb(), base64.b64encode(zlib.compress(b"[]")).decode()):
        with pytest.raises(CountersignBroken):
            countersign_view.read(world.supervisor, replace(view, fields={**view.fields, "view": text}))
    for other in ({"closing": "0" * 64}, {"audit": world.log}):
        with pytest.raises(CountersignBroken):
            countersign_view.read(world.supervisor, replace(view, fields={**view.fields, **other}))


def swapped(document, place, *instead):
    return [*document["lines"][:place], *instead, *document["lines"][place + 1 :]]


def bomb() -> str:
    return base64.b64encode(zlib.compress(b"[" + b"1," * (9 << 20) + b"1]")).decode()


def test_what_does_not_hold_is_never_signed(world, monkeypatch):
    request = asked(world)
    monkeypatch.setattr(countersign_view, "_read", lambda *_: (_ for _ in ()).throw(CountersignBroken(reason="x")))
    with pytest.raises(CountersignBroken):
        own.sign(world.supervisor, request, DISSENT)
    assert statements_of(world.supervisor, world.audit) == ()


# what a certified insider may not


def refused(world, parcel, path):
    return import_package(world.office, parcel.write(path))


def signed_parcel(world):
    request = asked(world)
    own.sign(world.supervisor, request, DISSENT)
    path = export_audits(world.supervisor, (), world.stick).path
    return request, lay_open(path, world.supervisor, world.office)


def test_a_countersignature_without_the_seats_own_signature_is_not_taken_in(world, tmp_path):
    _, parcel = signed_parcel(world)
    [part] = parcel.manifest["streams"]
    rows = parcel.rows(part)
    rows[-1].carriage["signature"] = ""
    parcel.keep(part, rows)
    result = refused(world, parcel, tmp_path / "forged.fap")
    assert (result.state, "is not signed" in result.reason) == ("damaged", True)
    assert statements_of(world.office, world.audit) == ()


def test_an_auditor_cannot_write_a_statement_into_a_supervisors_request(world):
    request = countersign.ask(world.office, world.audit, world.supervisor.seat)
    payload = {"closing": "0" * 64, "audit": world.audit, "name": SUPERVISOR, "function": "x", "answer": "agree"}
    world.field.append(
        [NewEvent(request, "countersign", "closing.statement", payload | {"comment": "", "signature": ""}, "site")]
    )
    world.field.sign_event(world.field.events(request)[-1].hash, world.field.signing_key.sign(b""))
    result = up(world, world.field)
    assert not result.accepted
    assert statements_of(world.office, world.audit) == ()


def test_a_statement_of_another_seat_or_of_one_that_was_revoked_does_not_count_as_certified(world):
    request = asked(world)
    own.sign(world.supervisor, request, DISSENT)
    up(world, world.supervisor)
    people.add_revocation(world.office, world.supervisor.seat, "2031-01-01T00:00:00Z")
    assert [one.standing for one in statements_of(world.office, world.audit)] == [UNCERTIFIED]


# actions that are assigned to a supervisor by name


def test_an_action_reaches_its_owner_by_name_and_comes_back_submitted(world):
    down(world, world.supervisor)
    [mine] = assigned_actions.mine(world.supervisor)
    assert (mine.text, mine.state, mine.about, mine.due) == (ACTION, "open", "Every exit is clear.", "2026-12-04")
    with pytest.raises(FieldAuditError):
        assigned_actions.move(world.supervisor, mine.id, "closed", "")
    assigned_actions.move(world.supervisor, mine.id, "submitted", "It hangs there.")
    up(world, world.supervisor)
    state = [cell.value["state"] for cell in world.office.cells(mine.id, "state")]
    assert state == ["submitted"]
    world.office.append([fields_set(world.office, mine.id, "action", {"due": "2027-01-01"}, "site")])
    down(world, world.supervisor)
    [mine] = assigned_actions.mine(world.supervisor)
    assert (mine.due, mine.state, mine.next) == ("2027-01-01", "submitted", ())
    assert world.office.check() == world.supervisor.check() == []


def test_what_was_sent_to_a_supervisor_is_not_sent_again_and_nothing_is_due_then(world):
    down(world, world.supervisor)
    assert world.supervisor.seat not in [seat.id for seat in answer.due(world.office)]
    before = world.office.streams(world.office.record_types())
    package_for(world, world.supervisor)
    assert world.office.streams(world.office.record_types()) == before


def test_hidden_words_are_in_nothing_that_a_supervisor_reads(world):
    text = repr(own.read(world.supervisor, asked(world)))
    assert not [word for word in HIDDEN if word in text]
    assert PASSPHRASE not in text
