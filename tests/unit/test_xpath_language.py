"""The expression language: reading, precedence, paths, predicates and comparisons."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldaudit.checklist.xml import read_xml, to_tree
from fieldaudit.checklist.xpath import Context, Environment, ExpressionError, compile_expression, parse
from fieldaudit.checklist.xpath.code import condition_call, number_call, string_call
from fieldaudit.checklist.xpath.parser import MAX_DEPTH
from fieldaudit.checklist.xpath.syntax import Chain

SHOP = """<shop><item><name>axe</name><price>12</price></item><item><name>saw</name><price>7.5</price></item>
<item kind="old"><name>nail</name><price/></item></shop>"""


def evaluate(source, xml=SHOP, call=string_call):
    document = to_tree(read_xml(xml.encode()))
    return call(compile_expression(parse(source)))(Context(document, document, Environment()))


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 + 2 * 3 - 4 div 2", 5),
        ("10 - 2 - 3", 5),
        ("-(2 + 3)", -5),
        ("7 mod 3", 1),
        ("-7 mod 3", -1),
        ("4div2", 2),
    ],
)
def test_arithmetic_keeps_precedence_and_reads_from_the_left(source, value):
    assert evaluate(source, call=number_call) == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("/shop/item[2]/name", "saw"),
        ("/shop/item[last()]/name", "nail"),
        ("/shop/item[price > 10]/name", "axe"),
        ("/shop/item[name = 'saw']/price", "7.5"),
        ("/shop/item[@kind = 'old']/name", "nail"),
        ("//price[. = 7.5]/../name", "saw"),
        ("/shop/item[name='axe']/following-sibling::item[1]/name", "saw"),
        ("/shop/item[3]/preceding-sibling::item[1]/name", "saw"),
        ("(/shop/item/name)[2]", "saw"),
        ("name(/shop/*[1])", "item"),
        ("/shop/nothing", ""),
    ],
)
def test_paths_find_what_they_name(source, value):
    assert evaluate(source) == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("/shop/item/name = 'saw'", True),
        ("/shop/item/name != 'saw'", True),
        ("/shop/item/price > 12", False),
        ("/shop/nothing = ''", False),
        ("'b' > 'a'", False),
        ("'2026-11-21' > '2026-11-20'", True),
        ("'' or 0 or false()", False),
        ("true() and not(false())", True),
    ],
)
def test_comparisons_follow_xpath_with_dates_as_numbers(source, value):
    assert evaluate(source, call=condition_call) is value


def test_a_function_that_does_not_exist_fails_only_where_it_is_reached():
    assert evaluate("if(true(), 'fine', explode())") == "fine"
    with pytest.raises(ExpressionError, match="explode"):
        evaluate("if(false(), 'fine', explode())")


@pytest.mark.parametrize("source", ["", "1 +", "(1", "/shop/item[", "'open", "a b", "$x", "foo(", "1 2", "a::b"])
def test_what_is_no_expression_is_refused_in_a_sentence(source):
    with pytest.raises(ExpressionError, match=r"\.$"):
        parse(source)


def test_nesting_beyond_the_limit_is_refused():
    with pytest.raises(ExpressionError, match="levels deep"):
        parse("(" * (MAX_DEPTH + 1) + "1" + ")" * (MAX_DEPTH + 1))


def test_a_sum_of_a_thousand_terms_is_one_flat_chain():
    tree = parse(" + ".join(["1"] * 1000))
    assert isinstance(tree, Chain)
    assert len(tree.rest) == 999
    assert evaluate(" + ".join(["1"] * 1000), call=number_call) == 1000


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_but_never_anything_else(source):
    with contextlib.suppress(ExpressionError):
        compile_expression(parse(source))


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_a_number_written_and_read_back_is_the_same(number):
    text = evaluate(f"string({number:.20f})")
    assert "e" not in text
    assert float(text) == float(f"{number:.20f}")


def test_an_index_gives_what_a_search_gives():
    items = "".join(f"<item><name>n{at % 7}</name><n>{at}</n></item>" for at in range(50))
    document = to_tree(read_xml(f"<root>{items}</root>".encode()))
    env = Environment(instance=lambda _name: document)
    context = Context(document, document, env)
    for at in range(8):
        indexed = compile_expression(parse(f"instance('x')/root/item[name = 'n{at}']/n")).call(context)
        searched = compile_expression(parse(f"instance('x')/root/item[string(name) = 'n{at}']/n")).call(context)
        assert [node.value() for node in indexed] == [node.value() for node in searched]
