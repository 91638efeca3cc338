"""Plain words in the audit columns mean what docs/writing-forms.md says, and expressions stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldaudit.checklist.audit_columns import as_expression, is_audit_column, references


@pytest.mark.parametrize(
    ("column", "written", "meant"),
    [
        ("finding", "no", "selected(., 'no')"),
        ("finding", "no unable", "selected(., 'no') or selected(., 'unable')"),
        ("finding", ". = 'no'", ". = 'no'"),
        ("finding", "true()", "true()"),
        ("finding", "${a} and ${b}", "${a} and ${b}"),
        ("finding", "1", "1"),
        ("severity", "good_practice", "'good_practice'"),
        ("severity", "if(. = 0, 'critical', 'major')", "if(. = 0, 'critical', 'major')"),
        ("owner", "site manager", "'site manager'"),
        ("owner", "dirección del centro", "'dirección del centro'"),
        ("owner", "${owner}", "${owner}"),
        ("due_days", "14", "14"),
        ("affected", ".", "."),
    ],
)
def test_a_cell_becomes_the_expression_it_stands_for(column, written, meant):
    assert as_expression(column, written) == meant


@given(st.lists(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), min_size=1, max_size=4))
def test_any_list_of_choice_names_is_a_rule_over_exactly_these(words):
    operators = {"and", "or", "div", "mod"}
    expression = as_expression("finding", " ".join(words))
    if operators.intersection(words):
        assert expression == " ".join(words)
    else:
        assert expression.count("selected(., ") == len(words)
        assert all(f"'{word}'" in expression for word in words)


def test_names_inside_an_expression_are_found():
    assert references("${a} + ${ b } - ${last-saved#c}") == ["a", "b", "c"]
    assert references("no name here") == []


@pytest.mark.parametrize("header", ["finding", "Due Days", "advice", "advice::Español (es)", "declassify", "AUDIENCE"])
def test_our_columns_are_recognised_however_they_are_written(header):
    assert is_audit_column(header)


@pytest.mark.parametrize("header", ["label", "label::English", "finding::English", "note", "bind::finding"])
def test_other_columns_are_left_alone(header):
    assert not is_audit_column(header)
