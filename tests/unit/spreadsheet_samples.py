"""Small forms for the tests of the spreadsheet reader, written as `column | column` tables."""

import csv
from pathlib import Path

YES_NO = """
list_name | name | label
yn        | yes  | Yes
yn        | no   | No
"""
BINDS = "{http://www.w3.org/2002/xforms}bind"
FA = "{urn:fieldaudit:forms:1}"


def table(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def folder(path: Path, survey: str, choices: str = YES_NO, settings: str = "form_id\nsample") -> Path:
    path.mkdir(exist_ok=True)
    for name, text in (("survey", survey), ("choices", choices), ("settings", settings)):
        with (path / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(table(text))
    return path
