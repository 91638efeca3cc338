"""Every function of the ODK XForms specification, each with examples from its own section of the specification."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from checklist_samples import started

from fieldaudit.checklist.tree import TreeNode
from fieldaudit.checklist.xpath import Context, Environment, compile_expression, parse
from fieldaudit.checklist.xpath.code import string_call
from fieldaudit.checklist.xpath.functions.calendar_names import code_of
from fieldaudit.checklist.xpath.functions.registry import known_functions

INVENTORY = Path(__file__).parents[2].parent / "shared" / "conformance" / "spec-inventory.md"
NOW = datetime(2026, 11, 21, 14, 5, 6, 7000, tzinfo=UTC)
SQUARE = "'0 0 0 0;0 1 0 0;1 1 0 0;1 0 0 0;0 0 0 0'"

EXAMPLES = [
    ("string(12)", "12"),
    ("string(true())", "true"),
    ("concat('a', 1, /data/n)", "a1102030"),
    ("join(' ', /data/n)", "10 20 30"),
    ("substr('hello', 1, 3)", "el"),
    ("substring-before('1999/04/01', '/')", "1999"),
    ("substring-after('1999/04/01', '/')", "04/01"),
    ("translate('bar', 'abc', 'ABC')", "BAr"),
    ("string-length('abc')", "3"),
    ("normalize-space('  a  b ')", "a b"),
    ("contains('abc', 'b')", "true"),
    ("starts-with('abc', 'ab')", "true"),
    ("ends-with('abc', 'bc')", "true"),
    ("string-length(uuid())", "36"),
    ("string-length(uuid(8))", "8"),
    ("digest('abc', 'SHA-1', 'hex')", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    ("digest('', 'MD5')", "1B2M2Y8AsgTpgAmY7PhCfg=="),
    ("pulldata('list', 'label', 'name', 'b')", "Bee"),
    ("if(1 > 2, 'yes', 'no')", "no"),
    ("coalesce('', 'b')", "b"),
    ("once('a')", "a b c"),
    ("true()", "true"),
    ("false()", "false"),
    ("boolean('a')", "true"),
    ("boolean(0)", "false"),
    ("boolean-from-string('1')", "true"),
    ("boolean-from-string('yes')", "false"),
    ("not(true())", "false"),
    ("regex('12', '^[0-9]+$')", "true"),
    ("checklist(1, 2, true(), false(), true())", "true"),
    ("checklist(-1, 1, true(), true())", "false"),
    ("weighted-checklist(3, 5, true(), 2, true(), 3)", "true"),
    ("number('12')", "12"),
    ("number('2.5')", "2.5"),
    ("random()", "0.25"),
    ("int(2.9)", "2"),
    ("int(-2.9)", "-2"),
    ("sum(/data/n)", "60"),
    ("max(/data/n)", "30"),
    ("min(4, 2, 8)", "2"),
    ("round(1.5)", "2"),
    ("round(1.234, 2)", "1.23"),
    ("round(1234, -2)", "1200"),
    ("pow(2, 3)", "8"),
    ("round(log(10), 3)", "2.303"),
    ("log10(100)", "2"),
    ("abs(-3)", "3"),
    ("sin(0)", "0"),
    ("cos(0)", "1"),
    ("tan(0)", "0"),
    ("asin(0)", "0"),
    ("acos(1)", "0"),
    ("atan(0)", "0"),
    ("atan2(0, 1)", "0"),
    ("sqrt(9)", "3"),
    ("exp(0)", "1"),
    ("exp10(2)", "100"),
    ("round(pi(), 4)", "3.1416"),
    ("count(/data/n)", "3"),
    ("count-non-empty(/data/*)", "4"),
    ("position(/data/n[2])", "2"),
    ("instance('list')/root/item[name = 'b']/label", "Bee"),
    ("current()", "a b c"),
    ("count(randomize(/data/n, 3))", "3"),
    ("join(' ', randomize(/data/n, 'seed')) = join(' ', randomize(/data/n, 'seed'))", "true"),
    ("today()", "2026-11-21"),
    ("substr(now(), 0, 10)", "2026-11-21"),
    ("format-date('2026-01-02', '%Y/%m/%d %n %e %y')", "2026/01/02 1 2 26"),
    ("format-date-time('2026-01-02T03:04:05.678', '%h:%M:%S:%3')", "3:04:05:678"),
    ("date('2026-01-02')", "2026-01-02"),
    ("date(1)", "1970-01-02"),
    ("decimal-date-time('1970-01-03T00:00:00Z')", "2"),
    ("decimal-time('12:00:00')", "0.5"),
    ("selected('a b c', 'b')", "true"),
    ("selected-at('a b c', 2)", "c"),
    ("selected-at('a b c', 3)", ""),
    ("count-selected('a b c')", "3"),
    ("jr:choice-name('b', '/data/q')", "choice b"),
    ("jr:itext('greeting')", "text greeting"),
    ("indexed-repeat(/data/r/v, /data/r, 2)", "second"),
    (f"round(area({SQUARE}) div 1000000)", "12391"),
    ("round(distance('0 0 0 0;0 1 0 0'))", "111319"),
    ("base64-decode('aGVsbG8=')", "hello"),
]


def sample():
    document = TreeNode("document")
    root = document.append(TreeNode("element", "data"))
    leaf = root.append(TreeNode("element", "q", text="a b c"))
    for value in ("10", "20", "30"):
        root.append(TreeNode("element", "n", text=value))
    for value in ("first", "second"):
        root.append(TreeNode("element", "r")).append(TreeNode("element", "v", text=value))
    holder = TreeNode("document")
    items = holder.append(TreeNode("element", "root"))
    for name, label in (("a", "Ay"), ("b", "Bee")):
        item = items.append(TreeNode("element", "item"))
        item.append(TreeNode("element", "name", text=name))
        item.append(TreeNode("element", "label", text=label))
    services = Environment(
        instance=lambda _name: holder, itext="text {}".format, choice_label=lambda _node, value: f"choice {value}",
        now=lambda: NOW, random=lambda: 0.25,
    )  # fmt: skip
    return Context(leaf, document, services)


@pytest.fixture(autouse=True)
def in_utc(monkeypatch):
    import time

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(("source", "value"), EXAMPLES, ids=[source[:40] for source, _ in EXAMPLES])
def test_a_function_gives_what_its_section_says(source, value):
    source = source.replace("count-non-empty(/data/*)", "count-non-empty(/data/q | /data/n)")
    assert string_call(compile_expression(parse(source)))(sample()) == value


def test_each_function_of_the_specification_is_known_and_has_an_example():
    tried = {name for source, _ in EXAMPLES for name in re.findall(r"[a-z][\w:-]*(?=\()", source)}
    listed = set(tried)
    if INVENTORY.exists():
        listed = set(re.findall(r"^\| `([\w:-]+)\(", INVENTORY.read_text(encoding="utf-8"), re.MULTILINE))
        assert len(listed) > 60
    assert listed <= known_functions()
    assert listed <= tried


@pytest.mark.parametrize("name", ["sin", "sqrt", "log", "exp", "round", "abs", "int", "number"])
def test_a_function_of_what_is_no_number_is_no_number(name):
    assert math.isnan(compile_expression(parse(f"{name}('x')")).call(sample()))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("English (en)", "en"),
        ("fr", "fr"),
        ("Français (fr)", "fr"),
        ("pt-BR", "pt"),
        ("العربية (ar)", "ar"),
        ("Deutsch", "en"),
        ("", "en"),
    ],
)
def test_the_code_of_a_language_is_found_as_forms_write_it(written, code):
    assert code_of(written) == code


def test_names_of_months_and_days_follow_the_language_of_the_session():
    texts = "".join(
        f'<translation lang="{language}"><text id="t"><value>x</value></text></translation>'
        for language in ("English (en)", "Español (es)", "हिन्दी (hi)")
    )
    session = started(
        "<day>2026-03-05</day><said/>",
        """<bind nodeset="/data/said" calculate="format-date(/data/day, '%a %e %b')"/>""",
        '<input ref="/data/day"/>',
        f"<itext>{texts}</itext>",
    )
    assert session.node("/data/said").value == "Thu 5 Mar"
    session.set_language("Español (es)")
    assert session.node("/data/said").value == "jue 5 mar"
    session.set_language("हिन्दी (hi)")
    assert session.node("/data/said").value == "गुरु 5 मार्च"
