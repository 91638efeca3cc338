"""Every bundled instrument is complete in its languages, sound in its rules, and does what its scenarios say."""

import csv
from functools import cache
from pathlib import Path

import pytest

from fieldaudit import assets
from fieldaudit.checklist.scenarios import run_scenario
from fieldaudit.checklist.spreadsheet import check_form, load_form

FORMS = sorted(path.parent for path in assets.folder("forms").glob("*/survey.csv"))
SCENARIOS = [file for form in FORMS for file in sorted((form / "scenarios").glob("*.json"))]
INSPECTION = assets.folder("forms") / "workplace-inspection"
EN, ES = "English (en)", "Español (es)"
TRANSLATED = ("label", "hint", "constraint_message", "advice")

cached_form = cache(load_form)
cached_result = cache(lambda file: run_scenario(cached_form(file.parents[1]), file))
each_form = pytest.mark.parametrize("folder", FORMS, ids=lambda folder: folder.name)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if any(row.values())]


def reference(name: str) -> list[dict[str, str]]:
    return rows(assets.folder("resources") / "reference" / f"{name}.csv")


def questions(folder: Path) -> list[dict[str, str]]:
    silent = ("begin", "end", "calculate", "note", "hidden")
    return [row for row in rows(folder / "survey.csv") if not row["type"].startswith(silent)]


def rules(folder: Path) -> list[dict[str, str]]:
    return [row for row in rows(folder / "survey.csv") if row["finding"]]


def test_the_workplace_inspection_is_bundled():
    assert INSPECTION in FORMS


@each_form
def test_a_bundled_form_has_no_problems(folder):
    assert check_form(folder) == []


@each_form
def test_a_bundled_form_says_what_it_checks_and_has_scenarios(folder):
    assert "What it cannot show" in (folder / "README.md").read_text(encoding="utf-8")
    assert len(list((folder / "scenarios").glob("*.json"))) >= 12


@each_form
def test_every_text_is_there_in_every_language_and_no_translation_is_a_copy(folder):
    wrong = []
    for row in [*rows(folder / "survey.csv"), *rows(folder / "choices.csv")]:
        for kind in TRANSLATED:
            english, spanish = row.get(f"{kind}::{EN}", ""), row.get(f"{kind}::{ES}", "")
            if bool(english) != bool(spanish) or (english == spanish and len(english) > 3):
                wrong.append((row["name"], kind))
    assert wrong == []


@each_form
def test_every_question_group_and_choice_has_a_label(folder):
    shown = [row for row in rows(folder / "survey.csv") if not row["type"].startswith(("end", "calculate"))]
    assert [row["name"] for row in [*shown, *rows(folder / "choices.csv")] if not row[f"label::{EN}"]] == []


@each_form
def test_every_rule_has_severity_owner_risk_clause_and_advice_from_the_reference_tables(folder):
    clauses = {row["clause"] for row in reference("clauses")}
    owners = {row["owner"] for row in reference("owners")}
    risks = {row["risk"] for row in reference("risks")}
    incomplete = [
        row["name"]
        for row in rules(folder)
        if not (
            row["severity"]
            and row["clause"] in clauses
            and row["owner"] in owners
            and row["risk"] in risks
            and row[f"advice::{EN}"]
            and row[f"advice::{ES}"]
        )
    ]
    assert incomplete == []


@each_form
def test_the_loaded_form_carries_every_rule_of_the_sheet(folder):
    form = cached_form(folder)
    loaded = {ref.rpartition("/")[2] for ref, bind in form.binds.items() if bind.audit and bind.audit.finding}
    assert loaded == {row["name"] for row in rules(folder)}
    assert set(form.languages) == {EN, ES}
    advice = [bind.audit.advice for bind in form.binds.values() if bind.audit and bind.audit.finding]
    assert all(set(texts) == {EN, ES} for texts in advice)


def test_the_inspection_has_the_sections_and_at_least_the_questions_it_promises():
    least = {
        "visit": 7,
        "fire": 10,
        "machinery": 7,
        "chemicals": 4,
        "protection": 4,
        "welfare": 4,
        "accommodation": 5,
        "transport": 2,
        "parity": 5,
        "management": 5,
        "red_flags": 4,
        "closing": 3,
    }
    found: dict[str, int] = {}
    section = ""
    for row in rows(INSPECTION / "survey.csv"):
        section = row["name"] if row["type"] == "begin_group" else section
        found[section] = found.get(section, 0) + (row in questions(INSPECTION))
    assert list(found) == list(least)
    assert [name for name, count in least.items() if found[name] < count] == []
    assert cached_form(INSPECTION).question_count == len(questions(INSPECTION)) >= 60


def test_what_workers_say_is_never_for_the_site_and_identity_documents_are_restricted():
    binds = cached_form(INSPECTION).binds
    flags = {
        ref: bind.audit.audience for ref, bind in binds.items() if ref.startswith("/data/red_flags/") and bind.audit
    }
    assert set(flags.values()) == {"headoffice", "restricted"}
    assert flags["/data/red_flags/documents_held"] == flags["/data/red_flags/documents_asked"] == "restricted"
    advice = binds["/data/red_flags/documents_held"].audit.advice
    assert "Never confront management" in advice[EN]
    assert "Nunca confronte a la dirección" in advice[ES]


def test_the_figures_of_the_form_are_those_of_the_jurisdiction_table():
    in_form = {
        row["name"]: (row["min_m2"], row["persons_per_toilet"], row["drill_days"], row[f"label::{EN}"])
        for row in rows(INSPECTION / "choices.csv")
        if row["list_name"] == "jurisdiction"
    }
    in_table = {
        row["code"]: (row["min_m2_per_person"], row["persons_per_toilet"], row["days_between_drills"], row["name_en"])
        for row in reference("jurisdictions")
    }
    assert in_form == in_table


def test_every_figure_of_the_reference_tables_says_where_it_comes_from():
    for table in ("severity-clocks", "jurisdictions", "clauses"):
        assert [row for row in reference(table) if not row["provenance"]] == []


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: f"{file.parents[1].name}/{file.stem}")
def test_a_scenario_goes_as_it_says(file):
    assert cached_result(file).failures == ()


@each_form
def test_every_rule_fires_in_one_scenario_and_is_quiet_in_another(folder):
    results = [cached_result(file) for file in SCENARIOS if file.parents[1] == folder]
    raised = frozenset().union(*(result.raised for result in results))
    quiet = frozenset().union(*(result.quiet for result in results))
    named = {ref.rpartition("/")[2]: ref for ref in cached_form(folder).binds}
    wanted = {named[row["name"]] for row in rules(folder)}
    # praise fires when something is written and is unanswered otherwise: it has no compliant state
    praise = {named[row["name"]] for row in rules(folder) if row["severity"] == "good_practice"}
    assert wanted - raised == set()
    assert wanted - quiet - praise == set()


@each_form
def test_the_read_me_counts_right(folder):
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert f"{len(questions(folder))} questions" in text
    assert f"{len(rules(folder))} rules" in text
