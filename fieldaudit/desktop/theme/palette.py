"""The tokens as a QPalette, so that everything Qt paints by itself follows the theme, and back again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPalette

from fieldaudit.desktop.theme.tokens import DARK, LIGHT

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from fieldaudit.desktop.theme.tokens import Tokens

_HALF = 128


def palette(tokens: Tokens) -> QPalette:
    """Return the palette of a theme."""
    role = QPalette.ColorRole
    made = QPalette()
    colours = {
        role.Window: tokens.background,
        role.WindowText: tokens.ink,
        role.Base: tokens.panel,
        role.AlternateBase: tokens.background,
        role.Text: tokens.ink,
        role.PlaceholderText: tokens.muted,
        role.Button: tokens.panel,
        role.ButtonText: tokens.ink,
        role.BrightText: tokens.critical.strong,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.ToolTipBase: tokens.ink,
        role.ToolTipText: tokens.panel,
        role.Light: tokens.panel,
        role.Midlight: tokens.hairline,
        role.Mid: tokens.border,
        role.Dark: tokens.border,
        role.Shadow: tokens.border,
    }
    for key, colour in colours.items():
        made.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, key, QColor(tokens.muted))
    return made


def slider_palette(tokens: Tokens) -> QPalette:
    """Return the palette of sliders: Qt paints ticks darker than the window, unseen on a dark one."""
    made = palette(tokens)
    made.setColor(QPalette.ColorRole.Window, QColor(tokens.muted))
    made.setColor(QPalette.ColorRole.Button, QColor(tokens.border))
    return made


def tokens_of(widget: QWidget) -> Tokens:
    """Return the theme that a widget is painted in, read from its palette (so there is no second place to keep it)."""
    return LIGHT if widget.palette().color(QPalette.ColorRole.Window).lightness() > _HALF else DARK
