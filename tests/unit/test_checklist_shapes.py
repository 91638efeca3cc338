"""Expressions of one shape share what is parsed and compiled, and still read each their own places."""

from __future__ import annotations

import pytest
from checklist_samples import inputs, started

from fieldaudit.checklist.definitions import Definition
from fieldaudit.checklist.shapes import Shaped, shape_of, take_out
from fieldaudit.checklist.xpath.parser import parse

REPEAT = """<group ref="/data/w"><label>W</label><repeat nodeset="/data/w"><input ref="/data/w/n"/></repeat></group>"""


def places():
    document = Definition("")
    data = document.add(Definition("data", parent=document))
    for name in ("a", "b", "and", "x-and"):
        data.add(Definition(name, parent=data))
    return {definition.ref: definition for definition in document.walk()}


@pytest.mark.parametrize(
    "source",
    [
        "/data/a = 'no' and /data/b > 1",
        "/data/a - /data/b",
        "/data/a -/data/b",
        "-/data/a",
        "3 * /data/a div /data/b mod 2",
        "concat(/data/a, '/data/b', \"it's /data/a\")",
        "/data/a/b",
        "../data /data/a",
        "data/data/a",
        "x-and /data/a",
        "(/data/a)or /data/b",
        "/data/*/data",
        "/data/a[. = /data/b]",
        "/data[a = 1]/b",
        "instance('list')/data/a",
        "instance('list')/root/item[name = /data/a]/label",
        "if(/data/and = 1 and /data/x-and = 2, /data/a, /data/b)",
        "/data/a | /data/b",
        "count(/data/a)",
        "//data/a",
        "/data/ab",
        "/data/a:b",
        "child::data/data/a",
    ],
)
def test_taking_places_out_and_putting_them_back_gives_the_tree_of_the_whole_text(source):
    def outcome(read):
        try:
            return read()
        except Exception as error:  # noqa: BLE001 - both sides must refuse the same texts
            return type(error)

    text, found = take_out(source, places())
    assert outcome(lambda: Shaped(shape_of(text), found).tree()) == outcome(lambda: parse(source))


def test_places_after_an_operator_are_taken_out():
    text, found = take_out("/data/a - /data/b and /data/a or -/data/b", places())
    assert [place.name for place in found] == ["a", "b", "a", "b"]
    assert "data" not in text


def test_expressions_of_one_shape_read_each_their_own_places():
    session = started(
        "<a/><b/><x/><y/>",
        """<bind nodeset="/data/x" calculate="if(/data/a = 'yes', 1, 0)"/>
        <bind nodeset="/data/y" calculate="if(/data/b = 'yes', 1, 0)"/>""",
        inputs("a", "b"),
    )
    assert session.answer("/data/b", "yes").values == {"/data/b": "yes", "/data/y": "1"}
    assert session.answer("/data/a", "yes").values == {"/data/a": "yes", "/data/x": "1"}


def test_one_shape_means_the_row_and_the_group_it_stands_in():
    binds = """<bind nodeset="/data/g" relevant="/data/a = ''"/><bind nodeset="/data/w/n" constraint=". &gt; /data/a"/>
    <bind nodeset="/data/b" constraint=". &gt; /data/a"/><bind nodeset="/data/g/c" calculate="string-length(.)"/>"""
    session = started("<a/><b/><g><c>abc</c></g><w><n/></w>", binds, inputs("a", "b") + REPEAT)
    session.add_repeat("/data/w")
    for ref, value in (("/data/a", "3"), ("/data/b", "2"), ("/data/w[1]/n", "4"), ("/data/w[2]/n", "1")):
        session.answer(ref, value)
    refs = ("/data/b", "/data/w[1]/n", "/data/w[2]/n")
    assert [session.node(ref).violation for ref in refs] == ["constraint", None, "constraint"]
    assert not session.node("/data/g").relevant


def test_a_prefix_means_what_each_form_says():
    def total(prefix, uri):
        declared = f'xmlns:{prefix}="{uri}"'
        items = f'<instance id="l"><root {declared}><{prefix}:n>7</{prefix}:n></root></instance>'
        bind = f"""<bind nodeset="/data/t" {declared} calculate="sum(instance('l')/root/p:n)"/>"""
        return started("<t/>", bind, "", items).node("/data/t").value

    assert total("p", "urn:one") == "7"
    assert total("p", "urn:two") == "7"


def test_a_form_may_use_the_letter_that_marks_places():
    session = started(
        "<ǂ0/><t/><u/>",
        """<bind nodeset="/data/t" calculate="concat(/data/ǂ0, 'ǂ')"/><bind nodeset="/data/u" calculate="/ǂ0"/>""",
        inputs("ǂ0"),
    )
    assert session.answer("/data/ǂ0", "x").values == {"/data/ǂ0": "x", "/data/t": "xǂ"}
    assert session.node("/data/u").value == ""


def test_an_absolute_path_in_a_row_concerns_that_row_alone():
    binds = """<bind nodeset="/data/w/n" type="int" constraint="/data/w/n &gt; 0"/>
    <bind nodeset="/data/w/m" required="not(/data/w/n != '')" relevant="/data/w/n != instance('l')/root/n"/>
    <bind nodeset="/data/w/all" calculate="sum(/data/w/n)"/>"""
    instance = "<instance id='l'><root><n>3</n></root></instance>"
    session = started("<w><n/><m/><all/></w>", binds, REPEAT, instance)
    session.add_repeat("/data/w")
    session.answer("/data/w[2]/n", "3")
    changes = session.answer("/data/w[1]/n", "5")
    second = session.stable("/data/w[2]")
    assert {ref for ref in changes.touched if ref.startswith(second)} == {f"{second}/all"}
    assert [session.node(f"/data/w[{at}]/m").relevant for at in (1, 2)] == [True, False]
    assert [session.node(f"/data/w[{at}]/m").required for at in (1, 2)] == [False, False]
    session.answer("/data/w[1]/n", "")
    assert session.node("/data/w[1]/m").required


def test_a_count_may_read_the_rows_that_it_counts():
    body = '<repeat nodeset="/data/w" jr:count="if(/data/w/n &gt; 1, 2, 1)"><input ref="/data/w/n"/></repeat>'
    session = started("<w><n/></w>", "", body)
    session.answer("/data/w[1]/n", "5")
    assert session.node("/data/w[1]/n").value == "5"
