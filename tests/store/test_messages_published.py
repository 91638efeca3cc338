"""Forms and reference tables that head office gives out: numbers only rise, running audits keep their form."""

from pathlib import Path

import pytest
from messages_world import XFORM, down, site_at_office, up, working, written

from fieldaudit.audit.severity import clocks
from fieldaudit.errors import FormUnknown, NotHeadOffice, ReferenceRefused
from fieldaudit.exchange import published
from fieldaudit.exchange.incoming import import_package, verify_package
from fieldaudit.field import given as field_given
from fieldaudit.field.audits import NewVisit, start_audit
from fieldaudit.headoffice import given
from fieldaudit.headoffice.given import NewTask
from fieldaudit.vault import reference

NEWER = XFORM.replace('version="3"', 'version="4"')
CLOCKS = reference.own_text(reference.CLOCKS)


@pytest.fixture
def world(tmp_path: Path):
    with working(tmp_path / "world") as opened:
        yield opened


def pinned(world, audit: str) -> str:
    return next(cell.value for cell in world.field.cells(audit) if cell.slot == "field/form")


def test_a_form_that_was_given_out_is_the_one_to_start_with_and_a_running_audit_keeps_its_own(world):
    first = published.publish_form(world.office, world.office.add_form(XFORM.encode(), {}))
    assert first.number == 1
    down(world)
    task = given.assign(world.office, NewTask(world.field.seat, site_at_office(world), first.digest, "2026-12-20"))
    down(world)
    running = field_given.start(world.field, task)
    second = published.publish_form(world.office, world.office.add_form(NEWER.encode(), {}))
    assert (second.number, second.version) == (2, "4")
    down(world)
    [offered] = published.offered_forms(world.field).values()
    assert (offered.number, offered.digest) == (2, second.digest)
    usable = [item.digest for item in published.to_use(world.field) if item.id == "fire"]
    assert usable == [second.digest]
    assert {first.digest, second.digest} <= set(world.field.forms())
    assert pinned(world, running) == first.digest
    site = next(iter(world.field.cells(running, "field/site"))).value
    fresh = start_audit(world.field, "fire", site, NewVisit())
    assert pinned(world, fresh) == second.digest


def test_an_older_number_that_comes_later_replaces_nothing(world):
    published.publish_form(world.office, world.office.add_form(XFORM.encode(), {}))
    table = published.publish_table(world.office, reference.CLOCKS, CLOCKS.encode())
    assert table.number == 1
    late = written(world)
    newer = published.publish_form(world.office, world.office.add_form(NEWER.encode(), {}))
    sooner = CLOCKS.replace("critical,1,7,30", "critical,1,7,20").encode()
    published.publish_table(world.office, reference.CLOCKS, sooner)
    down(world)
    assert import_package(world.field, late).state == "applied"
    assert published.offered_forms(world.field)["fire"].digest == newer.digest
    kept = published.tables_in_use(world.field)[reference.CLOCKS]
    assert (kept.number, clocks("critical", reference.clocks(world.field)).close_days) == (2, 20)


def test_giving_out_the_same_again_changes_no_number(world):
    digest = world.office.add_form(XFORM.encode(), {})
    assert published.publish_form(world.office, digest) == published.publish_form(world.office, "fire")
    first = published.publish_table(world.office, "risks", reference.own_text("risks").encode())
    assert published.publish_table(world.office, "risks", reference.own_text("risks").encode()) == first


def test_forms_and_tables_go_once_the_field_has_said_that_it_has_them_no_more(world):
    published.publish_form(world.office, world.office.add_form(XFORM.encode(), {}))
    published.publish_table(world.office, "risks", reference.own_text("risks").encode())
    kinds = verify_package(world.field, written(world)).messages
    assert (kinds.count("form"), kinds.count("reference")) == (1, 1)
    down(world)
    site = site_at_office(world)
    task = given.assign(world.office, NewTask(world.field.seat, site, "fire", "2026-12-20"))
    down(world)
    up(world, field_given.start(world.field, task))
    kinds = verify_package(world.field, written(world)).messages
    assert (kinds.count("form"), kinds.count("reference")) == (0, 0)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("moods", "mood\nfine\n", "no table of that name"),
        ("risks", "", "lacks the column"),
        ("risks", "name,title_es\na,b\n", "lacks the column risk"),
        ("risks", "risk,title_es\na\n", "line 2 has 1 columns"),
        ("risks", "risk,title_es\na,b\na,c\n", "line 3 has an empty or repeated risk"),
        ("risks", "risk,title_es\n", "no rows"),
        ("severity-clocks", CLOCKS.replace("critical,1", "critical,soon"), "whole numbers"),
        ("severity-clocks", CLOCKS.replace("critical,1", "critical,-1"), "0 to 3650"),
        ("severity-clocks", CLOCKS.replace("critical,", "grave,"), "each severity once"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_in_a_sentence_and_nothing_changes(world, name, text, said):
    with pytest.raises(ReferenceRefused, match=said):
        published.publish_table(world.office, name, text.encode())
    assert published.tables_in_use(world.office) == {}


def test_what_is_no_text_or_too_long_or_not_from_head_office_is_refused(world):
    for data in (b"risk,title_es\n\xff,b\n", b"risk,title_es\n" + b"a" * reference.MOST_BYTES):
        with pytest.raises(ReferenceRefused):
            published.publish_table(world.office, "risks", data)
    with pytest.raises(NotHeadOffice):
        published.publish_table(world.field, "risks", reference.own_text("risks").encode())
    with pytest.raises(NotHeadOffice):
        published.publish_form(world.field, "fire")
    with pytest.raises(FormUnknown):
        published.publish_form(world.office, "0" * 64)


def test_a_table_in_another_spelling_of_line_ends_and_with_a_mark_is_the_same_table(world):
    windows = b"\xef\xbb\xbf" + reference.own_text("risks").replace("\n", "\r\n").encode()
    assert published.publish_table(world.office, "risks", windows).text == reference.own_text("risks")
    assert reference.rows(world.office, "risks") == reference.rows(world.field, "risks")
