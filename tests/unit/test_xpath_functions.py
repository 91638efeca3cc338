"""The functions of ODK XForms, each by what its specification says."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest

from fieldaudit.checklist.tree import TreeNode
from fieldaudit.checklist.xpath import Context, Environment, ExpressionError, compile_expression, parse
from fieldaudit.checklist.xpath.code import number_call, string_call

NOW = datetime(2026, 11, 21, 14, 5, 6, 7000, tzinfo=UTC)


def context(**services):
    document = TreeNode("document")
    root = document.append(TreeNode("element", "data"))
    root.append(TreeNode("element", "q", text="a b c"))
    root.append(TreeNode("element", "blank"))
    return Context(root, document, Environment(now=lambda: NOW, random=lambda: 0.25, **services))


def text(source, **services):
    return string_call(compile_expression(parse(source)))(context(**services))


def number(source):
    return number_call(compile_expression(parse(source)))(context())


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("join('-', 1, 'b', /data/*)", "1-b-a b c-"),
        ("substr('hello', 1, 3)", "el"),
        ("substr('hello', -3)", "llo"),
        ("substring('hello', 2, 3)", "ell"),
        ("substring-before('a=b=c', '=')", "a"),
        ("substring-after('a=>b', '=>')", "b"),
        ("translate('bad', 'abd', 'AB')", "BA"),
        ("normalize-space('  a   b ')", "a b"),
        ("coalesce(/data/blank, /data/q)", "a b c"),
        ("selected-at(/data/q, 1)", "b"),
        ("selected-at(/data/q, 9)", ""),
        ("if(selected(/data/q, 'b'), 'yes', 'no')", "yes"),
        ("regex('ab12', '^[a-z]+[0-9]+$')", "true"),
        ("boolean-from-string('true')", "true"),
        ("digest('abc', 'MD5', 'hex')", "900150983cd24fb0d6963f7d28e17f72"),
        ("base64-decode('w6k=')", "é"),
        ("format-date('2026-03-05', '%e %b %Y (%a)')", "5 Mar 2026 (Thu)"),
        ("format-date-time('2026-03-05T07:08:09.010', '%H:%M:%S.%3')", "07:08:09.010"),
        ("string(1 div 0)", "Infinity"),
        ("string(0 div 0)", ""),
        ("string(0.1 + 0.2)", "0.30000000000000004"),
        ("string(1000000 * 1000000 * 1000000)", "1000000000000000000"),
        ("geofence('0.5 0.5', '0 0;0 1;1 1;1 0;0 0')", "true"),
        ("weighted-checklist(2, 3, true(), 2, false(), 5)", "true"),
    ],
)
def test_functions_that_give_text(source, value):
    assert text(source) == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("count-selected(/data/q)", 3),
        ("count(/data/*)", 2),
        ("count-non-empty(/data/*)", 1),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(12.345, 2)", 12.35),
        ("round(1234, -2)", 1200),
        ("int(-2.9)", -2),
        ("max(3, 9, 4)", 9),
        ("min(3, 9, 4)", 3),
        ("pow(2, 10)", 1024),
        ("position(/data/blank)", 1),
        ("string-length('añb')", 3),
        ("decimal-date-time('1970-01-02T12:00:00Z')", 1.5),
        ("random()", 0.25),
        ("sqrt(16)", 4),
        ("log(0)", -math.inf),
    ],
)
def test_functions_that_give_numbers(source, value):
    assert number(source) == pytest.approx(value)


@pytest.mark.parametrize("source", ["sqrt(-1)", "max(/data/blank)", "number('abc')", "number('1e5')", "acos(2)"])
def test_what_is_no_number_is_nan(source):
    assert math.isnan(number(source))


def test_a_seeded_shuffle_is_the_same_every_time_and_loses_nothing():
    document = TreeNode("document")
    root = document.append(TreeNode("element", "root"))
    for name in "abcdefgh":
        root.append(TreeNode("element", "i", text=name))
    code = compile_expression(parse("randomize(/root/i, 42)"))
    first, second = (code.call(Context(root, document, Environment())) for _ in range(2))
    assert [node.text for node in first] == [node.text for node in second]
    assert sorted(node.text for node in first) == list("abcdefgh")
    assert [node.text for node in first] != list("abcdefgh")


def test_pulldata_finds_the_first_item_that_matches():
    holder = TreeNode("document")
    root = holder.append(TreeNode("element", "root"))
    for key, value in (("a", "1"), ("b", "2"), ("b", "3")):
        item = root.append(TreeNode("element", "item"))
        item.append(TreeNode("element", "key", text=key))
        item.append(TreeNode("element", "value", text=value))
    assert text("pulldata('list', 'value', 'key', 'b')", instance=lambda _name: holder) == "2"
    assert text("pulldata('list', 'value', 'key', 'z')", instance=lambda _name: holder) == ""


def test_a_uuid_has_as_many_characters_as_are_asked_for_and_not_millions():
    assert len(text("uuid()")) == 36
    assert len(text("uuid(7)")) == 7
    with pytest.raises(ExpressionError):
        text("uuid(1000000000)")


@pytest.mark.parametrize("source", ["if(1, 2)", "count('text')", "selected('a')", "regex('a', '(')"])
def test_a_call_that_cannot_run_says_why(source):
    with pytest.raises(ExpressionError, match=r"\.$"):
        text(source)
