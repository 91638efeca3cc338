"""`fieldaudit keys` as people use it: a forgotten passphrase, a new key, a printed sheet, a journey."""

import re
from pathlib import Path

import pytest
from exchange_world import PASSPHRASE

import fieldaudit
from fieldaudit.cli import key_words, main
from fieldaudit.vault.keys_log import KeyRow

NEW = "chosen after the answer"


@pytest.fixture
def run(run, tmp_path):
    """Run a command about keys at one of two homes, with a passphrase's file."""
    for name, text in (("old", PASSPHRASE), ("new", NEW), ("short", "short")):
        (tmp_path / name).write_text(text + "\n")
    return lambda home, secret, *words: run(home, "keys", *words, passphrase=secret)


def test_a_forgotten_passphrase_is_recovered_through_head_office(run, tmp_path):
    code, [asked], _ = run("field", "missing", "recover-request", "--out", "a.request")
    assert code == 0
    (tmp_path / "words").write_text(asked["words"])
    answering = ("recover-answer", "a.request", "--words-file", "words", "--out", "an.answer")
    code, [answered], _ = run("office", "old", *answering)
    assert (code, answered["known"]) == (0, False)  # no package ever came from there
    opening = ("recover-open", "an.answer", "--words-file", "words", "--new-passphrase-file")
    assert run("field", "missing", *opening, "short")[0] == 1
    code, [opened], _ = run("field", "missing", *opening, "new")
    assert (code, opened["recovered"]) == (0, True)
    assert run("field", "old", "list")[0] == 1
    code, lines, _ = run("field", "new", "list")
    assert [line["slot"] for line in lines if "slot" in line] == ["passphrase", "office"]
    assert lines[-1]["what"] == "recovered"
    assert run("office", "old", "list")[1][-1]["what"] == "recovery answered"


def test_a_new_key_voids_the_sheet_and_a_journey_leaves_the_new_one(run, tmp_path):
    code, [made], _ = run("field", "old", "sheet")
    assert "Vault of" in made["recovery_sheet"]
    code, [rotated], _ = run("field", "old", "rotate")
    assert (code, rotated["sheet_void"]) == (0, True)
    _, [again], _ = run("field", "old", "sheet", "--out", "sheet.txt")
    assert again["file"] == "sheet.txt"
    lines = [line.split()[1:] for line in (tmp_path / "sheet.txt").read_text().splitlines() if line[2:3].isdigit()]
    (tmp_path / "sheet.words").write_text(" ".join(word for line in lines for word in line))
    travel = ("travel", "--keep", "sheet", "--words-file", "sheet.words")
    code, _, said = run("field", "old", *travel)
    assert code == 1
    assert "seal this laptop" in said
    assert run("field", "old", *travel, "--confirm", "seal this laptop")[0] == 0
    code, _, said = run("field", "old", "list")
    assert code == 1
    assert "sealed for travel" in said
    home_again = ("recover", "--words-file", "sheet.words", "--new-passphrase-file")
    assert run("field", "missing", *home_again, "short")[0] == 1
    assert run("field", "missing", *home_again, "new")[0] == 0
    _, lines, _ = run("field", "new", "list")
    assert "recovered by the sheet" in [line.get("what") for line in lines]


def test_the_file_of_a_whole_sheet_or_of_two_shares_will_do_where_its_words_are_asked_for(run, tmp_path):
    run("field", "old", "sheet", "--out", "sheet.txt")
    assert run("field", "old", "sheet", "--words-file", "sheet.txt")[0] == 0
    assert run("field", "old", "shares", "--words-file", "sheet.txt", "--out", ".")[0] == 0
    pages = [(tmp_path / f"recovery-share-{number}.txt").read_text() for number in (1, 3)]
    (tmp_path / "two.txt").write_text("".join(pages))
    assert run("field", "missing", "recover", "--words-file", "two.txt", "--new-passphrase-file", "new")[0] == 0
    (tmp_path / "cut.txt").write_text((tmp_path / "sheet.txt").read_text().partition("  4   ")[0])
    code, [refused], said = run("field", "new", "sheet", "--words-file", "cut.txt")
    assert (code, refused["error"]) == (1, "WordsNotCertain")
    assert "Give the 16 words of the sheet alone" in said


def test_a_laptop_is_not_sealed_with_a_sheet_that_nobody_shows(run):
    code, _, said = run("field", "old", "travel", "--keep", "sheet", "--confirm", "seal this laptop")
    assert code == 1
    assert "--words-file" in said
    assert run("field", "old", "list")[0] == 0


def test_the_list_says_in_plain_words_what_opens_the_vault_and_what_was_done(run, tmp_path, capsys):
    _, [asked], _ = run("field", "missing", "recover-request", "--out", "a.request")
    (tmp_path / "words").write_text(asked["words"])
    run("office", "old", "recover-answer", "a.request", "--words-file", "words", "--out", "an.answer")
    run("field", "old", "sheet", "--out", "sheet.txt")
    run("field", "missing", "recover-open", "an.answer", "--words-file", "words", "--new-passphrase-file", "new")
    run("field", "new", "rotate")
    assert main(["--home", "field", "--passphrase-file", "new", "keys", "list"]) == 0
    *_, sheet, opened, turned = capsys.readouterr().out.splitlines()
    assert "a printed recovery sheet was made" in sheet
    assert "opened by the answer of head office" in opened
    assert "the printed sheet of before opens nothing any more" in opened
    assert "a new key" in turned
    assert not any("T" in line.split("  ")[0] or line[19:20] == "Z" for line in (sheet, opened, turned))
    assert main(["--home", "office", "--passphrase-file", "old", "keys", "list"]) == 0
    first, *_, answered = capsys.readouterr().out.splitlines()
    assert first == "passphrase  each guess takes 64 MiB of memory, 3 passes and 4 lanes"
    assert "head office opened the vault of the person with the fingerprint" in answered
    assert answered.rpartition("fingerprint ")[2].count("-") == 6


def test_every_word_of_the_log_has_plain_words():
    noted = re.compile(r'keys_log\.note\(\s*\w+(?:\.\w+)?, "([^"]+)"')
    folder = Path(fieldaudit.__file__).parent
    said = {word for file in folder.rglob("*.py") for word in noted.findall(file.read_text("utf-8"))}
    assert len(said) >= 7
    assert {word for word in said if key_words.told(KeyRow("2026-11-21T08:00:00Z", word)).endswith(word)} == set()


def test_what_cannot_be_done_is_one_sentence(run, tmp_path):
    (tmp_path / "words").write_text("acorn violet timber salmon orbit maple")
    (tmp_path / "noise").write_bytes(b"noise")
    answer = ("recover-answer", "noise", "--words-file", "words", "--out", "out")
    for home, words in (
        ("office", answer),
        ("field", answer),
        ("field", ("recover-open", "noise", "--words-file", "words", "--new-passphrase-file", "new")),
        ("office", ("recover-request", "--out", "out")),
        ("field", ("travel", "--keep", "office", "--confirm", "seal this laptop")),
        ("field", ("sheet", "--words-file", "words")),
    ):
        code, [refused], said = run(home, "old", *words)
        assert (code, said.count("\n")) == (1, 1), words
        assert refused["error"] != "Unexpected"
    assert not (tmp_path / "out").exists()
