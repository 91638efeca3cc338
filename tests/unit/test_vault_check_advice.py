"""What a check of the vault found, by what it means: no sentence is without advice."""

import ast
from pathlib import Path

import pytest

import fieldaudit
from fieldaudit.vault import check_advice

_FOLDER = Path(fieldaudit.__file__).parent / "vault"
_BEGUN = ("was altered.", "lies in the wrong place.", "is not a line", "does not follow")  # of chains: the rest of one
_STOOD = ("does not match the answers", "signs entries that are gone", "carries a signature")


def _said():
    """Give every sentence that the checks can say, with 7 in place of what is filled in."""
    for file in sorted([*_FOLDER.glob("check*.py"), *_FOLDER.glob("chains*.py")]):
        if file.name == "check_advice.py":
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Yield | ast.Return) and node.value is not None:
                yield from _texts(node.value)


def _texts(value):
    if isinstance(value, ast.Tuple):
        for part in value.elts:
            yield from _texts(part)
    elif isinstance(value, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else "7" for part in value.values)
    elif isinstance(value, ast.Constant) and isinstance(value.value, str) and " " in value.value:
        yield value.value


def _whole(text):
    if text.startswith(_BEGUN):
        return f"Line 7 of 7 in record 7 {text}"
    return f"Closing 7 of 7 {text}" if text.startswith(_STOOD) else text


SAID = sorted({_whole(text) for text in _said() if text not in ("7 7", "the 7 7") and "{" not in text})


def test_the_sentences_are_found_in_the_sources():
    assert len(SAID) >= 24


@pytest.mark.parametrize("sentence", SAID)
def test_every_sentence_of_the_check_has_its_advice(sentence):
    advice = check_advice.advice_for(sentence)
    assert advice is not None
    assert advice.next_step.endswith(".")


def test_what_was_found_is_told_by_kind_the_gravest_first():
    found = [
        "The file of the attachment exit.jpg is missing.",
        "The database is damaged: page 7.",
        "The file of the attachment door.jpg was altered.",
        "Something that a later version says.",
    ]
    groups = check_advice.grouped(found)
    assert [len(group.found) for group in groups] == [1, 1, 2]
    assert "is damaged" in groups[0].advice.what
    assert "behind the program" in groups[1].advice.what
    assert groups[2].found == (found[0], found[2])
    assert check_advice.grouped([]) == ()
