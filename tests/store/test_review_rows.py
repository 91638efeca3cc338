"""What an auditor sees is what the journal holds: rows that come and go with a count, nested ones, set values."""

import pytest
from exchange_world import PASSPHRASE
from field_world import field_desk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldaudit.errors import AnswerRefused, NothingToUndo
from fieldaudit.field import audits
from fieldaudit.field.work import AuditWork
from fieldaudit.reports.gather import gather
from fieldaudit.vault import Vault, instruments

SURVEY = """type,name,label,calculation,repeat_count,trigger,finding,severity,audience
integer,n,How many,,,,,,site
begin_repeat,unit,Unit,,${n},,,,site
text,who,Who,,,,,,site
text,said,What they said,,,,. = 'bad',critical,restricted
calculate,loud,,"concat(${who}, '!')",,,,,site
begin_repeat,thing,Thing,,,,,,site
text,what,What,,,,,,site
end_repeat,,,,,,,,
end_repeat,,,,,,,,
text,source,Source,,,,,,site
text,set_by,Set by it,"concat('from ', ${source})",,${source},,,site
text,also,Computed from it,"concat(${source}, '?')",,,,,site
calculate,moment,,now(),,,,,site
calculate,chance,,random(),,,,,site
calculate,name,,uuid(),,,,,site
calculate,drawn,,once(random()),,,,,site
"""
NESTED = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Nested</h:title><model><instance>
 <data id="nested" version="1"><outer jr:template=""><inner><name/></inner></outer>
 <outer><inner><name/></inner></outer></data></instance>
 <bind nodeset="/data/outer/inner/name" type="string"/></model></h:head><h:body>
 <group ref="/data/outer"><label>Outer</label><repeat nodeset="/data/outer">
 <group ref="/data/outer/inner"><label>Inner</label><repeat nodeset="/data/outer/inner">
 <input ref="/data/outer/inner/name"><label>Name</label></input></repeat></group></repeat></group></h:body></h:html>"""


@pytest.fixture
def world(tmp_path):
    with field_desk(tmp_path / "world") as made:
        folder = tmp_path / "rows"
        folder.mkdir()
        (folder / "survey.csv").write_text(SURVEY)
        (folder / "choices.csv").write_text("list_name,name,label\n")
        (folder / "settings.csv").write_text("form_id,form_title,version\nrows,Rows,1\n")
        instruments.install(made.field, folder)
        yield made


def start(world, form="rows"):
    return AuditWork(world.field, audits.start_audit(world.field, form, world.site, audits.NewVisit()))


def assert_reopens_alike(world, work):
    again = AuditWork(world.field, work.id)
    assert again.session.values() == work.session.values()
    assert again.session.rows() == work.session.rows()
    assert again.reading.recorded_findings.keys() == work.reading.recorded_findings.keys()
    assert world.field.check() == []


def test_a_row_that_a_count_took_away_and_gives_back_has_its_answers_as_shown(world):
    work = start(world)
    work.answer("/data/n", "3")
    work.answer("/data/unit[3]/who", "Amina")
    work.answer("/data/n", "2")
    work.answer("/data/n", "3")
    assert work.session.node("/data/unit[3]/who").value == "Amina"
    assert_reopens_alike(world, work)


def test_undoing_a_smaller_count_brings_the_rows_their_answers_and_their_findings_back(world):
    work = start(world)
    work.answer("/data/n", "2")
    work.answer("/data/unit[2]/said", "bad")
    work.answer("/data/n", "1")
    assert all(finding.withdrawn for finding in work.findings())
    work.undo()
    assert work.session.node("/data/unit[2]/said").value == "bad"
    assert [finding.severity for finding in work.findings() if not finding.withdrawn] == ["critical"]
    assert_reopens_alike(world, work)


def test_undoing_a_greater_count_takes_its_rows_away(world):
    work = start(world)
    work.answer("/data/n", "1")
    work.answer("/data/n", "3")
    work.undo()
    assert_reopens_alike(world, work)
    assert len(work.view().rows["/data/unit"]) == 1


def test_the_rows_in_a_row_that_was_removed_come_back_with_it(world):
    work = start(world)
    work.answer("/data/n", "2")
    work.add_repeat("/data/unit[2]/thing")
    work.answer("/data/unit[2]/thing[1]/what", "a press")
    work.answer("/data/n", "1")
    work.answer("/data/source", "x")
    work.undo()
    work.undo()
    assert work.session.node("/data/unit[2]/thing[1]/what").value == "a press"
    assert_reopens_alike(world, work)


def test_the_rows_that_lie_in_a_new_row_from_the_start_are_kept(world, tmp_path):
    (tmp_path / "nested.xml").write_bytes(NESTED)
    instruments.install(world.field, tmp_path / "nested.xml")
    work = start(world, "nested")
    work.add_repeat("/data/outer")
    work.answer("/data/outer[2]/inner[1]/name", "first")
    work.add_repeat("/data/outer[2]/inner")
    work.answer("/data/outer[2]/inner[2]/name", "second")
    assert_reopens_alike(world, work)
    work.remove_repeat("/data/outer[2]/inner[1]")
    assert_reopens_alike(world, work)


def test_a_value_that_the_form_sets_over_an_answer_is_the_one_that_is_kept(world):
    work = start(world)
    work.answer("/data/source", "a")
    for question in ("set_by", "also"):
        work.answer(f"/data/{question}", "mine")
    work.answer("/data/source", "b")
    shown = [work.session.node(f"/data/{question}").value for question in ("set_by", "also")]
    assert shown == ["from b", "b?"]
    assert_reopens_alike(world, work)
    report = gather(world.field, work.id, "headoffice")
    assert {"from b", "b?"} <= {answer.value for section in report.sections for answer in section.answers}


def test_what_the_clock_and_chance_gave_stays_as_it_was_recorded(world):
    work = start(world)
    work.answer("/data/source", "a")
    names = ("moment", "chance", "name", "drawn")
    before = [work.session.node(f"/data/{name}").value for name in names]
    again = AuditWork(world.field, work.id)
    assert [again.session.node(f"/data/{name}").value for name in names] == before
    assert all(before)


def test_what_cannot_be_stored_is_refused_and_not_shown(world):
    work = start(world)
    for value in ("\ud800", "x" * 2_000_000):
        with pytest.raises(Exception, match=r"\w"):
            work.answer("/data/source", value)
        assert work.session.node("/data/source").value == ""
    assert_reopens_alike(world, work)


@pytest.mark.parametrize(
    "value", ["سلامة العمال " * 154, "🧯🚪" * 1000, "a\x00b\x07c", '=HYPERLINK("x")', "a\r\n\u2028b"]
)
def test_whatever_a_person_types_comes_back_as_it_was(world, value):
    work = start(world)
    work.answer("/data/source", value)
    work.note("/data/source", value)
    world.field.close()
    world.field = Vault.open(world.folder / "field", PASSPHRASE)
    again = AuditWork(world.field, work.id)
    assert (again.session.node("/data/source").value, again.reading.notes["/data/source"]) == (value, value)


STEP = st.tuples(
    st.sampled_from(["count", "who", "said", "add", "remove", "undo", "source", "set_by"]), st.integers(0, 4)
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=2, max_size=12))
def test_whatever_comes_and_goes_reopening_shows_the_same(world, steps):
    work = start(world)
    for step, number in steps:
        take(work, step, number)
    assert_reopens_alike(world, work)


def take(work, step, number):
    try:
        match step:
            case "count":
                work.answer("/data/n", str(number))
            case "who" | "said":
                work.answer(f"/data/unit[{number}]/{step}", "bad")
            case "add":
                work.add_repeat(f"/data/unit[{number}]/thing")
                work.answer(f"/data/unit[{number}]/thing[1]/what", "a press")
            case "remove":
                work.remove_repeat(f"/data/unit[{number}]/thing[1]")
            case "undo":
                work.undo()
            case "source" | "set_by":
                work.answer(f"/data/{step}", f"text {number}")
    except (AnswerRefused, NothingToUndo):
        pass
