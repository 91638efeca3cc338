"""A head-office author follows docs/writing-forms.md to the letter, and gets the checklist that it promises."""

import json
import re
from pathlib import Path

import openpyxl
import pytest

from fieldaudit.checklist import Session, load_form
from fieldaudit.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "writing-forms.md"


def table(title):
    """Read the first table under a heading of the page: its cells as an author types them into a sheet."""
    return tables(PAGE.read_text(encoding="utf-8").partition(f"### {title}\n")[2])[0]


def tables(text):
    """Read the tables of a part of the page."""
    blocks = re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE)
    read = [
        [[cell.strip().strip("`") for cell in line[1:-1].split("|")] for line in block.splitlines()] for block in blocks
    ]
    return [[rows[0], *rows[2:]] for rows in read]


def with_audit_columns(survey, audit):
    """Type the second table to the right of the first, each row beside the question of its name."""
    added = {row[0]: row[1:] for row in audit[1:]}
    blank = [""] * (len(audit[0]) - 1)
    return [survey[0] + audit[0][1:], *(row + added.get(row[1], blank) for row in survey[1:])]


@pytest.fixture
def author(tmp_path):
    """The folder as it is after the last step of the page's first part."""
    folder = tmp_path / "fire-check"
    (folder / "scenarios").mkdir(parents=True)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheets = {
        "survey": with_audit_columns(table("Sheet survey"), table("The audit columns of sheet survey")),
        "choices": table("Sheet choices"),
        "settings": table("Sheet settings"),
    }
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell or None for cell in row])
    book.save(folder / "fire-check.xlsx")
    texts = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    for name, text in zip(("blocked", "clear"), texts, strict=True):
        (folder / "scenarios" / f"{name}.json").write_text(text, encoding="utf-8")
    return folder


def test_the_page_s_checklist_has_no_problems(author, capsys):
    assert main(["forms", "check", str(author / "fire-check.xlsx")]) == 0
    said = capsys.readouterr()
    assert (said.out, said.err.strip()) == ("", "No problems found.")


def test_the_page_s_scenarios_pass_and_reach_every_rule_both_ways(author, capsys):
    assert main(["--json", "forms", "test", str(author)]) == 0
    *scenarios, coverage, total = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["passed"] for each in scenarios] == [True, True]
    assert total == {"passed": 2, "failed": 0}
    assert coverage["coverage"]["never_raised"] == []
    assert coverage["coverage"]["never_quiet"] == []
    assert coverage["coverage"]["unanswered"] == ["/data/exits/exit_photo"]
    assert set(coverage["coverage"]["unchosen"]) == {"/data/exits/exit_clear=unable", "/data/exits/exit_clear=na"}


def test_the_page_s_checklist_speaks_both_languages_and_carries_what_the_page_says(author):
    form = load_form(author / "fire-check.xlsx")
    assert (form.id, form.version, form.languages) == ("fire-check", "2026.1", ("English (en)", "Español (es)"))
    session = Session.start(form, language="Español (es)")
    assert session.node("/data/exits/exit_clear").label == "Todas las salidas están abiertas y libres."
    assert [choice.label for choice in session.node("/data/exits/exit_clear").choices][:2] == ["Sí", "No"]
    audit = form.binds["/data/exits/exit_clear"].audit
    assert (audit.weight, audit.evidence, audit.clause, audit.audience) == (3, "photo", "ETI-3.1", "site")
    assert audit.advice["Español (es)"] == "Haga que la abran en presencia del auditor."


def test_a_slip_in_the_workbook_is_named_with_its_cell(author, capsys):
    file = author / "fire-check.xlsx"
    book = openpyxl.load_workbook(file)
    book["survey"]["A8"] = "intger"
    book.save(file)
    assert main(["forms", "check", str(file)]) == 1
    said = capsys.readouterr().out
    assert "survey, row 8, column type" in said
    assert "Did you mean integer?" in said


def test_a_workbook_with_slips_is_mended_into_a_copy_that_passes(author, capsys):
    file, out = author / "fire-check.xlsx", author.parent / "mended.xlsx"
    book = openpyxl.load_workbook(file)
    book["survey"]["A8"] = "Integer"
    book["survey"]["F9"] = "${Seen} > 0"
    book.save(file)
    assert main(["--json", "forms", "check", str(file), "--repair", str(out)]) == 0
    mended = [json.loads(line)["mended"] for line in capsys.readouterr().out.splitlines()]
    assert [(each["sheet"], each["row"], each["before"], each["after"]) for each in mended] == [
        ("survey", 8, "Integer", "integer"),
        ("survey", 9, "${Seen} > 0", "${seen} > 0"),
    ]
    assert main(["forms", "check", str(out)]) == 0


def test_every_link_of_the_page_leads_to_a_heading_of_it():
    text = PAGE.read_text(encoding="utf-8")
    titles = re.findall(r"^#+ (.*)$", text, flags=re.MULTILINE)
    headings = {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}
    assert set(re.findall(r"\]\(#([^)]*)\)", text)) <= headings


FEES = """{
  "answers": [
    ["country", "jo"], ["province", "amman"], ["workers", 12], ["fee[1]/amount", 100], ["fee[1]/repaid", "yes"],
    {"add": "fee"}, ["fee[2]/amount", 120.5], ["fee[2]/repaid", "no"]
  ],
  "expect": {
    "values": {"fee_total": 220.5, "limit": 150},
    "findings": {
      "fee[1]/repaid": "compliant",
      "fee[2]/repaid": {"severity": "critical", "affected": 12},
      "over_limit": "critical"
    }
  }
}"""


def test_the_supplier_audit_of_the_page_sums_its_repeat_and_reads_the_choices_column(tmp_path, capsys):
    part = PAGE.read_text(encoding="utf-8").partition("## Beyond the first checklist\n")[2].partition("\n## ")[0]
    survey, choices = tables(part)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    verdicts = [["yes_no", "yes", "Yes"], ["yes_no", "no", "No"]]
    for name, rows in (("survey", survey), ("choices", choices + verdicts), ("settings", [["form_id"], ["fees"]])):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell or None for cell in row])
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "two.json").write_text(FEES, encoding="utf-8")
    book.save(tmp_path / "fees.xlsx")
    assert main(["forms", "check", str(tmp_path / "fees.xlsx")]) == 0
    assert main(["forms", "test", str(tmp_path)]) == 0
    assert "1 passed, 0 failed" in capsys.readouterr().out
