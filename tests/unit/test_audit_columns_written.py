"""What the audit columns say arrives on the bind of its question, with names expanded and advice translated."""

from lxml import etree
from spreadsheet_samples import BINDS, FA, folder

from fieldaudit.checklist.spreadsheet import build_form


def binds(path):
    built = build_form(path)
    assert [problem for problem in built.problems if problem.severity == "error"] == []
    tree = etree.fromstring(built.xform)
    ours = {
        bind.get("nodeset"): {k.removeprefix(FA): v for k, v in bind.attrib.items() if FA in k}
        for bind in tree.iter(BINDS)
    }
    return tree, ours


def test_words_numbers_and_names_become_expressions(tmp_path):
    survey = """
    type | name | label | finding | severity | owner | due_days | affected | sampled
    integer | seen | Seen | | | | | |
    select_one yn | tidy | Tidy | no | major | site manager | 14 | ${bad} | ${seen}
    integer | bad | Bad | . > 0 and ${seen} | if(${tidy} = 'no', 'major', 'minor') | cleaner | | . |
    """
    _, ours = binds(folder(tmp_path / "sample", survey))
    assert ours["/data/tidy"] == {
        "finding": "selected(., 'no')",
        "severity": "'major'",
        "owner": "'site manager'",
        "due-days": "14",
        "affected": "/data/bad",
        "sampled": "/data/seen",
    }
    assert ours["/data/bad"]["finding"] == ". > 0 and /data/seen"
    assert ours["/data/bad"]["severity"] == "if( /data/tidy = 'no', 'major', 'minor')"
    assert ours["/data/seen"] == {}


def test_names_inside_a_repeat_are_relative_to_the_same_row(tmp_path):
    survey = """
    type         | name  | label  | finding                       | severity | owner
    begin repeat | floor | Floors |                               |          |
    text         | used  | Used   |                               |          |
    integer      | exits | Exits  | . < 2 and ${used} = 'yes'     | major    | cleaner
    end repeat   |       |        |                               |          |
    """
    _, ours = binds(folder(tmp_path / "sample", survey))
    assert ours["/data/floor/exits"]["finding"] == ". < 2 and ../used = 'yes'"


def test_texts_and_a_group_s_audience_are_written_as_they_stand(tmp_path):
    survey = """
    type          | name | label | finding | severity | owner | clause | risk | weight | evidence        | audience
    begin_group   | g    | Group |         |          |       |        |      |        |                 | site
    select_one yn | q    | Q     | no      | minor    | x     | ETI-3  | fire | 2.5    | photo_or_reason |
    end_group     |      |       |         |          |       |        |      |        |                 |
    """
    _, ours = binds(folder(tmp_path / "sample", survey))
    assert ours["/data/g"] == {"audience": "site"}
    assert {name: ours["/data/g/q"][name] for name in ("clause", "risk", "weight", "evidence")} == {
        "clause": "ETI-3",
        "risk": "fire",
        "weight": "2.5",
        "evidence": "photo_or_reason",
    }


def test_advice_is_written_into_each_language(tmp_path):
    survey = """
    type|name|label::English (en)|label::Español (es)|finding|severity|advice::English (en) | advice::Español (es)
    text | q | Q | P | . = 'x' | minor | Repair it | Repárelo
    """
    settings = "form_id | default_language\nsample | English (en)"
    tree, ours = binds(folder(tmp_path / "sample", survey, settings=settings))
    assert ours["/data/q"]["advice"] == "jr:itext('/data/q:advice')"
    texts = {
        text.getparent().get("lang"): "".join(text.itertext())
        for text in tree.iter("{http://www.w3.org/2002/xforms}text")
        if text.get("id") == "/data/q:advice"
    }
    assert texts == {"English (en)": "Repair it", "Español (es)": "Repárelo"}


def test_advice_in_a_form_without_languages_gets_a_translation_of_its_own(tmp_path):
    survey = "type | name | label | finding | severity | owner | advice\ntext | q | Q | . = 'x' | minor | x | Repair it"
    tree, _ = binds(folder(tmp_path / "sample", survey))
    (translation,) = tree.iter("{http://www.w3.org/2002/xforms}translation")
    assert (translation.get("lang"), "".join(translation.itertext())) == ("default", "Repair it")


def test_a_question_called_data_and_unknown_translated_choice_columns_do_no_harm(tmp_path):
    choices = "list_name | name | label | hint::English\nyn | yes | Yes | Yes!"
    built = build_form(folder(tmp_path / "sample", "type | name | label\nselect_one yn | data | D", choices))
    assert [(problem.column, problem.severity) for problem in built.problems] == [("hint::English", "warning")]
    assert b'nodeset="/form/data"' in built.xform


def test_a_form_s_own_namespaces_stay(tmp_path):
    survey = (
        "type | name | label | bind::ex:mark | finding | severity | owner\ntext | q | Q | here | . = 'x' | minor | x"
    )
    settings = 'form_id | namespaces\nsample | ex="http://example.org/ex"'
    tree, ours = binds(folder(tmp_path / "sample", survey, settings=settings))
    assert ours["/data/q"]["finding"] == ". = 'x'"
    assert next(tree.iter(BINDS)).get("{http://example.org/ex}mark") == "here"
