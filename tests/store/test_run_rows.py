"""The run screen's reading of repeats and grids, on a real vault: what is counted, folded, opened and told."""

import pytest
from field_world import field_desk

from fieldaudit.desktop.review.field_review import FieldReview
from fieldaudit.desktop.run.cards import AddRow, FoldedRows, GridHead, RowHead, cards_of
from fieldaudit.desktop.run.contents import matching
from fieldaudit.desktop.run.field_run import FieldRun
from fieldaudit.desktop.run.ledger import Ledger
from fieldaudit.desktop.run.plan import Plan
from fieldaudit.field import audits
from fieldaudit.vault import instruments

SURVEY = """type,name,label,appearance,relevant,calculation,repeat_count,required
begin_group,crew,Crew,,,,,
integer,size,How many teams,,,,,yes
end_group,,,,,,,
begin_repeat,worker,Worker,,,,,
text,name,**First** name,,,,,
select_one yn,paid,Paid in full,,,,,yes
text,why,Why not,,${paid} = 'no',,,
begin_repeat,child,Child,,,,,
integer,age,Age,,,,,
end_repeat,,,,,,,
end_repeat,,,,,,,
begin_group,often,How often,field-list,,,,
select_one yn,heads,.,label,,,,
select_one yn,clean,Toilets are clean,list-nolabel,,,,
select_one yn,warm,Rooms are warm,list-nolabel,,,,
end_group,,,,,,,
begin_group,teams,Teams,,,,,
begin_repeat,team,Team,,,,${size},
text,lead,Who leads it,,,,,
end_repeat,,,,,,,
end_group,,,,,,,
"""
CHOICES = "list_name,name,label\nyn,yes,Yes\nyn,no,No\n"
SETTINGS = "form_id,form_title,version\nrows,Rows,1\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rows")
    with field_desk(folder / "desk") as world:
        form = folder / "form"
        form.mkdir()
        for name, text in (("survey", SURVEY), ("choices", CHOICES), ("settings", SETTINGS)):
            (form / f"{name}.csv").write_text(text, encoding="utf-8")
        instruments.install(world.field, form)
        yield world


@pytest.fixture
def run(desk):
    made = FieldRun(desk.field)
    made.open(audits.start_audit(desk.field, "rows", desk.site, audits.NewVisit()))
    return made


def section_of(run, ref):
    [index] = Plan(run.work.session.form).sections_of(ref)
    return index


def add(run, count):
    """Bring the repeat to `count` rows, however many the form begins with."""
    while len(run.work.session.rows_at("/data/worker")) < count:
        run.add_row(section_of(run, "/data/worker"), "/data/worker")
    return run.work.session.rows_at("/data/worker")


def of_kind(items, kind):
    return [item for item in items if isinstance(item, kind)]


def counted_anew(run):
    ledger = Ledger(run.work.session, Plan(run.work.session.form), run.work.reading.marks(), run._findings)
    return ledger.lines()


def test_an_empty_repeat_says_what_is_added_and_that_there_is_none(run):
    section = section_of(run, "/data/worker")
    for row in run.work.session.rows_at("/data/worker"):
        run.remove_row(section, row)
    [place] = [item for item in of_kind(run.section(section), AddRow) if item.ref == "/data/worker"]
    assert (place.title, place.empty) == ("Worker", True)


def test_few_rows_are_all_open_and_carry_their_label_and_first_answers(run):
    rows = add(run, 2)
    section = section_of(run, "/data/worker")
    change = run.answer(section, f"{rows[0]}/name", "Amina")
    heads = of_kind(change.items, RowHead)
    assert [head.ref for head in heads if head.ref in rows] == rows
    assert (heads[0].title, heads[0].summary) == ("Worker 1", "Amina")
    assert not of_kind(change.items, FoldedRows)


def test_of_many_rows_only_the_one_that_is_worked_in_is_open(run):
    rows = add(run, 20)
    section = section_of(run, "/data/worker")
    items = run.section(section, f"{rows[10]}/name")
    assert [head.ref for head in of_kind(items, RowHead)] == [rows[10]]
    assert {card.ref.rpartition("/")[0] for card in cards_of(items) if card.ref.startswith("/data/worker")} == {
        rows[10]
    }
    before, after = of_kind(items, FoldedRows)
    assert [row.ref for row in (*before.rows, *after.rows)] == rows[:10] + rows[11:]
    assert after.holds(f"{rows[12]}/name")
    change = run.open_row(section, rows[3])
    assert change.ref == f"{rows[3]}/name"
    assert [head.ref for head in of_kind(change.items, RowHead)] == [rows[3]]
    change = run.open_row(section, rows[3], opened=False)
    assert not of_kind(change.items, RowHead)
    assert len(of_kind(change.items, FoldedRows)[0].rows) == len(rows)


def test_a_folded_line_follows_the_answers_in_its_row(run):
    rows = add(run, 20)
    section = section_of(run, "/data/worker")
    run.section(section, rows[0])
    run.answer(section, f"{rows[0]}/name", "Bilal")
    change = run.open_row(section, rows[1])
    line = of_kind(change.items, FoldedRows)[0].rows[0]
    assert (line.title, line.summary, line.done, line.total) == ("Worker 1", "Bilal", 1, 3)


def test_removing_a_row_moves_the_numbers_of_those_after_it(run):
    rows = add(run, 3)
    section = section_of(run, "/data/worker")
    run.section(section)
    change = run.remove_row(section, rows[0])
    heads = of_kind(change.items, RowHead)
    assert [head.position for head in heads if head.ref in rows] == [1, 2]
    [first, *_] = [card for card in cards_of(change.items) if card.ref == f"{rows[1]}/name"]
    assert ".1.1" in first.number


def test_what_is_counted_step_by_step_equals_what_is_counted_anew(run):
    rows = add(run, 3)
    section = section_of(run, "/data/worker")
    steps = [
        lambda: run.answer(section, f"{rows[0]}/paid", "no"),
        lambda: run.answer(section, f"{rows[0]}/why", "late"),
        lambda: run.answer(section, f"{rows[1]}/paid", "yes"),
        lambda: run.add_row(section, f"{rows[1]}/child"),
        lambda: run.skip(section, f"{rows[2]}/name", "away"),
        lambda: run.answer(section, f"{rows[0]}/paid", "yes"),
        lambda: run.answer(1, "/data/crew/size", "4"),
        lambda: run.answer(1, "/data/crew/size", "2"),
        lambda: run.remove_row(section, rows[1]),
        run.undo,
    ]
    for step in steps:
        assert step().sections == counted_anew(run)


def test_questions_that_come_and_go_are_told(run):
    rows = add(run, 1)
    section = section_of(run, "/data/worker")
    assert run.answer(section, f"{rows[0]}/paid", "no").added == 1
    assert run.answer(section, f"{rows[0]}/paid", "yes").removed == 1
    change = run.answer(1, "/data/crew/size", "3")
    assert (change.added, change.removed) == (3, 0)
    assert run.answer(1, "/data/crew/size", "1").removed == 2


def test_counted_rows_cannot_be_added_or_removed(run):
    run.answer(1, "/data/crew/size", "2")
    items = run.section(section_of(run, "/data/teams/team"))
    assert [head.removable for head in of_kind(items, RowHead)] == [False, False]
    assert not of_kind(items, AddRow)


def test_questions_without_labels_of_their_own_stand_below_their_columns(run):
    items = run.section(section_of(run, "/data/often/clean"))
    [head] = of_kind(items, GridHead)
    assert head.columns == ("Yes", "No")
    assert [card.control for card in cards_of(items)] == ["grid", "grid"]
    line = run.open(run.work.id).sections[section_of(run, "/data/often/clean") - 1]
    assert line.total == 2


def test_the_contents_show_rows_and_what_waits_in_them(run):
    rows = add(run, 2)
    section = section_of(run, "/data/worker")
    run.answer(section, f"{rows[0]}/paid", "yes")
    run.answer(section, f"{rows[0]}/name", "Chen")
    [child] = run.work.session.rows_at(f"{rows[0]}/child")
    run.answer(section, f"{child}/age", "7")
    entries = run.contents()
    row = next(entry for entry in entries if entry.kind == "row" and entry.title == "Worker 1 · Chen · Yes")
    assert row.waits == 0
    waiting = [entry for entry in matching(entries, "required", "") if entry.kind == "question"]
    assert {entry.ref for entry in waiting} >= {"/data/crew/size", f"{rows[1]}/paid"}
    assert f"{rows[0]}/paid" not in {entry.ref for entry in waiting}
    assert [entry.title for entry in matching(entries, "all", "first name")][-1] == "First name"


def test_the_next_unanswered_question_may_lie_in_a_folded_row(run):
    rows = add(run, 20)
    section = section_of(run, "/data/worker")
    run.answer(section, f"{rows[0]}/paid", "yes")
    run.answer(section, f"{rows[0]}/name", "Dana")
    [child] = run.work.session.rows_at(f"{rows[0]}/child")
    run.answer(section, f"{child}/age", "7")
    assert run.next_unanswered(section, f"{rows[0]}/paid") == (section, f"{rows[1]}/name")


def test_the_words_above_a_grid_are_counted_nowhere(run):
    review = FieldReview(run.work.vault).review(run.work.id)
    progress = run.work.reading.progress()
    lines = run.open(run.work.id).sections
    assert (
        progress
        == (review.answered, review.total)
        == (sum(line.done for line in lines), sum(line.total for line in lines))
    )
    [heads] = [row for row in run.work.sheet().rows if row.ref == "/data/often/heads"]
    assert heads.state == "note"
