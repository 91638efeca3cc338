import pytest
from PySide6.QtGui import QColor, QFontInfo, QPalette

from fieldaudit.assets import folder
from fieldaudit.desktop import icons, theme
from fieldaudit.desktop.theme import DARK, LIGHT, tokens_of
from fieldaudit.desktop.widgets import Label

TONES = ("critical", "major", "minor", "good", "information", "accent", "neutral")


def luminance(colour):
    def linear(channel):
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue, _ = QColor(colour).getRgb()
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def contrast(first, second):
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
class TestContrast:
    def test_text_stands_out_from_everything_it_lies_on(self, tokens):
        for ground in (tokens.background, tokens.panel, tokens.accent_soft):
            assert contrast(tokens.ink, ground) >= 4.5
            assert contrast(tokens.muted, ground) >= 4.5
        assert contrast(tokens.on_accent, tokens.accent) >= 4.5
        assert contrast(tokens.rail_ink, tokens.rail) >= 4.5
        assert contrast(tokens.rail_ink, tokens.rail_chosen) >= 4.5

    def test_words_of_every_tone_stand_out_from_its_soft_ground(self, tokens):
        for tone in TONES:
            pair = tokens.tone(tone)
            assert contrast(pair.strong, pair.soft) >= 4.5, tone
            assert contrast(pair.strong, tokens.panel) >= 4.5, tone

    def test_borders_of_controls_and_the_focus_ring_can_be_seen(self, tokens):
        for ground in (tokens.background, tokens.panel):
            assert contrast(tokens.border, ground) >= 3
            assert contrast(tokens.accent, ground) >= 3


@pytest.mark.parametrize(("name", "tokens"), [("light", LIGHT), ("dark", DARK)])
def test_a_theme_reaches_the_palette_and_widgets_read_it_from_there(qapp, qtbot, name, tokens):
    theme.apply(qapp, name)
    label = Label("words")
    qtbot.addWidget(label)
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == tokens.background
    assert tokens_of(label) is tokens


def test_changing_the_theme_recolours_what_is_on_the_screen(qapp, window):
    label = window(Label("words", muted=True), 200, 60)
    assert label.palette().color(QPalette.ColorRole.WindowText).name().upper() == LIGHT.muted
    theme.apply(qapp, "dark")
    assert label.palette().color(QPalette.ColorRole.WindowText).name().upper() == DARK.muted
    theme.apply(qapp, "light")


def test_text_grows_with_the_persons_text_size(qapp, window):
    label = window(Label("words"), 200, 60)
    before = label.font().pixelSize()
    theme.apply(qapp, "light", 1.3)
    assert label.font().pixelSize() == round(15 * 1.3) > before
    theme.apply(qapp, "light")


def test_the_bundled_font_is_the_one_in_use(qapp):
    theme.apply(qapp, "light")
    assert QFontInfo(qapp.font()).family() == "Noto Sans"


def test_every_sign_that_the_program_names_is_there_and_takes_the_colour_it_is_given(qapp):
    for file in (folder("resources") / "icons").glob("*.svg"):
        drawn = icons.pixmap(file.stem, "#FF0000", 24, 2.0)
        assert drawn.width() == 48
        image = drawn.toImage()
        colours = {
            image.pixelColor(x, y).name() for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() > 250
        }
        if "-on-" not in file.stem:
            assert colours == {"#ff0000"}, file.stem
