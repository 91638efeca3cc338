"""Text of any script: shaped, in the right order, broken where it may be, and found again by a search."""

import io
import string
import unicodedata

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from fieldaudit.reports import theme
from fieldaudit.reports.blocks import pieces
from fieldaudit.reports.fonts import face, face_for
from fieldaudit.reports.shaping import lay_out
from fieldaudit.reports.text import ShapedText, clean, draw_text, is_plain, text
from fieldaudit.reports.wording import CATALOGUES, Wording

SENTENCES = {
    "Arabic": "باب الطوارئ مغلق والمفتاح مع الحارس",
    "Urdu": "ہنگامی راستہ بند ہے اور چابی گارڈ کے پاس ہے",
    "Hindi": "आपातकालीन निकास द्वार जंजीर से बंद है",
    "Bengali": "জরুরি প্রস্থান পথ শিকল দিয়ে বন্ধ",
    "Thai": "ทางออกฉุกเฉินถูกล่ามโซ่",
    "Khmer": "ច្រកចេញបន្ទាន់ត្រូវបានចាក់សោ",
    "Burmese": "အရေးပေါ်ထွက်ပေါက်ကို သံကြိုးဖြင့် ပိတ်ထားသည်",
    "Amharic": "የአደጋ ጊዜ መውጫ ተዘግቷል",
}


def drawn(value: str, width: float = 480) -> str:
    """What a reader's search finds of `value` on a page."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    flowable = text(value, theme.BODY)
    _, height = flowable.wrap(width, 700)
    flowable.drawOn(canvas, 40, 780 - height)
    canvas.save()
    document = pypdfium2.PdfDocument(out.getvalue())
    found = document[0].get_textpage().get_text_range()
    document.close()
    return found.replace("\r\n", "\n")


@pytest.mark.parametrize("language", SENTENCES)
def test_each_script_is_shaped_with_glyphs_of_its_own_font_and_found_again(language):
    sentence = clean(SENTENCES[language])
    assert isinstance(text(sentence, theme.BODY), ShapedText)
    line = lay_out(sentence, 10, 1000)[0]
    assert all(glyph.id != 0 for glyph in line.glyphs)
    assert drawn(sentence).strip() == sentence


@pytest.mark.parametrize(
    "plain", ["Exit 2 chained", "Nº 4: año, señal", "Größe", "Выход закрыт", "Έξοδος", "Lối thoát hiểm"]
)
def test_plain_letters_go_the_ordinary_way(plain):
    assert isinstance(text(plain, theme.BODY), Paragraph)
    assert drawn(plain).strip() == plain


def test_markup_in_what_a_person_typed_is_not_obeyed():
    typed = "<b>Exit</b> & <a href='x'>2</a>"
    assert drawn(typed).strip() == typed


def test_arabic_letters_join():
    joined, apart = lay_out("مغلق", 10, 1000)[0], [lay_out(letter, 10, 1000)[0] for letter in "مغلق"]
    assert joined.width < sum(line.width for line in apart)
    assert not {glyph.id for glyph in joined.glyphs} <= {glyph.id for line in apart for glyph in line.glyphs}


def test_a_right_to_left_paragraph_starts_at_the_right_and_keeps_numbers_and_latin_in_order():
    line = lay_out("الطابق 12 Exit", 10, 1000)[0]
    assert line.rtl
    assert [chunk.text.strip() for chunk in line.chunks if chunk.text.strip()] == ["Exit", "12", "الطابق"[::-1]]
    assert [chunk.x for chunk in line.chunks] == sorted(chunk.x for chunk in line.chunks)


def test_a_latin_paragraph_with_an_arabic_word_starts_at_the_left():
    line = lay_out("Exit مغلق now", 10, 1000)[0]
    assert not line.rtl
    assert [chunk.text.strip() for chunk in line.chunks if chunk.text.strip()] == ["Exit", "مغلق"[::-1], "now"]


def test_a_long_paragraph_breaks_at_spaces_within_the_width():
    lines = lay_out(" ".join([SENTENCES["Arabic"]] * 8), 10, 200)
    assert len(lines) > 3
    assert all(line.width <= 200 for line in lines)
    shown = " ".join("".join(chunk.text for chunk in reversed(line.chunks))[::-1].strip() for line in lines)
    assert sorted(shown.split()) == sorted(" ".join([SENTENCES["Arabic"]] * 8).split())


@pytest.mark.parametrize("language", ["Thai", "Khmer", "Burmese"])
def test_scripts_without_spaces_break_between_syllables_and_never_before_a_mark(language):
    sentence = SENTENCES[language].replace(" ", "") * 6
    lines = lay_out(sentence, 10, 120)
    assert len(lines) > 3
    starts = [line.chunks[0].text[0] for line in lines]
    assert all(unicodedata.category(start)[0] == "L" for start in starts)
    assert "".join(chunk.text for line in lines for chunk in line.chunks) == sentence


def test_a_character_that_no_font_has_is_still_found():
    assert face_for("中", None, bold=False).name == "NotoSans-Regular"
    assert "Exit" in drawn("中 Exit")


def test_marks_that_turn_text_around_are_dropped():
    assert clean("paid \u202eoN\u202c\u2066x\u2069\x00\ud800") == "paid oNx"
    assert clean("a\r\nb\tc") == "a\nb    c"


def test_a_decomposed_accent_is_composed_and_plain():
    assert is_plain(clean("n\u0303e\u0301"))


def test_one_line_is_shortened_to_its_room():
    canvas = Canvas(io.BytesIO(), invariant=1)
    assert draw_text(canvas, "A very long name of an organisation " * 40, (0, 0), theme.BODY, 120) <= 120
    assert draw_text(canvas, SENTENCES["Arabic"] * 9, (0, 0), theme.BODY, 120) <= 120


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=120), st.sampled_from([30.0, 90.0, 400.0]))
def test_any_text_can_be_laid_out_with_nothing_lost(value, width):
    value = clean(value)
    lines = lay_out(value, 10, width)
    shown = sorted(c for line in lines for chunk in line.chunks for c in chunk.text if not c.isspace())
    assert shown == sorted(c for c in value if not c.isspace())


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="ab \n", max_size=3000), st.integers(80, 500))
def test_pieces_of_a_long_text_hold_all_of_it(value, longest):
    found = pieces(value, longest)
    assert all(len(piece) <= longest for piece in found)
    assert "".join("".join(found).split()) == "".join(value.split())


def test_both_languages_have_the_same_words_with_the_same_places():
    english, spanish = CATALOGUES["en"], CATALOGUES["es"]
    assert english.keys() == spanish.keys()
    places = {key: {name for _, name, _, _ in string.Formatter().parse(text) if name} for key, text in english.items()}
    for key, sentence in spanish.items():
        assert {name for _, name, _, _ in string.Formatter().parse(sentence) if name} == places[key]
    for catalogue in (english, spanish):
        assert all(is_plain(sentence) for sentence in catalogue.values())


def test_an_unknown_language_falls_back_to_english_and_an_unknown_code_is_shown():
    words = Wording("fr-FR")
    assert words("findings") == "Findings"
    assert words.of("severity", "very_bad") == "very bad"


def test_every_bundled_font_is_there():
    for family in ("", "Arabic", "Devanagari", "Bengali", "Thai", "Myanmar", "Ethiopic", "Khmer"):
        for bold in (False, True):
            assert face(family, bold=bold).characters
