"""Lists as people really save them: read where they can be, refused in a sentence that helps where they cannot."""

from datetime import date

import pytest
from field_world import field_desk

from fieldaudit.desktop.wiring.roster_uses import RosterUses
from fieldaudit.errors import FileUnreadable, RosterRefused, RosterUnreadable
from fieldaudit.field import roster
from fieldaudit.vault import codebook

TODAY = date(2026, 11, 22)
SRI = "\u0dc1\u0dca\u200d\u0dbb\u0dd3"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A desk with a site; no test here adds a worker to it."""
    folder = tmp_path_factory.mktemp("files")
    with field_desk(folder / "world") as made:
        made.file = folder / "list.csv"
        yield made


def seen(world, data):
    world.file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return roster.preview(world.field, world.file, world.site, today=TODAY)


def names(looked):
    return [line.said["name"] for line in looked.lines]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04 a workbook", "a spreadsheet"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"{\\rtf1\\ansi a letter}", "a document"),
        (b"\n<table><tr><td>name</td></tr></table>", "a web page"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(40), "not text"),
        (b"x" * (8 * 1024 * 1024 + 1), "larger than 8 MB"),
    ],
)
def test_what_is_no_csv_is_called_what_it_is_and_how_to_save_it_is_said(world, data, words):
    with pytest.raises(RosterUnreadable) as told:
        seen(world, data)
    assert words in str(told.value)
    assert "Save the list as CSV" in str(told.value)


def test_a_file_that_is_not_there_is_told_from_a_folder(world):
    with pytest.raises(FileUnreadable, match="there is no such file"):
        roster.preview(world.field, world.file.with_name("none.csv"), world.site)
    with pytest.raises(FileUnreadable, match="it is not a file"):
        roster.preview(world.field, world.file.parent, world.site)


def test_more_workers_than_a_list_may_have_are_counted_and_the_way_out_named(world):
    with pytest.raises(RosterRefused) as told:
        seen(world, "name\n\n" + "".join(f"W{number}\n" for number in range(20_000)))
    assert "Row 5003" in str(told.value)  # as the file numbers it, the empty line counted
    assert "at most 5,000 workers, this one 20,000: split it into several files" in str(told.value)


@pytest.mark.parametrize("rest", [" (1 problem).", " (2 problems)."])
def test_problems_are_counted_in_words(rest):
    assert str(RosterRefused(row=2, column="", reason="No.", count=int(rest[2]))).endswith(rest)


def test_what_payrolls_write_above_the_columns_is_left_out_and_rows_keep_their_numbers(world):
    looked = seen(world, "Delta Garments Ltd,,\nPayroll June 2026,,\n,,\nName,Passport No,DOB\nSita,KQ-1,2001-02-03\n")
    assert names(looked) == ["Sita"]
    assert (looked.headers, looked.lines[0].row) == (("Name", "Passport No", "DOB"), 5)
    assert "row 4" in looked.notes[0]
    assert names(seen(world, "June 2026\n\nWorker Name\nSita\n")) == ["Sita"]


def test_a_row_of_a_worker_is_not_taken_for_the_names_of_the_columns(world):
    looked = seen(world, "who,what\nA12,worker\nB13,cook\n")
    assert [one.reason for one in looked.problems] == ["No column is called name. Say which one holds the names."]


def test_of_two_columns_for_one_thing_the_one_left_out_is_named(world):
    looked = seen(world, "Name,Full name,ID,ID\nA,B,1,2\n")
    assert looked.fields == ("name", "", "identity", "")
    assert [note for note in looked.notes if "says the same" in note] == [
        "The column Full name was left out: Name says the same.",
        "The column ID was left out: ID says the same.",
    ]


def test_rows_that_may_be_one_person_are_named_unless_their_numbers_tell_them_apart(world):
    looked = seen(world, "name,dob,id\nSita Gurung,2001-02-03,\nGURUNG Sita,2001-02-03,\nSita Gurung,2001-02-03,K-1\n")
    said = [note for note in looked.notes if "one person" in note]
    assert said == [
        "Rows 2 and 3 may be one person: each gets a code as it is.",
        "Rows 2 and 4 may be one person: each gets a code as it is.",
    ]
    assert "Sita" not in " ".join(looked.notes)
    apart = seen(world, "name,id\nMd. Rahim,K-1\nMd. Rahim,K-2\n")
    assert [note for note in apart.notes if "one person" in note] == []
    many = seen(world, "name\n" + "Md. Rahim\n" * 20)
    assert many.notes[-1] == "So it is in 14 more rows."


def test_a_sum_below_the_list_is_no_person(world):
    looked = seen(world, "Name,Passport\nSita,KQ-1\nTOTAL:,1\n")
    assert [(one.row, one.column, one.reason) for one in looked.problems] == [
        (3, "Name", "It is a sum of the list, not a person.")
    ]


def test_numbers_that_a_spreadsheet_kept_as_text_lose_its_marks_and_nothing_is_ever_reckoned(world):
    [line] = seen(world, 'name,id,job\nSita,"=""00123""",=1+1\n').lines
    assert (line.said["identity"], line.said["job"]) == ("00123", "=1+1")
    [line] = seen(world, "name\n=cmd()|calc!A1\n").lines
    assert line.said["name"] == "=cmd()|calc!A1"  # a text like any other: no list is ever written out


def test_names_are_written_with_joiners_and_what_copying_left_behind_is_taken_away(world):
    looked = seen(world, f"name\n{SRI}\n\u200eSita\u00ad\u00a0 Gurung\u200f\n\ufeffRam\u200b\n")
    assert names(looked) == [SRI, "Sita Gurung", "Ram"]
    assert seen(world, "name,id\n\u200e\u200b,1\n").problems[0].reason == "The name is missing."
    assert "cannot be shown" in seen(world, "name\nA\u2066B\n").problems[0].reason


def test_empty_lines_anywhere_and_cells_that_lack_are_no_problem(world):
    looked = seen(world, "\r\n \r\nname;id;dob\r\n;;\r\nSita\r\n\r\nRam;1;2001-02-03\r\n;;\r\n")
    assert [(line.row, line.said["name"]) for line in looked.lines] == [(5, "Sita"), (7, "Ram")]
    assert looked.problems == ()


def test_keeping_apart_a_row_that_is_nobody_known_is_refused_and_adds_nothing(world):
    looked = seen(world, "name,id\nSita,1\n")
    with pytest.raises(RosterRefused, match="Row 9"):
        roster.bring_in(world.field, looked, separate={9})
    with pytest.raises(RosterRefused, match="Row 2"):
        roster.bring_in(world.field, looked, separate={2})
    assert codebook.workers(world.field) == []


def test_where_the_encoding_is_a_guess_the_window_shows_a_name_to_see_whether_it_is_right(world):
    world.file.write_bytes("name\nAnn\nZoë\n".encode("cp1252"))
    looked = RosterUses(world.field).preview(world.site, world.file, {}, "")
    assert looked.notes[:2] == (
        "Read as Windows-1252: nothing in the file says so.",
        "The name in row 3 was read as Zoë. If it is not, save the list as CSV UTF-8.",
    )
    assert "Zoë" not in repr(looked)
