import pytest

from fieldaudit.desktop.run.markup import plain, rich


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a **bold** word", "a <b>bold</b> word"),
        ("a __bold__ and _slanted_ *word*", "a <b>bold</b> and <i>slanted</i> <i>word</i>"),
        ("[here](https://a.org/x_y_z?a=1&b=2)", '<a href="https://a.org/x_y_z?a=1&amp;b=2">here</a>'),
        ('<span style="color:red">hot</span> *x*', '<span style="color: red">hot</span> <i>x</i>'),
        ("one\n*two*", "one<br><i>two</i>"),
    ],
)
def test_the_markup_of_odk_becomes_rich_text(text, shown):
    assert rich(text) == shown


def test_a_header_stands_on_a_line_of_its_own():
    assert rich("# Exits\nTry them") == ('<span style="font-size: x-large; font-weight: 600">Exits</span><br>Try them')


@pytest.mark.parametrize("text", ["snake_case_name", "3 * 4 * 5", "a < b", "room #3", "2 ** 3", "plain"])
def test_signs_that_are_no_markup_stay_plain(text):
    assert rich(text) == ""
    assert plain(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "*x* <script>alert(1)</script>",
        '*x* <img src="file:///etc/passwd">',
        "*x* [go](javascript:alert(1))",
        '*x* <span style="background:url(http://a.org)">y</span>',
        '*x* [a](https://a.org/"onclick=b)',
    ],
)
def test_nothing_else_gets_through(text):
    shown = rich(text)
    assert "<script" not in shown
    assert "<img" not in shown
    assert 'href="javascript' not in shown
    assert "url(" not in shown.replace("&lt;", "").split("<i>")[0]
    assert '<span style="background' not in shown
    assert '"onclick' not in shown


def test_an_escaped_sign_is_a_sign():
    assert rich(r"\*not slanted\*") == "*not slanted*"
    assert plain(r"5 \* 3") == "5 * 3"


def test_names_and_lists_have_the_words_alone():
    assert plain("## **Main** _exit_, see [this](https://a.org)") == "Main exit, see this"


def test_a_span_that_is_not_closed_is_closed():
    assert rich('*a* <span style="color:#f00">red').endswith("</span>")
