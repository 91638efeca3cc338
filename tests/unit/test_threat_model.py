"""docs/threat-model.md promises nothing that no test holds: every test that it names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
PROMISES = re.compile(r"^\| .+ \|$", re.MULTILINE)
NAMED = sorted(set(re.findall(r"`(test_\w+)`", TEXT)))


def section(title):
    return TEXT.partition(f"## {title}\n")[2].partition("\n## ")[0]


@pytest.fixture(scope="module")
def defined():
    files = (ROOT / "tests").rglob("test_*.py")
    return {name for file in files for name in re.findall(r"def (test_\w+)\(", file.read_text("utf-8"))}


def test_there_are_promises_at_all():
    assert len(NAMED) > 40


@pytest.mark.parametrize("name", NAMED)
def test_every_test_that_the_document_names_exists(defined, name):
    assert name in defined


@pytest.mark.parametrize("title", ["Promises", "Tampering: what is detected, by what, from where"])
def test_every_promise_and_every_row_of_tampering_names_its_test_or_says_that_there_is_none(title):
    rows = [
        row for row in PROMISES.findall(section(title)) if "|---" not in row and not row.startswith("| what is done")
    ]
    rows = [row for row in rows if row != "| promise | test |"]
    assert rows
    assert [row for row in rows if "`test_" not in row and "| none: " not in row] == []


@pytest.mark.parametrize(
    "words", ["Swap and hibernation", "A coerced user", "A compromised operating system", "rewrite everything"]
)
def test_what_is_not_promised_is_said_in_plain_words(words):
    assert words in TEXT
