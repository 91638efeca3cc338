"""Colours, type and space of the application: one call puts them on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStyleFactory

from fieldaudit.assets import folder
from fieldaudit.desktop.theme.fonts import body_font, font, load_fonts, load_sisters, reading_width, scale
from fieldaudit.desktop.theme.palette import palette, slider_palette, tokens_of
from fieldaudit.desktop.theme.stylesheet import stylesheet
from fieldaudit.desktop.theme.tokens import DARK, LIGHT, Tokens, Tone
from fieldaudit.desktop.themes import ThemeName

__all__ = [
    "DARK",
    "LIGHT",
    "ThemeName",
    "Tokens",
    "Tone",
    "apply",
    "font",
    "load_sisters",
    "reading_width",
    "scale",
    "tokens_of",
]


def apply(app: QApplication, name: ThemeName, text_scale: float = 1.0) -> Tokens:
    """Put a theme on the whole application and return its tokens; `system` asks the desktop for light or dark."""
    load_fonts()
    wants_dark = name == "dark" or (name == "system" and app.styleHints().colorScheme() == Qt.ColorScheme.Dark)
    tokens = DARK if wants_dark else LIGHT
    chevron = (
        folder("resources") / "icons" / ("chevron-down-on-dark.svg" if tokens.dark else "chevron-down-on-light.svg")
    )
    check = folder("resources") / "icons" / ("check-on-accent-dark.svg" if tokens.dark else "check-on-accent-light.svg")
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(body_font(text_scale))
    app.setPalette(palette(tokens))
    app.setPalette(slider_palette(tokens), "QSlider")  # type: ignore[arg-type]  # the stub is wrong
    app.setStyleSheet(stylesheet(tokens, chevron.as_posix(), check.as_posix()))
    return tokens
