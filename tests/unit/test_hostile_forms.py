"""Forms made to do harm are refused, or stopped with the question named; each in bounded time, memory and depth."""

from __future__ import annotations

import json
import resource
import threading
from pathlib import Path

import pytest
from checklist_samples import inputs, started, xform

from fieldaudit import errors
from fieldaudit.checklist import Session, parse_form, read_instance, reads, rows, state
from fieldaudit.checklist.parsing import expressions as parsing_expressions
from fieldaudit.checklist.parsing import form as parsing_form
from fieldaudit.checklist.parsing import secondary
from fieldaudit.checklist.rows import MAX_ROWS
from fieldaudit.checklist.xml import MAX_TAGS, read_xml
from fieldaudit.checklist.xpath.functions.strings import MAX_TEXT

CASES = sorted((Path(__file__).parent / "fuzz_cases").glob("*.json"))


def refused(document):
    with pytest.raises(errors.FormRefused) as caught:
        parse_form(document)
    return str(caught.value)


LAUGHS = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))


@pytest.mark.parametrize("where", ["<data>&l9;</data>", '<data a="&l9;"/>'])
def test_a_billion_laughs_are_refused(where):
    bomb = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "ha">{LAUGHS}]><html>{where}</html>'.encode()
    assert "document type" in refused(bomb)
    assert "cannot be used" in refused(b"<!-- > -->" + bomb[21:])


def test_an_entity_bomb_in_another_encoding_is_refused():
    bomb = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><x>&l9;</x>'.encode(
        "utf-16"
    )
    assert "cannot be read" in refused(bomb)


def test_a_file_of_this_computer_is_not_read_into_a_form(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the passphrase")
    for form in (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><x>&e;</x>',
        f'<!DOCTYPE x SYSTEM "{secret.as_uri()}"><x/>',
        f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p;]><x/>',
    ):
        assert "passphrase" not in refused(form.encode())
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/>'
    session = started(f"<a>{include}</a>")
    assert "passphrase" not in session.instance_xml().decode()


@pytest.mark.parametrize("levels", [101, 300, 200_000])
def test_nesting_is_bounded(levels):
    said = refused(b"<a>" * levels + b"</a>" * levels)
    assert "nest" in said or "not well-formed" in said


def test_groups_nest_as_deep_as_the_bound_allows_and_no_deeper():
    deep = 60
    data = "".join(f"<g{at}>" for at in range(deep)) + "<q/>" + "".join(f"</g{at}>" for at in reversed(range(deep)))
    ref = "/data" + "".join(f"/g{at}" for at in range(deep))
    body = "<group>" * deep + f'<input ref="{ref}/q"/>' + "</group>" * deep
    session = started(data, "", body)
    session.answer(f"{ref}/q", "down here")
    assert b"down here" in session.instance_xml()
    with pytest.raises(errors.FormRefused):
        started("<g>" * 100 + "</g>" * 100)


def test_more_tags_than_any_form_are_refused():
    assert "tags" in refused(b"<a>" + b"<b/>" * (MAX_TAGS + 1) + b"</a>")


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 200_000 + "1" + ")" * 200_000,
        "-" * 199_999 + "1" + "-" * 5,
        "not(" * 5_000 + "1" + ")" * 5_000,
        "/a[" * 5_000,
    ],
    ids=["parentheses", "minuses", "calls", "predicates"],
)
def test_expressions_nested_beyond_the_bound_are_refused_with_their_question(expression):
    said = refused(xform("<a/>", f'<bind nodeset="/data/a" calculate="{expression}"/>'))
    assert "calculate of /data/a" in said


def test_long_flat_expressions_are_read():
    session = started("<a/>", f'<bind nodeset="/data/a" calculate="{" + ".join(["1"] * 20_000)}"/>')
    assert session.node("/data/a").value == "20000"
    long_path = "/".join([".."] * 20_000)
    assert started("<a/>", f'<bind nodeset="/data/a" calculate="{long_path}"/>').node("/data/a").value == ""


CATASTROPHES = [
    ("(a|aa)+$", "a" * 60 + "b"), ("(.*a){25}", "a" * 24 + "b" * 5_000), ("(a?){40}a{40}", "a" * 39),
    ("(x+x+)+y", "x" * 60), ("(([a-z])+.)+[A-Z]([a-z])+$", "a" * 200), ("^(([a-z0-9])+.)+@([a-z0-9]+.)+$", "a" * 400),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "text"), CATASTROPHES)
def test_a_catastrophic_regular_expression_ends_and_leaves_no_thread(pattern, text):
    threads = threading.active_count()
    session = started(
        "<a/><b/>", f"<bind nodeset='/data/b' calculate=\"regex(/data/a, '{pattern}')\"/>", inputs("a", "b")
    )
    session.answer("/data/a", text)
    assert session.node("/data/b").value in {"", "true", "false"}
    if session.node("/data/b").value == "":
        assert "takes too long" in session.faults["/data/b"]
    assert threading.active_count() == threads


@pytest.mark.parametrize(
    "pattern",
    ["((((a{1000}){1000}){1000}){1000})", "(a{999999}){999999}", "(" * 900 + "a" + ")" * 900, "a" * 3_000, "["],
)
def test_a_regular_expression_that_grows_is_named_as_a_fault_and_not_compiled(pattern):
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    session = started("<a>aaa</a><b/>", f"<bind nodeset='/data/b' calculate=\"regex(/data/a, '{pattern}')\"/>")
    assert "regular expression" in session.faults["/data/b"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held < 100_000  # kilobytes


def test_an_expression_that_would_run_for_minutes_is_stopped_with_its_question():
    data = "".join(f"<r><v>{at}</v></r>" for at in range(300))
    slow = "count(//*[count(//*[count(//*) &gt; 1]) &gt; 1])"
    binds = f'<bind nodeset="/data/a" calculate="{slow}"/><bind nodeset="/data/b" calculate="1 + 1"/>'
    session = started(f"{data}<a/><b/>", binds, '<repeat nodeset="/data/r"><input ref="/data/r/v"/></repeat>')
    assert "too long" in session.faults["/data/a"]
    assert session.node("/data/a").value == ""
    assert session.node("/data/b").value == "2"


def test_a_constraint_that_would_run_for_minutes_is_stopped_when_it_is_looked_at():
    data = "".join(f"<r><v>{at}</v></r>" for at in range(300))
    slow = "count(//*[count(//*[count(//*) &gt; 1]) &gt; 1]) &gt; 5"
    session = started(f"{data}<a>1</a>", f'<bind nodeset="/data/a" constraint="{slow}"/>', inputs("a")
                      + '<repeat nodeset="/data/r"><input ref="/data/r/v"/></repeat>')  # fmt: skip
    assert session.node("/data/a").violation is None
    assert "too long" in session.faults["/data/a"]


def test_many_slow_expressions_together_are_stopped_too(monkeypatch):
    monkeypatch.setattr(state, "MAX_ALL_STEPS", 4_000_000)
    leaves = "".join(f"<q{at}/>" for at in range(300))
    slow = "count(//*[count(//*[count(//*) &gt; 1]) &gt; 1])"
    binds = "".join(f'<bind nodeset="/data/q{at}" calculate="{slow}"/>' for at in range(300))
    session = started(leaves, binds)
    assert any("took too long" in fault for fault in session.faults.values())


def test_texts_that_double_stop_at_their_bound():
    leaves = "".join(f"<t{at}/>" for at in range(60))
    doubling = "".join(
        f'<bind nodeset="/data/t{at}" calculate="concat(/data/t{at - 1}, /data/t{at - 1})"/>' for at in range(1, 60)
    )
    session = started(leaves, doubling, inputs("t0"))
    session.answer("/data/t0", "ten letter")
    assert max(len(value) for value in session.values().values()) <= MAX_TEXT
    assert session.faults
    with pytest.raises(errors.AnswerRefused):
        session.answer("/data/t0", "x" * (MAX_TEXT + 1))


def test_texts_that_refer_to_each_other_in_a_circle_are_stopped():
    circle = """<itext><translation lang="en"><text id="one"><value>1 <output value="jr:itext('two')"/></value></text>
    <text id="two"><value>2 <output value="concat(jr:itext('one'), jr:itext('one'))"/></value></text>
    </translation></itext>"""
    session = started("<a/>", "", """<input ref="/data/a"><label ref="jr:itext('one')"/></input>""", circle)
    assert session.node("/data/a").label.startswith("1 2")
    assert any("circle" in fault for fault in session.faults.values())


def test_a_text_bomb_is_cut_at_its_bound():
    texts = ""
    for at in range(9):
        nine = f"""<output value="jr:itext('t{at + 1}')"/>""" * 9
        texts += f'<text id="t{at}"><value>{nine}</value></text>'
    model = f'<itext><translation lang="en">{texts}<text id="t9"><value>boom</value></text></translation></itext>'
    session = started("<a/>", "", """<input ref="/data/a"><label ref="jr:itext('t0')"/></input>""", model)
    assert len(session.node("/data/a").label) <= MAX_TEXT
    assert session.faults


def test_a_count_bomb_makes_no_more_rows_than_the_bound():
    data = "<n/>" + '<r jr:template=""><v/></r>'
    body = inputs("n") + '<repeat nodeset="/data/r" jr:count="/data/n"><input ref="/data/r/v"/></repeat>'
    session = started(data, "", body)
    session.answer("/data/n", "99999999999999")
    assert len(session.rows()["/data/r"]) == MAX_ROWS
    session.answer("/data/n", "3")
    assert len(session.rows()["/data/r"]) == 3


def test_counts_within_counts_stop_at_the_bound_of_all_places(monkeypatch):
    monkeypatch.setattr(rows, "MAX_NODES", 20_000)
    data = '<n>9999</n><r jr:template=""><s jr:template="">' + "".join(f"<v{at}/>" for at in range(50)) + "</s></r>"
    inner = "".join(f'<input ref="/data/r/s/v{at}"/>' for at in range(50))
    within = f'<repeat nodeset="/data/r/s" jr:count="/data/n">{inner}</repeat>'
    body = f'<repeat nodeset="/data/r" jr:count="/data/n">{within}</repeat>'
    session = started(data, "", body)
    assert sum(1 for _ in session.nodes()) <= 21_000
    assert session.faults


def test_actions_that_set_each_other_off_are_stopped():
    body = """<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/b" value="/data/a + 1"/></input>
    <input ref="/data/b"><setvalue event="xforms-value-changed" ref="/data/a" value="/data/b + 1"/></input>"""
    session = started("<a/><b/>", "", body)
    session.answer("/data/a", "1")
    assert any("circle" in fault for fault in session.faults.values())


def test_relevance_that_chases_itself_is_stopped():
    binds = '<bind nodeset="/data/a" relevant="/data/b = \'\'"/><bind nodeset="/data/b" relevant="/data/a = \'\'"/>'
    session = started("<a>1</a><b>1</b>", binds, inputs("a", "b"))
    assert {session.node("/data/a").relevant, session.node("/data/b").relevant} == {True, False}


def test_comparing_long_lists_takes_no_product_of_their_lengths():
    data = "".join(f"<r><v>{at}</v></r>" for at in range(9_000))
    binds = "".join(
        f'<bind nodeset="/data/x{at}" calculate="/data/r/v {sign} /data/r/v"/>'
        for at, sign in enumerate(("=", "!=", "&lt;", "&gt;="))
    )
    body = '<repeat nodeset="/data/r"><input ref="/data/r/v"/></repeat>'
    session = started(f"{data}<x0/><x1/><x2/><x3/>", binds, body)
    assert [session.node(f"/data/x{at}").value for at in range(4)] == ["true"] * 4


def test_an_attached_list_of_too_many_cells_is_refused(monkeypatch):
    monkeypatch.setattr(secondary, "MAX_ROWS", 1_000)
    monkeypatch.setattr(secondary, "MAX_CELLS", 10_000)
    with pytest.raises(ValueError, match="more than"):
        secondary.read_list("list.csv", b"name\n" + b"a\n" * 1_001)
    with pytest.raises(ValueError, match="more than"):
        secondary.read_list("list.csv", b",".join([b"c"] * 2_000) + b"\n" + (b",".join([b"1"] * 2_000) + b"\n") * 6)


def test_a_list_nested_deep_in_json_is_refused_in_one_sentence():
    form = xform("<a/>", "", "", '<instance id="l" src="jr://file/l.geojson"/>')
    for data in (
        b'{"features":' + b"[" * 100_000,
        b'{"features": [1]}',
        b'{"features": [{"geometry": {"type": "Point"}}]}',
    ):
        with pytest.raises(errors.FormRefused, match=r"l\.geojson"):
            parse_form(form, {"l.geojson": data})


def test_a_saved_record_made_to_do_harm_is_refused():
    form = parse_form(xform("<a/>", "", inputs("a")))
    with pytest.raises(errors.XmlRefused):
        read_instance(form, b"<a>" * 200_000)
    with pytest.raises(errors.XmlRefused):
        read_xml(b"")
    values, ids = read_instance(form, b"<data><unknown/><a>1</a></data>")
    assert Session.resume(form, values, ids).node("/data/a").value == "1"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_fuzzing_found_stays_mended(path, monkeypatch):
    from fuzz_case import run_case

    monkeypatch.setattr(state, "MAX_ALL_STEPS", 1_000_000)  # the same bounds, met sooner
    monkeypatch.setattr(state, "MAX_LOOK_STEPS", 500_000)
    monkeypatch.setattr(state, "MAX_STEPS", 1_000_000)

    assert run_case(json.loads(path.read_text(encoding="utf-8"))) in {"refused", "stopped", "ran"}


STARS = {
    "up and down again": "/data" + "/*/.." * 40,
    "everything after everything": "//*/following::*",
    "every sibling of every other": "/data/*/following-sibling::*",
}


@pytest.mark.parametrize("path", STARS.values(), ids=STARS)
def test_a_path_that_means_ever_more_places_is_read_once_or_refused_with_its_question(path, monkeypatch):
    monkeypatch.setattr(reads, "MAX_LOOKS", 40_000)
    leaves = "".join(f"<q{at}/>" for at in range(300))
    document = xform(leaves, f'<bind nodeset="/data/q1" constraint="count({path}) &gt; 1"/>')
    if "following" not in path:
        assert Session.start(parse_form(document)).node("/data/q1").violation is None
    else:
        assert "/data/q1 read too many places" in refused(document)


def test_rules_that_together_read_too_many_places_are_refused_with_one_of_them(monkeypatch):
    monkeypatch.setattr(parsing_form, "MAX_READS", 5_000)
    leaves = "".join(f"<q{at}/>" for at in range(200))
    binds = "".join(f'<bind nodeset="/data/q{at}" constraint="sum(//*) &gt; {at}"/>' for at in range(100))
    assert "read too many places" in refused(xform(leaves, binds))


def test_a_text_of_a_thousand_outputs_and_a_form_of_too_many_expressions_are_refused(monkeypatch):
    outputs = '<output value="/data/a"/>' * 1_001
    body = f'<input ref="/data/a"><label>{outputs}</label></input>'
    assert "A text of /data/a has more than 1000 outputs" in refused(xform("<a/>", "", body))
    monkeypatch.setattr(parsing_expressions, "MAX_EXPRESSIONS", 10)
    binds = "".join(f'<bind nodeset="/data/q{at}" calculate="1 + {at}"/>' for at in range(20))
    assert "calculate of /data/q10 is one more" in refused(xform("".join(f"<q{at}/>" for at in range(20)), binds))


LONG = "ab cd " * 33_000


@pytest.mark.parametrize(
    "expression",
    [
        "string-length(normalize-space(/data/q))", "string-length(translate(/data/q, 'a', 'b'))",
        "selected(/data/q, 'zz')", "count-selected(/data/q)", "selected-at(/data/q, 9)", "digest(/data/q, 'SHA-512')",
        "string-length(de-duplicate(' ', /data/q))", "item-index(' ', /data/q, 'z')", "area(/data/q)",
        "distance(/data/q)", "geofence('1 1 0 0', /data/q)", "string-length(lower(/data/q))",
    ],
)  # fmt: skip
def test_functions_over_long_texts_take_steps_by_their_length(expression, monkeypatch):
    monkeypatch.setattr(state, "MAX_ALL_STEPS", 1_000_000)
    leaves = "".join(f"<x{at}/>" for at in range(300))
    binds = "".join(f'<bind nodeset="/data/x{at}" calculate="{expression}"/>' for at in range(300))
    session = started(f"<q>{LONG}</q>{leaves}", binds)
    assert "too long" in "".join(session.faults.values())
    assert len(session.unfinished()) > 250


def test_shuffling_a_long_list_takes_steps_by_its_length(monkeypatch):
    monkeypatch.setattr(state, "MAX_ALL_STEPS", 100_000)
    rows_ = "<r><v>1</v></r>" * 2_000
    leaves = "".join(f"<x{at}/>" for at in range(100))
    binds = "".join(
        f'<bind nodeset="/data/x{at}" calculate="count(randomize(/data/r, 42)) + {at}"/>' for at in range(100)
    )
    session = started(f"{rows_}{leaves}", binds, '<repeat nodeset="/data/r"><input ref="/data/r/v"/></repeat>')
    assert session.unfinished()


def test_a_record_holds_only_as_much_text_as_can_be_read_back():
    leaves = "".join(f"<x{at}/>" for at in range(200))
    binds = "".join(f'<bind nodeset="/data/x{at}" calculate="/data/q"/>' for at in range(200))
    session = started(f"<q>{LONG}</q><a/>{leaves}", binds, inputs("a"))
    assert sum(map(len, session.values().values())) <= state.MAX_ALL_TEXT
    assert "more than 12000000 characters" in "".join(session.faults.values())
    with pytest.raises(errors.AnswerRefused, match="the record would hold"):
        session.answer("/data/a", LONG)
    assert session.answer("/data/a", "short").values["/data/a"] == "short"


def test_a_whole_number_of_many_digits_is_no_answer():
    session = started("<a/>", '<bind nodeset="/data/a" type="int"/>', inputs("a"))
    with pytest.raises(errors.AnswerRefused):
        session.answer("/data/a", "8" * 199_000)


@pytest.mark.parametrize(
    "data",
    [
        b'{"features": [{"geometry": {"type": "Polygon", "coordinates": {"a": 1}}}]}',
        b'{"features": [{"geometry": {"type": "Polygon", "coordinates": [5]}}]}',
        b'{"features": [{"geometry": {"type": "LineString", "coordinates": 5}}]}',
        b'{"features": [{"properties": {"a": ' + b"9" * 5_000 + b"}}]}",
        b'{"features": [' + b"1," * 1_000_001 + b"1]}",
        b'{"features": "\xff"}',
    ],
    ids=["object", "flat", "number", "digits", "values", "bytes"],
)
def test_a_list_of_places_that_is_none_is_refused_in_one_plain_sentence(data):
    form = xform("<a/>", "", "", '<instance id="l" src="jr://file/l.geojson"/>')
    with pytest.raises(errors.FormRefused, match=r"l\.geojson") as caught:
        parse_form(form, {"l.geojson": data})
    assert "codec" not in str(caught.value)
    assert "sys." not in str(caught.value)


def test_an_attached_list_larger_than_the_bound_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(secondary, "MAX_BYTES", 1_000)
    with pytest.raises(ValueError, match="larger"):
        secondary.read_list("list.csv", b"x" * 1_001)


@pytest.mark.parametrize("source", ["jr://file/../../etc/passwd", "/etc/passwd", "file:///etc/passwd"])
def test_a_list_named_by_a_path_that_climbs_out_is_not_attached(source):
    form = parse_form(xform("<a/>", "", "", f'<instance id="l" src="{source}"/>'))
    assert "is not attached" in form.warnings[0]
    assert form.instances["l"].value() == ""


def test_a_circle_of_thousands_is_written_out_as_far_as_a_person_reads():
    leaves = "".join(f"<q{at}/>" for at in range(3_000))
    binds = "".join(f'<bind nodeset="/data/q{at}" calculate="/data/q{(at + 1) % 3_000}"/>' for at in range(3_000))
    said = refused(xform(leaves, binds))
    assert "2951 more" in said
    assert len(said) < 2_000


def test_an_entity_bomb_in_utf_7_is_refused():
    bomb = f'<?xml version="1.0" encoding="UTF-7"?><!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><x>&l9;</x>'.encode()
    assert "cannot be used" in refused(bomb)
    hidden = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x [+ADwAIQ-ENTITY e "x"+AD4]+AD4APA-x/+AD4-'
    assert "cannot be used" in refused(hidden)
